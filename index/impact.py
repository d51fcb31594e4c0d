"""Two generations of the index in, what readers would see differently out.

Before anybody is told: which documents and cards differ, which citations die or become
historical, which gold questions are answered in another way, which languages lose, and what has
become a near-duplicate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from index.config import Config
from index.generations import VECTORS_FILE
from index.gold_records import Outcomes, outcomes_of
from index.library import Library
from index.passages import Card, Passage, Source
from index.progress import Track
from index.records import HEADLINES, SETS, Record, SetName
from index.supersession import rests_on_the_past, sentences_of
from index.vectors import VectorIndex


class Differences(msgspec.Struct, frozen=True):
    """Ids that only the later generation has, only the earlier one, or both with other words."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.new or self.gone or self.changed)


class CitationChange(msgspec.Struct, frozen=True):
    """A sentence of a card and an address it cites (or cited) that is not what it was.

    `what` is `gone`, `historical`, `changed`, or `past` where only the sentence has changed.
    `is_as_present`: all the sentence cites now is historical, and nothing in it says that it is
    past; it was not so before.
    """

    what: str
    card: str
    sentence: str
    address: str
    is_as_present: bool


class Near(msgspec.Struct, frozen=True):
    """Two texts that have become almost the same for a search; `cosine` says how near."""

    what: str
    one: str
    other: str
    cosine: float


class GoldChange(msgspec.Struct, frozen=True):
    """A gold question that is answered in another way: `lost` and `won` are names of checks."""

    set: SetName
    id: str
    before: Record
    after: Record
    lost: tuple[str, ...]
    won: tuple[str, ...]


class Share(msgspec.Struct, frozen=True):
    """A share of gold questions before and after, of how many."""

    before: float
    after: float
    n: int

    @property
    def lost(self) -> float:
        """How much smaller it has become; below nought where it grew."""
        return self.before - self.after


class Impact(msgspec.Struct, frozen=True):
    """What differs between two generations.

    `stale` has the cards whose translation is older than their English now, by language, `untold`
    those that have none any more. `gold`, `shares` and `languages` are empty where the gold
    questions were not asked; of a language it is the share that lost more: of the same answer as in
    English, or of answers in the language at all. `reworded` counts replies with other words
    though every check came out as before.
    """

    before: str
    after: str
    sources: Differences
    passages: Differences
    cards: Differences
    citations: tuple[CitationChange, ...]
    stale: dict[str, tuple[str, ...]]
    untold: dict[str, tuple[str, ...]]
    near: tuple[Near, ...]
    was_asked: bool
    gold: tuple[GoldChange, ...]
    reworded: int
    shares: dict[str, Share]
    languages: dict[str, Share]


def measure_impact(
    config: Config, before: str, after: str, track: Track, *, ask_gold: bool = True
) -> Impact:
    """Return what differs in generation `after` from generation `before`.

    Raises:
        IndexDamagedError: one of them is not whole.
        EvaluationError: the bot stopped while it was asked.
    """
    with ExitStack() as opened:
        libraries = [opened.enter_context(closing(Library(config, it))) for it in (before, after)]
        old, new = (_contents(library) for library in libraries)
        near = _near(libraries[0], libraries[1], config.index.near_duplicate)
    asked = outcomes_of(config, [before, after], track) if ask_gold else None
    gold, reworded = _gold_changes(*asked) if asked else ((), 0)
    return Impact(
        before=before,
        after=after,
        sources=_differences(old.sources, new.sources),
        passages=_differences(old.passages, new.passages),
        cards=_differences(old.cards, new.cards),
        citations=tuple(_citation_changes(old, new)),
        stale=_by_language(new.stale - old.stale),
        untold=_by_language(old.translations - new.translations),
        near=near,
        was_asked=asked is not None,
        gold=gold,
        reworded=reworded,
        shares=_shares(*asked) if asked else {},
        languages=_language_shares(*asked) if asked else {},
    )


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a generation holds; of translations the keys, and of those older than their English."""

    sources: dict[str, Source]
    passages: dict[str, Passage]
    cards: dict[str, Card]
    translations: frozenset[str]
    stale: frozenset[str]

    @property
    def historical(self) -> frozenset[str]:
        return frozenset(its.id for its in self.sources.values() if not its.is_current)


def _contents(library: Library) -> _Contents:
    units = library.units()
    standings = library.store.translation_standings()
    return _Contents(
        {it: library.source(it) for it in library.store.source_ids()},
        {it: library.passage(it) for it in units if "#" in it},
        {it: library.card(it) for it in units if "#" not in it},
        frozenset(standings),
        frozenset(key for key, is_stale in standings.items() if is_stale),
    )


ValueT = TypeVar("ValueT")


def _differences(old: Mapping[str, ValueT], new: Mapping[str, ValueT]) -> Differences:
    return Differences(
        new=tuple(sorted(new.keys() - old.keys())),
        gone=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(it for it in old.keys() & new.keys() if old[it] != new[it])),
    )


def _citation_changes(old: _Contents, new: _Contents) -> Iterable[CitationChange]:
    """Give citations that died, then those of today's cards whose support is not what it was."""
    for card in old.cards.values():
        for _, sentence in sentences_of(card):
            for address in sentence.citations:
                if address not in new.passages:
                    yield CitationChange("gone", card.id, sentence.text, address, False)
    were_past = set(_past_as_present(old))
    are_past = set(_past_as_present(new)) - were_past
    for card in new.cards.values():
        for _, sentence in sentences_of(card):
            as_present = (card.id, sentence.text) in are_past
            found = [
                (it, what) for it in sentence.citations if (what := _what_changed(it, old, new))
            ]
            if as_present and not found:
                found = [(sentence.citations[0], "past")]
            for address, what in found:
                yield CitationChange(what, card.id, sentence.text, address, as_present)


def _past_as_present(contents: _Contents) -> Iterable[tuple[str, str]]:
    """Give card and words of each sentence that rests on the past alone and does not say so."""
    for card in contents.cards.values():
        for heading, sentence in sentences_of(card):
            if sentence.citations and rests_on_the_past(heading, sentence, contents.historical):
                yield card.id, sentence.text


def _what_changed(address: str, old: _Contents, new: _Contents) -> str:
    source = address.partition("#")[0]
    if address not in old.passages:
        return ""
    if source in new.historical and source not in old.historical:
        return "historical"
    return "changed" if old.passages[address] != new.passages[address] else ""


def _by_language(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for key in sorted(keys):
        lang, _, card = key.partition("/")
        found.setdefault(lang, []).append(card)
    return {lang: tuple(cards) for lang, cards in found.items()}


def _near(old: Library, new: Library, closest: float) -> tuple[Near, ...]:
    """Return the pairs of texts that are near-duplicates in `new` and were not in `old`."""
    found: list[Near] = []
    for kind, what in (("question", "ways of asking"), ("passage", "sections")):
        before = {(its.one, its.other) for its in _pairs(old, kind, what, closest)}
        found += (
            its for its in _pairs(new, kind, what, closest) if (its.one, its.other) not in before
        )
    return tuple(found)


def _pairs(library: Library, kind: str, what: str, closest: float) -> list[Near]:
    units = library.store.vector_units()
    rows = [row for row, (its, _) in enumerate(units) if its == kind]
    vectors: NDArray[np.float32] = VectorIndex(library.folder / VECTORS_FILE).all()[rows]
    cosines = vectors @ vectors.T
    best: dict[tuple[str, str], float] = {}
    for row, column in np.argwhere(np.triu(cosines >= closest, k=1)).tolist():
        one, other = sorted((units[rows[row]][1], units[rows[column]][1]))
        # Ways of asking for one card may be alike, and so may the sections of one source.
        if one.partition("#")[0] != other.partition("#")[0]:
            cosine = float(cosines[row, column])
            best[one, other] = max(cosine, best.get((one, other), cosine))
    return [Near(what, one, other, round(its, 3)) for (one, other), its in sorted(best.items())]


def _gold_changes(before: Outcomes, after: Outcomes) -> tuple[tuple[GoldChange, ...], int]:
    changes = []
    reworded = 0
    for name in SETS:
        for qid, now in after.records[name].items():
            then = before.records[name].get(qid)
            if then is None:
                continue
            lost = tuple(c for c, its in then.items() if its is True and now.get(c) is False)
            won = tuple(c for c, its in now.items() if its is True and then.get(c) is False)
            if lost or won or _answer(then) != _answer(now):
                changes.append(GoldChange(name, qid, then, now, lost, won))
            elif before.replies.get(f"{name}/{qid}") != after.replies.get(f"{name}/{qid}"):
                reworded += 1
    # What is lost first: that is what a person must look at.
    return tuple(sorted(changes, key=lambda its: (not its.lost, bool(its.won)))), reworded


def _answer(record: Record) -> tuple[object, object]:
    return record.get("outcome"), record.get("card")


def _shares(before: Outcomes, after: Outcomes) -> dict[str, Share]:
    found = {}
    for headline, (name, check) in HEADLINES.items():
        share = _share(before.records[name], after.records[name], check)
        if share:
            found[headline] = share
    return found


def _language_shares(before: Outcomes, after: Outcomes) -> dict[str, Share]:
    """Return by language the share that lost more: of the same answer, or of its own words."""
    by: dict[str, dict[str, Record]] = {}
    for qid, record in after.records["languages"].items():
        by.setdefault(language_of(qid), {})[qid] = record
    found = {}
    for lang, records in sorted(by.items()):
        both = (
            _share(before.records["languages"], records, check) for check in ("same", "in_language")
        )
        shares = [share for share in both if share]
        if shares:
            found[lang] = max(shares, key=lambda share: share.lost)
    return found


def language_of(qid: str) -> str:
    """Return the language of a gold question of `languages`, whose id begins with it."""
    return qid.partition("-")[0]


def _share(old: Mapping[str, Record], new: Mapping[str, Record], check: str) -> Share | None:
    """Return the share of a check over the questions that both generations were asked."""
    pairs: Sequence[tuple[bool, bool]] = [
        (bool(old[qid][check]), bool(its[check]))
        for qid, its in new.items()
        if check in its and check in old.get(qid, {})
    ]
    if not pairs:
        return None
    then, now = (sum(its) / len(pairs) for its in zip(*pairs, strict=True))
    return Share(round(then, 4), round(now, 4), len(pairs))
