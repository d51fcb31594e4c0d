"""A message of Telegram in, what it asks and how it may be answered out.

With the handlers beside it, the only place where an Update is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

from bot.telegram.conversations import Key

_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)


@dataclass(frozen=True, slots=True)
class Asked:
    """One message that asks: where, by whom, and its words without the name of the bot."""

    chat_id: int
    person_id: int
    message_id: int
    thread_id: int | None
    text: str
    app_lang: str | None
    is_private: bool

    @property
    def key(self) -> Key:
        """The conversation it belongs to."""
        return (self.chat_id, self.person_id)


def read_message(message: Message, me: User) -> Asked | None:
    """Return what a message asks, or None where it is not for us.

    In a group it is for us if it names us or replies to us; a message that we ourselves made
    (somebody sent an inline result) is not.
    """
    person = message.from_user
    if person is None or (message.via_bot and message.via_bot.id == me.id):
        return None
    if person.is_bot and not _is_anonymous(message):
        return None
    is_private = message.chat.type == ChatType.PRIVATE
    text = message.text if message.text is not None else message.caption or ""
    if not is_private:
        if message.chat.type not in _GROUPS:
            return None
        named, text = _without_name(message, me, text)
        replied = message.reply_to_message
        is_reply = replied is not None and replied.from_user is not None
        if not named and not (is_reply and replied.from_user.id == me.id):  # type: ignore[union-attr]
            return None
    return as_asked(message, text)


def as_asked(message: Message, text: str = "") -> Asked | None:
    """Return where and by whom a message was written; None where that is nobody."""
    if message.from_user is None:
        return None
    return Asked(
        chat_id=message.chat.id,
        # All who write as their group share an account: nobody's turns are context for another's.
        person_id=-message.message_id if _is_anonymous(message) else message.from_user.id,
        message_id=message.message_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        text=text,
        app_lang=lang_of_app(message.from_user),
        is_private=message.chat.type == ChatType.PRIVATE,
    )


def _is_anonymous(message: Message) -> bool:
    """Return whether an administrator wrote in the name of the group itself."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def lang_of_app(person: User | None) -> str | None:
    """Return the language that somebody's app is in, such as `pt` for `pt-br`."""
    code = person.language_code if person else None
    return code.partition("-")[0].lower() if code else None


def _without_name(message: Message, me: User, text: str) -> tuple[bool, str]:
    """Return whether a message names us, and its text without that."""
    name = f"@{me.username}".lower()
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.BOT_COMMAND]
    entities = message.parse_entities(kinds) or message.parse_caption_entities(kinds)
    named = [its for its in entities.values() if its.lower().endswith(name)]
    for its in named:
        text = text.replace(its, " ", 1)
    return bool(named), " ".join(text.split()) if named else text
