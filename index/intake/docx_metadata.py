"""What a Word file says of itself in, metadata out: its title, who published it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from index.intake.documents import LeftOut, Metadata, Piece
from index.intake.plain_words import plain
from index.intake.word_xml import Element

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_COMPANY = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Company"

# What programs write where nobody gave a title or a firm: no document is called so.
_NO_TITLE = re.compile(
    r"(?:microsoft word\b.*|(?:document|untitled|title|\[title\]|template|draft|new)[\s_-]*\d*"
    r"|.*\.(?:docx?|dotx?|odt|rtf|pdf|txt|html?))",
    re.IGNORECASE,
)
_NO_COMPANY = re.compile(
    r"(?:microsoft\b.*|home|private|personal|user|company|organi[sz]ation|n/?a|\W*)", re.IGNORECASE
)

# A page holds some 3,000 letters; a line that says a date is short.
_FIRST_PAGE_LETTERS = 3_000
_LINE_WORDS = 25

_MONTHS = "January February March April May June July August September October November December"
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS.split())
_DATE = (
    rf"(?:(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\.?,?\s+)?(?:19|20)\d\d"
    r"|\d{1,2}[/.]\d{1,2}[/.](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
)
_BETWEEN = r"(?:\s+(?:on|in))?\s*[:,–—(-]?\s*"
_BEGINS = r"(?:^|[.;|(,]\s*|\b(?:and|last|first)\s+)"
_ENDS = r"\s*(?=$|[.,;|)]|and\b|by\b|last\b|\w+ed\b|next\b|review\b|version\b)"
_PUBLISHED = re.compile(
    rf"{_BEGINS}(?:published|publication date|date of publication|issued|issue date|date of issue"
    rf"|date(?=\s*:)|version(?:\s+|:\s*)v?\d[\d.]*|v\d[\d.]*){_BETWEEN}({_DATE}){_ENDS}",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    rf"{_BEGINS}(?:updated|revised|amended|reviewed|modified){_BETWEEN}({_DATE}){_ENDS}",
    re.IGNORECASE,
)
# A title page often has nothing but the date.
_ALONE = re.compile(
    rf"\(?((?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\.?,?\s+(?:19|20)\d\d)\)?\.?"
)


def read_metadata(
    core: Element | None,
    extended: Element | None,
    title_style: str,
    pieces: Sequence[Piece],
    margins: Iterable[LeftOut],
) -> Metadata:
    """Return what a file says of itself, as proposals.

    `core` and `extended` are its properties; `title_style` is the words in the style of a title;
    `margins` are headers and footers. The dates are those in the words of the first page.
    """
    title = "" if core is None else plain(core.findtext(_TITLE) or "")
    if _NO_TITLE.fullmatch(title):
        title = ""
    publisher = "" if extended is None else plain(extended.findtext(_COMPANY) or "")
    if _NO_COMPANY.fullmatch(publisher):
        publisher = ""
    lines = [*_first_page(pieces), *(margin.text for margin in margins)]
    lines = [line for line in lines if len(line.split()) <= _LINE_WORDS]
    return Metadata(
        title=title or title_style or _first_heading(pieces),
        publisher=publisher,
        published=_first_date(_PUBLISHED, lines) or _date_alone(lines),
        updated=_first_date(_UPDATED, lines),
    )


def _first_page(pieces: Sequence[Piece]) -> list[str]:
    lines, letters = [], 0
    for piece in pieces:
        lines.append(piece.text)
        letters += len(piece.text)
        if letters > _FIRST_PAGE_LETTERS:
            break
    return lines


def _first_heading(pieces: Sequence[Piece]) -> str:
    first = pieces[0] if pieces else None
    return first.text if first and first.kind == "heading" and first.level == 1 else ""


def _first_date(pattern: re.Pattern[str], lines: Iterable[str]) -> str:
    found = (_iso(match[1]) for line in lines for match in pattern.finditer(line))
    return next((day for day in found if day), "")


def _date_alone(lines: Iterable[str]) -> str:
    found = (_iso(match[1]) for line in lines if (match := _ALONE.fullmatch(line)))
    return next((day for day in found if day), "")


def _iso(written: str) -> str:
    """Return a date as a year, a month or a day of ISO, "" for a day that never was."""
    if found := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", written):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
    elif found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", written):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        year = int(written[-4:])
        named = re.search(_MONTH, written, re.IGNORECASE)
        if not named:
            return f"{year}"
        names = [month[:3] for month in _MONTHS.split()]
        month = names.index(named[0][:3].capitalize()) + 1
        before = re.match(r"\d{1,2}", written)
        if not before:
            return f"{year}-{month:02}"
        day = int(before[0])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
