"""index/ranking.py"""

from __future__ import annotations

import itertools

import pytest

from index.passages import JURISDICTIONS, KINDS, STATUSES
from index.ranking import (
    preference,
    put_first,
    rank_cards_by_questions,
    reciprocal_rank_fusion,
)


def test_the_score_is_the_sum_of_reciprocal_ranks_from_one() -> None:
    hits = reciprocal_rank_fusion(
        {"dense": [("a", 0.9), ("b", 0.8)], "words": [("b", 7.0)]}, "card", rrf_k=10
    )
    assert [(hit.id, hit.rank) for hit in hits] == [("b", 1), ("a", 2)]
    assert hits[0].score == pytest.approx(1 / 12 + 1 / 11)
    assert hits[1].score == pytest.approx(1 / 11)


def test_each_hit_says_what_every_ranking_said_of_it() -> None:
    hits = reciprocal_rank_fusion(
        {"dense": [("a", 0.9), ("b", 0.8)], "words": [("b", 7.0)]}, "passage", rrf_k=10
    )
    signals = {hit.id: [(s.name, s.rank, s.score) for s in hit.signals] for hit in hits}
    assert signals == {"a": [("dense", 1, 0.9)], "b": [("dense", 2, 0.8), ("words", 1, 7.0)]}


def test_equal_scores_are_ordered_by_id_every_time() -> None:
    for order in itertools.permutations("abc"):
        rankings = {name: [(name, 1.0)] for name in order}
        assert [h.id for h in reciprocal_rank_fusion(rankings, "card", 10)] == ["a", "b", "c"]


def test_preference_decides_between_equals() -> None:
    rankings = {"one": [("news", 1.0)], "two": [("law", 1.0)]}
    hits = reciprocal_rank_fusion(rankings, "passage", 10, {"law": 1.0, "news": 0.0}.get)
    assert [hit.id for hit in hits] == ["law", "news"]


def test_preference_never_lifts_over_two_ranks_of_one_ranking() -> None:
    ranking = [("best", 3.0), ("second", 2.0), ("third", 1.0)]
    hits = reciprocal_rank_fusion({"dense": ranking}, "passage", 10, lambda i: float(i == "third"))
    assert hits[0].id == "best"


def test_no_rankings_give_no_hits() -> None:
    assert reciprocal_rank_fusion({}, "card", 10) == []


def test_a_card_is_ranked_by_the_mean_of_its_two_best_questions() -> None:
    found = [("one", 0.95), ("two", 0.93), ("two", 0.92), ("one", 0.80), ("two", 0.79)]
    ranked = rank_cards_by_questions(found)
    assert [card for card, _ in ranked] == ["two", "one"]
    assert dict(ranked) == pytest.approx({"two": 0.925, "one": 0.875})


def test_a_card_found_once_gets_the_last_score_for_its_second_question() -> None:
    assert dict(rank_cards_by_questions([("one", 0.9), ("two", 0.8), ("two", 0.7)])) == (
        pytest.approx({"one": 0.8, "two": 0.75})
    )


def test_no_questions_rank_no_cards() -> None:
    assert rank_cards_by_questions([]) == []


@pytest.mark.parametrize("nation", [None, "Scotland", "Wales", "Northern Ireland"])
def test_preference_is_between_nought_and_one(nation: str | None) -> None:
    for traits in itertools.product(KINDS, STATUSES, JURISDICTIONS):
        assert 0 <= preference(*traits, nation) <= 1


def test_stronger_authority_is_preferred_in_the_order_of_the_format() -> None:
    values = [preference(kind, "current", "UK", None) for kind in KINDS]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(KINDS)


def test_what_holds_today_is_preferred() -> None:
    assert preference("law", "current", "UK", None) > preference("law", "historical", "UK", None)


@pytest.mark.parametrize(
    ("nation", "order"),
    [
        (None, ["England", "England and Wales", "Scotland"]),
        ("Wales", ["Wales", "England and Wales", "England"]),
        ("Scotland", ["Scotland", "UK", "England"]),
    ],
)
def test_the_nation_asked_for_is_preferred(nation: str | None, order: list[str]) -> None:
    values = [preference("law", "current", jurisdiction, nation) for jurisdiction in order]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(order)


def test_what_is_put_first_leaves_the_others_in_their_order() -> None:
    hits = reciprocal_rank_fusion({"dense": [(name, 1.0) for name in "abcd"]}, "card", 10)
    assert [(hit.id, hit.rank) for hit in put_first("c", hits)] == [
        ("c", 1),
        ("a", 2),
        ("b", 3),
        ("d", 4),
    ]
