"""An HTTP server stands where Telegram would: people write to a bot, the bot calls its methods.

A test moves the people and reads what the bot has sent; the bot under test is a process of its own
that knows only the address. What a call may look like is in telegram_rules.py; here are the chats,
the ways updates reach a bot, and what goes wrong on purpose. Nothing is kept on disk, and nothing
is reached but this machine.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
import math
import os
import random
import re
import ssl
import subprocess
import sys
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from time import monotonic, sleep, time
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

import httpx
import telegram_rules as rules
from telegram_rules import RefusedError, ordinary
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

REPOSITORY = Path(__file__).resolve().parent.parent

Message = dict[str, Any]
Params = dict[str, Any]
_P = ParamSpec("_P")
_R = TypeVar("_R")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
# Numbers that nothing else in a log looks like, of more than 32 bits as Telegram's own are.
FIRST_PERSON = 7_314_159_265
BETWEEN_PEOPLE = 1_000_003
FIRST_UPDATE = 927_182_818
# Sent to a bot only if it asks for them by name.
ONLY_IF_ASKED = {"chat_member", "message_reaction", "message_reaction_count"}
# A message may be deleted this long after it was sent.
DELETABLE_SECONDS = 48 * 3600
# Messages a second in all, a second to one chat, a minute to one group. Telegram's FAQ for bots
# says 30, "avoid more than one" and 20; short bursts to one chat are let through.
MOST_IN_A_SECOND, MOST_TO_A_CHAT, MOST_TO_A_GROUP = 30, 5, 20
# Telegram waits no longer, whatever it is asked.
LONGEST_POLL_SECONDS = 50
# A poll that was hung up is noticed within this time; only then is another one a conflict.
NOTICE_SECONDS = 0.05
# How long updates gather so that there are some to be shuffled.
GATHER_SECONDS = 0.05
POLL_SECONDS = 0.005
# What has not happened by then never will, also on a slow machine that does much else beside.
PATIENCE_SECONDS = 90.0

# What may go wrong with a call, and whether it is processed all the same.
FAULT_KINDS = {
    # Told to wait a second.
    "retry_after": False,
    # 500, 502, 503 or 504 (if processed, 502), from the server or from a proxy before it.
    "server_error": False,
    "server_error_after": True,
    # No answer for longer than the client waits.
    "timeout": False,
    "timeout_after": True,
    # The connection closes without an answer.
    "drop": False,
    "drop_after": True,
    # 200 with what is no JSON.
    "garbage": False,
}
OTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)


@dataclass
class Call:
    """One call of a method, noted when it came."""

    method: str
    # Decoded; as they came where they could not be.
    params: Params
    # None while there is no answer, and where there was none.
    status: int | None
    # Seconds of the monotonic clock.
    at: float


@dataclass
class Fault:
    """Something that goes wrong with calls: one of FAULT_KINDS."""

    kind: str
    # None: any method.
    methods: Collection[str] | None = None
    probability: float = 1.0
    # How often it still happens; None: always.
    times: int | None = None
    # How long a timeout is silent before the connection closes.
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS:
            raise ValueError(f"{self.kind!r} is none of {sorted(FAULT_KINDS)}")

    @property
    def after(self) -> bool:
        """Whether the call is processed."""
        return FAULT_KINDS[self.kind]


@dataclass
class Webhook:
    """Where updates are posted to."""

    url: str
    secret_token: str = ""
    certificate: bytes | None = None
    max_connections: int = 40
    ip_address: str | None = None
    last_error: str | None = None
    ssl_options: ssl.SSLContext | None = None


@dataclass
class BotState:
    """What the bot has said of itself; the language is empty where it holds for all others."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    # By scope ("default", "chat:123", "chat_member:123:456") and language.
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    webhook: Webhook | None = None
    # None: all but ONLY_IF_ASKED.
    allowed_updates: list[str] | None = None
    logged_out: bool = False
    closed: bool = False


def _on_loop(method: Callable[Concatenate[Any, _P], _R]) -> Callable[Concatenate[Any, _P], _R]:
    """Return a method that may be called from any thread; it runs in the server's."""

    @wraps(method)
    def run(self: Any, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        server: TelegramServer = self._server
        return server.run(partial(method, self, *args, **kwargs))

    return run


# --- Chats --------------------------------------------------------------------------------------


class _Chat:
    """Messages by number, and how the bot stands in this chat."""

    def __init__(self, server: TelegramServer, chat_id: int, ids: Iterator[int]) -> None:
        self._server = server
        self.id = chat_id
        self._ids = ids
        self.messages: dict[int, Message] = {}
        # Numbers of the messages that the bot has sent.
        self.by_bot: set[int] = set()
        # "member", "administrator", "left" or "kicked"; in a private chat the last is a block.
        self.bot_status = "member"

    @property
    def as_chat(self) -> dict[str, Any]:
        """The chat as messages name it."""
        raise NotImplementedError

    def hears(self, message: Message) -> bool:
        """Whether the bot is told of a message."""
        return self.bot_status in ("member", "administrator")

    def keep(
        self, sender: dict[str, Any] | None, fields: Message, reply_to: Message | None = None
    ) -> Message:
        """Return a new message of this chat; a channel's has no sender but the channel."""
        number = next(self._ids)
        message: Message = {"message_id": number, "date": int(time()), "chat": self.as_chat}
        message |= {"from": sender} if sender else {"sender_chat": self.as_chat}
        message |= copy.deepcopy(fields)
        if reply_to is not None:
            # A reply shows what it answers, but not what that had answered.
            shown = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
            message["reply_to_message"] = copy.deepcopy(shown)
        self.messages[number] = message
        return message

    def as_it_is(self, message: Message) -> Message:
        """Return a message of this chat as it is now."""
        now = self.messages.get(message["message_id"])
        assert now is not None, f"message {message['message_id']} was deleted"
        return now

    def bot_becomes(self, status: str, by: dict[str, Any]) -> None:
        """Change how the bot stands in this chat, and tell it."""
        before, self.bot_status = self.bot_status, status
        change = {"chat": self.as_chat, "from": by, "date": int(time())}
        change["old_chat_member"] = _member(self._server.bot, before)
        change["new_chat_member"] = _member(self._server.bot, status)
        self._server.update({"my_chat_member": change})


def _member(user: dict[str, Any], status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "creator":
        member["is_anonymous"] = False
    return member


def _file(kind: str, **fields: Any) -> dict[str, Any]:
    return {"file_id": f"file-of-a-{kind}", "file_unique_id": f"one-{kind}"} | fields


# What a message holds in place of text, by kind.
ATTACHMENTS: dict[str, Any] = {
    "photo": [_file("photo", width=90, height=60), _file("large-photo", width=900, height=600)],
    "voice": _file("voice", duration=4, mime_type="audio/ogg"),
    "audio": _file("audio", duration=4, mime_type="audio/mpeg"),
    "document": _file("document", file_name="letter.pdf", mime_type="application/pdf"),
    "sticker": _file(
        "sticker", type="regular", width=512, height=512, is_animated=False, is_video=False
    ),
    "video": _file("video", width=640, height=480, duration=4),
    "video_note": _file("video-note", length=240, duration=4),
    "animation": _file("animation", width=320, height=240, duration=2),
    "location": {"latitude": 51.5, "longitude": -0.12},
    "contact": {"phone_number": "+441632960961", "first_name": "Bea"},
    "dice": {"emoji": "🎲", "value": 4},
    "poll": {
        "id": "5314159265358979",
        "question": "Which day?",
        "options": [
            {"persistent_id": day, "text": day, "voter_count": 0} for day in ("Monday", "Friday")
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    },
}


class Person(_Chat):
    """Somebody with an account; her chat with the bot has her number."""

    def __init__(
        self,
        server: TelegramServer,
        person_id: int,
        ids: Iterator[int],
        details: Mapping[str, str | None],
    ) -> None:
        super().__init__(server, person_id, ids)
        self._details = {name: its for name, its in details.items() if its is not None}
        # Until she has written, the bot cannot write to her.
        self.has_started = False
        # Whether the bot has met her at all.
        self.is_known = False

    @property
    def name(self) -> str:
        """Her first name."""
        return self._details["first_name"]

    @property
    def as_user(self) -> dict[str, Any]:
        """Her account as messages name it."""
        return {"id": self.id, "is_bot": False} | self._details

    @property
    def as_chat(self) -> dict[str, Any]:
        """Her chat with the bot."""
        shown = {k: v for k, v in self._details.items() if k != "language_code"}
        return {"id": self.id, "type": "private"} | shown

    @_on_loop
    def writes(
        self, text: str, chat: Group | None = None, reply_to: Message | None = None
    ) -> Message:
        """Send a text to the bot, or to a group; return the message."""
        return self._says(_written(text), chat, reply_to)

    @_on_loop
    def starts(self, payload: str | None = None) -> Message:
        """Press "Start", perhaps behind a link with a payload."""
        return self._says(_written("/start" if payload is None else f"/start {payload}"), None)

    @_on_loop
    def edits(self, message: Message, text: str) -> Message:
        """Change a message of her own; return it as it is then."""
        chat = self._server.chat_of(message)
        now = chat.as_it_is(message)
        assert now.get("from", {}).get("id") == self.id, f"{self.name} has not written this"
        now.pop("entities", None)
        now |= _written(text) | {"edit_date": int(time())}
        if chat.hears(now):
            self._server.update({"edited_message": now})
        return copy.deepcopy(now)

    @_on_loop
    def deletes(self, message: Message) -> None:
        """Delete a message on both sides; the bot is not told."""
        self._server.chat_of(message).messages.pop(message["message_id"])

    @_on_loop
    def forwards(self, text: str, origin: Person | None = None) -> Message:
        """Pass on what somebody has written, by default somebody who hides the account."""
        sent: dict[str, Any] = {"date": int(time()) - 3600}
        if origin is None:
            sent |= {"type": "hidden_user", "sender_user_name": "Somebody"}
        else:
            sent |= {"type": "user", "sender_user": origin.as_user}
        return self._says(_written(text) | {"forward_origin": sent}, None)

    @_on_loop
    def sends(self, kind: str, caption: str | None = None) -> Message:
        """Send something that is no text: "photo", "voice", "poll" and so on."""
        fields = {kind: ATTACHMENTS[kind]}
        if kind == "animation":
            # Telegram shows it as a document as well, to bots of former years.
            fields["document"] = _file("animation")
        if caption is not None:
            written = _written(caption)
            fields["caption"] = written["text"]
            if "entities" in written:
                fields["caption_entities"] = written["entities"]
        return self._says(fields, None)

    @_on_loop
    def taps(self, bot_message: Message, text: str) -> str:
        """Tap a button by its text, or by a part that no other button has; return the query's id.

        The button must be under the message as it is now.
        """
        now = self._server.shown(bot_message)
        button = _find_button(now, text)
        assert "callback_data" in button, f"button {button} asks the bot nothing"
        return self._ask_back(now, button["callback_data"])

    @_on_loop
    def taps_data(self, bot_message: Message, data: str) -> str:
        """Send data as if a button had it, as a forged client can; return the query's id."""
        return self._ask_back(self._server.shown(bot_message), data)

    @_on_loop
    def asks_inline(self, query: str, offset: str = "", chat_type: str = "sender") -> str:
        """Type the name of the bot and a query in any chat; return the query's id."""
        assert len(query) <= 256, "a client would send the first 256 characters"
        query_id = self._server.new_query("inline_query")
        self.is_known = True
        asked = {"id": query_id, "from": self.as_user, "query": query, "offset": offset}
        self._server.update({"inline_query": asked | {"chat_type": chat_type}})
        return query_id

    @_on_loop
    def chooses(self, query_id: str, title: str) -> Message:
        """Send the inline result with this in its title; return what others see of it.

        It has an `inline_message_id` only if there are buttons under it.
        """
        offered = self._server.offers.get(query_id, [])
        result, message = _only([its for its in offered if title in its[0]["title"]], title)
        sent = copy.deepcopy(message) | {"via_bot": self._server.bot}
        chosen = {"result_id": result["id"], "from": self.as_user}
        if "reply_markup" in sent:
            sent["inline_message_id"] = f"AQ{query_id}-{len(self._server.inline_messages)}"
            chosen["inline_message_id"] = sent["inline_message_id"]
            self._server.inline_messages[sent["inline_message_id"]] = sent
        if self._server.inline_feedback:
            query = self._server.sent_with("inline_query", query_id)["query"]
            self._server.update({"chosen_inline_result": chosen | {"query": query}})
        return copy.deepcopy(sent)

    @_on_loop
    def blocks(self) -> None:
        """Block the bot: it is told once, and nothing reaches her any more."""
        self.bot_becomes("kicked", self.as_user)

    @_on_loop
    def unblocks(self) -> None:
        """Let the bot write to her again."""
        self.bot_becomes("member", self.as_user)

    def _says(
        self, fields: Message, group: Group | None, reply_to: Message | None = None
    ) -> Message:
        chat = self if group is None else group
        if group is None:
            assert self.bot_status == "member", f"{self.name} has blocked the bot"
            self.has_started = True
        else:
            assert self in group.members, f"{self.name} is not in {group.title}"
        self.is_known = True
        answered = None if reply_to is None else chat.as_it_is(reply_to)
        message = chat.keep(self.as_user, fields, answered)
        if chat.hears(message):
            self._server.update({"message": message})
        return copy.deepcopy(message)

    def _ask_back(self, message: Message, data: str) -> str:
        query_id = self._server.new_query("callback_query")
        query: dict[str, Any] = {"id": query_id, "from": self.as_user, "data": data}
        if "inline_message_id" in message:
            query["inline_message_id"] = message["inline_message_id"]
            query["chat_instance"] = message["inline_message_id"]
        else:
            query["message"] = message
            query["chat_instance"] = f"{abs(message['chat']['id'])}1"
        self._server.update({"callback_query": query})
        return query_id


def _written(text: str) -> Message:
    """Return the fields of a text as a client sends it."""
    assert text.strip(), "a client would not send this"
    assert rules.utf16_length(text) <= rules.LONGEST_TEXT, "a client would send this in parts"
    return rules.Text(text, tuple(rules.find_entities(text))).fields


def _find_button(message: Message, text: str) -> dict[str, Any]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    exactly = [its for its in buttons if its["text"] == text]
    return _only(exactly or [its for its in buttons if text in its["text"]], text, buttons)


def _only(found: Sequence[_R], text: str, among: Sequence[Any] = ()) -> _R:
    assert len(found) == 1, f"{len(found)} have {text!r}: {found}, among {list(among)}"
    return found[0]


class Group(_Chat):
    """People and perhaps the bot; the first of them has created it."""

    def __init__(
        self,
        server: TelegramServer,
        chat_id: int,
        ids: Iterator[int],
        title: str,
        members: Sequence[Person],
        *,
        is_supergroup: bool,
    ) -> None:
        super().__init__(server, chat_id, ids)
        self.title = title
        self.members = list(members)
        self.is_supergroup = is_supergroup

    @property
    def kind(self) -> str:
        """ "group" or "supergroup"."""
        return "supergroup" if self.is_supergroup else "group"

    @property
    def as_chat(self) -> dict[str, Any]:
        """The group as messages name it."""
        return {"id": self.id, "type": self.kind, "title": self.title}

    def hears(self, message: Message) -> bool:
        """Whether the bot is told: in privacy mode only of what is meant for it."""
        if self.bot_status == "administrator" or not self._server.privacy_mode:
            return super().hears(message)
        return super().hears(message) and self._is_for_bot(message)

    def _is_for_bot(self, message: Message) -> bool:
        name = f"@{self._server.username}".lower()
        if message.get("reply_to_message", {}).get("message_id") in self.by_bot:
            return True
        for entity in message.get("entities", ()):
            # Offsets are of UTF-16 units, two bytes each.
            written = message["text"].encode("utf-16-le")[2 * entity["offset"] :]
            word = written[: 2 * entity["length"]].decode("utf-16-le").lower()
            if entity["type"] == "mention" and word == name:
                return True
            if entity["type"] == "bot_command" and ("@" not in word or word.endswith(name)):
                return True
        return not message.keys() & {"text", *ATTACHMENTS}

    @_on_loop
    def adds_bot(self, by: Person | None = None) -> Message:
        """Let somebody add the bot, by default who created the group; return what all see."""
        who = (by or self.members[0]).as_user
        self.bot_status = "left"
        self.bot_becomes("member", who)
        message = self.keep(who, {"new_chat_members": [self._server.bot]})
        self._server.update({"message": message})
        return copy.deepcopy(message)

    @_on_loop
    def removes_bot(self, by: Person | None = None) -> None:
        """Let somebody throw the bot out."""
        self.bot_becomes("kicked", (by or self.members[0]).as_user)


class Channel(_Chat):
    """Posts that have no author; the bot is one of the administrators."""

    def __init__(
        self, server: TelegramServer, chat_id: int, title: str, username: str | None
    ) -> None:
        super().__init__(server, chat_id, itertools.count(1))
        self.bot_status = "administrator"
        self._details = {"title": title} | ({"username": username} if username else {})

    @property
    def as_chat(self) -> dict[str, Any]:
        """The channel as messages name it."""
        return {"id": self.id, "type": "channel"} | self._details

    @_on_loop
    def posts(self, text: str) -> Message:
        """Publish a text; return the post."""
        message = self.keep(None, _written(text))
        self._server.update({"channel_post": message})
        return copy.deepcopy(message)


# --- How updates reach the bot ------------------------------------------------------------------


@dataclass(eq=False)
class _Pending:
    """An update on its way."""

    update: dict[str, Any]
    # It was sent before, and may have been confirmed.
    again: bool = False
    delivered: bool = False
    # Being posted to a webhook, or not to be posted again before a time.
    busy: bool = False
    not_before: float = 0.0

    @property
    def id(self) -> int:
        number: int = self.update["update_id"]
        return number


@dataclass(eq=False)
class _Poll:
    """A getUpdates that waits."""

    # Set when nobody listens any more.
    gone: asyncio.Event
    conflict: str = ""


class _Delivery:
    """Updates that the bot has not confirmed, given to polls or posted to a webhook."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        self.pending: list[_Pending] = []
        self.is_held = False
        self._is_stopped = False
        self._poll: _Poll | None = None
        self._last_batch: list[_Pending] = []
        self._changed = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Let all that wait look again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def add(self, update: dict[str, Any], *, again: bool = False) -> None:
        """Put an update at the end of the queue."""
        self.pending.append(_Pending(update, again))
        self.wake()

    def put_in_order(self, updates: Sequence[dict[str, Any]]) -> None:
        """Put updates at the end of the queue in this order, wherever they were."""
        ids = [update["update_id"] for update in updates]
        waiting = {its.id: its for its in self.pending if its.id in ids and not its.delivered}
        self.pending = [its for its in self.pending if its not in waiting.values()]
        self.pending += [
            waiting.get(update["update_id"]) or _Pending(update, again=True) for update in updates
        ]
        self.wake()

    async def poll(self, params: Params, gone: asyncio.Event) -> list[dict[str, Any]]:
        """Return the next updates for a getUpdates, as soon as there are some."""
        self._confirm(params.get("offset", 0))
        if self._poll is not None:
            await asyncio.sleep(NOTICE_SECONDS)
        if self._poll is not None:
            self.end_poll(OTHER_POLL)
        poll = self._poll = _Poll(gone)
        try:
            return await self._next(poll, params)
        finally:
            if self._poll is poll:
                self._poll = None

    def end_poll(self, conflict: str) -> None:
        """Refuse the poll that waits, if one does."""
        if self._poll is not None:
            self._poll.conflict = conflict
            self.wake()

    async def _next(self, poll: _Poll, params: Params) -> list[dict[str, Any]]:
        until = monotonic() + min(params.get("timeout", 0), LONGEST_POLL_SECONDS)
        while True:
            changed = self._changed
            if poll.conflict:
                raise RefusedError(poll.conflict, "two polls at once", code=409)
            if poll.gone.is_set() or self._is_stopped:
                return []
            if self.pending and not self.is_held:
                if self._server.shuffle_updates:
                    await asyncio.sleep(GATHER_SECONDS)
                if not (poll.conflict or poll.gone.is_set()):
                    return self._take(params.get("limit", 100))
                continue
            if monotonic() >= until:
                return []
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), until - monotonic())

    def _confirm(self, offset: int) -> None:
        """Forget what a poll confirms.

        A bot confirms by the last of the updates it was given; where they were not in order, that
        means all of them all the same.
        """
        if offset < 0:
            self.pending = self.pending[offset:]
        if offset <= 0:
            return
        last = self._last_batch
        heard = last if last and last[-1].id == offset - 1 else []
        self.pending = [
            its
            for its in self.pending
            if its not in heard and (its.id >= offset or (its.again and not its.delivered))
        ]

    def _take(self, limit: int) -> list[dict[str, Any]]:
        batch = self.pending[:limit]
        if self._server.shuffle_updates and len(batch) > 1:
            self._server.random.shuffle(batch)
            self._server.fault_counts["shuffled"] += 1
        for its in list(batch):
            if self._is_doubled(its):
                if self._server.random.random() < 0.5:
                    batch.insert(batch.index(its), its)
                else:
                    self.add(its.update, again=True)
            its.delivered = True
        self._last_batch = batch
        self._server.deliveries.update(its.id for its in batch)
        return [its.update for its in batch]

    def _is_doubled(self, its: _Pending) -> bool:
        """Whether this update, now given for the first time, is to be given twice."""
        if its.delivered or its.again:
            return False
        if self._server.random.random() >= self._server.duplicate_updates:
            return False
        self._server.fault_counts["doubled"] += 1
        return True

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Post updates to a webhook from now on, or to none."""
        if self._pump is not None:
            self._pump.cancel()
            self._pump = None
        if webhook is not None:
            self._pump = asyncio.ensure_future(self._post_all(webhook))

    async def _post_all(self, webhook: Webhook) -> None:
        posts: set[asyncio.Task[None]] = set()
        client = httpx.AsyncClient(
            verify=webhook.ssl_options or True,
            timeout=self._server.webhook_timeout_seconds,
            trust_env=False,
        )
        try:
            while True:
                changed = self._changed
                for its in self._ready(webhook.max_connections - len(posts)):
                    its.busy = True
                    post = asyncio.create_task(self._post(client, webhook, its))
                    posts.add(post)
                    post.add_done_callback(partial(self._end_post, posts, its))
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), self._until_next())
        finally:
            for post in posts:
                post.cancel()
            await asyncio.gather(*posts, return_exceptions=True)
            await client.aclose()

    def _ready(self, room: int) -> list[_Pending]:
        """Return what may be posted now: of each chat the first, unless order does not matter."""
        ready, seen, now = [], set(), monotonic()
        for its in [] if self.is_held else self.pending:
            queue = _queue(its.update)
            may_go = queue not in seen or self._server.shuffle_updates
            seen.add(queue)
            if may_go and not its.busy and its.not_before <= now:
                ready.append(its)
        if self._server.shuffle_updates:
            self._server.random.shuffle(ready)
        return ready[: max(room, 0)]

    def _until_next(self) -> float | None:
        waits = [its.not_before - monotonic() for its in self.pending if its.not_before]
        return max(min(waits), 0.01) if waits else None

    async def _post(self, client: httpx.AsyncClient, webhook: Webhook, its: _Pending) -> None:
        self._server.deliveries[its.id] += 1
        if self._is_doubled(its):
            self.add(its.update, again=True)
        its.delivered = True
        error = await self._error_of(client, webhook, its.update)
        if error is None:
            self.pending = [other for other in self.pending if other is not its]
        else:
            webhook.last_error = error
            its.not_before = monotonic() + self._server.webhook_retry_seconds

    def _end_post(
        self, posts: set[asyncio.Task[None]], its: _Pending, post: asyncio.Task[None]
    ) -> None:
        """Note that an update is no longer on its way, even if it never set out."""
        posts.discard(post)
        its.busy = False
        self.wake()

    async def _error_of(
        self, client: httpx.AsyncClient, webhook: Webhook, update: dict[str, Any]
    ) -> str | None:
        """Return why a webhook did not take an update, or None if it did."""
        secret = webhook.secret_token
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            response = await client.post(self._address(webhook.url), json=update, headers=headers)
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        if not response.is_success:
            why = f"{response.status_code} {response.reason_phrase}"
            return f"Wrong response from the webhook: {why}"
        if b'"method"' in response.content:
            self._server.violations.append("webhook: a method in its answer is not served here")
        return None

    def _address(self, url: str) -> str:
        if self._server.webhook_through is None:
            return url
        through = urlsplit(self._server.webhook_through)
        return urlsplit(url)._replace(scheme=through.scheme, netloc=through.netloc).geturl()

    async def stop(self) -> None:
        """Let nothing wait any more."""
        self._is_stopped = True
        self.wake()
        pump = self._pump
        self.set_webhook(None)
        if pump is not None:
            # Its connections are closed before the loop is.
            await asyncio.wait({pump})


def _trusting(certificate: bytes | None, *, checks_name: bool) -> ssl.SSLContext | None:
    """Return what trusts a certificate and nothing else; None where none was uploaded."""
    if certificate is None:
        return None
    try:
        options = ssl.create_default_context(cadata=certificate.decode("ascii"))
    except (ValueError, ssl.SSLError) as error:
        raise RefusedError("bad webhook: invalid certificate", str(error)) from error
    # Telegram's guide to certificates of one's own puts the name into the subject.
    options.hostname_checks_common_name = True
    options.check_hostname = checks_name
    return options


def _queue(update: dict[str, Any]) -> tuple[str, int]:
    """Return what is posted one after the other: messages of a chat, queries of a person."""
    kind, its = next((kind, its) for kind, its in update.items() if kind != "update_id")
    if not isinstance(its, dict):
        return kind, 0
    is_message = "message_id" in its
    where = its.get("chat") or its.get("from") or {}
    return "message" if is_message else kind, where.get("id", 0)


# --- The methods --------------------------------------------------------------------------------


class _Methods:
    """What each method does, by its name in Python's spelling; parameters have their types."""

    def __init__(self, server: TelegramServer) -> None:
        self._server = server
        # When messages were accepted, and where.
        self._accepted: deque[tuple[float, int | None]] = deque()

    def get_me(self, params: Params) -> dict[str, Any]:
        heard = not self._server.privacy_mode
        return self._server.bot | {
            "first_name": self._server.state.names.get("", self._server.bot["first_name"]),
            "can_join_groups": True,
            "can_read_all_group_messages": heard,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def get_updates(self, params: Params, gone: asyncio.Event) -> list[dict[str, Any]]:
        if self._server.state.webhook is not None:
            raise RefusedError(WEBHOOK_ACTIVE, "a webhook is set", code=409)
        self._remember_allowed(params)
        return await self._server.delivery.poll(params, gone)

    def _remember_allowed(self, params: Params) -> None:
        if "allowed_updates" in params:
            self._server.state.allowed_updates = params["allowed_updates"] or None

    def set_webhook(self, params: Params) -> bool:
        if not params["url"]:
            return self.delete_webhook(params)
        host = urlsplit(params["url"]).hostname
        is_direct = self._server.webhook_through is None
        rules.check_webhook(params, loopback=is_direct and host in LOOPBACK)
        if is_direct and host not in LOOPBACK:
            why = "Failed to resolve host: Name or service not known"
            raise RefusedError(f"bad webhook: {why}", "only this machine is reached")
        self._remember_allowed(params)
        self._server.delivery.end_poll("terminated by setWebhook request")
        names = ("url", "secret_token", "certificate", "max_connections", "ip_address")
        webhook = Webhook(**{name: params[name] for name in names if name in params})
        webhook.ssl_options = _trusting(webhook.certificate, checks_name=is_direct)
        self._change_webhook(webhook, params)
        return True

    def delete_webhook(self, params: Params) -> bool:
        self._change_webhook(None, params)
        return True

    def _change_webhook(self, webhook: Webhook | None, params: Params) -> None:
        if params.get("drop_pending_updates"):
            self._server.delivery.pending.clear()
        self._server.state.webhook = webhook
        self._server.delivery.set_webhook(webhook)

    def get_webhook_info(self, params: Params) -> dict[str, Any]:
        webhook = self._server.state.webhook
        pending = {its.id for its in self._server.delivery.pending}
        info = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": bool(webhook and webhook.certificate),
            "pending_update_count": len(pending),
        }
        if self._server.state.allowed_updates is not None:
            info["allowed_updates"] = self._server.state.allowed_updates
        if webhook is not None:
            info["max_connections"] = webhook.max_connections
            if webhook.ip_address:
                info["ip_address"] = webhook.ip_address
            if webhook.last_error:
                info |= {"last_error_date": int(time()), "last_error_message": webhook.last_error}
        return info

    def send_message(self, params: Params) -> Message:
        text = rules.formatted_text(params)
        markup = rules.inline_keyboard(params.get("reply_markup"))
        chat = self._chat(params["chat_id"])
        reply_to = self._answered(chat, params.get("reply_parameters", {}))
        self._control_flood(chat)
        fields = text.fields | ({"reply_markup": markup} if markup else {})
        if "link_preview_options" in params:
            fields["link_preview_options"] = params["link_preview_options"]
        if params.get("protect_content"):
            fields["has_protected_content"] = True
        sender = None if isinstance(chat, Channel) else self._server.bot
        message = chat.keep(sender, fields, reply_to)
        chat.by_bot.add(message["message_id"])
        return message

    def edit_message_text(self, params: Params) -> Message | bool:
        return self._edit(params, rules.formatted_text(params))

    def edit_message_reply_markup(self, params: Params) -> Message | bool:
        return self._edit(params, None)

    def _edit(self, params: Params, text: rules.Text | None) -> Message | bool:
        markup = rules.inline_keyboard(params.get("reply_markup"))
        chat, message = self._to_edit(params)
        before = {k: message[k] for k in ("text", "entities", "reply_markup") if k in message}
        after = text.fields if text else {k: v for k, v in before.items() if k != "reply_markup"}
        after |= {"reply_markup": markup} if markup else {}
        if after == before:
            raise ordinary(rules.NOT_MODIFIED)
        if text is not None:
            self._control_flood(chat)
        for name in before:
            del message[name]
        message |= copy.deepcopy(after) | {"edit_date": int(time())}
        return True if chat is None else message

    def _to_edit(self, params: Params) -> tuple[_Chat | None, Message]:
        """Return a message of the bot and its chat; one that was sent inline has none."""
        if "inline_message_id" in params:
            message = self._server.inline_messages.get(params["inline_message_id"])
            if message is None:
                raise ordinary("MESSAGE_ID_INVALID")
            return None, message
        if not {"chat_id", "message_id"} <= params.keys():
            raise RefusedError("message identifier is not specified", "chat_id and message_id")
        chat = self._chat(params["chat_id"])
        if params["message_id"] not in chat.messages:
            raise ordinary("message to edit not found")
        if params["message_id"] not in chat.by_bot:
            raise ordinary("message can't be edited")
        return chat, chat.messages[params["message_id"]]

    def delete_message(self, params: Params) -> bool:
        chat = self._chat(params["chat_id"], sends=False)
        if params["message_id"] not in chat.messages:
            raise ordinary("message to delete not found")
        self._delete(chat, params["message_id"])
        return True

    def delete_messages(self, params: Params) -> bool:
        rules.check_message_ids(params)
        chat = self._chat(params["chat_id"], sends=False)
        for message_id in params["message_ids"]:
            if message_id in chat.messages:
                self._delete(chat, message_id)
        return True

    def _delete(self, chat: _Chat, message_id: int) -> None:
        is_private = isinstance(chat, Person)
        is_ours = message_id in chat.by_bot
        if not (is_private or is_ours or chat.bot_status == "administrator"):
            raise ordinary("message can't be deleted")
        if time() - chat.messages[message_id]["date"] > DELETABLE_SECONDS:
            raise ordinary("message can't be deleted for everyone")
        del chat.messages[message_id]

    def send_chat_action(self, params: Params) -> bool:
        rules.check_chat_action(params)
        self._chat(params["chat_id"])
        return True

    def answer_callback_query(self, params: Params) -> bool:
        rules.check_callback_answer(params)
        self._use_query("callback_query", params["callback_query_id"])
        self._server.answered_callbacks[params["callback_query_id"]] = params
        return True

    def answer_inline_query(self, params: Params) -> bool:
        messages = rules.check_inline_answer(params)
        query_id = params["inline_query_id"]
        self._use_query("inline_query", query_id)
        self._server.answered_inline[query_id] = params
        self._server.offers[query_id] = list(zip(params["results"], messages, strict=True))
        return True

    def _use_query(self, kind: str, query_id: str) -> None:
        """Refuse a query that is unknown, too old or answered; a second answer is late too.

        A bot may answer an inline query twice only if it was told of it twice, or could not know
        that its first answer had come.
        """
        if self._server.queries.get(query_id) != kind:
            raise RefusedError(rules.TOO_OLD, f"there is no {kind} {query_id!r}")
        if query_id in self._server.expired:
            raise ordinary(rules.TOO_OLD)
        if query_id in self._server.answered_callbacks:
            raise ordinary(rules.TOO_OLD)
        if query_id in self._server.answered_inline:
            update_id = self._server.update_id_of(query_id)
            twice = self._server.deliveries[update_id] > 1 or query_id in self._server.unheard
            raise RefusedError(rules.TOO_OLD, "answered already", ordinary=twice)

    def set_my_name(self, params: Params) -> bool:
        name = rules.check_length(params, "name", 64)
        return _set(self._server.state.names, params, name)

    def get_my_name(self, params: Params) -> dict[str, str]:
        name = _get(self._server.state.names, params)
        return {"name": name or self._server.bot["first_name"]}

    def set_my_description(self, params: Params) -> bool:
        description = rules.check_length(params, "description", 512)
        return _set(self._server.state.descriptions, params, description)

    def get_my_description(self, params: Params) -> dict[str, str]:
        return {"description": _get(self._server.state.descriptions, params)}

    def set_my_short_description(self, params: Params) -> bool:
        description = rules.check_length(params, "short_description", 120)
        return _set(self._server.state.short_descriptions, params, description)

    def get_my_short_description(self, params: Params) -> dict[str, str]:
        return {"short_description": _get(self._server.state.short_descriptions, params)}

    def set_my_commands(self, params: Params) -> bool:
        rules.check_commands(params["commands"])
        self._server.state.commands[self._commands_of(params)] = params["commands"]
        return True

    def get_my_commands(self, params: Params) -> list[dict[str, str]]:
        return self._server.state.commands.get(self._commands_of(params), [])

    def delete_my_commands(self, params: Params) -> bool:
        self._server.state.commands.pop(self._commands_of(params), None)
        return True

    def _commands_of(self, params: Params) -> tuple[str, str]:
        scope = params.get("scope", {"type": "default"})
        if "chat_id" in scope:
            self._chat(scope["chat_id"], sends=False)
        parts = [scope["type"], scope.get("chat_id"), scope.get("user_id")]
        name = ":".join(str(part) for part in parts if part is not None)
        return name, rules.checked_language(params)

    def get_chat(self, params: Params) -> dict[str, Any]:
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts")
        more_gifts = ("premium_subscription", "gifts_from_channels")
        chat = self._chat(params["chat_id"], sends=False)
        return chat.as_chat | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts + more_gifts, False),
        }

    def get_chat_member(self, params: Params) -> dict[str, Any]:
        chat = self._chat(params["chat_id"], sends=False)
        if params["user_id"] == self._server.bot["id"]:
            return _member(self._server.bot, chat.bot_status)
        person = self._server.chats.get(params["user_id"])
        if not isinstance(person, Person):
            raise ordinary("invalid user_id specified")
        members = chat.members if isinstance(chat, Group) else [chat]
        if person not in members:
            return _member(person.as_user, "left")
        is_creator = isinstance(chat, Group) and person is members[0]
        return _member(person.as_user, "creator" if is_creator else "member")

    def leave_chat(self, params: Params) -> bool:
        chat = self._chat(params["chat_id"])
        if isinstance(chat, Person):
            raise RefusedError("chat member status can't be changed in private chats")
        chat.bot_becomes("left", self._server.bot)
        return True

    def log_out(self, params: Params) -> bool:
        self._server.state.logged_out = True
        return True

    def close(self, params: Params) -> bool:
        self._server.state.closed = True
        return True

    def _chat(self, chat_id: int | str, *, sends: bool = True) -> _Chat:
        """Return a chat by number, or by its public name; refuse one the bot cannot write to."""
        chat = self._server.chats.get(chat_id) or self._named(chat_id)
        if chat is None or (isinstance(chat, Person) and not chat.is_known):
            raise ordinary("chat not found")
        if isinstance(chat, Person):
            if sends and not chat.has_started:
                raise ordinary("bot can't initiate conversation with a user", 403)
            if sends and chat.bot_status == "kicked":
                raise ordinary("bot was blocked by the user", 403)
        elif chat.bot_status in ("left", "kicked"):
            how = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
            raise ordinary(f"bot {how} the {chat.as_chat['type']} chat", 403)
        return chat

    def _named(self, name: int | str) -> _Chat | None:
        for chat in self._server.chats.values():
            if isinstance(chat, Channel) and name == f"@{chat.as_chat.get('username')}":
                return chat
        return None

    def _answered(self, chat: _Chat, params: Params) -> Message | None:
        """Return the message that another is a reply to, if any."""
        if not params:
            return None
        if "chat_id" in params:
            chat = self._chat(params["chat_id"], sends=False)
        message = chat.messages.get(params["message_id"])
        if message is None and not params.get("allow_sending_without_reply"):
            raise RefusedError("message to be replied not found", ordinary=True)
        if message is not None and params.get("quote", "") not in message.get("text", ""):
            raise RefusedError("QUOTE_TEXT_INVALID", "the quote is not in the message")
        return message

    def _control_flood(self, chat: _Chat | None) -> None:
        """Count a message, or refuse it because there were too many of late."""
        now, where = monotonic(), chat.id if chat else None
        while self._accepted and self._accepted[0][0] <= now - 60:
            self._accepted.popleft()
        here = [at for at, chat_id in self._accepted if chat_id == where and where is not None]
        limits = [
            ([at for at, _ in self._accepted], MOST_IN_A_SECOND, 1, "in all"),
            (here, MOST_TO_A_CHAT, 1, "to one chat"),
            (here if isinstance(chat, Group) else [], MOST_TO_A_GROUP, 60, "to one group"),
        ]
        for times, most, seconds, whom in limits:
            recent = [at for at in times if at > now - seconds]
            if len(recent) >= most and self._server.flood_control:
                after = max(1, math.ceil(recent[-most] + seconds - now))
                raise RefusedError(
                    f"Too Many Requests: retry after {after}",
                    f"flood: more than {most} messages in {seconds} s {whom}",
                    code=429,
                    retry_after=after,
                )
        self._accepted.append((now, where))


def _set(texts: dict[str, str], params: Params, text: str) -> bool:
    language = rules.checked_language(params)
    texts[language] = text
    if not text:
        del texts[language]
    return True


def _get(texts: dict[str, str], params: Params) -> str:
    """Return the text for a language, or the one for all others."""
    return texts.get(rules.checked_language(params), texts.get("", ""))


# --- The server ---------------------------------------------------------------------------------


class _BotApi(RequestHandler):
    """One call over HTTP: decoded, answered, or ill-treated as the test wants it."""

    def initialize(self, server: TelegramServer) -> None:
        self._server = server
        self._gone = asyncio.Event()

    async def get(self, token: str, method: str) -> None:
        """Serve a call whose parameters are in the address."""
        await self.post(token, method)

    async def post(self, token: str, method: str) -> None:
        """Serve a call."""
        call = Call(method, {}, None, monotonic())
        self._server.calls.append(call)
        unreadable = None
        try:
            call.params = self._given()
            if method in rules.OURS.methods:
                call.params = rules.decode(method, call.params)
        except RefusedError as refused:
            unreadable = refused
        fault = self._server.next_fault(method)
        if fault is not None and not fault.after:
            await self._go_wrong(fault, call)
            return
        status, body = await self._server.answer(token, call, unreadable, self._gone)
        if fault is not None:
            self._server.unheard.add(call.params.get("inline_query_id", ""))
            await self._go_wrong(fault, call)
        else:
            self._reply(call, status, body)

    def _given(self) -> Params:
        """Return the parameters as they came: from the address, a form, files or JSON."""
        sent = self.request
        try:
            given: Params = {name: its[-1].decode() for name, its in sent.arguments.items()}
            if sent.headers.get("Content-Type", "").startswith("application/json"):
                given |= json.loads(sent.body or b"{}")
        except ValueError as error:
            raise RefusedError("strings must be encoded in UTF-8", str(error)) from error
        files = {name: its[-1].body for name, its in sent.files.items()}
        for name, value in given.items():
            attached = str(value).removeprefix("attach://")
            if attached in files and attached != value:
                given[name] = files.pop(attached)
        return given | files

    def _reply(self, call: Call, status: int, body: Mapping[str, Any] | str) -> None:
        call.status = status
        self.set_status(status)
        if status == 429 and isinstance(body, Mapping):
            self.set_header("Retry-After", str(body["parameters"]["retry_after"]))
        if isinstance(body, str):
            self.set_header("Content-Type", "text/html")
            self.finish(body)
        else:
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps(body))

    async def _go_wrong(self, fault: Fault, call: Call) -> None:
        chance = self._server.random
        if fault.kind == "retry_after":
            refused = RefusedError("Too Many Requests: retry after 1", code=429, retry_after=1)
            self._reply(call, 429, refused.body)
        elif fault.kind == "garbage":
            self._reply(call, 200, "<html>Please accept our cookies.</html>")
        elif fault.kind.startswith("server_error"):
            status = 502 if fault.after else chance.choice((500, 502, 503, 504))
            said = {"ok": False, "error_code": status, "description": "Bad Gateway"}
            body = chance.choice((said, f"<html><h1>{status}</h1><hr>nginx</html>"))
            self._reply(call, status, body)
        else:
            if fault.kind.startswith("timeout"):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._gone.wait(), fault.seconds)
            self._hang_up()

    def _hang_up(self) -> None:
        if not self._gone.is_set():
            self.detach().close()

    def on_connection_close(self) -> None:
        """Note that nobody listens any more."""
        self._gone.set()
        self._server.delivery.wake()

    def log_exception(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let no test pass in which this server itself has failed."""
        said = "".join(traceback.format_exception(kind, error, trace))
        self._server.violations.append(f"this server failed: {said}")


class TelegramServer:
    """A Bot API server on this machine, with the people who write to its one bot.

    Everything but plain attributes may be called from any thread. `calls`, `violations` and the
    like only ever grow. Attributes a test may set at any time:

    Attributes:
        url: where it listens; methods are at `{url}/bot{token}/{method}`.
        bot: the account of the bot, a User.
        calls: all calls, as they came.
        violations: sentences about what a strict server must refuse. Also where it was this server
            that failed.
        answered_callbacks: parameters of answerCallbackQuery by query.
        answered_inline: parameters of answerInlineQuery by query.
        state: what the bot has said of itself, and its webhook.
        updates: all updates that were there for the bot, in order.
        deliveries: how often each update was sent, by its number.
        faults: what goes wrong; of those that fit a call, the first that happens.
        fault_counts: what went wrong, by kind; also "doubled" and "shuffled".
        flood_control: whether too many messages are refused.
        duplicate_updates: the probability that an update is sent twice.
        shuffle_updates: whether updates that wait together are sent in any order.
        privacy_mode: whether in groups the bot hears only what is meant for it.
        inline_feedback: whether the bot is told which inline result was chosen.
        webhook_timeout_seconds: how long a webhook may take.
        webhook_retry_seconds: how long after a failure it is tried again.
    """

    def __init__(
        self,
        token: str = "123456:TEST-TOKEN",  # noqa: S107 - nobody's
        api: Mapping[str, Any] | None = None,
        *,
        seed: int = 0,
        username: str = "testbot",
        webhook_through: str | None = None,
    ) -> None:
        self._server = self
        self.token = token
        self._api = None if api is None else rules.read_api(api)
        self.random = random.Random(seed)
        self.username = username
        self.webhook_through = webhook_through
        self.bot: dict[str, Any] = {"id": int(token.partition(":")[0]), "is_bot": True}
        self.bot |= {"first_name": "Test bot", "username": username}
        self.url = ""
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.answered_callbacks: dict[str, Params] = {}
        self.answered_inline: dict[str, Params] = {}
        self.state = BotState()
        self.updates: list[dict[str, Any]] = []
        self.deliveries: Counter[int] = Counter()
        self.faults: list[Fault] = []
        self.fault_counts: Counter[str] = Counter()
        self.flood_control = True
        self.duplicate_updates = 0.0
        self.shuffle_updates = False
        self.privacy_mode = True
        self.inline_feedback = False
        self.webhook_timeout_seconds = 10.0
        self.webhook_retry_seconds = 0.2
        # What follows is for this file only.
        self.chats: dict[int | str, _Chat] = {}
        self.inline_messages: dict[str, Message] = {}
        # Results and the messages they would send, by query.
        self.offers: dict[str, list[tuple[dict[str, Any], Message]]] = {}
        # What kind each query is of.
        self.queries: dict[str, str] = {}
        self.expired: set[str] = set()
        # Inline queries whose answer was accepted, which the bot was not told.
        self.unheard: set[str] = set()
        self.delivery = _Delivery(self)
        self._methods = _Methods(self)
        # One for all private chats and basic groups; each supergroup and channel has its own.
        self._message_ids = itertools.count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._serve, name="telegram", daemon=True)
        self._is_ready = threading.Event()

    def __enter__(self) -> TelegramServer:
        self._thread.start()
        assert self._is_ready.wait(10), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        self._loop = None

    def _serve(self) -> None:
        asyncio.run(self._listen())

    async def _listen(self) -> None:
        handlers = [(r"/bot([^/]*)/(\w*)", _BotApi, {"server": self})]
        http = HTTPServer(Application(handlers, log_function=lambda _handler: None))
        sockets = bind_sockets(0, "127.0.0.1")
        http.add_sockets(sockets)
        self.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
        self._stopping = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._is_ready.set()
        await self._stopping.wait()
        await self.delivery.stop()
        http.stop()
        await http.close_all_connections()

    def run(self, act: Callable[[], _R]) -> _R:
        """Return what `act` returns in the server's thread; here where there is none."""
        if self._loop is None or threading.current_thread() is self._thread:
            return act()
        done: Future[_R] = Future()

        def act_there() -> None:
            try:
                done.set_result(act())
            except BaseException as error:  # noqa: BLE001 - it is raised in the other thread
                done.set_exception(error)

        self._loop.call_soon_threadsafe(act_there)
        return done.result(10)

    # People and places.

    @_on_loop
    def person(
        self,
        first_name: str,
        *,
        language_code: str | None = "en",
        username: str | None = None,
        last_name: str | None = None,
    ) -> Person:
        """Return somebody new, who has not written to the bot yet."""
        names = {"first_name": first_name, "last_name": last_name}
        details = names | {"username": username, "language_code": language_code}
        person_id = FIRST_PERSON + BETWEEN_PEOPLE * len(self.chats)
        person = Person(self, person_id, self._message_ids, details)
        self.chats[person.id] = person
        return person

    @_on_loop
    def group(
        self,
        title: str,
        members: Sequence[Person],
        *,
        supergroup: bool = False,
        bot_is_administrator: bool = False,
    ) -> Group:
        """Return a new group in which the bot is already; the first member has created it."""
        number = FIRST_PERSON // 10 + len(self.chats)
        chat_id = -1_000_000_000_000 - number if supergroup else -4_000_000_000 - number
        ids = itertools.count(1) if supergroup else self._message_ids
        group = Group(self, chat_id, ids, title, members, is_supergroup=supergroup)
        if bot_is_administrator:
            group.bot_status = "administrator"
        self.chats[group.id] = group
        return group

    @_on_loop
    def channel(self, title: str, username: str | None = None) -> Channel:
        """Return a new channel with the bot as an administrator."""
        chat_id = -1_000_000_000_000 - FIRST_PERSON // 10 - len(self.chats)
        channel = Channel(self, chat_id, title, username)
        self.chats[channel.id] = channel
        return channel

    # Updates.

    @_on_loop
    def update(self, fields: Mapping[str, Any]) -> int | None:
        """Send an update; return its number, or None if the bot does not want its kind."""
        kind = next(iter(fields))
        allowed = self.state.allowed_updates
        if kind in ONLY_IF_ASKED if allowed is None else kind not in allowed:
            return None
        update_id = FIRST_UPDATE + len(self.updates)
        self.updates.append({"update_id": update_id} | copy.deepcopy(dict(fields)))
        self.delivery.add(self.updates[-1])
        return update_id

    @_on_loop
    def send_again(self, update_id: int) -> None:
        """Send an update once more, whether it was confirmed or not."""
        self.delivery.add(self._update(update_id), again=True)

    @_on_loop
    def send_in_order(self, update_ids: Sequence[int]) -> None:
        """Send updates in this order: those that wait (see `held`), and others once more."""
        self.delivery.put_in_order([self._update(its) for its in update_ids])

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep back all updates until the end, then send them together."""
        self._hold(True)
        try:
            yield
        finally:
            self._hold(False)

    @_on_loop
    def _hold(self, held: bool) -> None:
        self.delivery.is_held = held
        self.delivery.wake()

    def _update(self, update_id: int) -> dict[str, Any]:
        return self.updates[update_id - FIRST_UPDATE]

    @_on_loop
    def update_id_of(self, sent: Message | str) -> int:
        """Return the number of the last update with a message, or with a query by its id."""
        for update in reversed(self.updates):
            for its in update.values():
                if isinstance(its, dict) and _is_same(its, sent):
                    return int(update["update_id"])
        raise LookupError(f"there was no update with {sent}")

    @_on_loop
    def expire(self, query_id: str) -> None:
        """Let a callback or inline query be too old to be answered."""
        assert query_id in self.queries
        self.expired.add(query_id)

    @_on_loop
    def make_older(self, message: Message, hours: float) -> None:
        """Let a message have been sent longer ago."""
        self.chat_of(message).as_it_is(message)["date"] -= int(hours * 3600)

    # What the bot has done.

    @_on_loop
    def replies(self, chat: Person | Group | Channel) -> list[Message]:
        """Return the messages of the bot in a chat as they look now, in order."""
        ours = [its for number, its in chat.messages.items() if number in chat.by_bot]
        return copy.deepcopy(ours)

    def wait_for_reply(self, message: Message, timeout: float = PATIENCE_SECONDS) -> Message:
        """Return the first message of the bot after another in its chat, as it looks then."""
        chat = self.chat_of(message)

        def later() -> list[Message]:
            return [its for its in self.replies(chat) if its["message_id"] > message["message_id"]]

        why = f"no reply to {message.get('text', message['message_id'])!r}"
        found: list[Message] = self.wait_until(later, timeout, why)
        return found[0]

    def wait_for_edit(self, bot_message: Message, timeout: float = PATIENCE_SECONDS) -> Message:
        """Return a message of the bot as soon as it looks different from the one given."""

        def edited() -> Message | None:
            now = self.run(lambda: copy.deepcopy(self.shown(bot_message)))
            return now if now != bot_message else None

        why = f"no edit of {bot_message.get('text')!r}"
        found: Message = self.wait_until(edited, timeout, why)
        return found

    def wait_until(
        self, happened: Callable[[], Any], timeout: float = PATIENCE_SECONDS, why: str = ""
    ) -> Any:
        """Return what `happened` returns as soon as that is true.

        Raises:
            AssertionError: if it is not in time; says what the bot has done instead.
        """
        until = monotonic() + timeout
        while not (result := happened()):
            if monotonic() > until:
                raise AssertionError(f"{why or 'nothing'} within {timeout} s\n{self._report()}")
            sleep(POLL_SECONDS)
        return result

    def _report(self) -> str:
        calls = [f"  {its.method} -> {its.status}: {its.params!s:.300}" for its in self.calls[-12:]]
        violations = [f"  {its}" for its in self.violations]
        waiting = [f"  {its.update!s:.300}" for its in self.delivery.pending]
        return "\n".join(
            ["last calls:", *calls, "violations:", *violations, "not confirmed:", *waiting]
        )

    # For the other classes of this file.

    def chat_of(self, message: Message) -> Any:
        """Return the chat of a message."""
        return self.chats[message["chat"]["id"]]

    def shown(self, bot_message: Message) -> Message:
        """Return a message of the bot as it is now, in a chat or sent inline."""
        if "inline_message_id" in bot_message:
            return self.inline_messages[bot_message["inline_message_id"]]
        chat = self.chat_of(bot_message)
        assert bot_message["message_id"] in chat.by_bot, "this is no message of the bot"
        now: Message = chat.as_it_is(bot_message)
        return now

    def new_query(self, kind: str) -> str:
        """Return the id of a new query."""
        query_id = str(5_000_000_000_000_000_000 + 1_000_003 * len(self.queries))
        self.queries[query_id] = kind
        return query_id

    def sent_with(self, kind: str, query_id: str) -> dict[str, Any]:
        """Return a query that was sent."""
        return next(its[kind] for its in self.updates if its.get(kind, {}).get("id") == query_id)

    def next_fault(self, method: str) -> Fault | None:
        """Return what goes wrong with a call now."""
        for fault in self.faults:
            if fault.times == 0 or (fault.methods is not None and method not in fault.methods):
                continue
            if self.random.random() < fault.probability:
                fault.times = None if fault.times is None else fault.times - 1
                self.fault_counts[fault.kind] += 1
                return fault
        return None

    async def answer(
        self, token: str, call: Call, unreadable: RefusedError | None, gone: asyncio.Event
    ) -> tuple[int, dict[str, Any]]:
        """Return status and body for a call, and note what was wrong with it."""
        if token != self.token:
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        try:
            return 200, {"ok": True, "result": await self._result(call, unreadable, gone)}
        except RefusedError as refused:
            if not refused.ordinary:
                because = f" ({refused.because})" if refused.because else ""
                self.violations.append(f"{call.method}: {refused.description}{because}")
            return refused.code, refused.body

    async def _result(
        self, call: Call, unreadable: RefusedError | None, gone: asyncio.Event
    ) -> Any:
        if call.method not in rules.OURS.methods:
            raise RefusedError("Not Found", "no method served here", code=404)
        if unreadable is not None:
            raise unreadable
        if self.state.logged_out:
            raise RefusedError("Logged out", "a call after logOut")
        rules.check_call(call.method, call.params, self._api)
        method = getattr(
            self._methods, re.sub("[A-Z]", lambda its: f"_{its[0].lower()}", call.method)
        )
        if call.method == "getUpdates":
            return await method(call.params, gone)
        return copy.deepcopy(method(call.params))


def _is_same(payload: Mapping[str, Any], sent: Message | str) -> bool:
    """Whether what an update brings is this message, or the query of this id."""
    if isinstance(sent, str):
        return payload.get("id") == sent
    names = ("message_id", "chat")
    return "message_id" in payload and all(payload.get(its) == sent.get(its) for its in names)


# --- The bot as a process -----------------------------------------------------------------------


class BotProcess:
    """A bot that runs as a process of its own, with what it has printed so far."""

    def __init__(
        self, server: TelegramServer, command: Sequence[str], env: Mapping[str, str] | None = None
    ) -> None:
        self._server = server
        self._calls_before = len(server.calls)
        self._printed: list[str] = []
        self._errors: list[str] = []
        given = {
            "TELEGRAM_TOKEN": server.token,
            "TELEGRAM_API_URL": f"{server.url}/bot",
            "OMP_NUM_THREADS": "1",
            # Whatever leads elsewhere from this machine must not lead away from this server.
            "NO_PROXY": "127.0.0.1,localhost",
        }
        self.process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=os.environ | given | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, []), daemon=True),
            threading.Thread(
                target=self._read, args=(self.process.stderr, self._errors), daemon=True
            ),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: Any, also: list[str]) -> None:
        for line in stream:
            self._printed.append(line)
            also.append(line)

    @property
    def log(self) -> str:
        """Everything printed so far, standard output and standard error as they came."""
        return "".join(self._printed)

    @property
    def errors(self) -> str:
        """What was printed on standard error so far."""
        return "".join(self._errors)

    def wait_until_ready(self, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until this process asks for updates, or has set a webhook."""

        def is_ready() -> bool:
            code = self.process.poll()
            assert code is None, f"the bot has exited with {code}"
            return any(
                its.method == "getUpdates" or (its.method == "setWebhook" and its.status == 200)
                for its in self._server.calls[self._calls_before :]
            )

        try:
            self._server.wait_until(is_ready, timeout, "the bot is not ready")
        except AssertionError as error:
            if self.process.poll() is not None:
                self._join()
            raise AssertionError(f"{error}\n{self.log}") from None

    def terminate(self, timeout: float = PATIENCE_SECONDS) -> int:
        """Send SIGTERM; return the exit code."""
        self.process.terminate()
        try:
            return self._exit_code(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"no end within {timeout} s of SIGTERM\n{self.log}") from None

    def kill(self) -> int:
        """Send SIGKILL; return the exit code."""
        self.process.kill()
        return self._exit_code(10)

    def _exit_code(self, timeout: float) -> int:
        code = self.process.wait(timeout)
        self._join()
        return code

    def _join(self) -> None:
        for reader in self._readers:
            reader.join(10)

    def close(self) -> None:
        """End the process if it still runs, kindly if possible."""
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self.kill()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


@contextmanager
def start_bot(
    server: TelegramServer,
    config_file: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
) -> Iterator[BotProcess]:
    """Run the bot of this repository against a server; it is ready when the block begins."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(config_file), *arguments]
    bot = BotProcess(server, command, env)
    try:
        bot.wait_until_ready()
        yield bot
    finally:
        bot.close()
