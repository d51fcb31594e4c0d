"""index/signals.py"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import Project
from numpy.typing import NDArray

from index import Encoder, Searcher
from index.signals import (
    CARD_SIGNALS,
    PASSAGE_SIGNALS,
    Groups,
    Measured,
    Signals,
    standardised,
)


@dataclass(frozen=True)
class Asked:
    """The small index, open, with what questions are measured by."""

    searcher: Searcher

    @property
    def signals(self) -> Signals:
        return self.searcher._signals

    def measure(self, question: str) -> Measured:
        vector = self.searcher.encoder.encode_queries([question])
        return self.signals.measure(question, vector[0])


@pytest.fixture
def asked(built: Project) -> Iterator[Asked]:
    searcher = Searcher.open(built.config)
    yield Asked(searcher)
    searcher.close()


def test_every_signal_is_measured_for_every_card_and_passage(asked: Asked) -> None:
    measured = asked.measure("does my gp give my address away")
    assert measured.raw_cards.shape == measured.cards.shape == (len(CARD_SIGNALS), 4)
    assert measured.raw_passages.shape == measured.passages.shape == (len(PASSAGE_SIGNALS), 8)
    assert asked.signals.cards == list(asked.signals.card_number)
    assert asked.signals.passages == list(asked.signals.passage_number)


@pytest.mark.parametrize(
    "question",
    ["does my gp give my address away", "", "?", "هل يشارك طبيبي عنواني", "word " * 3000, "🙂"],
)
def test_signals_are_standardised_over_the_units_of_one_question(
    asked: Asked, question: str
) -> None:
    measured = asked.measure(question)
    for values in (*measured.cards, *measured.passages):
        assert values.mean() == pytest.approx(0.0, abs=1e-6)
        assert values.std() == pytest.approx(1.0, abs=1e-3) or not values.any()


@pytest.mark.parametrize("signal", CARD_SIGNALS)
def test_each_signal_finds_the_card_of_a_plain_question(asked: Asked, signal: str) -> None:
    measured = asked.measure("where is a list of lawyers who give free immigration advice")
    best = int(np.argmax(measured.raw_cards[CARD_SIGNALS.index(signal)]))
    assert asked.signals.cards[best] == "help-immigration-lawyer"


@pytest.mark.parametrize("signal", PASSAGE_SIGNALS)
def test_each_signal_finds_the_passage_of_a_plain_question(asked: Asked, signal: str) -> None:
    measured = asked.measure("in Scotland, is anybody asked to pay for an emergency in hospital")
    best = int(np.argmax(measured.raw_passages[PASSAGE_SIGNALS.index(signal)]))
    assert asked.signals.passages[best] == "scottish-note#summary"


def test_the_nearest_way_of_asking_is_known_with_its_card(asked: Asked) -> None:
    measured = asked.measure("is my address safe at the surgery")
    assert asked.signals.cards[measured.nearest] == "gp-address"
    assert measured.cosine == pytest.approx(1.0, abs=1e-3)
    assert measured.line == pytest.approx(1.0, abs=1e-2)


def test_the_card_signal_is_the_cosine_to_the_vector_of_the_card(asked: Asked) -> None:
    question = "free help line"
    vector = asked.searcher.encoder.encode_queries([question])[0]
    rows = asked.searcher._ranges["card"]
    expected = asked.searcher._vectors.all()[rows.start : rows.stop] @ vector
    measured = asked.measure(question)
    np.testing.assert_allclose(measured.raw_cards[CARD_SIGNALS.index("card")], expected, atol=1e-5)


def test_whitened_cosines_are_those_of_whitened_vectors(asked: Asked) -> None:
    measured = asked.measure("free help line")
    whitening = asked.searcher._learned.measures.whitening
    rows = asked.searcher._ranges["passage"]
    stored = asked.searcher._vectors.all()[rows.start : rows.stop]
    white = np.array([*stored, measured.vector]) - whitening.mean
    white = white @ whitening.matrix
    white /= np.linalg.norm(white, axis=1, keepdims=True)
    found = measured.raw_passages[PASSAGE_SIGNALS.index("whitened")]
    np.testing.assert_allclose(found, white[:-1] @ white[-1], atol=1e-4)


def test_sentences_are_compared_by_the_rows_asked_for(asked: Asked) -> None:
    measured = asked.measure("is my address safe")
    rows = asked.searcher._ranges["sentence"]
    some = np.array([rows.start + 3, rows.stop - 1, rows.start + 3])
    plain, whitened = asked.signals.sentences(measured, some)
    stored = asked.searcher._vectors.all()
    np.testing.assert_allclose(plain, stored[some] @ measured.vector, atol=1e-5)
    assert (plain[0], whitened[0]) == (plain[2], whitened[2])
    assert (np.abs(whitened) <= 1.001).all()


def test_given_labels_take_the_place_of_those_of_the_kernel(asked: Asked) -> None:
    vector = asked.searcher.encoder.encode_queries(["is my address safe"])[0]
    own = asked.signals.labels(vector)
    left_out = np.arange(len(own), dtype=np.float64)
    measured = asked.signals.measure("is my address safe", vector, left_out)
    np.testing.assert_array_equal(measured.labels, left_out)
    np.testing.assert_array_equal(
        measured.raw_cards[CARD_SIGNALS.index("classifier")], left_out[-4:]
    )
    without = asked.signals.measure("is my address safe", vector)
    np.testing.assert_array_equal(without.labels, own)


def test_the_same_question_measures_the_same(asked: Asked) -> None:
    one, two = asked.measure("who can help me"), asked.measure("who can help me")
    np.testing.assert_array_equal(one.raw_cards, two.raw_cards)
    np.testing.assert_array_equal(one.raw_passages, two.raw_passages)


def test_an_index_of_one_card_can_be_measured(project: Project, encoder: Encoder) -> None:
    for file in project.file("answers").iterdir():
        if file.stem != "gp-address":
            file.unlink()
    project.file("questions/scope.jsonl").unlink()
    project.build(encoder)
    asked = Asked(Searcher.open(project.config))
    measured = asked.measure("does my gp give my address away")
    assert measured.cards.shape == (len(CARD_SIGNALS), 1)
    assert not measured.cards.any()
    assert np.isfinite(measured.raw_cards).all()
    assert asked.signals.cards == ["gp-address"]


# Groups of scores


@pytest.mark.parametrize(
    ("groups", "scores", "best", "means"),
    [
        ([0, 0, 0, 1, 1], [0.9, 0.5, 0.7, 0.4, 0.2], 2, [0.8, 0.3]),
        ([0, 0, 0, 1, 1], [0.9, 0.5, 0.7, 0.4, 0.2], 1, [0.9, 0.4]),
        ([0, 0, 1], [0.9, 0.8, 0.4], 2, [0.85, 0.4]),  # what lacks has the least of all
        ([0, 2], [0.9, 0.1], 2, [0.9, 0.1, 0.1]),  # a group of nobody
        ([0, 1], [0.9, -0.5], 2, [0.9, -0.5]),  # nobody has two
        ([0, 0], [-0.2, -0.4], 2, [-0.3]),
        ([], [], 2, [0.0, 0.0]),
    ],
)
def test_a_group_has_the_mean_of_its_best(
    groups: list[int], scores: list[float], best: int, means: list[float]
) -> None:
    its = Groups(groups, len(means))
    np.testing.assert_allclose(its.best_mean(np.array(scores), best), means)


def test_a_member_knows_its_group() -> None:
    groups = Groups([0, 0, 2], 3)
    assert [groups.group_of(member) for member in range(3)] == [0, 0, 2]
    assert Groups([], 1).group_of(0) == 0


@pytest.mark.parametrize(
    "scores", [np.zeros((2, 0)), np.zeros((0, 3)), np.ones((1, 1)), np.full((2, 3), 7.0)]
)
def test_nothing_to_tell_apart_is_standardised_to_nothing(scores: NDArray[np.float64]) -> None:
    found = standardised(scores)
    assert found.shape == scores.shape
    assert not found.any()


def test_standardised_scores_keep_their_order() -> None:
    scores = np.array([[3.0, 1.0, 2.0], [1e6, 2e6, -5.0]])
    found = standardised(scores)
    np.testing.assert_array_equal(np.argsort(found), np.argsort(scores))
    np.testing.assert_allclose(found.mean(axis=1), 0, atol=1e-12)
    np.testing.assert_allclose(found.std(axis=1), 1)
