"""index/small_talk.py"""

from __future__ import annotations

import numpy as np
import pytest

from index.small_talk import PREFIX, kind_of, learn_threshold

LABELS = ("scope", f"{PREFIX}greeting", f"{PREFIX}thanks", "gp-address")


@pytest.mark.parametrize(
    ("scores", "kind"),
    [
        ([0.0, 0.9, 0.2, 0.1], "greeting"),
        ([0.0, 0.2, 0.9, 0.1], "thanks"),
        ([0.9, 0.2, 0.3, 0.9], None),  # other labels are none of these
        ([0.0, 0.5, 0.4, 0.0], "greeting"),  # just at the threshold
        ([0.0, 0.49, 0.4, 0.0], None),
        ([0.0, 0.7, 0.7, 0.0], "greeting"),
    ],
)
def test_the_best_kind_is_told_if_it_reaches_the_threshold(
    scores: list[float], kind: str | None
) -> None:
    assert kind_of(LABELS, np.array(scores), 0.5) == kind


def test_without_kinds_nothing_is_small_talk() -> None:
    labels = ("scope", "gp-address")
    assert kind_of(labels, np.array([9.0, 9.0]), 0.5) is None
    assert learn_threshold(labels, np.ones((3, 2)), np.ones(3, dtype=bool)) == np.inf


def test_hardly_any_real_question_reaches_the_threshold() -> None:
    rng = np.random.default_rng(8)
    scores = rng.normal(size=(5000, 4))
    answerable = np.arange(5000) < 4000
    scores[~answerable, 1:3] += 10  # small talk itself must not raise it
    threshold = learn_threshold(LABELS, scores, answerable)
    taken = [kind_of(LABELS, its, threshold) for its in scores[answerable]]
    assert 0 < sum(kind is not None for kind in taken) <= 0.002 * 4000 + 1
    assert all(kind_of(LABELS, its, threshold) for its in scores[~answerable])


def test_the_highest_score_of_any_kind_counts() -> None:
    scores = np.zeros((2, 4))
    scores[1, 2] = 7.0
    assert learn_threshold(LABELS, scores, np.ones(2, dtype=bool)) > 6


def test_without_real_questions_nothing_is_small_talk() -> None:
    threshold = learn_threshold(LABELS, np.ones((3, 4)), np.zeros(3, dtype=bool))
    assert kind_of(LABELS, np.full(4, 1e9), threshold) is None


def test_without_any_examples_nothing_is_small_talk() -> None:
    threshold = learn_threshold(LABELS, np.zeros((0, 4)), np.zeros(0, dtype=bool))
    assert kind_of(LABELS, np.full(4, 1e9), threshold) is None
