"""Each update is handled once, one person's in their order, and nobody waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Update

from bot.telegram.turns import Turns

ADA, BEN = 7_000_000_001, 7_000_000_002
GROUP = -1_000_000_000_777
# A fifth of it is two.
MOST = 10

OnFlood = Callable[[Update], Coroutine[Any, Any, None]]


def a_message(update_id: int, person: int = ADA, chat: int | None = None, **of: Any) -> Update:
    """Return a message with the number of its update; `of` are other fields of the update."""
    where = {"id": person, "type": "private"} if chat is None else {"id": chat, "type": "group"}
    who = {"id": person, "is_bot": False, "first_name": "Somebody"}
    fields = {"message_id": update_id, "date": 0, "chat": where, "from": who, "text": "Hello"}
    return _update(update_id, of or {"message": fields})


def a_tap(update_id: int, person: int = ADA) -> Update:
    who = {"id": person, "is_bot": False, "first_name": "Somebody"}
    under = {"message_id": 5, "date": 0, "chat": {"id": person, "type": "private"}}
    query = {"id": "1", "from": who, "chat_instance": "1", "data": "x", "message": under}
    return _update(update_id, {"callback_query": query})


def an_inline_query(update_id: int, person: int = ADA) -> Update:
    who = {"id": person, "is_bot": False, "first_name": "Somebody"}
    query = {"id": str(update_id), "from": who, "query": "addr", "offset": ""}
    return _update(update_id, {"inline_query": query})


def _update(update_id: int, fields: dict[str, Any]) -> Update:
    update = Update.de_json({"update_id": update_id} | fields, None)
    assert update is not None
    return update


class Scene:
    """Updates that are handled for as long as `open` is not set for them."""

    def __init__(self, on_flood: OnFlood | None) -> None:
        self.turns = Turns(MOST, on_flood or self._flooded, self._saw)
        self.begun: list[int] = []
        self.done: list[int] = []
        self.told: list[int] = []
        self.seen: list[tuple[int, int]] = []
        self.is_open = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def _flooded(self, update: Update) -> None:
        self.told.append(update.update_id)

    def _saw(self, chat_id: int, message_id: int) -> None:
        self.seen.append((chat_id, message_id))

    async def _handle(self, update_id: int) -> None:
        self.begun.append(update_id)
        await self.is_open.wait()
        self.done.append(update_id)

    async def comes(self, *updates: Update, handled: Callable[[int], Any] | None = None) -> None:
        """Let updates come one after the other; each is handled as far as it can be."""
        for update in updates:
            work = (handled or self._handle)(update.update_id)
            coming = self.turns.process_update(update, work)
            self._tasks.append(asyncio.create_task(coming))
        for _ in range(10):
            await asyncio.sleep(0)

    async def ends(self) -> None:
        """Let everything be handled."""
        self.is_open.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()


@asynccontextmanager
async def handling(on_flood: OnFlood | None = None) -> AsyncIterator[Scene]:
    scene = Scene(on_flood)
    async with scene.turns:
        yield scene
        await scene.ends()


def run(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(scene, 120))


def test_update_that_comes_twice_is_handled_once() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1), a_message(1))
            await its.ends()
            # Telegram may say it again long after it was handled.
            await its.comes(a_message(2), a_message(1))
            await its.ends()
            assert its.done == [1, 2]

    run(scene())


@pytest.mark.parametrize("again", [a_tap, an_inline_query], ids=["tap", "inline query"])
def test_query_that_comes_twice_is_handled_once(again: Callable[[int], Update]) -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(again(1), again(1))
            await its.ends()
            assert its.done == [1]

    run(scene())


def test_ten_thousand_updates_later_one_is_still_known() -> None:
    async def scene() -> None:
        async with handling() as its:
            its.is_open.set()
            for number in range(10_000):
                await its.turns.process_update(an_inline_query(number), its._handle(number))
            await its.comes(an_inline_query(0))
            assert len(its.done) == 10_000

    run(scene())


def test_what_one_person_sends_is_handled_one_after_the_other_in_its_order() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(3), a_tap(1), a_message(2))
            assert (its.begun, its.done) == ([3], [])
            await its.ends()
            assert (its.begun, its.done) == ([3, 1, 2], [3, 1, 2])

    run(scene())


def test_nobody_waits_for_another_person() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1, ADA), a_message(2, ADA), a_message(3, BEN))
            assert its.begun == [1, 3]

    run(scene())


def test_people_in_one_group_do_not_wait_for_each_other() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1, ADA, GROUP), a_message(2, BEN, GROUP))
            assert its.begun == [1, 2]

    run(scene())


def test_what_a_person_asks_in_a_group_does_not_wait_for_her_private_chat() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1, ADA), a_message(2, ADA, GROUP))
            assert its.begun == [1, 2]

    run(scene())


def test_inline_query_waits_for_nothing() -> None:
    """There is one with every letter; the handler sees to it that only the last counts."""

    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1), *(an_inline_query(n) for n in range(2, 30)))
            assert its.begun == list(range(1, 30))
            assert its.told == []

    run(scene())


def test_somebody_who_sends_very_much_is_told_once() -> None:
    async def scene() -> None:
        async with handling() as its:
            # A fifth of what may wait is no flood yet.
            await its.comes(*(a_message(n) for n in range(1, 3)))
            assert its.told == []
            await its.comes(*(a_message(n) for n in range(3, 30)))
            assert its.told == [3]
            await its.ends()
            # Once nothing waits any more, another flood is another matter.
            its.is_open.clear()
            await its.comes(*(a_message(n) for n in range(30, 40)))
            assert its.told == [3, 32]

    run(scene())


def test_flood_of_one_is_told_to_nobody_else() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(*(a_message(n, ADA) for n in range(20)), a_message(20, BEN))
            assert its.told == [2]
            assert its.begun == [0, 20]

    run(scene())


def test_as_many_of_one_person_wait_as_may_and_no_more() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(*(a_message(n) for n in range(MOST + 5)))
            await its.ends()
            assert sorted(its.done) == list(range(MOST))

    run(scene())


def test_message_at_which_a_flood_begins_keeps_its_place() -> None:
    """She is told so by a message of its own, which takes a while to arrive."""

    async def scene() -> None:
        told = asyncio.Event()

        async def slowly(update: Update) -> None:
            await told.wait()

        async with handling(slowly) as its:
            await its.comes(*(a_message(n) for n in range(6)))
            told.set()
            await its.ends()
            assert its.done == list(range(6))

    run(scene())


def test_message_is_handled_though_its_sender_could_not_be_told_of_her_flood() -> None:
    async def scene() -> None:
        async def fails(update: Update) -> None:
            raise RuntimeError

        async with handling(fails) as its:
            await its.comes(*(a_message(n) for n in range(6)))
            await its.ends()
            assert sorted(its.done) == list(range(6))

    run(scene())


def test_next_message_is_handled_after_one_that_failed() -> None:
    async def scene() -> None:
        async with handling() as its:

            async def fails(update_id: int) -> None:
                raise RuntimeError

            await its.comes(a_message(1), handled=fails)
            await its.comes(a_message(2))
            await its.ends()
            assert its.done == [2]

    run(scene())


def test_numbers_are_told_of_messages_that_people_write() -> None:
    """Not of that under a button: it is an old one, or one that is lost."""

    async def scene() -> None:
        async with handling() as its:
            await its.comes(a_message(1), a_message(2, ADA, GROUP), a_tap(3), an_inline_query(4))
            assert its.seen == [(ADA, 1), (GROUP, 2)]

    run(scene())


def test_nothing_is_kept_of_who_has_been_answered() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(*(a_message(n, ADA + n) for n in range(50)))
            assert len(its.turns._lanes) == 50
            await its.ends()
            assert its.turns._lanes == {}

    run(scene())


def test_no_more_is_handled_at_once_than_a_computer_bears() -> None:
    async def scene() -> None:
        async with handling() as its:
            await its.comes(*(a_message(n, ADA + n) for n in range(3000)))
            assert 1000 < len(its.begun) < 3000
            await its.ends()
            assert sorted(its.done) == list(range(3000))

    run(scene())


def test_update_is_dropped_that_is_none() -> None:
    async def scene() -> None:
        async with handling() as its:
            work = its._handle(1)
            await its.turns.process_update("no update", work)
            await its.ends()
            assert its.done == []

    run(scene())
