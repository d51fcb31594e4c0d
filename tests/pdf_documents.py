"""PDFs of invented bodies, made for tests, with what a reader has to find in them."""

from __future__ import annotations

import io
import random
from typing import Literal, NamedTuple

from pdf_printer import BOTTOM, LEFT, SIZE, Printer
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

Numbering = Literal["hanging", "inline", "sections"]
# A word in a place: x, y, the words, the size of letters, and "bold" or nothing.
Drawn = tuple[float, float, str, float, str]

_WORDS = (
    "the a an of to in and or by with for from this that each every any such practice patient "
    "letter record keeper warden ledger consent parish harbour charity board guardian apothecary "
    "confidential information disclosure responsibility understanding reasonable appropriate "
    "circumstances arrangements correspondence explanation professional treatment decision "
    "representative authority communication registration willing honest careful plain short old "
    "young new must should may will can keeps tells asks shares refuses writes reads finds "
    "well-kept long-term follow-up finer office waffle coffer sincere always seldom never often "
    "afterwards beforehand together separately quietly promptly completely independently"
).split()
_TOPICS = (
    "Keeping letters|Asking before sharing|When the harbour calls|Young patients|Old ledgers|"
    "Telling the family|Wardens and keepers|Lost keys|Refusing politely|Copies and fees|"
    "Parish registers|Closing a practice|Letters from abroad|Mending mistakes|Who may look"
).split("|")


class Expected(NamedTuple):
    """One paragraph or item as it should come out."""

    number: str
    page: int
    text: str


def sentence(chance: random.Random, end: str = ".") -> str:
    words = [chance.choice(_WORDS) for _ in range(chance.randint(8, 22))]
    if chance.random() < 0.2:
        words[3] += ","
    return words[0].capitalize() + " " + " ".join(words[1:]) + end


def numbered_guidance(
    pages: int = 40,
    numbering: Numbering = "hanging",
    *,
    justified: bool = False,
    seed: int = 7,
) -> tuple[bytes, list[Expected]]:
    """Return guidance as a regulator prints it, and its paragraphs and items in order."""
    printer = Printer(pages, justified, seed)
    chance = printer.random
    printer.heading("Keeping letters safe", 26, 150)
    printer.line(LEFT, "Northshire Practice Board", 14)
    printer.y -= 200
    printer.line(LEFT, "Published 12 March 2024. Last updated June 2025.")
    printer.next_page()
    printer.heading("Contents", 18)
    for at, topic in enumerate(_TOPICS):
        page = str(3 + at * (pages - 2) // len(_TOPICS))
        room = 451 - stringWidth(topic + page, "Helvetica", SIZE)
        printer.line(LEFT, topic + " " + "." * int(room / 3.1 - 2) + " " + page)
    printer.next_page()
    expected: list[Expected] = []
    section = within = count = 0
    while printer.page < pages or printer.y > BOTTOM + 200:
        if count % 6 == 0:
            section, within = section + 1, 0
            topic = _TOPICS[(section - 1) % len(_TOPICS)]
            printer.heading(f"{section} {topic}" if numbering == "sections" else topic)
        count, within = count + 1, within + 1
        number = f"{section}.{within}" if numbering == "sections" else str(count)
        has_items = chance.random() < 0.25
        sentences = [sentence(chance) for _ in range(chance.randint(2, 9))]
        text = " ".join([*sentences, sentence(chance, ":")] if has_items else sentences)
        note = sentence(chance)[:80] if chance.random() < 0.2 else ""
        shown = f"{number}." if numbering == "inline" else number
        x = LEFT if numbering == "inline" else LEFT + 32
        page = printer.paragraph(shown, LEFT, x, text, note)
        expected.append(Expected(number, page, text))
        for letter in "abc"[: chance.randint(2, 3)] if has_items else "":
            text = sentence(chance, ";")
            page = printer.paragraph(f"({letter})", x + 4, x + 26, text)
            expected.append(Expected(letter, page, text))
    return printer.finish(), expected


def drawn(
    *pages: list[Drawn],
    title: str = "",
    author: str = "",
    font: str = "",
    locked: str = "",
    guarded: bool = False,
) -> bytes:
    """Return a PDF with words in places, in the font of a file instead of Helvetica if named.

    `locked` is the password without which nobody opens it; a `guarded` one forbids to copy.
    """
    buffer = io.BytesIO()
    lock = StandardEncryption(locked, "owner", canCopy=0) if locked or guarded else None
    pen = Canvas(buffer, pagesize=A4, encrypt=lock)
    pen.setTitle(title)
    pen.setAuthor(author)
    if font:
        registerFont(TTFont("drawn", font))
    for page in pages:
        for x, y, text, size, weight in page:
            pen.setFont("Helvetica-Bold" if weight else "drawn" if font else "Helvetica", size)
            pen.drawString(x, y, text)
        pen.showPage()
    pen.save()
    return buffer.getvalue()


def turned(text: str, stamp: str) -> bytes:
    """Return a PDF whose page lies on its side, with a stamp across."""
    buffer = io.BytesIO()
    pen = Canvas(buffer, pagesize=A4)
    pen.setPageRotation(90)
    pen.translate(400, 100)
    pen.rotate(90)
    pen.drawString(0, 0, text)
    pen.rotate(45)
    pen.drawString(100, 0, stamp)
    pen.showPage()
    pen.save()
    return buffer.getvalue()


def scanned() -> bytes:
    """Return a PDF of one page that holds a picture and no words."""
    buffer, picture = io.BytesIO(), io.BytesIO()
    Image.new("L", (40, 60), 200).save(picture, "PNG")
    picture.seek(0)
    pen = Canvas(buffer, pagesize=A4)
    pen.drawImage(ImageReader(picture), 0, 0, 500, 700)
    pen.showPage()
    pen.save()
    return buffer.getvalue()


def flowing(*flow: Flowable, columns: int = 1) -> bytes:
    """Return a PDF with blocks that flow through one or two columns."""
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4)
    width = 451 if columns == 1 else 215
    frames = [Frame(72 + at * 236, 72, width, 690, id=str(at)) for at in range(columns)]
    document.addPageTemplates([PageTemplate("page", frames)])
    document.build(list(flow))
    return buffer.getvalue()


def block(text: str, bullet: str = "", **style: object) -> Paragraph:
    """Return a paragraph in the style of a report, with a hanging number or bullet."""
    its = {"fontName": "Times-Roman", "fontSize": 10.5, "leading": 13, "spaceAfter": 5, **style}
    return Paragraph(text, ParagraphStyle("report", **its), bulletText=bullet or None)


def table(rows: list[list[str]], widths: list[float]) -> Table:
    """Return a table whose cells hold more than one line where they need it."""
    return Table(
        [[block(cell) for cell in row] for row in rows],
        widths,
        style=[("VALIGN", (0, 0), (-1, -1), "TOP")],
    )


def written(
    *pages: str,
    words: str = "The board meets.",
    root: str = "",
    trailer: str = "",
    more: tuple[str, ...] = (),
) -> bytes:
    """Return a PDF written object by object: the dictionaries of its pages, and what hangs on it.

    Object 1 is the catalogue, 2 the tree of pages, 3 a font, 4 the words; pages follow, then
    `more`.
    """
    words = f"BT /F 11 Tf 72 700 Td ({words}) Tj ET"
    kids = " ".join(f"{5 + at} 0 R" for at in range(len(pages)))
    objects = (
        f"<</Type/Catalog/Pages 2 0 R{root}>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[0 0 595 842]"
        "/Resources<</Font<</F 3 0 R>>>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Length {len(words)}>>stream\n{words}\nendstream",
        *pages,
        *more,
    )
    text, places = "%PDF-1.7\n", []
    for number, its in enumerate(objects, start=1):
        places.append(len(text))
        text += f"{number} 0 obj{its}endobj\n"
    index = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(text)
    text += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{index}"
    text += f"trailer<</Size {len(places) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    return text.encode("ascii")
