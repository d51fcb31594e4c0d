"""One built generation, opened for reading what is in it; needs no encoder."""

from __future__ import annotations

from functools import lru_cache

from index.config import Config
from index.errors import IndexNotBuiltError
from index.generations import STORE_FILE, Generations, Manifest
from index.quotable import Quotable, quotables_of_card, quotables_of_passage
from index.store import Store

# Stands for the generation that was built to be looked at.
NEXT = "next"


class Library:
    """The sources, passages and cards of one generation; for one thread; owns its SQLite file.

    It never changes under its reader: a new generation is opened as a new Library.
    `source`, `passage`, `card` and `quotables` (the sentences of a card or passage) raise KeyError
    for what this generation does not hold. `translation` gives a card in another language and
    whether it is stale, or None; `glosses` what English names mean there.
    """

    def __init__(self, config: Config, name: str | None = None) -> None:
        """Open generation `name`, or the live one.

        Raises:
            IndexNotBuiltError, IndexDamagedError.
        """
        generations = Generations(config.index_folder)
        self.manifest: Manifest = generations.whole(name or generations.live_name())
        self.folder = generations.path(self.manifest.name)
        self.store = Store(self.folder / STORE_FILE)
        # Bounded by what a generation holds; a bot that runs for weeks reads each of them once.
        self.source = lru_cache(maxsize=None)(self.store.source)
        self.passage = lru_cache(maxsize=None)(self.store.passage)
        self.card = lru_cache(maxsize=None)(self.store.card)
        self.quotables = lru_cache(maxsize=None)(self._quotables)
        self.units = lru_cache(maxsize=None)(self.store.units)
        self.translation = lru_cache(maxsize=None)(self.store.translation)
        self.glosses = lru_cache(maxsize=None)(self.store.glosses)

    def _quotables(self, unit: str) -> tuple[Quotable, ...]:
        """Return the sentences of a card or passage in their order."""
        if "#" in unit:
            return quotables_of_passage(self.passage(unit))
        return quotables_of_card(self.card(unit))

    @property
    def content(self) -> str:
        """The digest of everything in this generation."""
        return self.manifest.content

    def close(self) -> None:
        """Give the files back."""
        self.store.close()


def kept_generations(config: Config) -> list[str]:
    """Return the names of the finished generations on disk, newest first."""
    return Generations(config.index_folder).names()[::-1]


def live_generation(config: Config) -> str:
    """Return the name of the live generation; quick enough to be asked before every answer.

    Raises:
        IndexNotBuiltError, IndexDamagedError.
    """
    return Generations(config.index_folder).live_name()


def generation_named(config: Config, name: str) -> str:
    """Return the name of a generation on disk; `next` is the one that was built to be looked at.

    Raises:
        IndexNotBuiltError: there is no such generation.
    """
    generations = Generations(config.index_folder)
    if name == NEXT:
        staged = generations.staged_name()
        if staged is None:
            raise IndexNotBuiltError(
                "no generation is waiting to be looked at; run: python -m index build --dry-run"
            )
        return staged
    names = generations.names()
    if name not in names:
        raise IndexNotBuiltError(
            f"{name!r}: no such generation; there are: {', '.join([NEXT, *names[::-1]])}"
        )
    return name
