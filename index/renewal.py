"""A source and the document it was taken from, read again: what changed, section by section.

Three texts of each section are compared: what was taken last time (its digest stands in the front
matter), what the document says now, and what the file says, which a person may have corrected.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from index.intake.sectioning import Section
from index.knowledge import slug
from index.passages import Passage, Source
from index.source_files import section_lines

# changed, new, gone: in the document, and so in the file. corrected: by a person, and the document
# is as it was: kept. conflict: changed in the document and by a person.
ChangeKind = Literal["changed", "new", "gone", "corrected", "conflict"]
_PAGE = re.compile(r" \(page \d+\)$")
# In an evidence line, which a caseworker reads.
_MOST_LOCATORS = 20
# How a person wants every conflict settled, if she does.
Settled = Literal["", "mine", "theirs"]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section that is not as it was.

    `before` is what the file says, `after` what the document says; empty where there is none.
    `held_by` is the locator under which the same words stood before, where they only moved.
    """

    kind: ChangeKind
    locator: str
    before: str
    after: str
    held_by: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a document read again changes: the sections, and the lines that its file then has."""

    changes: tuple[SectionChange, ...]
    lines: tuple[str, ...]

    @property
    def conflicts(self) -> tuple[SectionChange, ...]:
        """The sections that a person must look at before anything is written."""
        return tuple(change for change in self.changes if change.kind == "conflict")

    @property
    def written(self) -> tuple[SectionChange, ...]:
        """The sections that differ in the file afterwards."""
        return tuple(its for its in self.changes if its.kind in ("changed", "new", "gone"))


def taken_digests(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return what the front matter keeps of each section taken: its address and a digest."""
    return tuple(f"{slug(its.locator)} {_digest_of(its)}" for its in sections)


def renew(
    source: Source,
    passages: Sequence[Passage],
    text: str,
    sections: Sequence[Section],
    settled: Settled = "",
) -> Renewal:
    """Return what the document, now of these `sections`, changes in the file with this `text`.

    `passages` are those of the file. A section that a person corrected stays while the document
    says what it said; where it does not, that is a conflict, unless `settled`: then "mine" keeps
    what the file says and "theirs" takes what the document says.
    """
    taken = {address: digest for address, _, digest in (t.partition(" ") for t in source.taken)}
    mine = {slug(passage.locator): passage for passage in passages}
    theirs = {slug(section.locator): section for section in sections}
    front, lines = _split(text, passages)
    stood = {_digest(passage.text): passage.locator for passage in passages}
    changes: list[SectionChange] = []
    order: list[str] = []
    for key in [*theirs, *(key for key in mine if key not in theirs)]:
        held, now = mine.get(key), theirs.get(key)
        kind = _fate(taken.get(key), _digest_of(held), _digest_of(now), settled)
        if kind:
            before, after = held.text if held else "", now.text if now else ""
            moved = stood.get(_digest(after), "") if kind in ("changed", "new", "conflict") else ""
            locator = now.locator if now else held.locator if held else key
            held_by = moved if slug(moved) != key else ""
            changes.append(SectionChange(kind, locator, before, after, held_by))
        if kind in ("changed", "new") and now:
            lines[key] = section_lines(now)
        elif kind is None and held and now and held.heading != now.heading:
            # The same words on another page.
            lines[key][0] = section_lines(now)[0]
        if key in lines and kind != "gone":
            # What only the file has stays behind the section it stood behind.
            order.insert(len(order) if now else _place_behind(key, list(mine), order), key)
    body = (line for key in order for line in lines[key])
    return Renewal(tuple(changes), (*front, *body))


def _fate(
    taken: str | None, mine: str | None, theirs: str | None, settled: Settled
) -> ChangeKind | None:
    """Return what becomes of a section, of which three digests are known; None: all is well."""
    if mine == theirs:
        return None
    if taken is None and theirs is None:
        # A section that a person wrote.
        return None
    is_corrected = mine != taken
    if theirs == taken:
        return "corrected"
    if is_corrected and not settled:
        return "conflict"
    if is_corrected and settled == "mine":
        return "corrected"
    if theirs is None:
        return "gone"
    return "new" if mine is None else "changed"


def changed_evidence(
    evidence: str, changes: Iterable[SectionChange], total: int, today: str
) -> str:
    """Return an evidence line that stays honest after sections were taken over unread.

    What it said of the rest, or of earlier changes that nobody has read yet, stays. The document
    has `total` sections.
    """
    changed = [its.locator for its in changes if its.kind != "gone"]
    if evidence.startswith("not read") or not changed:
        return evidence
    if len(changed) >= total:
        return f"not read (all of it changed on {today})"
    more = len(changed) - _MOST_LOCATORS
    locators = ", ".join(changed[:_MOST_LOCATORS]) + (f" and {more} more" if more > 0 else "")
    change = f"changed on {today} and not yet read: {locators}"
    if evidence == "read in full":
        return f"read in part ({change})"
    return f"{re.sub('^read in full', 'read in part', evidence)}; {change}"


def _place_behind(key: str, mine: Sequence[str], order: Sequence[str]) -> int:
    for earlier in reversed(mine[: mine.index(key)]):
        if earlier in order:
            return order.index(earlier) + 1
    return 0


def _split(text: str, passages: Sequence[Passage]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the lines before the first section, and those of each section by its address."""
    lines = text.split("\n")
    # Markdown tells what a heading is: ## may be indented, and begins a comment in front matter.
    tokens = MarkdownIt("commonmark").use(front_matter_plugin).parse(text)
    starts = [its.map[0] for its in tokens if its.type == "heading_open" and its.map]
    chunks = (lines[start:stop] for start, stop in zip(starts, [*starts[1:], None], strict=True))
    sections = {slug(p.locator): chunk for p, chunk in zip(passages, chunks, strict=True)}
    return lines[: starts[0]], sections


def _digest_of(section: Passage | Section | None) -> str | None:
    """Return a digest of what a section says; on which page is not what it says."""
    if section is None:
        return None
    return _digest(f"{_PAGE.sub('', section.heading)}\n{section.text}")


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]
