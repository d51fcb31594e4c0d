"""An Answer in, the reply as plain text or as the fields of one JSON line out."""

from __future__ import annotations

from typing import Any

import msgspec

from bot import texts
from bot.compose import Answer, Citation
from bot.tongues import Tongue, speak
from index import without_marks


def plain_text(answer: Answer, receipt: str | None) -> str:
    """Return the whole reply as plain text: the answer, its sources, its receipt."""
    tongue = speak(answer.lang)
    blocks = [answer.body]
    if answer.citations:
        sources = (source_lines(citation, tongue) for citation in answer.citations)
        blocks.append("\n".join((tongue(texts.SOURCES), *sources)))
    if receipt:
        blocks.append(tongue(texts.RECEIPT, receipt=receipt))
    return "\n\n".join(blocks)


def source_lines(citation: Citation, tongue: Tongue) -> str:
    """Return one numbered source: publisher, title, locator, dates, whether it holds, any link."""
    lines = [f"[{citation.n}] {name(citation)}", f"    {standing(citation, tongue)}"]
    if citation.url:
        lines.append(f"    {citation.url}")
    return "\n".join(lines)


def name(citation: Citation) -> str:
    """Return publisher, title and locator of a source, without what would read as a mark."""
    return without_marks(f"{citation.publisher}: {citation.title}, {citation.locator}")


def standing(citation: Citation, tongue: Tongue) -> str:
    """Return of what date a source is and whether it still holds, in words."""
    published = texts.PUBLISHED_ABOUT if citation.published_estimated else texts.PUBLISHED
    facts = [tongue(published, date=tongue.date(citation.published))]
    if citation.updated:
        facts.append(tongue(texts.UPDATED, date=tongue.date(citation.updated)))
    if citation.is_current and citation.licence and citation.evidence.startswith("not read"):
        # Taken over by a program: nobody has looked at it on any day.
        return "; ".join(facts)
    if citation.is_current:
        facts.append(tongue(texts.CURRENT, checked=tongue.date(citation.checked)))
        return "; ".join(facts)
    facts.insert(0, tongue(texts.HISTORICAL))
    if citation.replaced_by:
        titles = without_marks(", ".join(citation.replaced_by))
        facts.append(tongue(texts.REPLACED_BY, titles=titles))
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
