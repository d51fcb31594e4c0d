"""index/picker.py"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import DATA, Project
from numpy.typing import NDArray

from index import Encoder, Searcher
from index.check import read_and_check
from index.passages import Knowledge
from index.picker import (
    FEATURES,
    FIT_FEATURES,
    FLAGS,
    Choice,
    Picker,
    Pool,
    SentenceTable,
    fit_features,
    learn_choice,
    sentence_table,
)
from index.quotable import PLACES, Quotable, all_quotables
from index.ranking import fuse
from index.signals import Measured

SIZE = len(FEATURES)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read_and_check(DATA / "knowledge")[0]


@pytest.fixture(scope="module")
def table(knowledge: Knowledge) -> SentenceTable:
    quotables = list(all_quotables(knowledge))
    return sentence_table(quotables, knowledge, list(knowledge.cards), list(knowledge.passages))


# The table


def test_the_table_has_every_sentence_in_its_order(
    knowledge: Knowledge, table: SentenceTable
) -> None:
    units = [*knowledge.cards, *knowledge.passages]
    passages = list(knowledge.passages)
    for row, its in enumerate(all_quotables(knowledge)):
        assert units[table.unit[row]] == its.unit
        assert table.position[row] == its.position
        assert PLACES[table.place[row]] == its.place
        assert table.chars[row] == len(its.text)
        cited = table.cited[table.cited_from[row] : table.cited_from[row + 1]]
        assert [passages[n] for n in cited] == list(its.citations)
    assert len(table.cited_from) == len(table.unit) + 1


@pytest.mark.parametrize(
    ("text", "address", "flags"),
    [
        ("It takes 30 days.", "practice-guide#para-9", {"figure"}),
        ("It ended in 2018.", "practice-guide#para-9", {"figure", "year"}),
        ("It costs £5.", "practice-guide#para-9", {"figure", "money"}),
        ("It is free.", "practice-guide#para-9", {"money"}),
        ("It freezes.", "practice-guide#para-9", set()),
        ("Call 020 7946 0000.", "practice-guide#para-9", {"figure", "phone"}),
        ("Call 999.", "practice-guide#para-9", {"figure", "phone"}),
        ("It was so.", "old-agreement#terms", {"past"}),
        ("Nobody pays.", "scottish-note#summary", {"Scotland"}),
        ("In Wales nobody pays.", "practice-guide#para-9", {"Wales"}),
        ("Nobody pays.", "practice-guide#para-9", set()),
    ],
)
def test_flags_say_what_a_sentence_holds(
    knowledge: Knowledge, text: str, address: str, flags: set[str]
) -> None:
    its = Quotable("gp-address", 0, text, (address,), "body", "?", leans=False)
    table = sentence_table([its], knowledge, list(knowledge.cards), list(knowledge.passages))
    found = {name for name, flag in zip(FLAGS, table.flags[0], strict=True) if flag}
    assert found == flags


def test_a_sentence_that_cites_the_present_too_is_not_of_the_past(knowledge: Knowledge) -> None:
    addresses = ("old-agreement#terms", "practice-guide#para-9")
    its = Quotable("gp-address", 0, "It was so.", addresses, "body", "?", leans=False)
    table = sentence_table([its], knowledge, list(knowledge.cards), list(knowledge.passages))
    assert not table.flags[0, FLAGS.index("past")]


def test_no_sentences_have_an_empty_table(knowledge: Knowledge) -> None:
    table = sentence_table([], knowledge, [], [])
    assert (len(table.unit), table.flags.shape, table.cited_from.tolist()) == (
        0,
        (0, len(FLAGS)),
        [0],
    )


# What to choose from


@dataclass(frozen=True)
class Asked:
    """The small index, open, with what questions are measured by."""

    searcher: Searcher

    @property
    def picker(self) -> Picker:
        return self.searcher._picker

    def measure(self, question: str) -> tuple[Measured, NDArray[np.floating]]:
        vector = self.searcher.encoder.encode_queries([question])[0]
        measured = self.searcher._signals.measure(question, vector)
        return measured, fuse(measured.cards, self.searcher._learned.rules.card_weights)

    def pool(self, question: str) -> Pool:
        return self.picker.pool(*self.measure(question))

    def column(self, question: str, feature: str) -> dict[str, float]:
        """Return a feature of every sentence of the pool, by its text."""
        pool = self.pool(question)
        texts = [its.text for its in self.quotables()]
        values = pool.features[:, FEATURES.index(feature)]
        return {texts[row]: value for row, value in zip(pool.rows, values.tolist(), strict=True)}

    def quotables(self) -> list[Quotable]:
        units = [unit for kind, unit in self.searcher.library.store.vector_units()]
        kinds = [kind for kind, unit in self.searcher.library.store.vector_units()]
        own = dict.fromkeys(
            unit for kind, unit in zip(kinds, units, strict=True) if kind == "sentence"
        )
        return [its for unit in own for its in self.searcher.library.quotables(unit)]


@pytest.fixture
def asked(built: Project) -> Iterator[Asked]:
    searcher = Searcher.open(built.config)
    yield Asked(searcher)
    searcher.close()


@pytest.mark.parametrize(
    "question", ["does my gp tell", "", "🙂", "هل يشارك طبيبي عنواني", "word " * 2000]
)
def test_the_pool_has_each_sentence_once_with_finite_features(asked: Asked, question: str) -> None:
    pool = asked.pool(question)
    assert len(set(pool.rows.tolist())) == len(pool.rows) > 0
    assert pool.features.shape == (len(pool.rows), SIZE)
    assert np.isfinite(pool.features).all()


def test_the_pool_is_of_the_likeliest_cards_and_the_best_passages(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.picker._CARDS", 2)
    monkeypatch.setattr("index.picker._PASSAGES", 1)
    measured, cards = asked.measure("who can help me with a lawyer for free")
    quotables = asked.quotables()
    pooled = {quotables[row].unit for row in asked.picker.pool(measured, cards).rows}
    names = asked.searcher._signals.cards
    likeliest = {names[n] for n in np.argsort(-cards)[:2]}
    assert {unit for unit in pooled if "#" not in unit} == likeliest
    # One by the passages' own scores, one that a likely card cites: the same here.
    assert {unit for unit in pooled if "#" in unit} <= {"helpline#law", "helpline#phone"}


@pytest.mark.parametrize(
    ("feature", "question", "more", "less"),
    [
        (
            "phone wanted",
            "what number do i ring for advice",
            "The helpline is free: 020 7946 0000.",
            "A practice keeps the address of a patient secret in the same way as an illness.",
        ),
        (
            "past wanted",
            "what was the old agreement about addresses",
            "A data centre could give the office an address.",
            "No, your address is secret like your illness.",
        ),
        (
            "nation wanted",
            "must i pay for an emergency in Scotland",
            "In Scotland nobody is asked to pay for an emergency in hospital.",
            "No, your address is secret like your illness.",
        ),
        (
            "other nation",
            "must i pay for an emergency in hospital",
            "In Scotland nobody is asked to pay for an emergency in hospital.",
            "No, your address is secret like your illness.",
        ),
        (
            "date wanted",
            "when did the agreement about the address end",
            "An agreement to share addresses ended on 9 November 2018.",
            "No, your address is secret like your illness.",
        ),
        (
            "cosine",
            "an office asks by letter for an address",
            "An office may ask by letter.",
            "The helpline is free: 020 7946 0000.",
        ),
    ],
)
def test_a_feature_is_greater_for_what_is_asked_for(
    asked: Asked, feature: str, question: str, more: str, less: str
) -> None:
    column = asked.column(question, feature)
    assert column[more] > column[less]


def test_what_nobody_asks_for_is_not_wanted(asked: Asked) -> None:
    question = "does my gp give my address to the home office"
    for feature in ("phone wanted", "date wanted", "past wanted", "nation wanted"):
        assert not any(asked.column(question, feature).values())


def test_without_lookups_the_sentences_still_come_each_once(asked: Asked) -> None:
    found = asked.searcher.search("does my gp give my address to the home office").sentences
    pool = asked.pool("does my gp give my address to the home office")
    assert len({(pick.unit, pick.position) for pick in found}) == len(found) == len(pool.rows)
    assert {pick.chance for pick in found} == {0.5}


def test_of_equal_sentences_the_shorter_come_first(asked: Asked) -> None:
    found = asked.searcher.search("does my gp give my address to the home office").sentences
    lengths = [
        len(asked.searcher.library.quotables(pick.unit)[pick.position].text) for pick in found
    ]
    assert lengths == sorted(lengths)


# What is learned


def pools(count: int) -> tuple[list[NDArray[np.float64]], list[NDArray[np.bool_]]]:
    """Return questions of twelve sentences; what is asked for stands where feature 2 is high."""
    rng = np.random.default_rng(9)
    features, has = [], []
    for _ in range(count):
        its = rng.normal(size=(12, SIZE))
        right = int(rng.integers(12))
        its[right, 2] += 3
        features.append(its)
        has.append((np.arange(12) == right)[:, None])
    return features, has


def test_learned_weights_find_what_is_asked_for_in_unseen_questions() -> None:
    features, has = pools(120)
    choice = learn_choice(features[:80], has[:80])
    assert int(np.argmax(np.abs(choice.weights))) == 2
    assert choice.weights[2] > 0
    right = [
        its[int(np.argmax(choice.scores(pool))), 0]
        for pool, its in zip(features[80:], has[80:], strict=True)
    ]
    assert np.mean(right) > 0.7


def test_a_better_score_is_a_better_chance() -> None:
    choice = learn_choice(*pools(80))
    scores = np.linspace(-5, 5, 11)
    chances = choice.chances(scores)
    assert (np.diff(chances) > 0).all()
    assert (chances > 0).all()
    assert (chances < 1).all()


def test_what_most_sentences_have_teaches_nothing() -> None:
    features, has = pools(30)
    everywhere = [np.ones_like(its) for its in has]
    nowhere = [np.zeros_like(its) for its in has]
    for its in (everywhere, nowhere):
        choice = learn_choice(features, its)
        np.testing.assert_array_equal(choice.weights, np.zeros(SIZE))
        np.testing.assert_array_equal(choice.chances(choice.scores(features[0])), np.full(12, 0.5))


@pytest.mark.parametrize(
    ("features", "has"),
    [([], []), ([np.zeros((3, SIZE))], [np.zeros((3, 0), dtype=bool)])],
    ids=["no questions", "nothing asked for"],
)
def test_nothing_to_learn_from_weighs_all_alike(
    features: list[NDArray[np.float64]], has: list[NDArray[np.bool_]]
) -> None:
    choice = learn_choice(features, has)
    assert isinstance(choice, Choice)
    np.testing.assert_array_equal(choice.scores(np.ones((2, SIZE))), np.zeros(2))


def test_the_same_questions_give_the_same_choice() -> None:
    one, two = learn_choice(*pools(30)), learn_choice(*pools(30))
    np.testing.assert_array_equal(one.weights, two.weights)
    assert (one.slope, one.intercept) == (two.slope, two.intercept)


# Whether the first card fits


def test_the_first_card_fits_better_the_further_it_is_ahead(asked: Asked) -> None:
    measured, cards = asked.measure("is my address safe at the surgery")
    features = fit_features(measured, cards)
    assert features.shape == (len(FIT_FEATURES),)
    ahead = cards + 5 * (np.arange(4) == int(np.argmax(cards)))
    further = fit_features(measured, ahead)
    for name in ("chance", "chance over second"):
        assert further[FIT_FEATURES.index(name)] > features[FIT_FEATURES.index(name)]


def test_equal_cards_have_equal_chances(asked: Asked) -> None:
    measured, _ = asked.measure("is my address safe at the surgery")
    features = fit_features(measured, np.zeros(4))
    assert features[FIT_FEATURES.index("chance")] == pytest.approx(0.25)
    assert features[FIT_FEATURES.index("chance over second")] == 0


def test_an_only_card_has_all_the_chance(project: Project, encoder: Encoder) -> None:
    for file in project.file("answers").iterdir():
        if file.stem != "gp-address":
            file.unlink()
    project.file("questions/scope.jsonl").unlink()
    project.build(encoder)
    searcher = Searcher.open(project.config)
    found = searcher.search("is my address safe at the surgery")
    measured, cards = Asked(searcher).measure("is my address safe at the surgery")
    features = fit_features(measured, cards)
    assert features[FIT_FEATURES.index("chance")] == 1.0
    assert features[FIT_FEATURES.index("chance over second")] == 1.0
    assert {pick.unit for pick in found.sentences} >= {"gp-address"}
