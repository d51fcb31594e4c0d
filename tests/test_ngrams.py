"""index/ngrams.py"""

from __future__ import annotations

import numpy as np
import pytest

from index.ngrams import NgramIndex, learn_ngrams

TEXTS = [
    "Can I register with a doctor without a passport?",
    "Does the hospital send a bill?",
    "Will the police see my records? The police may ask.",
    "ስለ ሐኪም መረጃ እጠይቃለሁ",
    "",
]


@pytest.fixture
def index() -> NgramIndex:
    return NgramIndex(learn_ngrams(TEXTS), len(TEXTS))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("registering", 0),
        ("rigister pasport", 0),
        ("hopsital bil", 1),
        ("POLICE", 2),
        ("polices record", 2),
        ("መረጃ", 3),
    ],
)
def test_words_are_found_though_they_are_misspelt(
    index: NgramIndex, question: str, text: int
) -> None:
    found = index.scores(question)
    assert int(np.argmax(found)) == text
    assert found[text] > 0


@pytest.mark.parametrize("question", ["", "???", "🙂", "zzzzqqq", "q"])
def test_what_has_no_run_in_common_scores_nothing(index: NgramIndex, question: str) -> None:
    np.testing.assert_array_equal(index.scores(question), np.zeros(len(TEXTS)))


def test_a_text_without_words_scores_nothing_and_no_score_is_negative(index: NgramIndex) -> None:
    found = index.scores(" ".join(TEXTS))
    assert found[4] == 0
    assert (found[:4] > 0).all()


def test_a_run_that_few_texts_have_counts_more() -> None:
    index = NgramIndex(learn_ngrams(["shared alpha", "shared gamma", "shared delta"]), 3)
    assert index.scores("alpha")[0] > index.scores("shared")[0]


def test_a_run_counts_more_where_it_stands_often_but_not_as_often_more() -> None:
    texts = ["bill fill mill kill", "bill bill mill kill", "bill bill bill kill", "none at all too"]
    once, twice, thrice, _ = NgramIndex(learn_ngrams(texts), 4).scores("bill")
    assert once < twice < thrice < 3 * once


def test_a_run_counts_less_in_a_longer_text() -> None:
    texts = ["passport", "passport and many other words that have nothing to do with it"]
    short, long = NgramIndex(learn_ngrams(texts), 2).scores("passport")
    assert short > long


def test_a_word_twice_in_the_question_counts_once(index: NgramIndex) -> None:
    np.testing.assert_array_equal(index.scores("police police"), index.scores("police"))


def test_runs_keep_within_words(index: NgramIndex) -> None:
    np.testing.assert_array_equal(index.scores("doc tor"), index.scores("tor doc"))
    assert index.scores("doctor")[0] > index.scores("doc tor")[0]


@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_texts_without_words_can_be_searched(texts: list[str]) -> None:
    found = NgramIndex(learn_ngrams(texts), len(texts)).scores("police")
    np.testing.assert_array_equal(found, np.zeros(len(texts)))
