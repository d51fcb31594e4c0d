"""What was made live when, by what and why: the book of an index folder.

    history.jsonl    one event a line, oldest first; of the last alone it may be noted later that
                     it did not happen

A line is written before the pointer it tells of is moved, so that no generation ever answered
that is not in the book. Where the move was cut off, the last line tells of something that did not
happen: a reader sees that by the pointer, and the next event writes it down.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        if not line.strip():
            continue
        try:
            events.append(msgspec.json.decode(line, type=Event))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise IndexDamagedError(
                f"{file}:{number}: cannot be read ({error}); mend the line or take it out; no reply"
                " depends on it"
            ) from error
    last = events[-1] if events else None
    # Without a live generation the pointer is damaged, which says nothing of the last move, unless
    # that was the first.
    if last and last.name != live and (live or not last.before):
        events[-1] = msgspec.structs.replace(last, happened=False)
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


def were_live(folder: Path, live: str, names: Sequence[str]) -> list[str]:
    """Return which of the generations `names` answered once, the one that did last at the end.

    What was live before there was a book stands first, by the time it was built.
    """
    events = [event for event in read_history(folder, live) if event.happened]
    order = [*_before_the_book(events, live, names), *(event.name for event in events), live]
    last = {name: place for place, name in enumerate(order)}
    return sorted((name for name in names if name in last), key=last.__getitem__)


def way_back(folder: Path, live: str, names: Sequence[str]) -> list[str]:
    """Return the generations one can go back to, the next one at the end.

    Each step back goes to what answered before, and what was gone back from is not on the way.
    """
    events = [event for event in read_history(folder, live) if event.happened]
    way = _before_the_book(events, live, names)
    for event in events:
        if event.kind == "rollback" and event.name in way:
            del way[way.index(event.name) + 1 :]
        else:
            way = [*(name for name in way if name != event.name), event.name]
    return [name for name in way if name != live and name in names]


def _before_the_book(events: Sequence[Event], live: str, names: Sequence[str]) -> list[str]:
    oldest = events[0].before if events else live
    return [name for name in sorted(names) if name <= oldest]
