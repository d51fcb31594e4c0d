"""Sentences of replies, their marks and their dates: index/wording.py"""

from __future__ import annotations

import pytest
from conftest import made_reply

from index.wording import body, examine, statements, without_marks

PAST = [{"n": 1, "status": "historical"}, {"n": 2, "status": "current"}]


def past_as_present(text: str) -> list[str]:
    """Return the sentences of a reply that tell what [1], historical, says as if it held today."""
    reply = made_reply(text=text, short="", citations=PAST)
    return [doubt.sentence for doubt in examine([reply]).historical_as_present]


def test_the_body_ends_before_the_list_of_sources_in_any_language() -> None:
    text = "Nein.[1] Doch.[2]\n\nQuellen\n[1] Guide\n    url\n[2] Note\n\nBeleg ABCDE-FGHJK"
    reply = made_reply(text=text, citations=PAST, receipt="ABCDE-FGHJK")
    assert body(reply) == "Nein.[1] Doch.[2]"


def test_the_body_of_a_reply_without_sources_ends_before_its_receipt() -> None:
    reply = made_reply(text="I do not know.\n\nReceipt ABCDE", citations=[], receipt="ABCDE")
    assert body(reply) == "I do not know."


def test_a_list_of_sources_need_not_begin_with_one() -> None:
    reply = made_reply(
        text="Yes.[3]\n\nSources\n[3] Guide", citations=[{"n": 3, "status": "current"}]
    )
    assert body(reply) == "Yes.[3]"


def test_marks_are_left_out() -> None:
    assert without_marks("Yes.[1][2] No.[12] (source of 2018)") == "Yes. No. (source of 2018)"


def test_a_statement_has_its_marks_its_remark_and_its_heading() -> None:
    found, bare = statements(
        "When\n- Ask them.[1][2] (source of 2018) They may refuse.[3]\n\nNote."
    )
    assert [(it.words, it.marks, it.remark, it.heading) for it in found] == [
        ("Ask them.", (1, 2), " (source of 2018)", "When"),
        ("They may refuse.", (3,), "", "When"),
    ]
    assert bare == ["When", "Note."]


def test_a_heading_ends_with_its_paragraphs() -> None:
    found, _ = statements("Before (2018, historical): Terms\nIt was so.[1]\n\nIt is so.[1]")
    assert [it.heading for it in found] == ["Before (2018, historical): Terms", ""]


def test_a_note_that_names_sources_vouches_for_nothing() -> None:
    found, bare = statements("Historical, true then: [1] 2018, [5] 2018.")
    assert (found, bare) == ([], ["Historical, true then: [1] 2018, [5] 2018."])


@pytest.mark.parametrize(
    "text",
    [
        "The agreement ended on 9 November 2018.[1]",
        "A data centre could give the address.[1] (source of 2018)",
        "Before (9 November 2018, historical): Terms\nIt gives the address.[1]",
        "It gives the address.[1][2]",
        "It gives the address.[2]",
    ],
)
def test_a_historical_fact_may_stand_with_its_date(text: str) -> None:
    assert past_as_present(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "It gives the address.[1]",
        "It gives 2018000 addresses.[1]",
        "It gives the address.[1] (and more)",
        "Before you register\nIt gives the address.[1]",
        "It gives the address.[1]\n\nHistorical, true then: [1] 2018.",
        "Before (2018, historical)\nSo it was.[1]\n\nIt gives the address.[1]",
    ],
)
def test_a_historical_fact_worded_as_present_is_found(text: str) -> None:
    assert [it for it in past_as_present(text) if it.startswith("It gives")] == past_as_present(
        text
    )
    assert len(past_as_present(text)) == 1


def test_the_short_reply_is_looked_at_too() -> None:
    reply = made_reply(text="Yes.[2]", short="It gives the address.[1]", citations=PAST)
    assert [it.sentence for it in examine([reply]).historical_as_present] == [
        "It gives the address."
    ]


def test_a_mark_without_a_source_is_found() -> None:
    reply = made_reply(text="Yes.[1] No.[7]", short="Yes.[1]")
    found = examine([reply])
    assert [(it.id, it.sentence) for it in found.unresolved] == [("q1", "No.")]
    assert found.statements == 2


def test_a_sentence_without_a_mark_beside_others_is_found() -> None:
    reply = made_reply(text="They may not. They must ask.[1] Nobody knows.", short="")
    assert [it.sentence for it in examine([reply]).unmarked] == ["Nobody knows.", "They may not."]


def test_lines_without_marks_are_listed_with_their_number() -> None:
    replies = [made_reply(text="Not normally\n\nYes.[1]\n\nAs of today.") for _ in range(2)]
    assert examine(replies).bare_lines == {"Not normally": 2, "As of today.": 2}
