"""An Answer in, the reply as plain text or as the fields of one JSON line out."""

from __future__ import annotations

from typing import Any

import msgspec

from bot import texts
from bot.compose import Answer, Citation
from bot.dates import in_words
from index import without_marks


def plain_text(answer: Answer, receipt: str | None) -> str:
    """Return the whole reply as plain text: the answer, its sources, its receipt."""
    blocks = [answer.body]
    if answer.citations:
        blocks.append("\n".join((texts.SOURCES, *map(source_lines, answer.citations))))
    if receipt:
        blocks.append(texts.RECEIPT.format(receipt=receipt))
    return "\n\n".join(blocks)


def source_lines(citation: Citation) -> str:
    """Return one numbered source: publisher, title, locator, dates, whether it holds, link."""
    return "\n".join(
        (
            f"[{citation.n}] {without_marks(name(citation))}",
            f"    {standing(citation)}",
            f"    {citation.url}",
        )
    )


def name(citation: Citation) -> str:
    """Return publisher, title and locator of a source."""
    return f"{citation.publisher}: {citation.title}, {citation.locator}"


def standing(citation: Citation) -> str:
    """Return of what date a source is and whether it still holds, in words."""
    published = texts.PUBLISHED_ABOUT if citation.published_estimated else texts.PUBLISHED
    facts = [published.format(date=in_words(citation.published))]
    if citation.updated:
        facts.append(texts.UPDATED.format(date=in_words(citation.updated)))
    if citation.is_current:
        facts.append(texts.CURRENT.format(checked=in_words(citation.checked)))
        return "; ".join(facts)
    facts.insert(0, texts.HISTORICAL)
    if citation.replaced_by:
        titles = without_marks(", ".join(citation.replaced_by))
        facts.append(texts.REPLACED_BY.format(titles=titles))
    return "; ".join(facts)


def as_fields(answer: Answer, receipt: str | None) -> dict[str, Any]:
    """Return the fields of a JSON line, as the command-line contract names them."""
    fields: dict[str, Any] = {
        "outcome": answer.outcome,
        "lang": answer.lang,
        "card": answer.card,
        "passages": list(answer.passages),
        "text": plain_text(answer, receipt),
        "short": answer.short,
        "citations": list(msgspec.to_builtins(answer.citations)),
        "suggestions": [card_id for card_id, _ in answer.suggestions],
        "receipt": receipt,
    }
    if answer.refusal:
        fields["refused"] = answer.refusal
    return fields
