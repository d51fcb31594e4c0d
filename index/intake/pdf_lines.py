"""The words of a page in, its lines out in reading order: column by column where there are two.

Raised marks of footnotes are kept apart from the words that they stand behind.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.intake.pdf_words import Word

# All of these in sizes of letters. Words nearer than this and without a space between are one
# word that was drawn in parts; a space is a fifth of the size at its narrowest.
_NARROWEST_SPACE = 0.12
# Words of one line of a paragraph stand nearer than this, even where it is justified.
WIDEST_SPACE = 0.9
# Words of one line may be drawn a little up or down; the next line is a whole size away.
_LINE_TOLERANCE = 0.3
_LOWEST_MARK, _HIGHEST_MARK, _LARGEST_MARK = 0.15, 0.65, 0.8
_MARK = re.compile(r"\[?(?:\d{1,3}(?:[,;–-]\d{1,3})*[,;]?|[*†‡§¶a-z])\]?")
# What a raised figure is a power of.
_UNITS = frozenset(("mm", "cm", "m", "km"))
_POWERS = frozenset("23")

# In points: the same edge, drawn with another rounding.
SAME_EDGE = 2.0

# A gutter lies in the middle half of the page; at least eight lines stand on each side, three in
# four fill half of their column, and no more than a quarter of all lines run across.
_GUTTER_FROM, _GUTTER_TO = 0.25, 0.75
_FEWEST_LINES = 8
_MOST_ACROSS = 0.25
_SHARE_FILLED = 0.75
# The rows of a table begin at one height on both sides; paragraphs do so by chance only.
_SHARE_OF_ROWS = 0.7
_WIDER_GAP = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a page; `column` is 1 or 2 where there are two, and 0 otherwise.

    `words` are without the raised marks, in `marks`; `starts_with_mark` is true of a footnote.
    `right` is where the last word or mark ends.
    """

    page: int
    column: int
    baseline: float
    size: float
    is_bold: bool
    words: tuple[Word, ...]
    right: float
    marks: tuple[str, ...]
    starts_with_mark: bool

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where the first word begins."""
        return self.words[0].left

    @property
    def region(self) -> tuple[int, int]:
        """Page and column, within which lines can be compared."""
        return self.page, self.column


def read_lines(words: Iterable[Word], page: int) -> list[Line]:
    """Return the lines of page number `page` in reading order."""
    stretches = _stretches(words)
    gutter = _gutter(stretches)
    columns: tuple[list[Word], ...] = ([], [], [])
    for stretch in stretches:
        column = 0
        if gutter is not None and stretch[-1].right <= gutter:
            column = 1
        elif gutter is not None and stretch[0].left >= gutter:
            column = 2
        columns[column].extend(stretch)
    across, left, right = (
        [line for parts in _grouped(its) if (line := _line(parts, page, column))]
        for column, its in enumerate(columns)
    )
    ordered: list[Line] = []
    ceiling = float("inf")
    # What runs across the page parts the columns above it from those below.
    for line in across:
        ordered += [o for o in (*left, *right) if line.baseline < o.baseline <= ceiling]
        ordered.append(line)
        ceiling = line.baseline
    return ordered + [o for o in (*left, *right) if o.baseline <= ceiling]


def _stretches(words: Iterable[Word]) -> list[list[Word]]:
    """Return words of one baseline that follow each other without a wide gap, from the left."""
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(round(word.baseline), []).append(word)
    stretches: list[list[Word]] = []
    for _, row in sorted(rows.items(), reverse=True):
        row.sort(key=lambda word: word.left)
        stretches.append([row[0]])
        for word in row[1:]:
            before = stretches[-1][-1]
            if word.left - before.right > WIDEST_SPACE * max(word.size, before.size):
                stretches.append([])
            stretches[-1].append(word)
    return stretches


def _gutter(stretches: list[list[Word]]) -> float | None:
    """Return where the white between two columns lies, or None where there is one column."""
    if len(stretches) < 2 * _FEWEST_LINES:
        return None
    spans = [(its[0].left, its[-1].right) for its in stretches]
    start, end = min(left for left, _ in spans), max(right for _, right in spans)
    best: tuple[int, float] | None = None
    x = start + _GUTTER_FROM * (end - start)
    while x < start + _GUTTER_TO * (end - start):
        across = sum(left < x < right for left, right in spans)
        if best is None or across < best[0]:
            best = (across, x)
        x += 2
    if best is None or best[0] > _MOST_ACROSS * len(spans):
        return None
    gutter = best[1]
    left = [its for its in stretches if its[-1].right <= gutter]
    right = [its for its in stretches if its[0].left >= gutter]
    starts = [_starts(left), _starts(right)]
    if len(starts[0] & starts[1]) > max(1, _SHARE_OF_ROWS * min(map(len, starts))):
        return None
    for side, whole in ((left, gutter - start), (right, end - gutter)):
        # A justified line in a narrow column may be torn into stretches.
        rows: dict[int, tuple[float, float]] = {}
        for its in side:
            row = rows.setdefault(round(its[0].baseline), (its[0].left, its[-1].right))
            rows[round(its[0].baseline)] = min(row[0], its[0].left), max(row[1], its[-1].right)
        filled = sum(to - fro > whole / 2 for fro, to in rows.values())
        if len(rows) < _FEWEST_LINES or filled < _SHARE_FILLED * len(rows):
            return None
    return gutter


def _starts(stretches: list[list[Word]]) -> set[int]:
    """Return the heights of lines that stand further below the one above than lines do."""
    heights = sorted({round(its[0].baseline) for its in stretches}, reverse=True)
    gaps = [above - below for above, below in itertools.pairwise(heights)]
    least = _WIDER_GAP * min(gaps, default=0)
    return {below for below, gap in zip(heights[1:], gaps, strict=True) if gap > least}


def _grouped(words: list[Word]) -> Iterator[list[Word]]:
    """Yield the words of each line from the top, raised and lowered ones with their line."""
    rows: dict[tuple[float, float], list[Word]] = {}
    for word in words:
        rows.setdefault((word.size, word.baseline), []).append(word)
    lines: list[tuple[float, float, list[Word]]] = []
    # The largest letters first: they say where a line is, the raised ones belong to it.
    for (size, baseline), row in sorted(rows.items(), reverse=True):
        best, nearest = None, float("inf")
        for line in lines:
            away = baseline - line[1]
            highest = _HIGHEST_MARK if size <= _LARGEST_MARK * line[0] else _LINE_TOLERANCE
            if -_LINE_TOLERANCE * size <= away <= highest * line[0] and abs(away) < nearest:
                best, nearest = line, abs(away)
        if best:
            best[2].extend(row)
        else:
            lines.append((size, baseline, list(row)))
    for _, _, its in sorted(lines, key=lambda line: -line[1]):
        yield sorted(its, key=lambda word: word.left)


def _line(parts: list[Word], page: int, column: int) -> Line | None:
    """Return a line of the parts of its words, or None where there are marks only."""
    sizes: dict[float, int] = {}
    for part in parts:
        sizes[part.size] = sizes.get(part.size, 0) + len(part.text)
    size = max(sizes, key=lambda its: (sizes[its], its))
    baseline = next(part.baseline for part in parts if part.size == size)
    words: list[Word] = []
    marks: list[str] = []
    starts_with_mark = False
    joins = False
    before: Word | None = None
    for part in parts:
        if before and _is_drawn_twice(before, part):
            continue
        if before and (before.has_space or part.left - before.right > _NARROWEST_SPACE * part.size):
            joins = False
        if _is_mark(part, size, baseline, words[-1].text if words and joins else ""):
            marks.append(part.text.strip(",;"))
            starts_with_mark = starts_with_mark or not words
        elif joins and words:
            words[-1] = _joined(words[-1], part)
        else:
            words.append(part)
        before, joins = part, True
    if not words:
        return None
    letters = sum(len(word.text) for word in words)
    bold = sum(len(word.text) for word in words if word.is_bold)
    return Line(
        page,
        column,
        baseline,
        size,
        bold > 0.9 * letters,
        tuple(words),
        max(part.right for part in parts),
        tuple(marks),
        starts_with_mark,
    )


def _is_drawn_twice(before: Word, part: Word) -> bool:
    """Return whether two words are one, drawn again a hair apart to look bold."""
    is_near = abs(before.left - part.left) < 0.1 * part.size
    return is_near and (before.text, before.size) == (part.text, part.size)


def _is_mark(part: Word, size: float, baseline: float, before: str) -> bool:
    raised = part.baseline - baseline
    return (
        part.size <= _LARGEST_MARK * size
        and _LOWEST_MARK * size <= raised
        and _MARK.fullmatch(part.text) is not None
        and not (before in _UNITS and part.text in _POWERS)
    )


def _joined(word: Word, part: Word) -> Word:
    return Word(
        word.text + part.text,
        word.left,
        max(word.right, part.right),
        word.baseline,
        word.size,
        word.is_bold and part.is_bold,
        part.has_space,
    )
