"""A reply in; its sentences and what is wrong with their marks and dates out.

What is checked is mechanical. A sentence is what stands before a run of marks (`[1][2]`) that
follows a word directly; a mark after a space, as in a closing note, names a source and vouches
for nothing. Headings, verdicts and notes have no marks; they are listed, not judged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from index.replies import Reply
from index.sentences import split_sentences

_MARKS = re.compile(r"(?<=[^\s\]])((?:\[\d+\])+)( \([^()]*\))?")
_ANY_MARK = re.compile(r"\s*\[\d+\]")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?!\d)")
# Headings that say of all below them that it is past: "Before (9 November 2018, historical)".
_OF_THE_PAST = re.compile(r"\bhistorical\b|^Before(?:$|:| \()", re.IGNORECASE)
_HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a reply: its words, the numbers it cites, its remark, its heading."""

    words: str
    marks: tuple[int, ...]
    remark: str
    heading: str


class Doubt(msgspec.Struct, frozen=True, order=True):
    """A sentence of the reply to question `id` that something is wrong with."""

    id: str
    sentence: str


class Wording(msgspec.Struct, frozen=True):
    """What is wrong with the wording of many replies.

    `statements` counts sentences with marks. `historical_as_present`: all that is cited is
    historical, and neither a year, nor a dated remark, nor a heading says so. `unresolved`: a
    mark that no citation has. `unmarked`: a sentence without a mark in a line that has marks.
    `bare_lines`: every line without any mark and how often it occurs, for a person to look at.
    """

    statements: int
    historical_as_present: tuple[Doubt, ...]
    unresolved: tuple[Doubt, ...]
    unmarked: tuple[Doubt, ...]
    bare_lines: dict[str, int]


def body(reply: Reply) -> str:
    """Return the text of a reply without its list of sources and its receipt.

    The list begins with the line above that of the first citation; no words are looked for,
    since they differ by language.
    """
    lines = reply.text.splitlines()
    first = f"[{reply.citations[0].n}] " if reply.citations else None
    for n, line in enumerate(lines):
        if first and line.startswith(first):
            return "\n".join(lines[: max(0, n - 1)]).rstrip()
        if reply.receipt and reply.receipt in line:
            return "\n".join(lines[:n]).rstrip()
    return reply.text.rstrip()


def without_marks(text: str) -> str:
    """Return `text` without its `[n]`."""
    return _ANY_MARK.sub("", text)


def statements(text: str) -> tuple[list[Statement], list[str]]:
    """Return the sentences of `text` in lines with marks, and the lines without any.

    A heading holds for the lines below it, up to an empty line or the next heading.
    """
    found: list[Statement] = []
    bare: list[str] = []
    heading = ""
    for line in map(str.strip, text.splitlines()):
        if not line:
            heading = ""
        elif _MARKS.search(line):
            found += _statements_of(line, heading)
        else:
            heading = line
            bare.append(line)
    return found, bare


def is_past_worded_as_present(statement: Statement, historical: frozenset[int]) -> bool:
    """Return whether a sentence rests on `historical` citations alone and does not say so.

    It says so with a year, with a dated remark, or under a heading of the past. A note at the
    end of the reply does not count: who reads the sentence has not come to it. A year in a
    sentence that is wrong about it is not seen.
    """
    if not statement.marks or not historical.issuperset(statement.marks):
        return False
    said = _YEAR.search(statement.words) or _YEAR.search(statement.remark)
    return not (said or _OF_THE_PAST.search(statement.heading))


def examine(replies: Iterable[Reply]) -> Wording:
    """Return what is wrong with the wording of `replies`, whole and short."""
    count = 0
    past: set[Doubt] = set()
    unresolved: set[Doubt] = set()
    unmarked: set[Doubt] = set()
    bare_lines: Counter[str] = Counter()
    for reply in replies:
        historical = frozenset(c.n for c in reply.citations if c.status == _HISTORICAL)
        known = {citation.n for citation in reply.citations}
        found, bare = statements(body(reply))
        bare_lines.update(bare)
        count += sum(bool(it.marks) for it in found)
        for it in (*found, *statements(reply.short)[0]):
            doubt = Doubt(reply.id, it.words)
            if is_past_worded_as_present(it, historical):
                past.add(doubt)
            if not known.issuperset(it.marks):
                unresolved.add(doubt)
            if not it.marks:
                unmarked.add(doubt)
    return Wording(
        statements=count,
        historical_as_present=tuple(sorted(past)),
        unresolved=tuple(sorted(unresolved)),
        unmarked=tuple(sorted(unmarked)),
        bare_lines=dict(sorted(bare_lines.items())),
    )


def _statements_of(line: str, heading: str) -> Iterator[Statement]:
    """Give the sentences of a line; those before the last one of a run of marks have none."""
    end = 0
    for match in _MARKS.finditer(line):
        *others, last = split_sentences(_words(line[end : match.start()]))
        yield from (Statement(words, (), "", heading) for words in others)
        marks = tuple(int(n) for n in re.findall(r"\d+", match[1]))
        yield Statement(last, marks, match[2] or "", heading)
        end = match.end()
    rest = _words(line[end:])
    if any(character.isalnum() for character in rest):
        yield from (Statement(words, (), "", heading) for words in split_sentences(rest))


def _words(text: str) -> str:
    """Return `text` without the sign of an item or the end of the sentence before."""
    return text.lstrip(" -.;,").strip()
