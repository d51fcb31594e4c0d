"""An ISO date as precise as it is known in, the same for a reader out."""

from __future__ import annotations

_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def in_words(iso: str) -> str:
    """Return `2018-11-09` as `9 November 2018`, `2018-11` as `November 2018`, a year as it is."""
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{int(rest[1])} {month} {year}" if len(rest) > 1 else f"{month} {year}"
