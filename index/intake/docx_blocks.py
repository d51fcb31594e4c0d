"""The body of a Word document in, its blocks out, in reading order, with what was left out.

Tracked changes count as accepted; a row of a table is one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from index.intake.documents import LeftOut, Piece
from index.intake.docx_numbering import Label, Numbering
from index.intake.docx_styles import Style, outline_level
from index.intake.docx_words import CONTENTS, DELETED, WordReader, what_control_is
from index.intake.plain_words import plain
from index.intake.word_xml import ALTERNATIVES, Element, W, chosen_alternative, inner

# Where whole paragraphs are in the style of a heading, as in contracts, they are not headings.
# The longest heading of our sources has fifteen words; a sentence of eight is no heading.
_LONGEST_HEADING = 25
_SHORTEST_SENTENCE = 8

_CELLS = " | "
_GONE = {f"{W}del", f"{W}moveFrom"}
_NO_BLOCKS = {f"{W}{name}" for name in ("sectPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid")}

Block = Piece | LeftOut


@dataclass(slots=True)
class BlockReader:
    """Reads blocks one after the other: lists count on, and words may join the next paragraph."""

    words: WordReader
    numbering: Numbering
    _carried: str = ""

    def read(self, element: Element, what: str = "") -> Iterator[Block]:
        """Give the blocks of a body, cell, note or text box.

        `what` says what all of it is, "" for words. A piece without words may come, if only its
        number stands there.
        """
        for child in element:
            yield from self._block(child, what)
        yield from self._rest()

    def _block(self, element: Element, what: str) -> Iterator[Block]:
        tag = element.tag
        if tag == f"{W}p":
            yield from self._paragraph(element, what)
        elif tag == f"{W}tbl":
            yield from self._rest()
            yield from self._table(element, what)
        elif tag == ALTERNATIVES:
            chosen = chosen_alternative(element)
            for child in () if chosen is None else chosen:
                yield from self._block(child, what)
        elif tag not in _NO_BLOCKS:
            if tag == f"{W}sdt":
                what = what_control_is(element) or what
            elif tag in _GONE:
                what = DELETED
            for child in element:
                yield from self._block(child, what)

    def _rest(self) -> Iterator[Block]:
        """Give the words that waited for a paragraph to join, where none has come."""
        text, self._carried = plain(self._carried), ""
        if text:
            yield Piece("paragraph", text)

    def _paragraph(self, element: Element, what: str) -> Iterator[Block]:
        properties = element.find(f"{W}pPr")
        mark = None if properties is None else properties.find(f"{W}rPr")
        style = self.words.styles.of_paragraph(properties)
        read = self.words.read(element, what)
        text, self._carried = self._carried + read.text, ""
        is_mark_deleted = mark is not None and any(mark.find(tag) is not None for tag in _GONE)
        if is_mark_deleted and not what:
            self._carried = text
        else:
            text = plain(text)
            is_mark_hidden = self.words.styles.hides(mark, style)
            is_read = not what and not style.is_contents and (text or not is_mark_hidden)
            if is_read:
                label = self.numbering.label(properties, style)
                yield _piece(text, properties, style, label)
        yield from read.left_out
        for box, kind in read.boxes:
            waiting, self._carried = self._carried, ""
            yield from self.read(box, kind)
            self._carried = waiting

    def _table(self, table: Element, what: str) -> Iterator[Block]:
        rows = [(row, list(inner(row, f"{W}tc"))) for row in inner(table, f"{W}tr")]
        # A table of one column is a frame around words, with headings and lists in it.
        is_frame = all(len(cells) <= 1 for _, cells in rows)
        for row, cells in rows:
            row_is = DELETED if _is_marked(row, "trPr", "del") else what
            texts: list[str] = []
            left_out: list[LeftOut] = []
            for cell in cells:
                cell_is = DELETED if _is_marked(cell, "tcPr", "cellDel") else row_is
                blocks = self.read(cell, cell_is)
                if is_frame:
                    yield from blocks
                    continue
                parts: list[str] = []
                for block in blocks:
                    if isinstance(block, LeftOut):
                        left_out.append(block)
                    else:
                        parts.append(_as_words(block))
                texts.append(" ".join(filter(None, parts)))
            if text := _CELLS.join(filter(None, texts)):
                yield Piece("paragraph", text)
            yield from left_out


def tidy(blocks: Iterator[Block]) -> tuple[list[Piece], list[LeftOut]]:
    """Return the pieces that have words, and what was left out, a table of contents as one."""
    pieces: list[Piece] = []
    left_out: list[LeftOut] = []
    worded = (block for block in blocks if block.text)
    for what, alike in groupby(worded, key=_what):
        if what == CONTENTS:
            left_out.append(LeftOut(what, _CELLS.join(block.text for block in alike)))
            continue
        for block in alike:
            if isinstance(block, LeftOut):
                left_out.append(block)
            else:
                pieces.append(block)
    return pieces, left_out


def _what(block: Block) -> str:
    return block.what if isinstance(block, LeftOut) else ""


def _piece(text: str, properties: Element | None, style: Style, label: Label | None) -> Piece:
    number = label.number if label else ""
    if label and label.words:
        text = f"{label.words} {text}".strip()
    level = outline_level(properties)
    if level is None:
        level = style.heading_level
    if level and not _is_sentence(text):
        return Piece("heading", text, level, number)
    # A number of digits may be the paragraph's own; letters and bullets are those of a list.
    is_own = bool(re.fullmatch(r"\d+(\.\d+)*", number))
    is_item = not is_own and (style.is_list if label is None else not label.words)
    return Piece("item" if is_item else "paragraph", text, 0, number)


def _is_sentence(text: str) -> bool:
    words = len(text.split())
    return words > _LONGEST_HEADING or (words >= _SHORTEST_SENTENCE and text.endswith((".", ";")))


def _as_words(piece: Piece) -> str:
    return f"{piece.number}. {piece.text}".strip() if piece.number else piece.text


def _is_marked(element: Element, properties: str, name: str) -> bool:
    return element.find(f"{W}{properties}/{W}{name}") is not None
