"""Cards that speak of a replaced source as of today are found, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Project

from index.errors import SourceUnreadableError
from index.knowledge import read_knowledge
from index.passages import Block, Card, CardSection, Knowledge, Sentence
from index.supersession import (
    Resting,
    check_ids,
    resting_on,
    rests_on_the_past,
    sentences_of,
    supersede,
)

HISTORICAL = {"old-agreement", "older-note"}


def sentence(text: str, *citations: str) -> Sentence:
    return Sentence(text, citations or ("old-agreement#terms",))


@pytest.fixture
def knowledge(project: Project) -> Knowledge:
    return read_knowledge(project.folder / "knowledge")[0]


# One sentence.


def test_a_sentence_with_only_the_past_behind_it_speaks_as_of_today() -> None:
    assert rests_on_the_past("", sentence("The office gets addresses."), HISTORICAL)
    several = sentence("It gets them.", "old-agreement#terms", "older-note#para-1")
    assert rests_on_the_past("When it can happen", several, HISTORICAL)


def test_a_sentence_with_another_current_source_does_not() -> None:
    its = sentence("The office gets addresses.", "old-agreement#terms", "practice-guide#para-9")
    assert not rests_on_the_past("", its, HISTORICAL)


def test_a_source_whose_id_begins_with_that_of_a_historical_one_is_current() -> None:
    its = sentence("The office gets addresses.", "old-agreement-2024#terms")
    assert not rests_on_the_past("", its, HISTORICAL)


@pytest.mark.parametrize(
    "text",
    [
        "The agreement ended on 9 November 2018.",
        "In 1999, the office got addresses.",
        "The office got addresses (2017).",
        "From 2017/18 on the office got addresses.",
        "From 2017-18 on the office got addresses.",
        "2018 was its last year.",
        "Between 2016 and 2018 it was so.",
    ],
)
def test_a_sentence_with_a_year_says_that_it_is_past(text: str) -> None:
    assert not rests_on_the_past("", sentence(text), HISTORICAL)


@pytest.mark.parametrize(
    "text",
    [
        "It costs £2000.",
        "It costs £2000 a year.",
        "Ask on 020 7946 2018.",
        "Some 20180 people ask.",
        "The form is R2018.",
        "It was so in 1066.",
        "It was so in 18.",
        "It used to be so.",
    ],
)
def test_a_sentence_with_other_figures_does_not_say_so(text: str) -> None:
    assert rests_on_the_past("", sentence(text), HISTORICAL)


@pytest.mark.parametrize(
    "heading", ["What used to happen", "USED TO be so", "Before the board", "In the past"]
)
def test_a_heading_of_the_past_says_so(heading: str) -> None:
    assert not rests_on_the_past(heading, sentence("It gets addresses."), HISTORICAL)


@pytest.mark.parametrize(
    "heading", ["", "When it can happen", "What to do before you sign", "Pastoral care", "Facts"]
)
def test_no_other_heading_does(heading: str) -> None:
    assert rests_on_the_past(heading, sentence("It gets addresses."), HISTORICAL)


# All cards.


def test_every_sentence_that_rests_on_a_source_is_found_once_in_the_order_of_the_card(
    knowledge: Knowledge,
) -> None:
    assert resting_on(knowledge, "old-agreement") == [
        Resting(
            "gp-address",
            "An agreement to share addresses ended on 9 November 2018.",
            ("old-agreement#withdrawal-notice",),
            is_as_present=False,
        ),
        Resting(
            "gp-address",
            "A data centre could give the office an address.",
            ("old-agreement#terms",),
            is_as_present=False,
        ),
    ]


def test_a_current_source_is_judged_as_if_it_were_historical_already(
    knowledge: Knowledge,
) -> None:
    assert knowledge.sources["helpline"].is_current
    found = resting_on(knowledge, "helpline")
    assert {its.card for its in found} == set(knowledge.cards)
    assert all(its.is_as_present for its in found)


def test_a_sentence_that_cites_two_replaced_sources_speaks_as_of_today(project: Project) -> None:
    project.replace(
        "answers/gp-address.md",
        "- An office may ask by letter.[practice-guide#para-12]",
        "- An office may ask by letter.[practice-guide#para-12][old-agreement#terms]",
    )
    knowledge, problems = read_knowledge(project.folder / "knowledge")
    assert problems == []
    text = "An office may ask by letter."
    of_old = {its.sentence: its.is_as_present for its in resting_on(knowledge, "old-agreement")}
    of_guide = {its.sentence: its.is_as_present for its in resting_on(knowledge, "practice-guide")}
    # The guide is current, so the agreement is not all that is left; without the guide it is.
    assert (of_old[text], of_guide[text]) == (False, True)


def test_nothing_rests_on_a_source_that_no_card_cites(knowledge: Knowledge) -> None:
    assert resting_on(knowledge, "scottish-note") == []
    assert resting_on(knowledge, "no-such-source") == []


def test_the_sentences_of_a_card_come_with_their_headings(knowledge: Knowledge) -> None:
    one, two, three = sentence("One."), sentence("Two."), sentence("Three.")
    card: Card = replace(
        knowledge.cards["gp-address"],
        short_answer=Block((one, two), is_item=False),
        sections=(CardSection("How it works", (Block((three,), is_item=True),)),),
    )
    assert list(sentences_of(card)) == [("", one), ("", two), ("How it works", three)]


# Ids.


def test_ids_that_sources_have_are_taken(knowledge: Knowledge) -> None:
    check_ids(knowledge, ("helpline", "old-agreement"))
    check_ids(knowledge, ())


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("agreement", "'agreement': no source has this id; did you mean old-agreement?"),
        ("helpline-2", "'helpline-2': no source has this id; did you mean helpline?"),
        ("gp-address", "'gp-address': no source has this id"),
        ("../helpline", "'../helpline': no source has this id; did you mean helpline?"),
        ("a\x1b[31m\n", r"'a\x1b[31m\n': no source has this id"),
    ],
)
def test_an_id_that_no_source_has_is_refused_with_what_may_be_meant(
    knowledge: Knowledge, wrong: str, hint: str
) -> None:
    with pytest.raises(SourceUnreadableError) as refused:
        check_ids(knowledge, ("helpline", wrong))
    assert str(refused.value).startswith(hint)


# The file of the one that is replaced.


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_two_fields_of_the_replaced_source_change(project: Project, line_end: str) -> None:
    file = project.file("sources/helpline.md")
    before = file.read_text(encoding="utf-8").replace("\n", line_end)
    file.write_bytes(before.encode())
    done = supersede(project.config, "helpline", "practice-guide")
    assert done.is_written
    assert file.read_bytes().decode() == before.replace(
        "superseded_by: []", "superseded_by: [practice-guide]"
    ).replace("status: current", "status: historical")
    assert not supersede(project.config, "helpline", "practice-guide").is_written


@pytest.mark.parametrize(
    ("old", "new"), [("helpline", "helpline"), ("practice-guide", "old-agreement")]
)
def test_no_source_replaces_itself_in_the_end(project: Project, old: str, new: str) -> None:
    before = project.file(f"sources/{old}.md").read_bytes()
    with pytest.raises(SourceUnreadableError, match="superseded_by goes one way"):
        supersede(project.config, old, new)
    assert project.file(f"sources/{old}.md").read_bytes() == before
