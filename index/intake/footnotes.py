"""The blocks of a document in, out which are its notes; and its words without the marks of them.

Notes say where the publisher found something. Their marks would be read as words.
"""

from __future__ import annotations

import re
from collections.abc import MutableSequence, Sequence

from index.intake.documents import Piece

FOOTNOTE = "footnote"
FOOTNOTE_MARKS = "footnote marks"

_NOTE = re.compile(r"(?:\[(\d{1,3})\]|\((\d{1,3})\)(?=.*https?://)|\^(\d{1,3})[ .])\s*\S.*")
# Numbers without brackets are those of a list too: only under a heading that says what they are.
_NUMBERED = re.compile(r"\[?(\d{1,3})[\].)]?\s+\S.*")
_NOTES = re.compile(
    r"(?:references|footnotes|endnotes|foot ?notes and references|citations)", re.IGNORECASE
)
_MARK = re.compile(r"(?<=[^\s\[])\s?\[(\d{1,3})\](?!\()")
# "at [17]" and "[17]-[19]" lead to paragraphs of a judgment, not to notes.
_PINPOINT = re.compile(
    r"(?:\b(?:at|para|paras|paragraph|paragraphs|and|to|see)|[–—-])\s?$", re.IGNORECASE
)
_PINPOINT_LENGTH = len(" paragraphs ")


def mark_footnotes(pieces: Sequence[Piece], whats: MutableSequence[str]) -> None:
    """Note in `whats` which blocks are notes: the last ones, or those under their own heading."""
    for place in range(len(pieces) - 1, -1, -1):
        if whats[place]:
            continue
        if pieces[place].kind == "heading" or not _NOTE.fullmatch(pieces[place].text):
            break
        whats[place] = FOOTNOTE
    heads = [
        place
        for place, piece in enumerate(pieces)
        if not whats[place] and _NOTES.fullmatch(piece.text.rstrip(":"))
    ]
    if not heads:
        return
    section = _section(pieces, heads[-1])
    # A section that is called so and says something itself is the document's.
    if section and all(whats[n] or _is_numbered(pieces[n]) for n in section):
        for place in (heads[-1], *section):
            whats[place] = whats[place] or FOOTNOTE


def _is_numbered(piece: Piece) -> bool:
    return bool(piece.number) or _NUMBERED.fullmatch(piece.text) is not None


def without_marks(text: str, notes: frozenset[str]) -> tuple[str, list[str]]:
    """Return words without the marks of notes, and the marks.

    A mark is one where a note of that number was found, or where it stands close to its word.
    """
    marks: list[str] = []

    def is_mark(found: re.Match[str]) -> bool:
        is_close = not found[0].startswith(" ")
        before = found.string[max(0, found.start() - _PINPOINT_LENGTH) : found.start()]
        return (found[1] in notes or (is_close and not notes)) and not _PINPOINT.search(before)

    def taken_out(found: re.Match[str]) -> str:
        if not is_mark(found):
            return found[0]
        marks.append(found[0].strip())
        return ""

    # Twice, since of two marks in a row the second stands close only when the first is gone.
    for _ in range(2):
        text = _MARK.sub(taken_out, text)
    return text, marks


def numbers_of_notes(notes: Sequence[str]) -> frozenset[str]:
    """Return the numbers that notes begin with."""
    found = (_NOTE.fullmatch(note) or _NUMBERED.fullmatch(note) for note in notes)
    return frozenset(number for its in found if its for number in its.groups() if number)


def _section(pieces: Sequence[Piece], head: int) -> list[int]:
    after = []
    for place in range(head + 1, len(pieces)):
        if pieces[place].kind == "heading":
            break
        after.append(place)
    return after
