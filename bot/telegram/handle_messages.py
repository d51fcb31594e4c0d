"""Messages in: questions, edited ones, and what is no text."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import receipts, texts
from bot.telegram.answering import answer, tongue_for
from bot.telegram.checking import check
from bot.telegram.incoming import Asked, read_message
from bot.telegram.outgoing import reply
from bot.telegram.service import Service
from bot.views import plain_message

# What a message may have instead of text, and what is said to it.
_ATTACHED = {
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "photo": "picture",
    "video": "picture",
    "animation": "picture",
    "story": "picture",
    "document": "file",
    "sticker": "sticker",
    "dice": "sticker",
    "game": "sticker",
    "location": "place",
    "venue": "place",
    "contact": "contact",
    "poll": "other",
    "paid_media": "picture",
    "checklist": "other",
    "giveaway": "other",
    "invoice": "other",
}


class Messages:
    """Handlers of messages."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def new(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message."""
        if update.message is None:
            return
        self._service.counts.updates.labels("message").inc()
        await self._answer(update.message, None)

    async def edited(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message anew whose words were changed, in the place of the old answer."""
        message = update.edited_message
        if message is None:
            return
        self._service.counts.updates.labels("edited_message").inc()
        asked = read_message(message, self._service.bot.bot)
        if asked is None or not asked.text:
            return
        conversation = self._service.conversations.of(asked.key)
        known = [its for its in conversation.turns if its.message_id == asked.message_id]
        # Telegram also tells of an edit when only a preview or a reaction has changed.
        if known and known[0].text == asked.text.strip():
            return
        await self._answer(message, conversation.reply_to(asked.message_id))

    async def _answer(self, message: Message, place: int | None) -> None:
        service = self._service
        asked = read_message(message, service.bot.bot)
        if asked is None:
            return
        attached = _attached(message)
        if message.text is None and not asked.text.strip() and not attached:
            # A service message, such as that somebody pinned one.
            return
        if code := receipts.found_in(asked.text):
            await check(service, asked, code)
            return
        if attached and not asked.text.strip():
            await self._say(asked, texts.CANNOT[attached])
            return
        notice = ""
        if attached:
            notice = (await tongue_for(service, asked))(texts.CANNOT[attached])
        await answer(service, asked, place=place, notice=notice)

    async def _say(self, asked: Asked, text: str) -> None:
        tongue = await tongue_for(self._service, asked)
        await reply(self._service.bot, asked, plain_message(tongue(text)))


def _attached(message: Message) -> str | None:
    """Return of what kind the thing in a message is that is no text, or None."""
    return next((kind for name, kind in _ATTACHED.items() if getattr(message, name, None)), None)
