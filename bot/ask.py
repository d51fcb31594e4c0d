"""A question in, the answer to it out: screen, search, compose; knows nothing of Telegram."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from msgspec.structs import replace as replace_setting

from bot import receipts, texts
from bot.compose import Answer, answer_from_card, answer_from_passages, compose, no_answer, refuse
from bot.config import BotSettings
from bot.render import as_fields, plain_text
from bot.screen import screen
from index import Library, ReceiptError, Searcher, SearchResult

# First characters of receipts: what an answer was made of decides how it is made again.
_CARD, _PASSAGES, _NO_ANSWER = "1", "2", "3"

# A message this short may be half a question; a longer one says itself what it is about.
_SHORT_QUESTION_WORDS = 12
_GOES_ON = re.compile(r"\s*(and|but|so|or|then|also|what about|how about)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(it|they|them|that|this|those|these|he|she|him|her)\b", re.IGNORECASE)
# Scope margins of short last turns of 43 conversations (2026-11-21): complete questions have .86
# and more but for three, .92 and more where nothing points back; half questions have less.
# Messages on another matter lie at -.9 and below.
_COMPLETE_THOUGH_IT_POINTS_BACK = 0.85
_COMPLETE = 0.6
_OTHER_MATTER = -0.75


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its receipt; None for a message that was refused."""

    answer: Answer
    receipt: str | None

    @property
    def text(self) -> str:
        """The whole reply as plain text."""
        return plain_text(self.answer, self.receipt)

    @property
    def fields(self) -> dict[str, Any]:
        """The reply as the fields of a JSON line."""
        return as_fields(self.answer, self.receipt)


def ask(
    question: str,
    searcher: Searcher,
    settings: BotSettings,
    history: Sequence[str] = (),
    lang: str | None = None,
) -> Reply:
    """Return the reply to one message.

    `history` are the turns before it, oldest first; `lang` is the language wished for.
    """
    refusal = screen(question, settings.longest_question)
    if refusal:
        return Reply(refuse(refusal), None)
    readable = [turn for turn in history if not screen(turn, settings.longest_question)]
    result = _search(question, searcher, readable)
    note = _language_note(lang)
    room = replace_setting(settings, longest_reply=settings.longest_reply - len(note))
    answer = compose(result, searcher.library, room)
    if note:
        answer = replace(answer, notes=(*answer.notes, note))
    return Reply(answer, give_receipt(answer, searcher.library))


def give_receipt(answer: Answer, library: Library) -> str:
    """Return the code that shows `answer` again."""
    answered = _CARD if answer.card else _PASSAGES
    kind = _NO_ANSWER if answer.outcome == "no_answer" else answered
    return receipts.issue(kind, library.content, signed(answer, library), answer.shown)


def answer_again(
    receipt: receipts.Receipt, library: Library, settings: BotSettings
) -> Answer | None:
    """Return the answer behind a receipt as `library` has it, or None where a part is gone."""
    units = receipts.resolve(receipt, library.units())
    if units is None:
        return None
    # Of what the units are, cards or passages; only an address has the sign.
    are = "".join("p" if "#" in unit else "c" for unit in units)
    if receipt.kind == _NO_ANSWER and re.fullmatch("c*", are):
        return no_answer(units, library, settings)
    if receipt.kind == _PASSAGES and re.fullmatch("p+", are):
        return answer_from_passages(units, library, settings)
    if receipt.kind == _CARD and re.fullmatch("cp*", are):
        return answer_from_card(units[0], units[1:], library, settings)
    raise ReceiptError("this receipt is of a kind that this version of the program does not know")


def is_same(receipt: receipts.Receipt, answer: Answer, library: Library) -> bool:
    """Return whether answer and passages are word for word those the receipt was given for."""
    return receipts.reply_mark(signed(answer, library)) == receipt.reply


def signed(answer: Answer, library: Library) -> str:
    """Return what a receipt vouches for: the words, and each passage cited and what it is from.

    Not the day a source was last looked at: it says nothing new of what the reply says.
    """
    cited = [
        (c.address, c.publisher, c.title, c.locator, c.url, c.status, c.published, c.updated)
        for c in answer.citations
    ]
    passages = (library.passage(address).text for address in answer.passages)
    words = (
        answer.verdict,
        *map(str, answer.parts),
        *(question for _, question in answer.suggestions),
    )
    return "\n".join((*words, *map(repr, cited), *passages))


def _language_note(lang: str | None) -> str:
    """Return what to say to somebody who wished for a language there is no answer in yet."""
    if lang is None or lang == "en" or lang not in texts.LANGUAGES:
        return ""
    return texts.NOT_TRANSLATED.format(language=texts.LANGUAGES[lang])


def _search(question: str, searcher: Searcher, history: Sequence[str]) -> SearchResult:
    """Search with the message alone, or with the turn before it where it needs that."""
    alone = searcher.search(question)
    if not history or not _needs_context(question, alone.scope_margin):
        return alone
    return searcher.search(f"{history[-1]}\n{question}")


def _needs_context(question: str, margin: float) -> bool:
    """Return whether a message is half a question, whose other half is the turn before it."""
    if margin <= _OTHER_MATTER:
        return False
    if _GOES_ON.match(question):
        return True
    if len(question.split()) > _SHORT_QUESTION_WORDS:
        return False
    if _POINTS_BACK.search(question):
        return margin < _COMPLETE_THOUGH_IT_POINTS_BACK
    return margin < _COMPLETE
