"""A printer of pages for tests: lines, headings, paragraphs, running heads and feet, footnotes."""

from __future__ import annotations

import io
import random

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

LEFT, RIGHT, TOP, BOTTOM = 72.0, 523.0, 760.0, 80.0
LEADING, SIZE = 14.0, 11.0
# Two figures of six points.
_MARK_WIDTH = 6.7


class Printer:
    """Sets lines on pages with running heads, feet and footnotes."""

    def __init__(self, pages: int, justified: bool, seed: int) -> None:
        self.random = random.Random(seed)
        self.pages = pages
        self.page = 1
        self.y = TOP
        self._justified = justified
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=A4)
        self._canvas.setTitle("Keeping letters safe")
        self._canvas.setAuthor("Northshire Practice Board")
        self._notes: list[str] = []
        self._noted = 0

    def finish(self) -> bytes:
        self._foot()
        self._canvas.save()
        return self._buffer.getvalue()

    def next_page(self) -> None:
        self._foot()
        self._canvas.showPage()
        self.page += 1
        self.y = TOP

    def _foot(self) -> None:
        pen = self._canvas
        if self.page > 1:
            pen.setFont("Helvetica", 9)
            pen.drawString(LEFT, 800, "Northshire Practice Board")
            pen.drawRightString(RIGHT, 800, "Keeping letters safe")
            pen.drawCentredString(297, 40, f"Page {self.page} of {self.pages}")
        at = BOTTOM + 10 * (len(self._notes) - 1)
        for note in self._notes:
            mark, _, text = note.partition(" ")
            pen.setFont("Helvetica", 5)
            pen.drawString(LEFT, at + 3, mark)
            pen.setFont("Helvetica", 8)
            pen.drawString(LEFT + 8, at, text)
            at -= 10
        if self._notes:
            pen.line(
                LEFT,
                BOTTOM + 10 * len(self._notes) + 2,
                LEFT + 120,
                BOTTOM + 10 * len(self._notes) + 2,
            )
        self._notes = []

    def heading(self, text: str, size: float = 14, gap: float = 10) -> None:
        if self.y < BOTTOM + 100:
            self.next_page()
        self.y -= gap
        self._canvas.setFont("Helvetica-Bold", size)
        self._canvas.drawString(LEFT, self.y, text)
        self.y -= size + 8

    def line(self, x: float, text: str, size: float = SIZE) -> None:
        self._canvas.setFont("Helvetica", size)
        self._canvas.drawString(x, self.y, text)
        self.y -= size + 3

    def paragraph(self, marker: str, marker_x: float, x: float, text: str, note: str = "") -> int:
        """Set a paragraph and return its page; `note` goes to the foot behind its fifth word."""
        words = text.split()
        marked = min(4, len(words) - 1) if note else -1
        first_page = 0
        if marker and marker_x == x:
            # In one line with its words, which go on below it.
            words[0] = f"{marker}\N{NO-BREAK SPACE}{words[0]}"
        for at, (line, ends, broken) in enumerate(_broken(words, RIGHT - x, marked)):
            has_note = 0 <= marked < len(line)
            need = 14 * len(self._notes) + (16 if has_note else 0)
            if self.y < BOTTOM + need + 14:
                self.next_page()
            first_page = first_page or self.page
            if marker and marker_x != x and at == 0:
                self._canvas.setFont("Helvetica", SIZE)
                self._canvas.drawString(marker_x, self.y, marker)
            self._set(line, x, justified=self._justified and not ends, marked=marked, note=note)
            marked -= len(line) - (1 if broken else 0)
            self.y -= LEADING
        self.y -= 6
        return first_page

    def _set(self, line: list[str], x: float, *, justified: bool, marked: int, note: str) -> None:
        pen = self._canvas
        text = " ".join(line)
        number = str(self._noted + 1) if 0 <= marked < len(line) else ""
        mark = stringWidth(number, "Helvetica", 6)
        room = RIGHT - x - stringWidth(text, "Helvetica", SIZE) - mark
        wider = room / (len(line) - 1) if justified and len(line) > 1 else 0.0
        if not 0 <= marked < len(line):
            drawn = pen.beginText(x, self.y)
            drawn.setFont("Helvetica", SIZE)
            drawn.setWordSpace(wider)
            drawn.textOut(text)
            pen.drawText(drawn)
            return
        for at, word in enumerate(line):
            pen.setFont("Helvetica", SIZE)
            pen.drawString(x, self.y, word)
            x += stringWidth(word, "Helvetica", SIZE)
            if at == marked:
                self._noted += 1
                pen.setFont("Helvetica", 6)
                pen.drawString(x, self.y + 4, str(self._noted))
                self._notes.append(f"{self._noted} {note}")
                x += stringWidth(str(self._noted), "Helvetica", 6)
            x += stringWidth(" ", "Helvetica", SIZE) + wider


def _broken(words: list[str], width: float, marked: int) -> list[tuple[list[str], bool, bool]]:
    """Return the words of each line, whether it is the last, and whether its last word goes on.

    Behind the word number `marked` is room for the mark of a footnote.
    """

    def fits(line: list[str]) -> bool:
        start = len(words) - len(rest) - len(line)
        mark = _MARK_WIDTH if start <= marked < start + len(line) else 0.0
        return stringWidth(" ".join(line), "Helvetica", SIZE) + mark <= width

    lines: list[tuple[list[str], bool, bool]] = []
    line: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if fits([*line, word]):
            line.append(word)
            continue
        places = [n + 1 for n, letter in enumerate(word) if letter == "-"]
        if not places and word.isalpha() and len(word) > 8:
            places = list(range(4, len(word) - 3))
        for place in reversed(places):
            head = word[:place] if word[place - 1] == "-" else word[:place] + "-"
            if line and fits([*line, head]):
                lines.append(([*line, head], False, True))
                rest.insert(0, word[place:])
                break
        else:
            lines.append((line, False, False))
            rest.insert(0, word)
        line = []
    lines.append((line, True, False))
    return lines
