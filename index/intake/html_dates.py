"""A date as pages write it in, ISO text out: a day, a month or a year, as precise as it is."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
# As people write them, and in the order of a British day where it is digits alone.
_WRITTEN = "|".join(
    re.sub(r"\?P<(\w+)>", rf"?P<\g<1>{n}>", pattern)
    for n, pattern in enumerate(
        (
            rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH},? {_YEAR}",
            rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}",
            rf"{_MONTH},? {_YEAR}",
            rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
            rf"(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{_YEAR}",
        )
    )
)
_BY_MACHINES = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:[-/](?P<month>\d\d)(?:[-/](?P<day>\d\d))?)?(?:[T ][\d:.,Z +-]*)?"
    r"|(?P<years>(?:19|20)\d\d)(?P<months>\d\d)(?P<days>\d\d)(?:T?[\d:.Z+-]*)?"
)
_IN_WORDS = re.compile(_WRITTEN, re.IGNORECASE)
_PUBLISHED = r"(?:first |originally |date |article )?(?:published|posted|publication date|issued)"
_UPDATED = (
    r"(?:(?:page |content |this page was )?(?:last|first published[^|]{0,40}?last) "
    r"(?:updated|reviewed|modified|edited|amended|changed)|(?:date )?updated|(?:page )?reviewed"
    r"|date modified)"
)
_BETWEEN = r"(?: on| at| date)?\s*[:|–-]?\s*(?:on )?"


def _labelled(label: str) -> re.Pattern[str]:
    return re.compile(rf"\b{label}{_BETWEEN}(?P<date>{_WRITTEN})", re.IGNORECASE)


_LABELLED = {"published": _labelled(_PUBLISHED), "updated": _labelled(_UPDATED)}


def iso_date(text: str) -> str:
    """Return the date that `text` is, written by a machine or a person, as ISO text, or ""."""
    text = text.strip()
    found = _BY_MACHINES.fullmatch(text) or _IN_WORDS.match(text)
    return _iso(found) if found else ""


def labelled_date(text: str, label: str, *, from_the_start: bool = False) -> str:
    """Return the date after a word such as "Published" or "Last updated", as ISO text, or "".

    `label` is "published" or "updated". With `from_the_start` the words must begin the text.
    """
    pattern = _LABELLED[label]
    found = pattern.match(text) if from_the_start else pattern.search(text)
    return iso_date(found["date"]) if found else ""


def _iso(found: re.Match[str]) -> str:
    parts = {name.rstrip("s01234"): value for name, value in found.groupdict().items() if value}
    year, month, day = parts["year"], parts.get("month", ""), parts.get("day", "")
    if month and not month.isdigit():
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
