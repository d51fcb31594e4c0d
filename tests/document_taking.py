"""Takes files over into a small project, in a process of its own, and notes what came of each."""

from __future__ import annotations

import hashlib
import os
import re
import resource
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic

from index.add import Request, add
from index.check import read_and_check
from index.config import Config, load_config
from index.errors import KnowledgeInvalidError, SourceUnreachableError, SourceUnreadableError
from index.intake.extract import PATIENCE_SECONDS
from index.knowledge import read_source

TODAY = date(2026, 11, 21)
GIVEN = {"publisher": "Northshire Practice Board", "kind": "charity"}
NAMED = {"id": "hostile-letter", "title": "Letters to the board", "published": "2024-02-03"}


@dataclass(frozen=True)
class Order:
    """A file to take over in the project of a folder, and whether it must name itself."""

    what: str
    file: Path
    folder: Path
    names_itself: bool


@dataclass(frozen=True)
class Taken:
    """What came of a file.

    `refused` is the message, or empty; `text` what was written, and `words` what readers see of
    it. `problems` are those of the file and of the whole project. `changed` names all files in the
    folder and around it that are new or not as they were, apart from the one that was written.
    """

    what: str
    name: str
    refused: str
    unforeseen: str
    text: str
    words: str
    problems: tuple[str, ...]
    changed: tuple[str, ...]
    seconds: float
    megabytes: float
    own_megabytes: float


def take(order: Order) -> Taken:
    """Return what came of taking this file over; the project is as before when it returns."""
    config = load_config(order.folder / "project" / "config.toml")
    _live_in(order.folder)
    before = _snapshot(order.folder)
    fields = GIVEN if order.names_itself else GIVEN | NAMED
    request = Request(str(order.file), fields, PATIENCE_SECONDS)
    refused = unforeseen = ""
    written: Path | None = None
    started = monotonic()
    try:
        written = add(config, request, TODAY, lambda fields, _: dict(fields)).file
    except (SourceUnreadableError, SourceUnreachableError, KnowledgeInvalidError) as error:
        refused = str(error)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is what is looked for
        unforeseen = f"{type(error).__name__}: {error}"[:300]
    seconds = monotonic() - started
    text, words, problems = _read(config, written)
    after = _snapshot(order.folder)
    if written:
        after.pop(str(written), None)
        written.unlink(missing_ok=True)
    return Taken(
        what=order.what,
        name=order.file.name,
        refused=refused,
        unforeseen=unforeseen,
        text=text,
        words=words,
        problems=problems,
        changed=tuple(sorted(name for name, _ in before.items() ^ after.items())),
        seconds=seconds,
        megabytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        own_megabytes=_own_megabytes(),
    )


def _live_in(folder: Path) -> None:
    """Have all that is written carelessly land in this folder, for this process and its own."""
    for name in ("here", "home", "temporary"):
        (folder / name).mkdir(exist_ok=True)
    os.chdir(folder / "here")
    os.environ |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "temporary")}
    tempfile.tempdir = None


def _read(config: Config, written: Path | None) -> tuple[str, str, tuple[str, ...]]:
    if written is None:
        return "", "", ()
    found, problems = read_source(written, config.knowledge)
    passages = found[1] if found else []
    words = "\n".join(f"{its.locator}: {its.heading}\n{its.text}" for its in passages)
    problems = [*problems, *read_and_check(config.knowledge)[1]]
    return written.read_text(encoding="utf-8"), words, tuple(map(str, problems))


def _snapshot(folder: Path) -> dict[str, str]:
    """Return a digest of every file of a folder, and of every folder in it."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            state = path.stat()
            # The documents are large, and are opened for reading only.
            is_small = state.st_size < 100_000
            told = f"{state.st_size} {state.st_mtime_ns}"
            data = path.read_bytes() if is_small else told.encode()
            found[str(path)] = hashlib.sha256(data).hexdigest()
        else:
            found[str(path)] = "folder or link"
    return found


def _own_megabytes() -> float:
    """Return the most that this process has held; what it was started from is not counted."""
    if sys.platform != "linux":
        return 0.0
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
