"""The lists of a page in, the number of each item out, as a browser prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class _List:
    style: str
    next: int


class Lists:
    """The lists that are being read, one inside the other."""

    def __init__(self) -> None:
        self._open: list[_List] = []

    def enter(self, element: Any) -> None:
        """Note that the list `element` begins."""
        self._open.append(_List(_number_style(element), _first_number(element)))

    def leave(self) -> None:
        """Note that the list that began last ends."""
        self._open.pop()

    def number_of(self, item: Any) -> str:
        """Return the number of the next item, without its stop, or "" where none is printed."""
        if not self._open:
            return ""
        its = self._open[-1]
        value = item.get("value", "")
        if re.fullmatch(r"-?\d{1,6}", value, re.ASCII):
            its.next = int(value)
        number = _printed_number(its.next, its.style)
        its.next += 1
        return number


def _first_number(ordered: Any) -> int:
    """Return the number of the first item of a list."""
    start = ordered.get("start", "")
    return int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1


def _number_style(of_list: Any) -> str:
    """Return how the items of a list are numbered: "1", "a", "A", "i", "I", or "" for not."""
    unnumbered = re.search(r"list-style(?:-type)?\s*:\s*none", of_list.get("style", ""))
    if of_list.tag != "ol" or of_list.get("reversed") is not None or unnumbered:
        return ""
    style = of_list.get("type", "1")
    return style if style in ("1", "a", "A", "i", "I") else "1"


def _printed_number(number: int, style: str) -> str:
    """Return the number of an item as a browser prints it, without its stop."""
    if not style:
        return ""
    if style in "aA" and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter if style == "a" else letter.upper()
    if style in "iI" and 1 <= number < 40:
        numeral = ""
        for value, letters in _ROMAN:
            while number >= value:
                numeral += letters
                number -= value
        return numeral if style == "i" else numeral.upper()
    return str(number)
