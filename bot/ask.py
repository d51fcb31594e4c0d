"""A message in, the reply to it out, in one direction; knows nothing of Telegram.

screen, take personal data out, read (spelling, vector), emergency, small talk, search with
the turn before where it is needed, plan, compose, receipt.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any, TypeVar

from bot import receipts, texts
from bot.compose import Answer, card_of_setting, compose, refuse, say
from bot.config import BotSettings
from bot.languages import language_of
from bot.personal_data import find_personal_data, without_personal_data
from bot.plan import Plan, plan_reply
from bot.render import as_fields, plain_text
from bot.screen import screen
from bot.tongues import Tongue, speak
from index import (
    AlarmFound,
    Encoder,
    Library,
    Searcher,
    SearchResult,
    Vectors,
    nation_asked_for,
)

T = TypeVar("T")
# Gives texts to be encoded, takes the vector of each, returns what is asked for in the end.
Steps = Generator[str, Vectors, T]

# So many bytes of UTF-8 are searched with, .6 s of encoding (2026-11-22). The longest gold message
# has 600. Personal data and words of an emergency are looked for in the whole message.
_MOST_READ = 1500

# A message this short may be half a question; a longer one says itself what it is about.
_SHORT_QUESTION_WORDS = 12
_GOES_ON = re.compile(r"\s*(and|but|so|or|then|also|what about|how about)\b", re.IGNORECASE)
# Scope margins (log odds) of the last turns of the 42 development conversations (2026-11-22): of
# those that are complete, 13 of 16 have more than the first; half questions that do not begin as a
# continuation have less, all but one, and more than the second. Messages on another matter have
# less than that.
_COMPLETE = 3.0
_OTHER_MATTER = -4.0


# What is said of an answer in another language than English.
_STANDING = {
    "missing": texts.NOT_TRANSLATED,
    "unchecked": texts.UNCHECKED,
    "stale": texts.STALE,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its receipt (None for a message that has no answer to show again).

    `turn` is the message without personal data, as the next question may need it; `left_out`
    are the kinds of personal data that were taken out; `found` is what the search found, None
    where nothing was searched; `stages` what each stage took, in milliseconds.
    """

    answer: Answer
    receipt: str | None
    turn: str = ""
    left_out: tuple[str, ...] = ()
    found: SearchResult | None = None
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole reply as plain text."""
        return plain_text(self.answer, self.receipt)

    @property
    def fields(self) -> dict[str, Any]:
        """The reply as the fields of a JSON line.

        Besides what `as_fields` gives: `ranking`, the cards found, best first, and
        `scope_margin`, zero or more where the documents may answer, None where nothing was
        searched.
        """
        return as_fields(self.answer, self.receipt) | {
            "left_out": list(self.left_out),
            "alarm": self.answer.plan.alarm is not None,
            "ranking": [hit.id for hit in self.found.cards] if self.found else [],
            "scope_margin": self.found.scope_margin if self.found else None,
            "stages": {name: round(its, 2) for name, its in self.stages.items()},
        }


def ask(
    question: str,
    searcher: Searcher,
    settings: BotSettings,
    history: Sequence[str] = (),
    lang: str | None = None,
    *,
    expected: str | None = None,
    nation: str | None = None,
) -> Reply:
    """Return the reply to one message.

    `history` are the turns before it, oldest first; `lang` is the language wished for, if not
    that of the message, for which `expected` is a guess; `nation` is where the person lives,
    None for England.
    """
    steps = asking(question, searcher, settings, history, lang, expected=expected, nation=nation)
    return encoded_here(steps, searcher.encoder)


def asking(
    question: str,
    searcher: Searcher,
    settings: BotSettings,
    history: Sequence[str] = (),
    lang: str | None = None,
    *,
    expected: str | None = None,
    nation: str | None = None,
) -> Steps[Reply]:
    """Do the same in steps: give each text to be encoded, take its vector, return the reply.

    So that somebody else may encode, which takes longest, while the index serves others.
    """
    clock = _Clock()
    # What is no language of ours is not wished for, and not looked for among our files.
    lang, expected = known_lang(lang), known_lang(expected)
    with clock("screen"):
        screened = speak(lang or expected or "en")
        refusal = screen(question, settings.longest_question, screened)
    if refusal:
        return Reply(refuse(refusal, screened.lang), None)
    with clock("personal data"):
        message, left_out = without_personal_data_in(question.strip())
    with clock("language"):
        written = searcher.language_of(message, language_of(message, expected))
        tongue = speak(lang or written)
    preface = _preface(left_out, tongue)
    if screen(message, settings.longest_question, tongue):
        said = say("personal_data", preface, tongue.lang)
        return Reply(said, None, left_out=left_out, stages=clock.stages)
    with clock("spelling"):
        text = searcher.spell(_beginning(message), written)
    with clock("encode"):
        vector = yield text
    with clock("emergency"):
        alarm = searcher.alarm(message, vector)
    helping = card_of_help(alarm, searcher.library, settings)
    result: SearchResult | None = None
    named = nation_asked_for(text)
    if alarm.level == "sure" and helping:
        plan = Plan("emergency", helping)
    else:
        with clock("small talk"):
            talk = searcher.small_talk(vector)
        # "did it work?" is small talk only where nothing was said before.
        goes_on = bool(history) and message.rstrip().endswith("?")
        if talk and not helping and not goes_on:
            words = texts.SMALL_TALK.get(talk, texts.SMALL_TALK["greeting"])
            said = replace(say("small_talk", tongue(words), tongue.lang), preface=preface)
            return Reply(said, None, message, left_out, stages=clock.stages)
        with clock("search"):
            before = [
                without_personal_data_in(turn)[0]
                for turn in history[-1:]
                if not screen(turn, settings.longest_question, tongue)
            ]
            result = yield from _search(
                text, vector, searcher, before, None if named else nation, written
            )
        with clock("plan"):
            plan = plan_reply(
                result, searcher.library, settings, helping, in_english=tongue.lang == "en"
            )
            if alarm.level == "likely" and helping and plan.form == "no_answer":
                plan = Plan("emergency", helping)
    with clock("compose"):
        # Measured in English: what is said must not depend on the language it is said in.
        english = speak("en")
        room = len(_preface(left_out, english)) + len(_for_england(named or nation, english))
        answer = compose(plan, searcher.library, settings, room, tongue.lang)
    with clock("receipt"):
        receipt = give_receipt(answer, searcher.library, settings)
    if left_out and answer.outcome != "emergency":
        answer = replace(answer, outcome="personal_data")
    answer = framed(answer, named or nation, preface)
    return Reply(answer, receipt, message, left_out, result, clock.stages)


def _beginning(message: str) -> str:
    """Return what is read of a message: all, unless it is so long that others would wait."""
    return message.encode()[:_MOST_READ].decode(errors="ignore")


def searching(text: str, searcher: Searcher, lang: str = "en") -> Steps[SearchResult]:
    """Search for `text`, which is in `lang`, in steps, as `asking` does."""
    spelt = searcher.spell(text, lang)
    vector = yield spelt
    return searcher.search_with(spelt, vector, lang)


def encoded_here(steps: Steps[T], encoder: Encoder) -> T:
    """Return what some steps return, encoding each text as it comes."""
    try:
        text = next(steps)
        while True:
            text = steps.send(encoder.encode_queries([text]))
    except StopIteration as done:
        result: T = done.value
        return result


def framed(answer: Answer, nation: str | None, preface: str = "") -> Answer:
    """Return an answer with what stands around it and is no part of what its receipt vouches for.

    `preface` says what the message should not have had; `nation` is where the person lives, None
    for England.
    """
    note = _STANDING.get(answer.standing, "")
    note = speak(answer.lang)(note) if note else ""
    if answer.outcome == "emergency":
        # What to do comes first; what the message should not have had can wait.
        return replace(answer, notes=(*answer.notes, *filter(None, (preface, note))))
    notes = (*answer.notes, *filter(None, (nation_note(nation, answer), note)))
    return replace(answer, preface=preface, notes=notes)


class _Clock:
    """Notes how long each stage took, in milliseconds."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started = perf_counter()
        yield
        self.stages[stage] = (perf_counter() - started) * 1000


def card_of_help(alarm: AlarmFound, library: Library, settings: BotSettings) -> str | None:
    """Return the card for a kind of emergency, or None where there is none."""
    if alarm.level == "none" or alarm.kind not in settings.emergency_cards:
        return None
    return card_of_setting("emergency_cards", settings.emergency_cards[alarm.kind], library).id


def without_personal_data_in(message: str) -> tuple[str, tuple[str, ...]]:
    """Return a message without personal data, and the kinds of what was taken out."""
    findings = find_personal_data(message)
    if not findings:
        return message, ()
    kinds = tuple(dict.fromkeys(finding.kind for finding in findings))
    return without_personal_data(message, findings), kinds


def _preface(left_out: Sequence[str], tongue: Tongue) -> str:
    """Return what to tell somebody whose message had personal data of these kinds."""
    if not left_out:
        return ""
    kinds = ", ".join(tongue(texts.PERSONAL_DATA[kind]) for kind in left_out)
    return tongue(texts.LEFT_OUT, kinds=kinds)


def give_receipt(answer: Answer, library: Library, settings: BotSettings) -> str:
    """Return the code that shows `answer` again; it is the same in every language."""
    if answer.lang != "en":
        answer = compose(answer.plan, library, settings)
    return receipts.issue(answer.plan, library.content, signed(answer, library))


def answer_again(
    receipt: receipts.Receipt, library: Library, settings: BotSettings
) -> Answer | None:
    """Return the answer behind a receipt as `library` has it, or None where a part is gone.

    It is in English, as it is signed.

    Raises:
        ReceiptError: the receipt is of a form that is not known here.
    """
    plan = receipts.resolve(receipt, library.units())
    if plan is None:
        return None
    if any(quote.position >= len(library.quotables(quote.unit)) for quote in plan.quotes):
        return None
    return compose(plan, library, settings)


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


def known_lang(code: str | None) -> str | None:
    """Return a language if it is one of ours, else None."""
    return code if code in texts.LANGUAGES else None


def nation_note(nation: str | None, answer: Answer) -> str:
    """Return what to say to somebody who asks of a nation that no source of the answer is for.

    Those of the short answer: a helpline for all of the UK below it says nothing of its rules.
    """
    if nation is None or answer.plan.form not in {"card", "sentences"}:
        return ""
    lines = (line for paragraph in answer.parts[0].paragraphs for line in paragraph.lines)
    cited = {mark for line in lines for mark in line.marks}
    sources = [citation for citation in answer.citations if citation.n in cited]
    is_for = (c.jurisdiction == "UK" or nation in c.jurisdiction for c in sources)
    return "" if any(is_for) else _for_england(nation, speak(answer.lang))


def _for_england(nation: str | None, tongue: Tongue) -> str:
    if nation is None:
        return ""
    return tongue(texts.FOR_ENGLAND, nation=tongue(texts.NATIONS[nation]))


def _search(
    text: str,
    vector: Vectors,
    searcher: Searcher,
    before: Sequence[str],
    nation: str | None,
    lang: str,
) -> Steps[SearchResult]:
    """Search with the message, which is in `lang`, or with the turn before it where it needs that.

    For somebody who lives in another `nation` than England, as if she had named it, unless then
    nothing answers what is answered without.
    """
    found = searcher.search_with(text, vector, lang)
    if before and before[-1] and _needs_context(text, found.scope_margin):
        text = f"{before[-1]}\n{text}"
        found = yield from searching(text, searcher, lang)
    if nation is None:
        return found
    there = yield from searching(f"{text} ({nation})", searcher, lang)
    return found if there.scope_margin < 0 <= found.scope_margin else there


def _needs_context(question: str, margin: float) -> bool:
    """Return whether a message is half a question, whose other half is the turn before it."""
    if margin <= _OTHER_MATTER:
        return False
    if _GOES_ON.match(question):
        return True
    return len(question.split()) <= _SHORT_QUESTION_WORDS and margin < _COMPLETE
