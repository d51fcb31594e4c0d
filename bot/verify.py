"""A receipt in; the reply it was given for, its passages in full and what changed since out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from typing import Any

from bot import receipts, texts
from bot.ask import Reply, answer_again, is_same, signed
from bot.compose import Answer, Citation
from bot.config import BotSettings
from bot.quoting import shown_words
from bot.render import as_fields, name, standing
from bot.tongues import Tongue, speak
from index import (
    Config,
    IndexDamagedError,
    Library,
    ReceiptError,
    kept_generations,
    without_marks,
)

# What a reply shows of a source besides its words and whether it holds.
_DETAILS = ("publisher", "title", "url", "published", "updated")


@dataclass(frozen=True, slots=True)
class Verified:
    """What is behind a receipt.

    `is_same` says whether `reply` is word for word what the person got; if not, it is
    what the documents say now. `built` is when the generation shown was built, `is_live`
    whether today's gives the same. `changes` are what happened since to the card and to each
    passage cited, `superseded` what of them is replaced by today, both in sentences;
    `texts` the passages in full, by number, those of a publisher who does not allow that cut.
    """

    reply: Reply
    is_same: bool
    is_live: bool
    generation: str
    built: str
    changes: tuple[str, ...]
    superseded: tuple[str, ...]
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
            "superseded": list(self.superseded),
            "passages_in_full": [
                {"n": citation.n, "address": citation.address, "text": text}
                for citation, text in zip(self.reply.answer.citations, self.texts, strict=True)
            ],
        }

    def headline(self, tongue: Tongue) -> str:
        """Return whether the reply is the very same and of what date, in a sentence."""
        said = texts.CHECK_CHANGED
        if self.is_same:
            said = texts.CHECK_SAME if self.is_live else texts.CHECK_OTHER
        return tongue(said, date=tongue.date(self.built[:10]))

    def __str__(self) -> str:
        """Return it as plain text for somebody who checks the reply."""
        answer, tongue = self.reply.answer, speak("en")
        blocks = [f"{self.headline(tongue)} ({self.generation})", self.reply.text]
        if self.changes:
            blocks.append(_listed(tongue(texts.SINCE_THEN), self.changes))
        elif self.is_same:
            blocks.append(tongue(texts.UNCHANGED))
        if self.superseded:
            blocks.append(_listed(tongue(texts.SUPERSEDED), self.superseded))
        if answer.citations:
            blocks.append(tongue(texts.PASSAGES_IN_FULL))
        for citation, text in zip(answer.citations, self.texts, strict=True):
            lines = [
                f"[{citation.n}] {citation.address}",
                f"    {name(citation)} ({citation.kind}, {citation.jurisdiction})",
                f"    {standing(citation, tongue)}",
                f"    {tongue(texts.EVIDENCE, evidence=citation.evidence)}",
            ]
            if citation.url:
                lines.append(f"    {citation.url}")
            blocks += ["\n".join(lines), f"    {without_marks(text)}"]
        return "\n\n".join(blocks)


def _listed(heading: str, items: tuple[str, ...]) -> str:
    return "\n".join((heading, *(f"- {item}" for item in items)))


def verify(
    code: str, config: Config, settings: BotSettings, live: Library | None = None
) -> Verified:
    """Return what is behind a receipt, from the generation that gave it, if that is still here.

    If not, from one that gives the very same reply; if there is none, from the live one: `live`,
    if that is open already.

    Raises:
        ReceiptError: the code is misspelt, or no generation here holds what it names.
    """
    receipt = receipts.read(code)
    with ExitStack() as opened:
        live = live or opened.enter_context(closing(Library(config)))
        found = [
            (library, answer)
            for library in _libraries(config, live, opened)
            if (answer := answer_again(receipt, library, settings)) is not None
        ]
        if not found:
            raise ReceiptError(
                f"{code[:60]!r}: nothing here holds the card or passages of this receipt; it is"
                " from other documents, or they have been taken out since"
            )
        same = [(library, answer) for library, answer in found if is_same(receipt, answer, library)]
        gave_it = [(of, its) for of, its in same if receipts.is_from(receipt, of.content)]
        library, answer = (gave_it or same or found)[0]
        now = next((its for of, its in found if of is live), None)
        return Verified(
            reply=Reply(answer, receipts.as_given(code)),
            is_same=bool(same),
            is_live=now is not None and signed(answer, library) == signed(now, live),
            generation=library.manifest.name,
            built=library.manifest.built,
            changes=tuple(_changes(answer, library, live, now)),
            superseded=tuple(_superseded(answer, live)),
            texts=tuple(_passage(its, library, settings) for its in answer.citations),
        )


def _passage(citation: Citation, library: Library, settings: BotSettings) -> str:
    """Return a passage, as much of it as may be shown."""
    source = library.source(citation.source)
    return shown_words(source, library.passage(citation.address).text, settings.quoted_words)


def _libraries(config: Config, live: Library, opened: ExitStack) -> Iterator[Library]:
    """Give the live generation, then the others that are kept and whole, newest first."""
    yield live
    for generation in kept_generations(config):
        if generation != live.manifest.name:
            with suppress(IndexDamagedError):
                yield opened.enter_context(closing(Library(config, generation)))


def _superseded(answer: Answer, live: Library) -> Iterator[str]:
    """Give a sentence for each passage whose source has been replaced by others, by today."""
    for citation in answer.citations:
        with suppress(KeyError):
            now = live.source(citation.source)
            if now.superseded_by:
                titles = _titles(now.superseded_by, live)
                yield f"[{citation.n}] {citation.address} has been superseded by: {titles}"


def _changes(answer: Answer, library: Library, live: Library, now: Answer | None) -> list[str]:
    """Return what the live generation has otherwise than the one that is shown."""
    if library is live:
        return []
    changes = []
    if now is None:
        gone = [unit for unit in answer.shown if unit not in live.units()]
        changes += [f"the card {unit} has been taken out" for unit in gone if "#" not in unit]
    elif now.card is not None and live.card(now.card) != library.card(now.card):
        changes.append(f"the card {now.card} has been rewritten")
    elif now.body != answer.body:
        changes.append("the words of the reply have been rewritten")
    for citation in answer.citations:
        changes += _source_changes(citation, library, live)
    return changes or ["other documents have changed, none of those shown here"]


def _source_changes(citation: Citation, library: Library, live: Library) -> list[str]:
    place = f"[{citation.n}] {citation.address}"
    try:
        now = live.source(citation.source)
        passage = live.passage(citation.address)
    except KeyError:
        return [f"{place} has been taken out"]
    then = library.source(citation.source)
    changes = []
    if passage.text != library.passage(citation.address).text:
        changes.append(f"{place} has been rewritten")
    if any(getattr(now, detail) != getattr(then, detail) for detail in _DETAILS):
        changes.append(f"{place} has another publisher, title, date or link now")
    new = [source_id for source_id in now.superseded_by if source_id not in citation.superseded_by]
    if new:
        titles = _titles(new, live)
        changes.append(f"{place} has been superseded by: {titles}")
    elif not now.is_current and citation.is_current:
        changes.append(f"{place} has become historical")
    return changes


def _titles(source_ids: Iterable[str], library: Library) -> str:
    return without_marks(", ".join(library.source(source_id).title for source_id in source_ids))
