"""A table of a page in, its rows as lines out: the cells joined by " | "."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from index.intake.html_marks import is_footnote_mark, is_note_for_listeners, raised_number
from index.intake.html_regions import HEADINGS, INLINE, is_hidden
from index.intake.plain_words import plain


def is_data(table: Any) -> bool:
    """Return whether a table has columns to be read across, and is not there for the layout."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iterdescendants("table", "main", "article", *HEADINGS), None) is not None:
        return False
    return any(len(list(row.iterchildren("td", "th"))) > 1 for row in table.iter("tr"))


def rows_of(table: Any) -> Iterator[str]:
    """Yield each row of a table as one line; an empty cell keeps its place between the others.

    A cell that reaches down over several rows is said in each of them.
    """
    spanning: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if is_hidden(row) or is_hidden(row.getparent()):
            continue
        cells: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row.iterchildren("td", "th"):
            _add_spanning(cells, spanning, below)
            text = "" if is_hidden(cell) else _cell_text(cell)
            rows = cell.get("rowspan", "")
            if re.fullmatch(r"[1-9]\d?", rows, re.ASCII) and rows != "1":
                below[len(cells)] = (int(rows) - 1, text)
            cells.append(text)
        _add_spanning(cells, spanning, below)
        spanning = below
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield plain(" | ".join(cells))


def _add_spanning(
    cells: list[str], spanning: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]
) -> None:
    """Add the cells from rows above that come next; what reaches further goes to `below`."""
    while len(cells) in spanning:
        rows, text = spanning[len(cells)]
        if rows > 1:
            below[len(cells)] = (rows - 1, text)
        cells.append(text)


def _cell_text(cell: Any) -> str:
    words: list[str] = []
    walk = etree.iterwalk(cell, events=("start", "end"))
    skipped = None
    for event, element in walk:
        if event == "start":
            raised = raised_number(element)
            is_mark = is_footnote_mark(element) or is_note_for_listeners(element)
            if is_hidden(element) or is_mark or raised:
                words.append("" if is_mark else raised)
                skipped = element
                walk.skip_subtree()
            else:
                words.append(" " if element.tag not in INLINE else "")
                words.append(element.text or "")
        else:
            words.append("" if element.tag in INLINE or element is skipped else " ")
            words.append(element.tail or "" if element is not cell else "")
    return plain("".join(words))
