"""Wires the handlers in the order in which they are tried, and what happens beside them."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
from telegram import Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot import texts
from bot.ask import known_lang
from bot.telegram.answering import choices_of
from bot.telegram.delivery import Delivery
from bot.telegram.handle_buttons import Buttons
from bot.telegram.handle_chats import Chats
from bot.telegram.handle_commands import Commands
from bot.telegram.handle_inline import Inline
from bot.telegram.handle_messages import Messages
from bot.telegram.incoming import as_asked, lang_of_app
from bot.telegram.outgoing import reply
from bot.telegram.service import Service
from bot.telegram.status import Heartbeat
from bot.telegram.turns import Turns
from bot.tongues import speak
from bot.views import plain_message

_LOGGER = logging.getLogger(__name__)

# What Telegram is asked to tell; posts in channels are not among it.
ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
# Seconds. Telegram is told within 10 whether an update was taken; its own calls take under one.
_READ, _CONNECT, _POOL = 10.0, 5.0, 30.0
# Idle connections are looked through at every call, so few are kept.
_CONNECTIONS, _KEPT_CONNECTIONS = 64, 12
_LIMITS = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_KEPT_CONNECTIONS)
_TELEGRAM = "https://api.telegram.org/bot"
_TAKE_OVER_EVERY = timedelta(seconds=5)
_FORGET_TALK_EVERY = timedelta(minutes=1)
_FORGET_UNUSED_EVERY = timedelta(hours=12)


class Reader(ExtBot[int]):
    """The bot, but an update that the library cannot read keeps no other one from being read.

    It would be fetched again and again otherwise, with all that came after it.
    """

    async def _do_post(self, endpoint: str, data: dict[str, Any], **timeouts: Any) -> Any:
        result = await super()._do_post(endpoint, data, **timeouts)
        if endpoint != "getUpdates" or not isinstance(result, list):
            return result
        return [its if self._can_read(its) else {"update_id": its["update_id"]} for its in result]

    def _can_read(self, update: dict[str, Any]) -> bool:
        try:
            Update.de_json(update, self)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            _LOGGER.error(
                "Update %d cannot be read (%s).", update["update_id"], type(error).__name__
            )
            return False
        return True


def build_application(
    token: str, api_url: str | None, delivery: Delivery, turns: Turns
) -> Application[Any, Any, Any, Any, Any, Any]:
    """Return an application without handlers, for the Bot API server at `api_url`."""
    bot = Reader(
        token,
        base_url=api_url or _TELEGRAM,
        request=_request(),
        get_updates_request=_request(),
        rate_limiter=delivery,
    )
    return ApplicationBuilder().bot(bot).concurrent_updates(turns).build()


def add_handlers(application: Application[Any, Any, Any, Any, Any, Any], service: Service) -> None:
    """Add every handler, in the order in which they are tried."""
    commands, messages = Commands(service), Messages(service)
    new, edited = filters.UpdateType.MESSAGE, filters.UpdateType.EDITED_MESSAGE
    application.add_handler(CommandHandler(list(commands.by_name), commands.given, new | edited))
    application.add_handler(MessageHandler(new, messages.new))
    application.add_handler(MessageHandler(edited, messages.edited))
    application.add_handler(CallbackQueryHandler(Buttons(service).pressed))
    application.add_handler(InlineQueryHandler(Inline(service).asked))
    of_us = ChatMemberHandler.MY_CHAT_MEMBER
    application.add_handler(ChatMemberHandler(Chats(service).changed, of_us))
    application.add_error_handler(Failures(service).failed)


def add_jobs(
    application: Application[Any, Any, Any, Any, Any, Any], service: Service, heart: Heartbeat
) -> None:
    """Add what is done from time to time."""

    async def take_over(_context: ContextTypes.DEFAULT_TYPE) -> None:
        await heart.beat()
        await service.worker.take_over()

    async def forget_talk(_context: ContextTypes.DEFAULT_TYPE) -> None:
        service.conversations.forget_old()

    async def forget_unused(_context: ContextTypes.DEFAULT_TYPE) -> None:
        days = service.settings.telegram.remember_days
        await service.memory.run(lambda: service.people.forget_unused(days))

    jobs = application.job_queue
    if jobs is None:
        raise RuntimeError("python-telegram-bot is installed without its job-queue extra")
    jobs.run_repeating(take_over, _TAKE_OVER_EVERY)
    jobs.run_repeating(forget_talk, _FORGET_TALK_EVERY)
    jobs.run_repeating(forget_unused, _FORGET_UNUSED_EVERY, first=1)


class Failures:
    """What somebody is told when something is in the way; nobody is left without a word."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log what failed, without a word of what was asked, and say that it did."""
        error = context.error
        self._service.counts.errors.labels(type(error).__name__).inc()
        number = update.update_id if isinstance(update, Update) else 0
        trace = (type(error), error, error.__traceback__) if error else None
        _LOGGER.error("Update %d could not be answered.", number, exc_info=trace)
        if isinstance(update, Update) and not _is_out_of_reach(error):
            await self._say(update, texts.FAILED)

    async def too_many(self, update: Update) -> None:
        """Ask somebody who sends very much to wait."""
        self._service.counts.floods.inc()
        await self._say(update, texts.TOO_MANY)

    async def _say(self, update: Update, text: str) -> None:
        service, query, message = self._service, update.callback_query, update.effective_message
        lang = known_lang(lang_of_app(update.effective_user)) or "en"
        with suppress(TelegramError):
            if query:
                await query.answer(speak(lang)(text), show_alert=True)
            elif message and (asked := as_asked(message)):
                lang = (await choices_of(service, asked)).lang or lang
                lang = service.conversations.of(asked.key).lang or lang
                await reply(service.bot, asked, plain_message(speak(lang)(text)))


def _is_out_of_reach(error: Exception | None) -> bool:
    """Return whether an error means that nothing can be said to the person either."""
    return isinstance(error, TelegramError) and not isinstance(error, BadRequest)


def _request() -> HTTPXRequest:
    return HTTPXRequest(
        read_timeout=_READ,
        write_timeout=_READ,
        connect_timeout=_CONNECT,
        pool_timeout=_POOL,
        httpx_kwargs={"limits": _LIMITS},
    )
