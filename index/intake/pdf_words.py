"""A page of a PDF in, its words out: each with its place, size of letters and whether bold.

Only what lies upright within the page is taken; sideways words and those that nobody can see are
told apart. Coordinates are points, of which an inch has 72, from the lower left corner.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from index.intake.pdf_styles import Style, Styles

# PDFium gives a hyphen at the end of a line as this character, whatever it was.
_HYPHEN = 2
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# In points: smaller letters nobody can read on paper.
_SMALLEST_PRINT = 1.0
# In sizes of letters. Within a word letters of one size touch; a ligature is one glyph as wide as
# a letter is high and is given as several letters in one place.
_WIDEST_GAP = 0.3
_WIDEST_STEP_BACK = 1.0


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that touch, on one baseline, in one size; a word may be made of several.

    `has_space` tells whether a space was read behind it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    is_bold: bool
    has_space: bool


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page: those to be read, and those that are not, as plain text.

    `unknown` counts the letters whose font does not tell what they are, of `letters` in all.
    """

    words: tuple[Word, ...]
    sideways: str
    unseen: str
    letters: int
    unknown: int


@dataclass(slots=True)
class _Run:
    """Letters that are being gathered into one word, and the place of the first."""

    style: Style
    x: float
    y: float
    right: float
    letters: list[str] = field(default_factory=list)
    has_space: bool = False
    unknown: int = 0

    def touches(self, x: float, y: float) -> bool:
        """Return whether a letter at (x, y) in the same style goes on with the word."""
        size = self.style.size
        return (
            abs(y - self.y) < 0.1 * size
            and x - self.right < _WIDEST_GAP * size
            and self.right - x < _WIDEST_STEP_BACK * size
        )


def read_words(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> PageWords:
    """Return the words of a page in the order in which its file draws them.

    A page whose words mostly run in another direction is turned so that they run to the right.
    """
    runs = list(_runs(text_page))
    letters = Counter[int]()
    for run in runs:
        letters[run.style.angle] += len(run.letters)
    upright = max((a for a in letters if a >= 0), key=lambda a: letters[a], default=0)
    if upright:
        runs = [run for run in _runs(text_page, upright) if run.letters]
    words: list[Word] = []
    apart: dict[str, list[str]] = {"sideways": [], "unseen": []}
    box = _turned_box(page.get_bbox(), upright)
    unknown = 0
    for run in runs:
        unknown += run.unknown
        text = clean("".join(run.letters))
        if not text:
            continue
        if run.style.angle != upright:
            apart["sideways"].append(text)
        elif not _is_in_sight(run, box):
            apart["unseen"].append(text)
        else:
            style = run.style
            words.append(
                Word(text, run.x, run.right, run.y, style.size, style.is_bold, run.has_space)
            )
    return PageWords(
        tuple(words),
        " ".join(apart["sideways"]),
        " ".join(apart["unseen"]),
        letters.total(),
        unknown,
    )


def _is_in_sight(run: _Run, box: tuple[float, float, float, float]) -> bool:
    """Return whether letters stand within `box` and are large enough to be print."""
    left, bottom, right, top = box
    is_inside = left <= run.x <= run.right <= right + run.style.size and bottom <= run.y <= top
    return is_inside and run.style.size >= _SMALLEST_PRINT


def clean(text: str) -> str:
    """Return `text` composed (NFC), ligatures as letters, without characters that draw nothing.

    A soft hyphen stays only at the end, where a word is broken. What a font of symbols keeps for
    itself becomes a bullet where it stands alone, and is taken out of words.
    """
    if text.isascii() and text.isprintable():
        return text
    pairs = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    composed = unicodedata.normalize("NFC", pairs.translate(_LIGATURES))
    if len(composed) == 1 and unicodedata.category(composed) == "Co":
        return "\N{BULLET}"
    kept = [c for c in composed if unicodedata.category(c)[0] != "C" and c != "\ufffd"]
    if composed.endswith("\N{SOFT HYPHEN}"):
        kept.append("\N{SOFT HYPHEN}")
    return "".join(kept)


def _runs(text_page: pypdfium2.PdfTextPage, turned: int = 0) -> Iterator[_Run]:
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    edges = [ctypes.c_double() for _ in range(4)]
    styles = Styles(text_page)
    run: _Run | None = None
    raw = text_page.raw
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        letter = "-" if code == _HYPHEN else chr(code) if code <= 0x10FFFF else "\ufffd"
        if letter.isspace():
            if run:
                run.has_space = True
                yield run
                run = None
            continue
        style = styles.of(index)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        at, baseline = _turn(x.value, y.value, turned)
        if style.angle == 0:
            pdfium.FPDFText_GetLooseCharBox(raw, index, box)
            right = box.right
        else:
            # The loose box is wrong for letters that do not run to the right.
            pdfium.FPDFText_GetCharBox(raw, index, *edges)
            right = max(_turn(h.value, v.value, turned)[0] for h in edges[:2] for v in edges[2:])
        if run and run.style == style and (style.angle != turned or run.touches(at, baseline)):
            run.letters.append(letter)
            run.right = max(run.right, right)
        else:
            if run:
                yield run
            run = _Run(style, at, baseline, right, [letter])
        # What PDFium then gives is the code of the letter in its font: mostly right in ASCII.
        if not letter.isascii() or not letter.isprintable():
            run.unknown += pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1
    if run:
        yield run


def _turn(x: float, y: float, quarters: int) -> tuple[float, float]:
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters]


def _turned_box(
    box: tuple[float, float, float, float], quarters: int
) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    (a, b), (c, d) = _turn(left, bottom, quarters), _turn(right, top, quarters)
    return min(a, c), min(b, d), max(a, c), max(b, d)
