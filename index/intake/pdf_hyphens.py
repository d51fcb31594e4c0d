"""Lines of words in, one text out, in which words broken at the end of a line are whole."""

from __future__ import annotations

import re

from index.intake.pdf_lines import Line

_HYPHENS = ("-", "\N{SOFT HYPHEN}", "\N{HYPHEN}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:[-\u2010][^\W\d_]+)*")


def read_vocabulary(lines: list[Line]) -> frozenset[str]:
    """Return every word of the document that is not broken at the end of a line."""
    found: set[str] = set()
    is_broken = False
    for line in lines:
        texts = [word.text for word in line.words]
        if is_broken:
            texts = texts[1:]
        is_broken = line.text.endswith(_HYPHENS)
        if is_broken:
            texts = texts[:-1]
        found.update(word.casefold() for text in texts for word in _WORD.findall(text))
    return frozenset(found)


def join_lines(lines: tuple[str, ...], vocabulary: frozenset[str]) -> str:
    """Return `lines` as one, with words that were broken at their ends mended."""
    text = ""
    for more in lines:
        if text.endswith(_HYPHENS):
            text = _mended(text, more, vocabulary)
        elif text.endswith("/"):
            text += more
        else:
            text = f"{text} {more}" if text else more
    return text.replace("\N{SOFT HYPHEN}", "").strip()


def _mended(text: str, more: str, vocabulary: frozenset[str]) -> str:
    """Return `text`, which ends in a hyphen, joined with the line below it.

    The hyphen goes if the joined word stands elsewhere in the document. It stays if the word
    stands there with it, if both halves do, or if what follows is no small letter; else the word
    was broken, and it goes. A hyphen with a space before it is a dash.
    """
    before = _WORD.findall(text[:-1].rpartition(" ")[2])
    after = _WORD.match(more)
    if text[-2:-1].isspace() or not text[:-1]:
        return f"{text} {more}"
    if text.endswith("\N{SOFT HYPHEN}"):
        return text[:-1] + more
    if not (before and after and more[0].islower()):
        return text + more
    first, second = before[-1].casefold(), after[0].casefold()
    if first + second in vocabulary:
        return text[:-1] + more
    if f"{first}-{second}" in vocabulary or (first in vocabulary and second in vocabulary):
        return text + more
    return text[:-1] + more
