"""Plain text in, its sentences out."""

from __future__ import annotations

import re

# The end of a sentence inside a run of text: a stop, a space and a capital, a digit or a quotation
# mark. The abbreviations are the titles and "no." that stand before a name or a number.
_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bSt)(?<!\bNo)(?<!\bv)"
    r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9£])"
)


def split_sentences(text: str) -> list[str]:
    """Return the sentences of `text`; words in straight quotation marks count as one sentence."""
    # The last character of a quotation stays, since its stop may also end the sentence around it.
    masked = re.sub(r'"([^"]+)"', lambda m: f'"{"x" * (len(m[1]) - 1)}{m[1][-1]}"', text)
    sentences, start = [], 0
    for end in _END.finditer(masked):
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    return [*sentences, text[start:].strip()]
