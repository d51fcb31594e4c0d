"""The styles of a Word document in, what each means for reading out: heading, list, hidden.

A style says only how it differs from the one it is based on; here every style says all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from index.intake.word_xml import Element, W, child_number, child_switch, child_value

# Styles of Word are based on each other three or four deep.
_DEEPEST = 20
_NOT_IN_OUTLINE = 9

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(toc ?([1-9]|heading)|contents heading|table of figures)", re.IGNORECASE)
_LIST = re.compile(r"list ?(bullet|number)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """What a style means: `heading_level` from 1, 0 for none; a list by id, empty for none.

    `list_level` is from 0 and None where the style tells none; `list_style` is the style that
    the list comes from. `is_hidden` is None where the style does not tell.
    """

    heading_level: int = 0
    is_title: bool = False
    is_contents: bool = False
    is_list: bool = False
    list_id: str = ""
    list_level: int | None = None
    list_style: str = ""
    is_hidden: bool | None = None


@dataclass(slots=True)
class Styles:
    """Every style by its id, worked out when it is first asked for.

    `default` is the id of the style of paragraphs that name none.
    """

    elements: Mapping[str, Element]
    default: str
    _known: dict[str, Style] = field(default_factory=dict)

    def named(self, id: str) -> Style:
        """Return the style of this id, one that means nothing if there is none."""
        if id not in self._known:
            # Some programs name the styles that everybody knows without explaining them.
            self._known[id] = _style(list(_chain(id, self.elements)) or [(id, id, None)])
        return self._known[id]

    def of_paragraph(self, properties: Element | None) -> Style:
        """Return the style of a paragraph with these properties (`w:pPr`)."""
        return self.named(child_value(properties, "pStyle") or self.default)

    def hides(self, properties: Element | None, paragraph: Style) -> bool:
        """Return whether a run with these properties (`w:rPr`) is hidden."""
        own = child_switch(properties, "vanish")
        if own is None:
            own = self.named(child_value(properties, "rStyle")).is_hidden
        return bool(paragraph.is_hidden if own is None else own)


def read_styles(root: Element | None) -> Styles:
    """Return the styles of a document, none where it has no part of them."""
    elements = {} if root is None else {e.get(f"{W}styleId", ""): e for e in root.iter(f"{W}style")}
    default = ""
    for id, element in elements.items():
        is_default = element.get(f"{W}default") in ("1", "true", "on")
        if is_default and element.get(f"{W}type") == "paragraph":
            default = id
    return Styles(elements, default)


_Link = tuple[str, str, Element | None]


def _chain(id: str, elements: Mapping[str, Element]) -> Iterator[_Link]:
    """Give a style and those it is based on, nearest first: id, name, element."""
    for _ in range(_DEEPEST):
        element = elements.get(id)
        if element is None:
            return
        yield id, child_value(element, "name") or id, element
        id = child_value(element, "basedOn")


def _style(chain: list[_Link]) -> Style:
    list_style = list_id = ""
    list_level = is_hidden = None
    for id, _, element in chain:
        if element is None:
            continue
        properties = element.find(f"{W}pPr")
        numbering = None if properties is None else properties.find(f"{W}numPr")
        if not list_id and (list_id := child_value(numbering, "numId")):
            list_style = id
        if list_level is None:
            list_level = child_number(numbering, "ilvl")
        if is_hidden is None:
            is_hidden = child_switch(element.find(f"{W}rPr"), "vanish")
    names = [name for _, name, _ in chain]
    return Style(
        heading_level=_heading_level(chain),
        is_title=any(name.lower() == "title" for name in names),
        is_contents=any(_CONTENTS.fullmatch(name) for name in names),
        is_list=any(_LIST.match(name) for name in names),
        list_id=list_id,
        list_level=list_level,
        list_style=list_style,
        is_hidden=is_hidden,
    )


def _heading_level(chain: list[_Link]) -> int:
    for _, name, element in chain:
        level = outline_level(None if element is None else element.find(f"{W}pPr"))
        if level is not None:
            return level
        if found := _HEADING.fullmatch(name):
            return int(found[1])
        if name.lower() == "title":
            return 1
    return 0


def outline_level(properties: Element | None) -> int | None:
    """Return the level of a heading in paragraph properties, 0 for none, None if not told."""
    level = child_number(properties, "outlineLvl")
    if level is None:
        return None
    return level + 1 if 0 <= level < _NOT_IN_OUTLINE else 0
