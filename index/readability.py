"""An English text in, how hard it reads out."""

from __future__ import annotations

import textstat

from index.wording import without_marks


def reading_ease(text: str) -> float:
    """Return the Flesch reading ease of an English text: 60 to 70 is plain, higher is easier.

    Marks do not count; a line that ends without a stop, such as a verdict, is a sentence.
    Sentences of one or two words are not counted as such, only their words (textstat's rule).
    """
    lines = (line.strip() for line in without_marks(text).splitlines())
    ended = (line if line.endswith((".", "!", "?")) else f"{line}." for line in lines if line)
    return float(textstat.flesch_reading_ease(" ".join(ended)))
