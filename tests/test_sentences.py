"""Text is cut where a sentence ends, and nowhere else."""

from __future__ import annotations

import pytest

from index.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Is it free? Yes! Go there.", ["Is it free?", "Yes!", "Go there."]),
        ("It ended in 2018. 14 trusts went on.", ["It ended in 2018.", "14 trusts went on."]),
        ("You may owe money. £500 is the line.", ["You may owe money.", "£500 is the line."]),
        ("It ended.\nNobody said why.", ["It ended.", "Nobody said why."]),
        ("It ended.   Nobody said why. ", ["It ended.", "Nobody said why."]),
        ("It ended (in part.) Nobody said why.", ["It ended (in part.)", "Nobody said why."]),
        ("It ended. (Nobody said why.) Go.", ["It ended.", "(Nobody said why.)", "Go."]),
        ("It ended. “Why?” asked the judge.", ["It ended.", "“Why?” asked the judge."]),
        ("It “ended.” Nobody said why.", ["It “ended.”", "Nobody said why."]),
    ],
)
def test_text_is_cut_after_each_sentence(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Green may refuse.",
        "Ask Mr. Green, Mrs. Brown or Ms. White.",
        "It is at St. Thomas Hospital.",
        "See Regulation No. 9 first.",
        "The court in R v. Brown said so.",
        "It costs £9.90 an item.",
        "Look at gov.uk or nhs.uk for the form.",
        "It said yes. and went on in small letters.",
        "No stop at the end",
        "",
    ],
)
def test_text_is_cut_nowhere_else(text: str) -> None:
    assert split_sentences(text) == [text]


@pytest.mark.parametrize("title", ["Dr", "Mr", "Ms", "Mrs", "St", "No", "v"])
def test_word_that_only_ends_like_a_title_ends_a_sentence(title: str) -> None:
    assert split_sentences(f"Ask Kie{title}. Then wait.") == [f"Ask Kie{title}.", "Then wait."]


def test_words_in_quotation_marks_are_one_sentence() -> None:
    text = 'Say: "I live here. I have no papers. Please register me" and wait.'
    assert split_sentences(text) == [text]


def test_quotation_at_the_end_of_a_sentence_ends_it() -> None:
    text = 'Write: "Please register me. I live here." Then wait.'
    assert split_sentences(text) == ['Write: "Please register me. I live here."', "Then wait."]


def test_quotation_does_not_hide_the_sentence_after_it() -> None:
    text = 'They say "no. Go" to all. It is wrong. Ask "why. Now" again.'
    assert split_sentences(text) == [
        'They say "no. Go" to all.',
        "It is wrong.",
        'Ask "why. Now" again.',
    ]


def test_quotation_mark_without_its_pair_hides_nothing() -> None:
    assert split_sentences('They say "no. It is wrong.') == ['They say "no.', "It is wrong."]


def test_no_letter_is_lost() -> None:
    text = 'One (1). "Two. Three!" Four? £5 is “five.” 6'
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())
