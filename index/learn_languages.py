"""What each language says of its examples in, rules for all languages out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.languages import (
    FIT_FEATURES,
    LANGUAGE_SIGNALS,
    SCOPE_FEATURES,
    LanguageMeasures,
    LanguageRules,
    LanguageSignals,
    fit_features,
    fuse_here,
    learn_language,
    scope_features,
    signals_of,
)
from index.passages import Example, Knowledge
from index.ranking import learn_weights
from index.regression import learn_logistic
from index.scope import KEEP
from index.signals import CARD_SIGNALS, Measured
from index.store import VectorRow, card_of, language_lines
from index.vectors import Rows, VectorIndex

Floats = NDArray[np.floating]


# What a language's own examples count for in its threshold, beside those of all languages: some
# ninety questions of each are too few to tell where four in a hundred lie.
_OWN_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a new generation: what it is measured by, ready to measure."""

    measures: LanguageMeasures
    signals: LanguageSignals


def languages_of(
    knowledge: Knowledge,
    rows: Sequence[VectorRow],
    lines: Rows,
    vectors: VectorIndex,
    numbers: Mapping[str, int],
    before: Callable[[str], LanguageMeasures | None],
) -> dict[str, Language]:
    """Return each language in which there are ways of asking, which are `lines` of `rows`.

    `before` gives what was learned of a language earlier, if anything was.
    """
    units = [(row.kind, row.unit) for row in rows]
    languages = {}
    for lang, its in language_lines(lines, units).items():
        translations = list(knowledge.translations[lang].values())
        of_lines = vectors.rows(np.arange(its.start, its.stop))
        measures = learn_language(translations, of_lines, numbers, before(lang))
        asked = [numbers[card_of(rows[row].unit)] for row in its]
        languages[lang] = Language(
            measures, LanguageSignals(measures, vectors, its, asked, len(numbers))
        )
    return languages


def learn_language_rules(
    languages: Mapping[str, Language],
    examples: Sequence[Example],
    measured: Sequence[Measured],
    numbers: Mapping[str, int],
    answerable: NDArray[np.bool_],
    scores: Floats,
) -> LanguageRules:
    """Return the rules learned from all examples in other languages than English.

    `measured` is what the signals in English say of each example, `scores` (examples,) those of
    the kernel of scope, `answerable` (lessons,) what each lesson is, the examples last.
    """
    first = len(answerable) - len(examples)
    taught = [n for n, its in enumerate(examples) if its.lang in languages]
    heard = {n: languages[examples[n].lang].signals.measure(measured[n]) for n in taught}
    asking = [(n, numbers[str(examples[n].card)]) for n in taught if examples[n].card in numbers]
    weights: Floats = np.ones(len(LANGUAGE_SIGNALS) + len(CARD_SIGNALS))
    if asking:
        signals = [signals_of(heard[n], measured[n]) for n, _ in asking]
        weights = learn_weights(signals, [[card] for _, card in asking])
    fused = {n: fuse_here(heard[n], measured[n], weights) for n in taught}
    fits: list[Floats] = [np.zeros((0, len(FIT_FEATURES)))]
    fits += [fit_features(heard[n], measured[n], fused[n])[None] for n, _ in asking]
    fitting = np.array([int(np.argmax(fused[n])) == card for n, card in asking], dtype=np.float64)
    features = np.array(
        [
            scope_features(heard[n], measured[n], fused[n], answerable, scores[n], first + n)
            for n in taught
        ]
    ).reshape(-1, len(SCOPE_FEATURES))
    labels = np.array([examples[n].answerable for n in taught], dtype=bool)
    scope = learn_logistic(features, labels.astype(np.float64), balanced=True)
    odds = scope.logits(features)
    spoken = np.array([examples[n].lang for n in taught])
    least = [
        _OWN_SHARE * _least(odds[spoken == lang], labels[spoken == lang])
        + (1 - _OWN_SHARE) * _least(odds, labels)
        for lang in languages
    ]
    return LanguageRules(
        weights=np.asarray(weights, dtype=np.float64),
        scope=scope,
        fitting=learn_logistic(np.concatenate(fits), fitting),
        languages=tuple(languages),
        least=np.array(least, dtype=np.float64),
    )


def _least(odds: Floats, answerable: NDArray[np.bool_]) -> float:
    """Return the least log odds at which so many of the answerable ones pass."""
    if answerable.all() or not answerable.any():
        return -np.inf
    return float(np.quantile(odds[answerable], 1 - KEEP))
