"""A folder in, one event for each burst of changes to what an index is made of out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch as changes_in

# Milliseconds: somebody who saves all the time sees a result all the same; how soon the first
# event comes.
_LONGEST_BURST = 60_000
_TIMEOUT = 500
_SUFFIXES = (".md", ".yaml", ".jsonl")


def watch(folder: Path, debounce_seconds: float) -> Iterator[None]:
    """Give an event at once, then one whenever files changed and then stayed as they are for long.

    What changes while an event is worked on is not missed. Only files that an index is made of
    count; editors keep others beside them. Ends when interrupted.
    """
    is_first = True
    for changes in changes_in(
        folder,
        watch_filter=lambda _, path: _matters(Path(path)),
        debounce=_LONGEST_BURST,
        step=max(50, int(debounce_seconds * 1000)),
        # The watch is on before the first event is given.
        yield_on_timeout=True,
        rust_timeout=_TIMEOUT,
        raise_interrupt=False,
    ):
        if changes or is_first:
            yield None
        is_first = False


def _matters(file: Path) -> bool:
    return file.suffix in _SUFFIXES and not file.name.startswith((".", "~", "#"))
