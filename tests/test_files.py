"""A file is replaced whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import REPOSITORY

from index.files import sync_folder, write_atomically

OLD = b"old"
NEW = b"new" * 500_000

WRITE_UNTIL_KILLED = """
import resource, signal, sys
from pathlib import Path
from index.files import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
write_atomically(Path(sys.argv[1]), b"new" * 500_000)
"""


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Make the system refuse to write more, as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def open_in(folder: Path) -> list[str]:
    """Return the files of a folder, and the folder itself, that this process has open."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(descriptor.readlink()))
    return [name for name in found if name.startswith(str(folder))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "folder" / "current"
    file.parent.mkdir()
    file.write_bytes(OLD)
    return file


def test_new_bytes_take_the_place_of_the_old(file: Path) -> None:
    write_atomically(file, NEW)
    assert file.read_bytes() == NEW
    assert names(file.parent) == [file.name]


def test_file_that_was_not_there_is_made(file: Path) -> None:
    write_atomically(file.with_name("other"), b"\x00\r\n\xff")
    assert file.with_name("other").read_bytes() == b"\x00\r\n\xff"
    assert file.read_bytes() == OLD


def test_empty_file_can_be_written(file: Path) -> None:
    write_atomically(file, b"")
    assert file.read_bytes() == b""


def test_others_may_read_what_was_written(file: Path) -> None:
    write_atomically(file, NEW)
    assert file.stat().st_mode & 0o777 == 0o644


def test_whoever_has_the_old_file_open_keeps_it(file: Path) -> None:
    with file.open("rb") as reader:
        write_atomically(file, NEW)
        assert reader.read() == OLD


def test_reader_never_sees_half_a_file(file: Path) -> None:
    other = b"old" * 500_000
    seen = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(file.read_bytes())

    write_atomically(file, other)
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for turn in range(40):
            write_atomically(file, other if turn % 2 else NEW)
    finally:
        done.set()
        reader.join()
    assert seen <= {NEW, other}
    assert seen


def test_full_disk_leaves_the_old_file_and_no_rest(file: Path) -> None:
    with no_file_larger_than(100_000), pytest.raises(OSError, match="too large"):
        write_atomically(file, NEW)
    assert file.read_bytes() == OLD
    assert names(file.parent) == [file.name]


def test_death_in_the_middle_leaves_the_old_file(file: Path) -> None:
    died = subprocess.run(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, str(file)],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGXFSZ
    assert file.read_bytes() == OLD


def test_folder_in_the_way_is_refused_and_nothing_is_left_behind(file: Path) -> None:
    folder = file.with_name("taken")
    folder.mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(folder, NEW)
    assert names(file.parent) == [file.name, "taken"]


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "nowhere" / "file", NEW)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "nowhere")


def test_no_descriptor_stays_open(file: Path) -> None:
    write_atomically(file, NEW)
    sync_folder(file.parent)
    with no_file_larger_than(100_000), pytest.raises(OSError, match="too large"):
        write_atomically(file, NEW)
    assert open_in(file.parent) == []
    with file.open("rb"):
        assert open_in(file.parent) == [str(file)]
