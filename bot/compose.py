"""A plan in, the Answer it stands for out: sentences, headings, marks, notes.

No sentence is made up here: an answer is made of sentences of cards and passages, each
with its citations, and of the few of the bot's own in texts.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Literal

from bot import texts
from bot.config import BotSettings
from bot.plan import SHORT_REPLY, Plan, Quote, without_last
from bot.quoting import shown_quotes, source_of
from bot.tongues import Tongue, speak
from bot.translated import Standing, Translated
from index import FACTS, Card, ConfigError, Library, Sentence, without_marks

Outcome = Literal["answer", "no_answer", "emergency", "personal_data", "small_talk"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer: the passage cited and all a reader needs to judge it.

    `url` is empty where the source has no public address; `licence` is that of the publisher's
    words, None where the passage is in our own.
    """

    n: int
    address: str
    source: str
    title: str
    publisher: str
    kind: str
    locator: str
    url: str
    status: str
    published: str
    published_estimated: bool
    updated: str | None
    superseded_by: tuple[str, ...]
    replaced_by: tuple[str, ...]
    jurisdiction: str
    checked: str
    evidence: str
    licence: str | None

    @property
    def is_current(self) -> bool:
        """Whether the source describes today."""
        return self.status == "current"

    def date(self, tongue: Tongue) -> str:
        """Return in words when the source was last changed; an estimate says so."""
        return self._estimated(tongue.date(self.updated or self.published), tongue)

    def year(self, tongue: Tongue) -> str:
        """Return the year of it, likewise."""
        return self._estimated((self.updated or self.published)[:4], tongue)

    def _estimated(self, date: str, tongue: Tongue) -> str:
        is_estimate = self.published_estimated and not self.updated
        return tongue(texts.ABOUT, date=date) if is_estimate else date


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as shown: its words, its marks, and its date where it needs one."""

    text: str
    marks: tuple[int, ...] = ()
    dated: str = ""
    is_translated: bool = False

    def __str__(self) -> str:
        """Return the sentence with its marks: `Not normally.[1][2]`."""
        marks = "".join(f"[{mark}]" for mark in self.marks)
        return f"{self.text}{marks} {self.dated}".rstrip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together, as a paragraph or as an item of a list."""

    lines: tuple[Line, ...]
    is_item: bool = False

    def __str__(self) -> str:
        """Return the paragraph as plain text."""
        return ("- " if self.is_item else "") + " ".join(map(str, self.lines))


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a reply; the first has no heading, and is what is read first."""

    heading: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def is_translated(self) -> bool:
        """Whether it has a translated sentence."""
        return any(line.is_translated for its in self.paragraphs for line in its.lines)

    def __str__(self) -> str:
        """Return the part as plain text."""
        return "\n".join(filter(None, (self.heading, *map(str, self.paragraphs))))


@dataclass(frozen=True)
class Answer:
    """What one message gets: an answer, or that there is none, or what is more urgent.

    `refusal` is set where the message could not be read as a question. `preface` stands
    above everything: what the person should know of the message itself. `plan` is what it
    is made of; `passages` all addresses it cites. `sections` are those of its card whole, for
    somebody who opens one alone: `parts` leave out what the short reply has. `standing` tells
    whether its words are a translation. `quoted_words` are how many words of a source that does not
    allow more may be shown at once.
    """

    outcome: Outcome
    lang: str
    card: str | None
    verdict: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[tuple[str, str], ...]
    plan: Plan
    refusal: str | None = None
    preface: str = ""
    sections: tuple[Part, ...] = ()
    standing: Standing = ""
    quoted_words: int = 0

    @property
    def passages(self) -> tuple[str, ...]:
        """The addresses of everything cited, by number."""
        return tuple(citation.address for citation in self.citations)

    @property
    def shown(self) -> tuple[str, ...]:
        """The cards and passages it is made of, in order."""
        return tuple(dict.fromkeys(filter(None, (self.plan.alarm, *self.plan.units))))

    @cached_property
    def body(self) -> str:
        """The whole reply as plain text, but for its sources and its receipt."""
        blocks = [self.verdict, *map(str, self.parts)]
        if self.suggestions:
            questions = (f"{n}. {question}" for n, (_, question) in enumerate(self.suggestions, 1))
            blocks.insert(2, "\n".join((speak(self.lang)(texts.CAN_ANSWER), *questions)))
        blocks = [self.preface, *blocks, "\n".join(self.notes)]
        return "\n\n".join(filter(None, blocks))

    @property
    def short(self) -> str:
        """The first part of the reply, of at most 600 characters, cut between sentences."""
        first = self.parts[0]
        while len(short := "\n\n".join(filter(None, (self.verdict, str(first))))) > SHORT_REPLY:
            *paragraphs, last = first.paragraphs
            if len(last.lines) > 1:
                paragraphs.append(replace(last, lines=last.lines[:-1]))
            if not paragraphs:
                break
            first = replace(first, paragraphs=tuple(paragraphs))
        return short


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of a card, each of its sentences with its place in the order of the card."""

    sentences: tuple[tuple[int, Sentence], ...]
    is_item: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a card, with its heading as the reply has it."""

    heading: str
    said: str
    blocks: tuple[_Block, ...]


# A sentence that was chosen, and as much of it as may be shown.
_Quoted = tuple[Quote, str]


class _Numbering:
    """Numbers passages in the order in which a reply cites them; owns the list of citations."""

    def __init__(self, library: Library, tongue: Tongue, leading: str = "") -> None:
        self._library = library
        self._leading = leading
        self.tongue = tongue
        self.said = Translated(library, tongue)
        self._citations: dict[str, Citation] = {}

    def marks(self, addresses: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.cite(address).n for address in addresses)

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())

    def line(self, text: str, addresses: Sequence[str]) -> Line:
        """Return a sentence; dated where only the past supports it and it names no year."""
        cited = [self.cite(address) for address in addresses]
        dated = ""
        if not any(c.is_current for c in cited) and not re.search(r"\b(19|20)\d\d\b", text):
            years = sorted({citation.year(self.tongue) for citation in cited})
            dated = self.tongue(texts.DATED, date=", ".join(years))
        return Line(text, self.marks(addresses), dated)

    def sentence(self, unit: str, position: int, english: Sentence) -> Line:
        """Return the sentence of a card or passage at a place in its order; translated if it is."""
        translated = self.said.sentence(unit, position)
        if translated is None:
            return self.line(english.text, english.citations)
        line = self.line(self.said.say(translated.text), translated.citations)
        return replace(line, is_translated=True)

    def sections(self, card: Card) -> list[_Section]:
        """Return the sections of a card, those in the language of the reply first.

        The headings of the others say that they are in English, unless the whole card is.
        """
        position = len(card.short_answer.sentences)
        is_partly_said = self.said.standing(card.id) not in {"", "missing"}
        said: list[_Section] = []
        left: list[_Section] = []
        for section in card.sections:
            blocks, is_said = [], False
            for block in section.blocks:
                places = range(position, position + len(block.sentences))
                position = places.stop
                is_said |= any(self.said.sentence(card.id, place) for place in places)
                sentences = tuple(zip(places, block.sentences, strict=True))
                blocks.append(_Block(sentences, block.is_item))
            heading = self.tongue(section.heading)
            if is_partly_said and not is_said:
                heading = self.tongue(texts.IN_ENGLISH, heading=heading)
            its = _Section(section.heading, heading, tuple(blocks))
            (said if is_said else left).append(its)
        return said + left

    def is_said(self, quote: Quote) -> bool:
        """Return whether the reply's language has a quote: of another one English has all."""
        if self.said.standing(self._leading) in {"", "missing"}:
            return True
        return self.said.sentence(quote.unit, quote.position) is not None

    def cite(self, address: str) -> Citation:
        if address not in self._citations:
            passage = self._library.passage(address)
            source = self._library.source(passage.source_id)
            self._citations[address] = Citation(
                n=len(self._citations) + 1,
                address=address,
                source=source.id,
                title=source.title,
                publisher=source.publisher,
                kind=source.kind,
                locator=passage.locator,
                url=source.url,
                status=source.status,
                published=source.published,
                published_estimated=source.published_estimated,
                updated=source.updated,
                superseded_by=source.superseded_by,
                replaced_by=tuple(self._library.source(i).title for i in source.superseded_by),
                jurisdiction=source.jurisdiction,
                checked=source.checked,
                evidence=source.evidence,
                licence=source.licence,
            )
        return self._citations[address]


def compose(
    plan: Plan, library: Library, settings: BotSettings, beside: int = 0, lang: str = "en"
) -> Answer:
    """Return the answer that `plan` stands for, without its last quotes if it is too long.

    If it still is, the last paragraphs of its card are left out. `beside` is how many characters
    will stand beside it: quotes make room for them, the card does not, so that the same plan,
    without the quotes it lost, gives the same answer whatever stands beside it. Quotes are left out
    as in English, so that a plan means the same in every `lang`; where the words of another are
    longer, only the last paragraphs go.
    """
    if plan.form == "no_answer":
        return _no_answer(plan, library, settings, speak(lang))
    english = speak("en")
    answer, fewer = _answer(plan, library, settings, english), None
    most = settings.longest_reply
    while len(answer.body) > most - beside and (less := without_last(plan)) != plan:
        plan = less
        answer = _answer(plan, library, settings, english)
    while len(answer.body) > most and len(answer.parts) > 1:
        fewer = sum(len(part.paragraphs) for part in answer.parts[1:]) - 1
        answer = _answer(plan, library, settings, english, fewer)
    if lang == "en":
        return answer
    shown = sum(len(part.paragraphs) for part in answer.parts[1:])
    answer = _answer(plan, library, settings, speak(lang), fewer)
    if answer.standing == "missing":
        return answer
    fewer = shown
    while len(answer.body) > most and fewer > 0:
        # What goes first is what stands last: in English.
        fewer -= 1
        answer = _answer(plan, library, settings, speak(lang), fewer)
    return answer


def _answer(
    plan: Plan,
    library: Library,
    settings: BotSettings,
    tongue: Tongue,
    most_paragraphs: int | None = None,
) -> Answer:
    numbering = _Numbering(library, tongue, plan.card or "")
    card = library.card(plan.card) if plan.card else None
    short = [quote for quote in plan.quotes if quote.in_short and numbering.is_said(quote)]
    more = [quote for quote in plan.quotes if quote not in short]
    # Without a sentence near enough for the short reply the best one is it.
    if card is None and not short:
        short, more = more[:1], more[1:]
    others = _by_time([quote for quote in more if quote.unit != plan.card], library)
    said_short, said_others = _within_limit(short, others, library, settings)
    # The card that leads says itself what to do.
    alarm = plan.alarm if plan.alarm != plan.card else None
    lead = [_alarm(alarm, numbering, library)] if alarm else []
    lead += [_short_answer(card, numbering)] if card else []
    parts = [Part("", (*lead, *_quoted(said_short, numbering, library)))]
    known = numbering.said.explained()
    if card:
        parts += _sections(card, short, more, numbering, most_paragraphs)
    parts += _others(said_others, numbering, library)
    said = tongue(texts.AS_OF, date=tongue.date(card.as_of)) if card else tongue(texts.NO_CARD)
    numbering.said.explain_again(known)
    return Answer(
        outcome="emergency" if plan.form == "emergency" else "answer",
        lang=tongue.lang,
        card=card.id if card else None,
        verdict=_verdict(card, plan, numbering) if card else "",
        parts=tuple(parts),
        notes=(said, *_time_notes(numbering)),
        citations=numbering.all(),
        suggestions=(),
        plan=plan,
        sections=tuple(_whole_sections(card, numbering)) if card else (),
        standing=numbering.said.standing(card.id if card else ""),
        quoted_words=settings.quoted_words,
    )


def _whole_sections(card: Card, numbering: _Numbering) -> Iterable[Part]:
    """Give the sections of a card as they are, but for what is supported by nothing cited.

    That can only be where a reply was too long for all of its card.
    """
    cited = {citation.address for citation in numbering.all()}
    for section in numbering.sections(card):
        if section.heading == FACTS:
            continue
        paragraphs = []
        for block in section.blocks:
            known = [
                numbering.sentence(card.id, place, its)
                for place, its in block.sentences
                if cited.issuperset(its.citations)
            ]
            if known:
                paragraphs.append(Paragraph(tuple(known), block.is_item))
        if paragraphs:
            yield Part(section.said, tuple(paragraphs))


def _verdict(card: Card, plan: Plan, numbering: _Numbering) -> str:
    said = numbering.said
    verdict = said.verdict(card.id)
    return f"{said.question(card.id)} {verdict}" if plan.says_question else verdict


def _short_answer(card: Card, numbering: _Numbering) -> Paragraph:
    lines = (
        numbering.sentence(card.id, position, its)
        for position, its in enumerate(card.short_answer.sentences)
    )
    return Paragraph(tuple(lines), card.short_answer.is_item)


def _alarm(card_id: str, numbering: _Numbering, library: Library) -> Paragraph:
    """Return the first sentence of a card of help: what to do if there is danger."""
    first = library.card(card_id).short_answer.sentences[0]
    return Paragraph((numbering.sentence(card_id, 0, first),))


def _within_limit(
    short: Sequence[Quote], others: Sequence[Quote], library: Library, settings: BotSettings
) -> tuple[list[_Quoted], list[_Quoted]]:
    """Return the quotes of the short reply and those below it, each with the words to be shown.

    In the order in which they are read; without those of which nothing may be shown.
    """
    sentences = [library.quotables(its.unit)[its.position] for its in (*short, *others)]
    words = shown_quotes(sentences, library, settings.quoted_words)
    quoted = list(zip((*short, *others), words, strict=True))
    above, below = quoted[: len(short)], quoted[len(short) :]
    return [its for its in above if its[1]], [its for its in below if its[1]]


def _quoted(
    quotes: Iterable[_Quoted], numbering: _Numbering, library: Library
) -> Iterable[Paragraph]:
    """Give a list item for each sentence, those that lean on the one before with it."""
    items: list[list[Line]] = []
    before: Quote | None = None
    for quote, words in quotes:
        its = library.quotables(quote.unit)[quote.position]
        line = numbering.sentence(quote.unit, quote.position, Sentence(words, its.citations))
        follows = before == Quote(quote.unit, quote.position - 1, quote.in_short)
        if its.leans and follows:
            items[-1].append(line)
        else:
            items.append([line])
        before = quote
    return [Paragraph(tuple(lines), is_item=True) for lines in items]


def _sections(
    card: Card,
    short: Sequence[Quote],
    more: Sequence[Quote],
    numbering: _Numbering,
    most: int | None,
) -> Iterable[Part]:
    """Give the sections of a card without what the short reply has, and of its facts the chosen.

    At most the first `most` paragraphs, if that is said.
    """
    shown = 0
    said = {quote.position for quote in short if quote.unit == card.id}
    chosen = {quote.position for quote in more if quote.unit == card.id}
    for section in numbering.sections(card):
        is_fact = section.heading == FACTS
        paragraphs = []
        for block in section.blocks:
            lines = []
            for place, sentence in block.sentences:
                if place in said or (is_fact and place not in chosen) or shown == most:
                    continue
                lines.append(numbering.sentence(card.id, place, sentence))
            if lines:
                paragraphs.append(Paragraph(tuple(lines), block.is_item))
                shown += 1
        if paragraphs:
            yield Part(section.said, tuple(paragraphs))


def _others(quotes: Sequence[_Quoted], numbering: _Numbering, library: Library) -> Iterable[Part]:
    """Give a part for each other card or passage that sentences were chosen from."""
    if quotes:
        yield Part(numbering.tongue(texts.MORE_FROM_SOURCES), ())
    for unit, its in groupby(quotes, key=lambda its: its[0].unit):
        yield Part(_heading(unit, numbering, library), tuple(_quoted(its, numbering, library)))


def _by_time(quotes: Sequence[Quote], library: Library) -> list[Quote]:
    """Return quotes so that cards, passages of today and passages of the past stand together.

    Those come first of which the first quote is.
    """
    times = list(dict.fromkeys(_time(quote.unit, library) for quote in quotes))
    return sorted(quotes, key=lambda quote: times.index(_time(quote.unit, library)))


def _time(unit: str, library: Library) -> str:
    """Return of what time a passage is: its status; nothing for a card."""
    source = source_of(unit, library)
    return source.status if source else ""


def _heading(unit: str, numbering: _Numbering, library: Library) -> str:
    """Return question and verdict of a card, or of a passage its subject and whether it holds."""
    if "#" not in unit:
        return f"{numbering.said.question(unit)} {numbering.said.verdict(unit)}"
    passage, citation = library.passage(unit), numbering.cite(unit)
    tongue = numbering.tongue
    before = tongue(texts.BEFORE, date=citation.date(tongue))
    time = tongue(texts.NOW) if citation.is_current else before
    subject = without_marks(f"{passage.heading[:1].upper()}{passage.heading[1:]}")
    return f"{time}: {tongue.apart(subject)}"


def _no_answer(plan: Plan, library: Library, settings: BotSettings, tongue: Tongue) -> Answer:
    """Return that the sources do not answer, what they can answer, and whom to ask."""
    numbering = _Numbering(library, tongue)
    cards = [card_of_setting("help_cards", card_id, library) for card_id in settings.help_cards]
    helping = tuple(_short_answer(card, numbering) for card in cards)
    alarm = [_alarm(plan.alarm, numbering, library)] if plan.alarm else []
    said = texts.DID_YOU_MEAN if plan.near and plan.suggested else texts.NO_ANSWER
    return Answer(
        outcome="no_answer",
        lang=tongue.lang,
        card=None,
        verdict="",
        parts=(
            Part("", (*alarm, Paragraph((Line(tongue(said)),)))),
            Part(tongue(texts.ASK_INSTEAD), helping),
        ),
        notes=_time_notes(numbering),
        citations=numbering.all(),
        suggestions=tuple((its, numbering.said.question(its)) for its in plan.suggested),
        plan=plan,
        standing=numbering.said.standing(cards[0].id) if cards else "",
        quoted_words=settings.quoted_words,
    )


def refuse(reason: str, lang: str = "en") -> Answer:
    """Return the reply to a message that is no question."""
    return say("no_answer", reason, lang, refusal=reason)


def say(outcome: Outcome, text: str, lang: str = "en", refusal: str | None = None) -> Answer:
    """Return a reply of the bot's own words only, which are in `lang`."""
    return Answer(
        outcome=outcome,
        lang=lang,
        card=None,
        verdict="",
        parts=(Part("", (Paragraph((Line(text),)),)),),
        notes=(),
        citations=(),
        suggestions=(),
        plan=Plan("no_answer"),
        refusal=refusal,
    )


def card_of_setting(setting: str, card_id: str, library: Library) -> Card:
    """Return the card that a setting of [bot] names.

    Raises:
        ConfigError: the index has no such card.
    """
    try:
        return library.card(card_id)
    except KeyError as error:
        raise ConfigError(
            f"config.toml: [bot] {setting} names {card_id!r}, which is no card of the index;"
            " correct it, or add the card and build again"
        ) from error


def _time_notes(numbering: _Numbering) -> tuple[str, ...]:
    citations, tongue = numbering.all(), numbering.tongue
    past = [citation for citation in citations if not citation.is_current]
    if not past:
        return ()
    if len(past) == len(citations):
        return (tongue(texts.ALL_HISTORICAL),)
    marks = ", ".join(f"[{c.n}] {c.year(tongue)}" for c in past)
    return (tongue(texts.SOME_HISTORICAL, marks=marks),)
