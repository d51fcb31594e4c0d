"""A card or a passage in, the sentences out that a reply may quote one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from index.passages import FACTS, HELP, STEPS, Card, Knowledge, Passage
from index.sentences import split_sentences

Place = Literal["short", "body", "facts", "steps", "help", "passage"]
PLACES: tuple[Place, ...] = get_args(Place)
_PLACE_OF_SECTION: dict[str, Place] = {FACTS: "facts", STEPS: "steps", HELP: "help"}

# A sentence of fewer words says nothing alone: "Sometimes.", "Not normally."
_FEWEST_WORDS = 4
# How a sentence begins that cannot be understood without the one before it.
_LEANS = re.compile(
    r"(it|its|they|their|them|this|that|these|those|such|he|she|his|her|both|then|however|therefore"
    r"|otherwise|the same|instead|if so|if not|as a result|in that case|for this|by then|since then"
    r"|after that|(?:some|most|each|one|all|none) of (?:them|these|those|this|it)|the others?"
    r"|another|neither|either)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quotable:
    """One sentence: the unit it stands in, its number there, its words, what supports it.

    `context` is what it stands under: the question of its card, or the heading of its
    passage with a colon. A sentence that `leans` is understood only after the one before it; the
    first of its unit then only under the context.
    """

    unit: str
    position: int
    text: str
    citations: tuple[str, ...]
    place: Place
    context: str
    leans: bool


def quotables_of_card(card: Card) -> tuple[Quotable, ...]:
    """Return every sentence of a card in its order."""
    return tuple(
        Quotable(card.id, n, text, citations, place, card.question, _leans(text))
        for n, (text, citations, place) in enumerate(_card_sentences(card))
    )


def quotables_of_passage(passage: Passage) -> tuple[Quotable, ...]:
    """Return every sentence of a passage in its order; a passage supports itself."""
    sentences = split_sentences(without_marks(" ".join(passage.text.split())))
    own = (passage.address,)
    return tuple(
        Quotable(passage.address, n, text, own, "passage", f"{passage.heading}:", _leans(text))
        for n, text in enumerate(sentences)
    )


def all_quotables(knowledge: Knowledge) -> Iterator[Quotable]:
    """Give every sentence of every card, then of every passage."""
    for card in knowledge.cards.values():
        yield from quotables_of_card(card)
    for passage in knowledge.passages.values():
        yield from quotables_of_passage(passage)


def without_marks(text: str) -> str:
    """Return text of a source with `(2023)` for `[2023]`, which would read as a mark."""
    return re.sub(r"\[(\d+)\]", r"(\1)", text)


def _card_sentences(card: Card) -> Iterator[tuple[str, tuple[str, ...], Place]]:
    for its in card.short_answer.sentences:
        yield its.text, its.citations, "short"
    for section in card.sections:
        place = _PLACE_OF_SECTION.get(section.heading, "body")
        for block in section.blocks:
            for its in block.sentences:
                yield its.text, its.citations, place


def _leans(text: str) -> bool:
    return _LEANS.match(text) is not None or len(text.split()) < _FEWEST_WORDS
