"""The values of a document on its way in: what its file holds, before anybody has corrected it.

A reader (`read_html`, `read_pdf`, `read_docx`, `read_text`) turns bytes into a Document;
`boilerplate` takes out what is not the document; `sectioning` makes sections of what stays.
Nothing here does anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of a document in reading order: a heading, a paragraph or an item of a list.

    `text` is plain words on one line, without markup and without its number. `level` is that of a
    heading, from 1, and 0 for anything else. `number` is the number of a paragraph, item or
    heading as printed, without the stop after it ("17", "2.14", "a"), where the file's own
    structure tells it; empty where it would have to be read from the words. `page` is the page
    that the block begins on, from 1, and 0 where there are none.
    """

    kind: PieceKind
    text: str
    level: int = 0
    number: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One block that is not the document: what it is, such as `comments`, and its words."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself; empty where it does not. Proposals, for a person to confirm.

    Dates are ISO text as precise as the file tells: a day, a month or a year. `url` is the
    address that the page gives as its own. `licence` is one of passages.LICENCES. `withdrawn` is
    the sentence that says the document no longer holds.
    """

    title: str = ""
    publisher: str = ""
    published: str = ""
    updated: str = ""
    url: str = ""
    licence: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its blocks, what it says of itself, and what was left out of it."""

    pieces: tuple[Piece, ...]
    metadata: Metadata = Metadata()
    left_out: tuple[LeftOut, ...] = ()
