"""Lines in, the tables among them out: rows of cells, and of each cell its lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from index.intake.pdf_layout import Layout
from index.intake.pdf_lines import SAME_EDGE, Line
from index.intake.pdf_markers import read_marker
from index.intake.pdf_words import Word

# In sizes of letters: wider than two spaces after a sentence, and than the spaces of a line that
# is drawn out to the margin. Programs for letters leave one size between cells, browsers less.
_BETWEEN_CELLS, _BETWEEN_CELLS_DRAWN_OUT = 0.6, 1.2
# In points: cells of one column of a table, some of them set a little in.
_SAME_COLUMN = 3.0
# In usual gaps between lines: further down begins something else.
_FURTHEST_ROW = 3.0
# Lines within a row stand closer than rows do, by this much.
_ROW_APART = 1.1


@dataclass(frozen=True, slots=True)
class Table:
    """A table among the lines of a document, up to before line number `end`.

    Each of its rows is a tuple of cells, and each cell one of the words of its lines.
    """

    end: int
    rows: tuple[tuple[tuple[str, ...], ...], ...]


def find_tables(lines: list[Line], layout: Layout) -> dict[int, Table]:
    """Return the tables by the number of their first line.

    A table is two lines or more that have gaps in the same places, with what stands between
    them in those places; or one with two gaps that goes on in one of its places.
    """
    tables: dict[int, Table] = {}
    at = 0
    while at < len(lines):
        end, columns = _extent(lines, at, layout)
        if end:
            its = lines[at:end]
            rows = tuple(_row(row, layout, columns) for row in _rows(its, layout, columns))
            tables[at] = Table(end, rows)
        at = end or at + 1
    return tables


def _cells(line: Line, layout: Layout, columns: list[float]) -> list[list[Word]]:
    """Return the words of each cell.

    A number or bullet in the margin is no cell of its own, unless `columns` has the next there.
    """
    cells: list[list[Word]] = [[line.words[0]]]
    if layout.is_drawn_out(line):
        return [list(line.words)]
    is_marked = read_marker(line, None, ()) is not None
    reaches = layout.is_justified and layout.reaches_margin(line)
    least = (_BETWEEN_CELLS_DRAWN_OUT if reaches else _BETWEEN_CELLS) * line.size
    for at, word in enumerate(line.words[1:], start=1):
        before = line.words[at - 1]
        is_wide = word.left - before.right > least
        is_beside = at == 1 and is_marked and _column(columns, word.left) is None
        if is_wide and not is_beside:
            cells.append([])
        cells[-1].append(word)
    return cells


def _extent(lines: list[Line], start: int, layout: Layout) -> tuple[int, list[float]]:
    """Return behind which line the table that begins at `start` ends, and where cells begin.

    The first is 0 where no table begins.
    """
    first = _cells(lines[start], layout, [])
    if len(first) < 2:
        return 0, []
    columns = [cell[0].left for cell in first]
    full_rows, end = 1, start + 1
    for at in range(start + 1, len(lines)):
        before, line = lines[at - 1], lines[at]
        if not layout.is_under(before, line) or layout.gap(before, line) > _FURTHEST_ROW:
            break
        cells = _cells(line, layout, columns)
        fitting = [_column(columns, cell[0].left) is not None for cell in cells]
        if len(cells) > 1 and any(fitting[1:]):
            columns += [c[0].left for c, fits in zip(cells, fitting, strict=True) if not fits]
            full_rows += 1
            end = at + 1
        elif len(cells) == 1 and fitting[0] and cells[0][-1].right < _next_column(columns, line):
            # The rest of a cell of more than one line; it counts if the table goes on below it,
            # or if it stands where no paragraph begins.
            if line.left > min(columns) + SAME_EDGE:
                end = at + 1
        else:
            break
    # One row is enough where it has three cells and goes on below them.
    is_table = full_rows > 1 or (len(first) > 2 and end > start + 1)
    return (end if is_table else 0), columns


def _column(columns: list[float], left: float) -> int | None:
    return next((n for n, x in enumerate(columns) if abs(x - left) <= _SAME_COLUMN), None)


def _next_column(columns: list[float], line: Line) -> float:
    behind = [x for x in columns if x > line.left + _SAME_COLUMN]
    return min(behind, default=float("inf"))


def _rows(lines: list[Line], layout: Layout, columns: list[float]) -> Iterator[list[Line]]:
    """Yield the lines of each row: those that stand closest, or from each first cell on."""
    gaps = [b.baseline - a.baseline for b, a in itertools.pairwise(lines)]
    apart = _ROW_APART * min(gaps)
    counts = [len(_cells(line, layout, columns)) for line in lines]
    # One wide gap may stand below the head of a table whose rows have one line each.
    is_parted = max(gaps) > apart and min(counts) < max(counts)
    left = min(line.left for line in lines)
    row = [lines[0]]
    for line, gap in zip(lines[1:], gaps, strict=True):
        begins = gap > apart if is_parted else line.left <= left + _SAME_COLUMN
        if begins:
            yield row
            row = []
        row.append(line)
    yield row


def _row(lines: list[Line], layout: Layout, columns: list[float]) -> tuple[tuple[str, ...], ...]:
    cells: dict[float, list[str]] = {}
    for line in lines:
        for cell in _cells(line, layout, columns):
            left = next((x for x in cells if abs(x - cell[0].left) <= _SAME_COLUMN), cell[0].left)
            cells.setdefault(left, []).append(" ".join(word.text for word in cell))
    return tuple(tuple(cells[left]) for left in sorted(cells))
