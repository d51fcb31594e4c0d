"""Elements of a Word document in, their values out: names, attributes, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{_COMPATIBILITY}AlternateContent"
MATHS_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


def child_value(element: Element | None, name: str) -> str:
    """Return the `w:val` of a child, empty where there is none."""
    child = None if element is None else element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def child_number(element: Element | None, name: str) -> int | None:
    """Return the `w:val` of a child as a whole number, None where there is none."""
    value = child_value(element, name)
    # No list counts beyond; a number of a million digits would take minutes to read.
    return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else None


def child_switch(element: Element | None, name: str) -> bool | None:
    """Return whether a child switches something on or off, None where it is not there."""
    child = None if element is None else element.find(f"{W}{name}")
    if child is None:
        return None
    return child.get(f"{W}val", "true") not in ("0", "false", "off")


def chosen_alternative(element: Element) -> Element | None:
    """Return the one of several forms of the same thing to read: the first that holds words."""
    forms = list(element)
    return next((form for form in forms if has_words(form)), forms[0] if forms else None)


def has_words(element: Element) -> bool:
    """Return whether any words stand inside."""
    texts = element.iter(f"{W}t", f"{W}delText", DRAWING_TEXT, MATHS_TEXT)
    return any(text.text for text in texts)


def inner(element: Element, tag: str) -> Iterator[Element]:
    """Give the children of a name, also those inside wrappers such as content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == ALTERNATIVES:
            chosen = chosen_alternative(child)
            if chosen is not None:
                yield from inner(chosen, tag)
        elif child.tag in _WRAPPERS:
            yield from inner(child, tag)


_WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
