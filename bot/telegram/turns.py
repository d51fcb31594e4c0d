"""Updates in, each handled once, those of one person in their order, everybody in turn.

People are answered side by side; what one person sends in one chat is answered one after the
other, so that nobody waits for somebody who sends very much. She is told so, once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# How many updates may be under way at once; behind them they wait in the order they came in.
_MOST_AT_ONCE = 2048
# Telegram gives an update again when it did not hear that we have it: within minutes.
_REMEMBERED_UPDATES = 20_000
# Somebody whose messages fill this part of what may wait is told to wait.
_TOLD_FROM = 5

# A chat, and the person in it.
Lane = tuple[int, int]


@dataclass(slots=True)
class _Lane:
    """What one person sends in one chat."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    told: bool = False


class Turns(BaseUpdateProcessor):
    """Decides when an update is handled, and whether.

    Of one person in one chat `most_waiting` updates may wait; more are dropped. From a fifth of
    that on `on_flood` is called, once until nothing waits any more. `saw` is told chat and number
    of each new message.
    """

    def __init__(
        self,
        most_waiting: int,
        on_flood: Callable[[Update], Coroutine[Any, Any, None]],
        saw: Callable[[int, int], None],
    ) -> None:
        super().__init__(_MOST_AT_ONCE)
        self._most_waiting = most_waiting
        self._on_flood = on_flood
        self._saw = saw
        self._lanes: dict[Lane, _Lane] = {}
        self._known: set[int] = set()
        self._order: deque[int] = deque()
        # The loop itself may forget tasks that nobody waits for.
        self._telling: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when its turn comes, or drop it."""
        if not isinstance(update, Update) or self._is_known(update.update_id):
            _drop(coroutine)
            return
        if update.inline_query:
            # One with every letter that is typed; the handler sees to it that only the last counts.
            await coroutine
            return
        if update.message:
            self._saw(update.message.chat.id, update.message.message_id)
        lane = self._lane(update)
        lane.waiting += 1
        try:
            if lane.waiting > self._most_waiting / _TOLD_FROM and not lane.told:
                lane.told = True
                self._tell(update)
            if lane.waiting > self._most_waiting:
                _drop(coroutine)
                return
            async with lane.lock:
                await coroutine
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                self._lanes.pop(_key(update), None)

    def _tell(self, update: Update) -> None:
        """Have somebody told to wait, while her message keeps its place."""
        task = asyncio.ensure_future(self._on_flood(update))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _is_known(self, update_id: int) -> bool:
        """Return whether an update came before; from now on it is known."""
        if update_id in self._known:
            return True
        self._known.add(update_id)
        self._order.append(update_id)
        if len(self._order) > _REMEMBERED_UPDATES:
            self._known.discard(self._order.popleft())
        return False

    def _lane(self, update: Update) -> _Lane:
        """Return the lane of an update; it is there as long as anything waits in it."""
        return self._lanes.setdefault(_key(update), _Lane())


def _key(update: Update) -> Lane:
    chat, person = update.effective_chat, update.effective_user
    return (chat.id if chat else 0, person.id if person else 0)


def _drop(coroutine: Awaitable[Any]) -> None:
    if isinstance(coroutine, Coroutine):
        coroutine.close()
