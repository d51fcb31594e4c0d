"""The tree of a page in, its blocks in reading order out, and what of the page was left out."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

from lxml import etree

from index.intake.documents import LeftOut, Piece
from index.intake.html_lists import Lists
from index.intake.html_marks import (
    is_footnote_mark,
    is_note_for_listeners,
    is_number,
    number_in,
    raised_number,
)
from index.intake.html_regions import (
    EDGE,
    HEADINGS,
    HIDDEN,
    INLINE,
    NAVIGATION,
    OTHER,
    is_hidden,
    is_mostly_links,
    what_it_is,
)
from index.intake.html_root import Root
from index.intake.html_tables import is_data, rows_of
from index.intake.html_tree import text_length, text_of
from index.intake.plain_words import plain

STRUCK = "struck-out text"

# A single word or two, such as a link to skip to, is not worth a line in a summary.
_FEWEST_WORDS = 3
_NEW_TAB = re.compile(r" ?\(opens in (?:a )?new (?:tab|window)\)", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class _Item:
    """An item that is being read: its number, until its first block is there."""

    number: str
    is_fresh: bool = True


class _Walk:
    """One page being read."""

    def __init__(self, root: Root) -> None:
        self.pieces: list[Piece] = []
        self.left_out: list[LeftOut] = []
        self._root = root.element
        self._others = root.others
        self._length = text_length(root.element)
        self._around = set(root.element.iterancestors())
        self._words: list[str] = []
        self._has_words = False
        self._outside: list[str] = []
        self._inside = False
        self._level = 0
        self._pre = 0
        self._lists = Lists()
        self._items: list[_Item] = []
        self._term: list[str] = []
        self._number = ""
        self._skipped: Any = None

    def run(self, tree: Any) -> None:
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._start(element):
                    self._skipped = element
                    walk.skip_subtree()
            else:
                if element is not self._skipped:
                    self._end(element)
                self._skipped = None
                self._add(element.tail)
        self._flush()
        self._flush_outside()

    def _start(self, element: Any) -> bool:
        """Take the start of an element; return whether all of it is done with."""
        if element is self._root:
            self._flush()
            self._flush_outside()
            self._inside = True
        elif element.tag == "head" or self._is_left_out(element) or self._is_mark(element):
            return True
        tag = element.tag
        if tag == "br":
            self._words.append("\n")
        elif tag == "q":
            self._add("“")
        elif tag not in INLINE:
            self._flush()
            if tag == "table" and self._inside and is_data(element):
                self._add_table(element)
                return True
            self._enter(element)
        self._add(element.text)
        return False

    def _enter(self, element: Any) -> None:
        tag = element.tag
        if tag in HEADINGS:
            self._level = int(tag[1])
        elif element.get("role") == "heading":
            level = element.get("aria-level", "")
            self._level = int(level) if re.fullmatch(r"[1-6]", level) else 2
        elif tag in ("ol", "ul", "menu"):
            self._lists.enter(element)
        elif tag == "li":
            self._items.append(_Item(self._lists.number_of(element)))
        elif tag == "pre":
            self._pre += 1

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag == "q":
            self._add("”")
            return
        if tag in INLINE or tag == "br":
            return
        if tag == "dt":
            self._take_term()
        self._flush()
        if tag in HEADINGS or element.get("role") == "heading":
            self._level = 0
        elif tag in ("ol", "ul", "menu"):
            self._lists.leave()
        elif tag == "li":
            self._items.pop()
        elif tag == "pre":
            self._pre -= 1
        elif tag == "dl":
            self._add_block("")
        if element is self._root:
            self._inside = False

    def _is_left_out(self, element: Any) -> bool:
        if element in self._around:
            return False
        # Outside it nothing is the document, however long.
        what = what_it_is(element, self._length if self._inside else sys.maxsize)
        if not what and element in self._others:
            what = NAVIGATION if is_mostly_links(element) else OTHER
        if not what and not self._inside and element.tag == "header":
            what = EDGE
        if not what and element.tag in ("del", "s", "strike"):
            what = STRUCK
        if not what:
            return False
        if element.tag not in INLINE:
            self._flush()
        self._flush_outside()
        self._leave_out(what, text_of(element))
        return True

    def _is_mark(self, element: Any) -> bool:
        """Return whether an element is a mark on the words, not words; a number is kept."""
        if element.tag in ("button", "label", "legend"):
            # The heading of a part that opens is a button.
            return not self._level and element.getparent().tag != "summary"
        if is_footnote_mark(element):
            if self._words and re.match(r"[.,;:)]", element.tail or ""):
                self._words[-1] = self._words[-1].rstrip()
            return True
        if is_note_for_listeners(element):
            return True
        if raised := raised_number(element):
            self._add(raised)
            return True
        if not self._has_words and (number := number_in(element)):
            self._number = number
            return True
        return False

    def _add(self, text: str | None) -> None:
        if text:
            self._words.append(text if self._pre else text.replace("\n", " "))
            self._has_words = self._has_words or not text.isspace()

    def _take_term(self) -> None:
        text = plain("".join(self._words))
        self._words.clear()
        self._has_words = False
        if is_number(text):
            self._number = text.strip("(). ")
        elif text:
            self._term.append(text)

    def _flush(self) -> None:
        if not self._words:
            return
        text = "".join(self._words)
        self._words.clear()
        self._has_words = False
        for part in [text] if self._level else _PARAGRAPH_END.split(text):
            words = plain(_NEW_TAB.sub("", part))
            if words:
                self._add_block(words)

    def _add_block(self, words: str) -> None:
        text = " | ".join([*self._term, words] if words else self._term)
        self._term.clear()
        if not text:
            return
        if not self._inside:
            self._outside.append(text)
            return
        number, self._number = self._number, ""
        item = self._items[-1] if self._items else None
        is_item = item is not None and item.is_fresh
        if item is not None and item.is_fresh:
            number = number or item.number
            item.is_fresh = False
        if self._level:
            self.pieces.append(Piece("heading", text, self._level, number))
        else:
            self.pieces.append(Piece("item" if is_item else "paragraph", text, 0, number))

    def _add_table(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self._add_block(text_of(caption))
        for element in table.iterdescendants():
            if is_hidden(element) and not is_hidden(element.getparent()):
                self._leave_out(HIDDEN, text_of(element))
        for row in rows_of(table):
            self._add_block(row)

    def _leave_out(self, what: str, text: str) -> None:
        if len(text.split()) >= _FEWEST_WORDS:
            self.left_out.append(LeftOut(what, text))

    def _flush_outside(self) -> None:
        self._leave_out(OTHER, " ".join(self._outside))
        self._outside.clear()


def read_pieces(tree: Any, root: Root) -> tuple[list[Piece], list[LeftOut]]:
    """Return the blocks of the document in `root`, and each part of the page that is not in them.

    What is left out has all of its words.
    """
    walk = _Walk(root)
    walk.run(tree)
    return walk.pieces, walk.left_out
