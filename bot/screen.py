"""A message in, what is wrong with it as a question out, before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata

from bot import texts

# What Telegram calls a command; those the bot knows never get here.
_COMMAND = re.compile(r"/\w+(@\w+)?")


def screen(question: str, longest: int) -> str | None:
    """Return why `question` cannot be read as one, in a sentence to its writer, or None.

    The sentence never repeats any of the message.
    """
    if not question.strip():
        return texts.EMPTY
    if len(question) > longest:
        return texts.TOO_LONG.format(length=len(question), most=longest)
    for place, character in enumerate(question, start=1):
        category = unicodedata.category(character)
        if category == "Cc" and not character.isspace():
            return texts.CONTROL_CHARACTERS.format(code=ord(character), place=place)
        if category == "Cs":
            return texts.NOT_UNICODE
    if _COMMAND.fullmatch(question.strip()):
        return texts.COMMAND
    if not any(character.isalnum() for character in question):
        return texts.NO_WORDS
    return None
