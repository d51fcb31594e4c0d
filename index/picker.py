"""The likeliest cards and passages in, their sentences with how well each answers the question out.

Choosing among the sentences of the likeliest cards and of the best passages puts what
a question asks for into a reply of any length more often than whole passages do
(research on this knowledge, 2026-11-21; weights learned as said in learn.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.passages import Knowledge
from index.quotable import PLACES, Quotable
from index.regression import learn_logistic
from index.signals import Measured, Signals, standardised
from index.vectors import Rows
from index.wants import Wants, wants

Floats = NDArray[np.floating]

FEATURES = (
    "cosine",
    "whitened",
    "cited",
    "card",
    "first card",
    "best passage",
    "short",
    "steps",
    "help",
    "passage",
    "figure",
    "figure wanted",
    "phone wanted",
    "date wanted",
    "money wanted",
    "past",
    "past wanted",
    "nation wanted",
    "other nation",
)
# What tells whether the first card is the right one: see `card_fits`.
FIT_FEATURES = ("chance", "chance over second", "line", "cosine", "card", "passage", "classifier")
# The first so many are standardised over the sentences of one question.
_STANDARDISED = 3
FLAGS = ("figure", "year", "money", "phone", "past", "Scotland", "Wales", "Northern Ireland")
_NATIONS = FLAGS[5:]

# How much the length of a sentence counts against it: the square root of its characters and marks.
# Of 765 development questions not learned from, replies of 1,300 characters had what was asked for
# in .889 with .5, .882 with .3, .889 with .8 (2026-11-22).
_LENGTH = 0.5
_MARKS = 8
# Shrinks weights of features that say the same; from .0003 to .01 it makes no difference.
_PENALTY = 1e-3
# What more of the pool than this have tells no sentence from another.
_COMMON = 0.5

# The pool: so many cards, and so many passages of each of the two rankings.
_CARDS = 5
_PASSAGES = 5

_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONEY = re.compile(r"£|\bpounds\b|per cent|\bfree\b", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+44|\b0)[ \d]{8,}\d|\b(?:999|112|111|116 ?123)\b")


@dataclass(frozen=True, slots=True)
class SentenceTable:
    """Of every sentence that may be quoted, in the order of its vectors: facts for the picker.

    `unit` is the number of its card or, from the number of cards on, of its passage;
    `position` its place there; `place` an index into quotable.PLACES; `flags` (n, flags) what
    its words hold; `chars` its length; `cited` the numbers of the passages it cites, those of
    sentence n from `cited_from[n]` up to `cited_from[n + 1]`.
    """

    unit: NDArray[np.int32]
    position: NDArray[np.int32]
    place: NDArray[np.int8]
    flags: NDArray[np.bool_]
    chars: NDArray[np.int32]
    cited: NDArray[np.int32]
    cited_from: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Choice:
    """How sentences are weighed: a score, and what the score means.

    The score is the features less `mean`, over `spread`, times `weights`; the log odds that
    a sentence answers are `slope` times the score plus `intercept`.
    """

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weights: NDArray[np.float64]
    slope: float
    intercept: float

    def scores(self, features: Floats) -> Floats:
        """Return the score of each sentence, features (n, features)."""
        return np.asarray((features - self.mean) / self.spread @ self.weights)

    def chances(self, scores: Floats) -> Floats:
        """Return the chance, 0 to 1, that a sentence of each score answers."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.intercept))))


@dataclass(frozen=True, slots=True)
class Pick:
    """A sentence of a unit by its position there; `chance` (0 to 1) that it answers."""

    unit: str
    position: int
    chance: float


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences to choose from: rows of the sentence table, features (n, features)."""

    rows: NDArray[np.int64]
    features: Floats


class Picker:
    """One generation's sentences, ready to be chosen from."""

    def __init__(self, signals: Signals, table: SentenceTable, sentences: Rows) -> None:
        """Take the sentences of `table`, whose vectors are the rows `sentences`."""
        self._signals = signals
        self._table = table
        self._first_row = sentences.start
        units = len(signals.cards) + len(signals.passages)
        starts = np.searchsorted(table.unit, np.arange(units + 1))
        self._spans = [range(a, b) for a, b in pairwise(starts.tolist())]

    def pick(self, measured: Measured, cards: Floats, choice: Choice) -> list[Pick]:
        """Return the sentences of the pool; `cards` are the fused card scores.

        First come those that are worth most for the room they take.
        """
        pool, table = self.pool(measured, cards), self._table
        scores = choice.scores(pool.features)
        order = np.argsort(
            _LENGTH * np.log(table.chars[pool.rows] + _MARKS) - scores, kind="stable"
        )
        rows = pool.rows[order]
        units = (*self._signals.cards, *self._signals.passages)
        found = zip(
            table.unit[rows].tolist(),
            table.position[rows].tolist(),
            choice.chances(scores[order]).tolist(),
            strict=True,
        )
        return [Pick(units[unit], position, chance) for unit, position, chance in found]

    def pool(self, measured: Measured, cards: Floats) -> Pool:
        """Return the sentences of the likeliest cards and best passages with their features."""
        count = len(self._signals.cards)
        likely = np.argsort(-cards, kind="stable")[:_CARDS]
        chance = _softmax(cards)
        passages = measured.passages.mean(axis=0)
        cited = passages.copy()
        for card in likely:
            its = self._signals.cited[card]
            cited[its] = np.maximum(cited[its], passages[its] + chance[card])
        best = dict.fromkeys(
            [
                *np.argsort(-passages, kind="stable")[:_PASSAGES].tolist(),
                *np.argsort(-cited, kind="stable")[:_PASSAGES].tolist(),
            ]
        )
        spans = [self._spans[n] for n in (*likely.tolist(), *(count + n for n in best))]
        rows = np.array([row for span in spans for row in span], dtype=np.int64)
        if not len(rows):
            return Pool(rows, np.zeros((0, len(FEATURES))))
        return Pool(rows, self._features(measured, rows, passages, chance, likely, list(best)))

    def _features(
        self,
        measured: Measured,
        rows: NDArray[np.int64],
        passages: Floats,
        chance: Floats,
        likely: NDArray[np.int64],
        best: Sequence[int],
    ) -> Floats:
        table, count = self._table, len(self._signals.cards)
        plain, whitened = self._signals.sentences(measured, rows + self._first_row)
        unit, place, flags = table.unit[rows], table.place[rows], table.flags[rows]
        wanted = wants(measured.question)
        of_card = unit < count
        figure, year, money, phone, past = (flags[:, n] for n in range(5))
        named = flags[:, 5:]
        asked = _nation(wanted)
        columns = (
            plain,
            whitened,
            _best_cited(table, rows, passages),
            np.where(of_card, chance[np.where(of_card, unit, 0)], 0.0),
            unit == likely[0] if len(likely) else np.zeros(len(rows)),
            unit == count + best[0] if best else np.zeros(len(rows)),
            *(place == PLACES.index(name) for name in ("short", "steps", "help", "passage")),
            figure,
            figure & wanted.figure,
            phone & wanted.phone,
            year & wanted.date,
            money & wanted.money,
            past,
            past & wanted.past,
            named[:, asked] if asked is not None else np.zeros(len(rows)),
            np.delete(named, asked, axis=1).any(axis=1) if asked is not None else named.any(axis=1),
        )
        features = np.array(columns, dtype=np.float64)
        features[:_STANDARDISED] = standardised(features[:_STANDARDISED])
        return np.asarray(features.T)


def learn_choice(pools: Sequence[Floats], has: Sequence[NDArray[np.bool_]]) -> Choice:
    """Return the weights under which what a reply must mention comes early.

    Each of `pools` has the features (n, features) of the sentences of one question, each of
    `has` (n, entries) which of the entries that a reply must mention each of them has. For
    each entry, the chance that one of those that have it is drawn is made large: a reply
    needs each entry once. Learned so, replies of 600 characters had all entries for .81 of 765
    development questions not learned from; learned sentence by sentence, for .76.
    """
    from scipy.optimize import minimize

    size = len(FEATURES)
    entries = [
        (n, column)
        for n, its in enumerate(has)
        for column in its.T
        if column.any() and column.mean() <= _COMMON
    ]
    if not entries:
        return Choice(np.zeros(size), np.ones(size), np.zeros(size), 1.0, 0.0)
    every = np.concatenate(pools)
    mean, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-6)
    standard = [(pool - mean) / spread for pool in pools]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = 0.0, np.zeros(size)
        drawn = [_softmax(pool @ weights) for pool in standard]
        for n, column in entries:
            having = drawn[n] * column
            chance = having.sum() + 1e-12
            value -= np.log(chance)
            slope -= (having / chance - drawn[n]) @ standard[n]
        count = len(pools)
        penalised = float(value / count + _PENALTY * weights @ weights)
        return penalised, np.asarray(slope / count + 2 * _PENALTY * weights)

    weights = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    scores = np.concatenate([pool @ weights for pool in standard])
    # Of what is rarer among its neighbours, having it says more.
    rare = [its * np.where(its.any(axis=0), 1 - its.mean(axis=0), 0.0) for its in has]
    labels = np.concatenate([its.max(axis=1, initial=0.0) for its in rare])
    model = learn_logistic(scores[:, None], labels)
    slope = float(model.weights[0] / model.spread[0])
    return Choice(mean, spread, weights, slope, model.intercept - slope * float(model.mean[0]))


def fit_features(measured: Measured, cards: Floats) -> Floats:
    """Return what tells whether the first card is the right one, shape (fit features,)."""
    chances = np.sort(_softmax(cards))[::-1]
    first = int(np.argmax(cards))
    return np.array(
        (
            chances[0],
            chances[0] - chances[1] if len(chances) > 1 else chances[0],
            measured.raw_cards[0][first],
            measured.cosine,
            measured.raw_cards[2][first],
            measured.raw_passages[0].max(),
            measured.raw_cards[1][first],
        )
    )


def sentence_table(
    quotables: Sequence[Quotable],
    knowledge: Knowledge,
    cards: Sequence[str],
    passages: Sequence[str],
) -> SentenceTable:
    """Return the table of sentences, which are those of `cards`, then those of `passages`."""
    number = {unit: n for n, unit in enumerate((*cards, *passages))}
    passage_number = {address: n for n, address in enumerate(passages)}
    cited = [[passage_number[address] for address in its.citations] for its in quotables]
    flags = [_flags(its, knowledge) for its in quotables]
    return SentenceTable(
        unit=np.array([number[its.unit] for its in quotables], dtype=np.int32),
        position=np.array([its.position for its in quotables], dtype=np.int32),
        place=np.array([PLACES.index(its.place) for its in quotables], dtype=np.int8),
        flags=np.array(flags, dtype=np.bool_).reshape(-1, len(FLAGS)),
        chars=np.array([len(its.text) for its in quotables], dtype=np.int32),
        cited=np.array([n for numbers in cited for n in numbers], dtype=np.int32),
        cited_from=np.cumsum([0, *map(len, cited)], dtype=np.int32),
    )


def _flags(quotable: Quotable, knowledge: Knowledge) -> list[bool]:
    text = quotable.text
    sources = [knowledge.sources[address.partition("#")[0]] for address in quotable.citations]
    nations = {nation for source in sources for nation in source.jurisdiction.split(" and ")}
    return [
        _FIGURE.search(text) is not None,
        _YEAR.search(text) is not None,
        _MONEY.search(text) is not None,
        _PHONE.search(text) is not None,
        not any(source.is_current for source in sources),
        *(nation in text or nations == {nation} for nation in _NATIONS),
    ]


def _nation(wanted: Wants) -> int | None:
    return _NATIONS.index(wanted.nation) if wanted.nation else None


def _best_cited(table: SentenceTable, rows: NDArray[np.int64], passages: Floats) -> Floats:
    """Return the best score of the passages that each sentence cites; each cites one or more."""
    starts, ends = table.cited_from[rows], table.cited_from[rows + 1]
    sizes = ends - starts
    flat = np.repeat(starts - np.append(0, np.cumsum(sizes)[:-1]), sizes) + np.arange(sizes.sum())
    return np.asarray(
        np.maximum.reduceat(passages[table.cited[flat]], np.append(0, np.cumsum(sizes)[:-1]))
    )


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max()) if len(scores) else scores
    return np.asarray(powers / powers.sum()) if len(scores) else scores
