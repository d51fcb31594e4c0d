"""index/lexicon.py"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import DATA

from index.check import read_and_check
from index.lexicon import known_of, learn_lexicon
from index.passages import Knowledge
from index.store import Lexicon, Store, VectorRow, write_store


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_and_check(DATA / "knowledge")[0]


@pytest.fixture(scope="module")
def lexicon(knowledge: Knowledge) -> Lexicon:
    return learn_lexicon(knowledge)


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge, lexicon: Lexicon
) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("lexicon") / "knowledge.sqlite"
    write_store(file, knowledge, [VectorRow("card", "gp-address", "aa")], lexicon)
    store = Store(file)
    yield store
    store.close()


def test_words_of_the_documents_have_a_rarity_and_a_count(lexicon: Lexicon) -> None:
    counted = {word: (rarity, count) for word, rarity, count in lexicon.words if count}
    assert counted["scotland"][1] == 2  # a passage and a title
    assert counted["the"][1] > counted["scotland"][1]
    assert 0 < counted["the"][0] < counted["scotland"][0]


def test_words_of_english_besides_have_neither(lexicon: Lexicon) -> None:
    rest = {word: (rarity, count) for word, rarity, count in lexicon.words if not count}
    assert rest["weather"] == (None, 0)
    assert "scotland" not in rest
    assert len(rest) > 50_000


def test_no_word_stands_twice(lexicon: Lexicon) -> None:
    words = [word for word, _, _ in lexicon.words]
    assert len(set(words)) == len(words)


def test_abbreviations_serve_in_small_letters_unless_they_are_a_word(
    knowledge: Knowledge,
) -> None:
    text = "The Home Lodging Register (HLR) and the Patient Advice Service (PAS), and Big Ill Dogs"
    passage = knowledge.passages["helpline#law"]
    changed = replace(passage, text=f"{text} (BID).")
    lexicon = learn_lexicon(replace(knowledge, passages={passage.address: changed}))
    found = dict(lexicon.abbreviations)
    assert found["HLR"] == found["hlr"] == "Home Lodging Register"
    assert found["BID"] == "Big Ill Dogs"
    assert "bid" not in found


def test_phrases_of_emergencies_come_by_kind(knowledge: Knowledge) -> None:
    phrases = {"violence": ["he hit me", "bije mnie"], "trafficking": ["locked in"]}
    lexicon = learn_lexicon(replace(knowledge, phrases=phrases))
    assert list(lexicon.phrases) == [
        ("violence", "he hit me"),
        ("violence", "bije mnie"),
        ("trafficking", "locked in"),
    ]


def test_words_of_a_message_are_known_or_not(store: Store) -> None:
    known = known_of("the Scotland weather xyzzy, the old agreement and a fees act", store)
    assert set(known.rarity) >= {"the", "scotland", "agreement"}
    assert known.rarity["the"] < known.rarity["scotland"]
    assert "weather" not in known.rarity
    assert {"the", "scotland", "weather"} <= known.english
    assert "xyzzy" not in known.english
    assert "fees act" not in known.names


@pytest.mark.parametrize("text", ["", "?!", "🙂", "医生"])
def test_of_a_message_without_known_words_nothing_is_known(store: Store, text: str) -> None:
    known = known_of(text, store)
    assert (known.rarity, known.english, known.names) == ({}, frozenset(), frozenset())


def test_a_message_of_very_many_words_is_looked_up(store: Store) -> None:
    known = known_of(" ".join(f"word{n}" for n in range(4000)) + " scotland", store)
    assert set(known.rarity) == {"scotland"}


def test_quotes_and_sql_in_a_message_are_words_like_others(store: Store) -> None:
    assert "scotland" in known_of("'); drop table words; -- scotland", store).rarity
    assert "scotland" in known_of("scotland", store).rarity
