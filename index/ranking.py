"""Several rankings of the same units in, one ranking out, with what each of them said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from index.passages import KINDS, Hit, Signal, UnitKind

# Best first: (id, score), where a higher score is better.
Ranking = Sequence[tuple[str, float]]

# A card is asked for in many ways; the mean of its two best matches finds the right card more often
# (.61) than its best one (.56) or its best three (.60): 470 development questions, 2026-11-21.
_BEST_QUESTIONS = 2


def rank_cards_by_questions(found: Ranking) -> list[tuple[str, float]]:
    """Return cards by the mean score of their two best questions, best first.

    `found` names a card once for each of its questions, best question first. A card
    with one question in it is taken to have the last score of all for its second.
    """
    if not found:
        return []
    scores: dict[str, list[float]] = {}
    for card_id, score in found:
        scores.setdefault(card_id, []).append(score)
    floor = found[-1][1]
    means = {
        card_id: sum((its + [floor] * _BEST_QUESTIONS)[:_BEST_QUESTIONS]) / _BEST_QUESTIONS
        for card_id, its in scores.items()
    }
    return sorted(means.items(), key=lambda pair: (-pair[1], pair[0]))


def reciprocal_rank_fusion(
    rankings: Mapping[str, Ranking],
    kind: UnitKind,
    rrf_k: int,
    preference: Callable[[str], float] = lambda _: 0.0,
    most: int | None = None,
) -> list[Hit]:
    """Return hits, best first, scored by the sum of 1 / (rrf_k + rank) over the rankings.

    Ranks start at 1, as in Cormack et al., SIGIR 2009. `preference` (0 to 1) breaks
    near ties: at its most it adds what separates ranks 1 and 2 of one ranking, so it
    never lifts what does not fit. Equal scores are ordered by id. With `most`, no more hits
    than that are returned.
    """
    places: dict[str, list[tuple[str, int, float]]] = {}
    for name, ranking in rankings.items():
        for rank, (unit, score) in enumerate(ranking, start=1):
            places.setdefault(unit, []).append((name, rank, score))
    one_rank = 1 / (rrf_k + 1) - 1 / (rrf_k + 2)
    scores = {
        unit: sum(1 / (rrf_k + rank) for _, rank, _ in its) + one_rank * preference(unit)
        for unit, its in places.items()
    }
    ordered = sorted(scores, key=lambda unit: (-scores[unit], unit))[:most]
    return [
        Hit(kind, unit, rank, scores[unit], tuple(Signal(*place) for place in places[unit]))
        for rank, unit in enumerate(ordered, start=1)
    ]


def put_first(unit: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return `hits` with that of `unit` first, the others after it as they were."""
    ordered = sorted(hits, key=lambda hit: hit.id != unit)
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)]


@cache
def preference(kind: str, status: str, jurisdiction: str, nation: str | None) -> float:
    """Return how much a source is to be preferred among near equals, from 0 to 1.

    The mean of three: its authority in the order of FORMAT.md; whether it holds
    today; whether it is about the nation asked for (`nation`, None for England).
    """
    authority = 1 - KINDS.index(kind) / (len(KINDS) - 1)
    is_current = 1.0 if status == "current" else 0.0
    return (authority + is_current + _nearness(jurisdiction, nation or "England")) / 3


def _nearness(jurisdiction: str, nation: str) -> float:
    if jurisdiction == nation:
        return 1.0
    if jurisdiction == "UK" or nation in jurisdiction.split(" and "):
        return 0.8
    return 0.0
