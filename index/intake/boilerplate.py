"""A document in, the same without what is not the document: menus, comments, appeals, captions.

Each rule marks blocks; a block is kept or left out whole, and everything left out is listed with
what it is. Sentences are never reworded; only the marks of footnotes are taken out of words.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from dataclasses import replace

from index.intake import boilerplate_words as words_of
from index.intake.boilerplate_tables import APPEAL, COOKIES, NAVIGATION
from index.intake.boilerplate_tails import mark_tails
from index.intake.credits import mark_credits
from index.intake.documents import Document, LeftOut, Metadata, Piece
from index.intake.footnotes import (
    FOOTNOTE,
    FOOTNOTE_MARKS,
    mark_footnotes,
    numbers_of_notes,
    without_marks,
)
from index.intake.repeated import REPEATED_PARAGRAPH, mark_repeated_paragraphs, mark_repeated_title
from index.intake.stated_dates import dates_of_lines, stated_dates, trusted_places

_DATE = "date"
# What GOV.UK says before the name of a publisher.
_FROM = "From: "
_CONTENTS = ("contents", "table of contents", "on this page", "in this article", "page contents")
# A banner has some four sentences, with its buttons after them.
_BANNER_BLOCKS = 4
# Between two paragraphs of an appeal stands at most so much that is not plainly one.
_APPEAL_GAP = 2
_APPEAL_WORDS = 12
# "The chair of the Board said:"; what is longer says something itself.
_INTRODUCTION_WORDS = 12


def without_boilerplate(document: Document) -> Document:
    """Return a document without what is not the document, each such block listed as left out.

    What is left out may still tell when and by whom the document was published: that is proposed
    where nothing else says so. A document of which nothing would stay is returned as it is.
    """
    pieces = document.pieces
    whats = [words_of.strong_kind(piece.text) for piece in pieces]
    _mark_dates(pieces, whats)
    _mark_sentences(pieces, whats)
    mark_credits(pieces, whats)
    title_place, site = mark_repeated_title(pieces, whats)
    mark_tails(pieces, whats)
    _mark_between_appeals(pieces, whats)
    _mark_contents(pieces, whats)
    _mark_weak_lines(pieces, whats)
    mark_footnotes(pieces, whats)
    mark_repeated_paragraphs(pieces, whats)
    _mark_empty_headings(pieces, whats)
    if all(whats):
        return document
    notes = [p.text for p, what in zip(pieces, whats, strict=True) if what == FOOTNOTE]
    kept, marks = _without_marks(pieces, whats, numbers_of_notes(notes), title_place)
    left_out = [LeftOut(w, p.text) for p, w in zip(pieces, whats, strict=True) if w]
    if marks:
        left_out.append(LeftOut(FOOTNOTE_MARKS, " ".join(marks)))
    return Document(
        pieces=kept,
        metadata=_metadata(document, kept, site, whats),
        left_out=(*document.left_out, *left_out),
    )


def _metadata(
    document: Document, kept: Sequence[Piece], site: str, whats: Sequence[str]
) -> Metadata:
    """Return what the document says of itself, and where it does not, what was left out says."""
    its, out = document.metadata, []
    for piece, what in zip(document.pieces, whats, strict=True):
        out.append(piece.text if what else "")
    dates = dates_of_lines(out)
    named = next((text.removeprefix(_FROM) for text in out if text.startswith(_FROM)), "")
    # A reader without marks takes the first line for the title, which may be a menu's.
    title = its.title
    if title and title in out and not any(piece.text == title for piece in kept):
        title = next((piece.text for piece in kept if piece.kind == "heading"), "")
    return replace(
        its,
        title=title,
        publisher=its.publisher or site or named,
        published=its.published or dates.published,
        updated=its.updated or dates.updated,
    )


def _mark_dates(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Lines that state when a page was published; days without a word only alone at the top."""
    stated = {
        n: found
        for n, piece in enumerate(pieces)
        if not whats[n] and (found := stated_dates(piece.text))
    }
    for place in trusted_places(stated):
        whats[place] = _DATE


def _mark_sentences(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Paragraphs that ask readers for support; banners, beside a button or above everything."""
    is_top = True
    for place, piece in enumerate(pieces):
        is_top = is_top and (place == 0 or whats[place - 1] != "")
        if whats[place]:
            continue
        if words_of.is_appeal(piece.text):
            whats[place] = APPEAL
        elif words_of.speaks_of_its_cookies(piece.text):
            around = range(
                max(0, place - _BANNER_BLOCKS), min(len(pieces), place + _BANNER_BLOCKS + 1)
            )
            has_button = any(whats[n] == COOKIES for n in around) or any(
                words_of.weak_kind(pieces[n].text) == COOKIES and pieces[n].kind != "heading"
                for n in around
            )
            # A privacy notice says so of itself below its heading.
            if has_button or is_top:
                whats[place] = COOKIES


def _mark_between_appeals(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """What stands between two paragraphs of an appeal after which no more of the document comes."""
    last = max((n for n, what in enumerate(whats) if not what), default=-1)
    appeals = [
        n
        for n, what in enumerate(whats)
        if what == APPEAL and len(pieces[n].text.split()) >= _APPEAL_WORDS
    ]
    above = max((n for n in appeals if n < last), default=-1)
    if any(n > last for n in appeals) and above >= 0:
        between = [n for n in range(above, last + 1) if not whats[n]]
        if len(between) <= _APPEAL_GAP and any(
            n - last <= _APPEAL_GAP for n in appeals if n > last
        ):
            for place in between:
                whats[place] = APPEAL


def _mark_contents(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """A table of contents: lines under that name which are headings further down."""
    places: dict[str, int] = {}
    for place, piece in enumerate(pieces):
        if piece.kind == "heading":
            places[words_of.folded(piece.text)] = place
    end = 0
    for start, piece in enumerate(pieces):
        if start < end or words_of.folded(piece.text) not in _CONTENTS:
            continue
        end = start + 1
        while end < len(pieces) and places.get(words_of.folded(pieces[end].text), -1) > end:
            whats[end] = whats[end] or NAVIGATION
            end += 1
        if end > start + 1:
            whats[start] = NAVIGATION


def _mark_weak_lines(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Lines that a document may also say, where they stand beside what is left out.

    A heading of that kind is left out only where nothing of the document stands below it.
    """
    weak = [
        "" if what else words_of.weak_kind(piece.text)
        for piece, what in zip(pieces, whats, strict=True)
    ]
    for places in (range(len(pieces)), range(len(pieces) - 1, -1, -1)):
        for place in places:
            if not weak[place] or whats[place]:
                continue
            is_after = place > 0 and whats[place - 1] != ""
            is_before = place + 1 == len(pieces) or whats[place + 1] != ""
            stands_alone = pieces[place].kind != "heading"
            if is_before or (is_after and stands_alone):
                whats[place] = weak[place]


def _mark_empty_headings(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Headings below which everything was left out, and names of speakers whose words were.

    A heading that stood above another one without words between stays, and so does the title.
    """
    kept: Piece | None = None
    for place in range(len(pieces) - 1, 0, -1):
        piece, below = pieces[place], whats[place + 1] if place + 1 < len(pieces) else ""
        if whats[place]:
            continue
        is_heading = piece.kind == "heading"
        introduces = piece.text.endswith(":") and (
            is_heading or len(piece.text.split()) <= _INTRODUCTION_WORDS
        )
        is_empty = kept is None or (kept.kind == "heading" and kept.level <= piece.level)
        if (below and is_heading and piece.level > 1 and is_empty) or (
            below == REPEATED_PARAGRAPH and introduces
        ):
            whats[place] = below
        else:
            kept = piece


def _without_marks(
    pieces: Sequence[Piece], whats: Sequence[str], notes: frozenset[str], title_place: int
) -> tuple[tuple[Piece, ...], list[str]]:
    kept: list[Piece] = []
    marks: list[str] = []
    for place, piece in enumerate(pieces):
        if whats[place]:
            continue
        text, its_marks = without_marks(piece.text, notes)
        marks += its_marks
        is_first = not kept and piece.kind == "heading"
        if place == title_place or is_first:
            kept.append(replace(piece, text=text, kind="heading", level=1))
        else:
            kept.append(replace(piece, text=text))
    return tuple(kept), marks
