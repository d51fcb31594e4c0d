"""A file or an address in, one file of knowledge/sources out, for a person to read and correct.

The way of a document: fetch, extract, sections, front matter, file. The same document again
changes the sections that differ and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.config import Config
from index.errors import KnowledgeInvalidError, SourceUnreadableError
from index.files import write_if_unchanged
from index.intake.documents import Document, LeftOut
from index.intake.extract import extract
from index.intake.fetch import fetch, read_file
from index.intake.fetched import Fetched
from index.intake.licences import licence_of
from index.intake.sectioning import Section, make_sections
from index.knowledge import NO_URL, read_knowledge, read_source
from index.passages import OPEN_LICENCES, RESERVED, Knowledge, Passage, Source
from index.proposals import NEEDED, Proposal, bad_value, host_of, propose
from index.renewal import Renewal, Settled, changed_evidence, renew, taken_digests
from index.source_files import source_text, with_field
from index.supersession import Superseded, check_ids, check_way, supersede

# Asks a person for the fields that are missing or only proposed; gives all of them back.
Ask = Callable[[Mapping[str, Proposal], tuple[str, ...]], dict[str, Proposal]]

# Left out, and written by others than the publisher: what they say of licences is theirs.
_OF_OTHERS = ("comments", "advertisement", "other headlines")
_NEW_EVIDENCE = "not read (taken over word for word by a program; a person has yet to compare it)"


@dataclass(frozen=True, slots=True)
class Request:
    """What a maintainer asks for: a file's path or an address, and what she says of it."""

    place: str
    fields: Mapping[str, str]
    patience_seconds: float
    supersedes: tuple[str, ...] = ()
    settled: Settled = ""
    allow_http: bool = False
    allow_local: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What was done: the file and its source, where its fields come from, what was left out.

    `renewal` is there where the document was taken before; `is_written` is false where nothing
    had changed, or a conflict waits for a person. `lost` are the addresses that cards cite and
    that are gone now.
    """

    file: Path
    source: Source
    sections: tuple[Section, ...]
    fields: Mapping[str, Proposal]
    left_out: tuple[LeftOut, ...]
    is_written: bool
    renewal: Renewal | None = None
    lost: tuple[str, ...] = ()
    superseded: tuple[Superseded, ...] = ()


def add(config: Config, request: Request, today: date, ask: Ask) -> Added:
    """Take a document over into knowledge/sources.

    Raises:
        SourceUnreachableError: the file or address cannot be fetched, or may not be.
        SourceUnreadableError: the document is not taken, or a field it needs is missing or bad.
        KnowledgeInvalidError: its file is there and breaks the format.
    """
    fetched = _fetch(request)
    document = extract(fetched, request.patience_seconds)
    sections = make_sections(document.pieces, document.metadata.title)
    knowledge, _ = read_knowledge(config.knowledge)
    check_ids(knowledge, request.supersedes)
    for old in request.supersedes:
        # Before anything is written: what it replaces can be marked so.
        file = _file(config, old)
        _validate(file, config, file.read_bytes().decode("utf-8-sig"))
    known = _taken_before(knowledge, request, fetched, document.metadata.url)
    if known:
        return _renew(config, request, knowledge, known, fetched, document, sections, today)
    fields = propose(
        request.fields,
        document.metadata,
        fetched.url,
        licence_of(_all_words(document)),
        knowledge.sources.values(),
    )
    fields = ask(fields, tuple(name for name in NEEDED if name not in fields))
    _require(fields, fetched)
    source = _source(fields, fetched, sections, today)
    file = _file(config, source.id)
    text = source_text(source, sections)
    try:
        _validate(file, config, text)
    except KnowledgeInvalidError as error:
        raise SourceUnreadableError(
            f"{fetched.name}: cannot be a source; nothing was written. {error.problems[0]}"
        ) from error
    if not write_if_unchanged(file, None, text.encode()):
        raise SourceUnreadableError(
            f"{file}: is there already, and is another document; choose another id: --id ID"
        )
    superseded = tuple(supersede(config, old, source.id) for old in request.supersedes)
    return Added(
        file, source, sections, fields, document.left_out, is_written=True, superseded=superseded
    )


def _all_words(document: Document) -> str:
    """Return the words of a document with those left out: a licence stands at the foot of pages."""
    said = [piece.text for piece in document.pieces]
    around = [its.text for its in document.left_out if its.what not in _OF_OTHERS]
    return "\n".join([*said, *around])


def _fetch(request: Request) -> Fetched:
    if re.match(r"[a-z][a-z0-9+.-]*://", request.place, re.IGNORECASE):
        return fetch(request.place, allow_http=request.allow_http, allow_local=request.allow_local)
    return read_file(Path(request.place))


def _taken_before(
    knowledge: Knowledge, request: Request, fetched: Fetched, said: str
) -> Source | None:
    """Return the source that was taken from this document before; `said` is its own address.

    Raises:
        SourceUnreadableError: the id asked for is that of a digest in our own words.
    """
    given = request.fields.get("id")
    known = knowledge.sources.get(given) if given else None
    if known and known.is_own_words:
        raise SourceUnreadableError(
            f"{known.id}: is a digest in our own words, which the words of a file do not replace;"
            " give the document another id, and if it replaces the digest say: --supersedes"
            f" {known.id}"
        )
    if known or given:
        return known
    places = {fetched.url, request.place}
    if fetched.url and host_of(said) == host_of(fetched.url):
        places.add(said)
    return next(
        (
            source
            for source in knowledge.sources.values()
            if not source.is_own_words
            and (source.sha256 == fetched.sha256 or (source.url and source.url in places))
        ),
        None,
    )


def _renew(
    config: Config,
    request: Request,
    knowledge: Knowledge,
    known: Source,
    fetched: Fetched,
    document: Document,
    sections: tuple[Section, ...],
    today: date,
) -> Added:
    for old in request.supersedes:
        check_way(knowledge, old, known.id)
    file = _file(config, known.id)
    before = file.read_bytes()
    text = before.decode("utf-8-sig").replace("\r\n", "\n")
    passages = _validate(file, config, text)
    renewal = renew(known, passages, text, sections, request.settled)
    given = {name: value for name, value in request.fields.items() if name != "id"}
    fields = {name: Proposal(value, "as you gave it") for name, value in given.items()}
    for name, value in _said_since(known, document):
        fields.setdefault(name, Proposal(value, "as the document says"))
    gone = [its for its in renewal.changes if its.kind == "gone"]
    cited = {address for card in knowledge.cards.values() for address in card.citations}
    addresses = {passage.locator: passage.address for passage in passages}
    lost = tuple(addresses[its.locator] for its in gone if addresses[its.locator] in cited)
    # What a person has settled is not asked again: what was read counts as taken from now on.
    # So does what she wrote herself as the document has it.
    is_settled = taken_digests(sections) != known.taken
    is_written = bool(renewal.written or fields or is_settled) and not renewal.conflicts
    superseded: tuple[Superseded, ...] = ()
    if is_written:
        text = _renewed(file, known, fields, fetched, sections, renewal, today)
        _validate(file, config, text)
        if not write_if_unchanged(file, before, text.encode()):
            raise SourceUnreadableError(
                f"{file}: was changed by somebody else meanwhile; nothing was written, do it again"
            )
    if not renewal.conflicts:
        superseded = tuple(supersede(config, old, known.id) for old in request.supersedes)
    return Added(
        file, known, sections, fields, document.left_out, is_written, renewal, lost, superseded
    )


def _said_since(known: Source, document: Document) -> Iterator[tuple[str, str]]:
    """Give the fields that a document read again says of itself in another way, for the worse too.

    That it no longer holds, or that its words are no longer free, must not wait for a person.
    """
    metadata = document.metadata
    if metadata.updated and metadata.updated != known.updated:
        yield "updated", metadata.updated
    if metadata.withdrawn and known.is_current:
        yield "status", "historical"
    licence = metadata.licence or licence_of(_all_words(document))
    if licence == RESERVED and known.licence in OPEN_LICENCES:
        yield "licence", licence


def _renewed(
    file: Path,
    known: Source,
    fields: Mapping[str, Proposal],
    fetched: Fetched,
    sections: tuple[Section, ...],
    renewal: Renewal,
    today: date,
) -> str:
    """Return the text of a file with the sections that changed, and front matter that says so."""
    text = "\n".join(renewal.lines)
    values: dict[str, object] = {name: its.value for name, its in fields.items()}
    if values.get("url") == "":
        values["url"] = NO_URL
    evidence = changed_evidence(known.evidence, renewal.written, len(sections), today.isoformat())
    if evidence != known.evidence:
        values.setdefault("evidence", evidence)
    if taken_digests(sections) != known.taken:
        url = fields["url"].value if "url" in fields else known.url
        values |= _of_file(fetched, sections, today, url)
    elif "url" in fields:
        values |= {"etag": "", "last_modified": ""}
    try:
        for name, value in values.items():
            text = with_field(text, name, value)
    except ValueError as error:
        raise SourceUnreadableError(f"{file}: {error}; mend its front matter") from error
    return text


def _of_file(
    fetched: Fetched, sections: tuple[Section, ...], today: date, url: str
) -> dict[str, object]:
    """Return the fields that say what file was read, and when; `url` is that of the source."""
    # What a server said of its version proves nothing of another address.
    is_its_own = url == fetched.url
    return {
        "retrieved": today.isoformat(),
        "sha256": fetched.sha256,
        "etag": fetched.etag if is_its_own else "",
        "last_modified": fetched.last_modified if is_its_own else "",
        "taken": taken_digests(sections),
    }


def _require(fields: Mapping[str, Proposal], fetched: Fetched) -> None:
    missing = [name for name in NEEDED if name not in fields]
    if missing:
        options = " ".join(f"--{name} {name.upper()}" for name in missing)
        raise SourceUnreadableError(
            f"{fetched.name}: does not say its {', '.join(missing)}; nothing was written; add it:"
            f" {options}"
        )


def _source(
    fields: Mapping[str, Proposal], fetched: Fetched, sections: tuple[Section, ...], today: date
) -> Source:
    values = {name: its.value for name, its in fields.items()}
    source = Source(
        id=values["id"],
        title=values["title"],
        publisher=values["publisher"],
        kind=values["kind"],
        url=values.get("url", ""),
        published=values["published"],
        published_estimated=values.get("published_estimated") == "true",
        effective=values.get("effective"),
        updated=values.get("updated"),
        status=values["status"],
        superseded_by=(),
        jurisdiction=values["jurisdiction"],
        checked=today.isoformat(),
        evidence=values.get("evidence", _NEW_EVIDENCE),
        licence=values["licence"],
        review_by=values.get("review_by"),
    )
    return replace(source, **_of_file(fetched, sections, today, source.url))  # type: ignore[arg-type]


def _file(config: Config, source_id: str) -> Path:
    """Return the file of a source.

    Raises:
        SourceUnreadableError: the id could name a file anywhere else.
    """
    if remedy := bad_value("id", source_id):
        raise SourceUnreadableError(f"{source_id!r}: an id has {remedy}; give another: --id ID")
    return config.knowledge / "sources" / f"{source_id}.md"


def _validate(file: Path, config: Config, text: str) -> list[Passage]:
    """Return the passages of the text of a source.

    Raises:
        KnowledgeInvalidError: it breaks the format.
    """
    found, problems = read_source(file, config.knowledge, text)
    if problems or found is None:
        raise KnowledgeInvalidError(problems)
    return found[1]
