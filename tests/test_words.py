"""index/words.py"""

from __future__ import annotations

import pytest

from index.words import learn_vocabulary, names_in, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The GP's letter", ["the", "gp", "letter"]),
        ("the GP’s letter", ["the", "gp", "letter"]),
        ("I don't, you DON’T", ["i", "dont", "you", "dont"]),
        ("Café, naïve: Łódź", ["cafe", "naive", "łodz"]),
        ("Section 261(5) of 2012", ["section", "261", "5", "of", "2012"]),
        ("under_score - dash", ["under", "score", "dash"]),
        ("هل يشارك طبيبي", ["هل", "يشارك", "طبيبي"]),
        ("医生 会", ["医生", "会"]),
        ("", []),
        ("?!… 🙂 -", []),
    ],
)
def test_words_are_compared_in_one_form(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the fees act", {"fees act"}),
        ("section 261 of it", {"section 261"}),
        ("form 12b please", {"form 12b"}),
        ("the act says", {"the act"}),
        ("data protection act 2018", {"protection act", "act 2018"}),
        ("act", set()),
        ("", set()),
        ("my address is secret", set()),
    ],
)
def test_a_naming_noun_makes_a_name_with_its_neighbour(text: str, names: set[str]) -> None:
    assert names_in(text) == (names, set(), set())


@pytest.mark.parametrize(
    ("text", "capital", "dated"),
    [
        ("the Silver Lantern is new", {"silver lantern"}, set()),
        ("the Big Silver Lantern", {"big silver", "silver lantern"}, set()),
        ("Project 7 is new", {"project 7"}, set()),
        ("My doctor", set(), set()),
        ("Łódź Órgano", {"łodz organo"}, set()),
        ("in may 2019", set(), {"may 2019"}),
        ("in May 2019", set(), {"may 2019"}),
        ("in may 20190", set(), set()),
        ("MAY I", {"may i"}, set()),
        ("", set(), set()),
    ],
)
def test_words_in_capitals_and_months_with_years_may_be_names(
    text: str, capital: set[str], dated: set[str]
) -> None:
    found = names_in(text)
    assert (found.capital, found.dated) == (capital, dated)
    assert found.all == capital | dated


def test_a_rarer_word_has_a_greater_rarity() -> None:
    vocabulary = learn_vocabulary(["the gp", "the hospital", "the the gp", "the passport"])
    rarity = vocabulary.rarity
    assert rarity["passport"] == rarity["hospital"] > rarity["gp"] > rarity["the"] > 0
    assert set(rarity) == {"the", "gp", "hospital", "passport"}


def test_every_two_words_that_stand_together_in_a_document_are_kept() -> None:
    vocabulary = learn_vocabulary(["The Fees Act is old.", "See section 9."])
    assert vocabulary.names == {
        *("the fees", "fees act", "act is", "is old"),
        *("see section", "section 9"),
    }


def test_no_texts_have_no_words() -> None:
    vocabulary = learn_vocabulary([])
    assert (vocabulary.rarity, vocabulary.names) == ({}, frozenset())
