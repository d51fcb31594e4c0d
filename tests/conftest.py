"""A small project of invented documents and the real one, both built with the real encoder."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

# Threads of several processes on few cores wait for each other far longer than they work. Set
# before the encoder is loaded, for this process and for those it starts.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from bot.config import BotSettings, bot_settings
from index import Config, Encoder, Library, Searcher, load_config, open_encoder
from index.build import BuildReport, build
from index.progress import Advance
from index.replies import Reply, read_reply

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = Path(__file__).resolve().parent / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")
    parser.addoption("--torture", action="store_true", help="all that is tried, which takes long")


@pytest.fixture(scope="session")
def torture(request: pytest.FixtureRequest) -> bool:
    """Whether to try everything there is to try, instead of some of it."""
    return bool(request.config.getoption("--torture"))


@pytest.fixture(autouse=True)
def _side_by_side(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Let tests that are marked `alone` run while no other worker runs any."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    folder = tmp_path_factory.getbasetemp().parent
    is_alone = request.node.get_closest_marker("alone") is not None
    with (folder / "turnstile").open("w") as turnstile, (folder / "room").open("w") as room:
        # Whoever wants to be alone stands in the turnstile until the room is empty.
        fcntl.flock(turnstile, fcntl.LOCK_EX)
        fcntl.flock(room, fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH)
        fcntl.flock(turnstile, fcntl.LOCK_UN)
        yield


@contextmanager
def no_bar(_words: str, _total: int) -> Iterator[Advance]:
    yield lambda _done: None


@dataclass(frozen=True)
class Project:
    """A folder with a config.toml and documents, as a maintainer has it."""

    folder: Path

    @property
    def config_file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def config(self) -> Config:
        return load_config(self.config_file)

    @property
    def settings(self) -> BotSettings:
        return bot_settings(self.config)

    @property
    def generations(self) -> Path:
        return self.config.index_folder / "generations"

    def file(self, name: str) -> Path:
        """Return a file of the knowledge, such as `answers/gp-address.md`."""
        return self.folder / "knowledge" / name

    def replace(self, name: str, old: str, new: str) -> None:
        """Change a file of the knowledge; what is to be changed must be there."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text
        self.file(name).write_text(text.replace(old, new), encoding="utf-8")

    def configure(self, old: str, new: str) -> None:
        """Change config.toml; what is to be changed must be there."""
        text = self.config_file.read_text(encoding="utf-8")
        assert old in text
        self.config_file.write_text(text.replace(old, new), encoding="utf-8")

    def build(self, encoder: Encoder, *, force: bool = False) -> BuildReport:
        return build(self.config, encoder, no_bar, force=force)

    def run(
        self, *arguments: str, stdin: bytes = b"", timeout: float = 120
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `python -m ARGUMENTS` as a user would, with this project's config.toml."""
        return subprocess.run(
            [sys.executable, "-m", *arguments, "--config", str(self.config_file)],
            cwd=REPOSITORY,
            input=stdin,
            capture_output=True,
            timeout=timeout,
            check=False,
        )


def _small_project(folder: Path) -> Project:
    shutil.copytree(DATA / "knowledge", folder / "knowledge")
    shutil.copyfile(REPOSITORY / "config.toml", folder / "config.toml")
    return Project(folder)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder of config.toml: the bundled one, real."""
    return open_encoder(load_config())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A small project of one's own, not built."""
    return _small_project(tmp_path / "project")


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Project:
    built = _small_project(tmp_path_factory.mktemp("small") / "project")
    built.build(encoder)
    return built


@pytest.fixture
def built(tmp_path: Path, _built_once: Project) -> Project:
    """A small project of one's own, built."""
    shutil.copytree(_built_once.folder, tmp_path / "project")
    return Project(tmp_path / "project")


@pytest.fixture
def library(built: Project) -> Iterator[Library]:
    """What is in the index of the small project, open."""
    opened = Library(built.config)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Project:
    """The real knowledge, built; to be read only."""
    folder = tmp_path_factory.mktemp("real") / "project"
    folder.mkdir()
    (folder / "knowledge").symlink_to(REPOSITORY / "knowledge")
    shutil.copyfile(REPOSITORY / "config.toml", folder / "config.toml")
    project = Project(folder)
    project.build(encoder)
    return project


@pytest.fixture(scope="session")
def searcher(real: Project) -> Iterator[Searcher]:
    """The index of the real knowledge, open."""
    opened = Searcher.open(real.config)
    yield opened
    opened.close()


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Give a command run in this process something to read from standard input."""

    def feed(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))

    return feed


def made_reply(**fields: Any) -> Reply:
    """Return a reply as a line of the bot would give it, an ordinary answer but for `fields`."""
    line = {
        "id": "q1",
        "outcome": "answer",
        "lang": "en",
        "card": "gp-address",
        "passages": ["practice-guide#para-9"],
        "text": "Not normally.[1]\n\nSources\n[1] Guide",
        "short": "Not normally.[1]",
        "citations": [{"n": 1, "status": "current", "title": "Guide"}],
        "suggestions": [],
        "receipt": None,
        "milliseconds": 10.0,
        "ranking": ["gp-address", "register-without-papers"],
        "scope_margin": 1.0,
        "stages": {"encode": 8.0, "search": 2.0},
        "left_out": [],
        "alarm": False,
    }
    return read_reply(msgspec.json.encode(line | fields))
