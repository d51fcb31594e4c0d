"""A message in, the dates of birth in it out: only those that are said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import personal_words as words
from bot.personal_text import SENTENCE_END, Finding, Text, any_of, phrases_of

_MONTH = any_of(phrases_of("|".join(words.MONTHS.split())))
_DATE = re.compile(
    r"(?<![a-z0-9_£$€/])(?:"
    r"\d{1,4}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{2,4}"
    r"|\d{1,4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?"
    r"|\d{1,2}(?:st|nd|rd|th|er|º|°|-(?:go|ого))?[ .\-/]{0,2}(?:(?:of|de|del)\s)?"
    + _MONTH
    + r"\.?(?:[ ,.\-/]{1,3}(?:(?:of|de|del)\s)?(?:\d{4}|'?\d{2}(?!\d)))?"
    r"|" + _MONTH + r"\.?\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s(?:\d{4}))?(?!\d)"
    r"|" + _MONTH + r"\.?,?\s(?:of\s|de\s)?(?:19|20)\d\d"
    r")(?![a-z0-9_])"
)
# Forms that are dates only where a date of birth is spoken of: 2 words and a year, or digits alone.
_BARE_DATE = re.compile(
    r"(?<![a-z0-9_£$€/])(?:\d{1,2}[ .]{1,2}[^\W\d_]\S{1,14}[ ,]{1,2}(?:1[34]|19|20)\d\d|\d{2}"
    r" \d{2} \d{2,4}"
    r"|\d{1,2} \d{1,2} \d{4}|\d{8}|\d{6})(?![a-z0-9_])"
)
_OTHER_DATE = re.compile(
    "|".join(phrases_of("|".join(words.OTHER_DATES.replace("|", " ").split())))
)
_OTHER_VERSION = re.compile(r"(?<![a-z])" + any_of(phrases_of(words.OTHER_VERSIONS)))
_SAID_OF_PEOPLE = re.compile(
    r"(?:people|anyone|everyone|persons|children|those|babies|women|men)\s+$"
)


def find_births(text: Text) -> Iterator[Finding]:
    """Yield dates that are said to be of a birth, and other versions of them beside them."""
    last_end = -1
    for match in _DATE.finditer(text.plain):
        start, end = match.span()
        gap = text.plain[last_end:start] if last_end >= 0 else None
        claim = _birth(text, start, end)
        if claim is None and gap is not None and len(gap) <= 40:
            says_other = _OTHER_VERSION.search(gap) and not _OTHER_DATE.search(gap)
            if says_other and not SENTENCE_END.search(gap):
                claim = Finding("date_of_birth", start, end)
        if claim:
            last_end = end
            yield claim


def find_births_in_digits(text: Text) -> Iterator[Finding]:
    """Yield what is a date only behind words for one: "dob 120590"."""
    for match in _BARE_DATE.finditer(text.plain):
        label = text.label_before(match.start())
        if label and label.kind == "date_of_birth" and label.is_direct:
            if match[0].isdigit() and re.fullmatch(
                r"born|was born", text.plain[label.start : label.end]
            ):
                continue
            yield text.claim("date_of_birth", match.start(), match.end(), label)


def _birth(text: Text, start: int, end: int) -> Finding | None:
    label = text.label_before(start)
    if label and label.kind == "date_of_birth" and not _OTHER_DATE.search(label.gap):
        if _SAID_OF_PEOPLE.search(text.plain[max(0, label.start - 12) : label.start]):
            return None
        if label.is_direct or "," not in label.gap or _OTHER_VERSION.search(label.gap):
            return text.claim("date_of_birth", start, end, label)
    after = text.label_after(end)
    if after and after.kind == "date_of_birth":
        return Finding("date_of_birth", start, end)
    return None
