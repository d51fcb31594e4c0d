"""Every sentence the bot itself says, and nothing about the law: that is in knowledge/."""

from __future__ import annotations

LANGUAGES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "en": "English",
    "fa": "Farsi",
    "fr": "French",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "es": "Spanish",
    "ti": "Tigrinya",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}

EMPTY = "There is no question. Please write your question in words."
TOO_LONG = (
    "The message has {length:,} characters; the most that can be read is {most:,}."
    " Please send only the question."
)
CONTROL_CHARACTERS = (
    "The message has characters that are not text (U+{code:04X} at place {place})."
    " Please type the question again."
)
NOT_UNICODE = "The message is not valid Unicode text (UTF-8). Please type the question again."
NO_WORDS = "There are no words in the message. Please write your question in words."

AS_OF = "As of {date}."
NOT_TRANSLATED = "This answer is in English: it has not been translated into {language} yet."
NO_CARD = (
    "No answer is written for this very question yet; these parts of the sources come nearest."
)
MORE_FROM_SOURCES = "More from the sources"
NOW = "Now"
BEFORE = "Before ({date}, historical)"
DATED = "(source of {date})"
ABOUT = "about {date}"
SOME_HISTORICAL = "Historical, true then and not a description of today: {marks}."
ALL_HISTORICAL = "All sources of this answer are historical: they tell what was true then."

NO_ANSWER = "My sources do not answer this, or I did not understand the question."
CAN_ANSWER = "I can answer these questions:"
ASK_INSTEAD = "Whom to ask"

SOURCES = "Sources"
CURRENT = "holds today, looked at {checked}"
HISTORICAL = "HISTORICAL, not a description of today"
REPLACED_BY = "replaced by: {titles}"
PUBLISHED = "published {date}"
PUBLISHED_ABOUT = "published about {date} (an estimate)"
UPDATED = "updated {date}"
RECEIPT = "Receipt {receipt}"
