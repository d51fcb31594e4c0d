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
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from contextlib import asynccontextmanager
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

# Numbers of messages that may be one whose answer was lost: so many are looked at, and so far
# ahead of the highest one that is known.
_MOST_LOOKS = 64
_AHEAD = 16
_REMEMBERED_NUMBERS = 4096
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


class Delivery(BaseRateLimiter[int]):
    """Carries out every call of a bot."""

    def __init__(self) -> None:
        self._overall = AsyncLimiter(*_OVERALL)
        self._chats: OrderedDict[int | str, _Chat] = OrderedDict()
        # By supergroup; that of all other chats, which Telegram numbers in one row, is under 0.
        self._seen: OrderedDict[int, _Seen] = OrderedDict()
        self.pending = 0
        self.repeated = 0

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note the number of a message that Telegram has just told of."""
        self._seen_in(chat_id).add(message_id)

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
                return await self._until_done(callback, args, kwargs, endpoint, data)
            async with self._chat(data["chat_id"]).sending:
                return await self._until_done(callback, args, kwargs, endpoint, data)

    @asynccontextmanager
    async def _counted(self) -> Any:
        self.pending += 1
        try:
            yield
        finally:
            self.pending -= 1

    async def _until_done(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
    ) -> Any:
        give_up_at = time.monotonic() + _SOON_TOO_LATE.get(endpoint, _GIVE_UP_SECONDS)
        since = self._seen_in(data.get("chat_id")).highest
        may_have_arrived = False
        ruled_out: set[int] = set()
        pause = _FIRST_PAUSE
        failure: TelegramError
        while True:
            await self._make_room(endpoint, data)
            try:
                if may_have_arrived and endpoint == "sendMessage":
                    there = await self._look_for(callback, kwargs, data, since, ruled_out)
                    if there is not None:
                        return there
                # What is sent now may get any of them.
                ruled_out.clear()
                result = await callback(*args, **kwargs)
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
            else:
                self._note(result)
                return result
            if time.monotonic() + wait > give_up_at:
                raise failure
            self.repeated += 1
            await asyncio.sleep(wait)

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

    def _seen_in(self, chat: int | str | None) -> _Seen:
        """Return the numbers that are known in the row to which a chat belongs."""
        row = chat if isinstance(chat, int) and chat < _SUPERGROUPS else 0
        return _kept(self._seen, row, _Seen)

    async def _look_for(
        self,
        callback: Call,
        kwargs: dict[str, Any],
        data: dict[str, Any],
        since: int,
        ruled_out: set[int],
    ) -> dict[str, Any] | None:
        """Return a message that may have been sent already, or None where it was not.

        `ruled_out` are numbers that it does not have; those looked at are added.
        """
        # Each call that is under way may have got a number that is not known yet.
        for number in self._seen_in(data["chat_id"]).missing(since, _AHEAD + self.pending):
            if number in ruled_out:
                continue
            copy = {key: value for key, value in data.items() if key not in _NOT_A_COPY}
            copy["message_id"] = number
            await self._overall.acquire()
            try:
                result: dict[str, Any] = await callback("editMessageText", copy, **kwargs)
            except BadRequest as error:
                if not _is_unchanged(error):
                    ruled_out.add(number)
                    continue
                kind = "private" if data["chat_id"] > 0 else "group"
                chat = {"id": data["chat_id"], "type": kind}
                result = {"message_id": number, "date": int(time.time()), "chat": chat}
            self._note(result)
            return result
        return None

    def _note(self, result: Any) -> None:
        if isinstance(result, dict) and "message_id" in result and "chat" in result:
            self._seen_in(result["chat"]["id"]).add(result["message_id"])


class _Seen:
    """The numbers of messages that are known: what is not among them may be a lost one."""

    def __init__(self) -> None:
        self.highest = 0
        self._order: deque[int] = deque()
        self._numbers: set[int] = set()

    def add(self, number: int) -> None:
        if number in self._numbers:
            return
        self.highest = max(self.highest, number)
        self._numbers.add(number)
        self._order.append(number)
        if len(self._order) > _REMEMBERED_NUMBERS:
            self._numbers.discard(self._order.popleft())

    def missing(self, since: int, ahead: int) -> list[int]:
        """Return numbers that a message may have which was sent when `since` was the highest.

        Those up to `ahead` of the highest that is known now. None where nothing is known yet:
        then they may be those of other answers.
        """
        if not since:
            return []
        later = range(since + 1, self.highest + 1 + ahead)
        return [number for number in later if number not in self._numbers][:_MOST_LOOKS]


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
