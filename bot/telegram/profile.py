"""What Telegram shows of the bot before anything is said: set at start-up, only what differs."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import msgspec
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import TelegramError

from bot import texts
from bot.telegram.handle_commands import Commands
from bot.tongues import speak
from index import write_atomically

_LOGGER = logging.getLogger(__name__)
_FILE = "profile.sha256"


async def set_profile(bot: Bot, folder: Path) -> None:
    """Set name, descriptions and menus in every language, unless they were set like this before.

    A failure is no reason not to answer: it is logged, and tried again at the next start.
    """
    wanted = _wanted(bot.id)
    file = folder / _FILE
    if file.exists() and file.read_text(encoding="ascii").strip() == wanted:
        return
    try:
        for lang in texts.LANGUAGES:
            await _set_texts(bot, lang)
            await _set_menus(bot, lang)
    except TelegramError as error:
        _LOGGER.warning(
            "Name, description or menus could not be set (%s); trying again at the next start.",
            type(error).__name__,
        )
        return
    write_atomically(file, wanted.encode() + b"\n")


def menu(lang: str, *, in_groups: bool) -> list[BotCommand]:
    """Return the menu of commands in a language."""
    tongue = speak(lang)
    return [
        BotCommand(name, tongue(said))
        for name, said in texts.COMMANDS.items()
        if not in_groups or name in Commands.in_groups
    ]


async def _set_texts(bot: Bot, lang: str) -> None:
    # English is what everybody else sees.
    code, tongue = ("" if lang == "en" else lang), speak(lang)
    name, short, long = map(tongue, (texts.NAME, texts.SHORT_DESCRIPTION, texts.DESCRIPTION))
    if (await bot.get_my_name(code)).name != name:
        await bot.set_my_name(name, code)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
    if (await bot.get_my_description(code)).description != long:
        await bot.set_my_description(long, code)


async def _set_menus(bot: Bot, lang: str) -> None:
    code = "" if lang == "en" else lang
    scopes: tuple[tuple[BotCommandScope, bool], ...] = (
        (BotCommandScopeAllPrivateChats(), False),
        (BotCommandScopeAllGroupChats(), True),
    )
    for scope, in_groups in scopes:
        wanted = menu(lang, in_groups=in_groups)
        if list(await bot.get_my_commands(scope, code)) != wanted:
            await bot.set_my_commands(wanted, scope, code)


def _wanted(bot_id: int) -> str:
    """Return a digest of all that is to be set."""
    said = {
        lang: [
            *map(speak(lang), (texts.NAME, texts.SHORT_DESCRIPTION, texts.DESCRIPTION)),
            *([c.command, c.description] for c in menu(lang, in_groups=False)),
            *(c.command for c in menu(lang, in_groups=True)),
        ]
        for lang in texts.LANGUAGES
    }
    return hashlib.sha256(msgspec.json.encode([bot_id, said])).hexdigest()
