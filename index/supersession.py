"""A source and the one that replaces it in, both files right and what cards must say anew out."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.config import Config
from index.errors import KnowledgeInvalidError, SourceUnreadableError
from index.files import write_if_unchanged
from index.knowledge import read_knowledge, read_source
from index.passages import Card, Knowledge, Sentence
from index.source_files import with_field

# An amount of money is no year, nor are the last figures of a telephone number.
_YEAR = re.compile(r"(?<![£€$])(?<!\d )\b(?:19|20)\d\d(?!\d)")
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
# Headings of cards under which everything is past; as bot/compose.py shows them.
_OF_THE_PAST = re.compile(r"used to|^before\b|\bpast\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Resting:
    """A sentence of a card that cites a source that was replaced.

    `is_as_present`: nothing it cites is current any more, and neither a year nor its heading
    says that it is past.
    """

    card: str
    sentence: str
    citations: tuple[str, ...]
    is_as_present: bool


@dataclass(frozen=True, slots=True)
class Superseded:
    """What was set: the files, and the sentences that rest on the old source."""

    old: str
    new: str
    file: Path
    is_written: bool
    sentences: tuple[Resting, ...]


def check_ids(knowledge: Knowledge, ids: Iterable[str]) -> None:
    """Refuse ids that no source has.

    Raises:
        SourceUnreadableError: there is no such source.
    """
    for source_id in ids:
        if source_id not in knowledge.sources:
            near = [its for its in knowledge.sources if source_id in its or its in source_id]
            hint = f"; did you mean {', '.join(near[:5])}?" if near else ""
            raise SourceUnreadableError(f"{source_id!r}: no source has this id{hint}")


def check_way(knowledge: Knowledge, old: str, new: str) -> None:
    """Refuse that a source is replaced by itself, or by one that it replaced.

    Raises:
        SourceUnreadableError: it would be.
    """
    if old == new or old in _all_after(knowledge, new):
        raise SourceUnreadableError(
            f"{old!r}: {new!r} is it, or was itself replaced by it; superseded_by goes one way"
        )


def supersede(config: Config, old: str, new: str) -> Superseded:
    """Note in the file of `old` that `new` replaced it; return the card sentences that rest on it.

    It becomes historical. What cards say is left alone: that is for a person to word.

    Raises:
        SourceUnreadableError: an id is unknown, or the two would replace each other.
        KnowledgeInvalidError: the file of `old` breaks the format.
    """
    knowledge, _ = read_knowledge(config.knowledge)
    check_ids(knowledge, (old, new))
    check_way(knowledge, old, new)
    file = config.knowledge / "sources" / f"{old}.md"
    before = file.read_bytes()
    text = before.decode("utf-8-sig")
    found, problems = read_source(file, config.knowledge, text)
    if problems or found is None:
        raise KnowledgeInvalidError(problems)
    source = found[0]
    is_set = new in source.superseded_by and not source.is_current
    if not is_set:
        replaced_by = tuple(dict.fromkeys((*source.superseded_by, new)))
        try:
            text = with_field(text, "superseded_by", replaced_by)
            text = with_field(text, "status", "historical")
        except ValueError as error:
            raise SourceUnreadableError(f"{file}: {error}; mend its front matter") from error
        _, problems = read_source(file, config.knowledge, text)
        if problems:
            raise KnowledgeInvalidError(problems)
        if not write_if_unchanged(file, before, text.encode()):
            raise SourceUnreadableError(
                f"{file}: was changed by somebody else meanwhile; nothing was written, do it again"
            )
    return Superseded(old, new, file, not is_set, tuple(resting_on(knowledge, old)))


def resting_on(knowledge: Knowledge, old: str) -> list[Resting]:
    """Return every sentence of a card that cites `old`, as if that were historical already."""
    historical = {s.id for s in knowledge.sources.values() if not s.is_current} | {old}
    found = []
    for card in knowledge.cards.values():
        for heading, sentence in sentences_of(card):
            if any(address.partition("#")[0] == old for address in sentence.citations):
                as_present = rests_on_the_past(heading, sentence, historical)
                found.append(Resting(card.id, sentence.text, sentence.citations, as_present))
    return found


def rests_on_the_past(heading: str, sentence: Sentence, historical: Container[str]) -> bool:
    """Return whether all that a sentence cites is of `historical` sources, and it does not say so.

    It says so with a year (but not with "since" one), or under a heading of the past.
    """
    is_dated = _YEAR.search(sentence.text) and not _SINCE.search(sentence.text)
    if is_dated or _OF_THE_PAST.search(heading):
        return False
    return all(address.partition("#")[0] in historical for address in sentence.citations)


def sentences_of(card: Card) -> Iterator[tuple[str, Sentence]]:
    """Give every sentence of a card with the heading it stands under, empty for the first."""
    yield from (("", sentence) for sentence in card.short_answer.sentences)
    for section in card.sections:
        for block in section.blocks:
            yield from ((section.heading, sentence) for sentence in block.sentences)


def _all_after(knowledge: Knowledge, start: str) -> set[str]:
    """Return everything that replaced `start`, however many steps on."""
    after: set[str] = set()
    left = [start]
    while left:
        source = knowledge.sources.get(left.pop())
        new = set(source.superseded_by if source else ()) - after
        after |= new
        left += new
    return after
