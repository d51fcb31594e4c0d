"""What commands print: JSON for programs, tables for people, in one way everywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from index.exits import KNOWLEDGE_INVALID, complain

if TYPE_CHECKING:
    from rich.console import Console

    from index.passages import Problem

# Columns of the widest table there is.
_TABLE_WIDTH = 160


def print_json(fields: Any) -> None:
    """Print one JSON object on one line."""
    sys.stdout.buffer.write(msgspec.json.encode(fields) + b"\n")


def wide_console() -> Console:
    """Return where tables go: as wide as the terminal, or wide enough for them in a file."""
    from rich.console import Console

    console = Console()
    return console if console.is_terminal else Console(width=_TABLE_WIDTH)


def complain_of_knowledge(problems: Iterable[Problem], what: str) -> int:
    """Print every problem of the knowledge; return the exit code for it."""
    count = 0
    for problem in problems:
        print(problem, file=sys.stderr)
        count += 1
    return complain(f"{count} problems; {what}", KNOWLEDGE_INVALID)
