"""Generations of the index in, what came of each gold question there out; asked once, then kept.

    outcomes/NAME.REST.json    in the index folder: derived data, safe to delete

What is kept are outcomes of the project's own gold questions: checks, cards and a digest of each
reply. No person asked any of them, and no reply is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import msgspec

from index.config import Config
from index.files import write_atomically
from index.generations import Generations
from index.gold import Gold, read_gold
from index.measures import whole_text
from index.progress import Advance, Track
from index.records import Records, messages, record_all
from index.replies import Reply, ask_bot

_FOLDER = "outcomes"
_PROJECT = Path(__file__).resolve().parent.parent


class Outcomes(msgspec.Struct, frozen=True):
    """What came of every gold question in one generation.

    `replies` are digests of whole replies, by set and id.
    """

    records: Records
    replies: dict[str, str]


def outcomes_of(config: Config, names: Sequence[str], track: Track) -> list[Outcomes]:
    """Return what came of the gold questions in each generation of `names`, in their order.

    Generations not asked before are asked side by side.

    Raises:
        KnowledgeError: the gold questions cannot be read.
        EvaluationError: the bot stopped.
    """
    gold = read_gold(config.knowledge)
    generations = Generations(config.index_folder)
    rest = _digest(gold, config)
    files = {name: config.index_folder / _FOLDER / f"{name}.{rest}.json" for name in names}
    known = {name: _read(file) for name, file in files.items()}
    missing = [name for name, its in known.items() if its is None]
    if missing:
        asked = messages(gold)
        with (
            track("Asking the gold questions", len(asked) * len(missing)) as advance,
            ThreadPoolExecutor(len(missing)) as pool,
        ):
            shared = _shared(advance)
            given = pool.map(
                lambda name: ask_bot(config.file, asked, shared, name, len(missing)), missing
            )
            for name, replies in zip(missing, given, strict=True):
                known[name] = outcomes = _outcomes(gold, replies)
                _write(files[name], outcomes)
        _tidy(config, generations)
    return [its for name in names if (its := known[name]) is not None]


def _outcomes(gold: Gold, replies: Mapping[str, Reply]) -> Outcomes:
    return Outcomes(
        records=record_all(gold, replies),
        replies={key: _short(whole_text(reply).encode()) for key, reply in replies.items()},
    )


def _shared(advance: Advance) -> Track:
    """Return what shows the progress of several askers in the one bar that is open."""
    lock = Lock()

    def step(done: int) -> None:
        with lock:
            advance(done)

    @contextmanager
    def track(_words: str, _total: int) -> Iterator[Callable[[int], None]]:
        yield step

    return track


def _digest(gold: Gold, config: Config) -> str:
    """Return a digest of what else decides a reply: the questions, the settings, the program."""
    found = hashlib.sha256(msgspec.json.encode(gold))
    found.update(msgspec.json.encode([config.encoder, config.search, config.tables.get("bot")]))
    for package in ("bot", "index"):
        for file in sorted((_PROJECT / package).rglob("*.p[yo]")):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _read(file: Path) -> Outcomes | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Outcomes)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        # Asked again: it is derived.
        return None


def _write(file: Path, outcomes: Outcomes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(file, msgspec.json.encode(outcomes))


def _tidy(config: Config, generations: Generations) -> None:
    """Remove the outcomes of generations that are no longer here."""
    names = generations.names()
    for file in (config.index_folder / _FOLDER).glob("*.json"):
        if file.name.partition(".")[0] not in names:
            file.unlink(missing_ok=True)
