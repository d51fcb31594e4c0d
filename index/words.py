"""Text in, its words as they are compared out, and which words a language has at all."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

# Nouns that name a rule, a form or an agreement: with the word before them, or the number behind
# them, they are a name that our documents know or do not.
NAMING = frozenset(
    "act acts agreement bill scheme form card register order directive convention charter code"
    " regulation regulations section clause paragraph para article schedule rule policy programme"
    " memorandum mou treaty pact accord initiative database protocol statute circular annex part"
    " judgment ruling case committee commission tribunal council board unit taskforce force office"
    " certificate permit pass passport letter list fund service authority ordinance amendment"
    " guideline guidelines guidance principle chapter direction notice number app trust".split()
)


_YEAR = 4
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word of the documents with its rarity, and every two words that stand together."""

    rarity: dict[str, float]
    names: frozenset[str]


class Names(NamedTuple):
    """Pairs of neighbouring words that may be a name, or part of one.

    `naming` have a naming noun or a number behind one (`fees act`, `section 261`); `capital`
    are both written with a capital; `dated` are a month and a year.
    """

    naming: frozenset[str]
    capital: frozenset[str]
    dated: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every pair of any kind."""
        return self.naming | self.capital | self.dated


def words_of(text: str) -> list[str]:
    """Return the words of `text`, lower-cased, without accents and possessive endings."""
    return [_bare(word) for word in _WORD.findall(text)]


def names_in(text: str) -> Names:
    """Return the pairs of words in `text` that may be a name."""
    written = _WORD.findall(text)
    naming, capital, dated = set(), set(), set()
    for (first, second), (before, after) in zip(
        pairwise(written), pairwise(map(_bare, written)), strict=True
    ):
        pair = f"{before} {after}"
        if after in NAMING or (before in NAMING and _has_digit(after)):
            naming.add(pair)
        if before in _MONTHS and len(after) == _YEAR and after.isdigit():
            dated.add(pair)
        elif first[:1].isupper() and (second[:1].isupper() or _has_digit(second)):
            capital.add(pair)
    return Names(frozenset(naming), frozenset(capital), frozenset(dated))


def learn_vocabulary(texts: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of `texts`."""
    holding: Counter[str] = Counter()
    names: set[str] = set()
    count = 0
    for text in texts:
        count += 1
        found = words_of(text)
        holding.update(set(found))
        names.update(f"{before} {after}" for before, after in pairwise(found))
    rarity = {word: float(np.log(1 + count / n)) for word, n in holding.items()}
    return Vocabulary(rarity, frozenset(names))


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _bare(word: str) -> str:
    bare = word.lower().replace("’", "'")
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFKD", bare)
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.removesuffix("'s").replace("'", "")
