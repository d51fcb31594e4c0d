"""index/quotable.py"""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import DATA, Project

from index.check import read_and_check
from index.passages import Knowledge, Passage, Sentence
from index.quotable import (
    Quotable,
    all_quotables,
    quotables_of_card,
    quotables_of_passage,
    without_marks,
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_and_check(DATA / "knowledge")[0]


def passage(text: str) -> Passage:
    return Passage("guide#page-2", "guide", "Page 2", "What it says", text)


def test_a_card_gives_each_sentence_with_its_place_and_support(knowledge: Knowledge) -> None:
    quotables = quotables_of_card(knowledge.cards["gp-address"])
    assert [(its.position, its.place, its.citations) for its in quotables] == [
        (0, "short", ("practice-guide#para-9",)),
        (1, "short", ("old-agreement#withdrawal-notice",)),
        (2, "body", ("practice-guide#para-9",)),
        (3, "body", ("practice-guide#para-12",)),
        (4, "body", ("practice-guide#para-12",)),
        (5, "body", ("old-agreement#terms",)),
        (6, "steps", ("practice-guide#section-3-1",)),
        (7, "help", ("helpline#phone",)),
    ]
    assert quotables[3].text == "An office may ask by letter."
    assert {its.context for its in quotables} == {"Does my GP give my address to the Home Office?"}
    assert {its.unit for its in quotables} == {"gp-address"}


def test_sentences_under_facts_are_facts(project: Project) -> None:
    facts = "## Facts\n- It took 3 years.[helpline#law]\n- It is free.[helpline#law]\n\n"
    card = "answers/help-immigration-lawyer.md"
    project.replace(card, "## What you can do", f"{facts}## What you can do")
    knowledge, problems = read_and_check(project.folder / "knowledge")
    assert problems == []
    quotables = quotables_of_card(knowledge.cards["help-immigration-lawyer"])
    assert [(its.place, its.text) for its in quotables if its.place == "facts"] == [
        ("facts", "It took 3 years."),
        ("facts", "It is free."),
    ]
    headings = [its.heading for its in knowledge.cards["help-immigration-lawyer"].shown_sections]
    assert headings == ["What you can do", "Who can help"]


def test_a_passage_supports_each_of_its_own_sentences(knowledge: Knowledge) -> None:
    first, second = quotables_of_passage(knowledge.passages["practice-guide#para-12"])
    assert first == Quotable(
        unit="practice-guide#para-12",
        position=0,
        text="An office may write to a practice and ask where a patient lives.",
        citations=("practice-guide#para-12",),
        place="passage",
        context="Requests by letter:",
        leans=False,
    )
    assert second.position == 1
    assert second.text.startswith("A letter is not an order")


@pytest.mark.parametrize(
    ("second", "leans"),
    [
        ("It ended in 2018.", True),
        ("They may well refuse it.", True),
        ("However, a court can order this.", True),
        ("If so, write to it.", True),
        ("Another way is a letter.", True),
        ("Most of them said so.", True),
        ("Most of 20 trusts said so.", False),
        ("Itemised bills are always free.", False),
        ("Thistles are no answer here.", False),
        ("Ask your practice first.", False),
        ("Ask them.", True),  # of so few words that they say nothing alone
        ("The practice may refuse.", False),
        ("Scotland has rules of its own.", False),
        ("If you agree, a practice may.", False),
    ],
)
def test_a_sentence_leans_that_needs_the_one_before_it(second: str, leans: bool) -> None:
    before, after = quotables_of_passage(passage(f"The agreement was old. {second}"))
    assert (before.leans, after.leans) == (False, leans)


def test_the_first_sentence_of_a_unit_may_lean_on_what_it_stands_under() -> None:
    (only,) = quotables_of_passage(passage("It ended in the year 2018."))
    assert (only.leans, only.context) == (True, "What it says:")


def test_sentences_of_cards_lean_as_those_of_passages_do(knowledge: Knowledge) -> None:
    card = knowledge.cards["gp-address"]
    block = card.sections[0].blocks[1]
    texts = ("The office may ask by letter.", "It may not send anybody.")
    sentences = tuple(Sentence(text, ("practice-guide#para-12",)) for text in texts)
    section = replace(card.sections[0], blocks=(replace(block, sentences=sentences),))
    quotables = quotables_of_card(replace(card, sections=(section,)))
    assert [(its.text, its.leans) for its in quotables[2:]] == [
        (texts[0], False),
        (texts[1], True),
    ]


def test_lines_of_a_passage_become_one_and_its_marks_no_marks() -> None:
    (only,) = quotables_of_passage(passage("The case\n  [2023] EWCA Civ 474 is long."))
    assert only.text == "The case (2023) EWCA Civ 474 is long."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[2015] UKSC 11", "(2015) UKSC 11"),
        ("as [1] says [12]", "as (1) says (12)"),
        ("[sic] and [a1]", "[sic] and [a1]"),
        ("", ""),
    ],
)
def test_figures_in_square_brackets_would_read_as_marks(text: str, shown: str) -> None:
    assert without_marks(text) == shown


def test_all_sentences_come_cards_first_in_the_order_of_the_documents(
    knowledge: Knowledge,
) -> None:
    quotables = list(all_quotables(knowledge))
    assert list(dict.fromkeys(its.unit for its in quotables)) == [
        *knowledge.cards,
        *knowledge.passages,
    ]
    for card in knowledge.cards.values():
        texts = [its.text for its in quotables if its.unit == card.id]
        assert " ".join(texts) == card.text
    for unit in (*knowledge.cards, *knowledge.passages):
        positions = [its.position for its in quotables if its.unit == unit]
        assert positions == list(range(len(positions)))
    assert all(its.citations and its.text for its in quotables)
