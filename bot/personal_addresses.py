"""A message in, where somebody lives out: street and house number, full postcodes, not towns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import personal_words as words
from bot.personal_text import (
    COUNTS,
    FUNCTION_WORDS,
    Finding,
    Text,
    any_of,
    has_function_word,
    has_words_of,
    phrases_of,
    words_of,
)

_SURE_STREETS = words_of(words.STREETS)
_QUESTION_WORDS = frozenset("i can does do is what how will my and".split())
_NO_STREET = FUNCTION_WORDS | frozenset(
    "other others bedroom bedrooms minutes mins miles hours roommates kids adults rooms different"
    " places hotel house flat families pm am th st nd rd".split()
)


_POSTCODE = re.compile(
    r"(?<![\w/£-])(?P<area>[a-pr-uwyz][a-hk-y]?)(?P<district>\d[\da-hjkmnpr-y]?)"
    r"(?P<gap> {0,2}|-)(?P<inward>\d[abd-hjlnp-uw-z]{2})(?![\w/])",
    re.ASCII,
)
_AREAS = frozenset(words.POSTCODE_AREAS.lower().split())
_PUBLIC_POSTCODES = frozenset(re.split(r"[|\s]+", words.PUBLIC_POSTCODES.strip().lower()))
# "form A1 2nd page", "ward B1 3hr": small letters that are no postcode's.
_NO_INWARD = re.compile(r"1st|2nd|3rd|\d(?:th|hr|yr|wk|gp|pt|bn|ft|gb|ps)")
_FLAT = (
    r"(?:(?:flat|apt|apartment|room|unit|house|no\.?|number|block|floor)"
    r"\s?#?\s?[a-z]?\d{0,4}[a-z]?,?\s+)"
)
_HOUSE_NUMBER = r"(?<![\w£$€/.,'-])\d{1,4}(?:\s?-\s?\d{1,4}|/\d{1,4})?[a-z]?"
_STREET = re.compile(
    r"(?<![\w])(?:"
    + _FLAT
    + r"){0,2}"
    + _HOUSE_NUMBER
    + r",?\s+(?P<street>(?:[^\W\d_][\w'.-]{0,20}\s+){1,4}?"
    r"(?P<type>"
    + "|".join(phrases_of("|".join((words.STREETS + words.LOOSE_STREETS).split())))
    + r")\.?)(?![\w'])"
)
_STREET_ABROAD = re.compile(
    r"(?<!\w)(?:\d{1,4}[a-z]?,?\s+)?"
    + any_of(phrases_of(words.STREETS_ABROAD))
    + r"\s{0,2}(?P<street>(?:[^\W\d_][\w'.-]{0,20}\s?){1,5}),?\s*(?P<number>(?:no\.?|nr\.?|n°|№"
    r"|буд\.?)?\s*\d{1,4}[a-z]?(?:/\d{1,4})?)?"
)
_ROOM = re.compile(
    r"\broom\s+\d{1,4}[a-z]?,?\s+(?:at\s+)?(?:the\s+)?(?P<street>"
    r"(?:[^\W\d_][\w'.-]{0,20},?\s+){1,4}?(?:hotel|hostel|inn|hall|house|lodge|barracks))"
)
_LIVES_AT = re.compile(
    r"(?<![a-z])" + any_of(phrases_of(words.LIVES_AT)) + r"[\s:=,\-]*(?:is|at|:|هو|است|ہے|是)?\s*$"
)
_LIVES_NEAR = re.compile(
    r"\b(?:live|lives|living|address|moved|home|house|flat|stay|staying|letters?|sent|post"
    r"|deliver)\b"
)
_AFTER_LIVES = re.compile(
    _HOUSE_NUMBER + r",?\s+(?P<street>[^\W\d_][\w'-]{1,20}(?:\s+[^\W\d_][\w'-]{1,20}){0,3})"
)
_BEFORE_POSTCODE = re.compile(
    r"(?<![\w])(?:"
    + _FLAT
    + r"){0,2}"
    + _HOUSE_NUMBER
    + r"(?:,?\s+[^\W\d_][\w'.-]{0,20}){0,6}[,.]?\s+$"
)
_HOUSE_AFTER = re.compile(
    r"[,\s]+(?:flat|house|number|no\.?|door|apt)\s*(?:number|no\.?)?\s*\d{1,4}[a-z]?\b"
)
# "3 Victoria Road surgeries refused me": a practice is named after its street.
_PRACTICE = re.compile(
    r"\s(?:surger|practice|clinic|hospital|medical|health|school|gps?\b|mosque|church)"
)
_PUBLIC_STREET = re.compile(any_of(phrases_of(words.PUBLIC_STREETS)))
_TOWN = re.compile(r",?\s+[^\W\d_][\w'-]{2,20}(?:\s[^\W\d_][\w'-]{2,20})?")


def find_addresses(text: Text) -> Iterator[Finding]:
    """Yield postcodes and addresses; those that offices publish are left."""
    plain = text.plain
    postcodes = [match for match in _POSTCODE.finditer(plain) if _is_postcode(text, match)]
    for match in postcodes:
        if re.sub(r"[ -]", "", match[0]) in _PUBLIC_POSTCODES:
            continue
        yield Finding("postcode", match.start(), match.end())
        window = max(0, match.start() - 90)
        house = _BEFORE_POSTCODE.search(plain[window : match.start()])
        if house and not has_function_word(re.sub(r"\d\w*", "", house[0])):
            yield Finding(
                "address",
                window + house.start(),
                match.start() - _blank_before(text, match.start()),
            )
        elif after := _HOUSE_AFTER.match(plain, match.end()):
            yield Finding("address", match.end(), after.end())
    public = [its.start() for its in postcodes if re.sub(r"[ -]", "", its[0]) in _PUBLIC_POSTCODES]
    for pattern in (_STREET, _ROOM):
        for match in pattern.finditer(plain):
            if any(0 <= place - match.end() < 60 for place in public):
                continue
            if _is_address(text, match):
                yield Finding("address", match.start(), _with_town(text, match.end(), postcodes))
    for match in _STREET_ABROAD.finditer(plain):
        parts = text.cased[match.start("street") : match.end("street")].split()
        named = any(part[0].isupper() for part in parts)
        has_number = match["number"] or match[0][0].isdigit()
        if named and has_number and not has_words_of(match["street"], _QUESTION_WORDS):
            yield Finding("address", match.start(), match.end())
    for match in _AFTER_LIVES.finditer(plain):
        before = plain[max(0, match.start() - 40) : match.start()]
        if not _LIVES_AT.search(before) or match["street"].split()[0] in _NO_STREET:
            continue
        # "Moved to 3 rooms": after such a word the name of a street has a capital.
        is_vague = before.rstrip().endswith(("to", "in", "on", "based at"))
        if text.cased[match.start("street")].isupper() or not is_vague:
            yield Finding("address", match.start(), _street_end(match))


def _street_end(street: re.Match[str]) -> int:
    """Return where the words of a street end: before the first word of the question."""
    end = street.start("street")
    for word in re.finditer(r"\S+", street["street"]):
        if word[0] in FUNCTION_WORDS:
            break
        end = street.start("street") + word.end()
    return end


def _blank_before(text: Text, end: int) -> int:
    blank = re.search(r"[\s,.]*$", text.plain[max(0, end - 6) : end])
    return len(blank[0]) if blank else 0


def _is_postcode(text: Text, match: re.Match[str]) -> bool:
    if match["area"] not in _AREAS:
        return False
    written = text.cased[match.start() : match.end()]
    return written.isupper() or not _NO_INWARD.fullmatch(match["inward"])


def _is_address(text: Text, match: re.Match[str]) -> bool:
    """Return whether a number and a street's name are where somebody lives."""
    named = match["street"]
    if _PRACTICE.match(text.plain, match.end()):
        return False
    if has_function_word(named.rsplit(maxsplit=1)[0]):
        return False
    if _PUBLIC_STREET.search(named) or COUNTS.match(named):
        return False
    kind = match.groupdict().get("type")
    if kind and kind in _SURE_STREETS:
        return True
    street = text.cased[match.start("street") : match.end("street")].split()
    if all(word[:1].isupper() for word in street):
        return True
    return bool(_LIVES_NEAR.search(text.plain[max(0, match.start() - 30) : match.start()]))


def _with_town(text: Text, end: int, postcodes: list[re.Match[str]]) -> int:
    """Return where an address ends: before its postcode, or behind the town after a comma."""
    for match in postcodes:
        between = text.plain[end : match.start()]
        if 0 <= match.start() - end <= 40 and not re.search(r"[\d?!;\n]", between):
            return match.start() - _blank_before(text, match.start())
    town = _TOWN.match(text.plain, end)
    if town and text.plain[end] == ",":
        parts = text.cased[town.start() : town.end()].strip(" ,").split()
        end_of_town = end
        for part in parts:
            if not part[0].isupper() or part.lower() in FUNCTION_WORDS:
                break
            end_of_town = text.cased.index(part, end_of_town) + len(part)
        return end_of_town
    return end
