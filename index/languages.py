"""The cards in one other language in, what their words there say to a message out.

A question finds its card best among questions in its own language. So for each language in which
cards are translated there are signals beside those in English: how near the ways of asking lie,
and how many runs of characters a card and the message share. Each language has a file of its
own in a generation, read when the first message in it comes.

Of some 650 questions in ten languages, not learned from, the right card came first for .94 so, for
.89 without the kernel of all languages (2026-11-22). A kernel for each language added nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.ngrams import NgramIndex, NgramPostings, learn_ngrams
from index.passages import Translation
from index.regression import Logistic
from index.scope import nearest_mean
from index.signals import Groups, Measured, standardised
from index.vectors import Rows, VectorIndex
from index.whitening import Whitening, learn_whitening

Floats = NDArray[np.floating]

# Signals of a language, which stand before those of signals.CARD_SIGNALS.
LANGUAGE_SIGNALS = ("own lines", "own ngrams")
# What tells whether the documents answer a message in another language than English.
SCOPE_FEATURES = (
    "kernel",
    "own line",
    "own whitened line",
    "own ngrams",
    "first card over second",
    "chance",
    "line",
    "cosine",
    "card",
    "passage",
    "nearest answerable",
    "nearest other",
    "five answerable over others",
)
FIT_FEATURES = ("chance", "chance over second", "own whitened line", "own ngrams", "classifier")

# The mean of the two best ways of asking of a card, as in English (signals.py).
_BEST = 2
# From this cosine on two questions ask the same: of 1,335 questions in fourteen languages 82 are
# that near to a way of asking, all of the right card; from .95 on, as in English, only .90 of 520,
# fewer than are found by all signals together (2026-11-22).
_SAME_QUESTION = 0.98


@dataclass(frozen=True, slots=True)
class LanguageMeasures:
    """What one language is measured by; `norms` (lines,) are the lengths of its whitened lines.

    `learned_from` is a digest of its lines and words.
    """

    learned_from: str
    whitening: Whitening
    norms: NDArray[np.float32]
    ngrams: NgramPostings


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Learned from the examples of all languages together.

    `weights` are those of LANGUAGE_SIGNALS, then of signals.CARD_SIGNALS; `scope` of
    SCOPE_FEATURES; `fitting` of FIT_FEATURES; `least` (languages,) are the least log odds that are
    answered in each of `languages`.
    """

    weights: NDArray[np.float64]
    scope: Logistic
    fitting: Logistic
    languages: tuple[str, ...]
    least: NDArray[np.float64]

    def margin(self, lang: str, features: Floats) -> float:
        """Return how far (log odds) a message in `lang` lies above its threshold.

        In a language that nothing was learned of everything passes.
        """
        if lang not in self.languages:
            return np.inf
        return float(self.scope.logits(features) - self.least[self.languages.index(lang)])


@dataclass(frozen=True, slots=True)
class MeasuredHere:
    """What one language says of one message.

    `raw` (signals, cards) as measured and `cards` standardised; the cosine and the whitened one of
    the nearest way of asking; the card whose question is the `same`, if there is one.
    """

    raw: Floats
    cards: Floats
    line: float
    whitened_line: float
    same: int | None


class LanguageSignals:
    """One language of one generation, ready to be measured against messages in it."""

    def __init__(
        self,
        measures: LanguageMeasures,
        vectors: VectorIndex,
        lines: Rows,
        asked: Sequence[int],
        cards: int,
    ) -> None:
        """Take the rows of the `lines`, and the number of the card each is `asked` for."""
        self._measures = measures
        self._vectors = vectors
        self._lines = lines
        self._asked = Groups(asked, cards)
        self._ngrams = NgramIndex(measures.ngrams, cards)

    def measure(self, measured: Measured) -> MeasuredHere:
        """Return what the language says of a message that was measured in English."""
        measures, vector = self._measures, measured.vector
        lines = self._vectors.cosines(vector[None], self._lines)
        probe, offset = measures.whitening.probe(vector)
        whitened = (self._vectors.cosines(probe[None], self._lines) - offset) / measures.norms
        raw = np.array(
            [
                self._asked.best_mean(np.asarray(whitened), _BEST),
                self._ngrams.scores(measured.question),
            ]
        )
        nearest = int(np.argmax(lines))
        return MeasuredHere(
            raw=raw,
            cards=standardised(raw),
            line=float(lines[nearest]),
            whitened_line=float(whitened.max()),
            same=self._asked.group_of(nearest) if lines[nearest] >= _SAME_QUESTION else None,
        )


def scope_features(
    here: MeasuredHere,
    measured: Measured,
    cards: Floats,
    answerable: NDArray[np.bool_],
    score: float,
    own: int | None = None,
) -> Floats:
    """Return SCOPE_FEATURES of one message; `score` is that of the kernel of scope.

    `cards` are its fused scores, `answerable` (lessons,) tells what each lesson is; `own` is the
    number of a message that was learned from, which is not its own neighbour.
    """
    cosines = measured.cosines
    if own is not None:
        cosines = cosines.copy()
        cosines[own] = -1.0
    ranked = np.sort(cards)[::-1]
    powers = np.exp(ranked - ranked[0])
    return np.array(
        (
            score,
            here.line,
            here.whitened_line,
            here.raw[1].max(),
            ranked[0] - ranked[1] if len(ranked) > 1 else 0.0,
            powers[0] / powers.sum(),
            measured.line,
            measured.cosine,
            measured.raw_cards[2].max(),
            measured.raw_passages[0].max(),
            cosines[answerable].max(initial=-1.0),
            cosines[~answerable].max(initial=-1.0),
            nearest_mean(cosines[answerable], 5) - nearest_mean(cosines[~answerable], 5),
        )
    )


def fuse_here(here: MeasuredHere, measured: Measured, weights: Floats) -> Floats:
    """Return the score of each card: the signals of the language and those in English, weighed."""
    cards = np.asarray(np.einsum("su,s->u", signals_of(here, measured), weights))
    if here.same is not None:
        cards[here.same] = cards.max() + 1
    return cards


def signals_of(here: MeasuredHere, measured: Measured) -> Floats:
    """Return the standardised signals of a language, then those in English."""
    return np.concatenate([here.cards, measured.cards])


def fit_features(here: MeasuredHere, measured: Measured, cards: Floats) -> Floats:
    """Return FIT_FEATURES: what tells whether the first card is the right one."""
    powers = np.exp(cards - cards.max())
    chances = np.sort(powers / powers.sum())[::-1]
    first = int(np.argmax(cards))
    return np.array(
        (
            chances[0],
            chances[0] - chances[1] if len(chances) > 1 else chances[0],
            here.raw[0][first],
            here.cards[1][first],
            measured.raw_cards[1][first],
        )
    )


def learn_language(
    translations: Sequence[Translation],
    vectors: NDArray[np.float32],
    numbers: Mapping[str, int],
    before: LanguageMeasures | None = None,
) -> LanguageMeasures:
    """Return what a language is measured by, from the `vectors` (lines, dimension) of its lines.

    `numbers` are those of the cards by id; `before` was learned earlier, perhaps from the same.
    """
    learned_from = _digest(translations, numbers)
    if before is not None and before.learned_from == learned_from:
        return before
    asked = [its.card for its in translations for _ in its.questions]
    whitening = learn_whitening(vectors, asked)
    words = [""] * len(numbers)
    for said in translations:
        words[numbers[said.card]] = f"{' '.join(said.questions)} {said.verdict} {said.text}"
    return LanguageMeasures(
        learned_from=learned_from,
        whitening=whitening,
        norms=np.maximum(whitening.norms(vectors), 1e-9).astype(np.float32),
        ngrams=learn_ngrams(words),
    )


def _digest(translations: Sequence[Translation], numbers: Mapping[str, int]) -> str:
    said = [(its.card, its.questions, its.verdict, its.text) for its in translations]
    return hashlib.sha256(msgspec.json.encode([said, list(numbers)])).hexdigest()[:32]
