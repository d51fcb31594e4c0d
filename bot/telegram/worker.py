"""The one thread that owns the index: jobs in, what they return out, a new generation in between.

Encoding and searching take milliseconds of work and a SQLite connection is for the thread
that opened it, so neither ever happens on the event loop. Encoding, two thirds of it, needs no
index: it has a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from bot.ask import Steps
from index import (
    Config,
    Encoder,
    KnowledgeError,
    Library,
    Manifest,
    Searcher,
    Vectors,
    live_generation,
)

T = TypeVar("T")
# About as many jobs as are done in half a second.
_BUSY_FROM = 12
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


@dataclass(slots=True)
class _Run(Generic[T]):
    """Steps under way, with the generation they began with.

    `text` is to be encoded next; None where `result` is there, or nothing ever will be.
    """

    searcher: Searcher
    steps: Steps[T]
    text: str | None = None
    result: list[T] = field(default_factory=list)


class Worker:
    """The index, open in its own thread; jobs wait their turn, at most so many.

    A job is a function of the index. One that takes steps has each text that they give encoded
    in another thread, while the index serves others.
    """

    def __init__(self, config: Config, most_waiting: int) -> None:
        self._config = config
        self._index = Thread("index")
        self._encoding = Thread("encoding")
        self._places = asyncio.Semaphore(most_waiting)
        self._waiting = 0
        self._searcher: Searcher | None = None
        # How many jobs are under way with each generation: it is closed after the last of them.
        self._users: Counter[Searcher] = Counter()
        self._refused = ""

    @property
    def is_busy(self) -> bool:
        """Whether so many jobs wait that everything beside answering should be left."""
        return self._waiting > _BUSY_FROM

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
        return self._open_one().library.manifest

    async def open(self) -> None:
        """Open the live generation.

        Raises:
            EncoderUnavailableError, IndexNotBuiltError, IndexDamagedError, EncoderMismatchError.
        """
        await self._index.run(self._open)

    async def run(self, job: Callable[[Searcher], T]) -> T:
        """Return what `job` returns, when its turn comes."""
        async with self._place():
            return await self._index.run(lambda: job(self._live()))

    async def follow(self, job: Callable[[Searcher], Steps[T]]) -> T:
        """Return what the steps of `job` return in the end, each when its turn comes."""
        async with self._place():
            run = await self._index.run(lambda: self._begin(job))
            while (text := run.text) is not None:
                encode = partial(run.searcher.encoder.encode_queries, [text])
                try:
                    vector = await self._encoding.run(encode)
                except BaseException:
                    await self._index.run(partial(self._end, run))
                    raise
                await self._index.run(partial(self._go_on, run, vector))
            return run.result[0]

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        self._waiting += 1
        try:
            async with self._places:
                yield
        finally:
            self._waiting -= 1

    async def take_over(self) -> None:
        """Open a new generation if there is one, so that the next person need not wait for it."""
        await self._index.run(self._take_over)

    async def close(self) -> None:
        """Let what has begun end, then give the files back."""
        await self._index.run(self._close)
        self._index.close()
        self._encoding.close()

    def _begin(self, job: Callable[[Searcher], Steps[T]]) -> _Run[T]:
        searcher = self._live()
        run = _Run(searcher, job(searcher))
        self._users[searcher] += 1
        self._go_on(run, None)
        return run

    def _go_on(self, run: _Run[T], vector: Vectors | None) -> None:
        """Take the next step of a run, up to the next text to be encoded or to its end."""
        try:
            run.text = next(run.steps) if vector is None else run.steps.send(vector)
        except StopIteration as done:
            run.result.append(done.value)
            self._end(run)
        except BaseException:
            self._end(run)
            raise

    def _end(self, run: _Run[T]) -> None:
        """Note that a run is over; the last one with an old generation closes that."""
        run.text = None
        searcher = run.searcher
        self._users[searcher] -= 1
        if not self._users[searcher]:
            del self._users[searcher]
            if searcher is not self._searcher:
                searcher.close()

    def _live(self) -> Searcher:
        """Return the live generation, opened now if it is a new one."""
        self._take_over()
        return self._open_one()

    def _open(self) -> None:
        self._searcher = Searcher.open(self._config)

    def _open_one(self) -> Searcher:
        if self._searcher is None:
            raise RuntimeError("the index is not open")
        return self._searcher

    def _take_over(self) -> None:
        """Change to the live generation; one that cannot be opened leaves the old one in place."""
        old = self._open_one()
        # Where it cannot be told which one is live, that which is open goes on.
        with suppress(KnowledgeError, OSError):
            live = live_generation(self._config)
            if live in {self.generation, self._refused}:
                return
            try:
                new = self._opened(live, old.encoder)
            except KnowledgeError as error:
                self._refused = live
                _LOGGER.error(
                    "The new generation %s cannot be opened (%s); %s goes on answering.",
                    live,
                    type(error).__name__,
                    self.generation,
                )
                return
            self._searcher = new
            if not self._users[old]:
                old.close()
            _LOGGER.info("Generation %s has taken over.", live)

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
