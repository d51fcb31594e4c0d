"""index/store.py"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import DATA

from index import IndexDamagedError
from index.check import read_and_check
from index.passages import Knowledge
from index.store import (
    VECTOR_KINDS,
    Lexicon,
    Store,
    VectorKind,
    VectorRow,
    full_text_query,
    row_ranges,
    write_store,
)

ROWS = [VectorRow("passage", "helpline#phone", "aa"), VectorRow("card", "gp-address", "bb")]
LEXICON = Lexicon(
    words=[("address", 0.5, 7), ("scotland", 2.0, 1), ("weather", None, 0)],
    names=["fees act", "section 9"],
    abbreviations=[("SAR", "subject access request"), ("sar", "subject access request")],
    phrases=[("violence", "he hit me"), ("trafficking", "locked in"), ("violence", "bije mnie")],
)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    knowledge, problems = read_and_check(DATA / "knowledge")
    assert problems == []
    return knowledge


@pytest.fixture
def store(tmp_path: Path, knowledge: Knowledge) -> Iterator[Store]:
    write_store(tmp_path / "knowledge.sqlite", knowledge, ROWS, LEXICON)
    store = Store(tmp_path / "knowledge.sqlite")
    yield store
    store.close()


def test_every_source_passage_and_card_comes_back_as_it_was(
    store: Store, knowledge: Knowledge
) -> None:
    assert {id_: store.source(id_) for id_ in knowledge.sources} == knowledge.sources
    assert {a: store.passage(a) for a in knowledge.passages} == knowledge.passages
    assert {id_: store.card(id_) for id_ in knowledge.cards} == knowledge.cards


def test_vector_rows_keep_their_order(store: Store) -> None:
    assert store.vector_rows() == ROWS
    assert store.vector_units() == [("passage", "helpline#phone"), ("card", "gp-address")]


@pytest.mark.parametrize("read", ["source", "passage", "card"])
def test_what_is_not_there_is_a_key_error(store: Store, read: str) -> None:
    with pytest.raises(KeyError):
        getattr(store, read)("nothing")


def test_full_text_finds_any_of_the_words_best_first(store: Store) -> None:
    found = store.search_passages("is there an emergency in Scotland", 5)
    assert found[0][0] == "scottish-note#summary"
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert all(score > 0 for _, score in found)


def test_full_text_forgives_endings_and_accents(store: Store) -> None:
    assert store.search_cards("régistering", 1)[0][0] == "register-without-papers"


def test_no_more_than_k_are_found(store: Store) -> None:
    assert len(store.search_passages("the practice address", 2)) == 2


@pytest.mark.parametrize(
    "question",
    [
        'address" OR "',
        "NEAR(address, 2)",
        "address AND NOT papers",
        "address* ^registering",
        "text:address {heading}",
        "'; drop table cards; --",
        "%s %d {0} {}",
        "-address",
        "((((",
        "\\",
        "a'b''c",
    ],
)
def test_nothing_typed_is_read_as_query_syntax(store: Store, question: str) -> None:
    assert isinstance(store.search_cards(question, 5), list)
    assert store.card("gp-address").id == "gp-address"


@pytest.mark.parametrize("question", ["", "the and of", "???", "😭"])
def test_a_question_without_words_of_its_own_finds_nothing(store: Store, question: str) -> None:
    assert full_text_query(question) == ""
    assert store.search_cards(question, 5) == []


def test_a_long_story_asks_for_a_bounded_number_of_words() -> None:
    query = full_text_query(" ".join(f"word{n}" for n in range(5000)))
    assert query.count(" OR ") == 59


def test_counts_are_by_value_most_frequent_first(store: Store) -> None:
    assert store.counts("status") == {"current": 3, "historical": 1}


def test_the_file_can_be_read_but_not_written(tmp_path: Path, store: Store) -> None:
    before = (tmp_path / "knowledge.sqlite").read_bytes()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._db.execute("delete from cards")
    assert (tmp_path / "knowledge.sqlite").read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "knowledge.sqlite"
    file.write_bytes(b"SQLite format 3\0 but no more")
    with pytest.raises(IndexDamagedError, match="build again"):
        Store(file)


# What is known of words


def test_the_lexicon_comes_back_as_it_was(store: Store) -> None:
    assert store.word_counts() == {"address": 7, "scotland": 1}
    assert store.abbreviations() == dict(LEXICON.abbreviations)
    assert store.phrases() == {
        "violence": ["he hit me", "bije mnie"],
        "trafficking": ["locked in"],
    }


def test_words_are_known_with_their_rarity_if_the_documents_have_them(store: Store) -> None:
    asked = ["weather", "address", "xyzzy", "address"]
    assert sorted(store.known_words(asked)) == [("address", 0.5), ("weather", None)]
    assert store.english_words(asked) == {"address", "weather"}
    assert store.known_names(["fees act", "fees bill", "fees act"]) == ["fees act"]


def test_no_words_are_known_of_nothing(store: Store) -> None:
    assert store.known_words([]) == []
    assert store.english_words([]) == set()
    assert store.known_names([]) == []


def test_very_many_words_are_looked_up_at_once(store: Store) -> None:
    assert store.english_words([f"word{n}" for n in range(5000)] + ["weather"]) == {"weather"}


def test_the_places_of_answerable_examples_are_known(store: Store) -> None:
    assert store.answerable_places() == {f"scope.jsonl:{line}" for line in range(1, 9)}


def test_traits_of_passages_are_those_of_their_sources(store: Store) -> None:
    traits = store.passage_traits()
    assert len(traits) == 8
    assert traits["scottish-note#summary"] == ("health-body", "current", "Scotland")
    assert traits["old-agreement#terms"] == ("government", "historical", "England")


def test_a_store_without_lexicon_and_examples_can_be_asked(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    write_store(tmp_path / "bare.sqlite", replace(knowledge, examples=()), ROWS, Lexicon())
    store = Store(tmp_path / "bare.sqlite")
    assert (store.word_counts(), store.abbreviations(), store.phrases()) == ({}, {}, {})
    assert (store.known_words(["a"]), store.known_names(["a b"])) == ([], [])
    assert store.answerable_places() == set()
    store.close()


# Rows


def test_rows_of_a_kind_follow_each_other() -> None:
    units: list[tuple[VectorKind, str]] = [
        ("passage", "a#1"),
        ("passage", "a#2"),
        ("card", "b"),
        ("sentence", "a#1"),
        ("alarm", "alarms.jsonl:1"),
    ]
    assert row_ranges(units) == {
        "passage": range(2),
        "card": range(2, 3),
        "question": range(3, 3),
        "example": range(3, 3),
        "sentence": range(3, 4),
        "alarm": range(4, 5),
        "line": range(5, 5),
    }


def test_no_rows_have_empty_ranges() -> None:
    assert set(row_ranges([])) == set(VECTOR_KINDS)
    assert all(len(rows) == 0 for rows in row_ranges([]).values())
