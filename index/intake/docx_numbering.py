"""The lists of a Word document and a paragraph in, the number that Word prints before it out.

A file does not hold the numbers of its lists: they are counted while it is read, in order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from index.intake.docx_styles import Style, Styles
from index.intake.plain_words import plain
from index.intake.word_xml import Element, W, child_number, child_switch, child_value

LEVELS = 9
# Word writes a, b, ... aa, bb, ... up to thirty letters, and Roman numbers below 4,000.
_MOST_LETTERS = 30
_MOST_ROMAN = 3_999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """What Word prints before a paragraph: a number without brackets or stop, or words with one.

    Both are empty for a bullet.
    """

    number: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    """How one depth of a list counts; `restart` is the depth, from 1, that begins it again."""

    start: int
    format: str
    text: str
    restart: int | None
    is_legal: bool
    style: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list that paragraphs name: whose counts it shares, its depths, and where it begins anew."""

    counts: str
    levels: Mapping[int, _Level]
    begins: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a document with their counts so far."""

    _lists: Mapping[str, _List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, properties: Element | None, style: Style) -> Label | None:
        """Return what is printed before the next paragraph, None where it is in no list.

        Counts it: to be called once for each paragraph, in order.
        """
        own = None if properties is None else properties.find(f"{W}numPr")
        id = child_value(own, "numId") or style.list_id
        found = self._lists.get(id)
        if found is None:
            return None
        depth = child_number(own, "ilvl")
        if depth is None and not child_value(own, "numId"):
            named = (n for n, level in found.levels.items() if level.style == style.list_style)
            depth = next(named, style.list_level)
        level = found.levels.get(depth or 0)
        if level is None:
            return None
        return _label(found, depth or 0, self._count(id, found, depth or 0))

    def _count(self, id: str, found: _List, depth: int) -> Mapping[int, int]:
        counts = self._counts.setdefault(found.counts, {})
        if (id, depth) not in self._begun and depth in found.begins:
            counts.pop(depth, None)
        self._begun.add((id, depth))
        counts[depth] = counts[depth] + 1 if depth in counts else _start(found, depth)
        for above in range(depth):
            # A depth that was left out counts as begun: Word goes on from there.
            counts.setdefault(above, _start(found, above))
        for below in range(depth + 1, LEVELS):
            level = found.levels.get(below)
            restart = level.restart if level and level.restart is not None else below
            if depth < restart:
                counts.pop(below, None)
        return counts


def read_numbering(root: Element | None, styles: Styles) -> Numbering:
    """Return the lists of a document, none counted yet; none where it has no part of them."""
    if root is None:
        return Numbering({})
    kinds = {e.get(f"{W}abstractNumId", ""): e for e in root.iter(f"{W}abstractNum")}
    lists = {e.get(f"{W}numId", ""): e for e in root.iter(f"{W}num")}
    # List 0 is what a paragraph names to be in none.
    return Numbering(
        {id: _list(element, kinds, lists, styles) for id, element in lists.items() if id != "0"}
    )


def _list(
    element: Element,
    kinds: Mapping[str, Element],
    lists: Mapping[str, Element],
    styles: Styles,
) -> _List:
    kind_id = child_value(element, "abstractNumId")
    kind = kinds.get(kind_id)
    # A list may be told in a style, which names the list that tells it.
    teller = lists.get(styles.named(child_value(kind, "numStyleLink")).list_id)
    if teller is not None:
        kind_id = child_value(teller, "abstractNumId")
        kind = kinds.get(kind_id)
    levels = {} if kind is None else dict(map(_level, kind.iterchildren(f"{W}lvl")))
    begins = {}
    for override in element.iterchildren(f"{W}lvlOverride"):
        depth = _depth(override)
        levels.update(map(_level, override.iterchildren(f"{W}lvl")))
        start = child_number(override, "startOverride")
        if start is not None:
            begins[depth] = start
    return _List(kind_id, levels, begins)


def _level(element: Element) -> tuple[int, _Level]:
    # Rare ways of counting stand beside a plain one for older programs, which comes last.
    formats = [e.get(f"{W}val", "") for e in element.iter(f"{W}numFmt")]
    start = child_number(element, "start")
    return _depth(element), _Level(
        start=0 if start is None else start,
        format=formats[-1] if formats else "decimal",
        text=child_value(element, "lvlText"),
        restart=child_number(element, "lvlRestart"),
        is_legal=bool(child_switch(element, "isLgl")),
        style=child_value(element, "pStyle"),
    )


def _depth(element: Element) -> int:
    depth = element.get(f"{W}ilvl", "")
    return int(depth) if re.fullmatch(r"[0-8]", depth) else 0


def _start(found: _List, depth: int) -> int:
    level = found.levels.get(depth)
    return found.begins.get(depth, level.start if level else 1)


def _label(found: _List, depth: int, counts: Mapping[int, int]) -> Label:
    own = found.levels[depth]
    if own.format == "bullet":
        return Label()

    def counted(place: re.Match[str]) -> str:
        number = int(place[1]) - 1
        level = found.levels.get(number)
        if number > depth or level is None:
            return ""
        return _written(counts[number], "decimal" if own.is_legal else level.format)

    printed = plain(re.sub(r"%([1-9])", counted, own.text))
    if re.search(r"[^\W\d_]", re.sub(r"%[1-9]", "", own.text)):
        return Label(words=printed)
    return Label(number=printed.strip("()[]{}.:;,-–— "))


def _written(count: int, format: str) -> str:
    """Return a count as a format writes it; in digits where it cannot."""
    if format == "none":
        return ""
    if format == "decimalZero":
        return f"{count:02}"
    if format in ("lowerLetter", "upperLetter") and 0 < count <= 26 * _MOST_LETTERS:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if format == "lowerLetter" else letters.upper()
    if format in ("lowerRoman", "upperRoman") and 0 < count <= _MOST_ROMAN:
        roman = _roman(count)
        return roman if format == "lowerRoman" else roman.upper()
    return str(count)


def _roman(count: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (count // value)
        count %= value
    return written
