"""A message in, what is wrong with it as a question out, before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata

from bot import texts
from bot.tongues import Tongue

# What Telegram calls a command; those the bot knows never get here.
_COMMAND = re.compile(r"/\w+(@\w+)?")


def screen(question: str, longest: int, tongue: Tongue) -> str | None:
    """Return why `question` cannot be read as one, in a sentence to its writer, or None.

    The sentence never repeats any of the message.
    """
    if not question.strip():
        return tongue(texts.EMPTY)
    if len(question) > longest:
        return tongue(texts.TOO_LONG, length=f"{len(question):,}", most=f"{longest:,}")
    for place, character in enumerate(question, start=1):
        category = unicodedata.category(character)
        if category == "Cc" and not character.isspace():
            return tongue(texts.CONTROL_CHARACTERS, code=ord(character), place=place)
        if category == "Cs":
            return tongue(texts.NOT_UNICODE)
    if _COMMAND.fullmatch(question.strip()):
        return tongue(texts.COMMAND)
    if not any(character.isalnum() for character in question):
        return tongue(texts.NO_WORDS)
    return None
