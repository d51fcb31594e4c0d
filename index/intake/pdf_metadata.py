"""What a PDF says of itself in, proposals for its title, publisher and dates out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.intake.documents import Metadata, Piece
from index.intake.stated_dates import dates_of_lines

_STAMP = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
# What programs write where nobody gave a title.
_NO_TITLE = re.compile(
    r"microsoft \w+ - .*|untitled\W*\d*|\(?anonymous\)?|(?:document|presentation|slide)\s*\d*"
    r"|.*\.\w{2,5}",
    re.I,
)
_ORGANISATION = re.compile(
    r"\b(?:agency|association|authority|board|centre|charity|college|commission|committee|council|"
    r"department|executive|federation|foundation|institute|ministry|NHS|office|ombudsman|"
    r"organisation|parliament|service|services|society|trust|union|university)\b",
    re.I,
)


def read_metadata(info: dict[str, str], pieces: Sequence[Piece], lines: Sequence[str]) -> Metadata:
    """Return what the file tells: `info` is its own dictionary, `lines` may state dates.

    The title is that of the dictionary, unless a program made it up, or else the largest heading
    of the first page. Only if no line states a date, the day on which the file was made is
    proposed as that of its last change.
    """
    title = " ".join(info.get("Title", "").split())
    if not re.search(r"[^\W\d_]{2}", title) or _NO_TITLE.fullmatch(title):
        headings = [piece for piece in pieces if piece.kind == "heading" and piece.page == 1]
        title = min(headings, key=lambda piece: piece.level).text if headings else ""
    author = " ".join(info.get("Author", "").split())
    stated = dates_of_lines(lines)
    made = "" if stated.published or stated.updated else _day(info.get("CreationDate", ""))
    return Metadata(
        title=title,
        publisher=author if _ORGANISATION.search(author) else "",
        published=stated.published,
        updated=stated.updated or made,
    )


def _day(stamp: str) -> str:
    """Return the day of a stamp such as D:20240312093000 as ISO text; empty where it is none."""
    found = _STAMP.match(stamp)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
