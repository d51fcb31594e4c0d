"""index/search.py"""

from __future__ import annotations

import shutil

import pytest
from conftest import Project

from index import Encoder, IndexDamagedError, Library, Searcher, nation_asked_for


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("Will my GP share my address with the Home Office?", "gp-share-address-home-office"),
        ("what is a type 1 opt out", "what-is-type-1-opt-out"),
        ("can the police get my medical records", "police-get-my-medical-records"),
        ("is the NHS Home Office memorandum still in force", "mou-still-in-force"),
        ("i have hiv do i pay for treatment", "hiv-treatment-free"),
    ],
)
def test_a_plain_question_finds_its_card_first(
    searcher: Searcher, question: str, card: str
) -> None:
    assert searcher.search(question).cards[0].id == card


def test_every_card_is_found_first_by_its_own_question(searcher: Searcher) -> None:
    missed = {}
    for card_id in (unit for unit in searcher.library.units() if "#" not in unit):
        found = searcher.search(searcher.library.card(card_id).question)
        if found.cards[0].id != card_id or found.scope_margin < 0:
            missed[card_id] = (found.cards[0].id, found.scope_margin)
    assert missed == {}


def test_ranks_count_from_one_and_scores_fall(searcher: Searcher) -> None:
    found = searcher.search("can the hospital charge me for a broken arm")
    for hits in (found.cards, found.passages):
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_signals_name_every_ranking_a_hit_came_from(searcher: Searcher) -> None:
    found = searcher.search("What is a Type 1 opt-out?")
    assert [s.name for s in found.cards[0].signals] == ["questions", "card", "words"]
    assert found.cards[0].signals[0].rank == 1
    assert {s.name for hit in found.passages for s in hit.signals} == {"passage", "words"}


def test_the_same_question_finds_the_same_every_time(searcher: Searcher) -> None:
    question = "does the police get my medical records"
    assert searcher.search(question) == searcher.search(question)


@pytest.mark.parametrize(
    "message",
    ["how many paracetamol can i take in one day", "write me a poem about the sea", "asdf qwer"],
)
def test_what_no_document_is_about_is_out_of_scope(searcher: Searcher, message: str) -> None:
    assert searcher.search(message).scope_margin < 0


def test_a_question_of_the_subject_is_in_scope(searcher: Searcher) -> None:
    assert searcher.search("can immigration see my doctor's notes about me").scope_margin > 0


@pytest.mark.parametrize(
    ("question", "nation"),
    [
        ("do i pay in Scotland", "Scotland"),
        ("glasgow hospital bill", "Scotland"),
        ("Welsh hospital", "Wales"),
        ("registering in northern ireland", "Northern Ireland"),
        ("hospital in Leeds", None),
        ("whales and seals", None),
    ],
)
def test_a_nation_is_recognised_by_its_name(question: str, nation: str | None) -> None:
    assert nation_asked_for(question) == nation


def test_a_nation_named_brings_its_own_sources(searcher: Searcher) -> None:
    found = searcher.search("do asylum seekers pay for hospital treatment in Scotland")
    passage = searcher.library.passage(found.passages[0].id)
    assert searcher.library.source(passage.source_id).jurisdiction == "Scotland"


def test_files_of_two_generations_are_not_read_together(built: Project, encoder: Encoder) -> None:
    first = Library(built.config)
    built.replace("answers/gp-address.md", "is my address safe at the surgery", "is it safe there")
    shutil.copytree(first.folder, built.folder / "kept")
    built.build(encoder)
    second = Library(built.config)
    shutil.copyfile(built.folder / "kept" / "vectors.faiss", second.folder / "vectors.faiss")
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss: is not as it was built"):
        Searcher.open(built.config)
