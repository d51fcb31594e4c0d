"""index/store.py"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DATA

from index import IndexDamagedError
from index.check import read_and_check
from index.passages import Knowledge
from index.store import Store, VectorRow, full_text_query, write_store

ROWS = [VectorRow("passage", "helpline#phone", "aa"), VectorRow("card", "gp-address", "bb")]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    knowledge, problems = read_and_check(DATA / "knowledge")
    assert problems == []
    return knowledge


@pytest.fixture
def store(tmp_path: Path, knowledge: Knowledge) -> Iterator[Store]:
    write_store(tmp_path / "knowledge.sqlite", knowledge, ROWS)
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
