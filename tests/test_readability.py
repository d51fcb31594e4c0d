"""How hard English reads, against values reckoned by hand: index/readability.py"""

from __future__ import annotations

import pytest

from index.readability import reading_ease


def test_reading_ease_is_that_of_flesch_without_marks() -> None:
    # Three words, three syllables, one sentence: 206.835 - 1.015 * 3 - 84.6 * 1.
    assert reading_ease("The cat sat.[1]") == pytest.approx(119.19)


def test_a_verdict_is_a_sentence_of_its_own() -> None:
    # Two sentences of three words of one syllable, as above; as one sentence it would be 116.1.
    assert reading_ease("Not too much\n\nThe cat sat.") == pytest.approx(119.19)
