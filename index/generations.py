"""Built indexes on disk: which one is live, whether it is whole, and how a new one takes over.

    var/index/
        current                      the name of the live generation; replaced in one step
        next                         the name of a generation built to be looked at, if there is one
        history.jsonl                what was live when, and why (index/history.py)
        build.lock                   held while a build runs
        live.lock                    held for the moment in which another generation becomes live
        generations/NAME/            one built index
            manifest.json            what it is made of; the last file to be written
            knowledge.sqlite
            vectors.faiss
            learned.npz
            language.LANG.npz        for each language in which there are translations

A generation is never changed once its manifest is there. A folder without one is
what a killed build left; readers never look at it and the next build removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from index.errors import (
    BuildInProgressError,
    EncoderMismatchError,
    IndexDamagedError,
    IndexNotBuiltError,
)
from index.files import sync_folder, write_atomically

STORE_FILE = "knowledge.sqlite"
VECTORS_FILE = "vectors.faiss"
LEARNED_FILE = "learned.npz"
LANGUAGE_FILE = "language.{lang}.npz"
# What every generation has.
_FILES = (STORE_FILE, VECTORS_FILE, LEARNED_FILE)
_MANIFEST = "manifest.json"
_CURRENT = "current"
_NEXT = "next"
_BUILD = "python -m index build"

# Two files are renamed and old ones removed in that time.
_MOVE_SECONDS = 20.0

# Changes whenever the files of a generation are laid out, or learned, in another way.
LAYOUT = 11


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one generation is made of.

    `content` is a digest of the layout, the encoder and everything encoded or stored:
    two builds of the same knowledge have the same. `files` maps names to SHA-256.
    """

    name: str
    layout: int
    content: str
    built: str
    encoder: str
    encoder_fingerprint: str
    vector_size: int
    counts: dict[str, int]
    encoded: int
    seconds: float
    files: dict[str, str]

    @property
    def built_at(self) -> datetime:
        """When the build finished, with its time zone."""
        return datetime.fromisoformat(self.built)


class Generations:
    """The generations below one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._all = folder / "generations"

    def path(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self._all / name

    def live_name(self) -> str:
        """Return the name of the live generation.

        Raises:
            IndexNotBuiltError: nothing has been built yet.
            IndexDamagedError: the pointer names nothing.
        """
        name = self._named_by(_CURRENT)
        if name is None:
            raise IndexNotBuiltError(f"{self.folder}: no index has been built yet; run: {_BUILD}")
        return name

    def staged_name(self) -> str | None:
        """Return the name of the generation that was built to be looked at, if there is one."""
        try:
            name = self._named_by(_NEXT)
            # Where a publication was killed between its two steps it is live already.
            return None if name == self._named_by(_CURRENT) else name
        except IndexDamagedError:
            # It can be built again at any time; nobody is answered from it.
            return None

    def _named_by(self, pointer: str) -> str | None:
        file = self.folder / pointer
        try:
            name = file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise IndexDamagedError(
                f"{file}: cannot be read ({error}); build again: {_BUILD}"
            ) from error
        if not name or Path(name).name != name or not self.path(name).is_dir():
            raise IndexDamagedError(
                f"{file}: names no generation that is here; build again: {_BUILD}"
            )
        return name

    def manifest(self, name: str) -> Manifest:
        """Return the manifest of a generation.

        Raises:
            IndexDamagedError: it is missing or cannot be read.
        """
        file = self.path(name) / _MANIFEST
        try:
            manifest = msgspec.json.decode(file.read_bytes(), type=Manifest)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise IndexDamagedError(
                f"{file}: cannot be read ({error}); build again: {_BUILD} --force"
            ) from error
        if manifest.layout != LAYOUT:
            raise IndexDamagedError(
                f"{file}: made by another version of this program (layout {manifest.layout}, this"
                f" one reads {LAYOUT}); build again: {_BUILD}"
            )
        return manifest

    def whole(self, name: str) -> Manifest:
        """Return the manifest of a generation whose every byte is as it was built.

        Raises:
            IndexDamagedError: a file is missing, cut short or altered.
        """
        manifest = self.manifest(name)
        if not set(_FILES) <= set(manifest.files):
            raise IndexDamagedError(
                f"{self.path(name)}: the manifest does not list {', '.join(_FILES)};"
                f" build again: {_BUILD} --force"
            )
        for file_name, digest in manifest.files.items():
            file = self.path(name) / file_name
            try:
                found = _digest(file)
            except OSError as error:
                raise IndexDamagedError(
                    f"{file}: cannot be read ({error.strerror}); build again: {_BUILD} --force"
                ) from error
            if found != digest:
                raise IndexDamagedError(
                    f"{file}: is not as it was built (damaged or altered); build again:"
                    f" {_BUILD} --force"
                )
        return manifest

    def names(self) -> list[str]:
        """Return the names of all finished generations, oldest first."""
        return sorted(path.parent.name for path in self._all.glob(f"*/{_MANIFEST}"))

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to build.

        Raises:
            BuildInProgressError: another process holds it.
        """
        with self._locked("build.lock", 0):
            yield

    @contextlib.contextmanager
    def move_lock(self) -> Iterator[None]:
        """Hold the right to make another generation live; nobody holds it for long.

        Raises:
            BuildInProgressError: another process holds it longer than it should.
        """
        with self._locked("live.lock", _MOVE_SECONDS):
            # What a killed process left while it wrote; nobody else writes here now.
            for left in self.folder.glob(".*.*"):
                left.unlink(missing_ok=True)
            yield

    @contextlib.contextmanager
    def _locked(self, name: str, wait_seconds: float) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self._all.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / name)
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise BuildInProgressError(
                f"{self.folder}: another build is running; wait until it is done and try again"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def start(self, content: str) -> Path:
        """Make and return the empty folder of a new generation; sweep what killed builds left."""
        finished = set(self.names())
        for path in self._all.iterdir():
            if path.name not in finished and path.is_dir():
                shutil.rmtree(path)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{content[:8]}"
        self.path(name).mkdir()
        return self.path(name)

    def finish(self, folder: Path, manifest: Manifest) -> Manifest:
        """Write the manifest of a generation, with the digests of its files; return it."""
        files = sorted(folder.iterdir())
        for file in files:
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())
        digests = {file.name: _digest(file) for file in files}
        manifest = msgspec.structs.replace(manifest, files=digests)
        write_atomically(folder / _MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        sync_folder(self._all)
        return manifest

    def publish(self, name: str) -> None:
        """Make a finished generation the live one, in one step."""
        write_atomically(self.folder / _CURRENT, name.encode() + b"\n")

    def stage(self, name: str) -> None:
        """Make a finished generation the one to be looked at; no reader sees it unasked."""
        write_atomically(self.folder / _NEXT, name.encode() + b"\n")

    def unstage(self) -> None:
        """Have no generation to be looked at; what it was stays on disk until it is pruned."""
        (self.folder / _NEXT).unlink(missing_ok=True)

    def prune(self, keep: int, were_live: Sequence[str]) -> None:
        """Remove generations beyond `keep`, and those looked at but never published.

        Those that answered last stay; `were_live` has them in that order. The live one and the one
        to be looked at are never removed.
        """
        kept = {self.live_name(), self.staged_name()}
        once = [name for name in were_live if name not in kept]
        spared = once[max(0, len(once) - (keep - 1)) :]
        for name in self.names():
            if name in kept or name in spared:
                continue
            # Without its manifest a generation is as good as gone: first that, then the rest.
            (self.path(name) / _MANIFEST).unlink(missing_ok=True)
            shutil.rmtree(self.path(name))

    def discard(self, folder: Path) -> None:
        """Remove the folder of a generation that was not finished."""
        shutil.rmtree(folder, ignore_errors=True)


def require_encoder(manifest: Manifest, encoder: str, fingerprint: str) -> None:
    """Refuse to read a generation's vectors with another encoder than theirs.

    Raises:
        EncoderMismatchError: it was built with another encoder.
    """
    if manifest.encoder_fingerprint != fingerprint:
        raise EncoderMismatchError(
            f"the index {manifest.name} was built with the encoder {manifest.encoder!r}"
            f" ({manifest.encoder_fingerprint[:8]}), but config.toml [encoder] now gives"
            f" {encoder!r} ({fingerprint[:8]}); change it back or build again: {_BUILD}"
        )


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
