"""A question in, the answer to it out: screen, search, compose; knows nothing of Telegram."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import receipts, texts
from bot.compose import Answer, answer_from_card, answer_from_passages, compose, no_answer, refuse
from bot.config import BotSettings
from bot.render import as_fields, plain_text, reply_text
from bot.screen import screen
from index import Library, ReceiptError, Searcher, SearchResult

# First characters of receipts: what an answer was made of decides how it is made again.
_CARD, _PASSAGES, _NO_ANSWER = "1", "2", "3"

# A message this short may be half a question; a longer one says itself what it is about.
_SHORT_QUESTION_WORDS = 12
_GOES_ON = re.compile(r"\s*(and|but|so|or|then|also|what about|how about)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(it|they|them|that|this|those|these|he|she|him|her)\b", re.IGNORECASE)


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
    result = _search(question, searcher, history)
    answer = compose(result, searcher.library, settings)
    if lang and lang != answer.lang and lang in texts.LANGUAGES:
        note = texts.NOT_TRANSLATED.format(language=texts.LANGUAGES[lang])
        answer = replace(answer, notes=(*answer.notes, note))
    return Reply(answer, give_receipt(answer, searcher.library))


def give_receipt(answer: Answer, library: Library) -> str:
    """Return the code that shows `answer` again."""
    answered = _CARD if answer.card else _PASSAGES
    kind = _NO_ANSWER if answer.outcome == "no_answer" else answered
    return receipts.issue(kind, library.content, _signed(answer, library), answer.shown)


def answer_again(
    receipt: receipts.Receipt, library: Library, settings: BotSettings
) -> Answer | None:
    """Return the answer behind a receipt as `library` has it, or None where a part is gone."""
    units = receipts.resolve(receipt, library.units())
    if units is None:
        return None
    if receipt.kind == _NO_ANSWER:
        return no_answer(units, library, settings)
    if receipt.kind == _PASSAGES and units:
        return answer_from_passages(units, library, settings)
    if receipt.kind == _CARD and units:
        return answer_from_card(units[0], units[1:], library, settings)
    raise ReceiptError("this receipt is of a kind that this version of the program does not know")


def is_same(receipt: receipts.Receipt, answer: Answer, library: Library) -> bool:
    """Return whether answer and passages are word for word those the receipt was given for."""
    return receipts.reply_mark(_signed(answer, library)) == receipt.reply


def _signed(answer: Answer, library: Library) -> str:
    """Return what a receipt vouches for: the words of the reply and of every passage cited."""
    passages = (f"{address} {library.passage(address).text}" for address in answer.passages)
    return "\n".join((reply_text(replace(answer, notes=())), *passages))


def _search(question: str, searcher: Searcher, history: Sequence[str]) -> SearchResult:
    """Search with the message alone, or with the turn before it where it needs that."""
    if not history:
        return searcher.search(question)
    joined = f"{history[-1]}\n{question}"
    is_short = len(question.split()) <= _SHORT_QUESTION_WORDS
    if _GOES_ON.match(question) or (is_short and _POINTS_BACK.search(question)):
        return searcher.search(joined)
    result = searcher.search(question)
    return searcher.search(joined) if is_short and result.scope_margin < 0 else result
