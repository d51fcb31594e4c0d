"""A receipt in; the reply it was given for, its passages in full and what changed since out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import receipts
from bot.ask import Reply, answer_again, is_same
from bot.compose import Answer, Citation
from bot.config import BotSettings
from bot.dates import in_words
from bot.render import as_fields, standing
from index import Config, IndexDamagedError, Library, ReceiptError, kept_generations


@dataclass(frozen=True, slots=True)
class Verified:
    """What is behind a receipt.

    `is_same` says whether `reply` is word for word what the person got; if not, it is
    what the documents say now. `built` is when the generation shown was built, `is_live`
    whether it is the one that answers today. `changes` are what happened since to the
    card and to each passage cited, in sentences; `texts` the passages in full, by number.
    """

    reply: Reply
    is_same: bool
    is_live: bool
    generation: str
    built: str
    changes: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """The same as the fields of a JSON line."""
        fields = as_fields(self.reply.answer, self.reply.receipt)
        return fields | {
            "same": self.is_same,
            "live": self.is_live,
            "generation": self.generation,
            "built": self.built,
            "changes": list(self.changes),
            "passages_in_full": [
                {"n": citation.n, "address": citation.address, "text": text}
                for citation, text in zip(self.reply.answer.citations, self.texts, strict=True)
            ],
        }

    def __str__(self) -> str:
        """Return it as plain text for somebody who checks the reply."""
        answer = self.reply.answer
        blocks = [self._headline(), self.reply.text]
        if self.changes:
            blocks.append("\n".join(("Since then", *(f"- {change}" for change in self.changes))))
        else:
            blocks.append("Nothing in it has been superseded or changed since.")
        if answer.citations:
            blocks.append("The passages in full")
        for citation, text in zip(answer.citations, self.texts, strict=True):
            blocks.append(
                f"[{citation.n}] {citation.address}\n"
                f"    {citation.publisher}: {citation.title}, {citation.locator}"
                f" ({citation.kind}, {citation.jurisdiction})\n"
                f"    {standing(citation)}\n"
                f"    evidence: {citation.evidence}\n"
                f"    {citation.url}\n\n"
                f"    {text}"
            )
        return "\n\n".join(blocks)

    def _headline(self) -> str:
        built = f"the index of {in_words(self.built[:10])} ({self.generation})"
        if self.is_same and self.is_live:
            return f"The very same reply, from {built}, which answers today."
        if self.is_same:
            return f"The very same reply, from {built}; a newer index answers today."
        return (
            "The reply has CHANGED since this receipt was given, and the old words are no longer"
            f" kept here. This is what the same card and passages say now, from {built}."
        )


def verify(code: str, config: Config, settings: BotSettings) -> Verified:
    """Return what is behind a receipt, from the generation that gives the very same reply.

    Raises:
        ReceiptError: the code is misspelt, or no generation here holds what it names.
    """
    receipt = receipts.read(code)
    live = Library(config)
    verified = _from_library(receipt, code, live, live, settings)
    if verified is None or not verified.is_same:
        for name in kept_generations(config):
            if name == live.manifest.name:
                continue
            try:
                older = _from_library(receipt, code, Library(config, name), live, settings)
            except IndexDamagedError:
                continue
            if older is not None and older.is_same:
                return older
    if verified is None:
        raise ReceiptError(
            f"{code[:60]!r}: nothing here holds the card or passages of this receipt; it is from"
            " other documents, or they have been taken out since"
        )
    return verified


def _from_library(
    receipt: receipts.Receipt, code: str, library: Library, live: Library, settings: BotSettings
) -> Verified | None:
    answer = answer_again(receipt, library, settings)
    if answer is None:
        return None
    passages = [library.passage(address) for address in answer.passages]
    return Verified(
        reply=Reply(answer, code.strip().upper()),
        is_same=is_same(receipt, answer, library),
        is_live=library is live,
        generation=library.manifest.name,
        built=library.manifest.built,
        changes=tuple(_changes(receipt, answer, library, live)),
        texts=tuple(passage.text for passage in passages),
    )


def _changes(
    receipt: receipts.Receipt, answer: Answer, library: Library, live: Library
) -> list[str]:
    """Return what is superseded among the sources, and what else is new in the live index."""
    changes = []
    if answer.card is not None and library is not live:
        try:
            if live.card(answer.card) != library.card(answer.card):
                changes.append(f"the card {answer.card} has been rewritten")
        except KeyError:
            changes.append(f"the card {answer.card} has been taken out")
    for citation in answer.citations:
        changes += _source_changes(citation, library, live)
    if receipt.generation != receipts.generation_mark(library.content) and not changes:
        changes.append("other documents have changed, none of those shown here")
    return changes


def _source_changes(citation: Citation, library: Library, live: Library) -> list[str]:
    place = f"[{citation.n}] {citation.address}"
    try:
        now = live.source(citation.source)
        passage = live.passage(citation.address)
    except KeyError:
        return [f"{place} has been taken out"]
    changes = []
    if passage.text != library.passage(citation.address).text:
        changes.append(f"{place} has been rewritten")
    if now.superseded_by:
        titles = ", ".join(live.source(source_id).title for source_id in now.superseded_by)
        changes.append(f"{place} has been superseded by: {titles}")
    elif not now.is_current and citation.is_current:
        changes.append(f"{place} has become historical")
    return changes
