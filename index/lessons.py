"""Knowledge and its vectors in, what signals are measured by out: kernel, whitening, ngrams.

Each way of asking and each example is a lesson of the kernel. What is made here follows from the
documents and changes with them; what is learned by it, and hardly changes, is in learn.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from index import kernel, small_talk
from index.ngrams import learn_ngrams
from index.passages import Card, Knowledge
from index.signals import Measures
from index.store import VectorRow
from index.whitening import learn_whitening

# Regularisation of the kernel: the best of 0.02 to 1 on the examples of 2026-11-21.
_RIDGE = 0.05


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one vector of a way of asking, or of an example, teaches."""

    digest: str

    answerable: bool
    kind: str
    card: str | None
    group: str


def lessons_of(knowledge: Knowledge, rows: Sequence[VectorRow]) -> list[Lesson]:
    """Return what each way of asking and each example teaches, in the order of their vectors."""
    lessons = []
    for n, row in enumerate(rows):
        if row.kind == "question":
            # Of its own group: a question is asked of an index that has its card's lines.
            lessons.append(Lesson(row.digest, True, "", row.unit, f"row {n}"))
    taught = [row.digest for row in rows if row.kind == "example"]
    for digest, its in zip(taught, knowledge.examples, strict=True):
        lessons.append(Lesson(digest, its.answerable, its.kind, its.card, its.card or its.place))
    return lessons


def lessons_digest(lessons: Sequence[Lesson], cards: Sequence[str]) -> str:
    """Return a digest of all that the kernel learns from."""
    taught = [(its.digest, its.answerable, its.kind, its.card) for its in lessons]
    return hashlib.sha256(msgspec.json.encode([taught, list(cards)])).hexdigest()[:32]


class Kernel:
    """The kernel of some lessons: what it is to learn, by labels."""

    def __init__(
        self, lessons: Sequence[Lesson], cards: Sequence[str], vectors: NDArray[np.float32]
    ) -> None:
        """Take the lessons with their vectors (lessons, dimension)."""
        talk = sorted({its.kind for its in lessons if its.kind.startswith(small_talk.PREFIX)})
        self.labels = ("scope", *talk, *cards)
        self._lessons = lessons
        self._vectors = vectors
        answerable = np.array([its.answerable for its in lessons], dtype=bool)
        self._targets = np.zeros((len(lessons), len(self.labels)))
        self._targets[:, 0] = np.where(answerable, 1.0, -1.0)
        column = {name: n for n, name in enumerate(self.labels) if n}
        for n, its in enumerate(lessons):
            label = its.card if its.card is not None else its.kind
            if label in column:
                self._targets[n, column[label]] = 1.0
        # Both labels count the same in total, however many examples of each there are.
        balance = answerable.sum() / max(1, (~answerable).sum())
        self._ridge = (
            np.where(answerable, _RIDGE * balance, _RIDGE)
            if balance
            else np.full(len(lessons), 1.0)
        )

    def fit(self) -> kernel.Fit:
        """Learn, and score each lesson as if it had not been learned from."""
        groups = [its.group for its in self._lessons]
        return kernel.fit(self._vectors, self._targets, self._ridge, groups)

    def solve(self) -> tuple[float, NDArray[np.float32]]:
        """Learn, which takes a third of the time: the spread, and the weights (lessons, labels)."""
        return kernel.solve(self._vectors, self._targets, self._ridge)


def measures_of(
    knowledge: Knowledge,
    lessons: Sequence[Lesson],
    matrix: NDArray[np.float32],
    start: int,
    labels: tuple[str, ...],
    spread: float,
    weights: NDArray[np.float32],
) -> Measures:
    """Return what signals are measured by; the vectors of the lessons begin at row `start`.

    `labels`, `spread` and `weights` are those of the kernel.
    """
    vectors = matrix[start : start + len(lessons)]
    named = [n for n, its in enumerate(lessons) if its.card is not None]
    whitening = learn_whitening(vectors[named], [str(lessons[n].card) for n in named])
    return Measures(
        whitening=whitening,
        norms=np.maximum(whitening.norms(matrix), 1e-9).astype(np.float32),
        ngrams=learn_ngrams([_words_of(card) for card in knowledge.cards.values()]),
        spread=spread,
        labels=labels,
        kernel_weights=weights,
    )


def _words_of(card: Card) -> str:
    return f"{' '.join(card.questions)} {card.verdict} {card.text}"
