"""A question in, the same with misspelt words put right and abbreviations spelt out.

Words are corrected towards the words of the documents, and only those that no English
dictionary and no document knows; the ranking trials lost most of what typing errors cost
without it (the right card first for .64 of misspelt questions, with it .91).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.files import read_yaml

# A whole word of plain letters, no part of `doesn't`, `O'Brien` or `Müller`.
ABBREVIATIONS_FILE = Path("abbreviations.yaml")
_WORD = re.compile(r"(?<!\w)(?<!\w['’])[A-Za-z]+(?!\w|['’](?!s\b)\w)")
# As in the ranking trials: shorter words have too many neighbours, and the first letter is
# nearly always typed right.
_SHORTEST = 4
_TWO_ERRORS_FROM = 6
# A question of which more words than this are unknown is not English, or no question: left alone.
_MOST_UNKNOWN = 0.4
_DEFINED = re.compile(
    r"((?:[A-Z][\w'’-]*|of|and|for|the|to|on|in)"
    r"(?:[ -](?:[A-Z][\w'’-]*|of|and|for|the|to|on|in|[a-z]+))*) \(([A-Z]{2,6})s?\)"
)
_SMALL_WORDS = frozenset("of and for the to on in".split())


class Speller:
    """Knows the words of the documents and of English; corrects and spells out a question."""

    def __init__(
        self,
        counts: Mapping[str, int],
        is_english: Callable[[Sequence[str]], set[str]],
        abbreviations: Mapping[str, str],
    ) -> None:
        """Take in how many texts each word stands, what tells English words, abbreviations.

        An abbreviation in small letters serves for any others too: `sar` for `Sar`.
        """
        self._is_english = is_english
        self._counts = counts
        self._abbreviations = abbreviations
        self._by_letter: dict[str, list[str]] = defaultdict(list)
        for word in counts:
            if len(word) >= _SHORTEST and word.isascii() and word.isalpha():
                self._by_letter[word[0]].append(word)

    def correct(self, question: str) -> str:
        """Return `question` with its misspelt words replaced."""
        found = [word.lower() for word in _WORD.findall(question)]
        strange = [word for word in dict.fromkeys(found) if word not in self._counts]
        unknown = set(strange) - self._is_english(strange) if strange else set()
        if not unknown or len(unknown) > max(1, _MOST_UNKNOWN * len(set(found))):
            return question
        mended = {word: self._nearest(word) for word in unknown if len(word) >= _SHORTEST}
        return _WORD.sub(lambda m: mended.get(m[0].lower()) or m[0], question)

    def spell_out(self, question: str) -> str:
        """Return `question` with what its abbreviations stand for behind them."""
        known = self._abbreviations
        spelt = [known.get(w) or known.get(w.lower()) for w in _WORD.findall(question)]
        missing = [full for full in spelt if full and full.lower() not in question.lower()]
        return f"{question} ({', '.join(dict.fromkeys(missing))})" if missing else question

    def _nearest(self, word: str) -> str | None:
        """Return the known word nearest to `word`, the more frequent of equals, or None."""
        errors = 2 if len(word) >= _TWO_ERRORS_FROM else 1
        near = process.extract(
            word, self._by_letter[word[0]], scorer=OSA.distance, score_cutoff=errors, limit=None
        )
        ranked = sorted(near, key=lambda its: (its[1], -self._counts[its[0]], its[0]))
        return ranked[0][0] if ranked else None


def read_abbreviations(folder: Path) -> dict[str, str]:
    """Return the abbreviations that the knowledge folder lists; none without the file.

    Raises:
        ValueError: the file is not of its form.
    """
    read = read_yaml(folder / ABBREVIATIONS_FILE)
    if not isinstance(read, dict):
        raise ValueError("a line each: what is written short, a colon, what it stands for")
    for short, full in read.items():
        if not isinstance(short, str) or not _WORD.fullmatch(short) or not isinstance(full, str):
            raise ValueError(f"{short!r}: letters only, a colon, what it stands for")
    return read


def learn_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return what abbreviations stand for, where a text spells one out: `... Office (ICO)`."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for words, short in _DEFINED.findall(text):
            full = _initials_of(words.split(), short)
            if full:
                found[short][full] += 1
    return {short: its.most_common(1)[0][0] for short, its in found.items()}


def _initials_of(words: Sequence[str], short: str) -> str | None:
    """Return the last of `words` whose initials are the letters of `short`, or None."""
    for start in range(len(words) - 1, -1, -1):
        tail = words[start:]
        heads = [part[0] for word in tail for part in word.split("-") if part]
        main = [head for head, word in zip(heads, tail, strict=False) if word not in _SMALL_WORDS]
        if short.lower() in ("".join(heads).lower(), "".join(main).lower()):
            return " ".join(tail)
    return None
