"""Sources in, what became of their addresses out: changed, moved, gone, withdrawn. Writes nothing.

Polite: one request at a time to a host, with a pause between two, conditional where the last
answer gave something to be conditional on, and under our own name.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Literal

from index.errors import SourceUnreachableError, SourceUnreadableError
from index.intake.extract import PATIENCE_SECONDS, extract
from index.intake.fetch import fetch
from index.intake.fetched import Fetched, StatusError
from index.intake.sectioning import make_sections
from index.passages import Source
from index.progress import Advance, Track
from index.proposals import host_of
from index.renewal import taken_digests

Standing = Literal["unchanged", "changed", "moved", "gone", "withdrawn", "unreachable", "unknown"]
# What a maintainer must look at, the most pressing first.
STANDINGS: tuple[Standing, ...] = (
    "withdrawn",
    "gone",
    "moved",
    "changed",
    "unreachable",
    "unknown",
    "unchanged",
)

# Between two requests to one site: what crawlers keep to where a site names nothing.
PAUSE_SECONDS = 1.0
# Answers come from many at once; they are read one after the other, for the memory it takes.
_READING = Lock()
# Hosts asked at a time; each has a connection of its own.
_HOSTS_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What became of one source's address, and the sentence that says how that was seen."""

    source: Source
    standing: Standing
    detail: str


def refresh(
    sources: Sequence[Source],
    track: Track,
    *,
    pause_seconds: float,
    patience_seconds: float = PATIENCE_SECONDS,
    allow_http: bool = False,
    allow_local: bool = False,
) -> list[Refreshed]:
    """Return what became of each source that has an address, the most pressing first."""
    by_host: dict[str, list[Source]] = {}
    for source in sources:
        if source.url:
            by_host.setdefault(host_of(source.url), []).append(source)
    with (
        track("Asking after sources", sum(map(len, by_host.values()))) as advance,
        ThreadPoolExecutor(_HOSTS_AT_A_TIME) as pool,
    ):

        def ask(its: Sequence[Source]) -> list[Refreshed]:
            return list(
                _of_host(its, advance, pause_seconds, patience_seconds, allow_http, allow_local)
            )

        found = [one for many in pool.map(ask, by_host.values()) for one in many]
    return sorted(found, key=lambda its: (STANDINGS.index(its.standing), its.source.id))


def _of_host(
    sources: Sequence[Source],
    advance: Advance,
    pause_seconds: float,
    patience_seconds: float,
    allow_http: bool,
    allow_local: bool,
) -> Iterable[Refreshed]:
    for n, source in enumerate(sources):
        if n:
            time.sleep(pause_seconds)
        try:
            fetched = fetch(
                source.url,
                # Old addresses are asked after as they stand; nothing of what comes is taken over.
                allow_http=allow_http or source.url.startswith("http:"),
                allow_local=allow_local,
                etag=source.etag or "",
                last_modified=source.last_modified or "",
            )
            found = judge(source, fetched, patience_seconds)
        except (SourceUnreachableError, SourceUnreadableError) as error:
            is_gone = isinstance(error, StatusError) and error.is_gone
            found = Refreshed(source, "gone" if is_gone else "unreachable", str(error))
        yield found
        advance(1)


def judge(
    source: Source, fetched: Fetched, patience_seconds: float = PATIENCE_SECONDS
) -> Refreshed:
    """Return what an answer says of a source: withdrawn, moved, changed or unchanged.

    A page's bytes differ from visit to visit, so of a document that was taken over its sections
    are compared. Of a digest in our own words there is only its date: changed is what says that
    it was updated after the day the digest was checked.

    Raises:
        SourceUnreadableError: what came is no document.
    """
    if fetched.is_unchanged or (source.sha256 and fetched.sha256 == source.sha256):
        return _moved(source, fetched, Refreshed(source, "unchanged", "the same as it was read"))
    with _READING:
        document = extract(fetched, patience_seconds)
    metadata = document.metadata
    if metadata.withdrawn and source.is_current:
        return Refreshed(source, "withdrawn", metadata.withdrawn)
    if source.taken:
        sections = make_sections(document.pieces, metadata.title)
        now, then = _by_address(taken_digests(sections)), _by_address(source.taken)
        differ = [key for key in {**then, **now} if then.get(key) != now.get(key)]
        if differ:
            shown = ", ".join(differ[:5]) + (" ..." if len(differ) > 5 else "")
            detail = f"{len(differ)} of {len(now)} sections: {shown}"
            return Refreshed(source, "changed", f"{detail}; run: python -m index add {source.url}")
        return _moved(source, fetched, Refreshed(source, "unchanged", "the same sections"))
    updated = metadata.updated or _day(fetched.last_modified)
    if updated > source.checked:
        return Refreshed(source, "changed", f"updated {updated}, checked {source.checked}")
    if updated:
        found = Refreshed(source, "unchanged", f"last updated {updated}")
    else:
        found = Refreshed(source, "unknown", "it answers, but names no day of its last change")
    return _moved(source, fetched, found)


def _moved(source: Source, fetched: Fetched, found: Refreshed) -> Refreshed:
    if not fetched.moved_to:
        return found
    detail = f"for good to {fetched.moved_to}; {found.detail}"
    return replace(found, standing="moved", detail=detail)


def _by_address(taken: Iterable[str]) -> dict[str, str]:
    return {address: digest for address, _, digest in (its.partition(" ") for its in taken)}


def _day(http_date: str) -> str:
    """Return the day of a date of HTTP, empty where it is none."""
    try:
        return parsedate_to_datetime(http_date).date().isoformat() if http_date else ""
    except ValueError:
        return ""
