"""The blocks of a document in, out which come after its end: comments, other stories, panels.

A short line opens them ("3 comments", "Related content"). Where it stands near the top, as the
number of comments does below many a title, it opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence

from index.intake import boilerplate_words as words_of
from index.intake.boilerplate_tables import APPEAL, COMMENTS, HEADLINES
from index.intake.documents import Piece

# Of the words of a document, at most this share may follow its end: in our seeds it is up to a
# quarter, and comments may be somewhat longer than a short article.
_LARGEST_TAIL = 0.6
# More comments than that are known by what stands with each, the first too: its time, "Reply".
_COMMENT_SIGNS = 3
_LARGEST_TAIL_OF_COMMENTS = 0.95
# A panel has a few buttons, and after the end of a document also says what they are for.
_PANEL_WORDS = 60
_BYLINE = "byline"
# A headline has fewer words than a paragraph, and no stop.
_PARAGRAPH_WORDS = 12
_OWN_VOICE = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_STOP = re.compile(r"[.!?…:][\"'”’)\]*]*$")


def mark_tails(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Note in `whats` what comes after the end of the document, or stands within it as a panel."""
    words = [len(piece.text.split()) for piece in pieces]
    signs = [words_of.is_comment_sign(piece.text) for piece in pieces]
    total, after, signs_after = max(1, sum(words)), sum(words), sum(signs)
    end = 0
    for place, piece in enumerate(pieces):
        after, signs_after = after - words[place], signs_after - signs[place]
        opened = words_of.opening(piece.text) if place >= end else None
        if opened is None or (piece.text.endswith((".", ",")) and not whats[place]):
            continue
        what, reach = opened
        if reach == "rest":
            whats[place] = whats[place] or what
            has_signs = any(signs[place + 1 : place + 1 + _COMMENT_SIGNS])
            is_sure = what == COMMENTS and has_signs and signs_after >= _COMMENT_SIGNS
            # Else it stands under a title: how many comments there are, or whose the picture is.
            if after <= (_LARGEST_TAIL_OF_COMMENTS if is_sure else _LARGEST_TAIL) * total:
                _mark_rest(pieces, whats, range(place + 1, len(pieces)), what)
                return
            continue
        if reach == "headlines":
            end = _end_of_headlines(pieces, whats, place + 1)
        else:
            end = _end_of_panel(pieces, whats, place + 1, what)
        if sum(words[place + 1 : end]) > _LARGEST_TAIL * total:
            end = place + 1
        if any(not whats[n] for n in range(place + 1, end)) or end == len(pieces):
            whats[place] = whats[place] or what
        for n in range(place + 1, end):
            whats[n] = whats[n] or what


def _mark_rest(
    pieces: Sequence[Piece], whats: MutableSequence[str], rest: range, what: str
) -> None:
    """Mark everything to the end; after the form for comments come the site's other stories."""
    for place in rest:
        text = pieces[place].text
        opened = words_of.opening(text)
        if words_of.is_comment_note(text):
            whats[place], what = COMMENTS, HEADLINES
        elif opened:
            what = opened[0]
        elif what == "picture caption" and not whats[place]:
            what = APPEAL
        whats[place] = whats[place] or what


def _end_of_headlines(pieces: Sequence[Piece], whats: Sequence[str], start: int) -> int:
    """Return where the headlines that begin at `start` end and the document goes on.

    A sentence between two headlines is the summary of one; two sentences, or one that nothing
    follows, are the document. So is the heading above them.
    """
    place, has_summaries = start, False
    while place < len(pieces) and words_of.opening(pieces[place].text) is None:
        if not _is_paragraph(pieces[place]):
            place += 1
            continue
        is_under_headline = place > start and not _is_paragraph(pieces[place - 1])
        is_last = place + 1 == len(pieces)
        following = pieces[min(place + 1, len(pieces) - 1)]
        is_between = not is_last and following.kind != "item" and not _is_paragraph(following)
        if is_under_headline and (is_between or (is_last and has_summaries)):
            has_summaries = True
            place += 1
            continue
        while place > start and pieces[place - 1].kind == "heading" and not whats[place - 1]:
            place -= 1
        return place
    return place


def _end_of_panel(pieces: Sequence[Piece], whats: Sequence[str], start: int, what: str) -> int:
    """Return where a panel that begins at `start` ends: after its buttons and its one sentence."""
    place = start
    while place < len(pieces):
        text = pieces[place].text
        is_button = words_of.weak_kind(text) != "" and pieces[place].kind != "heading"
        if words_of.opening(text) or not (whats[place] or is_button):
            break
        place += 1
    # Last of all, and in the site's own voice: the document's last paragraph seldom says "we".
    is_last = place == len(pieces) - 1 and pieces[place].kind != "heading"
    if is_last and place == start and len(pieces[place].text.split()) <= _PANEL_WORDS:
        speaks = what == _BYLINE or _OWN_VOICE.search(pieces[place].text) is not None
        return place + 1 if speaks else place
    return place


def _is_paragraph(piece: Piece) -> bool:
    is_long = len(piece.text.split()) >= _PARAGRAPH_WORDS
    return piece.kind != "heading" and is_long and _STOP.search(piece.text) is not None
