"""A message in, the names of people in it out, where they are given as somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import personal_words as words
from bot.personal_text import (
    FUNCTION_WORDS,
    Finding,
    Text,
    any_of,
    has_words_of,
    phrases_of,
    words_of,
)

_CASELESS_WORDS = words_of(words.FUNCTION_WORDS_CASELESS)

_NOT_PEOPLE = words_of(words.NOT_PEOPLE)
_PUBLIC_FIGURES = words_of(words.PUBLIC_FIGURES)
_PARTICLES = words_of(words.PARTICLES)
# Words of questions that are also names of people, when they have a capital.
_ALSO_NAMES = frozenset(
    "will may an so do my no see van mark grace faith hope dear rose dawn eve".split()
)

_GREETING = any_of(phrases_of(words.GREETINGS))
_NAME_IS = re.compile(
    r"(?<![^\W\d_])"
    + any_of(phrases_of(words.NAME_IS))
    + r"(?:\s*[:=\-\"'(,]|\s+(?:is|to|:)\b)*\s*"
)
_NAME_IS_CASELESS = re.compile(
    any_of(phrases_of(words.NAME_IS_CASELESS))
    + r"(?:\s*[:=\-\"'«(]|\s+(?:هو|هی|هه|হলো|হল|হচ্ছে))*\s+"
)
_NAME_IS_CHINESE = re.compile(any_of(phrases_of(words.NAME_IS_CHINESE)) + r"[\s:是叫]{0,3}")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff·]{1,4}")
_CALLED = re.compile(r"(?<![^\W\d_])" + any_of(phrases_of(words.CALLED)) + r"[\s:=,.!\-\"'(]{0,4}")
_I_AM = re.compile(r"(?<![^\W\d_])" + any_of(phrases_of(words.I_AM)) + r"[\s:,]{1,3}")
# A message without capitals, filled in as a form: "name: ada lovel".
_NAME_ON_FORM = re.compile(
    r"(?:(?:^|[.;,\n]\s{0,3})(?P<label>(?:full |patient |client )?name\s{0,2}[:=]\s{0,3})"
    r"|^(?P<person>(?:patient|client)\s{0,2}:\s{0,3}))"
)
_SPEAKERS = phrases_of(
    "i am|i'm|im|i m|this is|it's|it is|here is|here's|je suis|c'est|soy|yo soy|eu sou|sou|jestem"
    "|sunt|eu sunt|я|це|ana|waxaan ahay"
)
_GREETED = re.compile(
    r"(?:^|[.!\n])\s{0,2}"
    + _GREETING
    + r"[\s,.!:]{1,4}(?:(?:sir|madam|all|everyone|team|doctor|there|dear)[\s,.!]{1,3})?"
    r"(?P<cue>i am|i'm|im|this is|it's|it is|its|je suis|soy|sou|eu sou|jestem|sunt|я|ana|waxaan"
    r" ahay|ben|here is)\s+"
)
_TITLE = re.compile(r"(?<![^\W\d_])(?:" + "|".join(phrases_of(words.TITLES)) + r")\b\.?\s{1,2}")
_TOKEN_OF_NAME = re.compile(r"[^\W\d_][^\s\d,.;:!?()\[\]\"/@=<>…]{0,30}")
_CASELESS_TOKEN = re.compile(r"[^\s\d,.;:!?()\[\]\"/@=<>…]{1,30}")
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){1,3}(?=[^\W\d_]{2})|[A-HJ-Z]\s(?=[A-Z][a-z])")
_IN_SENTENCE = re.compile(r"[\s]{1,2}")
_NAME_VERB = re.compile(r"\s*(?:" + "|".join(phrases_of(words.NAME_VERBS)) + r")(?![^\W\d_])")
_IS_MY_NAME = re.compile(
    r"\s{1,2}(?:is|are|it is)\s+my\s+(?:full\s+|real\s+)?name\b|\s{1,2}(?:speaking|here"
    r"|writing)\b(?=\s*[,.:;!\-?]|\s*$)"
)
# A name alone in front of somebody's number: "Ada Lovel, dob ...", "Ada Lovel 07700 ...".
_BEFORE_DATA = re.compile(
    r"\s?[,(\-:]{0,2}\s{0,2}(?:\(?(?:dob|d\.o\.b|born|date of birth|nhs (?:no|num|number|\d)|ho"
    r" ref|home office ref|brp\b"
    r"|uan\b|passport (?:no|number)|passport:|tel\b|mobile\b|hospital (?:no|number)|mrn\b|ni "
    r"(?:no|number))|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    r"|07\d{3}|\+\d{2}|999 ?\d{3}|[a-z]\d{7}\b|[\w.+-]{2,40}@)"
)
_PIECE_START = re.compile(
    r"(?:^|^i,\s|\d{4}[,\s]\s?(?:for\s|of\s|is\s)?|[.;:!\n,-]\s{0,2}|\b(?:for|of|re|about|from"
    r"|client|patient|hi|hello)\s{1,3})(?=[^\W\d_])"
)
# What comes before "name" and makes it that of a thing.
_THINGS_NAME = re.compile(
    r"\b(?:brand|drug|company|trust|hospital|surgery|file|domain|code|user|generic|practice"
    r"|clinic|the|what|by|wrong|false"
    r"|fake|without|no|any|give|ask|asks|and|in|your|gp|doctor|doctors|organisation|same"
    r"|different|which|law|act|product)\s+$"
)


def find_names(text: Text) -> Iterator[Finding]:
    """Yield names of people: behind words that give one, signed, or in front of their data."""
    plain, cased = text.plain, text.cased
    for match in _NAME_IS.finditer(plain):
        if end := _name_end(text, match.end(), needs_capital=False):
            yield Finding("name", match.start(), _with_verb(text, end))
    if not plain.isascii():
        yield from _caseless_names(text)
        yield from _chinese_names(text)
    if not any(map(str.isupper, cased)):
        for match in _NAME_ON_FORM.finditer(plain):
            if end := _name_end(text, match.end(), needs_capital=False):
                yield Finding("name", match.start("label") if match["label"] else match.end(), end)
        return
    for match in _CALLED.finditer(plain):
        yield from _called(text, match)
    for match in _GREETED.finditer(plain):
        if end := _name_end(text, match.end(), needs_capital=True):
            spoken = _IS_MY_NAME.match(plain, end)
            yield Finding("name", match.start("cue"), spoken.end() if spoken else end)
    for match in _I_AM.finditer(plain):
        # "How does the Patient Anonymity Lottery work?"
        if (
            match.start()
            and cased[match.start()].isupper()
            and match[0].startswith(("patient", "client"))
        ):
            continue
        end = _name_end(text, match.end(), needs_capital=True)
        if end is None:
            continue
        spoken = _IS_MY_NAME.match(plain, end)
        # "This is Ahmed. Can I ...": a name alone only in a first sentence of nothing else.
        is_first = not match.start() and match[0].startswith("this")
        alone = is_first and re.match(r"[.,!]\s", plain[end : end + 2])
        if spoken or alone or len(cased[match.end() : end].split()) > 1:
            start = match.start() if match[0].strip(" ,:") in _SPEAKERS else match.end()
            yield Finding("name", start, spoken.end() if spoken else end)
    for match in _TITLE.finditer(plain):
        if len(match[0].strip(" .")) < 4 and cased[match.start() : match.start() + 2].isupper():
            continue
        end = _name_end(text, match.end(), needs_capital=True)
        if end and not has_words_of(plain[match.end() : end], _PUBLIC_FIGURES):
            yield Finding("name", match.start(), end)
    for match in _PIECE_START.finditer(plain):
        end = _name_end(text, match.end(), needs_capital=True)
        if end is None:
            continue
        parts = cased[match.end() : end].split()
        said = _IS_MY_NAME.match(plain, end)
        # "Ohio here" is no name where it is not the beginning.
        if said and (len(parts) > 1 or "name" in said[0] or not match.start()):
            yield Finding("name", match.end(), said.end())
        elif len(parts) > 1 and (
            match[0][:1].isdigit()
            or match[0].startswith("i,")
            or _BEFORE_DATA.match(plain, end)
            or _is_signature(text, match, end)
        ):
            yield Finding("name", match.end(), end)


def _called(text: Text, match: re.Match[str]) -> Iterator[Finding]:
    """Yield the name with a capital behind words that do not always introduce one."""
    cue = match[0].strip(" :=,.!-\"'(\n")
    end = _name_end(text, match.end(), needs_capital=True)
    if end is None:
        return
    if cue in ("name", "names", "surname") and _THINGS_NAME.search(
        text.plain[max(0, match.start() - 14) : match.start()]
    ):
        return
    if cue in _CLOSINGS:
        # A name after thanks ends the message, or the line.
        if not re.match(r"[\s.!]*(?:$|\n)", text.plain[end : end + 40]):
            return
        yield Finding("name", match.end(), end)
        return
    # "re: Home", "... my wife. Can I": one word with a capital there is no name yet.
    is_far = cue == "re" or "." in match[0] or "!" in match[0]
    if is_far and len(text.cased[match.end() : end].split()) < 2:
        return
    if cue.endswith(("call me", "my name", "name", "called", "surname")):
        yield Finding("name", match.start(), end)
    else:
        yield Finding("name", match.end(), end)


_CLOSINGS = frozenset(
    "regards|kind regards|best regards|best wishes|sincerely|yours sincerely|yours faithfully"
    "|faithfully|many thanks|thanks|thank you|thank you very much|cheers".split("|")
)


def _is_signature(text: Text, match: re.Match[str], end: int) -> bool:
    """Return whether a name is the last line, or stands after a dash at the end."""
    at_end = not text.plain[end:].strip(" .!\n")
    before = text.plain[max(0, match.end() - 6) : match.end()]
    return at_end and bool(re.search(r"\n\s*$|\s-\s*$", before))


def _name_end(text: Text, start: int, *, needs_capital: bool) -> int | None:
    """Return where the name that begins at `start` ends, or None where none begins there."""
    end, count = None, 0
    is_lower = False
    shouts = text.cased.isupper()
    initials = _INITIALS.match(text.cased, start)
    position = initials.end() if initials else start
    while count < 4 and (token := _TOKEN_OF_NAME.match(text.cased, position)):
        word = token[0].rstrip("'-*_")
        if word.lower().endswith("'s"):
            word = word[:-2]
        low = word.lower()
        has_capital = word[:1].isupper()
        is_title = has_capital and (not word.isupper() or len(word) > 3) and not shouts
        if low in _PARTICLES and end is not None and low not in ("e", "y", "da", "la", "le"):
            position = token.end()
        elif not _may_be_name(low, is_title, first=count == 0):
            break
        elif has_capital:
            # "Ada B": a letter alone goes on with a name, but begins none.
            if needs_capital and not is_title and not (count and len(word) < 3):
                break
            is_lower = False
            count, end, position = count + 1, token.start() + len(word), token.start() + len(word)
        elif needs_capital or (count and not _goes_on(low, count, is_lower=is_lower)):
            break
        else:
            is_lower = True
            count, end, position = count + 1, token.start() + len(word), token.start() + len(word)
        if low + "'s" == token[0].lower():
            break
        joint = _IN_SENTENCE.match(text.cased, position)
        if middle := _INITIALS.match(text.cased, joint.end() if joint else position):
            position = middle.end()
        elif joint and "\n" not in joint[0]:
            position = joint.end()
        else:
            break
    return end


def _goes_on(word: str, count: int, *, is_lower: bool) -> bool:
    """Return whether a word in small letters is the second of a name in small letters."""
    return is_lower and count == 1 and len(word) > 2 and word.isascii()


def _may_be_name(word: str, is_title: bool, *, first: bool) -> bool:
    if word in _NOT_PEOPLE or word.split("-")[0] in ("non", "pre", "anti"):
        return word in ("may", "georgia", "jordan", "sister", "rose") and is_title and first
    if word in _CASELESS_WORDS:
        return False
    return word not in FUNCTION_WORDS or (is_title and word in _ALSO_NAMES and first)


def _with_verb(text: Text, end: int) -> int:
    verb = _NAME_VERB.match(text.plain, end)
    return verb.end() if verb else end


def _caseless_names(text: Text) -> Iterator[Finding]:
    """Yield names in letters of which there are no capitals."""
    plain = text.plain
    for match in _NAME_IS_CASELESS.finditer(plain):
        before = plain[max(0, match.start() - 5) : match.start()]
        # "ثبت نام" is to register. In Arabic "and" is written with the next word.
        if (before[-1:].isalpha() and before[-1:] not in "وف") or before.endswith("ثبت "):
            continue
        if end := _caseless_end(plain, match.end()):
            yield Finding("name", match.start(), _with_verb(text, end))


def _caseless_end(plain: str, start: int) -> int | None:
    """Return where a name of at most three words ends, four with one of God's names."""
    end, position = None, start
    for nth in range(4):
        token = _CASELESS_TOKEN.match(plain, position)
        if token is None or token[0] in _CASELESS_WORDS:
            break
        if nth == 3 and "عبد" not in plain[start:position]:
            break
        if nth and token[0].startswith("و") and len(token[0]) > 3:
            break
        end = token.end()
        space = _IN_SENTENCE.match(plain, end)
        if space is None or "\n" in space[0]:
            break
        position = space.end()
    return end


def _chinese_names(text: Text) -> Iterator[Finding]:
    """Yield names where words are not parted; a name has two to four characters."""
    plain = text.plain
    for match in _NAME_IS_CHINESE.finditer(plain):
        name = _CHINESE_NAME.match(plain, match.end())
        if name is None:
            if end := _name_end(text, match.end(), needs_capital=True):
                yield Finding("name", match.start(), end)
        elif name[0][0] not in words.NOT_CHINESE_NAMES:
            end = name.end()
            if match[0].startswith("我姓"):
                end = name.start() + 1
            elif plain[end : end + 1].isalpha():
                # Where no stop follows, a name of three characters is the usual one.
                end = min(end, name.start() + 3)
            yield Finding("name", match.start(), end)
