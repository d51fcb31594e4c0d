"""Markdown in, its blocks out as plain words, with what its front matter says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from index.errors import SourceUnreadableError
from index.intake.documents import Document, LeftOut, Metadata, Piece
from index.intake.plain_words import plain
from index.intake.stated_dates import iso_date
from index.passages import LICENCES

_NAMES = (".md", ".markdown")
_HEADING = re.compile(r"^#{1,6} +[^\W\d_]", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\s*---\n\w[\w -]*:(?:.*\n){1,200}?---\s*\n")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

# Twice what CommonMark's reference allows; what stands deeper is lost without a word.
_DEEPEST = 40
# A thousand links in bold have fewer; a megabyte of brackets takes half a minute.
_MOST_MARKS = 200_000
_MARKS = re.compile(r"[*_\[\]<`&!\\]")
# As of our own sources; a parser written in C dies of brackets nested 30,000 deep.
_LONGEST_FRONT_MATTER = 20_000

_TITLES = ("title",)
_PUBLISHERS = ("publisher", "site", "sitename", "site_name", "organisation", "organization")
_PUBLISHED = ("published", "date", "publishdate", "date_published")
_UPDATED = ("updated", "lastmod", "last_updated", "modified", "date_modified")
_URLS = ("url", "canonical", "canonical_url", "source", "link")
_LICENCES = ("licence", "license")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")

_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def is_markdown(text: str, name: str) -> bool:
    """Tell whether a text is Markdown, by its name or its form."""
    if name.lower().endswith(_NAMES) or _FRONT_MATTER.match(text):
        return True
    headings = _HEADING.findall(text)
    # One line that begins with # is as often a tag.
    return len(headings) > 1 or (bool(headings) and _HEADING.match(text.lstrip()) is not None)


def read_markdown(text: str, name: str) -> Document:
    """Return what a text in Markdown says.

    Raises:
        SourceUnreadableError: it is nested too deeply, or holds more marks than words.
    """
    marks = len(_MARKS.findall(text))
    if marks > _MOST_MARKS:
        raise SourceUnreadableError(
            f"{name}: {marks:,} signs such as * and [, of at most {_MOST_MARKS:,}; save it as plain"
            " text"
        )
    try:
        tokens = _markdown().parse(text.lstrip("\n"))
    except RecursionError as error:
        raise SourceUnreadableError(f"{name}: nested too deeply; make it flat") from error
    if any(token.level >= _DEEPEST - 1 for token in tokens):
        raise SourceUnreadableError(f"{name}: nested too deeply; make it flat")
    reading = _Reading()
    for token in tokens:
        reading.take(token)
    return Document(tuple(reading.pieces), reading.metadata, tuple(reading.left_out))


@dataclass(slots=True)
class _Reading:
    """Where in a document the reader is, and what it has read so far."""

    pieces: list[Piece] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    # The next number of each list around, None where it has bullets.
    lists: list[int | None] = field(default_factory=list)
    level: int = 0
    starts_item: bool = False
    number: str = ""
    in_footnotes: bool = False
    cells: list[str] | None = None

    def take(self, token: Token) -> None:
        """Read one token."""
        match token.type:
            case "front_matter":
                self.metadata = _metadata(token.content)
                self.left_out.append(LeftOut("front matter", plain(token.content)))
            case "heading_open":
                self.level = int(token.tag[1:])
            case "bullet_list_open" | "ordered_list_open":
                is_ordered = token.type.startswith("ordered")
                self.lists.append(int(token.attrGet("start") or 1) if is_ordered else None)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.starts_item, self.number = True, token.info
            case "footnote_block_open":
                self.in_footnotes = True
            case "footnote_block_close":
                self.in_footnotes = False
            case "tr_open":
                self.cells = []
            case "tr_close":
                cells, self.cells = self.cells or [], None
                # An empty cell at an edge would leave a space there, which no file keeps.
                self._add(plain(" | ".join(cells)) if any(cells) else "")
            case "html_block":
                self._leave_out("HTML", token.content)
            case "fence" | "code_block":
                self._add(plain(token.content))
            case "inline":
                words = plain("".join(self._words(token.children or ())))
                if self.cells is None:
                    self._add(words)
                else:
                    self.cells.append(words)

    def _add(self, words: str) -> None:
        if words and self.in_footnotes:
            self.left_out.append(LeftOut("footnote", words))
        elif words and self.level:
            self.pieces.append(Piece("heading", words, self.level))
        elif words and self.starts_item:
            self.pieces.append(Piece("item", words, number=self.number))
            self.starts_item = False
        elif words:
            self.pieces.append(Piece("paragraph", words))
        self.level = 0

    def _words(self, children: Sequence[Token]) -> Iterator[str]:
        for child in children:
            if child.type in ("text", "code_inline"):
                yield child.content
            elif child.type in ("softbreak", "hardbreak") or _LINE_BREAK.fullmatch(child.content):
                yield " "
            elif child.type == "image":
                self._leave_out("picture", child.content)
            elif child.type == "html_inline":
                self._leave_out("HTML", child.content)
            elif child.type == "footnote_ref":
                self._leave_out("footnote marks", f"[{child.meta['id'] + 1}]")

    def _leave_out(self, what: str, words: str) -> None:
        self.left_out.append(LeftOut(what, plain(words)))


def _metadata(front_matter: str) -> Metadata:
    """Return what front matter says; nothing where it is no plain list of names and values."""
    if len(front_matter) > _LONGEST_FRONT_MATTER:
        return Metadata()
    try:
        root = yaml.compose(front_matter, Loader=_YamlLoader)
    except (yaml.YAMLError, RecursionError):
        return Metadata()
    if not isinstance(root, yaml.MappingNode):
        return Metadata()
    fields = {
        str(key.value).casefold(): plain(value.value)
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }

    def first(names: Sequence[str]) -> str:
        return next((fields[name] for name in names if fields.get(name)), "")

    url, licence = first(_URLS), first(_LICENCES).casefold()
    return Metadata(
        title=first(_TITLES),
        publisher=first(_PUBLISHERS),
        published=iso_date(first(_PUBLISHED)),
        updated=iso_date(first(_UPDATED)),
        url=url if _ADDRESS.fullmatch(url) else "",
        licence=licence if licence in LICENCES else "",
    )


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    return reader.use(front_matter_plugin).use(footnote_plugin)
