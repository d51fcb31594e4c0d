"""An ISO date as precise as it is known in, the same for a reader out, in her language."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def in_words(iso: str, lang: str = "en") -> str:
    """Return `2018-11-09` as `9 November 2018`, `2018-11` as `November 2018`, a year as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    if lang != "en":
        return _in_another_language(year, rest, lang)
    month = _MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"


def _in_another_language(year: str, rest: list[str], lang: str) -> str:
    # Here, since the terminal that answers in English would wait for it.
    from babel.dates import format_date, format_skeleton

    day = date(int(year), int(rest[0]), int(rest[1]) if len(rest) > 1 else 1)
    if len(rest) > 1:
        return format_date(day, "long", locale=lang)
    return format_skeleton("yMMMM", day, locale=lang)
