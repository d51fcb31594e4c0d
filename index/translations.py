"""What of a card is translated, and whether a translation is older than its English."""

from __future__ import annotations

import hashlib

import msgspec

from index.passages import HELP, STEPS, Card, Sentence, Translation


def english_digest(card: Card) -> str:
    """Return a digest of what of a card is translated: it changes when that does."""
    its = (card.question, card.verdict, [_as_pair(s) for s in sentences_to_translate(card)])
    return hashlib.sha256(msgspec.json.encode(its)).hexdigest()[:12]


def is_stale(card: Card, translation: Translation) -> bool:
    """Return whether the English has changed since it was translated."""
    return translation.english != english_digest(card)


def sentences_to_translate(card: Card) -> list[Sentence]:
    """Return the sentences of a card that a translation has: short answer, steps, help."""
    return [*card.short_answer.sentences, *section_sentences(card, STEPS, HELP)]


def section_sentences(card: Card, *headings: str) -> list[Sentence]:
    """Return the sentences of the sections with these headings."""
    return [
        sentence
        for section in card.sections
        if section.heading in headings
        for block in section.blocks
        for sentence in block.sentences
    ]


def translated_sentences(card: Card, translation: Translation) -> dict[int, Sentence]:
    """Return the translated sentences of a card by their place in its order (see quotable.py).

    Those of a part that has as many in English: of a stale translation it may have others.
    """
    places: dict[str, list[int]] = {"": list(range(len(card.short_answer.sentences)))}
    position = len(card.short_answer.sentences)
    for section in card.sections:
        for block in section.blocks:
            for _ in block.sentences:
                places.setdefault(section.heading, []).append(position)
                position += 1
    found: dict[int, Sentence] = {}
    said = {"": translation.short_answer, STEPS: translation.steps, HELP: translation.help}
    for heading, sentences in said.items():
        positions = places.get(heading, [])
        if len(positions) == len(sentences):
            found.update(zip(positions, sentences, strict=True))
    return found


def _as_pair(sentence: Sentence) -> tuple[str, tuple[str, ...]]:
    return sentence.text, sentence.citations
