"""Blocks of a document in, its sections out: each with a locator that leads back to the original.

A section is what is indexed and cited, so it should be neither a sentence nor a page: the number
of a paragraph makes one, else the words under a heading, cut where they grow long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.intake.documents import Piece
from index.intake.numbering import key_of, numbered_heading, with_numbers
from index.knowledge import slug
from index.sentences import split_sentences

# FORMAT.md: a section has forty to a hundred and twenty words. What the publisher keeps together
# stays together for twice as long; the encoder reads some 350 words and no further.
_FULL = 120
_LONGEST = 240
_FEWEST = 40

# Words of a heading in a locator, and of an opening that stands for a heading that lacks.
_LOCATOR_WORDS = 8
_OPENING_WORDS = 10
# A longer heading is a sentence that looks like one.
_HEADING_WORDS = 20

_NAMED = re.compile(
    r"(section|regulation|article|schedule|annex|appendix|chapter|part|principle|rule|question"
    r"|recital|clause|standard|recommendation)\s+"
    r"((?:\d+[a-z]?(?:\.\d+)*|[a-z]|[ivx]+)(?:\([0-9a-z]+\))*)(?![\w'’(])[\s:.–—-]*(.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a source: its locator, what it says, and its paragraphs.

    An item of a list is a paragraph that begins with `- `, as Markdown has it.
    """

    locator: str
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the section as a passage has them, a line a paragraph."""
        return "\n".join(paragraph.removeprefix("- ") for paragraph in self.paragraphs)


@dataclass(slots=True)
class _Group:
    """Blocks that belong together: those of one numbered paragraph, or under one heading."""

    number: str
    heading: Piece | None
    pieces: list[Piece] = field(default_factory=list)


def make_sections(pieces: Sequence[Piece], title: str = "") -> tuple[Section, ...]:
    """Return the sections of a document in its order, no two with the same address.

    A heading that is the document's own `title` says of no section where it stands.
    """
    own = _letters(title)
    pieces = [its for its in pieces if its.kind != "heading" or _letters(its.text) != own]
    pieces = with_numbers(pieces)
    sections: list[Section] = []
    parts: dict[str, int] = {}
    for group in _groups(pieces):
        has_pages = group.pieces[0].page > 0
        for part in _parts(group):
            locator = _locator(group, part[0], len(sections) + 1)
            heading = _what_it_says(group, part[0], locator)
            if group.number and has_pages:
                heading = f"{heading} (page {part[0].page})"
            paragraphs = tuple(map(_paragraph, part))
            sections.append(Section(_free(locator, parts), heading, paragraphs))
    return tuple(sections)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _groups(pieces: Sequence[Piece]) -> list[_Group]:
    groups: list[_Group] = []
    heading: Piece | None = None
    is_open = False
    for piece in pieces:
        if piece.kind == "heading":
            heading, is_open = numbered_heading(piece), False
        elif key_of(piece) or not is_open:
            groups.append(_Group(piece.number if key_of(piece) else "", heading, [piece]))
            is_open = True
        else:
            groups[-1].pieces.append(piece)
    return groups


def _parts(group: _Group) -> Iterator[list[Piece]]:
    """Give the blocks of a group in parts that are neither too short nor too long."""
    most = _LONGEST if group.number else _FULL
    pieces = [short for piece in group.pieces for short in _shortened(piece)]
    left = sum(len(piece.text.split()) for piece in pieces)
    part: list[Piece] = []
    length = 0
    for piece in pieces:
        words = len(piece.text.split())
        is_full = length + words > most and length >= _FEWEST and left >= _FEWEST
        if part and (is_full or length + words > _LONGEST):
            yield part
            part, length = [], 0
        part.append(piece)
        length += words
        left -= words
    yield part


def _shortened(piece: Piece) -> Iterator[Piece]:
    """Give a block as it is, or in pieces of whole sentences where it is far too long."""
    if len(piece.text.split()) <= _LONGEST:
        yield piece
        return
    taken: list[str] = []
    for sentence in split_sentences(piece.text):
        if taken and len(" ".join([*taken, sentence]).split()) > _FULL:
            yield replace(piece, text=" ".join(taken))
            taken, piece = [], replace(piece, number="")
        taken.append(sentence)
    yield replace(piece, text=" ".join(taken))


def _locator(group: _Group, first: Piece, count: int) -> str:
    if group.number:
        return f"Para {group.number}"
    heading = group.heading
    if heading and (named := _NAMED.match(heading.text)):
        return f"{named[1].capitalize()} {named[2]}"
    if heading and heading.number:
        return f"Section {heading.number}"
    if first.page:
        return f"Page {first.page}"
    words = heading.text.replace(":", " ").split()[:_LOCATOR_WORDS] if heading else []
    locator = " ".join(words)
    # The address is made of Latin letters and digits.
    return locator if slug(locator) else f"Part {count}"


def _what_it_says(group: _Group, first: Piece, locator: str) -> str:
    """Return what the locator does not say of the heading, or the first words of a section."""
    heading = group.heading.text if group.heading else ""
    if not group.number and (named := _NAMED.match(heading)):
        heading = named[3]
    if heading and heading.replace(":", " ").split() != locator.split():
        return _cut(heading, _HEADING_WORDS)
    return _cut(first.text, _OPENING_WORDS)


def _cut(text: str, most: int) -> str:
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")


def _free(locator: str, parts: dict[str, int]) -> str:
    """Return a locator whose address nobody has yet; `parts` counts those that have been given."""
    free = locator
    while slug(free) in parts:
        parts[slug(locator)] += 1
        free = f"{locator}, part {parts[slug(locator)]}"
    parts[slug(free)] = 1
    return free


def _paragraph(piece: Piece) -> str:
    number = f"({piece.number}) " if piece.number and not key_of(piece) else ""
    return f"{'- ' if piece.kind == 'item' else ''}{number}{piece.text}"
