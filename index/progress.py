"""Long work in, a bar with an estimate on standard error out; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

# Told how many more steps are done.
Advance = Callable[[int], None]
# Opens a bar: its words and how many steps it has.
Track = Callable[[str, int], AbstractContextManager[Advance]]


@contextmanager
def track(words: str, total: int) -> Iterator[Advance]:
    """Show a progress bar of `total` steps; give what to call after some of them."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(file=sys.stderr)
    if not console.is_terminal:
        amount = f" {total:,}" if total > 1 else ""
        print(f"{words}{amount} ...", file=sys.stderr, flush=True)  # noqa: T201 - progress
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.advance(task, done)
