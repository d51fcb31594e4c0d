"""A Markdown file in, a Source with its passages or a Card out, and every breach of FORMAT.md.

One file is looked at here at a time; what needs several files is in check.py.
A file with a breach still gives what can be read of it, so that one run of
`python -m index check` shows everything there is to mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from index.passages import (
    HELP,
    JURISDICTIONS,
    KINDS,
    LICENCES,
    STATUSES,
    STEPS,
    TOPICS,
    Block,
    Card,
    CardSection,
    Knowledge,
    Passage,
    Problem,
    Sentence,
    Source,
)
from index.sentences import split_sentences

# FORMAT.md: the first paragraph of a card, and what every card ends with.
SHORT_ANSWER_WORDS = 50
LAST_SECTIONS = (STEPS, HELP)

_SOURCE_FIELDS = (
    "id title publisher kind url published status superseded_by jurisdiction checked evidence"
).split()
_SOURCE_OPTIONAL = tuple(
    "effective updated published_estimated licence review_by retrieved sha256 etag last_modified"
    " taken".split()
)
_CARD_FIELDS = "id question also_asked topic verdict as_of".split()
_CARD_OPTIONAL = ("review_by",)
# For a document without a public address, such as a file that somebody sent.
NO_URL = "none"

# Twenty times the longest there is; a parser written in C dies of brackets nested 30,000 deep.
_LONGEST_FRONT_MATTER = 20_000

_TAKEN = re.compile(r"^taken: \[[a-z0-9, -]*\]$", re.MULTILINE)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADDRESS = r"[a-z0-9-]+#[a-z0-9-]+"
_CITED = re.compile(rf"(?P<text>[^\[\]]+)(?P<citations>(?:\[{_ADDRESS}\])+)")
_EVIDENCE = re.compile(
    r"(?:read in full|read in part|not read)(?: \(.+?\))?(?:; .+)?"
    r"|read through another publication(?: \(.+?\))?: .+"
)
_BLOCKS = ("paragraph_open", "heading_open", "bullet_list_open", "list_item_open")
# Also what turns the direction of writing around: words would not be shown as they are stored.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_NO_CONTROL = "take the control character out"

PartT = TypeVar("PartT")


def slug(locator: str) -> str:
    """Return a locator as the second half of an address: `Section 261(5)` -> `section-261-5`."""
    return re.sub(r"[^a-z0-9]+", "-", locator.lower()).strip("-")


def read_knowledge(folder: Path) -> tuple[Knowledge, list[Problem]]:
    """Return everything readable in `folder`, and every breach of FORMAT.md found in one file.

    Files are taken in the order of their names. Names in problems are relative
    to the folder above `folder`, as a maintainer sees them from the project.
    """
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    passages: dict[str, Passage] = {}
    cards: dict[str, Card] = {}
    for name in ("sources", "answers"):
        if not (folder / name).is_dir():
            remedy = f"make the folder, or correct [paths] knowledge in config.toml; see {folder}"
            problems.append(Problem(f"{folder.name}/{name}", 1, "no such folder", remedy))
    for file in sorted((folder / "sources").glob("*.md")):
        reader = _Reader(file, folder.parent, problems)
        read = reader.run(_read_source)
        if read:
            source, its_passages = read
            sources[source.id] = source
            passages.update((p.address, p) for p in its_passages)
    for file in sorted((folder / "answers").glob("*.md")):
        reader = _Reader(file, folder.parent, problems)
        card = reader.run(_read_card)
        if card:
            cards[card.id] = card
    return Knowledge(sources, passages, cards), problems


def read_source(
    file: Path, folder: Path, text: str | None = None
) -> tuple[tuple[Source, list[Passage]] | None, list[Problem]]:
    """Return the source in `file` below `folder` with its passages, and every breach found.

    With `text`, as if the file held that. None in place of the source where it has no front matter.
    """
    problems: list[Problem] = []
    return _Reader(file, folder.parent, problems, text).run(_read_source), problems


@dataclass(slots=True)
class _Field:
    """One line, or one list, of front matter: raw text as written, never guessed into a type.

    None stands for a value whose form was refused already.
    """

    line: int
    value: str | list[tuple[str, int]] | None


@dataclass(slots=True)
class _Part:
    """A paragraph or list item of the body, with the line it starts on."""

    text: str
    line: int
    is_item: bool


@dataclass(slots=True)
class _HeadedPart:
    """A heading (empty before the first one) with the blocks under it."""

    heading: str
    line: int
    parts: list[_Part] = field(default_factory=list)
    is_refused: bool = False


class _Reader:
    """One file being read: its fields, its body, and where its problems go."""

    def __init__(
        self, file: Path, root: Path, problems: list[Problem], text: str | None = None
    ) -> None:
        self.id = file.stem
        self.fields: dict[str, _Field] = {}
        self.body: list[_HeadedPart] = []
        self._file = file
        self._name = file.relative_to(root).as_posix()
        self._problems = problems
        self._given = text

    def run(self, read: Callable[[_Reader], PartT]) -> PartT | None:
        """Return what `read` makes of the file, or None where there is no front matter at all."""
        text = self._text()
        if text is None:
            return None
        try:
            found: dict[str, Any] = {}
            tokens = _markdown().parse(text, found)
            if not tokens or tokens[0].type != "front_matter":
                self.problem(1, text[:40], "start the file with front matter between two --- lines")
                return None
            if not self._read_fields(tokens[0].content):
                return None
            self._read_body(tokens[1:])
            for label, link in found.get("references", {}).items():
                remedy = "write plain words; a line of this form would not be shown"
                self.problem(link["map"][0] + 1, f"[{label}]", remedy)
        except RecursionError:
            self.problem(1, self.id, "nested too deeply to be read; make it flat")
            return None
        return read(self)

    def problem(self, line: int, value: str, remedy: str) -> None:
        """Note an error at `line` (from 1)."""
        self._problems.append(Problem(self._name, line, value, remedy))

    def _text(self) -> str | None:
        try:
            given = self._given
            data = self._file.read_bytes() if given is None else given.encode()
        except OSError as error:
            self.problem(1, self._file.name, f"cannot be read: {error.strerror}")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problem(line, f"byte 0x{data[error.start]:02x}", "save the file as UTF-8")
            return None
        if control := _CONTROL.search(text):
            line = text.count("\n", 0, control.start()) + 1
            self.problem(line, f"U+{ord(control[0]):04X}", _NO_CONTROL)
            return None
        return text

    def _read_fields(self, front_matter: str) -> bool:
        # What a program keeps of each section nests nothing, and grows with the document.
        counted = len(_TAKEN.sub("", front_matter))
        if counted > _LONGEST_FRONT_MATTER:
            remedy = f"front matter has at most {_LONGEST_FRONT_MATTER:,} characters; shorten it"
            self.problem(2, f"{counted:,} characters", remedy)
            return False
        try:
            root = yaml.compose(front_matter, Loader=_YamlLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            above = front_matter.count("\n", 0, getattr(error, "position", 0))
            line = (mark.line if mark else above) + 2
            reason = str(getattr(error, "problem", None) or error).partition("\n")[0]
            self.problem(line, reason, "mend the front matter; it must be valid YAML")
            return False
        if not isinstance(root, yaml.MappingNode):
            self.problem(2, front_matter[:40], "write the front matter as lines of `field: value`")
            return False
        for key, value in root.value:
            # One for the opening ---, one because YAML counts lines from 0.
            line = key.start_mark.line + 2
            name = str(key.value)
            if name in self.fields:
                self.problem(line, name, "the field stands twice; keep one")
                continue
            values = value.value if isinstance(value, yaml.SequenceNode) else [value]
            if any(_CONTROL.search(v.value) for v in values if isinstance(v, yaml.ScalarNode)):
                self.problem(line, name, _NO_CONTROL)
            if isinstance(value, yaml.ScalarNode):
                self.fields[name] = _Field(line, " ".join(value.value.split()))
            elif isinstance(value, yaml.SequenceNode) and all(
                isinstance(item, yaml.ScalarNode) for item in value.value
            ):
                items = [(" ".join(i.value.split()), i.start_mark.line + 2) for i in value.value]
                self.fields[name] = _Field(line, items)
            else:
                self.problem(
                    line, name, "give it one value or a flat list; quote text with a colon"
                )
                self.fields[name] = _Field(line, None)
        return True

    def _read_body(self, tokens: list[Token]) -> None:
        self.body.append(_HeadedPart("", 1))
        inside: list[str] = []
        refused: int | None = None
        for token in tokens:
            if refused is not None:
                # A table is refused once, not once for each of its cells.
                refused = None if token.level == refused and token.nesting == -1 else refused
                continue
            if token.type.endswith("_close"):
                inside.pop()
                continue
            line = (token.map[0] if token.map else 0) + 1
            if token.type == "inline":
                self._read_inline(token, line, inside)
                continue
            if token.type == "heading_open" and token.markup != "##":
                self.problem(line, token.markup, "use headings of the form `## Heading` only")
            elif token.type == "bullet_list_open" and inside:
                self.problem(line, token.markup, "make the list flat")
            elif token.type not in _BLOCKS:
                remedy = "use paragraphs, `- ` lists and `## ` headings only"
                self.problem(line, token.content[:40] or token.markup or token.type, remedy)
                self.body[-1].is_refused = True
                if token.type == "table_open":
                    refused = token.level
                    continue
            if token.nesting == 1:
                inside.append(token.type)

    def _read_inline(self, token: Token, line: int, inside: list[str]) -> None:
        words = []
        for child in token.children or ():
            is_text = child.type == "text"
            if not is_text and child.type not in ("softbreak", "hardbreak") and child.nesting >= 0:
                remedy = f"write plain words; no {child.type.removesuffix('_open')}"
                self.problem(line, child.content or token.content, remedy)
            # Escaped characters are read as themselves: a source may speak of <script> or *.
            words.append(child.content if is_text else " ")
        text = " ".join("".join(words).split())
        if control := _CONTROL.search(text):
            # Written as an entity, where the look at the raw text did not see it.
            self.problem(line, f"U+{ord(control[0]):04X}", _NO_CONTROL)
        if "heading_open" in inside:
            if not text:
                self.problem(line, "##", "give the heading its words")
            self.body.append(_HeadedPart(text, line))
        else:
            self.body[-1].parts.append(_Part(text, line, "bullet_list_open" in inside))

    # What follows reads one field, notes what is wrong with it, and returns a value all the same.

    def check_names(self, required: list[str], optional: tuple[str, ...] = ()) -> None:
        """Note every unknown and every missing field."""
        known = [*required, *optional]
        for name, its in self.fields.items():
            if name not in known:
                self.problem(its.line, name, f"unknown field; known: {', '.join(known)}")
        for name in required:
            if name not in self.fields:
                self.problem(1, name, "the field is missing; add it to the front matter")

    def line(self, name: str) -> int:
        """Return the line of a field, or 1 where it is missing."""
        return self.fields[name].line if name in self.fields else 1

    def text(self, name: str) -> str:
        """Return a field that must be one piece of text that is not empty."""
        its = self.fields.get(name)
        if its is None or its.value is None:
            return ""
        if isinstance(its.value, list) or not its.value:
            self.problem(its.line, name, "give it a value on one line")
            return ""
        return its.value

    def texts(self, name: str) -> list[tuple[str, int]]:
        """Return a field that must be a list, with the line of each item."""
        its = self.fields.get(name)
        if its is None or its.value is None:
            return []
        if not isinstance(its.value, list):
            self.problem(its.line, its.value, f"{name} is a list: `{name}: [...]` or `- ` lines")
            return []
        for item, line in its.value:
            if not item:
                self.problem(line, name, "an item of the list is empty; fill it or take it out")
        return [(item, line) for item, line in its.value if item]

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return a field that must be one of a few words."""
        value = self.text(name)
        if value and value not in allowed:
            self.problem(self.line(name), value, f"{name} is one of: {', '.join(allowed)}")
        return value

    def date(self, name: str, *, day: bool = False) -> str:
        """Return a date as written: a day, or (unless `day`) also a month or a year."""
        value = self.text(name)
        if value and not is_date(value, day=day):
            form = "YYYY-MM-DD" if day else "YYYY-MM-DD, YYYY-MM or YYYY"
            self.problem(self.line(name), value, f"{name} is a real date, written {form}")
        return value

    def own_id(self) -> str:
        """Return the id, which is the name of the file."""
        value = self.text("id")
        if value and value != self.id:
            self.problem(self.line("id"), value, f"the id is the file's name: {self.id}")
        if not is_id(self.id):
            self.problem(1, self.id, "name the file in lower-case letters, digits and hyphens")
        return self.id


def _read_source(reader: _Reader) -> tuple[Source, list[Passage]]:
    reader.check_names(_SOURCE_FIELDS, _SOURCE_OPTIONAL)
    url = reader.text("url")
    if url not in ("", NO_URL) and not is_url(url):
        remedy = f"url is a whole web address: https://... (or {NO_URL}, where there is none)"
        reader.problem(reader.line("url"), url, remedy)
    evidence = reader.text("evidence")
    if evidence and not is_evidence(evidence):
        remedy = (
            "evidence is one of: read in full, read in part, not read, read through another"
            " publication: NAME; a remark may follow in brackets or after a semicolon"
        )
        reader.problem(reader.line("evidence"), evidence, remedy)
    estimated = "published_estimated" in reader.fields
    licence = reader.one_of("licence", LICENCES) if "licence" in reader.fields else None
    if "taken" in reader.fields and not licence:
        remedy = (
            "say under which licence the publisher's words are; where the sections are in your own"
            " words now, take out retrieved, sha256, etag, last_modified and taken as well"
        )
        reader.problem(reader.line("taken"), "taken", remedy)
    source = Source(
        id=reader.own_id(),
        title=reader.text("title"),
        publisher=reader.text("publisher"),
        kind=reader.one_of("kind", KINDS),
        url="" if url == NO_URL else url,
        published=reader.date("published"),
        published_estimated=(
            estimated and reader.one_of("published_estimated", ("true", "false")) == "true"
        ),
        effective=reader.date("effective") or None,
        updated=reader.date("updated") or None,
        status=reader.one_of("status", STATUSES),
        superseded_by=tuple(item for item, _ in reader.texts("superseded_by")),
        jurisdiction=reader.one_of("jurisdiction", JURISDICTIONS),
        checked=reader.date("checked", day=True),
        evidence=evidence,
        licence=licence or None,
        review_by=reader.date("review_by", day=True) or None,
        retrieved=reader.date("retrieved", day=True) or None,
        sha256=reader.text("sha256") or None,
        etag=reader.text("etag") or None,
        last_modified=reader.text("last_modified") or None,
        taken=tuple(item for item, _ in reader.texts("taken")),
    )
    return source, list(_read_passages(reader))


def _read_passages(reader: _Reader) -> Iterator[Passage]:
    seen: dict[str, int] = {}
    before, *headed = reader.body
    for part in before.parts:
        reader.problem(part.line, part.text, "put it under a heading: `## LOCATOR: what it says`")
    if not headed:
        reader.problem(1, reader.id, "a source has at least one section: `## LOCATOR: ...`")
    for section in headed:
        locator, separator, heading = section.heading.partition(": ")
        if not separator or not slug(locator) or not heading.strip():
            remedy = "write the heading as `## LOCATOR: what it says`"
            reader.problem(section.line, section.heading, remedy)
        address = f"{reader.id}#{slug(locator)}"
        if address in seen:
            remedy = f"line {seen[address]} has the same address; give one another locator"
            reader.problem(section.line, address, remedy)
            continue
        seen[address] = section.line
        text = "\n".join(part.text for part in section.parts)
        if not text and not section.is_refused:
            reader.problem(section.line, section.heading, "the section is empty; write it")
        yield Passage(address, reader.id, locator, heading.strip(), text)


def _read_card(reader: _Reader) -> Card:
    reader.check_names(_CARD_FIELDS, _CARD_OPTIONAL)
    before, *headed = reader.body
    short = [_read_block(reader, part) for part in before.parts]
    if len(short) != 1 or short[0].is_item:
        remedy = "before the first heading stands one paragraph: the answer itself"
        reader.problem(before.parts[1].line if len(short) > 1 else 1, reader.id, remedy)
    short_answer = short[0] if short else Block((), is_item=False)
    words = sum(len(sentence.text.split()) for sentence in short_answer.sentences)
    if words > SHORT_ANSWER_WORDS:
        remedy = f"the short answer has at most {SHORT_ANSWER_WORDS} words; shorten it"
        reader.problem(before.parts[0].line, f"{words} words", remedy)
    names = tuple(section.heading for section in headed)
    if names[-len(LAST_SECTIONS) :] != LAST_SECTIONS:
        remedy = f"the last two sections are: {' and '.join(f'## {n}' for n in LAST_SECTIONS)}"
        reader.problem(headed[-1].line if headed else 1, ", ".join(names[-2:]), remedy)
    sections = []
    for section in headed:
        if not section.parts and not section.is_refused:
            reader.problem(section.line, section.heading, "the section is empty; write it")
        blocks = tuple(_read_block(reader, part) for part in section.parts)
        sections.append(CardSection(section.heading, blocks))
    return Card(
        id=reader.own_id(),
        question=reader.text("question"),
        also_asked=tuple(item for item, _ in reader.texts("also_asked")),
        topic=reader.one_of("topic", TOPICS),
        verdict=reader.text("verdict"),
        as_of=reader.date("as_of", day=True),
        short_answer=short_answer,
        sections=tuple(sections),
        review_by=reader.date("review_by", day=True) or None,
    )


def _read_block(reader: _Reader, part: _Part) -> Block:
    for wrong in re.finditer(rf"\({_ADDRESS}\)", part.text):
        reader.problem(
            part.line, wrong[0], "citations stand in square brackets: [source-id#locator]"
        )
    sentences = []
    end = 0
    for cited in _CITED.finditer(part.text):
        _refuse_uncited(reader, part, part.text[end : cited.start()])
        end = cited.end()
        text = cited["text"].strip()
        if not text:
            remedy = "citations of one sentence stand together without a space: [a#x][b#y]"
            reader.problem(part.line, cited["citations"], remedy)
            continue
        *uncited, text = split_sentences(text)
        for sentence in uncited:
            _refuse_uncited(reader, part, sentence)
        # Where more words without a citation follow, those are refused, and that says it all.
        goes_on = _CITED.match(part.text, end) or not part.text[end:].strip()
        if goes_on and not re.search(r"[.!?…][\"'”’)]*$", text):
            remedy = "a citation stands after the stop that ends its sentence"
            reader.problem(part.line, text, remedy)
        citations = re.findall(rf"\[({_ADDRESS})\]", cited["citations"])
        sentences.append(Sentence(text.strip(), tuple(dict.fromkeys(citations))))
    _refuse_uncited(reader, part, part.text[end:])
    return Block(tuple(sentences), part.is_item)


def _refuse_uncited(reader: _Reader, part: _Part, text: str) -> None:
    if text.strip():
        remedy = "end every sentence with the sections that support it: [source-id#locator]"
        reader.problem(part.line, text.strip(), remedy)


def is_id(text: str) -> bool:
    """Return whether `text` can be the id of a source or card: the name of its file."""
    return _ID.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """Return whether `text` is a whole web address, read alike by everybody who reads addresses."""
    if not re.fullmatch(r"https?://[^\s/\\@?#]+(?:[/?#]\S*)?", text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def is_evidence(text: str) -> bool:
    """Return whether `text` has the form of an evidence line."""
    return _EVIDENCE.fullmatch(text) is not None


def is_date(value: str, *, day: bool) -> bool:
    """Return whether `value` is a real date: a day, or (unless `day`) also a month or a year."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value) or (day and len(value) != len("2026-11-21")):
        return False
    try:
        date.fromisoformat(value + "-01-01"[len(value) - len("2026") :])
    except ValueError:
        return False
    return True


_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
