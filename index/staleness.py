"""Knowledge and gold questions in, what should be looked at again out, the most needed first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from index.gold import Gold
from index.passages import Card, Knowledge, Source


@dataclass(frozen=True, slots=True)
class Stale:
    """A source or card that is due: since when, why, and how many gold questions rest on it."""

    kind: Literal["source", "card"]
    id: str
    due: date
    why: str
    rests: int


def find_stale(
    knowledge: Knowledge, gold: Gold, until: date, review_after_days: int
) -> list[Stale]:
    """Return what is due at `until`, sorted by how many gold questions rest on it, then by day.

    Due is what `review_by` says; without one, a current source so many days after it was
    `checked` and a card so many after its `as_of`. A historical source does not change.
    """
    resting = _resting(knowledge, gold)
    everything: list[Source | Card] = [
        *(source for source in knowledge.sources.values() if source.is_current or source.review_by),
        *knowledge.cards.values(),
    ]
    found = []
    for its in everything:
        due, why = _due(its, review_after_days)
        if due <= until:
            kind: Literal["source", "card"] = "source" if isinstance(its, Source) else "card"
            found.append(Stale(kind, its.id, due, why, resting[its.id]))
    return sorted(found, key=lambda its: (-its.rests, its.due, its.id))


def _due(its: Source | Card, review_after_days: int) -> tuple[date, str]:
    if its.review_by:
        return date.fromisoformat(its.review_by), "review_by"
    name = "checked" if isinstance(its, Source) else "as_of"
    last = date.fromisoformat(getattr(its, name))
    # A misspelt year may be the last of the calendar.
    days = min(review_after_days, (date.max - last).days)
    return last + timedelta(days=days), f"{name} {last}"


def _resting(knowledge: Knowledge, gold: Gold) -> Counter[str]:
    """Return how many gold questions rest on each source and card, by id.

    A question rests on the cards that serve it, on what those cite, and on the sections that
    serve it.
    """
    counts: Counter[str] = Counter()
    for cards, sections in _serving(gold):
        ids = set(cards)
        ids |= {section.partition("#")[0] for section in sections}
        for card in cards:
            if card in knowledge.cards:
                citations = knowledge.cards[card].citations
                ids |= {address.partition("#")[0] for address in citations}
        counts.update(ids)
    return counts


def _serving(gold: Gold) -> Iterator[tuple[Iterable[str], Iterable[str]]]:
    for question in gold.in_scope:
        yield question.cards, question.sections
    for conversation in gold.conversations:
        yield conversation.cards, conversation.sections
    for said in gold.languages:
        if said.card:
            yield (said.card,), ()
