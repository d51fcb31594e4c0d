"""From the environment to a bot that answers, and to its orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, Updater

from bot.config import BotSettings
from bot.dates import in_words
from bot.telegram.answering import beside_done
from bot.telegram.application import (
    ALLOWED_UPDATES,
    Failures,
    add_handlers,
    add_jobs,
    build_application,
)
from bot.telegram.conversations import Conversations
from bot.telegram.counts import Counts
from bot.telegram.delivery import Delivery
from bot.telegram.logs import configure_logging
from bot.telegram.people import People
from bot.telegram.profile import set_profile
from bot.telegram.secret import Secret, open_secret
from bot.telegram.service import Service
from bot.telegram.status import Heartbeat, Status
from bot.telegram.turns import Turns
from bot.telegram.worker import Thread, Worker
from bot.texts import LANGUAGES
from index import Config, ConfigError

TOKEN, API_URL = "TELEGRAM_TOKEN", "TELEGRAM_API_URL"
THREADS = "OMP_NUM_THREADS"

_LOGGER = logging.getLogger(__name__)
_FORM_OF_TOKEN = re.compile(r"\d+:[\w-]+")
_LONGEST_PAUSE = 30.0
# What is being answered when the bot is told to stop has so long to arrive.
_LAST_ANSWERS_SECONDS = 45.0
_PULSE_SECONDS = 60.0
# Where many write, they are fetched together: a call for each of them would cost as much as its
# answer. Nobody who writes alone waits for it, since a call is open then.
_POLL_INTERVAL_SECONDS = 0.1

_App = Application[Any, Any, Any, Any, Any, Any]


def run_bot(config: Config, settings: BotSettings) -> int:
    """Answer in Telegram until told to stop; return the exit code.

    Raises:
        KnowledgeError: no token, a bad one, or an index that cannot be opened.
    """
    configure_logging()
    # One core is left to everything but encoding; threads on more cores than there are wait for
    # each other far longer than they work. Set before the encoder is loaded.
    os.environ.setdefault(THREADS, str(max(1, (os.cpu_count() or 1) - 1)))
    token = _token()
    folder = config.file.parent / settings.telegram.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    asyncio.run(_Running(config, settings, folder, open_secret(folder)).run(token))
    return 0


@dataclass
class _Running:
    """One run of the bot; owns everything that is opened and closed with it."""

    config: Config
    settings: BotSettings
    folder: Path
    secret: Secret

    async def run(self, token: str) -> None:
        """Open everything, answer until told to stop, close everything."""
        stop = _stop_signal()
        telegram = self.settings.telegram
        worker = Worker(self.config, telegram.most_waiting)
        memory = Thread("people")
        await worker.open()
        people = await memory.run(lambda: People(self.folder / "people.sqlite"))
        delivery, counts = Delivery(), Counts()
        failures: list[Failures] = []

        async def on_flood(update: Update) -> None:
            await failures[0].too_many(update)

        turns = Turns(telegram.most_waiting_of_one, on_flood, delivery.saw)
        application = build_application(token, os.environ.get(API_URL), delivery, turns)
        service = Service(
            config=self.config,
            settings=self.settings,
            worker=worker,
            people=people,
            memory=memory,
            conversations=Conversations(telegram.conversation_minutes),
            secret=self.secret,
            counts=counts,
            bot=application.bot,
        )
        failures.append(Failures(service))
        add_handlers(application, service)
        heart = Heartbeat(_PULSE_SECONDS)
        add_jobs(application, service, heart)
        counts.watch("bot_deliveries_pending", "Calls under way.", lambda: delivery.pending)
        counts.watch("bot_deliveries_repeated", "Calls sent again.", lambda: delivery.repeated)
        status = Status(counts, heart.is_recent, lambda: worker.generation)
        if telegram.status_port:
            status.open(telegram.status_port)
        try:
            if await _reached(application, stop):
                await self._answer(application, worker, stop)
        finally:
            await status.close()
            await worker.close()
            await memory.run(people.close)
            memory.close()

    async def _answer(self, application: _App, worker: Worker, stop: asyncio.Event) -> None:
        updater = application.updater
        if updater is None:
            raise RuntimeError("the application has no updater")
        try:
            await application.start()
            await self._listen(application, updater)
            print(self._live(application, worker), flush=True)  # noqa: T201 - the line of start-up
            profile = asyncio.ensure_future(set_profile(application.bot, self.folder))
            await stop.wait()
            profile.cancel()
            with suppress(asyncio.CancelledError):
                await profile
        finally:
            await _end(application, updater)

    async def _listen(self, application: _App, updater: Updater) -> None:
        """Fetch updates, or open the door for Telegram to bring them."""
        webhook, base = self.settings.telegram.webhook, self.config.file.parent
        if not webhook.url:
            await updater.start_polling(
                poll_interval=_POLL_INTERVAL_SECONDS,
                allowed_updates=ALLOWED_UPDATES,
                bootstrap_retries=-1,
                error_callback=_polling_failed,
            )
            return
        bot_id = application.bot.id
        path = self.secret.name_of("webhook path", bot_id)
        await updater.start_webhook(
            listen=webhook.listen,
            port=webhook.port,
            url_path=path,
            webhook_url=f"{webhook.url.rstrip('/')}/{path}",
            secret_token=self.secret.name_of("webhook token", bot_id),
            cert=base / webhook.certificate if webhook.certificate else None,
            key=base / webhook.key if webhook.key else None,
            allowed_updates=ALLOWED_UPDATES,
            bootstrap_retries=-1,
        )

    def _live(self, application: _App, worker: Worker) -> str:
        """Return what is live, in one line."""
        telegram, manifest = self.settings.telegram, worker.manifest
        counts = manifest.counts
        how = "webhook" if telegram.webhook.url else "long polling"
        status = f", status on port {telegram.status_port}" if telegram.status_port else ""
        return (
            f"@{application.bot.username} is live: {how}, generation {manifest.name} of"
            f" {in_words(manifest.built[:10])} ({counts['cards']} cards, {counts['passages']}"
            f" passages), encoder {manifest.encoder}, {len(LANGUAGES)} languages{status}"
        )


def _token() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise ConfigError(
            f"{TOKEN} is not set; get a token from @BotFather in Telegram and put it into the"
            f" environment: {TOKEN}=... python -m bot run"
        )
    if not _FORM_OF_TOKEN.fullmatch(token):
        raise ConfigError(
            f"{TOKEN} is no token: one is a number, a colon and letters; copy it from @BotFather"
        )
    return token


def _stop_signal() -> asyncio.Event:
    """Return an event that is set when the process is told to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _reached(application: _App, stop: asyncio.Event) -> bool:
    """Say hello to Telegram, as often as it takes; return whether it answered before `stop`.

    Raises:
        ConfigError: Telegram does not know the token.
    """
    pause = 1.0
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken as error:
            raise ConfigError(
                f"{TOKEN}: Telegram does not know this token; copy it again from @BotFather"
            ) from error
        except TelegramError as error:
            _LOGGER.warning(
                "Telegram cannot be reached (%s); trying again in %.0f s.",
                type(error).__name__,
                pause,
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return True
    return False


async def _end(application: _App, updater: Updater) -> None:
    """Take no more updates, let what is being answered arrive, and close the connections."""
    if updater.running:
        with suppress(TelegramError):
            await updater.stop()
    if application.running:
        try:
            await asyncio.wait_for(application.stop(), _LAST_ANSWERS_SECONDS)
        except TimeoutError:
            _LOGGER.warning("Some answers did not arrive within %.0f s.", _LAST_ANSWERS_SECONDS)
    await beside_done()
    await application.shutdown()


def _polling_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _LOGGER.error("Another program fetches the updates of this bot; stop one of the two.")
    else:
        _LOGGER.warning("Updates could not be fetched (%s); trying again.", type(error).__name__)
