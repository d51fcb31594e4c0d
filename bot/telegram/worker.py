"""The one thread that owns the index: jobs in, what they return out, a new generation in between.

Encoding and searching take milliseconds of work and a SQLite connection is for the thread
that opened it, so neither ever happens on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from index import Config, Encoder, KnowledgeError, Library, Manifest, Searcher, live_generation

T = TypeVar("T")
_LOGGER = logging.getLogger(__name__)


class Thread:
    """One thread: what runs in it has files that no other thread may touch."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def run(self, act: Callable[[], T]) -> T:
        """Return what `act` returns, run in this thread when its turn comes."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)

    def close(self) -> None:
        """Let what has begun end."""
        self._thread.shutdown()


class Worker:
    """The index, open in its own thread; jobs wait their turn, at most so many."""

    def __init__(self, config: Config, most_waiting: int) -> None:
        self._config = config
        self._thread = Thread("index")
        self._places = asyncio.Semaphore(most_waiting)
        self._searcher: Searcher | None = None
        self._refused = ""

    @property
    def is_full(self) -> bool:
        """Whether the next job has to wait for a place."""
        return self._places.locked()

    @property
    def generation(self) -> str:
        """The name of the generation that answers; empty before it is open."""
        return self._searcher.library.manifest.name if self._searcher else ""

    @property
    def manifest(self) -> Manifest:
        """What the generation that answers is made of."""
        if self._searcher is None:
            raise RuntimeError("the index is not open")
        return self._searcher.library.manifest

    async def open(self) -> None:
        """Open the live generation.

        Raises:
            EncoderUnavailableError, IndexNotBuiltError, IndexDamagedError, EncoderMismatchError.
        """
        await self._thread.run(self._open)

    async def run(self, job: Callable[[Searcher], T]) -> T:
        """Return what `job` returns, run in the thread of the index when its turn comes."""
        async with self._places:
            return await self._thread.run(lambda: self._do(job))

    async def take_over(self) -> None:
        """Open a new generation if there is one, so that the next person need not wait for it."""
        await self._thread.run(self._take_over)

    async def close(self) -> None:
        """Let what has begun end, then give the files back."""
        await self._thread.run(self._close)
        self._thread.close()

    def _open(self) -> None:
        self._searcher = Searcher.open(self._config)

    def _do(self, job: Callable[[Searcher], T]) -> T:
        self._take_over()
        if self._searcher is None:
            raise RuntimeError("the index is not open")
        return job(self._searcher)

    def _take_over(self) -> None:
        """Change to the live generation; one that cannot be opened leaves the old one in place."""
        if self._searcher is None:
            return
        with suppress(KnowledgeError):
            live = live_generation(self._config)
            if live in {self.generation, self._refused}:
                return
            try:
                new = self._opened(live, self._searcher.encoder)
            except KnowledgeError as error:
                self._refused = live
                _LOGGER.error(
                    "The new generation %s cannot be opened (%s); %s goes on answering.",
                    live,
                    type(error).__name__,
                    self.generation,
                )
                return
            old, self._searcher = self._searcher, new
            old.close()
            _LOGGER.warning("Generation %s has taken over.", live)

    def _opened(self, name: str, encoder: Encoder) -> Searcher:
        library = Library(self._config, name)
        try:
            return Searcher(self._config, encoder, library)
        except KnowledgeError:
            library.close()
            raise

    def _close(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
