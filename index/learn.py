"""A new generation's texts, vectors and messages in, everything it learns from them out.

Each step is learned from scores of what was left out of the one before: the kernel of scope,
small talk and cards, the whitening, the weights of signals, the choice of sentences, the
scope rule, the rule of emergencies. About half a minute on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import kernel, small_talk
from index.alarms import Phrases, learn_alarm_rule
from index.gold import mentions
from index.learned import Learned
from index.lexicon import known_of
from index.ngrams import learn_ngrams
from index.passages import Card, Knowledge, Lookup
from index.picker import (
    FIT_FEATURES,
    Choice,
    Picker,
    fit_features,
    learn_choice,
    sentence_table,
)
from index.progress import Advance
from index.quotable import Quotable, all_quotables
from index.ranking import fuse, learn_weights
from index.regression import Logistic, learn_logistic
from index.scope import FEATURES as SCOPE_FEATURES
from index.scope import Known, features_of, is_english, learn_scope
from index.signals import CARD_SIGNALS, Measured, Measures, Signals
from index.store import Store, VectorRow, row_ranges
from index.vectors import VectorIndex
from index.whitening import learn_whitening

Floats = NDArray[np.floating]

# Regularisation of the kernel: the best of 0.02 to 1 on the examples of 2026-11-21.
_RIDGE = 0.05


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What one vector of a way of asking, or of an example, teaches."""

    answerable: bool
    kind: str
    card: str | None
    group: str


def learn(
    knowledge: Knowledge,
    rows: Sequence[VectorRow],
    vectors: VectorIndex,
    store: Store,
    advance: Advance,
) -> Learned:
    """Return what is learned from the vectors of `rows` and the texts behind them.

    `store` is that of the same generation, since signals search its full text. `advance` is
    called once for each example.
    """
    units = [(row.kind, row.unit) for row in rows]
    ranges = row_ranges(units)
    matrix = vectors.all()
    lessons = _lessons(knowledge, rows)
    fit, measures = _measures(knowledge, lessons, matrix, ranges["question"].start)
    quotables = list(all_quotables(knowledge))
    table = sentence_table(quotables, knowledge, list(knowledge.cards), list(knowledge.passages))
    signals = Signals(store, vectors, measures, ranges, units, knowledge.cards)
    picker = Picker(signals, table, ranges["sentence"])

    of_examples = slice(len(ranges["question"]), None)
    alone, grouped = fit.alone[of_examples], fit.grouped[of_examples]
    measured: list[Measured] = []
    known: list[Known] = []
    for n, example in enumerate(knowledge.examples):
        vector = matrix[ranges["example"].start + n]
        measured.append(signals.measure(example.text, vector, alone[n]))
        known.append(known_of(example.text, store))
        advance(1)

    numbers = {example.text: n for n, example in enumerate(knowledge.examples)}
    lookups = [(lookup, measured[numbers[lookup.text]]) for lookup in knowledge.lookups]
    weights = _card_weights(lookups, signals)
    answerable = np.array([its.answerable for its in lessons], dtype=bool)
    features = [
        features_of(
            its, fuse(its.cards, weights), answerable, known[n], grouped[n], of_examples.start + n
        )
        for n, its in enumerate(measured)
    ]
    english = [is_english(e.text, k) for e, k in zip(knowledge.examples, known, strict=True)]
    # Development questions are as people ask; other examples were written to be hard to tell.
    asked = {lookup.text for lookup in knowledge.lookups if not lookup.partly}
    setting = [e.text in asked or e.lang != "en" or not asked for e in knowledge.examples]
    return Learned(
        measures=measures,
        card_weights=np.asarray(weights, dtype=np.float64),
        sentences=table,
        picking=_picking(lookups, weights, picker, quotables),
        fitting=_fitting(lookups, weights, signals),
        scope=learn_scope(
            np.array(features).reshape(-1, len(SCOPE_FEATURES)),
            answerable[of_examples],
            np.array(english, dtype=bool),
            np.array(setting, dtype=bool),
        ),
        small_talk=small_talk.learn_threshold(measures.labels, fit.alone, answerable),
        alarms=learn_alarm_rule(
            knowledge,
            matrix[ranges["alarm"].start : ranges["alarm"].stop],
            matrix[ranges["example"].start : ranges["example"].stop],
            Phrases(knowledge.phrases),
        ),
    )


def _lessons(knowledge: Knowledge, rows: Sequence[VectorRow]) -> list[_Lesson]:
    """Return what each way of asking and each example teaches, in the order of their vectors."""
    lessons = []
    for n, row in enumerate(rows):
        if row.kind == "question":
            # Of its own group: a question is asked of an index that has its card's lines.
            lessons.append(_Lesson(True, "", row.unit, f"row {n}"))
    for its in knowledge.examples:
        group = its.card or its.place
        lessons.append(_Lesson(its.answerable, its.kind, its.card, group))
    return lessons


def _measures(
    knowledge: Knowledge, lessons: Sequence[_Lesson], matrix: NDArray[np.float32], start: int
) -> tuple[kernel.Fit, Measures]:
    """Learn the kernel and the whitening; the vectors of the lessons begin at row `start`."""
    cards = list(knowledge.cards)
    talk = sorted({its.kind for its in lessons if its.kind.startswith(small_talk.PREFIX)})
    answerable = np.array([its.answerable for its in lessons], dtype=bool)
    targets = np.zeros((len(lessons), 1 + len(talk) + len(cards)))
    targets[:, 0] = np.where(answerable, 1.0, -1.0)
    column = {name: n for n, name in enumerate((*talk, *cards), start=1)}
    for n, its in enumerate(lessons):
        label = its.card if its.card is not None else its.kind
        if label in column:
            targets[n, column[label]] = 1.0
    vectors = matrix[start : start + len(lessons)]
    # Both labels count the same in total, however many examples of each there are.
    balance = answerable.sum() / max(1, (~answerable).sum())
    ridge = (
        np.where(answerable, _RIDGE * balance, _RIDGE) if balance else np.full(len(lessons), 1.0)
    )
    fit = kernel.fit(vectors, targets, ridge, [its.group for its in lessons])
    named = [n for n, its in enumerate(lessons) if its.card is not None]
    whitening = learn_whitening(vectors[named], [str(lessons[n].card) for n in named])
    return fit, Measures(
        whitening=whitening,
        norms=np.maximum(whitening.norms(matrix), 1e-9).astype(np.float32),
        ngrams=learn_ngrams([_words_of(card) for card in knowledge.cards.values()]),
        spread=fit.spread,
        labels=("scope", *talk, *cards),
        kernel_weights=fit.weights,
    )


def _words_of(card: Card) -> str:
    return f"{' '.join(card.questions)} {card.verdict} {card.text}"


def _card_weights(lookups: Sequence[tuple[Lookup, Measured]], signals: Signals) -> Floats:
    """Return the weights of signals under which the cards that serve come first."""
    served = [(lookup, its) for lookup, its in lookups if lookup.cards]
    if not served:
        return np.ones(len(CARD_SIGNALS))
    right = [[signals.card_number[card] for card in lookup.cards] for lookup, _ in served]
    return learn_weights([its.cards for _, its in served], right)


def _picking(
    lookups: Sequence[tuple[Lookup, Measured]],
    weights: Floats,
    picker: Picker,
    quotables: Sequence[Quotable],
) -> Choice:
    """Learn which sentences have what a reply must mention."""
    pools, has = [], []
    for lookup, its in lookups:
        pool = picker.pool(its, fuse(its.cards, weights))
        if len(pool.rows):
            said = [mentions(quotables[row].text, lookup.must_mention) for row in pool.rows]
            pools.append(pool.features)
            has.append(np.array(said, dtype=bool))
    return learn_choice(pools, has)


def _fitting(
    lookups: Sequence[tuple[Lookup, Measured]], weights: Floats, signals: Signals
) -> Logistic:
    """Learn whether the first card is one that serves."""
    features: list[Floats] = [np.zeros((0, len(FIT_FEATURES)))]
    labels: list[bool] = []
    for lookup, its in lookups:
        fused = fuse(its.cards, weights)
        features.append(fit_features(its, fused)[None])
        labels.append(signals.cards[int(np.argmax(fused))] in lookup.cards)
    return learn_logistic(np.concatenate(features), np.array(labels, dtype=np.float64))
