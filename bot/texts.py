"""Every sentence the bot itself says, in English; nothing about the law: that is in knowledge/.

`_` marks what goes into the catalogues of bot/locale; tongues.py says it in another language.
A comment that begins with "Translators:" goes there with it.
"""

from __future__ import annotations


def _(message: str) -> str:
    return message


# The English name and the language's own, in the order in which they are offered.
LANGUAGES = {
    "en": "English",
    "ar": "Arabic",
    "bn": "Bengali",
    "es": "Spanish",
    "fa": "Farsi",
    "fr": "French",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "ti": "Tigrinya",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}
OWN_NAMES = {
    "en": "English",
    "ar": "العربية",
    "bn": "বাংলা",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "pl": "Polski",
    "ps": "پښتو",
    "pt": "Português",
    "ro": "Română",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "uk": "Українська",
    "ur": "اردو",
    "zh": "中文",
}

# --- A message that cannot be read as a question ---
EMPTY = _("There is no question. Please write your question in words.")
TOO_LONG = _(
    "The message has {length} characters; the most that can be read is {most}."
    " Please send only the question."
)
CONTROL_CHARACTERS = _(
    "The message has characters that are not text (U+{code:04X} at place {place})."
    " Please type the question again."
)
NOT_UNICODE = _("The message is not valid Unicode text (UTF-8). Please type the question again.")
NO_WORDS = _("There are no words in the message. Please write your question in words.")
COMMAND = _("I do not know this command. Please write your question in words.")

# --- Around an answer ---
# Translators: {date} is the day on which an answer was last checked against its sources.
AS_OF = _("As of {date}.")
NOT_TRANSLATED = _("The answer itself is in English: it has not been translated yet.")
# Translators: said of an answer that is a translation.
UNCHECKED = _("This is a translation. No native speaker has checked it yet; the English counts.")
STALE = _("The English answer has changed since this was translated: please look at that too.")
# Translators: {heading} is the heading of a part of an answer that is not translated.
IN_ENGLISH = _("{heading} (in English)")
NO_CARD = _("No answer is written for this very question yet; these sentences come nearest.")
# Translators: {nation} is Scotland, Wales or Northern Ireland, as you translate it here.
FOR_ENGLAND = _(
    "This answer rests on sources for England; the rules may be different there: {nation}."
)
NATIONS = {
    "England": _("England"),
    "Scotland": _("Scotland"),
    "Wales": _("Wales"),
    "Northern Ireland": _("Northern Ireland"),
}
# Headings of sections of an answer; each is also the text of a button.
HEADINGS = {
    "When it can happen": _("When it can happen"),
    "What you can do": _("What you can do"),
    "Who can help": _("Who can help"),
    "How it works": _("How it works"),
    "What happened": _("What happened"),
    "What we know": _("What we know"),
    "What we know today": _("What we know today"),
    "What is not known": _("What is not known"),
    "What the rules say": _("What the rules say"),
    "What is different": _("What is different"),
    "What is different now": _("What is different now"),
    "Facts": _("Facts"),
}
MORE_FROM_SOURCES = _("More from the sources")
# Translators: a heading: what a source says that holds today.
NOW = _("Now")
# Translators: a heading: what a source says that was true once; {date} is its date.
BEFORE = _("Before ({date}, historical)")
DATED = _("(source of {date})")
# Translators: {date} is a date that is only estimated.
ABOUT = _("about {date}")
SOME_HISTORICAL = _("Historical, true then and not a description of today: {marks}.")
ALL_HISTORICAL = _("All sources of this answer are historical: they tell what was true then.")

NO_ANSWER = _("My sources do not answer this, or I did not understand the question.")
DID_YOU_MEAN = _("I am not sure that I understood. Did you mean one of these questions?")
CAN_ANSWER = _("I can answer these questions:")
ASK_INSTEAD = _("Whom to ask")

SOURCES = _("Sources")
CURRENT = _("holds today, looked at {checked}")
HISTORICAL = _("HISTORICAL, not a description of today")
REPLACED_BY = _("replaced by: {titles}")
PUBLISHED = _("published {date}")
PUBLISHED_ABOUT = _("published about {date} (an estimate)")
UPDATED = _("updated {date}")
# Translators: the code at the end of an answer, with which the answer can be looked at again.
RECEIPT = _("Receipt {receipt}")

LEFT_OUT = _(
    "Your message had personal data in it: {kinds}. I left that out and kept nothing of it. Please"
    " delete your message: press and hold it, choose Delete, then delete it for both sides."
)
# The same where the kinds are no longer known.
LEFT_OUT_BEFORE = _("Your message had personal data in it. Please delete your message.")
PERSONAL_DATA = {
    "email": _("an e-mail address"),
    "nhs_number": _("an NHS number"),
    "home_office_reference": _("a Home Office reference"),
    "case_reference": _("a case number"),
    "residence_permit": _("the number of a residence permit"),
    "passport": _("a passport number"),
    "national_insurance": _("a National Insurance number"),
    "bank": _("bank details"),
    "phone": _("a telephone number"),
    "address": _("an address"),
    "postcode": _("a postcode"),
    "date_of_birth": _("a date of birth"),
    "hospital_number": _("a hospital number"),
    "name": _("a name"),
    "username": _("a user name"),
}
# By the kinds of small talk in questions/scope.jsonl.
SMALL_TALK = {
    "greeting": _(
        "Hello. Ask me about your rights as a patient in the UK, for example: Will my GP share my"
        " address with the Home Office?"
    ),
    "thanks": _("You are welcome. You can ask another question at any time."),
    "goodbye": _("Goodbye. You can come back at any time."),
    "acknowledgement": _("All right. You can ask another question at any time."),
    "who-are-you": _(
        "I am a computer program, not a person and not the government. I answer questions about"
        " patient data rights in the UK from published sources, and show each source."
    ),
    "can-you-help": _(
        "I answer questions about patient data rights in the UK: doctors and the Home Office,"
        " registering with a GP, hospital charges, your medical records, complaints. Write your"
        " question in your own words. Please do not write your name, address or numbers."
    ),
    "privacy": _(
        "I do not store your questions or my answers. I remember the last messages for a few"
        " minutes only, so that you can go on asking. A chat with a bot in Telegram is not"
        " end-to-end encrypted: Telegram can see it."
    ),
    "joke-chat": _(
        "I can only answer questions about patient data rights in the UK, for example: Can I see"
        " my medical records?"
    ),
}

# --- What Telegram shows of the bot before anything is said ---
# Translators: the name of the bot; at most 64 characters.
NAME = _("Patient data rights UK")
# Translators: at most 120 characters.
SHORT_DESCRIPTION = _(
    "Your health data and your rights in the UK: doctors, hospitals, the Home Office. Keeps nothing"
    " you write."
)
# Translators: at most 512 characters.
DESCRIPTION = _(
    "Will my doctor share my address with the Home Office? Can the hospital refuse me? Ask in your"
    " own words, in your language. The answers come from published sources, and each source is"
    " shown.\n\nFree. Nothing that you write is kept. This is a computer program, not a lawyer and"
    " not the government. Please do not write names, addresses or numbers."
)
# Translators: what each command does, shown in a menu; at most 256 characters, better under 40.
COMMANDS = {
    "start": _("What this is"),
    "help": _("How to ask"),
    "new": _("Forget this conversation and begin again"),
    "language": _("Choose the language"),
    "where": _("England, Scotland, Wales or Northern Ireland"),
    "check": _("Look at an answer again by its code"),
    "privacy": _("What is kept, and how to delete messages"),
    "forget": _("Show and delete what is remembered"),
}

# --- First contact and help ---
START = _(
    "I answer questions about your health data and your rights as a patient in the UK, from"
    " published sources, and I show each source."
)
# Translators: {operator} is the name of a charity or person, in English.
RUN_BY = _("I am run by {operator}.")
RUN_BY_NOBODY = _("Those who run me have not said who they are.")
KEEPS_NOTHING = _("I keep nothing of what you write and nothing of what I answer.")
NOT_A_LAWYER = _("I am a computer program, not a lawyer and not the government.")
TELEGRAM_SEES = _(
    "Telegram can see this chat: it is not end-to-end encrypted. Please do not write names,"
    " addresses or numbers."
)
ASK_NOW = _("Write your question in your own words, or press one of these:")
# By the card that answers each.
EXAMPLES = {
    "gp-share-address-home-office": _("Will my GP share my address with the Home Office?"),
    "gp-register-without-papers": _("Can I register with a GP without papers?"),
    "see-my-health-record": _("How can I see my health record?"),
}
HELP = _(
    "Write your question in your own words and in your language, one question in each message. I"
    " read only text.\n\nUnder an answer there are buttons: what you can do, who can help, and the"
    " sources with the passages themselves. You can go on asking: I remember your last messages for"
    " {minutes} minutes. /new forgets them.\n\nThe code at the end of an answer shows the very same"
    " answer again, to anybody: /check and the code."
)

# --- Choices that are remembered ---
CHOOSE_LANGUAGE = _("Choose the language I speak, or simply write in your language.")
# Translators: a button: the bot speaks the language in which the person writes.
LANGUAGE_OF_MESSAGES = _("The language of my messages")
LANGUAGE_SET = _("Done. I speak this language now.")
LANGUAGE_FOLLOWS = _("Done. I follow the language of your messages.")
CHOOSE_NATION = _("Where in the UK do you live? The rules are not the same everywhere.")
NATION_SET = _("Done. I look first for the rules that hold there: {nation}.")
LANGUAGE_IS = _("Language: {language}")
NATION_IS = _("Where you live: {nation}")
CONVERSATION_IS = _("The last messages of this conversation")
FORGOTTEN = _("This was remembered about this chat. It is deleted now.")
NOTHING_REMEMBERED = _("Nothing is remembered about this chat.")
NEW = _("Forgotten. Ask a new question.")

# --- Privacy ---
PRIVACY = _(
    "What I keep: nothing that you write and nothing that I answer. Your last messages stay in the"
    " memory of the program for {minutes} minutes, so that you can go on asking. Then they are"
    " gone.\n\nIf you choose a language or where you live, I remember that choice for {days} days"
    " after you last used it. It is stored under a code made from the number of this chat and a"
    " secret key, without your name. /forget deletes it at once.\n\nI count how many questions come"
    " and how long answers take; never who asks, and never what."
)
HOW_TO_DELETE = _("How to delete messages")
DELETING = _(
    "One message: press and hold it, choose Delete, then delete it for both sides.\n\nAll messages:"
    " open the menu of this chat and choose Clear history or Delete chat, for both sides.\n\nBy"
    " itself: open the menu of this chat, choose Auto-delete, then for example 1 day. From then on"
    " Telegram deletes new messages after that time."
)
DELETE_MY_MESSAGE = _("Delete my message")
DELETED = _("Your message is deleted.")
CANNOT_DELETE = _(
    "Telegram does not let me delete it. Please delete it yourself: press and hold it."
)

# --- Buttons under an answer ---
BACK = _("Back to the answer")
RELATED = _("Ask something related")
RELATED_QUESTIONS = _("Questions near this one:")
# Translators: a button that shows the passage that a source is cited for.
PASSAGE = _("Passage {n}")
OPEN_IN_BOT = _("The whole answer and its sources")
ASK_PRIVATELY = _("Ask me in a private chat")
ANSWER_CHANGED = _("My documents have changed since I gave this answer. This is the answer now.")
ANSWER_GONE = _("This answer is no longer in my documents. Please ask again.")
OLD_BUTTON = _("This button does not work any more. Please ask again.")

# --- Receipts ---
HOW_TO_CHECK = _("Send /check and the code at the end of an answer, for example: /check {example}")
CHECK_SAME = _(
    "The very same answer, from the documents of {date}. The answer of today is the same."
)
CHECK_OTHER = _(
    "The very same answer, from the documents of {date}. The answer of today is another one."
)
CHECK_CHANGED = _(
    "The answer has CHANGED since this code was given, and the old words are no longer kept here."
    " This is what the same card and passages say now, from the documents of {date}."
)
UNCHANGED = _("Nothing in it has been changed since.")
SINCE_THEN = _("Since then")
SUPERSEDED = _("Superseded")
PASSAGES_IN_FULL = _("The passages in full")
NOT_A_RECEIPT = _("This is not a code of mine, or a character in it is wrong. Look at it again.")
RECEIPT_GONE = _("What this code stands for is not in my documents, or no longer.")

# --- What is no text ---
CANNOT = {
    "voice": _("I cannot listen to voice messages. Please write your question."),
    "picture": _(
        "I cannot look at pictures. Please write your question in words. If the picture shows your"
        " papers, please delete it."
    ),
    "file": _(
        "I cannot open files. Please write your question in words. If the file has your data in it,"
        " please delete it."
    ),
    "sticker": _("I only understand words. Please write your question."),
    "place": _("I do not need to know where you are, and keep nothing of it. Please delete it."),
    "contact": _(
        "I do not need anybody's telephone number, and keep nothing of it. Please delete it."
    ),
    "other": _("I can only read text. Please write your question in words."),
}

# --- When something is in the way ---
TOO_MANY = _(
    "You have sent very many messages at once. I answer them one after the other. Please wait"
    " before you send more."
)
BUSY = _("Many people are asking at this moment. I have your question and will answer it here.")
FAILED = _("Something went wrong on my side. Please ask again. Nothing of your question was kept.")

# --- Groups ---
# Translators: {name} is the user name of the bot, such as @example_bot.
GROUP_HELLO = _(
    "Hello. I answer here when {name} stands in a message. In a group everybody can read question"
    " and answer: for your own matters please write to me privately."
)
PRIVATELY = _("Please do this in a private chat with me.")

# --- For caseworkers ---
YOUR_KEY = _("Your key for the list of caseworkers in config.toml:")
FOR_CASEWORKERS = _("For caseworkers")
WITHHELD = _("Withheld: the scope margin is {margin}; answers begin at 0.")
MARGIN = _("Scope margin {margin} (0 or more: the documents may answer)")
CHANCE = _("Chance that the first card is the right one: {chance}")
FOUND = _("Found, with scores")
EVIDENCE = _("Evidence: {evidence}")
