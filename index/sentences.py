"""Plain text in, its sentences out."""

from __future__ import annotations

import re

# What may end a sentence: a stop with what closes around it, then a space; or a stop between a
# small and a capital letter, where the space was forgotten.
_STOP = re.compile(r"[.!?…][\"'”’)]*(?:\s+|(?<=[a-z][.!?…])(?=[A-Z][a-z]))")
_FOLLOWING = re.compile(r"[\"'“‘(]*+(.?)", re.DOTALL)
# Words whose stop ends no sentence: always, or before a number only.
_ABBREVIATIONS = frozenset("dr mr ms mrs st prof v a.m p.m e.g i.e cf approx".split())
_BEFORE_NUMBERS = frozenset("no nos art arts p pp para paras s ss reg regs ch vol ed".split())
# Longer than any of them: of a word of a megabyte more need not be looked at.
_LONGEST_WORD = 40
_LAST_WORD = re.compile(r"[\w.]*\w(?=\.?$)")


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`; words in straight quotation marks count as one sentence."""
    # The last character of a quotation stays, since its stop may also end the sentence around it.
    masked = re.sub(r'"([^"]+)"', lambda m: f'"{"x" * (len(m[1]) - 1)}{m[1][-1]}"', text)
    sentences, start = [], 0
    for stop in _STOP.finditer(masked):
        before = masked[max(start, stop.start() - _LONGEST_WORD) : stop.start() + 1]
        following = _FOLLOWING.match(masked, stop.end())
        if _ends_sentence(before, following[1] if following else ""):
            sentences.append(text[start : stop.end()].strip())
            start = stop.end()
    return [*sentences, text[start:].strip()]


def _ends_sentence(before: str, following: str) -> bool:
    if not (following.isupper() or following.isdigit() or following == "£"):
        return False
    last = _LAST_WORD.search(before)
    word = last[0].lower() if last and before.endswith(".") else ""
    return not (word in _ABBREVIATIONS or (word in _BEFORE_NUMBERS and following.isdigit()))
