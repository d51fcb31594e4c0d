"""A line of a document in, the days on which it says it was published and updated.

Only lines that say nothing else count ("Published 3 May 2018"), never a date within a sentence:
that is a day on which something happened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY_FIRST = rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>{_MONTH})\.?,?[\s-]+"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FORMS = (
    rf"{_WEEKDAY}{_DAY_FIRST}{_YEAR}",
    rf"{_WEEKDAY}(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
    rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?:t[\d:.]+z?)?",
    rf"{_YEAR}-(?P<month>\d\d)(?!\d)",
    # In Britain the day comes first.
    rf"(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{_YEAR}",
    rf"(?P<month>{_MONTH})\.?,?\s+{_YEAR}",
    _YEAR,
)
_DATES = tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)
_CLOCK = re.compile(
    r",?\s*(?:at\s+|[-–|]\s*)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:gmt|bst|utc)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,.;|·•–—-]*")
_PUBLISHED = (
    "published|posted|issued|publication date|date of publication|date published|date|released"
)
_UPDATED = (
    "last updated|updated|last modified|modified|last reviewed|reviewed|last amended|amended"
    "|date updated|last edited|last update|last review"
)
_LABEL = re.compile(
    r"(?:(?:this|the)\s+)?(?:page|article|post|content|guidance|document|information|first)?\s*"
    r"(?:was\s+)?(?:first\s+)?"
    rf"(?:(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED})"
    r"|(?P<other>next review(?: due)?(?: date)?|review (?:due|date)))"
    r"(?:\s+(?:by|in)\s+[^.,|:\d]{1,60}?(?=\s+(?:on|at)\s|\s+\d|:))?"
    r"\s*(?:on|at|in)?\s*[:|–-]?\s*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+[^.|:\d]{2,60}?\s*[,|·•–-]\s*", re.IGNORECASE)
# What pages print after the date, on its line.
_AFTER = re.compile(
    r"(?:(?:see|show|view) all updates|by\s[^.]{2,60}|in\s[^.]{2,40}|\d+ comments?|no comments?"
    r"|leave a (?:comment|reply)|\d+ min(?:ute)?s?(?: read)?|gmt|bst)?",
    re.IGNORECASE,
)
_MOST_CHARACTERS = 160
# Title, site, section, author and a picture stand above the text of an article, not more.
TOP_LINES = 8


@dataclass(frozen=True, slots=True)
class StatedDates:
    """The days that a line states, as ISO text as precise as it tells; empty where it does not.

    `labelled` is whether a word such as "Published" says which day it is; `timed` whether a time
    of day stands after it, as with comments.
    """

    published: str
    updated: str
    labelled: bool
    timed: bool = False


def stated_dates(line: str) -> StatedDates | None:
    """Return what a line that states dates, and nothing else, states; None for any other."""
    if len(line) > _MOST_CHARACTERS or not any(sign.isdigit() for sign in line):
        return None
    byline = _BYLINE.match(line)
    place = byline.end() if byline else 0
    published = updated = ""
    found = labelled = timed = False
    while True:
        label = _LABEL.match(line, place)
        day, end = _date_at(line, label.end() if label else place, whole=not label)
        if not day:
            break
        found, labelled = True, labelled or label is not None
        if label and label["updated"]:
            updated = updated or day
        elif not (label and label["other"]):
            published = published or day
        after = _end(_CLOCK, line, end)
        timed = timed or after > end
        place = _end(_BETWEEN, line, after)
    if not found or not _AFTER.fullmatch(line, place):
        return None
    return StatedDates(published, updated, labelled, timed)


def dates_of_lines(lines: Sequence[str]) -> StatedDates:
    """Return the first dates that lines of a document state.

    A date alone is that of publication only near the top, and where it is the only one: others
    head the entries of a chronology.
    """
    stated = {n: found for n, line in enumerate(lines) if (found := stated_dates(line))}
    trusted = [stated[n] for n in trusted_places(stated)]
    return StatedDates(
        published=next((found.published for found in trusted if found.published), ""),
        updated=next((found.updated for found in trusted if found.updated), ""),
        labelled=any(found.labelled for found in trusted),
    )


def trusted_places(stated: Mapping[int, StatedDates]) -> list[int]:
    """Return which lines state dates of the document itself, of all that state any."""
    alone = sum(not found.labelled and not found.timed for found in stated.values())
    return [n for n, found in stated.items() if found.labelled or (alone < 2 and n < TOP_LINES)]


def iso_date(text: str) -> str:
    """Return a date in words or figures as ISO text, as precise as it is; else empty."""
    day, end = _date_at(text, 0, whole=False)
    return day if day and _end(_BETWEEN, text, _end(_CLOCK, text, end)) == len(text) else ""


def _date_at(line: str, place: int, *, whole: bool) -> tuple[str, int]:
    """Return the date that stands at a place of a line, and where it ends; empty where none does.

    A date that nothing names must be `whole`: a bare month or year may be anything.
    """
    for form in _DATES:
        found = form.match(line, place)
        if not found:
            continue
        parts = found.groupdict()
        year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
        if whole and not day:
            return "", place
        number = 1 if month is None else _MONTHS.get(month.lower()) or int(month)
        try:
            full = date(year, number, int(day or 1)).isoformat()
        except ValueError:
            return "", place
        return full[: 10 if day else 7 if month else 4], found.end()
    return "", place


def _end(pattern: re.Pattern[str], line: str, place: int) -> int:
    found = pattern.match(line, place)
    return found.end() if found else place
