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
COMMAND = "I do not know this command. Please write your question in words."

AS_OF = "As of {date}."
NOT_TRANSLATED = "This answer is in English: it has not been translated into {language} yet."
NO_CARD = "No answer is written for this very question yet; these sentences come nearest."
FOR_ENGLAND = "This answer rests on sources for England; the rules in {nation} may be different."
MORE_FROM_SOURCES = "More from the sources"
NOW = "Now"
BEFORE = "Before ({date}, historical)"
DATED = "(source of {date})"
ABOUT = "about {date}"
SOME_HISTORICAL = "Historical, true then and not a description of today: {marks}."
ALL_HISTORICAL = "All sources of this answer are historical: they tell what was true then."

NO_ANSWER = "My sources do not answer this, or I did not understand the question."
DID_YOU_MEAN = "I am not sure that I understood. Did you mean one of these questions?"
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

LEFT_OUT = (
    "Your message had personal data in it: {kinds}. I left that out and kept nothing of it. Please"
    " delete your message: press and hold it, choose Delete, then delete it for both sides."
)
PERSONAL_DATA = {
    "email": "an e-mail address",
    "nhs_number": "an NHS number",
    "home_office_reference": "a Home Office reference",
    "case_reference": "a case number",
    "residence_permit": "the number of a residence permit",
    "passport": "a passport number",
    "national_insurance": "a National Insurance number",
    "bank": "bank details",
    "phone": "a telephone number",
    "address": "an address",
    "postcode": "a postcode",
    "date_of_birth": "a date of birth",
    "hospital_number": "a hospital number",
    "name": "a name",
    "username": "a user name",
}
# By the kinds of small talk in questions/scope.jsonl.
SMALL_TALK = {
    "greeting": (
        "Hello. Ask me about your rights as a patient in the UK, for example: Will my GP share my"
        " address with the Home Office?"
    ),
    "thanks": "You are welcome. You can ask another question at any time.",
    "goodbye": "Goodbye. You can come back at any time.",
    "acknowledgement": "All right. You can ask another question at any time.",
    "who-are-you": (
        "I am a computer program, not a person and not the government. I answer questions about"
        " patient data rights in the UK from published sources, and show each source."
    ),
    "can-you-help": (
        "I answer questions about patient data rights in the UK: doctors and the Home Office,"
        " registering with a GP, hospital charges, your medical records, complaints. Write your"
        " question in your own words. Please do not write your name, address or numbers."
    ),
    "privacy": (
        "I do not store your questions or my answers. I remember the last messages for a few"
        " minutes only, so that you can go on asking. A chat with a bot in Telegram is not"
        " end-to-end encrypted: Telegram can see it."
    ),
    "joke-chat": (
        "I can only answer questions about patient data rights in the UK, for example: Can I see"
        " my medical records?"
    ),
}
