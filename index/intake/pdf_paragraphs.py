"""The lines of a document in, its pieces out: headings, numbered paragraphs, items, rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.intake.documents import Piece, PieceKind
from index.intake.pdf_hyphens import join_lines, read_vocabulary
from index.intake.pdf_layout import SENTENCE_END, Layout, measure
from index.intake.pdf_lines import SAME_EDGE, Line
from index.intake.pdf_markers import Marker, leading_number, read_marker
from index.intake.pdf_tables import find_tables

# In characters: more than twice the longest heading of our sources, which has 82.
_LONGEST_HEADING = 200
# A heading is larger than the text by this, and its own lines stand no further apart than that.
_LARGER = 1.08
_GAP_IN_HEADING = 1.7
_DEEPEST_LEVEL = 6


@dataclass(slots=True)
class _Block:
    """Lines that are being gathered into one piece; its words go on at `edge`."""

    kind: PieceKind
    number: str
    lines: list[Line]
    edge: float
    marked: bool
    row: tuple[tuple[str, ...], ...] = ()

    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Return the lines of each cell of a row, or those of the one text, without its number."""
        if self.row:
            return self.row
        first, *rest = self.lines
        words = first.words[1:] if self.marked else first.words
        return ((" ".join(word.text for word in words), *(line.text for line in rest)),)


def read_pieces(lines: list[Line], size: float) -> list[Piece]:
    """Return the pieces of a document whose text is set in `size` points, in reading order.

    A paragraph that goes on over a page is one piece, of the page where it begins.
    """
    layout = measure(lines, size)
    vocabulary = read_vocabulary(lines)
    blocks = list(_Gathering(lines, layout).blocks())
    styles = sorted({_style(its.lines[0]) for its in blocks if its.kind == "heading"}, reverse=True)
    pieces: list[Piece] = []
    for block in blocks:
        text = " | ".join(join_lines(cell, vocabulary) for cell in block.cells())
        if not text:
            continue
        kind, level = block.kind, 0
        if kind == "heading":
            level = min(styles.index(_style(block.lines[0])) + 1, _DEEPEST_LEVEL)
        elif _is_in_capitals(block, text):
            kind, level = "heading", min(len(styles) + 1, _DEEPEST_LEVEL)
        pieces.append(Piece(kind, text, level, block.number, block.lines[0].page))
    return pieces


def _style(line: Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.is_bold


class _Gathering:
    """The lines of a document being gathered into blocks, with the numbers seen last."""

    def __init__(self, lines: list[Line], layout: Layout) -> None:
        self._lines = lines
        self._layout = layout
        # For each line the number that the next numbered line begins with.
        self._next_numbers = [""] * len(lines)
        for at in range(len(lines) - 2, -1, -1):
            self._next_numbers[at] = leading_number(lines[at + 1]) or self._next_numbers[at + 1]
        self._last_paragraph = "0"
        self._last_heading = "0"
        # Where the words of the last numbered paragraph begin, from the edge of its column: a
        # number there is an item's.
        self._inside = float("inf")

    def blocks(self) -> Iterator[_Block]:
        """Yield each block in turn."""
        tables = find_tables(self._lines, self._layout)
        block: _Block | None = None
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if at in tables:
                if block:
                    yield block
                    block = None
                table = tables[at]
                for row in table.rows:
                    yield _Block("paragraph", "", [line], line.left, False, row)
                at = table.end
                continue
            marker = self._marker(at)
            if block and block.kind != "heading" and self._goes_on(block, line, marker):
                if len(block.lines) == 1:
                    block.edge = line.left
                block.lines.append(line)
                at += 1
                continue
            if block:
                yield block
            end = self._end_of_heading(at)
            block = self._begin(at, end, marker)
            at = max(end, at + 1)
        if block:
            yield block

    def _marker(self, at: int) -> Marker | None:
        after = self._lines[at + 1] if at + 1 < len(self._lines) else None
        last = (self._last_paragraph, self._last_heading)
        return read_marker(self._lines[at], after, last, self._next_numbers[at])

    def _goes_on(self, block: _Block, line: Line, marker: Marker | None) -> bool:
        before = block.lines[-1]
        edges = [block.edge, before.left] if len(block.lines) == 1 else [block.edge]
        is_same_edge = any(abs(line.left - edge) <= SAME_EDGE for edge in edges)
        if marker:
            return is_same_edge and self._layout.is_mid_sentence(before, line)
        is_larger = self._looks_large(line) and not self._looks_large(before)
        if is_larger and not self._layout.is_mid_sentence(before, line):
            return False
        return self._layout.goes_on(block.lines, block.edge, line)

    def _looks_large(self, line: Line) -> bool:
        size = self._layout.size
        is_bold = line.is_bold and not self._layout.is_bold and line.size > 0.95 * size
        return line.size > _LARGER * size or is_bold

    def _end_of_heading(self, start: int) -> int:
        """Return behind which line the heading that begins at `start` ends; 0 where none does."""
        first = self._lines[start]
        if not self._looks_large(first):
            return 0
        end = start + 1
        while end < len(self._lines):
            before, line = self._lines[end - 1], self._lines[end]
            gap = before.baseline - line.baseline
            if _style(line) != _style(first) or not self._layout.is_under(before, line):
                break
            if gap > _GAP_IN_HEADING * line.size or self._marker(end):
                break
            end += 1
        last = self._lines[end - 1]
        text = " ".join(line.text for line in self._lines[start:end])
        is_body_size = first.size <= _LARGER * self._layout.size
        refused = ".;,:" if is_body_size else ".;,"
        if len(text) > _LONGEST_HEADING or text.endswith(tuple(refused)):
            return 0
        if is_body_size and end < len(self._lines):
            after = self._lines[end]
            is_next = self._layout.is_under(last, after) and not after.is_bold
            # Bold words at the beginning of a paragraph may fill its first line.
            if is_next and self._layout.is_mid_sentence(last, after):
                return 0
        return end

    def _begin(self, start: int, end: int, marker: Marker | None) -> _Block:
        first = self._lines[start]
        edge = first.words[1].left if marker else first.left
        number = marker.number if marker else ""
        if end:
            if marker and marker.kind == "number":
                self._last_heading = number
            lines = self._lines[start:end]
            return _Block("heading", number, lines, edge, marker is not None)
        kind: PieceKind = "item" if marker else "paragraph"
        margin = self._layout.margin(first)
        if marker and marker.kind == "number" and first.left - margin < self._inside - SAME_EDGE:
            kind = "paragraph"
            self._last_paragraph = number
            self._inside = edge - margin if edge - first.left > SAME_EDGE else float("inf")
        return _Block(kind, number, [first], edge, marker is not None)


def _is_in_capitals(block: _Block, text: str) -> bool:
    return (
        block.kind == "paragraph"
        and len(block.lines) == 1
        and not block.marked
        and not block.row
        and len(text) > 3
        and len(text) < _LONGEST_HEADING / 2
        and text.isupper()
        and not SENTENCE_END.search(text)
    )
