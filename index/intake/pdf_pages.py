"""The lines of all pages in, those of the document itself out, and the rest told apart.

The rest are headers and footers of pages, footnotes and the table of contents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from index.intake.documents import LeftOut
from index.intake.pdf_lines import WIDEST_SPACE, Line

# Layers of a header or a footer: name, title, version, address, number of the page.
_MOST_LAYERS = 5
# In points: the same place on another page.
_SAME_PLACE = 3.0
# In sizes of letters: the parts of a header, left, middle and right.
_APART = 2.0
# On so many pages small words in one place are a header, whatever they say.
_FEWEST_HEADERS = 4
# A footnote and a header in other words on each page are set smaller than the text by this share.
_SMALLER = 0.93
_PAGE_NUMBER = re.compile(r"(?:page|p\.?)?[\s–-]*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[\s–-]*", re.I)
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.I)
_LEADERS = re.compile(r"(?:[.…·]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$|…\s*\d{1,4}$", re.I)
# In characters: enough to tell, where a hostile line has many thousand dots.
_LEADERS_REACH = 40
_NUMBER_BEHIND = re.compile(r"(\d{1,4})$")
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?", re.I)
_NOTE = re.compile(r"(?:\[?\d{1,3}\]?[.)]?|[*†‡§¶])(?:\s|$)")


def body_size(lines: list[Line]) -> float:
    """Return the size in which most letters of the document are set, in points; 0 of none."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def leave_out_running_lines(lines: list[Line], size: float) -> tuple[list[Line], list[LeftOut]]:
    """Return the lines without headers and footers of pages, and those.

    They stand outermost on at least two pages, in one place, in the same words but for figures.
    So do headers that name a chapter: on half the pages something else, small, in one place.
    """
    running: set[Line] = set()
    for is_top in (True, False):
        for _ in range(_MOST_LAYERS):
            layer = _running_layer([line for line in lines if line not in running], size, is_top)
            if not layer:
                break
            running |= layer
    found = [LeftOut("page header or footer", line.text) for line in lines if line in running]
    return [line for line in lines if line not in running], found


def _running_layer(lines: list[Line], size: float, is_top: bool) -> set[Line]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    outermost: dict[int, list[Line]] = {}
    for page, its in pages.items():
        edge = (max if is_top else min)(line.baseline for line in its)
        outermost[page] = [line for line in its if abs(line.baseline - edge) <= _SAME_PLACE]
    places: dict[str, list[float]] = {}
    small: dict[int, int] = Counter()
    for its in outermost.values():
        for part in set(_parts(its)):
            places.setdefault(part, []).append(its[0].baseline)
        if is_top and all(line.size < _SMALLER * size for line in its):
            small[round(its[0].baseline)] += 1
    found: set[Line] = set()
    for page, its in outermost.items():
        place = its[0].baseline
        is_large = any(line.is_bold or line.size > size / _SMALLER for line in its)
        stands_elsewhere = False
        for part in _parts(its):
            times = sum(abs(its_place - place) <= _SAME_PLACE for its_place in places[part])
            # Headings such as "Section 4" begin a page here and there.
            is_doubtful = is_large and "#" in part and part != "#"
            least = max(3, len(pages) / 4) if is_doubtful else 2
            stands_elsewhere = stands_elsewhere or times >= least
        is_header_place = small[round(place)] >= max(_FEWEST_HEADERS, len(pages) / 2)
        is_small = all(line.size < _SMALLER * size for line in its)
        if (
            stands_elsewhere
            or (is_header_place and is_small)
            or _is_number_of(its, page, len(pages))
        ):
            found.update(its)
    return found


def _parts(lines: list[Line]) -> list[str]:
    """Return what stands apart on one height, with # for figures; a number only if it is all."""
    parts: list[list[str]] = []
    for line in lines:
        before = None
        for word in line.words:
            if before is None or word.left - before.right > _APART * word.size:
                parts.append([])
            parts[-1].append(word.text)
            before = word
    texts = [re.sub(r"\d+", "#", " ".join(words).casefold()) for words in parts]
    texts = ["#" if _ROMAN.fullmatch(text) else text for text in texts]
    return texts if len(texts) == 1 else [text for text in texts if re.search(r"[^\W\d_]", text)]


def _is_number_of(lines: list[Line], page: int, pages: int) -> bool:
    text = " ".join(line.text for line in lines)
    return _PAGE_NUMBER.fullmatch(text) is not None and (
        text.casefold().startswith("p") or (pages == 1 and text.strip("–- ") == str(page))
    )


def leave_out_footnotes(lines: list[Line], size: float) -> tuple[list[Line], list[LeftOut]]:
    """Return the lines without footnotes, and the footnotes with their numbers.

    They are the small lines at the foot of a column, or across the page below two, from the first
    that begins with a mark; or from the first of all, where the column before ended in a footnote.
    """
    kept: list[Line] = []
    found: list[LeftOut] = []
    went_before = False
    page = 0
    for its in _regions(lines):
        is_below = its[0].page == page
        page = its[0].page
        start = len(its)
        while start > 0 and its[start - 1].size < _SMALLER * size:
            start -= 1
        notes: list[list[Line]] = []
        for line in its[start:] if start or is_below else ():
            if line.starts_with_mark or _NOTE.match(line.text):
                notes.append([line])
            elif notes:
                notes[-1].append(line)
            elif went_before:
                notes.append([line])
        first = next((at for at in range(start, len(its)) if notes and its[at] is notes[0][0]), -1)
        kept += its[:first] if notes else its
        went_before = bool(notes)
        found += [LeftOut("footnote", _note(note)) for note in notes]
    return kept, found


def _note(lines: list[Line]) -> str:
    number = lines[0].marks[:1] if lines[0].starts_with_mark else ()
    return " ".join([*number, *(line.text for line in lines)])


def _regions(lines: list[Line]) -> Iterator[list[Line]]:
    its: list[Line] = []
    for line in lines:
        if its and line.region != its[-1].region:
            yield its
            its = []
        its.append(line)
    if its:
        yield its


def leave_out_contents(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """Return the lines without the table of contents, and that.

    It is what stands on one page from the word Contents, or from the first line with dots before
    a number, to the last such line; without dots, the lines under that word that end in a number
    behind a gap, each number no less than the one above.
    """
    kept: list[Line] = []
    found: list[LeftOut] = []
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    for its in pages.values():
        titles = [at for at, line in enumerate(its) if _CONTENTS.fullmatch(line.text)]
        dotted = [at for at, line in enumerate(its) if _LEADERS.search(line.text[-_LEADERS_REACH:])]
        if len(dotted) < 2:
            dotted = _numbered_under(its, titles[0]) if titles else []
        if not dotted:
            kept += its
            continue
        first, last = min([dotted[0], *titles[:1]]), dotted[-1]
        kept += its[:first] + its[last + 1 :]
        found.append(LeftOut("table of contents", " ".join(o.text for o in its[first : last + 1])))
    return kept, found


def _numbered_under(lines: list[Line], title: int) -> list[int]:
    found: list[int] = []
    least = 0
    for at in range(title + 1, len(lines)):
        words = lines[at].words
        number = _NUMBER_BEHIND.fullmatch(words[-1].text)
        is_apart = len(words) > 1 and (
            words[-1].left - words[-2].right > WIDEST_SPACE * words[-1].size
        )
        if is_apart and number and int(number[1]) >= least:
            found.append(at)
            least = int(number[1])
    return found if len(found) > 2 else []
