"""A call of the Bot API in, tried until Telegram has it, and no sooner than its limits allow.

A reply must arrive once, though calls are refused, lost, or carried out without our hearing
of it. What was refused (429, with the time to wait) or surely not sent is sent again. Where
it may have arrived, it is looked for first: Telegram has no way of asking, but editing a
message into what it already is changes nothing and is answered with that it is "not modified".

python-telegram-bot's own limiter (AIORateLimiter) is not used: it gives up after a number of
429s, lets one 429 halt every chat, and counts "typing" like a message.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import httpx
from aiolimiter import AsyncLimiter
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter

from bot.telegram.lost_messages import Attempt, Numbers

_LOGGER = logging.getLogger(__name__)

# Telegram's limits ("My bot is hitting limits", https://core.telegram.org/bots/faq): about 30
# messages in a second over all, one in a second to a chat with short bursts, 20 in a minute to a
# group. Each is kept in any window of time, bursts included: (how many at once, seconds to refill).
_OVERALL = (2.0, 2.0 / 26)
_PRIVATE = (4.0, 4.0)
_GROUP = (5.0, 20.0)
_MOST_CHATS = 5000
# Calls that count as messages; `answer...Query` and "typing" do not.
_MESSAGES = frozenset(("sendMessage", "editMessageText", "editMessageReplyMarkup"))
# Calls that nobody misses, and those of start-up, which is tried again as a whole.
_TRIED_ONCE = frozenset(("sendChatAction", "getMe", "setWebhook", "deleteWebhook"))
# Telegram takes the answer to a button or an inline query for some seconds only.
_SOON_TOO_LATE = {"answerCallbackQuery": 15.0, "answerInlineQuery": 10.0}
# A person who waits longer has gone, and the memory is needed for others.
_GIVE_UP_SECONDS = 900.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0

# Chats with lower numbers are supergroups: https://core.telegram.org/bots/api#chat
_SUPERGROUPS = -1_000_000_000_000

_FINAL = (BadRequest, Forbidden, InvalidToken, Conflict, ChatMigrated, EndPointNotFound)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# What can be done once only, and how Telegram refuses it where it was done the first time.
_ONCE_ONLY = {
    "deleteMessage": "message to delete not found",
    "answerCallbackQuery": "query is too old",
    "answerInlineQuery": "query is too old",
}
_NOT_A_COPY = ("reply_parameters", "disable_notification", "protect_content")

Call = Callable[..., Coroutine[Any, Any, Any]]


class _Chat:
    """What is known of one chat: how soon it takes another message, and what is being sent."""

    def __init__(self, chat: int | str) -> None:
        is_group = isinstance(chat, int) and chat < 0
        self.limiter = AsyncLimiter(*(_GROUP if is_group else _PRIVATE))
        # One message after the other: what is looked for must not be what another one may be.
        self.sending = asyncio.Lock()


@dataclass(eq=False)
class _Message:
    """A message to be sent: the call that sends it, and its last attempt if that was lost."""

    call: Call
    args: Any
    data: dict[str, Any]
    lost: Attempt | None = None


class Delivery(BaseRateLimiter[int]):
    """Carries out every call of a bot."""

    def __init__(self) -> None:
        self._overall = AsyncLimiter(*_OVERALL)
        self._chats: OrderedDict[int | str, _Chat] = OrderedDict()
        # By supergroup; that of all other chats is under 0.
        self._numbers: OrderedDict[int, Numbers] = OrderedDict()
        self.pending = 0
        self.repeated = 0

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note the number of a message that Telegram has just told of."""
        self._numbers_of(chat_id).add(message_id)

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Return what Telegram answers to a call.

        Raises:
            TelegramError: Telegram refuses the call itself, or could not be reached for so long
                that nobody waits for it any more.
        """
        if endpoint in _TRIED_ONCE:
            return await callback(*args, **kwargs)
        async with self._counted():
            if endpoint != "sendMessage":
                call = partial(callback, *args, **kwargs)
                return await self._until_done(partial(self._call, call, endpoint, data), endpoint)
            message = _Message(partial(callback, **kwargs), args, data)
            try:
                async with self._chat(data["chat_id"]).sending:
                    return await self._until_done(partial(self._send, message), endpoint)
            finally:
                if message.lost is not None:
                    self._numbers_of(data["chat_id"]).end(message.lost)

    @asynccontextmanager
    async def _counted(self) -> Any:
        self.pending += 1
        try:
            yield
        finally:
            self.pending -= 1

    async def _until_done(self, attempt: Call, endpoint: str) -> Any:
        give_up_at = time.monotonic() + _SOON_TOO_LATE.get(endpoint, _GIVE_UP_SECONDS)
        may_have_arrived = False
        pause = _FIRST_PAUSE
        failure: TelegramError
        while True:
            try:
                return await attempt()
            except RetryAfter as error:
                failure = error
                wait = _seconds(error) + random.uniform(0.05, 0.3)  # noqa: S311 - no secret
            except _FINAL as error:
                if _is_done(endpoint, error, may_have_arrived=may_have_arrived):
                    return True
                raise
            except TelegramError as error:
                may_have_arrived = may_have_arrived or not _is_unsent(error)
                failure = error
                wait = pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
                pause = min(2 * pause, _LONGEST_PAUSE)
            if time.monotonic() + wait > give_up_at:
                raise failure
            self.repeated += 1
            await asyncio.sleep(wait)

    async def _call(self, call: Call, endpoint: str, data: dict[str, Any]) -> Any:
        await self._make_room(endpoint, data)
        return await call()

    async def _make_room(self, endpoint: str, data: dict[str, Any]) -> None:
        """Wait until Telegram takes another message, in this chat and over all."""
        if endpoint not in _MESSAGES:
            return
        chat = data.get("chat_id", data.get("inline_message_id"))
        if chat is not None:
            await self._chat(chat).limiter.acquire()
        await self._overall.acquire()

    def _chat(self, chat: int | str) -> _Chat:
        return _kept(self._chats, chat, lambda: _Chat(chat))

    def _numbers_of(self, chat: int | str) -> Numbers:
        """Return the row of numbers to which the messages of a chat belong."""
        row = chat if isinstance(chat, int) and chat < _SUPERGROUPS else 0
        return _kept(self._numbers, row, Numbers)

    async def _send(self, message: _Message) -> Any:
        """Send a message, or return it where an earlier attempt has arrived after all."""
        numbers = self._numbers_of(message.data["chat_id"])
        if message.lost is None:
            return await self._send_now(message, numbers)
        async with numbers.one_by_one:
            there = await self._look_for(message, message.lost, numbers)
            if there is not None:
                return there
            numbers.end(message.lost)
            message.lost = None
            return await self._send_now(message, numbers)

    async def _send_now(self, message: _Message, numbers: Numbers) -> Any:
        await self._make_room("sendMessage", message.data)
        attempt = numbers.begin()
        try:
            result = await message.call(*message.args)
        except TelegramError as error:
            if not isinstance(error, (RetryAfter, *_FINAL)) and not _is_unsent(error):
                attempt.lost_at = time.monotonic()
                message.lost = attempt
            raise
        else:
            numbers.end(attempt, result["message_id"])
            return result
        finally:
            if message.lost is not attempt:
                numbers.end(attempt)

    async def _look_for(
        self, message: _Message, lost: Attempt, numbers: Numbers
    ) -> dict[str, Any] | None:
        """Return a lost message that has arrived, or None where it has not."""
        for number in numbers.candidates(lost):
            copy = {key: its for key, its in message.data.items() if key not in _NOT_A_COPY}
            copy["message_id"] = number
            await self._overall.acquire()
            try:
                result: dict[str, Any] = await message.call("editMessageText", copy)
            except BadRequest as error:
                if not _is_unchanged(error):
                    lost.ruled_out.add(number)
                    continue
                chat_id = message.data["chat_id"]
                chat = {"id": chat_id, "type": "private" if chat_id > 0 else "group"}
                result = {"message_id": number, "date": int(time.time()), "chat": chat}
            numbers.end(lost, number)
            return result
        return None


K = TypeVar("K")
V = TypeVar("V")


def _kept(them: OrderedDict[K, V], key: K, make: Callable[[], V]) -> V:
    """Return what is under `key`, made now if need be; what was not used for longest makes way."""
    if key not in them:
        them[key] = make()
    them.move_to_end(key)
    if len(them) > _MOST_CHATS:
        them.popitem(last=False)
    return them[key]


def _is_done(endpoint: str, error: TelegramError, *, may_have_arrived: bool) -> bool:
    """Return whether a refusal means that what was asked for is so already."""
    if endpoint.startswith("edit"):
        return _is_unchanged(error)
    refused = _ONCE_ONLY.get(endpoint)
    return may_have_arrived and refused is not None and refused in error.message.lower()


def _is_unchanged(error: TelegramError) -> bool:
    return "not modified" in error.message


def _is_unsent(error: TelegramError) -> bool:
    """Return whether a call surely did not reach Telegram: there was no connection."""
    return isinstance(error.__cause__, _UNSENT)


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait)
