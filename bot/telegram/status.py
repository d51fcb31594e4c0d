"""Requests from this machine in, whether the bot is well and its counts out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram.counts import Counts
from index import ConfigError

_HOST = "127.0.0.1"


class _Health(RequestHandler):
    def initialize(self, is_well: Callable[[], bool], generation: Callable[[], str]) -> None:
        self._is_well = is_well
        self._generation = generation

    def get(self) -> None:
        well = self._is_well()
        self.set_status(200 if well else 503)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"ok": well, "generation": self._generation()}))


class _Metrics(RequestHandler):
    def initialize(self, counts: Counts) -> None:
        self._counts = counts

    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.finish(self._counts.text())


class Status:
    """`/healthz` and `/metrics` on a port of this machine only."""

    def __init__(
        self, counts: Counts, is_well: Callable[[], bool], generation: Callable[[], str]
    ) -> None:
        health = {"is_well": is_well, "generation": generation}
        routes = [("/healthz", _Health, health), ("/metrics", _Metrics, {"counts": counts})]
        self._server = HTTPServer(Application(routes, log_function=lambda _: None))  # type: ignore[arg-type]

    def open(self, port: int) -> None:
        """Listen on `port`.

        Raises:
            ConfigError: something else has it.
        """
        try:
            self._server.listen(port, _HOST)
        except OSError as error:
            raise ConfigError(
                f"config.toml: [bot.telegram] status_port = {port} cannot be opened"
                f" ({error.strerror}); take another, or 0 for none"
            ) from error

    async def close(self) -> None:
        """Stop listening."""
        self._server.stop()
        await self._server.close_all_connections()


class Heartbeat:
    """Whether the event loop still turns: told by `beat`, asked by `is_recent`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last = time.monotonic()

    async def beat(self) -> None:
        """Note that the loop turns."""
        await asyncio.sleep(0)
        self._last = time.monotonic()

    def is_recent(self) -> bool:
        """Return whether it turned lately."""
        return time.monotonic() - self._last <= self._seconds
