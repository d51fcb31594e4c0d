"""The lines of a document in, its measures out: how far apart lines stand and how wide they run.

From these is told whether a line goes on with the paragraph before it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median

from index.intake.pdf_lines import SAME_EDGE, Line

# Lines of one paragraph stand as far apart as usual, and further only where a raised mark or a
# picture in the line pushes them: then the sentence must go on.
_USUAL_GAP, _WIDEST_GAP = 1.15, 1.35
# In sizes of letters: what can be a gap between lines of a paragraph.
_LEAST_GAP, _MOST_GAP = 0.5, 2.5
# A usual gap is the smallest that one in five lines of that size has.
_SHARE_OF_USUAL = 0.2
# In points: a line that ends so much before the margin is not drawn out to it; a hyphen or a stop
# may hang over it by its own width. More than half of the lines of a justified text are drawn out,
# and hardly any of another.
_RAGGED = 3.0
_SHARE_JUSTIFIED = 0.5
# From so many lines a column shows its own right margin.
_ENOUGH_LINES = 8
# In points, half an inch: a page whose margin differs by more is of another format.
_OTHER_FORMAT = 36

SENTENCE_END = re.compile(r"""[.!?:;]["'”’)\]]*$|\b(?:and|or)$""")


@dataclass(frozen=True, slots=True)
class Layout:
    """The measures of a document, in points: by size of letters, by column of a page."""

    size: float
    is_bold: bool
    is_justified: bool
    gaps: dict[float, float]
    lefts: dict[tuple[int, int], float]
    rights: dict[tuple[int, int], float]

    def margin(self, line: Line) -> float:
        """Return where the leftmost line of the column of `line` begins."""
        return self.lefts[line.region]

    def reaches_margin(self, line: Line) -> bool:
        """Return whether `line` ends at the right margin of its column."""
        return abs(self.rights[line.region] - line.right) <= _RAGGED

    def is_drawn_out(self, line: Line) -> bool:
        """Return whether the spaces of `line` are wide only to bring it to the margin."""
        if not self.is_justified or not self.reaches_margin(line):
            return False
        gaps = [b.left - a.right for a, b in itertools.pairwise(line.words)]
        return not gaps or max(gaps) - min(gaps) < 0.1 * line.size

    def would_fit(self, before: Line, line: Line) -> bool:
        """Return whether the first word of `line` had room behind `before`.

        If it had, somebody ended the line there on purpose. Where lines are drawn out to one
        margin, one that falls short of it was ended too.
        """
        if before.text.endswith(("-", "\N{SOFT HYPHEN}")):
            return False
        room = self.rights[before.region] - before.right
        if self.is_justified:
            return room > _RAGGED
        first = line.words[0]
        return room > 0.25 * before.size + first.right - first.left + 0.5

    def is_under(self, before: Line, line: Line) -> bool:
        """Return whether `line` stands below `before` in the same column of the same page."""
        return before.region == line.region and line.baseline < before.baseline

    def gap(self, before: Line, line: Line) -> float:
        """Return how far `line` stands below `before`, where 1 is usual for its size."""
        usual = self.gaps.get(_rounded(line.size), 1.2 * line.size)
        return (before.baseline - line.baseline) / usual

    def is_mid_sentence(self, before: Line, line: Line) -> bool:
        """Return whether the sentence of `before` plainly goes on in `line`."""
        if SENTENCE_END.search(before.text) or self.would_fit(before, line):
            return False
        return not self.is_under(before, line) or self.gap(before, line) <= _WIDEST_GAP

    def goes_on(self, lines: list[Line], edge: float, line: Line) -> bool:
        """Return whether `line` goes on with the paragraph `lines`, whose words begin at `edge`.

        A paragraph that reaches the end of a page with a full line and a whole sentence is taken
        to go on if the edges agree: full last lines are rarer than sentences that end in one.
        """
        before = lines[-1]
        if abs(line.size - before.size) > 0.08 * before.size:
            return False
        is_ended = SENTENCE_END.search(before.text) is not None
        fits = self.would_fit(before, line)
        is_lower = line.text[0].islower()
        if is_ended and fits:
            return False
        if not self.is_under(before, line):
            if fits and not is_lower:
                return False
            inside = edge - self.margin(before)
            return (
                not is_ended
                or abs(line.left - edge) <= SAME_EDGE
                or abs(line.left - self.margin(line) - inside) <= SAME_EDGE
            )
        gap = self.gap(before, line)
        if gap > _WIDEST_GAP or (gap > _USUAL_GAP and (is_ended or fits or not is_lower)):
            return False
        if not fits and not is_ended:
            return True
        if abs(line.left - edge) <= SAME_EDGE or abs(line.left - before.left) <= SAME_EDGE:
            return True
        is_first_indented = len(lines) == 1 and line.left < edge
        return is_first_indented or (is_lower and not is_ended)


def measure(lines: list[Line], size: float) -> Layout:
    """Return the measures of `lines`, most of whose letters are of `size` points."""
    gaps: dict[float, Counter[float]] = defaultdict(Counter)
    sides: dict[tuple[int, int], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    letters = bold = 0
    for line in lines:
        sides[line.region][0].append(line.left)
        sides[line.region][1].append(line.right)
        if abs(line.size - size) < 0.05 * size:
            letters += len(line.text)
            bold += line.is_bold * len(line.text)
    for before, line in itertools.pairwise(lines):
        gap = before.baseline - line.baseline
        if (
            before.region == line.region
            and before.size == line.size
            and _LEAST_GAP * line.size < gap < _MOST_GAP * line.size
        ):
            gaps[_rounded(line.size)][_rounded(gap)] += 1
    usual = {
        key: min(gap for gap, times in its.items() if times >= _SHARE_OF_USUAL * max(its.values()))
        for key, its in gaps.items()
    }
    lefts = {region: min(its[0]) for region, its in sides.items()}
    # The second longest line: the longest may be a table or an address that could not be broken.
    rights = {region: sorted(its[1])[-2:][0] for region, its in sides.items()}
    full = {region for region, its in sides.items() if len(its[1]) >= _ENOUGH_LINES}
    common_lefts, common_rights = _common(lefts, full), _common(rights, full)
    for region in sides:
        lefts[region] = min(lefts[region], common_lefts[_kind(region)])
        usual_right = common_rights[_kind(region)]
        if region not in full or abs(rights[region] - usual_right) < _OTHER_FORMAT:
            rights[region] = usual_right
    drawn_out = sum(abs(line.right - rights[line.region]) < _RAGGED for line in lines)
    is_justified = drawn_out > _SHARE_JUSTIFIED * len(lines)
    return Layout(size, bold > letters / 2, is_justified, usual, lefts, rights)


def _kind(region: tuple[int, int]) -> tuple[int, int]:
    """Return left or right page, and column: their margins agree throughout a document."""
    return region[0] % 2, region[1]


def _common(
    edges: dict[tuple[int, int], float], full: set[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Return the median edge of each kind of column, of those with enough lines where any has."""
    found: dict[tuple[int, int], list[float]] = defaultdict(list)
    for region, edge in edges.items():
        if region in full or not any(_kind(other) == _kind(region) for other in full):
            found[_kind(region)].append(edge)
    return {kind: median(its) for kind, its in found.items()}


def _rounded(points: float) -> float:
    return round(points * 2) / 2
