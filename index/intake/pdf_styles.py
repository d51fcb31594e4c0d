"""A letter of a page of a PDF in, how it is drawn out: its size, whether bold, and which way."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# A font that does not say so of itself calls itself bold in one of these words; the last two are
# those of TeX.
_BOLD_NAMES = ("bold", "black", "heavy", "demi", "cmbx", "sfbx")
# OpenType: 400 is regular, 600 is half bold.
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Style:
    """How the letters of one object of text are drawn; `angle` in quarters, -1 if between them."""

    size: float
    is_bold: bool
    angle: int


class Styles:
    """The style of each letter of one page, asked for once for each object of text."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._text_page = text_page.raw
        self._object: int | None = None
        self._style = Style(0, False, 0)
        self._fonts: dict[int, bool] = {}

    def of(self, index: int) -> Style:
        """Return the style of the letter `index` of the page."""
        its = pdfium.FPDFText_GetTextObject(self._text_page, index)
        address = ctypes.addressof(its.contents) if its else None
        if address != self._object or address is None:
            self._object = address
            self._style = self._look(index, its)
        return self._style

    def _look(self, index: int, its: object) -> Style:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text_page, index, matrix)
        scale = math.hypot(matrix.c, matrix.d)
        size = abs(pdfium.FPDFText_GetFontSize(self._text_page, index)) * scale
        if not math.isfinite(size + matrix.a + matrix.b):
            return Style(0, False, 0)
        degrees = math.degrees(math.atan2(matrix.b, matrix.a))
        # Italics and scans stand askew by a degree or two.
        quarter = round(degrees / 90)
        angle = quarter % 4 if abs(degrees - 90 * quarter) < 5 else -1
        # To a twentieth of a point: fonts that are scaled differ in the last digits.
        return Style(round(size * 20) / 20, bool(its) and self._is_bold(its), angle)

    def _is_bold(self, its: object) -> bool:
        font = pdfium.FPDFTextObj_GetFont(its)
        if not font:
            return False
        address = ctypes.addressof(font.contents)
        if address not in self._fonts:
            name = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
            called = name.value.decode("utf-8", "replace").casefold()
            self._fonts[address] = pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT or any(
                word in called for word in _BOLD_NAMES
            )
        return self._fonts[address]
