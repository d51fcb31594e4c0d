"""Measures of rankings, against values reckoned by hand: index/retrieval.py"""

from __future__ import annotations

from math import log2

import pytest

from index.retrieval import retrieval


def test_retrieval_is_as_reckoned_by_hand() -> None:
    rankings = {"q1": ["a", "x", "b"], "q2": ["x", "y", "c"], "q4": ["z"]}
    serving = {"q1": ("a", "b"), "q2": ("c",), "q3": ("d",), "q4": ()}
    found = {name: it.value for name, it in retrieval(rankings, serving).items()}
    # q3 has no ranking and finds nothing; q4 names no card and does not count.
    gain = (1 + 1 / log2(4)) / (1 + 1 / log2(3)) + 1 / log2(4)
    assert found == {
        "recall@1": pytest.approx((0.5 + 0 + 0) / 3, abs=1e-4),
        "recall@5": pytest.approx(2 / 3, abs=1e-4),
        "success@1": pytest.approx(1 / 3, abs=1e-4),
        "success@5": pytest.approx(2 / 3, abs=1e-4),
        "MRR": pytest.approx((1 + 1 / 3 + 0) / 3, abs=1e-4),
        "nDCG@10": pytest.approx(gain / 3, abs=1e-4),
    }


def test_cards_beyond_the_fifth_do_not_count_for_recall_at_five() -> None:
    found = retrieval({"q1": ["1", "2", "3", "4", "5", "a"]}, {"q1": ("a",)})
    assert (found["recall@5"].value, found["MRR"].value) == (0.0, pytest.approx(1 / 6, abs=1e-4))


def test_without_questions_that_name_a_card_there_is_no_retrieval() -> None:
    assert retrieval({"q1": ["a"]}, {"q1": ()}) == {}
