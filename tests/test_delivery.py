"""What the bot sends is in its chat once, whatever goes wrong between it and Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import telegram
import telegram_rules as rules
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from telegram_server import FAULT_KINDS, Fault, Group, Message, Person, TelegramServer

from bot.telegram import delivery
from bot.telegram.delivery import Delivery
from bot.telegram.incoming import as_asked
from bot.telegram.outgoing import edit, reply, show_typing
from bot.views import plain_message

# Telegram's limits are by the clock.
pytestmark = pytest.mark.alone

# The program waits ten seconds.
READ_SECONDS = 0.3
SEND = {"sendMessage"}


@pytest.fixture(autouse=True)
def _short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait long; what is shown here does not depend on how long."""
    monkeypatch.setattr(delivery, "_FIRST_PAUSE", 0.05)
    # The library warns of how it gives times until this is set.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def server() -> Iterator[TelegramServer]:
    with TelegramServer(api=rules.api_description()) as server:
        yield server
    assert server.violations == []


@pytest.fixture
def ada(server: TelegramServer) -> Person:
    return server.person("Ada")


@dataclass(frozen=True)
class Sending:
    """The bot as the program has it: every call goes through a Delivery."""

    bot: ExtBot[int]
    delivery: Delivery

    def hears(self, *messages: Message) -> None:
        """Note messages that Telegram has told of, as Turns does."""
        for message in messages:
            self.delivery.saw(message["chat"]["id"], message["message_id"])

    async def replies(self, message: Message, text: str, *, heard: bool = True) -> int | None:
        """Reply to a message, or to a button under one; return the number of the reply."""
        if heard:
            self.hears(message)
        asked = as_asked(telegram.Message.de_json(message, self.bot))
        assert asked is not None
        return await reply(self.bot, asked, plain_message(text))

    async def replies_all(self, messages: Sequence[Message], text: str = "") -> list[int | None]:
        """Reply to messages side by side, each with its own words and `text`."""
        self.hears(*messages)
        answers = (self.replies(its, f"{its['text']}{text}") for its in messages)
        return list(await asyncio.gather(*answers))


@asynccontextmanager
async def sending(server: TelegramServer) -> AsyncIterator[Sending]:
    carrier = Delivery()
    request = HTTPXRequest(connection_pool_size=64, read_timeout=READ_SECONDS)
    bot = ExtBot(server.token, base_url=f"{server.url}/bot", request=request, rate_limiter=carrier)
    async with bot:
        yield Sending(bot, carrier)


def run(scene: Coroutine[Any, Any, None]) -> None:
    # Only so that a scene that never ends fails.
    asyncio.run(asyncio.wait_for(scene, 120))


def texts_in(server: TelegramServer, chat: Person | Group) -> list[str]:
    return [message["text"] for message in server.replies(chat)]


def calls_of(server: TelegramServer, method: str) -> list[int | None]:
    return [call.status for call in server.calls if call.method == method]


# --- One call -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_message_is_there_once(server: TelegramServer, ada: Person, kind: str) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            server.faults = [Fault(kind, SEND, times=1)]
            number = await its.replies(ada.writes("Hello"), "Yes.")
            assert [(m["message_id"], m["text"]) for m in server.replies(ada)] == [(number, "Yes.")]
            assert (its.delivery.pending, its.delivery.repeated) == (0, 1)

    run(scene())


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_edit_deletion_and_answers_have_their_effect(
    server: TelegramServer, ada: Person, kind: str
) -> None:
    """Also where Telegram says of the second call that there is nothing to be done any more."""
    methods = ("editMessageText", "deleteMessage", "answerCallbackQuery", "answerInlineQuery")

    async def scene() -> None:
        async with sending(server) as its:
            hello = ada.writes("Hello")
            await its.replies(hello, "Wait.")
            [shown] = server.replies(ada)
            tap, query = ada.taps_data(shown, "x"), ada.asks_inline("address")
            server.faults = [Fault(kind, {method}, times=1) for method in methods]
            done = await asyncio.gather(
                edit(its.bot, ada.id, shown["message_id"], plain_message("Yes.")),
                its.bot.delete_message(ada.id, hello["message_id"]),
                its.bot.answer_callback_query(tap),
                its.bot.answer_inline_query(query, []),
                return_exceptions=True,
            )
            assert list(map(_said, done[:2])) == [True, True]
            # The program does not mind that a query was too old.
            too_late = "Query is too old and response timeout expired or query id is invalid"
            assert {_said(its) for its in done[2:]} <= {True, too_late}
            assert [m["text"] for m in ada.messages.values()] == ["Yes."]
            assert list(server.answered_callbacks) == [tap]
            assert list(server.answered_inline) == [query]

    run(scene())


@pytest.mark.parametrize("kind", ["drop", "server_error"])
def test_deletion_that_telegram_refuses_is_no_success_after_a_failure(
    server: TelegramServer, ada: Person, kind: str
) -> None:
    """She would be told that what she wrote is gone, and it is not."""

    async def scene() -> None:
        async with sending(server) as its:
            hello = ada.writes("My name is Ada")
            # Telegram lets a message be deleted for two days.
            server.make_older(hello, hours=49)
            server.faults = [Fault(kind, {"deleteMessage"}, times=1)]
            with pytest.raises(BadRequest, match="can't be deleted"):
                await its.bot.delete_message(ada.id, hello["message_id"])
            assert [m["text"] for m in ada.messages.values()] == ["My name is Ada"]

    run(scene())


def _said(result: object) -> object:
    """Return what a call gave, or what its error says."""
    return str(result) if isinstance(result, BaseException) else result


def test_typing_is_shown_once_or_not_at_all(server: TelegramServer, ada: Person) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            message = telegram.Message.de_json(ada.writes("Hello"), its.bot)
            asked = as_asked(message)
            assert asked is not None
            server.faults = [Fault("server_error", {"sendChatAction"})]
            await show_typing(its.bot, asked)
            assert len(calls_of(server, "sendChatAction")) == 1

    run(scene())


def test_refusal_is_final(server: TelegramServer, ada: Person) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            hello = ada.writes("Hello")
            ada.blocks()
            with pytest.raises(Forbidden):
                await its.bot.send_message(ada.id, "Yes.")
            assert await its.replies(hello, "Yes.") is None
            with pytest.raises(BadRequest, match="Chat not found"):
                await its.bot.send_message(ada.id + 1, "Yes.")
            assert calls_of(server, "sendMessage") == [403, 403, 400]

    run(scene())


def test_no_more_is_sent_to_a_chat_than_telegram_takes(server: TelegramServer, ada: Person) -> None:
    """The server refuses the sixth message within a second, and that is a violation."""

    async def scene() -> None:
        async with sending(server) as its:
            await its.replies_all([ada.writes(f"{n}") for n in range(6)])
            assert sorted(texts_in(server, ada)) == [str(n) for n in range(6)]

    run(scene())


def test_no_more_is_sent_over_all_than_telegram_takes(server: TelegramServer) -> None:
    """The server refuses the thirty-first message within a second, and that is a violation."""

    async def scene() -> None:
        async with sending(server) as its:
            people = [server.person(f"{n}") for n in range(60)]
            await its.replies_all([person.writes("Hello") for person in people])
            assert [texts_in(server, person) for person in people] == [["Hello"]] * len(people)

    run(scene())


# --- Carried out, but no answer came back -------------------------------------------------------


def test_lost_message_is_found_after_a_wait_that_telegram_asks_for(
    server: TelegramServer, ada: Person
) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            server.faults = [
                Fault("drop_after", SEND, times=1),
                Fault("retry_after", {"sendMessage", "editMessageText"}, times=1),
                Fault("server_error", {"sendMessage", "editMessageText"}, times=1),
            ]
            number = await its.replies(ada.writes("Hello"), "Yes.")
            assert [(m["message_id"], m["text"]) for m in server.replies(ada)] == [(number, "Yes.")]

    run(scene())


@pytest.mark.parametrize(
    ("kind", "people"),
    [("server_error_after", 10), ("timeout_after", 10), ("drop_after", 40), ("server_error", 40)],
)
def test_messages_to_many_that_are_all_lost_at_once_are_there_once(
    server: TelegramServer, kind: str, people: int
) -> None:
    """A connection that breaks takes every answer with it that is under way.

    They are looked for among each other's, which must not take longer and longer.
    """

    async def scene() -> None:
        async with sending(server) as its:
            all_people = [server.person(f"{n}") for n in range(people)]
            server.faults = [Fault(kind, SEND, times=people)]
            await its.replies_all([each.writes(each.name) for each in all_people])
            found = {each.name: texts_in(server, each) for each in all_people}
            assert found == {each.name: [each.name] for each in all_people}
            assert len(calls_of(server, "editMessageText")) < 3 * people

    run(scene())


@pytest.mark.parametrize(
    ("others", "heard"),
    [(1, True), (100, True), (10, False)],
    ids=["one", "a hundred", "ten, not heard yet"],
)
def test_lost_message_is_found_behind_messages_of_other_people(
    server: TelegramServer, ada: Person, others: int, heard: bool
) -> None:
    """While the connection is broken, what other people write is not heard of either."""

    async def scene() -> None:
        async with sending(server) as its:
            server.faults = [Fault("drop_after", SEND, times=1)]
            mine = ada.writes("Hello")
            written = [server.person(f"{n}").writes("Hi") for n in range(others)]
            if heard:
                its.hears(*written)
            await its.replies(mine, "Yes.")
            assert texts_in(server, ada) == ["Yes."]

    run(scene())


def test_lost_message_is_found_before_messages_of_other_people(
    server: TelegramServer, ada: Person
) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            server.faults = [Fault("drop_after", SEND, times=1)]
            answer = asyncio.ensure_future(its.replies(ada.writes("Hello"), "Yes."))
            await asyncio.to_thread(server.wait_until, lambda: server.replies(ada))
            its.hears(*(server.person(f"{n}").writes("Hi") for n in range(100)))
            await answer
            assert texts_in(server, ada) == ["Yes."]

    run(scene())


def test_lost_messages_are_found_between_those_of_people_and_of_the_bot(
    server: TelegramServer,
) -> None:
    """Of every three messages one is lost, while everybody writes and is answered."""

    async def scene() -> None:
        async with sending(server) as its:
            people = [server.person(f"{n}") for n in range(30)]
            server.faults = [Fault("drop_after", SEND, probability=0.33)]
            answers = []
            for each in people:
                answers.append(asyncio.ensure_future(its.replies(each.writes("Hi"), each.name)))
                await asyncio.sleep(0.02)
            await asyncio.gather(*answers)
            found = {each.name: texts_in(server, each) for each in people}
            assert found == {each.name: [each.name] for each in people}

    run(scene())


def test_two_lost_messages_to_one_person_are_both_there(
    server: TelegramServer, ada: Person
) -> None:
    """Somebody who sends very much is told so while she is being answered."""

    async def scene() -> None:
        async with sending(server) as its:
            server.faults = [Fault("drop_after", SEND, times=2)]
            await its.replies_all([ada.writes("One"), ada.writes("Two")])
            assert sorted(texts_in(server, ada)) == ["One", "Two"]

    run(scene())


@pytest.mark.parametrize("kind", ["drop_after", "drop"])
@pytest.mark.parametrize("others", [False, True], ids=["alone", "others"])
def test_answer_to_an_old_button_takes_the_place_of_no_other(
    server: TelegramServer, ada: Person, kind: str, others: bool
) -> None:
    """After a restart nothing is known of what was sent before, nor what number that has."""

    async def scene() -> None:
        async with sending(server) as its:
            for text in ("One", "Two", "Three"):
                await its.replies(ada.writes(text), text)
        oldest = server.replies(ada)[0]
        async with sending(server) as its:
            if others:
                its.hears(server.person("Ben").writes("Hi"))
            server.faults = [Fault(kind, SEND, times=1)]
            await its.replies(oldest, "Four", heard=False)
            heard = texts_in(server, ada)
            assert heard[:3] == ["One", "Two", "Three"]
            if kind == "drop_after" and not others:
                # Twice is better than to look for it where other answers are.
                assert set(heard[3:]) == {"Four"}
            else:
                assert heard[3:] == ["Four"]

    run(scene())


@pytest.mark.parametrize("kind", ["drop_after", "drop"])
@pytest.mark.parametrize("supergroup", [False, True], ids=["group", "supergroup"])
def test_lost_message_to_a_group_takes_the_place_of_no_other(
    server: TelegramServer, ada: Person, kind: str, supergroup: bool
) -> None:
    async def scene() -> None:
        ben = server.person("Ben")
        group = server.group("Friends", [ada, ben], supergroup=supergroup)
        asked = [each.writes(f"@testbot {each.name}", group) for each in (ada, ben)]
        async with sending(server) as its:
            await its.replies(asked[1], "To Ben")
            server.faults = [Fault(kind, SEND, times=1)]
            await its.replies(asked[0], "To Ada")
            assert texts_in(server, group) == ["To Ben", "To Ada"]

    run(scene())


@pytest.mark.parametrize("supergroup", [False, True], ids=["group", "supergroup"])
def test_lost_message_to_a_group_is_found_behind_what_the_bot_is_not_told_of(
    server: TelegramServer, ada: Person, supergroup: bool
) -> None:
    async def scene() -> None:
        group = server.group("Friends", [ada], supergroup=supergroup)
        async with sending(server) as its:
            server.faults = [Fault("drop_after", SEND, times=1)]
            asked = ada.writes("@testbot Hello", group)
            for n in range(10):
                ada.writes(f"not for the bot: {n}", group)
            await its.replies(asked, "Yes.")
            assert texts_in(server, group) == ["Yes."]

    run(scene())


def test_lost_message_to_a_supergroup_is_found_where_a_private_chat_has_its_number(
    server: TelegramServer, ada: Person
) -> None:
    """Each supergroup has numbers of its own."""

    async def scene() -> None:
        group = server.group("Friends", [ada], supergroup=True)
        async with sending(server) as its:
            its.hears(*(ada.writes(f"{n}") for n in range(5)))
            server.faults = [Fault("drop_after", SEND, times=1)]
            await its.replies(ada.writes("@testbot Hello", group), "Yes.")
            assert texts_in(server, group) == ["Yes."]

    run(scene())


def test_lost_message_to_a_person_is_found_after_one_to_a_supergroup_was(
    server: TelegramServer, ada: Person
) -> None:
    """The numbers of a supergroup say nothing of those of private chats."""

    async def scene() -> None:
        group = server.group("Friends", [ada], supergroup=True)
        for n in range(200):
            ada.writes(f"not for the bot: {n}", group)
        async with sending(server) as its:
            server.faults = [Fault("drop_after", SEND, times=1)]
            await its.replies(ada.writes("@testbot Hello", group), "Yes.")
            assert texts_in(server, group) == ["Yes."]
            mine = ada.writes("Hello")
            its.hears(*(server.person(f"{n}").writes("Hi") for n in range(10)))
            server.faults = [Fault("drop_after", SEND, times=1)]
            await its.replies(mine, "Yes.")
            assert texts_in(server, ada) == ["Yes."]

    run(scene())


def test_message_is_there_once_though_every_sixth_call_goes_wrong(server: TelegramServer) -> None:
    async def scene() -> None:
        async with sending(server) as its:
            people = [server.person(f"{n}") for n in range(20)]
            kinds = [kind for kind in FAULT_KINDS if not kind.startswith("timeout")]
            server.faults = [Fault(kind, probability=0.03) for kind in kinds]
            await its.replies_all([each.writes(each.name) for each in people])
            found = {each.name: texts_in(server, each) for each in people}
            assert found == {each.name: [each.name] for each in people}

    run(scene())
