"""A question in, what every signal says of every card and every passage out.

The same measuring serves when weights are learned and when a question is answered. A signal
is standardised over the cards (or passages) of one question, so that signals can be added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.kernel import similarities
from index.ngrams import NgramIndex, NgramPostings
from index.passages import Card
from index.store import Store, VectorKind
from index.vectors import Rows, VectorIndex
from index.whitening import Whitening

Floats = NDArray[np.floating]

CARD_SIGNALS = ("questions", "classifier", "card", "words", "ngrams", "cited", "cited words")
PASSAGE_SIGNALS = ("passage", "whitened", "words")

# How many hits of the full text are read: whatever is deeper scores as if it had no word in common.
_FULL_TEXT_HITS = 60
# A card is asked for in many ways and cites many sections; the mean of the two best finds the right
# card more often than the best one: .58 to .53 of 560 development questions, .57 with three.
_BEST = 2


@dataclass(frozen=True, slots=True)
class Measures:
    """What signals are measured by.

    `norms` (vectors,) are the lengths of all vectors when whitened. The kernel has
    `kernel_weights` (lessons, labels); `labels` names its columns: `scope`, then kinds of
    small talk, then the cards.
    """

    whitening: Whitening
    norms: NDArray[np.float32]
    ngrams: NgramPostings
    spread: float
    labels: tuple[str, ...]
    kernel_weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the signals say of one question.

    `cards` (signals, cards) and `passages` (signals, passages) are standardised;
    `raw_cards` and `raw_passages` are as measured. `labels` are the scores of the kernel,
    in the order of `Measures.labels`; `cosines` those to every vector learned from. `probe`
    and `offset` compare with any stored vector as if whitened (whitening.py). `line` is the
    whitened cosine of the nearest way of asking, `nearest` its card, `cosine` its plain cosine.
    """

    question: str
    vector: NDArray[np.float32]
    raw_cards: Floats
    cards: Floats
    raw_passages: Floats
    passages: Floats
    labels: Floats
    cosines: Floats
    probe: NDArray[np.float32]
    offset: float
    line: float
    nearest: int
    cosine: float


class Signals:
    """One generation, ready to be measured against questions; reads its owner's files."""

    def __init__(
        self,
        store: Store,
        vectors: VectorIndex,
        measures: Measures,
        ranges: Mapping[VectorKind, Rows],
        units: Sequence[tuple[VectorKind, str]],
        cards: Mapping[str, Card],
    ) -> None:
        self._store = store
        self._vectors = vectors
        self._measures = measures
        self._card_labels = slice(len(measures.labels) - len(cards), None)
        self._ranges = ranges
        self.cards = [unit for _, unit in units[ranges["card"].start : ranges["card"].stop]]
        self.passages = [
            unit for _, unit in units[ranges["passage"].start : ranges["passage"].stop]
        ]
        self._ngrams = NgramIndex(measures.ngrams, len(self.cards))
        self.card_number = {card_id: n for n, card_id in enumerate(self.cards)}
        self.passage_number = {address: n for n, address in enumerate(self.passages)}
        questions = ranges["question"]
        asked = [self.card_number[unit] for _, unit in units[questions.start : questions.stop]]
        self._asked = Groups(asked, len(self.cards))
        cited = [
            [self.passage_number[address] for address in cards[card_id].citations]
            for card_id in self.cards
        ]
        self.cited = [np.array(its, dtype=np.int64) for its in cited]
        self._citing = Groups([n for n, its in enumerate(cited) for _ in its], len(self.cards))
        self._cited_flat = np.array([p for its in cited for p in its], dtype=np.int64)
        self.lessons = range(questions.start, ranges["example"].stop)

    def measure(
        self, question: str, vector: NDArray[np.float32], labels: Floats | None = None
    ) -> Measured:
        """Return what the signals say of a question and its vector (dimension,).

        `labels` are given where they are known, or for a question that was learned from: then its
        scores left out.
        """
        measures, ranges = self._measures, self._ranges
        row = vector[None]
        probe, offset = measures.whitening.probe(vector)
        lessons = self._vectors.cosines(row, self.lessons)
        if labels is None:
            labels = self._labels(lessons)
        lines = self._whitened(probe, offset, ranges["question"])
        passages = self._vectors.cosines(row, ranges["passage"])
        whitened = self._whitened(probe, offset, ranges["passage"])
        words = _scores(self._store.search_passages(question, _FULL_TEXT_HITS), self.passage_number)
        by_card = _scores(self._store.search_cards(question, _FULL_TEXT_HITS), self.card_number)
        raw_cards = np.array(
            [
                self._asked.best_mean(lines, _BEST),
                labels[self._card_labels],
                self._vectors.cosines(row, ranges["card"]),
                by_card,
                self._ngrams.scores(question),
                self._citing.best_mean(whitened[self._cited_flat], _BEST),
                self._citing.best_mean(words[self._cited_flat], 1),
            ]
        )
        raw_passages = np.array([passages, whitened, words])
        nearest = int(np.argmax(lessons[: len(ranges["question"])])) if len(lines) else 0
        return Measured(
            question=question,
            vector=vector,
            raw_cards=raw_cards,
            cards=standardised(raw_cards),
            raw_passages=raw_passages,
            passages=standardised(raw_passages),
            labels=labels,
            cosines=lessons,
            probe=probe,
            offset=offset,
            line=float(lines.max()) if len(lines) else 0.0,
            nearest=self._asked.group_of(nearest),
            cosine=float(lessons[nearest]) if len(lines) else 0.0,
        )

    def labels(self, vector: NDArray[np.float32]) -> Floats:
        """Return the scores of the kernel's labels for a vector (dimension,)."""
        return self._labels(self._vectors.cosines(vector[None], self.lessons))

    def _labels(self, cosines: Floats) -> Floats:
        kernel = similarities(cosines, self._measures.spread)
        return np.asarray(np.einsum("i,ij->j", kernel, self._measures.kernel_weights))

    def sentences(self, measured: Measured, rows: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Return the cosine and the whitened cosine of the question to these rows of vectors."""
        vectors = self._vectors.rows(rows)
        plain = np.einsum("ij,j->i", vectors, measured.vector)
        whitened = np.einsum("ij,j->i", vectors, measured.probe) - measured.offset
        return plain, whitened / self._measures.norms[rows]

    def _whitened(self, probe: NDArray[np.float32], offset: float, rows: Rows) -> Floats:
        compared = self._vectors.cosines(probe[None], rows) - offset
        return np.asarray(compared / self._measures.norms[rows.start : rows.stop])


class Groups:
    """Which group each of many scores belongs to; the groups follow each other."""

    def __init__(self, groups: Sequence[int], count: int) -> None:
        self._groups = np.array(groups, dtype=np.int64)
        sizes = np.bincount(self._groups, minlength=count)
        width = int(sizes.max()) if len(sizes) and len(groups) else 0
        places = np.arange(len(groups)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._table = np.full((count, max(width, 1)), len(groups))
        self._table[self._groups, places] = np.arange(len(groups))

    def group_of(self, member: int) -> int:
        """Return the group of a score."""
        return int(self._groups[member]) if len(self._groups) else 0

    def best_mean(self, scores: Floats, best: int) -> Floats:
        """Return for each group the mean of its `best` scores; what lacks has the least of all."""
        floor = scores.min() if len(scores) else 0.0
        padded = np.append(scores, floor)[self._table]
        if best == 1 or padded.shape[1] < best:
            return np.asarray(padded.max(axis=1))
        top = np.partition(padded, padded.shape[1] - best, axis=1)[:, -best:]
        return np.asarray(top.mean(axis=1))


def standardised(scores: Floats) -> Floats:
    """Return scores (signals, units) with mean 0 and deviation 1 for each signal."""
    if not scores.size:
        return scores
    spread = scores.std(axis=1, keepdims=True)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-9))


def _scores(found: Sequence[tuple[str, float]], numbers: Mapping[str, int]) -> Floats:
    scores = np.zeros(len(numbers))
    for unit, score in found:
        scores[numbers[unit]] = score
    return scores
