"""Blocks of a document in, the same with the numbers of its own paragraphs set apart out.

"17." before a paragraph is where a caseworker looks for it; "2." in a list of steps is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.intake.documents import Piece

# Numbered paragraphs are the document's own where they hold at least half of its words; else they
# are steps or points of a list, which nobody would look for as "Para 3".
_NUMBERED_SHARE = 0.5
# A number may be lacking: taken out by the publisher, or not seen.
_LARGEST_GAP = 5
# More are compared with each other than any document has.
_MOST_NUMBERED = 5_000

_NUMBER = re.compile(r"(\d{1,4}(?:\.\d{1,3}){0,3})(?:[.):]\s*|\s+)(?=[^\s\d])")


def with_numbers(pieces: Sequence[Piece]) -> list[Piece]:
    """Return blocks where only the numbers of the document's own paragraphs are numbers of digits.

    A number that is another list's goes back into the words.
    """
    read = [_numbered(piece) for piece in pieces]
    candidates = [n for n, piece in enumerate(read) if key_of(piece)]
    chain = set(_longest_chain([key_of(read[n]) for n in candidates]))
    own = {candidates[n] for n in chain}
    words = [len(piece.text.split()) for piece in read]
    share, inside = 0, False
    # What follows the last number may be its paragraph's, or the rest of an article.
    for n, piece in enumerate(read[: max(own, default=-1) + 1]):
        inside = n in own or (inside and piece.kind != "heading")
        share += words[n] if inside else 0
    if share < _NUMBERED_SHARE * sum(words) or len(own) < 2:
        own = set()
    return [
        piece if n in own or not key_of(piece) else _as_written(before, piece)
        for n, (before, piece) in enumerate(zip(pieces, read, strict=True))
    ]


def _numbered(piece: Piece) -> Piece:
    """Return a block with its number apart from its words, where one stands before them."""
    if piece.kind == "heading" or piece.number:
        return piece
    found = _NUMBER.match(piece.text)
    if not found:
        return piece
    return replace(piece, number=found[1], text=piece.text[found.end() :])


def _as_written(before: Piece, piece: Piece) -> Piece:
    """Return a block of another list: its number, if it has one of its own, before its words."""
    if not before.number:
        return before
    return replace(piece, kind="item", number="", text=f"{piece.number}. {piece.text}")


def key_of(piece: Piece) -> tuple[int, ...]:
    """Return the number of a paragraph for comparing, empty where it has none of digits."""
    if piece.kind == "heading" or not re.fullmatch(r"\d{1,4}(\.\d{1,3})*", piece.number):
        return ()
    return tuple(map(int, piece.number.split(".")))


def _longest_chain(keys: Sequence[tuple[int, ...]]) -> list[int]:
    """Return the places of the longest row of numbers in which each follows the one before it.

    A number that goes on with no list begun just before it counts twice: if it were not of the
    row, nothing would explain it. So 1, 2, (1, 2, 3,) 3, 4 is a row of four with a list in it.
    """
    keys = keys[:_MOST_NUMBERED]
    counts = _counts(keys)
    # The best row that ends with a number: how long, and what stands before its last.
    best: list[tuple[int, int]] = []
    ending: dict[tuple[int, ...], int] = {}
    for place, key in enumerate(keys):
        length, before = 1, -1
        for earlier in _may_precede(key):
            found = ending.get(earlier)
            if found is not None and best[found][0] + counts[place] > length:
                length, before = best[found][0] + counts[place], found
        best.append((length, before))
        known = ending.get(key)
        if known is None or best[known][0] < length:
            ending[key] = place
    if not best:
        return []
    place = max(range(len(best)), key=lambda n: best[n][0])
    chain = []
    while place >= 0:
        chain.append(place)
        place = best[place][1]
    return chain[::-1]


def _counts(keys: Sequence[tuple[int, ...]]) -> list[int]:
    """Return for each number 1 where it begins a list or is the next of one, else 2."""
    counts: list[int] = []
    expected = 1
    for key in keys:
        is_of_list = key in ((1,), (expected,))
        counts.append(1 if is_of_list else 2)
        expected = key[0] + 1 if is_of_list else 1
    return counts


def _may_precede(key: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Give the numbers after which `key` may stand, of the same depth, less deep or deeper."""
    for depth in range(1, len(key) + 1):
        head, last = key[: depth - 1], key[depth - 1]
        is_first_below = all(number == 1 for number in key[depth:])
        if not is_first_below:
            continue
        for gap in range(1, _LARGEST_GAP + 1):
            if last - gap >= 1:
                # 3 after 2; 2.1 after 1; and below those however far they went.
                yield (*head, last - gap)
                yield from ((*head, last - gap, n) for n in range(1, 100))
    if len(key) > 1 and key[-1] == 1:
        yield key[:-1]


def numbered_heading(piece: Piece) -> Piece:
    """Return a heading with its number apart from its words, where one stands before them."""
    found = _NUMBER.match(piece.text)
    if piece.number or not found:
        return piece
    return replace(piece, number=found[1], text=piece.text[found.end() :])
