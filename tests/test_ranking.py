"""index/ranking.py"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from index.passages import JURISDICTIONS, KINDS, STATUSES
from index.ranking import fuse, hits, learn_weights, preference
from index.signals import standardised


def test_the_score_is_the_sum_of_signals_with_their_weights() -> None:
    signals = np.array([[1.0, 0.0, -1.0], [0.5, 0.5, -1.0]])
    np.testing.assert_allclose(fuse(signals, np.array([2.0, -1.0])), [1.5, -0.5, -1.0])


# Weights


@pytest.fixture
def questions() -> tuple[list[NDArray[np.float64]], list[list[int]]]:
    """Two hundred questions about twelve cards: the first signal knows, the second guesses,
    the third is noise."""
    rng = np.random.default_rng(2)
    measured, right = [], []
    for n in range(200):
        card = n % 12
        signals = rng.normal(size=(3, 12))
        signals[0, card] += 3
        signals[1, card] += 1
        measured.append(standardised(signals))
        right.append([card])
    return measured, right


def share_right(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]], weights: NDArray[np.floating]
) -> float:
    best = [int(np.argmax(fuse(signals, weights))) for signals in questions[0]]
    return float(np.mean([card in its for card, its in zip(best, questions[1], strict=True)]))


def test_weights_follow_what_signals_know(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]],
) -> None:
    first, second, third = learn_weights(*questions)
    assert first > second > abs(third)


def test_learned_weights_find_what_equal_ones_do_not(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]],
) -> None:
    learned = learn_weights(questions[0][:100], questions[1][:100])
    unseen = (questions[0][100:], questions[1][100:])
    assert share_right(unseen, learned) > share_right(unseen, np.ones(3)) + 0.05


def test_a_signal_that_is_wrong_gets_a_negative_weight(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]],
) -> None:
    turned = [signals * np.array([[-1.0], [1.0], [1.0]]) for signals in questions[0]]
    assert learn_weights(turned, questions[1])[0] < 0


def test_any_of_several_right_cards_will_do(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]],
) -> None:
    both = [[card, (card + 1) % 12] for (card,) in questions[1]]
    first, _, third = learn_weights(questions[0], both)
    assert first > abs(third)


def test_the_same_questions_give_the_same_weights(
    questions: tuple[list[NDArray[np.float64]], list[list[int]]],
) -> None:
    np.testing.assert_array_equal(learn_weights(*questions), learn_weights(*questions))


def test_one_question_of_one_card_gives_finite_weights() -> None:
    weights = learn_weights([np.zeros((3, 1))], [[0]])
    assert weights.shape == (3,)
    assert np.isfinite(weights).all()


# Hits


def test_hits_come_best_first_with_what_every_signal_said() -> None:
    signals = {"dense": np.array([0.9, 0.8, 0.1]), "words": np.array([0.0, 7.0, 7.0])}
    found = hits("passage", ["a", "b", "c"], np.array([1.0, 3.0, 2.0]), signals, 2)
    assert [(hit.kind, hit.id, hit.rank, hit.score) for hit in found] == [
        ("passage", "b", 1, 3.0),
        ("passage", "c", 2, 2.0),
    ]
    said = [[(s.name, s.rank, s.score) for s in hit.signals] for hit in found]
    # Of two that a signal likes equally both have its better rank.
    assert said == [
        [("dense", 2, 0.8), ("words", 1, 7.0)],
        [("dense", 3, 0.1), ("words", 1, 7.0)],
    ]


def test_equal_scores_keep_the_order_of_the_documents_every_time() -> None:
    for order in itertools.permutations("abcd"):
        found = hits("card", order, np.ones(4), {"dense": np.ones(4)}, 4)
        assert [hit.id for hit in found] == list(order)


@pytest.mark.parametrize(("most", "count"), [(0, 0), (1, 1), (3, 3), (100, 3)])
def test_no_more_hits_than_asked_for(most: int, count: int) -> None:
    found = hits("card", "abc", np.arange(3.0), {"dense": np.arange(3.0)}, most)
    assert len(found) == count


def test_no_units_give_no_hits() -> None:
    assert hits("card", [], np.zeros(0), {"dense": np.zeros(0)}, 5) == ()


# Preference


@pytest.mark.parametrize("nation", [None, "Scotland", "Wales", "Northern Ireland"])
@pytest.mark.parametrize("past", [False, True])
def test_preference_is_between_nought_and_one(nation: str | None, past: bool) -> None:
    for traits in itertools.product(KINDS, STATUSES, JURISDICTIONS):
        assert 0 <= preference(*traits, nation, past) <= 1


def test_stronger_authority_is_preferred_in_the_order_of_the_format() -> None:
    values = [preference(kind, "current", "UK", None, past=False) for kind in KINDS]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(KINDS)


def test_what_holds_today_is_preferred() -> None:
    current = preference("law", "current", "UK", None, past=False)
    assert current > preference("law", "historical", "UK", None, past=False)


def test_asked_about_the_past_what_was_true_then_is_as_good() -> None:
    current = preference("law", "current", "UK", None, past=True)
    assert current == preference("law", "historical", "UK", None, past=True)


@pytest.mark.parametrize(
    ("nation", "order"),
    [
        (None, ["England", "England and Wales", "Scotland"]),
        ("Wales", ["Wales", "England and Wales", "England"]),
        ("Scotland", ["Scotland", "UK", "England"]),
    ],
)
def test_the_nation_asked_for_is_preferred(nation: str | None, order: list[str]) -> None:
    values = [preference("law", "current", its, nation, past=False) for its in order]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(order)
