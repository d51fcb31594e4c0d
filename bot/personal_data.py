"""A message in, what in it would tell who wrote it out, so that nothing else ever sees that.

Numbers are judged by their form and check digit, by the words beside them, and by
whose they are: a helpline, a sum of money, a paragraph or a date of a law is nobody's.
Names, addresses and numbers without a form of their own count only where the message
gives them as somebody's: "my name is", "passport number", "I live at".

Everything is looked for in a folded copy of the message: digits of all scripts are
0 to 9, letters have neither accents nor vowel signs, and each character knows where in
the message it stood.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from bot.personal_addresses import find_addresses
from bot.personal_births import find_births, find_births_in_digits
from bot.personal_contacts import find_emails, find_phones, find_phones_with_country, find_usernames
from bot.personal_names import find_names
from bot.personal_numbers import (
    find_bank_numbers,
    find_documents,
    find_long_numbers,
    find_nhs_numbers,
    find_spelled_numbers,
)
from bot.personal_text import Finding, Text

__all__ = ["KINDS", "Finding", "find_personal_data", "without_personal_data"]

# In the order in which they claim their characters: what has the surest form comes first.
KINDS = (
    "email",
    "nhs_number",
    "home_office_reference",
    "case_reference",
    "residence_permit",
    "passport",
    "national_insurance",
    "bank",
    "phone",
    "address",
    "postcode",
    "date_of_birth",
    "hospital_number",
    "name",
    "username",
)

# Taking data out can bring a word beside a number it did not stand beside, so what is left is
# looked at again, this often at most: a message made to need more than that is no question.
_LOOKS = 4
# What begins or ends no message when something before or behind it was taken out.
_EDGES = " ,.;:-–—،؛；，。、"


def find_personal_data(message: str) -> list[Finding]:
    """Return the personal data in `message`, in the order of the text, none overlapping.

    What `without_personal_data` then leaves has none of it any more. A finding includes
    the words that only introduce it ("my NHS number is") where they say nothing else.
    """
    found: list[Finding] = []
    for _look in range(_LOOKS):
        left, places = _left_over(message, found)
        more = [
            piece
            for finding in _look_at(left)
            for piece in _pieces(finding, places, message, found)
        ]
        if not more:
            break
        found = sorted([*found, *more], key=lambda finding: finding.start)
    return found


def without_personal_data(message: str, findings: list[Finding]) -> str:
    """Return the message without what was found.

    `findings` are sorted and do not overlap. Spaces are put in order, and commas and
    stops that have nothing between them any more become one.
    """
    return _left_over(message, findings)[0]


def _left_over(message: str, findings: list[Finding]) -> tuple[str, list[int]]:
    """Return the message without what was found, and of each character its place before."""
    if not findings:
        return message, list(range(len(message)))
    kept: list[str] = []
    places: list[int] = []
    position = 0
    for start, end in [*((its.start, its.end) for its in findings), (len(message), len(message))]:
        # Nothing stands between the two stops of "Hello. My name is Ada. May I ...?" any more.
        seam = position > 0
        for place in range(position, start):
            character = message[place]
            if character.isspace():
                if not kept or kept[-1] == " ":
                    continue
                character = " "
            elif seam:
                if character in ",.;:)،。，؛" and (not kept or kept[-1] in " ,.;:(،。，؛"):
                    if not kept or "".join(kept[-2:]).rstrip()[-1:] in ",.;:،。，؛":
                        continue
                    if kept[-1] == " " and character != ")":
                        kept.pop()
                        places.pop()
                seam = False
            kept.append(character)
            places.append(place)
        if end > start and kept and kept[-1] != " ":
            kept.append(" ")
            places.append(start)
        position = end
    first, last = 0, len(kept)
    while last and kept[last - 1] in _EDGES:
        last -= 1
    while first < last and kept[first] in _EDGES:
        first += 1
    return "".join(kept[first:last]), places[first:last]


def _pieces(
    finding: Finding, places: list[int], message: str, found: list[Finding]
) -> Iterator[Finding]:
    """Yield where in the message a finding in what was left of it stands, around older ones."""
    start = places[finding.start]
    end = places[finding.end - 1] + 1
    while end < len(message) and unicodedata.category(message[end]) in ("Mn", "Cf"):
        end += 1
    for older in found:
        if start < older.end and older.start < end:
            if start < older.start:
                yield Finding(finding.kind, start, older.start)
            start = older.end
    if start < end:
        yield Finding(finding.kind, start, end)


def _look_at(message: str) -> list[Finding]:
    """Return what one look at the message finds, sorted, none overlapping."""
    text = Text(message)
    taken: list[Finding] = []
    for claim in _claims(text):
        if all(claim.end <= its.start or claim.start >= its.end for its in taken):
            taken.append(claim)
    return [
        replace(its, start=text.place(its.start), end=text.place(its.end - 1) + 1)
        for its in sorted(taken, key=lambda finding: finding.start)
    ]


def _claims(text: Text) -> Iterator[Finding]:
    """Yield what each recogniser takes for personal data; where two overlap, the first is right."""
    yield from find_emails(text)
    if any(map(str.isdigit, text.plain)):
        yield from find_long_numbers(text)
        yield from find_phones_with_country(text)
        yield from find_nhs_numbers(text)
        yield from find_documents(text)
        yield from find_births(text)
        yield from find_bank_numbers(text)
        yield from find_phones(text)
        yield from find_addresses(text)
        yield from find_births_in_digits(text)
    yield from find_spelled_numbers(text)
    yield from find_names(text)
    yield from find_usernames(text)
