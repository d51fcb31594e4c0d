"""A line of a document in, what it begins with out: a number, a letter of a list, a bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from index.intake.pdf_lines import SAME_EDGE, Line

MarkerKind = Literal["number", "letter", "bullet"]

# In sizes of letters: wider than a space between a number and the words that belong together.
_WIDE_SPACE = 0.6
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})([.)]?)")
_LETTER = re.compile(r"\(([a-z]|[ivx]{1,5}|\d{1,2})\)|([a-z]|[ivx]{1,5})[.)]", re.I)
_BULLET = re.compile(r"[•▪◦●○■□‣⁃∙·➢✓*–—-]|o")
# Signs that also stand between words.
_DOUBTFUL_BULLET = re.compile(r"[*–—-]|o")


@dataclass(frozen=True, slots=True)
class Marker:
    """What a line begins with: the number of its paragraph, a letter of a list, or a bullet."""

    kind: MarkerKind
    number: str


def leading_number(line: Line) -> str:
    """Return the number that `line` begins with before a capital letter; empty if there is none."""
    number = _NUMBER.fullmatch(line.words[0].text) if len(line.words) > 1 else None
    return number[1] if number and line.words[1].text[0].isupper() else ""


def read_marker(
    line: Line, after: Line | None, last_numbers: tuple[str, ...], next_number: str = ""
) -> Marker | None:
    """Return what `line` begins with, or None where its first word is a word.

    A number is that of a paragraph where the layout says so: it stands apart, the next line
    `after` hangs under the words behind it, or it comes next after one of `last_numbers`, or
    `next_number`, with which a later line begins, comes next after it.
    """
    if len(line.words) < 2:
        return None
    first, second = line.words[:2]
    is_apart = second.left - first.right > _WIDE_SPACE * line.size
    is_hanging = (
        after is not None
        and after.region == line.region
        and abs(after.left - second.left) <= SAME_EDGE
        and after.left - line.left > SAME_EDGE
    )
    number = _NUMBER.fullmatch(first.text)
    if number:
        follows = any(_comes_next(last, number[1]) for last in (*last_numbers, "0"))
        leads = next_number != "" and _comes_next(number[1], next_number)
        if is_apart or is_hanging or follows or leads:
            return Marker("number", number[1])
        return None
    letter = _LETTER.fullmatch(first.text)
    if letter:
        return Marker("letter", letter[1] or letter[2])
    is_sure = is_apart or is_hanging or not _DOUBTFUL_BULLET.fullmatch(first.text)
    return Marker("bullet", "") if is_sure and _BULLET.fullmatch(first.text) else None


def _comes_next(last: str, number: str) -> bool:
    """Return whether `number` is the next after `last`: 18 after 17, 2.15 or 3.1 after 2.14."""
    before, its = ([int(part) for part in text.split(".")] for text in (last, number))
    shared = len(its) - 1
    if its[-1] == 1 and shared:
        return its[:-1] >= before[:shared]
    return (
        its[:shared] == before[:shared] and len(before) > shared and its[-1] == before[shared] + 1
    )
