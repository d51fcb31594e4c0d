"""Whole files or none: written so that no crash leaves one half written, read or refused."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def write_atomically(file: Path, data: bytes) -> None:
    """Replace `file` by `data` in one step; a reader sees the old bytes or the new ones."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes a private file; a published one is as readable as its folder allows.
        temporary.chmod(0o644)
        os.replace(temporary, file)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the right to write files of `folder`; whoever else wants it waits. Leaves no file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_if_unchanged(file: Path, before: bytes | None, data: bytes) -> bool:
    """Replace `file` by `data` if it still holds `before` (None: is not there); return whether."""
    with locked(file.parent):
        now = file.read_bytes() if file.exists() else None
        if now != before:
            return False
        write_atomically(file, data)
        return True


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_yaml(file: Path) -> Any:
    """Return what a YAML file says, an empty mapping where there is none.

    Raises:
        ValueError: it is not YAML in UTF-8.
    """
    # Only a build reads any: answering does without the parser.
    import yaml

    if not file.exists():
        return {}
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"not YAML in UTF-8: {error}") from error
