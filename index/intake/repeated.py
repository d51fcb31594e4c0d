"""The blocks of a document in, out which of them say again what was said: titles, paragraphs."""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence

from index.intake.boilerplate_words import folded
from index.intake.documents import Piece

REPEATED_TITLE = "repeated title"
REPEATED_PARAGRAPH = "repeated paragraph"
REMARK = "remark of whoever passed it on"
SITE_NAME = "site name"

# Between a title and its repetition stand at most so many blocks, of so many words together: a
# menu, a remark, a summary. What is longer is the document.
_MOST_BETWEEN = 4
_MOST_WORDS_BETWEEN = 120
# So many blocks at the top of a document may hold its title and what repeats it.
_TOP = 8
_FIRST_LINES = 3
_LONGEST_TITLE = 200
# Shorter lines at the top are those of a menu ("Our services").
_REMARK_WORDS = 4
_LONGEST_SITE_NAME = 6
# "of", "for", "and" within a name.
_SMALL_WORD = 4
# Sentences that short are repeated on purpose ("Ask at the desk of your practice.").
_SHORTEST_PARAGRAPH = 10

# One person speaking, or shouting: a summary by the publisher does neither.
_REMARK = re.compile(
    "^(?:my |our |an? )?(?:opinion|comment|comments|view|thoughts|take|note|remark|nb|ed|"
    r"editor's note)\b[^.]{0,30}:"
    r"|\b(?:i|i'm|i've|me|my|we|we're|we've|us|our|imo|imho)\b|!|^(?:wow|well|so|yes|no|"
    r"see|read|ps)\b[,.:]"
)
_TITLE_WITH_SITE = re.compile(r"(?P<title>.{10,}?)\s+[|–—»-]\s+(?P<site>[^|]{3,60})")
_WORD = re.compile(r"[^\W_]+")
# Words that change from one wording of a sentence to another and leave it its meaning.
_LIGHT = frozenset(
    "a an the have has had on to of in by for and that this these those immediately urgently"
    " currently strongly really very also".split()
)


def mark_repeated_title(pieces: Sequence[Piece], whats: MutableSequence[str]) -> tuple[int, str]:
    """Note in `whats` what stands around a title that is said twice at the top.

    Returns:
        The place of the title that stays, and the name of the site where a line tells it; -1 and
        an empty name where no title is repeated.
    """
    top = [n for n in range(len(pieces)) if not whats[n]][:_TOP]
    for at, first in enumerate(top[:_FIRST_LINES]):
        for title, site in _titles(pieces[first]):
            twins = [n for n in top[at + 1 :] if (title, "") in _titles(pieces[n])]
            between = [n for n in top[at + 1 :] if twins and n < twins[0]]
            words = sum(len(pieces[n].text.split()) for n in between)
            if not twins or len(between) > _MOST_BETWEEN or words > _MOST_WORDS_BETWEEN:
                continue
            # Of two, that one stays which does not name the site.
            kept = twins[0] if site else first
            for place in (first, *twins):
                whats[place] = "" if place == kept else REPEATED_TITLE
            for place in between:
                whats[place] = REMARK if _is_remark(pieces[place]) else ""
            if at and _is_site_name(pieces[top[at - 1]].text):
                whats[top[at - 1]] = SITE_NAME
                site = site or pieces[top[at - 1]].text
            return kept, site
    return -1, ""


def mark_repeated_paragraphs(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Note in `whats` each paragraph that says what an earlier one said, in nearly its words.

    Two wordings are the same where nothing but light words differ: "section 7" and
    "section 8", "may" and "may not" are not the same.
    """
    said: set[tuple[str, ...]] = set()
    for place, piece in enumerate(pieces):
        if whats[place] or piece.kind != "paragraph" or piece.number:
            continue
        words = _WORD.findall(folded(re.sub(r"\[\d{1,3}\]", "", piece.text)))
        if len(words) < _SHORTEST_PARAGRAPH:
            continue
        its = tuple(word for word in words if word not in _LIGHT)
        if its in said:
            whats[place] = REPEATED_PARAGRAPH
        said.add(its)


def _titles(piece: Piece) -> list[tuple[str, str]]:
    """Return what a block is as a title, folded, with the site that it names: both readings."""
    if len(piece.text) > _LONGEST_TITLE or piece.kind == "item" or len(piece.text.split()) < 2:
        return []
    found = _TITLE_WITH_SITE.fullmatch(piece.text)
    return [
        (folded(piece.text), ""),
        *([(folded(found["title"]), found["site"])] if found else []),
    ]


def _is_remark(piece: Piece) -> bool:
    """Tell whether a person speaks: a summary by the publisher has no "I" and no exclamation."""
    is_long = len(piece.text.split()) >= _REMARK_WORDS and piece.kind != "item"
    return is_long and _REMARK.search(folded(piece.text) + piece.text[-1:]) is not None


def _is_site_name(text: str) -> bool:
    words = text.split()
    return (
        len(words) <= _LONGEST_SITE_NAME
        and text[-1:].isalnum()
        and all(word[:1].isupper() or len(word) < _SMALL_WORD for word in words)
    )
