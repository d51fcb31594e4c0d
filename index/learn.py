"""The messages of questions/ in, the weights and thresholds that are learned from them out.

Each step is learned from scores of what was left out of the one before: the kernel of scope,
small talk and cards, the weights of signals, the choice of sentences, the scope rule, the rule of
emergencies, the rules of other languages. About a minute on two cores; it is done only where
the messages have changed, since one document more or less changes these rules hardly at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from index import small_talk
from index.alarms import Phrases, learn_alarm_rule
from index.generations import LAYOUT
from index.gold import mentions
from index.kernel import Fit
from index.languages import LanguageMeasures
from index.latin_letters import learn_latin_letters
from index.learn_languages import Language, languages_of, learn_language_rules
from index.learned import Learned, Rules
from index.lessons import Kernel, Lesson, lessons_digest, lessons_of, measures_of
from index.lexicon import known_of
from index.passages import Knowledge, Lookup
from index.picker import (
    FIT_FEATURES,
    Choice,
    Picker,
    fit_features,
    learn_choice,
    sentence_table,
)
from index.progress import Track
from index.quotable import Quotable, all_quotables
from index.ranking import fuse, learn_weights
from index.regression import Logistic, learn_logistic
from index.scope import FEATURES as SCOPE_FEATURES
from index.scope import Known, features_of, is_english, learn_scope
from index.signals import CARD_SIGNALS, Measured, Signals
from index.store import Store, VectorKind, VectorRow, row_ranges
from index.vectors import Rows, VectorIndex

Floats = NDArray[np.floating]


def messages_digest(knowledge: Knowledge, fingerprint: str) -> str:
    """Return a digest of what rules are learned from, with an encoder of this fingerprint."""
    languages = sorted(knowledge.translations)
    messages = (knowledge.examples, knowledge.alarms, knowledge.lookups, knowledge.phrases)
    learned_from = msgspec.json.encode([LAYOUT, fingerprint, languages, messages])
    return hashlib.sha256(learned_from).hexdigest()[:32]


def learn(
    knowledge: Knowledge,
    rows: Sequence[VectorRow],
    vectors: VectorIndex,
    store: Store,
    track: Track,
    messages: str,
    rules: Rules | None,
    before: Learned | None,
    language_before: Callable[[str], LanguageMeasures | None],
) -> tuple[Learned, dict[str, LanguageMeasures]]:
    """Return what is learned from the vectors of `rows` and the texts behind them.

    Of everything, and of each language besides. `store` is that of the same generation, since
    signals search its full text. `rules` are those learned from the same `messages` (a digest),
    if there are any; `before` is what the generation before this one learned, `language_before` of
    a language.
    """
    units = [(row.kind, row.unit) for row in rows]
    ranges = row_ranges(units)
    matrix = vectors.all()
    lessons = lessons_of(knowledge, rows)
    digest = lessons_digest(lessons, list(knowledge.cards))
    start = ranges["question"].start
    teaching = Kernel(lessons, list(knowledge.cards), matrix[start : start + len(lessons)])
    fit: Fit | None = None
    if rules is None:
        fit = teaching.fit()
        spread, weights = fit.spread, fit.weights
    elif before is not None and before.lessons == digest:
        spread, weights = before.measures.spread, before.measures.kernel_weights
    else:
        spread, weights = teaching.solve()
    measures = measures_of(knowledge, lessons, matrix, start, teaching.labels, spread, weights)
    quotables = list(all_quotables(knowledge))
    table = sentence_table(quotables, knowledge, list(knowledge.cards), list(knowledge.passages))
    signals = Signals(store, vectors, measures, ranges, units, knowledge.cards)
    languages = languages_of(
        knowledge, rows, ranges["line"], vectors, signals.card_number, language_before
    )
    if rules is None and fit is not None:
        picker = Picker(signals, table, ranges["sentence"])
        rules = _rules(
            knowledge,
            matrix,
            lessons,
            teaching.labels,
            fit,
            signals,
            picker,
            quotables,
            languages,
            ranges,
            store,
            track,
            messages,
        )
    assert rules is not None  # noqa: S101 - learned just now
    learned = Learned(
        lessons=digest,
        measures=measures,
        sentences=table,
        latin=learn_latin_letters(knowledge, before.latin if before else None),
        rules=rules,
    )
    return learned, {lang: its.measures for lang, its in languages.items()}


def _rules(
    knowledge: Knowledge,
    matrix: NDArray[np.float32],
    lessons: Sequence[Lesson],
    labels: tuple[str, ...],
    fit: Fit,
    signals: Signals,
    picker: Picker,
    quotables: Sequence[Quotable],
    languages: dict[str, Language],
    ranges: Mapping[VectorKind, Rows],
    store: Store,
    track: Track,
    messages: str,
) -> Rules:
    """Learn from every message as if it, or its whole card, had not been learned from before."""
    of_examples = slice(len(lessons) - len(knowledge.examples), None)
    alone, grouped = fit.alone[of_examples], fit.grouped[of_examples]
    measured: list[Measured] = []
    known: list[Known] = []
    with track("Learning from examples", len(knowledge.examples)) as advance:
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
    return Rules(
        messages=messages,
        card_weights=np.asarray(weights, dtype=np.float64),
        picking=_picking(lookups, weights, picker, quotables),
        fitting=_fitting(lookups, weights, signals),
        scope=learn_scope(
            np.array(features).reshape(-1, len(SCOPE_FEATURES)),
            answerable[of_examples],
            np.array(english, dtype=bool),
            np.array(setting, dtype=bool),
        ),
        small_talk=small_talk.learn_threshold(labels, fit.alone, answerable),
        alarms=learn_alarm_rule(
            knowledge,
            matrix[ranges["alarm"].start : ranges["alarm"].stop],
            matrix[ranges["example"].start : ranges["example"].stop],
            Phrases(knowledge.phrases),
        ),
        languages=learn_language_rules(
            languages,
            knowledge.examples,
            measured,
            signals.card_number,
            answerable,
            grouped,
        ),
    )


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
