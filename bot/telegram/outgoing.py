"""A message made by views.py in, the same in a chat of Telegram out."""

from __future__ import annotations

from contextlib import suppress

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.telegram.incoming import Asked
from bot.views import Message, Rows

# A preview would show the page of a source to whoever looks at the screen.
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return rows of buttons as Telegram takes them."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(button.text, url=button.url)
                if button.url
                else InlineKeyboardButton(button.text, callback_data=button.data)
                for button in row
            ]
            for row in rows
        ]
    )


async def reply(bot: Bot, asked: Asked, message: Message) -> int | None:
    """Send a message in answer to another; return its number, None where nobody can get it.

    In a group it is shown as a reply to what it answers, since others write in between.
    """
    to = None
    if not asked.is_private:
        to = ReplyParameters(asked.message_id, allow_sending_without_reply=True)
    return await send(bot, asked.chat_id, message, to, asked.thread_id)


async def send(
    bot: Bot,
    chat_id: int,
    message: Message,
    to: ReplyParameters | None = None,
    thread_id: int | None = None,
) -> int | None:
    """Send a message; return its number, None where the bot is blocked or was removed."""
    try:
        sent = await bot.send_message(
            chat_id,
            message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message.rows),
            reply_parameters=to,
            message_thread_id=thread_id,
        )
    except Forbidden:
        return None
    except ChatMigrated as error:
        return await send(bot, error.new_chat_id, message, to, thread_id)
    return sent.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, message: Message) -> bool:
    """Put another message in the place of one; return whether it was still there."""
    try:
        await bot.edit_message_text(
            message.html,
            chat_id,
            message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message.rows),
        )
    except Forbidden:
        return True
    except BadRequest as error:
        if "not found" in error.message or "can't be edited" in error.message:
            return False
        raise
    return True


async def show_typing(bot: Bot, asked: Asked) -> None:
    """Show that an answer is coming; nobody misses it where that fails."""
    with suppress(TelegramError):
        await bot.send_chat_action(
            asked.chat_id, ChatAction.TYPING, message_thread_id=asked.thread_id
        )
