"""index/search.py"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from conftest import Project

from index import Encoder, IndexDamagedError, Library, Searcher
from index.signals import CARD_SIGNALS, PASSAGE_SIGNALS


@pytest.fixture
def small(built: Project) -> Iterator[Searcher]:
    """The index of the small project, open."""
    opened = Searcher.open(built.config)
    yield opened
    opened.close()


# The small index


def test_ranks_count_from_one_and_scores_fall(small: Searcher) -> None:
    found = small.search("can the surgery give away where i live")
    for hits in (found.cards, found.passages):
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert (len(found.cards), len(found.passages)) == (4, 8)
    assert 0 <= found.card_chance <= 1


def test_every_hit_says_what_every_signal_said_of_it(small: Searcher) -> None:
    found = small.search("can the surgery give away where i live")
    for hits, names in ((found.cards, CARD_SIGNALS), (found.passages, PASSAGE_SIGNALS)):
        for hit in hits:
            assert tuple(signal.name for signal in hit.signals) == names
            assert all(1 <= signal.rank <= len(hits) for signal in hit.signals)


def test_sentences_are_of_the_cards_and_passages_there_are(small: Searcher) -> None:
    found = small.search("can the surgery give away where i live")
    for pick in found.sentences:
        assert 0 <= pick.position < len(small.library.quotables(pick.unit))
        assert 0 <= pick.chance <= 1
    pairs = [(pick.unit, pick.position) for pick in found.sentences]
    assert len(set(pairs)) == len(pairs) > 0


def test_a_question_asked_as_it_stands_in_a_card_finds_that_card_first(small: Searcher) -> None:
    for unit in small.library.units():
        if "#" not in unit:
            for question in small.library.card(unit).questions:
                assert small.search(question).cards[0].id == unit, question


def test_a_misspelt_question_is_read_as_it_was_meant(small: Searcher) -> None:
    text, vector = small.read("dose my surgery give away my adress")
    assert text == "dose my surgery give away my address"
    right, expected = small.read(text)
    assert right == text
    np.testing.assert_array_equal(vector, expected)
    assert vector.shape == (1, small.encoder.dimension)


def test_searching_is_reading_and_then_searching(small: Searcher) -> None:
    question = "is my adress safe"
    assert small.search(question) == small.search_with(*small.read(question))


@pytest.mark.parametrize(
    "message",
    ["", " ", "?", "🙂", "\x00", "هل يشارك طبيبي عنواني", "必須", "a" * 4096, "address " * 500],
)
def test_nothing_typed_breaks_a_search(small: Searcher, message: str) -> None:
    found = small.search(message)
    assert len(found.cards) == 4
    assert not np.isnan(found.scope_margin)
    assert small.small_talk(small.read(message)[1]) is None


def test_only_so_many_are_listed_as_the_settings_say(built: Project, encoder: Encoder) -> None:
    built.configure("candidates = 20", "candidates = 2")
    searcher = Searcher(built.config, encoder, Library(built.config))
    found = searcher.search("address")
    assert (len(found.cards), len(found.passages)) == (2, 2)


def test_the_past_brings_what_was_true_then_nearer(small: Searcher) -> None:
    def rank(question: str) -> int:
        return next(
            hit.rank for hit in small.search(question).passages if hit.id == "old-agreement#terms"
        )

    now, then = "agreement on giving addresses", "was there an agreement on giving addresses"
    assert rank(then) <= rank(now)


def test_kinds_of_small_talk_are_learned_from_examples(project: Project, encoder: Encoder) -> None:
    greetings = ["hello", "good morning", "hi there", "hey", "good evening to you", "salam"]
    thanks = ["thank you", "thanks a lot", "many thanks", "cheers for that", "ty", "thank u dear"]
    file = project.file("questions/scope.jsonl")
    lines = [
        f'{{"text": "{text}", "answerable": false, "kind": "small-talk:{kind}",'
        ' "card": null, "lang": "en"}'
        for kind, texts in (("greeting", greetings), ("thanks", thanks))
        for text in texts
    ]
    file.write_text(file.read_text("utf-8") + "\n".join(lines), encoding="utf-8")
    project.build(encoder)
    searcher = Searcher.open(project.config)

    def kind(message: str) -> str | None:
        return searcher.small_talk(searcher.read(message)[1])

    assert kind("good afternoon") == "greeting"
    assert kind("thanks very much") == "thanks"
    assert kind("does the surgery tell the home office my address") is None
    assert kind("how do i bake bread") is None


def test_files_of_two_generations_are_not_read_together(built: Project, encoder: Encoder) -> None:
    first = Library(built.config)
    built.replace("answers/gp-address.md", "is my address safe at the surgery", "is it safe there")
    shutil.copytree(first.folder, built.folder / "kept")
    built.build(encoder)
    second = Library(built.config)
    shutil.copyfile(built.folder / "kept" / "vectors.faiss", second.folder / "vectors.faiss")
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss: is not as it was built"):
        Searcher.open(built.config)


# The real index


@pytest.mark.parametrize(
    ("question", "card"),
    [
        ("Will my GP share my address with the Home Office?", "gp-share-address-home-office"),
        ("what is a type 1 opt out", "what-is-type-1-opt-out"),
        ("can the police get my medical records", "police-get-my-medical-records"),
        ("is the NHS Home Office memorandum still in force", "mou-still-in-force"),
        ("i have hiv do i pay for treatment", "hiv-treatment-free"),
        ("can the polise get my medcal recrods", "police-get-my-medical-records"),
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


def test_a_nation_named_brings_its_own_sources(searcher: Searcher) -> None:
    found = searcher.search("do asylum seekers pay for hospital treatment in Scotland")
    passage = searcher.library.passage(found.passages[0].id)
    assert searcher.library.source(passage.source_id).jurisdiction == "Scotland"


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("she is not breathing", "sure"),
        ("i want to kill myself tonight", "sure"),
        ("মা শ্বাস নিচ্ছে না", "sure"),
        ("this bill is killing me", "none"),
        ("will my gp share my address with the home office", "none"),
    ],
)
def test_emergencies_are_told_from_what_only_sounds_like_one(
    searcher: Searcher, message: str, level: str
) -> None:
    assert searcher.alarm(message, searcher.read(message)[1]).level == level


@pytest.mark.parametrize(
    ("message", "kind"),
    [("hello", "greeting"), ("thank you so much", "thanks"), ("can i see my record", None)],
)
def test_small_talk_is_told_by_its_kind(searcher: Searcher, message: str, kind: str | None) -> None:
    assert searcher.small_talk(searcher.read(message)[1]) == kind
