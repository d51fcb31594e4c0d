"""Words of sources in, as many of them as a reply may show out.

Our own words, and a publisher's under an open licence, are shown as long as they are. Of other
words of a publisher a reply quotes a few, and leads to the original for the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from index import Library, Quotable, Source, split_sentences

# It follows what was cut, after a space, and is no word of the source.
_LEFT_OUT = " …"


def shown_words(source: Source, text: str, limit: int) -> str:
    """Return as much of a text of `source` as may be shown.

    Where that is not all of it: its first sentences that have at most `limit` words together; if
    the first has more, so many words of that. "…" stands for the rest.
    """
    if source.may_be_shown_in_full:
        return text
    sentences = [(source, sentence) for sentence in split_sentences(text) if sentence]
    return " ".join(filter(None, _within(sentences, limit)))


def shown_quotes(quotes: Sequence[Quotable], library: Library, limit: int) -> list[str]:
    """Return the words of each sentence of a reply as they may be shown, in the same order.

    Those of one source are cut together as `shown_words` cuts a text; a sentence of which nothing
    may be shown is empty. What a card says is always shown.
    """
    return _within([(source_of(its.unit, library), its.text) for its in quotes], limit)


def source_of(unit: str, library: Library) -> Source | None:
    """Return the source of a passage; None for a card, whose words are ours."""
    return library.source(library.passage(unit).source_id) if "#" in unit else None


class Allowance:
    """How many words of each source a reply that is being planned may still quote; owns counts."""

    def __init__(self, library: Library, limit: int) -> None:
        self._library = library
        self._limit = limit
        self._taken: Counter[str] = Counter()

    def has_room_for(self, quotes: Sequence[Quotable]) -> bool:
        """Return whether all these sentences of one unit may be quoted besides those taken.

        The first of a source always: some of their words with a link are better than none.
        """
        source = source_of(quotes[0].unit, self._library)
        if source is None or source.may_be_shown_in_full or source.id not in self._taken:
            return True
        return self._taken[source.id] + _count(quotes) <= self._limit

    def take(self, quotes: Sequence[Quotable]) -> None:
        """Count these sentences of one unit."""
        if source := source_of(quotes[0].unit, self._library):
            self._taken[source.id] += _count(quotes)


def _count(quotes: Iterable[Quotable]) -> int:
    return sum(len(its.text.split()) for its in quotes)


def _within(sentences: Iterable[tuple[Source | None, str]], limit: int) -> list[str]:
    shown: list[str] = []
    left: dict[str, int] = {}
    last: dict[str, int] = {}
    for source, text in sentences:
        if source is None or source.may_be_shown_in_full:
            shown.append(text)
            continue
        words = text.split()
        if len(words) <= left.setdefault(source.id, limit):
            left[source.id] -= len(words)
            last[source.id] = len(shown)
            shown.append(text)
            continue
        # A shorter sentence farther on may lean on one that is left out.
        left[source.id] = 0
        if source.id not in last:
            last[source.id] = len(shown)
            shown.append(" ".join(words[:limit]) + _LEFT_OUT)
            continue
        before = last[source.id]
        shown[before] = shown[before].removesuffix(_LEFT_OUT) + _LEFT_OUT
        shown.append("")
    return shown
