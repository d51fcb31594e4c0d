"""A message in, a copy out in which words and digits of all scripts are alike, and their places.

Here is also what the recognisers of personal data share: what a finding is, which words stand
before a number, and what goes with it when it is taken out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot import personal_words as words

# How far before a number, in characters, a word for it is looked for.
_BEFORE = 45
_AFTER = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: its kind, and where it stands in the message."""

    kind: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """What a character is compared as; filled as characters come."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _folded(character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_SAME_LETTERS = str.maketrans(
    {
        **dict.fromkeys("يىېۍئۓے", "ی"),
        **dict.fromkeys("كګڪ", "ک"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ةۀہۂەھ", "ه"),
        **dict.fromkeys("‘’ʼʻ`´ʹ", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
        **dict.fromkeys("。｡।۔።", "."),
        **dict.fromkeys("，،、፣፡", ","),
        **dict.fromkeys("；؛፤", ";"),
        **dict.fromkeys("؟？", "?"),
        **{"ؤ": "و", "ł": "l", "Ł": "L", "ø": "o", "đ": "d", "ı": "i", "İ": "I", "ß": "s"},
        **{"：": ":", "“": '"', "”": '"', "„": '"', "ё": "е", "Ё": "Е", "ə": "e"},
    }
)


def _folded(character: str) -> str:
    if (value := unicodedata.decimal(character, None)) is not None:
        return str(value)
    if character.isspace():
        return "\n" if character in "\n\r\u2028\u2029" else " "
    same = character.translate(_SAME_LETTERS)
    if same != character:
        return same
    compatible = unicodedata.normalize("NFKC", character)
    if len(compatible) == 1 and compatible != character:
        return _folded(compatible)
    base = unicodedata.normalize("NFD", character)
    return base[0] if base[0].isascii() else character


_FOLDING = _Folding()
# Marks that change nothing of which word or number it is: accents typed apart, Arabic vowel signs
# and the stretching mark, joiners, marks of direction.
_MARKS = re.compile(
    "[\u0300-\u036f\u00ad\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)


def fold(text: str) -> str:
    """Return a text with its letters, digits and marks as they are compared."""
    return _MARKS.sub("", text).translate(_FOLDING)


class Text:
    """A message, its folded copy and the words in it that introduce personal data."""

    def __init__(self, message: str) -> None:
        self._places: list[int] | None = None
        if _MARKS.search(message):
            self._places = [n for n, character in enumerate(message) if not _MARKS.match(character)]
            message = "".join(message[n] for n in self._places)
        self.cased = message.translate(_FOLDING) if not message.isascii() else message
        # `lower` may lengthen a few letters; then capitals are kept, for places must agree.
        plain = self.cased.lower()
        self.plain = plain if len(plain) == len(self.cased) else self.cased

    def place(self, index: int) -> int:
        """Return where in the message a character of the copy stands."""
        return index if self._places is None else self._places[index]

    @cached_property
    def labels(self) -> list[tuple[int, int, str]]:
        """Start, end and kind of the words for numbers, in order."""
        found: list[tuple[int, int, str]] = []
        for match in _LABEL.finditer(self.plain):
            phrase = re.sub(r"\s+", " ", match[0])
            # The "number" of "my case number" says nothing of telephones.
            if (
                phrase in _ANY_NUMBER
                and found
                and not self.plain[found[-1][1] : match.start()].strip()
            ):
                continue
            found.append((match.start(), match.end(), _LABEL_KINDS[phrase]))
        return found

    @cached_property
    def label_starts(self) -> list[int]:
        """Where the words for numbers start."""
        return [start for start, _end, _kind in self.labels]

    def label_before(self, start: int) -> Label | None:
        """Return the nearest word for a number before `start`, in the same sentence."""
        nth = bisect_left(self.label_starts, start) - 1
        if nth < 0:
            return None
        its_start, its_end, kind = self.labels[nth]
        gap = self.plain[its_end:start]
        if its_end > start or len(gap) > _BEFORE:
            return None
        if SENTENCE_END.search(self.plain, its_end, start):
            return None
        return Label(kind, its_start, its_end, bool(_LINKS.fullmatch(gap)), gap)

    def label_after(self, end: int) -> Label | None:
        """Return the word for a number that is said to be one: "... is my passport number"."""
        nth = bisect_left(self.label_starts, end)
        if nth == len(self.labels):
            return None
        its_start, its_end, kind = self.labels[nth]
        gap = self.plain[end:its_start]
        if len(gap) > _AFTER or not _BACK_LINKS.fullmatch(gap):
            return None
        # "07700 900123, NHS number 999 407 7163": it names the number behind it.
        if _OWN_NUMBER.match(self.plain, its_end):
            return None
        return Label(kind, its_start, its_end, True, gap)

    def claim(self, kind: str, start: int, end: int, label: Label | None = None) -> Finding:
        """Return a finding, with the words that introduce it where they say nothing else.

        A word that tells what the question is about stays: "is my passport number safe".
        """
        if label is None or label.start > start or not label.is_direct:
            return Finding(kind, start, end)
        gap = self.plain[label.end : start]
        linked = _SAYS_IS.search(gap)
        opening = _CLAUSE_START.search(self.plain[max(0, label.start - 24) : label.start])
        if kind in _INTRODUCED and opening and (linked or _CLAUSE_END.match(self.plain, end)):
            return Finding(kind, label.start - len(opening["own"]), end)
        return Finding(kind, start - (len(linked[0]) if linked else 0), end)


@dataclass(frozen=True, slots=True)
class Label:
    """A word for a number near one; `is_direct` if nothing but linking words is between."""

    kind: str
    start: int
    end: int
    is_direct: bool
    gap: str


def phrases_of(table: str) -> list[str]:
    """Return the phrases of a table of `bot.personal_words`, folded."""
    return [fold(phrase.strip()).lower() for phrase in re.split(r"[|\n]", table) if phrase.strip()]


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern of phrases, the longest first, none of them part of a longer Latin word."""
    alternatives = sorted(set(phrases), key=len, reverse=True)
    return "(?:" + "|".join(_spaced(phrase) for phrase in alternatives) + ")"


def _spaced(phrase: str) -> str:
    pattern = r"\s{1,3}".join(re.escape(word) for word in phrase.split())
    if "a" <= phrase[-1] <= "z":
        return pattern + "(?![a-z])"
    # Elsewhere endings are written with the word, or words are not parted.
    return pattern + ("(?![а-яіїєґ])" if "а" <= phrase[-1] <= "я" else "")


def words_of(table: str) -> frozenset[str]:
    """Return the single words of a table of `bot.personal_words`, folded."""
    return frozenset(fold(table).lower().split())


_LABEL_KINDS = {
    phrase: kind for kind, table in reversed(words.LABELS.items()) for phrase in phrases_of(table)
}
_ANY_NUMBER = frozenset(phrases_of("number|نمبر|নম্বর|رقمي|شماره من|my number|lambarka"))
_LABEL = re.compile(r"(?<![a-z0-9а-я@])" + any_of(_LABEL_KINDS))
_LINKS = re.compile(r"(?:[\s:=#.,\-()'\"/*]|" + any_of(phrases_of(words.LINKS)) + ")*+")
_BACK_LINKS = re.compile(r"(?:[\s:=\-(,]|" + any_of(phrases_of(words.BACK_LINKS)) + ")*+")
# A number right behind a word for one.
_OWN_NUMBER = re.compile(r"[\s:#.\-a-z]{0,12}\d", re.ASCII)
# Not behind "no." and single letters, as in "d.o.b. 12/05/1990".
SENTENCE_END = re.compile(r"[?!]|(?<!\bno)(?<!\bnr)(?<!\bnum)(?<!\bref)(?<!\b\w)\.\s|\n\s*\n")
# What says that a word has this value, and goes with the value.
_SAYS_IS = re.compile(
    r"\s*(?:[:=]|\b(?:is|was|it's|est|es|jest|to|este|waa|hai|e)\b|هو|هی|است|هه|دی|হলো|হল"
    r"|是)[\s:=]*$"
)
# Kinds whose words say nothing of the question; "passport" and "home office reference" do.
_INTRODUCED = ("email", "nhs_number", "phone", "date_of_birth", "hospital_number", "bank", "name")
_CLAUSE_START = re.compile(
    r"(?:^|[.,;:!?\n(]|\b(?:hi|hello|pls|please|and|dear|hey|sir|madam)\b)\s*"
    r"(?P<own>(?:(?:my|the|his|her|our|i am|i'm|i was|with|mon|ma|mi|moj|meu|minha)\s+){0,2})$"
)
_CLAUSE_END = re.compile(r"\s*(?:$|[.,;!?\n)]|\band\b)")

# Words after a number which say that it counts something.
COUNTS = re.compile(
    r"\s?(?:pounds?|gbp|quid|euros?|people|persons?|patients?|requests?|days?|years?|months?|weeks?"
    r"|times|mg|km|miles|per\b|a year|words|cases|cards|women|men|children|migrants|%|фунт|funt"
    r"|librer)"
)
FUNCTION_WORDS = words_of(words.FUNCTION_WORDS + words.FUNCTION_WORDS_ABROAD)
_ENGLISH_WORDS = words_of(words.FUNCTION_WORDS)


def of_kind(label: Label | None, kind: str) -> Label | None:
    """Return a word for a number if it is one for this kind."""
    return label if label and label.kind == kind else None


def digits_of(text: str) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text)


def has_function_word(text: str) -> bool:
    """Return whether a text has a word that English sentences are made of."""
    return any(word in _ENGLISH_WORDS for word in re.findall(r"[^\W\d_]+", text))


def has_words_of(text: str, some: frozenset[str]) -> bool:
    """Return whether a text has one of some words."""
    return any(word in some for word in re.findall(r"[^\W\d_]+", text))
