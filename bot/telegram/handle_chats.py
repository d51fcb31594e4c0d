"""What happens to the bot itself in: somebody blocks it, or adds it to a group."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot import texts
from bot.ask import known_lang
from bot.telegram.incoming import lang_of_app
from bot.telegram.outgoing import send
from bot.telegram.service import Service
from bot.tongues import speak
from bot.views import plain_message

_OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


class Chats:
    """Handler of what becomes of the bot in a chat."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def changed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Forget a chat that the bot was put out of; greet a group that it was added to."""
        change = update.my_chat_member
        if change is None:
            return
        self._service.counts.updates.labels("my_chat_member").inc()
        was_outside = change.old_chat_member.status in _OUTSIDE
        if change.new_chat_member.status in _OUTSIDE:
            self._service.conversations.forget_chat(change.chat.id)
            await self._service.forget(change.chat.id)
        elif was_outside and change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
            tongue = speak(known_lang(lang_of_app(change.from_user)) or "en")
            hello = tongue(texts.GROUP_HELLO, name=f"@{self._service.bot.username}")
            await send(self._service.bot, change.chat.id, plain_message(hello))
