"""What a search found in, what a reply is made of out: which card and sentences, in what order.

A plan has no words in it, only units and positions: the same plan gives the same reply
again, which is what receipts are made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.config import BotSettings
from bot.quoting import Allowance, shown_quotes
from index import Library, Pick, Quotable, SearchResult, words_of

Form = Literal["card", "sentences", "no_answer", "emergency"]

SHORT_REPLY = 600

# Chances that a sentence answers (0 to 1) below which it is not worth its place.
_LEAST_IN_SHORT = 0.04
_LEAST_AT_ALL = 0.02
# Below this chance the first card is not the right one, and its verdict would mislead.
_CARD_FITS = 0.25
# How far below the threshold of scope (log odds) a message may lie to be asked what was meant.
_NEAR = 1.0
# Below this one it is as likely another one: then the reply says which question it answers. Of 765
# development questions not learned from, the first card was right for .49 with less than .5,
# for .83 with more (2026-11-22).
_CARD_IS_SURE = 0.5
# As many as a receipt of at most 64 characters can name.
_MOST_QUOTES = 12
_MOST_OTHER_UNITS = 4
_LAST_POSITION = 63
# Two sentences that share so much of the shorter one's words say the same.
_SAME_WORDS = 0.7
# What a sentence takes besides its words: marks and a line break; a unit's heading besides.
_MARKS = 8
_HEADING = 70
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of a unit by its position there; `in_short` if the short reply has it."""

    unit: str
    position: int
    in_short: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reply is made of.

    `card` leads, if the form is `card` or `emergency`; `alarm` is a card of help whose number
    stands above the answer, in case there is an emergency; `quotes` are the chosen sentences, in
    the order in which they are shown, those of `card` first; `suggested` the cards offered where
    there is no answer, `near` whether one of them is likely what was meant. With
    `says_question` the question of the card stands before its verdict: it may be another one.
    """

    form: Form
    card: str | None = None
    quotes: tuple[Quote, ...] = ()
    suggested: tuple[str, ...] = ()
    near: bool = False
    alarm: str | None = None
    says_question: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """Every card and passage of it once, the card that leads first."""
        leading = [self.card] if self.card else []
        quoted = [quote.unit for quote in self.quotes]
        return tuple(dict.fromkeys((*leading, *quoted, *self.suggested)))


def plan_reply(
    result: SearchResult,
    library: Library,
    settings: BotSettings,
    alarm: str | None = None,
    *,
    in_english: bool = True,
) -> Plan:
    """Return what to make of what was found; `alarm` is a card of help to be named above it.

    Single sentences of passages are in English only: in another language a card leads always.
    """
    if result.scope_margin < 0 or not (result.cards or result.sentences):
        suggested = tuple(hit.id for hit in result.cards[: settings.suggestions])
        near = result.scope_margin >= -_NEAR
        return Plan("no_answer", suggested=suggested, near=near, alarm=alarm)
    fits = bool(result.cards) and (result.card_chance >= _CARD_FITS or not in_english)
    card = result.cards[0].id if fits else None
    says_question = card is not None and result.card_chance < _CARD_IS_SURE
    chooser = _Chooser(card, library, settings, alarm, says_question=says_question)
    for pick in result.sentences:
        if pick.chance < _LEAST_AT_ALL:
            continue
        chooser.offer(pick)
    quotes = chooser.chosen()
    if card is None and not quotes:
        suggested = tuple(hit.id for hit in result.cards[: settings.suggestions])
        return Plan("no_answer", suggested=suggested, near=True, alarm=alarm)
    form: Form = "card" if card else "sentences"
    return Plan(form, card, quotes, alarm=alarm, says_question=says_question)


def without_last(plan: Plan) -> Plan:
    """Return a plan without the last of its quotes that the short reply does not have.

    The only quote of a reply without a card stays: without it there would be no reply.
    """
    if plan.card is None and len(plan.quotes) == 1:
        return plan
    last = max((n for n, its in enumerate(plan.quotes) if not its.in_short), default=None)
    if last is None:
        return plan
    return replace(plan, quotes=plan.quotes[:last] + plan.quotes[last + 1 :])


class _Chooser:
    """Takes sentences, the best first, as long as there is room for them; owns what was taken."""

    def __init__(
        self,
        card_id: str | None,
        library: Library,
        settings: BotSettings,
        alarm: str | None,
        *,
        says_question: bool,
    ) -> None:
        self._library = library
        self._card = card_id
        self._taken: dict[tuple[str, int], bool] = {}
        self._units: list[str] = []
        self._said: list[frozenset[str]] = []
        self._short_room = SHORT_REPLY
        self._room = settings.longest_reply
        self._most_passages = settings.passages
        self._most_words = settings.quoted_words
        self._allowance = Allowance(library, settings.quoted_words)
        # A receipt must name the card of help as well.
        self._most_units = _MOST_OTHER_UNITS - (alarm is not None)
        if alarm is not None:
            first = library.quotables(alarm)[0]
            self._short_room -= _length(first)
            self._room -= _length(first)
            self._said.append(_words(first.text))
        if card_id is not None:
            card = library.card(card_id)
            own = library.quotables(card_id)
            lead = [its for its in own if its.place == "short"]
            verdict = len(card.verdict) + (len(card.question) + 1 if says_question else 0)
            self._short_room -= verdict + 2 + sum(map(_length, lead))
            shown = [its for its in own if its.place != "facts"]
            headings = sum(len(section.heading) + 2 for section in card.shown_sections)
            self._room -= verdict + headings + sum(map(_length, shown)) + _HEADING
            self._said += [_words(its.text) for its in lead]
            self._rest = {its.position: _words(its.text) for its in shown if its.place != "short"}
        else:
            self._rest = {}

    def offer(self, pick: Pick) -> None:
        """Take a sentence if there is room, with those before it that it leans on."""
        chain = self._chain(pick)
        is_own = pick.unit == self._card
        new = [
            its
            for its in chain
            if (its.unit, its.position) not in self._taken and not (is_own and its.place == "short")
        ]
        if not new or len(self._taken) + len(new) > _MOST_QUOTES:
            return
        if pick.position > _LAST_POSITION:
            return
        if not is_own and pick.unit not in self._units and not self._has_room_for(pick.unit):
            return
        if any(self._is_said(its, own=is_own) for its in new):
            return
        if not self._allowance.has_room_for(new):
            return
        shown = shown_quotes(new, self._library, self._most_words)
        cost = sum(len(words) + _MARKS for words in shown if words)
        # What leans on a sentence farther down, or on a heading, is not understood above it.
        follows = all(self._taken.get((its.unit, its.position), True) for its in chain)
        follows = follows and (is_own or not chain[0].leans)
        in_short = pick.chance >= _LEAST_IN_SHORT and cost <= self._short_room and follows
        # The card shows its own sentences anyway, but for its facts.
        is_shown = is_own and all(its.place != "facts" for its in new)
        if is_shown and not in_short:
            return
        heading = _HEADING if not is_own and pick.unit not in self._units else 0
        if not is_shown and cost + heading > self._room:
            return
        if not is_shown:
            self._room -= cost + heading
        if in_short:
            self._short_room -= cost
        if not is_own and pick.unit not in self._units:
            self._units.append(pick.unit)
        for its in new:
            self._taken[its.unit, its.position] = in_short
            self._said.append(_words(its.text))
        self._allowance.take(new)

    def chosen(self) -> tuple[Quote, ...]:
        """Return what was taken: the card, then unit after unit in the order of their best."""
        leading = [self._card] if self._card else []
        units = dict.fromkeys((*leading, *(unit for unit, _ in self._taken)))
        order = {unit: n for n, unit in enumerate(units)}
        keys = sorted(self._taken, key=lambda key: (order[key[0]], key[1]))
        return tuple(Quote(unit, position, self._taken[unit, position]) for unit, position in keys)

    def _has_room_for(self, unit: str) -> bool:
        passages = sum("#" in its for its in self._units)
        return len(self._units) < self._most_units and (
            "#" not in unit or passages < self._most_passages
        )

    def _chain(self, pick: Pick) -> list[Quotable]:
        own = self._library.quotables(pick.unit)
        start = pick.position
        while own[start].leans and start:
            start -= 1
        return list(own[start : pick.position + 1])

    def _is_said(self, its: Quotable, *, own: bool) -> bool:
        words = _words(its.text)
        said: Iterable[frozenset[str]] = self._said
        if not own:
            said = [*self._said, *self._rest.values()]
        return any(_share(words, other) > _SAME_WORDS for other in said)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in words_of(text) if len(word) > _SHORT_WORD or word.isdigit())


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _length(its: Quotable) -> int:
    return len(its.text) + _MARKS
