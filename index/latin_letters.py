"""A message in Latin letters in, its language out.

Arabic with figures for letters, Farsi and Urdu as typed on an English keyboard: recognisers of
languages do not know them, and short messages of Spanish or Romanian they take for each other.
So runs of characters are learned from the ways of asking and the examples of all languages,
as far as they are in Latin letters (naive Bayes over runs as in Cavnar and Trenkle 1994).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.passages import Knowledge

_LENGTHS = (1, 2, 3, 4)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# A language with fewer runs in all, of some dozen messages, is not known well enough.
_FEWEST_TO_LEARN = 2000
# Runs seen less often say more of one author than of a language.
_LEAST_COUNT = 3
_SMOOTHING = 0.1
# The least lead (log likelihood for each run) over the second language, in place of English where
# its words are English ones or are not, and of another language. Of 353 messages in Latin letters
# not learned from, in all languages but English, .95 are recognised so, and .80 without; of 1,500
# English ones .992, and .998 without (2026-11-22).
_LEAD_OVER_ENGLISH = 0.3
_LEAD_OVER_STRANGE = 0.05
_LEAD = 0.02
# A message with fewer runs, of some twelve letters, says too little.
_FEWEST_RUNS = 40
_MOSTLY_LATIN = 0.7


@dataclass(frozen=True, slots=True)
class LatinLetters:
    """Learned: log likelihoods (runs, languages) of runs of characters, `unseen` (languages,).

    `learned_from` is a digest of the texts.
    """

    learned_from: str
    languages: tuple[str, ...]
    runs: tuple[str, ...]
    likelihoods: NDArray[np.float32]
    unseen: NDArray[np.float32]


class LatinReader:
    """Tells languages apart by what was learned."""

    def __init__(self, learned: LatinLetters) -> None:
        self._learned = learned
        self._numbers: dict[str, int] | None = None

    def language_of(self, message: str, guess: str, *, is_english: bool) -> str:
        """Return the language of a message in Latin letters, which was guessed to be `guess`.

        `is_english` tells that half of its words are English ones.
        """
        learned = self._learned
        if guess not in learned.languages or len(learned.languages) < 2:
            return guess
        if self._numbers is None:
            self._numbers = {run: n for n, run in enumerate(learned.runs)}
        found = [self._numbers.get(run) for run in _runs(message)]
        known = [n for n in found if n is not None]
        if len(found) < _FEWEST_RUNS or not known:
            return guess
        scores = learned.likelihoods[known].sum(axis=0)
        scores = (scores + (len(found) - len(known)) * learned.unseen) / len(found)
        second, first = np.argsort(scores)[-2:].tolist()
        lead = float(scores[first] - scores[second])
        least = _LEAD if guess != "en" else self._least_over_english(is_english=is_english)
        lang: str = learned.languages[first]
        return lang if lead >= least and lang != "en" else guess

    @staticmethod
    def _least_over_english(*, is_english: bool) -> float:
        return _LEAD_OVER_ENGLISH if is_english else _LEAD_OVER_STRANGE


def is_latin(text: str) -> bool:
    """Return whether most letters of a text are Latin ones."""
    letters = [its for its in text if its.isalpha()]
    latin = sum(its.isascii() or "LATIN" in unicodedata.name(its, "") for its in letters)
    return bool(letters) and latin >= _MOSTLY_LATIN * len(letters)


def learn_latin_letters(knowledge: Knowledge, before: LatinLetters | None = None) -> LatinLetters:
    """Return what the ways of asking, examples and alarms in Latin letters teach.

    `before` was learned earlier, perhaps from the same.
    """
    texts = list(_texts(knowledge))
    learned_from = hashlib.sha256(msgspec.json.encode(texts)).hexdigest()[:32]
    if before is not None and before.learned_from == learned_from:
        return before
    counts: dict[str, Counter[str]] = {}
    for lang, text in texts:
        if is_latin(text):
            counts.setdefault(lang, Counter()).update(_runs(text))
    counts = {lang: its for lang, its in counts.items() if its.total() >= _FEWEST_TO_LEARN}
    total: Counter[str] = Counter()
    for its in counts.values():
        total.update(its)
    runs = sorted(run for run, count in total.items() if count >= _LEAST_COUNT)
    languages = tuple(sorted(counts))
    table = np.array([[counts[lang][run] for lang in languages] for run in runs], dtype=np.float64)
    table = table.reshape(len(runs), len(languages)) + _SMOOTHING
    sizes = table.sum(axis=0)
    return LatinLetters(
        learned_from=learned_from,
        languages=languages,
        runs=tuple(runs),
        likelihoods=np.log(table / sizes).astype(np.float32),
        unseen=np.log(_SMOOTHING / np.maximum(sizes, 1.0)).astype(np.float32),
    )


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Give language and words of all that people may type."""
    for lang, translations in knowledge.translations.items():
        for its in translations.values():
            yield from ((lang, line) for line in its.also_asked)
    for card in knowledge.cards.values():
        yield from (("en", question) for question in card.questions)
    yield from ((its.lang, its.text) for its in knowledge.examples)
    # Those of alarms that are so written say so: ar-Latn.
    yield from ((its.lang.partition("-")[0], its.text) for its in knowledge.alarms)


def _runs(text: str) -> Iterable[str]:
    for word in _WORD.findall(text.lower()):
        padded = f" {word} "
        for length in _LENGTHS:
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
