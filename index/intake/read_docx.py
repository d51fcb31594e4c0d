"""The bytes of a Word document (.docx) in, its blocks in reading order out.

Read as Word shows it with all changes accepted; what is not its text is left out and listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import SourceUnreadableError
from index.intake.documents import Document, LeftOut
from index.intake.docx_blocks import Block, BlockReader, tidy
from index.intake.docx_metadata import read_metadata
from index.intake.docx_numbering import read_numbering
from index.intake.docx_styles import Styles, read_styles
from index.intake.docx_words import read_words
from index.intake.office_package import Package, Relationship, open_package, part_xml, relationships
from index.intake.plain_words import plain
from index.intake.word_xml import DRAWING_TEXT, Element, W

# As of every document: ten times the longest of ours.
_LONGEST_CHARACTERS = 3_000_000

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}document"
_MARGINS = ("header", "footer")
_MARGIN = "page header or footer"
_NOTES = {"footnotes": "footnote", "endnotes": "footnote", "comments": "comment of a reviewer"}
# Notes of these types are lines that Word draws between notes and text.
_RULES = ("separator", "continuationSeparator", "continuationNotice")
_DRAWN = {"diagramData": "diagram", "chart": "chart"}


def read_docx(data: bytes, name: str) -> Document:
    """Return what a Word document says, without pages, and what was left out of it.

    Raises:
        SourceUnreadableError: it is no .docx, is damaged or locked, has no words or too many, or
            holds what is not taken, such as macros.
    """
    package = open_package(data, name)
    main = _main_part(package)
    root = part_xml(package, main)
    if root is not None and root.tag == _STRICT:
        raise SourceUnreadableError(
            f"{name}: is a .docx of the Strict kind; save it as Word Document (.docx)"
        )
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise SourceUnreadableError(
            f"{name}: has no word/document.xml, so is no Word document; save it as .docx"
        )
    related = relationships(package, main)
    styles = read_styles(_related_xml(package, related, "styles"))
    try:
        pieces, left_out = tidy(_reader(package, related, styles, body).read(body))
        margins = list(_margins(package, related, styles))
        notes = list(_notes(package, related, styles))
    except RecursionError as error:
        raise SourceUnreadableError(f"{name}: is nested too deeply; make it simpler") from error
    if not pieces:
        raise SourceUnreadableError(
            f"{name}: holds no words; if they are pictures, print it to PDF and have them"
            " recognised (OCR)"
        )
    length = sum(len(piece.text) for piece in pieces)
    if length > _LONGEST_CHARACTERS:
        raise SourceUnreadableError(
            f"{name}: holds {length:,} characters, more than {_LONGEST_CHARACTERS:,}; add it in"
            " parts"
        )
    of_package = relationships(package, "")
    metadata = read_metadata(
        _related_xml(package, of_package, "core-properties"),
        _related_xml(package, of_package, "extended-properties"),
        _title(body, styles),
        pieces,
        margins,
    )
    drawn = _drawn(package, related)
    return Document(tuple(pieces), metadata, (*left_out, *margins, *notes, *drawn))


def _main_part(package: Package) -> str:
    for related in relationships(package, ""):
        if related.kind == "officeDocument":
            return related.target
    return "word/document.xml"


def _related_xml(package: Package, related: tuple[Relationship, ...], kind: str) -> Element | None:
    parts = (found.target for found in related if found.kind == kind and not found.is_outside)
    part = next(parts, None)
    return None if part is None else part_xml(package, part)


def _reader(
    package: Package, related: tuple[Relationship, ...], styles: Styles, root: Element
) -> BlockReader:
    numbering = read_numbering(_related_xml(package, related, "numbering"), styles)
    return BlockReader(read_words(root, styles), numbering)


def _margins(
    package: Package, related: tuple[Relationship, ...], styles: Styles
) -> Iterator[LeftOut]:
    """Give the headers and footers, each wording once."""
    seen = set()
    for found in related:
        root = part_xml(package, found.target) if found.kind in _MARGINS else None
        if root is None:
            continue
        for block in _as_one(_reader(package, related, styles, root).read(root), _MARGIN):
            if block not in seen:
                seen.add(block)
                yield block


def _notes(
    package: Package, related: tuple[Relationship, ...], styles: Styles
) -> Iterator[LeftOut]:
    for kind, what in _NOTES.items():
        root = _related_xml(package, related, kind)
        for note in () if root is None else root:
            if note.get(f"{W}type") not in _RULES:
                yield from _as_one(_reader(package, related, styles, note).read(note), what)


def _as_one(blocks: Iterator[Block], what: str) -> Iterator[LeftOut]:
    """Give the words of several blocks as one that is left out, then what was out already."""
    pieces, left_out = tidy(blocks)
    if pieces:
        yield LeftOut(what, " ".join(piece.text for piece in pieces))
    yield from left_out


def _drawn(package: Package, related: tuple[Relationship, ...]) -> Iterator[LeftOut]:
    """Give the words of diagrams and charts, which have no place among paragraphs."""
    for found in related:
        what = _DRAWN.get(found.kind)
        root = part_xml(package, found.target) if what else None
        if what and root is not None:
            words = plain(" ".join(text.text or "" for text in root.iter(DRAWING_TEXT)))
            if words:
                yield LeftOut(what, words)


def _title(body: Element, styles: Styles) -> str:
    """Return the words of the first paragraph in the style of a title, "" where none is."""
    for paragraph in body.iter(f"{W}p"):
        if styles.of_paragraph(paragraph.find(f"{W}pPr")).is_title:
            words = read_words(paragraph, styles).read(paragraph, "")
            return plain(words.text)
    return ""
