"""Ranked hits in, an Answer out: which card or passages, in which order, and when none.

No sentence is made up here: an answer is made of sentences of cards and passages, each
with its citations, and of the few of the bot's own in texts.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Literal

from bot import texts
from bot.config import BotSettings
from bot.dates import in_words
from index import Block, Card, ConfigError, Hit, Library, SearchResult, split_sentences

Outcome = Literal["answer", "no_answer", "emergency", "personal_data", "small_talk"]

# How much nearer to the question (cosine) the best passage must be than the card's nearest ways of
# asking, for the passages to answer alone; and how much farther a passage may be and still be added
# to a card. On 656 development questions with required strings (2026-11-21): the card alone has
# them in .67, the better of card and passages in .78, a card with passages this near in .85.
_PASSAGES_ALONE = 0.02
_PASSAGE_ADDED = -0.02
# A ranking that did not list a unit: less than the least cosine the bundled encoder gives.
_UNLISTED = 0.7

_SHORT_REPLY = 600


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer: the passage cited and all a reader needs to judge it."""

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

    @property
    def is_current(self) -> bool:
        """Whether the source describes today."""
        return self.status == "current"

    @property
    def date(self) -> str:
        """In words, when the source was last changed; an estimate says so."""
        return self._estimated(in_words(self.updated or self.published))

    @property
    def year(self) -> str:
        """The year of it, likewise."""
        return self._estimated((self.updated or self.published)[:4])

    def _estimated(self, date: str) -> str:
        is_estimate = self.published_estimated and not self.updated
        return texts.ABOUT.format(date=date) if is_estimate else date


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as shown: its words, its marks, and its date where it needs one."""

    text: str
    marks: tuple[int, ...] = ()
    dated: str = ""

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

    def __str__(self) -> str:
        """Return the part as plain text."""
        return "\n".join(filter(None, (self.heading, *map(str, self.paragraphs))))


@dataclass(frozen=True)
class Answer:
    """What one message gets: an answer of a card or of passages, or that there is none.

    `refusal` is set where the message could not be read as a question. `shown` are the
    card and passages it is made of, in order; `passages` all addresses it cites.
    """

    outcome: Outcome
    lang: str
    card: str | None
    verdict: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    suggestions: tuple[tuple[str, str], ...]
    shown: tuple[str, ...]
    refusal: str | None = None

    @property
    def passages(self) -> tuple[str, ...]:
        """The addresses of everything cited, by number."""
        return tuple(citation.address for citation in self.citations)

    @cached_property
    def body(self) -> str:
        """The whole reply as plain text, but for its sources and its receipt."""
        blocks = [self.verdict, *map(str, self.parts)]
        if self.suggestions:
            questions = (f"{n}. {question}" for n, (_, question) in enumerate(self.suggestions, 1))
            blocks.insert(2, "\n".join((texts.CAN_ANSWER, *questions)))
        blocks.append("\n".join(self.notes))
        return "\n\n".join(filter(None, blocks))

    @property
    def short(self) -> str:
        """The first part of the reply, of at most 600 characters, cut between sentences."""
        whole = f"{self.verdict}\n\n{self.parts[0]}" if self.verdict else str(self.parts[0])
        lines = [line for paragraph in self.parts[0].paragraphs for line in paragraph.lines]
        while len(whole) > _SHORT_REPLY and len(lines) > 1:
            whole = whole.removesuffix(str(lines.pop())).rstrip()
        return whole


class _Numbering:
    """Numbers passages in the order in which a reply cites them; owns the list of citations."""

    def __init__(self, library: Library) -> None:
        self._library = library
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
            years = sorted({citation.year for citation in cited})
            dated = texts.DATED.format(date=", ".join(years))
        return Line(text, self.marks(addresses), dated)

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
            )
        return self._citations[address]


def compose(result: SearchResult, library: Library, settings: BotSettings) -> Answer:
    """Return the answer to a question for which `result` was found."""
    if result.scope_margin < 0 or not (result.cards or result.passages):
        cards = [hit.id for hit in result.cards[: settings.suggestions]]
        return no_answer(cards, library, settings)
    card = result.cards[0] if result.cards else None
    nearness = _cosine(card, "questions") if card else 0.0
    best = result.passages[: settings.passages]
    fitting = [(hit, _cosine(hit, "passage") - nearness) for hit in best]
    if card is None or (fitting and fitting[0][1] > _PASSAGES_ALONE):
        return answer_from_passages([hit.id for hit in best], library, settings)
    near = [hit.id for hit, lead in fitting if lead > _PASSAGE_ADDED]
    return answer_from_card(card.id, near, library, settings)


def answer_from_card(
    card_id: str, addresses: Sequence[str], library: Library, settings: BotSettings
) -> Answer:
    """Return the answer of a card, with as many of the passages as there is room for."""
    card = library.card(card_id)
    make = partial(_card_answer, card, library)
    return _longest(make, addresses, fewest=0, longest=settings.longest_reply)


def answer_from_passages(
    addresses: Sequence[str], library: Library, settings: BotSettings
) -> Answer:
    """Return an answer made of passages, those of one time together, the best one first."""
    make = partial(_passages_answer, library)
    return _longest(make, addresses, fewest=1, longest=settings.longest_reply)


def _longest(
    make: Callable[[Sequence[str]], Answer], passages: Sequence[str], fewest: int, longest: int
) -> Answer:
    """Return the answer with as many of the passages, best first, as there is room for."""
    count = len(passages)
    answer = make(passages)
    while len(answer.body) > longest and count > fewest:
        count -= 1
        answer = make(passages[:count])
    return _cut(answer, longest)


def _card_answer(card: Card, library: Library, addresses: Sequence[str]) -> Answer:
    numbering = _Numbering(library)
    parts = [Part("", (_paragraph(card.short_answer, numbering),))]
    parts += [
        Part(section.heading, tuple(_paragraph(block, numbering) for block in section.blocks))
        for section in card.sections
    ]
    if addresses:
        parts.append(Part(texts.MORE_FROM_SOURCES, ()))
        parts += _passage_parts(addresses, numbering, library)
    as_of = texts.AS_OF.format(date=in_words(card.as_of))
    return Answer(
        outcome="answer",
        lang="en",
        card=card.id,
        verdict=card.verdict,
        parts=tuple(parts),
        notes=(as_of, *_time_notes(numbering.all())),
        citations=numbering.all(),
        suggestions=(),
        shown=(card.id, *addresses),
    )


def _passages_answer(library: Library, addresses: Sequence[str]) -> Answer:
    numbering = _Numbering(library)
    return Answer(
        outcome="answer",
        lang="en",
        card=None,
        verdict="",
        parts=tuple(_passage_parts(addresses, numbering, library)),
        notes=(texts.NO_CARD, *_time_notes(numbering.all())),
        citations=numbering.all(),
        suggestions=(),
        shown=tuple(addresses),
    )


def _cut(answer: Answer, longest: int) -> Answer:
    """Return the answer without its last paragraphs, as far as it is longer than allowed."""
    while len(answer.body) > longest and len(answer.parts) > 1:
        *kept, last = answer.parts
        if len(last.paragraphs) > 1:
            kept.append(replace(last, paragraphs=last.paragraphs[:-1]))
        used = {
            mark for part in kept for p in part.paragraphs for ln in p.lines for mark in ln.marks
        }
        citations = tuple(citation for citation in answer.citations if citation.n in used)
        own = (note for note in answer.notes if note not in _time_notes(answer.citations))
        notes = (*own, *_time_notes(citations))
        answer = replace(answer, parts=tuple(kept), notes=notes, citations=citations)
    return answer


def no_answer(suggested: Sequence[str], library: Library, settings: BotSettings) -> Answer:
    """Return that the sources do not answer, what they can answer, and whom to ask."""
    numbering = _Numbering(library)
    helping = tuple(
        _paragraph(_help_card(card_id, library).short_answer, numbering)
        for card_id in settings.help_cards
    )
    return Answer(
        outcome="no_answer",
        lang="en",
        card=None,
        verdict="",
        parts=(
            Part("", (Paragraph((Line(texts.NO_ANSWER),)),)),
            Part(texts.ASK_INSTEAD, helping),
        ),
        notes=_time_notes(numbering.all()),
        citations=numbering.all(),
        suggestions=tuple((card_id, library.card(card_id).question) for card_id in suggested),
        shown=tuple(suggested),
    )


def refuse(reason: str) -> Answer:
    """Return the reply to a message that is no question."""
    return Answer(
        outcome="no_answer",
        lang="en",
        card=None,
        verdict="",
        parts=(Part("", (Paragraph((Line(reason),)),)),),
        notes=(),
        citations=(),
        suggestions=(),
        shown=(),
        refusal=reason,
    )


def _help_card(card_id: str, library: Library) -> Card:
    try:
        return library.card(card_id)
    except KeyError as error:
        raise ConfigError(
            f"config.toml: [bot] help_cards names {card_id!r}, which is no card of the index;"
            " correct it, or add the card and build again"
        ) from error


def _paragraph(block: Block, numbering: _Numbering) -> Paragraph:
    lines = tuple(numbering.line(s.text, s.citations) for s in block.sentences)
    return Paragraph(lines, block.is_item)


def without_marks(text: str) -> str:
    """Return text of a source with `(2023)` for `[2023]`, which would read as a mark."""
    return re.sub(r"\[(\d+)\]", r"(\1)", text)


def _passage_parts(addresses: Sequence[str], numbering: _Numbering, library: Library) -> list[Part]:
    """Return a part for each passage: those of the time of the first one, then the others."""
    first_is_current = _is_current(addresses[0], library)
    ordered = sorted(addresses, key=lambda a: _is_current(a, library) != first_is_current)
    return [_passage_part(address, numbering, library) for address in ordered]


def _passage_part(address: str, numbering: _Numbering, library: Library) -> Part:
    """Return a passage under a heading that says whether it holds today."""
    passage = library.passage(address)
    citation = numbering.cite(address)
    time = texts.NOW if citation.is_current else texts.BEFORE.format(date=citation.date)
    text = without_marks(" ".join(passage.text.split()))
    lines = tuple(Line(sentence, (citation.n,)) for sentence in split_sentences(text))
    return Part(f"{time}: {passage.heading[:1].upper()}{passage.heading[1:]}", (Paragraph(lines),))


def _time_notes(citations: Sequence[Citation]) -> tuple[str, ...]:
    past = [citation for citation in citations if not citation.is_current]
    if not past:
        return ()
    if len(past) == len(citations):
        return (texts.ALL_HISTORICAL,)
    marks = ", ".join(f"[{c.n}] {c.year}" for c in past)
    return (texts.SOME_HISTORICAL.format(marks=marks),)


def _is_current(address: str, library: Library) -> bool:
    return library.source(library.passage(address).source_id).is_current


def _cosine(hit: Hit, signal: str) -> float:
    return next((its.score for its in hit.signals if its.name == signal), _UNLISTED)
