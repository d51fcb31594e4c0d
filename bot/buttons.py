"""What a button stands for in, its callback data out, and back; nothing of it is stored anywhere.

Telegram gives a button 64 bytes. A button under an answer carries the answer's receipt, so it
goes on working after a restart and when the documents have changed. The first character says
of which kind a button is:

    v  a view of an answer: which, its number, its page, the language, the nation, the receipt
    a  the answer to a card's question: the language and 30 bits of a digest of the card's id
    d  delete the person's own message: its number
    l  a language, or none for that of the messages
    n  a nation
    h  how to delete messages
    s  which languages there are
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Literal, get_args

from bot import receipts
from bot.texts import LANGUAGES, NATIONS
from index import ReceiptError

MOST_BYTES = 64

Sight = Literal["answer", "section", "sources", "passage", "related"]

_DIGITS = string.digits + string.ascii_letters + "-_"
_SIGHTS = {name[:2]: name for name in get_args(Sight)}
_LANGUAGES = sorted(LANGUAGES)
_NATIONS = list(NATIONS)


@dataclass(frozen=True, slots=True)
class View:
    """A part of an answer: the answer itself, a section or a page of its sources, and so on.

    `number` is that of a section (from 0) or passage (from 1), `page` counts from 0; `nation` is
    the one the answer was given for, None for England.
    """

    sight: Sight
    receipt: str
    lang: str
    nation: str | None = None
    number: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class AskCard:
    """The question of a card, asked by a button; `mark` is as in a receipt."""

    mark: int
    lang: str


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """The person's own message, to be deleted."""

    message_id: int


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """A language to speak, None for that of the messages."""

    lang: str | None


@dataclass(frozen=True, slots=True)
class ChooseNation:
    """Where in the UK the person lives."""

    nation: str


@dataclass(frozen=True, slots=True)
class HowToDelete:
    """How to delete messages, in `lang`."""

    lang: str


@dataclass(frozen=True, slots=True)
class ShowLanguages:
    """The languages to choose from."""


Tap = View | AskCard | DeleteMessage | ChooseLanguage | ChooseNation | HowToDelete | ShowLanguages


def data_of(tap: Tap) -> str:
    """Return the callback data of a button, at most 64 bytes."""
    match tap:
        case View():
            numbers = _two(tap.number) + _DIGITS[tap.page]
            nation = _DIGITS[_NATIONS.index(tap.nation) if tap.nation else 0]
            packed = receipts.packed(tap.receipt)
            return f"v{tap.sight[:2]}{numbers}{_of(tap.lang)}{nation}{packed}"
        case AskCard():
            return f"a{_of(tap.lang)}{tap.mark:x}"
        case DeleteMessage():
            return f"d{tap.message_id:x}"
        case ChooseLanguage():
            return f"l{tap.lang or ''}"
        case ChooseNation():
            return f"n{_NATIONS.index(tap.nation)}"
        case HowToDelete():
            return f"h{_of(tap.lang)}"
        case ShowLanguages():
            return "s"


def read_data(data: str) -> Tap | None:
    """Return what a button stands for, or None where its data is none of ours."""
    kind, rest = data[:1], data[1:]
    try:
        if kind == "v":
            return _view(rest)
        if kind == "a":
            return AskCard(int(rest[1:], 16), _language(rest[:1]))
        if kind == "d":
            return DeleteMessage(int(rest, 16))
        if kind == "l" and (rest in LANGUAGES or not rest):
            return ChooseLanguage(rest or None)
        if kind == "n" and rest.isdecimal():
            return ChooseNation(_NATIONS[int(rest)])
        if kind == "h":
            return HowToDelete(_language(rest))
        if data == "s":
            return ShowLanguages()
    except (ValueError, LookupError, ReceiptError):
        return None
    return None


def _view(rest: str) -> View:
    sight, numbers = rest[:2], [_number(digit) for digit in rest[2:7]]
    tens, ones, page, lang, nation = numbers
    return View(
        sight=_SIGHTS[sight],
        receipt=receipts.unpacked(rest[7:]),
        lang=_LANGUAGES[lang],
        nation=_NATIONS[nation] if nation else None,
        number=tens * len(_DIGITS) + ones,
        page=page,
    )


def _two(number: int) -> str:
    return _DIGITS[number // len(_DIGITS)] + _DIGITS[number % len(_DIGITS)]


def _of(lang: str) -> str:
    return _DIGITS[_LANGUAGES.index(lang)]


def _language(digit: str) -> str:
    return _LANGUAGES[_number(digit)]


def _number(digit: str) -> int:
    """Return what one digit stands for; ValueError for what is none."""
    if len(digit) != 1:
        raise ValueError("not one digit")
    return _DIGITS.index(digit)
