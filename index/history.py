"""What was made live when, by what and why: the book of an index folder.

    history.jsonl    one event a line, oldest first; only ever added to

A line is written before the pointer it tells of is moved, so that no generation ever answered
that is not in the book. Where the move was cut off, the last line tells of something that did not
happen: a reader sees that by the pointer, and the next event writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from index.errors import IndexDamagedError
from index.files import write_atomically

_FILE = "history.jsonl"

EventKind = Literal["build", "publish", "rollback"]


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One generation made live: when, how, which, instead of which, and why.

    `accepted` are the losses that went beyond the limits and were accepted for that reason.
    `happened` is false where the move was cut off before anybody was answered from it.
    """

    at: str
    kind: EventKind
    name: str
    before: str = ""
    reason: str = ""
    accepted: tuple[str, ...] = ()
    happened: bool = True


def read_history(folder: Path, live: str) -> list[Event]:
    """Return the events of an index folder, oldest first; `live` is its live generation.

    Raises:
        IndexDamagedError: a line cannot be read.
    """
    file = folder / _FILE
    if not file.exists():
        return []
    events = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            events.append(msgspec.json.decode(line, type=Event))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise IndexDamagedError(
                f"{file}:{number}: cannot be read ({error}); mend the line or take it out; no reply"
                " depends on it"
            ) from error
    if events and events[-1].name != live:
        events[-1] = msgspec.structs.replace(events[-1], happened=False)
    return events


def write_down(
    folder: Path,
    kind: EventKind,
    name: str,
    live: str,
    reason: str = "",
    accepted: Sequence[str] = (),
) -> None:
    """Add to the book that `name` is now made live instead of `live` (empty: there was none).

    To be called under the lock of the folder, before the pointer is moved.
    """
    event = Event(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        kind=kind,
        name=name,
        before=live,
        reason=" ".join(reason.split()),
        accepted=tuple(accepted),
    )
    lines = [msgspec.json.encode(its) for its in (*read_history(folder, live), event)]
    write_atomically(folder / _FILE, b"\n".join(lines) + b"\n")


def published_names(folder: Path, live: str, names: Iterable[str]) -> set[str]:
    """Return which of the generations `names` were live once; the first event may be late.

    A generation older than the first line is from before there was a book.
    """
    events = [event for event in read_history(folder, live) if event.happened]
    booked = {event.name for event in events} | {live}
    first = min(booked)
    return {name for name in names if name in booked or name < first}
