"""The lines of a plain text in, its blocks out: headings, paragraphs and items.

Plain text has no marks, so what is a heading or an item is told by how the lines stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.intake.documents import Piece
from index.intake.plain_words import plain

# A newspaper's headline has up to a hundred characters, a page's title somewhat more; a heading
# within a text has fewer.
_LONGEST_TITLE = 150
_LONGEST_HEADING = 80
# Of the lines that others follow, in a text that was wrapped: a person breaks some early.
_FULL_LINES = 0.8
_WRAPPED_WIDTHS = range(60, 133)
# More short lines than a title and what stands under it are a list that lost its bullets.
_MOST_HEADINGS_IN_A_ROW = 2
# Words of a statement; shorter lines with a verb are headings still ("Who can see it").
_STATEMENT_WORDS = 7

_BULLET = re.compile(r"(?:[•●▪■◦‣⁃∙·\uf0b7\uf0a7*–-]\s+|[•●▪■◦‣\uf0b7](?=\S))(?=\S)")
_NUMBERED = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]+)[.)]\s+\S")
_RULE = re.compile(r"([-=_*~#•.])(?:\s*\1){2,}")
_STOP = re.compile(r"[.!?…:;][\"'”’)\]*]*$")
_HEADING_STOP = re.compile(r"[.…:;,][\"'”’)\]*]*$")
# Two sentences are no heading; "1." and "Dr." end none.
_SECOND_SENTENCE = re.compile(r"\w{3,}[.!?][\"'”’)]*\s")
_QUESTION = re.compile(r"(?:who|what|when|where|which|why|how|can|do|does|is|are|will|should|if)\b")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|should|says?|said|does|did)\b"
)


@dataclass(slots=True)
class _Block:
    """A line, or several that were one before they were wrapped.

    `group` counts the groups of lines that blank lines part; `underline` is the sign that the
    next line consisted of, if one did.
    """

    lines: list[str]
    is_item: bool
    group: int
    underline: str = ""

    @property
    def text(self) -> str:
        """Its words on one line."""
        return " ".join(self.lines)


def pieces_of_lines(lines: Sequence[str]) -> tuple[Piece, ...]:
    """Return the blocks of a plain text; a title has level 1, headings 2, names of speakers 3."""
    blocks = _blocks(lines)
    return tuple(
        Piece("heading", block.text, level)
        if level
        else Piece("item" if block.is_item else "paragraph", block.text)
        for block, level in zip(blocks, _heading_levels(blocks), strict=True)
    )


def _blocks(raw: Sequence[str]) -> list[_Block]:
    """Return the lines, those joined that were one before they were wrapped."""
    clean = [plain(line) for line in raw]
    width = _wrapped_width(clean)
    blocks: list[_Block] = []
    group, above, indent = 0, "", 0
    for written, words in zip(raw, clean, strict=True):
        if not words or _RULE.fullmatch(words):
            if words and above:
                blocks[-1].underline = words[0]
            group, above = group + 1, ""
            continue
        bullet = _BULLET.match(words)
        its_indent = len(written) - len(written.lstrip())
        is_new = not above or bullet is not None or (_starts_a_number(words, above))
        is_hanging = not is_new and blocks[-1].is_item and its_indent > indent
        if is_hanging or (not is_new and 0 < width < len(above) + 1 + _first_word(words)):
            blocks[-1].lines.append(words)
        else:
            text = words[bullet.end() :] if bullet else words
            blocks.append(_Block([text], bullet is not None, group))
            indent = its_indent
        above = words
    return blocks


def _starts_a_number(words: str, above: str) -> bool:
    return _NUMBERED.match(words) is not None and _STOP.search(above) is not None


def _wrapped_width(lines: Sequence[str]) -> int:
    """Return the width that the lines of a text were wrapped to, 0 where they were not.

    In a wrapped text most lines end where the next word would have been too long.
    """
    pairs = [
        (above, below)
        for above, below in pairwise(lines)
        if above and below and not _RULE.fullmatch(below) and not _BULLET.match(below)
    ]
    width = max((len(line) for pair in pairs for line in pair), default=0)
    if width not in _WRAPPED_WIDTHS:
        return 0
    full = sum(len(above) + 1 + _first_word(below) > width for above, below in pairs)
    return width if full >= _FULL_LINES * len(pairs) else 0


def _first_word(line: str) -> int:
    return len(line.split(" ", 1)[0])


def _heading_levels(blocks: Sequence[_Block]) -> list[int]:
    """Return the level of each block that is a heading, and 0 for each that is none."""
    is_parted = bool(blocks) and blocks[-1].group >= len(blocks) // 2
    levels = [_level(blocks, place, is_parted=is_parted) for place in range(len(blocks))]
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and levels[end]:
            end += 1
        if end == len(blocks):
            # What stands at the end of a document heads nothing.
            levels[max(start, 1) :] = [0] * (end - max(start, 1))
        elif start and blocks[start - 1].lines[-1].endswith(":"):
            _leave_sure_ones(levels, blocks, range(start, end))
        elif end - start > _MOST_HEADINGS_IN_A_ROW:
            _leave_sure_ones(levels, blocks, range(start, end - 1))
        start = max(end, start) + 1
    return levels


def _leave_sure_ones(levels: list[int], blocks: Sequence[_Block], places: range) -> None:
    """Leave of short lines in a row those that are sure: the title, capitals, underlined ones."""
    for place in places:
        if place and not blocks[place].text.isupper() and not blocks[place].underline:
            levels[place] = 0


def _level(blocks: Sequence[_Block], place: int, *, is_parted: bool) -> int:
    """Return the level of a block that looks like a heading where it stands, else 0.

    `is_parted` is whether blank lines part the paragraphs of this text.
    """
    block, is_last = blocks[place], place + 1 == len(blocks)
    text = block.text if len(block.lines) == 1 else ""
    if is_last or block.is_item or not any(sign.isalpha() for sign in text):
        return 0
    if block.underline in ("=", "-", "~") and len(text) <= _LONGEST_TITLE:
        return 1 if place == 0 or block.underline == "=" else 2
    if place == 0:
        return 1 if len(text) <= _LONGEST_TITLE and not _HEADING_STOP.search(text) else 0
    if len(text) > _LONGEST_HEADING:
        return 0
    if text.isupper():
        # With a colon it names who speaks next, under the heading above.
        return 0 if text.endswith(".") else 3 if text.endswith(":") else 2
    if _HEADING_STOP.search(text) or _is_statement(text):
        return 0
    # Where blank lines part the paragraphs, a line within a group is a heading only at its top
    # and above a sentence; else it is one of an address, or a picture's words with its caption.
    above, below = blocks[place - 1], blocks[place + 1]
    is_within = above.group == block.group
    heads_nothing = below.group == block.group and not _STOP.search(below.lines[-1])
    return 0 if is_parted and (is_within or heads_nothing) else 2


def _is_statement(text: str) -> bool:
    first = text[0]
    if not (first.isupper() or first.isdigit() or first in "“‘\"'#(") or _SECOND_SENTENCE.search(
        text
    ):
        return True
    words = text.casefold()
    if _QUESTION.match(words):
        return False
    return len(words.split()) >= _STATEMENT_WORDS and _VERB.search(words) is not None
