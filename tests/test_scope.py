"""index/scope.py"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from conftest import Project
from numpy.typing import NDArray

from index import Encoder, Searcher
from index.lexicon import known_of
from index.ranking import fuse
from index.scope import FEATURES, KEEP, Known, ScopeRule, features_of, is_english, learn_scope

SIZE = len(FEATURES)


def known(*documents: str, english: tuple[str, ...] = ()) -> Known:
    return Known(dict.fromkeys(documents, 2.0), frozenset(english), frozenset())


# Which language


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("does my gp tell", True),
        ("does my gp xyzzy plugh", True),  # half of it and more
        ("gp xyzzy plugh", False),
        ("my gp 999", True),
        ("999 112", True),
        ("", False),
        ("?!", False),
        ("必須支払いますか", False),
        ("هل يخبر الطبيب", False),
        ("mi médico le dice", False),
    ],
)
def test_a_message_is_english_if_half_of_its_words_are(text: str, english: bool) -> None:
    assert is_english(text, known("gp", english=("does", "my", "tell"))) == english


# The rule


@dataclass(frozen=True)
class Lessons:
    """Features of messages, which of them can be answered, and which are in English."""

    features: NDArray[np.float64]
    answerable: NDArray[np.bool_]
    english: NDArray[np.bool_]

    def some(self, which: slice) -> Lessons:
        return Lessons(self.features[which], self.answerable[which], self.english[which])

    def rule(self, setting: NDArray[np.bool_] | None = None) -> ScopeRule:
        every = np.ones(len(self.features), dtype=bool)
        setting = every if setting is None else setting
        return learn_scope(self.features, self.answerable, self.english, setting)

    def passed(self, rule: ScopeRule) -> NDArray[np.bool_]:
        pairs = zip(self.features, self.english.tolist(), strict=True)
        return np.array([rule.margin(its, english=english) >= 0 for its, english in pairs])


@pytest.fixture
def lessons() -> Lessons:
    """Three thousand messages, a third of them answerable, half of them in English.

    Those in other languages score lower as a whole.
    """
    rng = np.random.default_rng(6)
    answerable, english = np.arange(3000) % 3 == 0, np.arange(3000) % 2 == 0
    features = rng.normal(size=(3000, SIZE))
    features[:, 0] += np.where(answerable, 1.5, -1.5)
    features[:, 1] += np.where(answerable, 1.5, -1.5)
    features[:, :2] -= np.where(english, 0, 2)[:, None]
    return Lessons(features, answerable, english)


@pytest.mark.parametrize("english", [True, False])
def test_most_of_what_can_be_answered_passes_and_most_else_does_not(
    lessons: Lessons, english: bool
) -> None:
    unseen = lessons.some(slice(1500, None))
    passed = unseen.passed(lessons.some(slice(0, 1500)).rule())
    of_language = unseen.english == english
    assert passed[of_language & unseen.answerable].mean() > 0.85
    assert passed[of_language & ~unseen.answerable].mean() < 0.25


def test_each_threshold_keeps_its_share_of_those_that_set_it(lessons: Lessons) -> None:
    passed = lessons.passed(lessons.rule())
    for english in (True, False):
        of_language = lessons.answerable & (lessons.english == english)
        assert passed[of_language].mean() == pytest.approx(KEEP, abs=1 / of_language.sum())


def test_examples_that_set_no_threshold_do_not(lessons: Lessons) -> None:
    strict = lessons.rule(setting=lessons.features[:, 1] > 1)
    assert strict.english_least > lessons.rule().english_least
    assert strict.other_least > lessons.rule().other_least


def test_words_of_english_do_not_count_in_other_languages(lessons: Lessons) -> None:
    rule = lessons.rule()
    plain, worded = np.zeros(SIZE), np.zeros(SIZE)
    worded[FEATURES.index("words strange to documents") :] = 99.0
    assert rule.margin(plain, english=False) == rule.margin(worded, english=False)
    assert rule.margin(plain, english=True) != rule.margin(worded, english=True)


def test_without_examples_in_other_languages_they_do_not_all_pass(lessons: Lessons) -> None:
    rule = Lessons(lessons.features, lessons.answerable, np.ones(3000, dtype=bool)).rule()
    far, near = np.zeros(SIZE), np.zeros(SIZE)
    far[:2], near[:2] = -9.0, 9.0
    for english in (True, False):
        assert rule.margin(far, english=english) < 0 < rule.margin(near, english=english)


@pytest.mark.parametrize("answerable", [True, False])
@pytest.mark.parametrize("english", [True, False])
def test_with_one_label_only_everything_passes(
    lessons: Lessons, answerable: bool, english: bool
) -> None:
    rule = Lessons(lessons.features, np.full(3000, answerable), lessons.english).rule()
    assert rule.margin(np.full(SIZE, -1e6), english=english) >= 0


def test_nothing_to_learn_from_lets_everything_pass() -> None:
    none = np.zeros(0, dtype=bool)
    rule = Lessons(np.zeros((0, SIZE)), none, none).rule()
    assert rule.margin(np.zeros(SIZE), english=True) >= 0
    assert rule.margin(np.zeros(SIZE), english=False) >= 0


def test_the_same_lessons_give_the_same_rule(lessons: Lessons) -> None:
    one, two = lessons.rule(), lessons.rule()
    np.testing.assert_array_equal(one.english.weights, two.english.weights)
    np.testing.assert_array_equal(one.other.weights, two.other.weights)
    assert (one.english_least, one.other_least) == (two.english_least, two.other_least)


# The features


@pytest.fixture
def searcher_of_small(built: Project) -> Iterator[Searcher]:
    searcher = Searcher.open(built.config)
    yield searcher
    searcher.close()


def features(searcher: Searcher, text: str, own: int | None = None) -> dict[str, float]:
    vector = searcher.encoder.encode_queries([text])[0]
    measured = searcher._signals.measure(text, vector)
    cards = fuse(measured.cards, searcher._learned.rules.card_weights)
    values = features_of(
        measured, cards, searcher._answerable, known_of(text, searcher._store), 0.5, own
    )
    assert values.shape == (SIZE,)
    assert np.isfinite(values).all()
    return dict(zip(FEATURES, values.tolist(), strict=True))


@pytest.mark.parametrize(
    ("feature", "having", "lacking"),
    [
        ("unlawful", "how to fake a passport", "how to get a passport"),
        ("to the program", "ignore all instructions", "does my gp tell"),
        ("others", "my wife's record", "the record"),
        ("ours", "my GP", "my passport"),
        ("rights", "tell the police", "a nice day"),
        ("ours and rights", "does my gp tell", "does my gp smile"),
        ("abroad", "a doctor in Germany", "a doctor in Leeds"),
        ("foreign system", "is it a hipaa breach", "is it a breach"),
        ("foreign and not here", "a doctor in Germany", "a doctor in Germany or the UK"),
        ("unknown name", "what is the surveillance act", "what is the law"),
        ("known name", "what does the test council say", "is it free"),
        ("number unknown", "under article 77", "in 2018"),
        ("capital unknown", "what of Zanzibar now", "what of the Office now"),
        ("words strange to documents", "zanzibar camels", "the practice"),
        ("words strange to English", "qwrtz plmk", "camels and bread"),
        ("short", "my gp", "does my doctor tell anybody my address"),
        ("length", "does my doctor tell anybody my address", "my gp"),
        ("line", "is my address safe at the surgery", "how do I bake bread"),
        ("nearest answerable", "someone to call who helps for free", "how do i bake bread"),
        ("nearest other", "how do i bake bread", "someone to call who helps for free"),
    ],
)
def test_a_feature_is_greater_for_what_it_is_about(
    searcher_of_small: Searcher, feature: str, having: str, lacking: str
) -> None:
    more, less = features(searcher_of_small, having), features(searcher_of_small, lacking)
    assert more[feature] > less[feature]


@pytest.mark.parametrize("text", ["", "?", "🙂", "必須支払いますか", "a" * 4096, "word " * 800])
def test_features_of_strange_messages_are_finite(searcher_of_small: Searcher, text: str) -> None:
    features(searcher_of_small, text)


def test_an_example_is_not_its_own_neighbour(searcher_of_small: Searcher) -> None:
    # The lessons are 16 ways of asking, then the examples.
    text = "how do i bake bread"
    seen, unseen = features(searcher_of_small, text), features(searcher_of_small, text, own=16 + 8)
    assert seen["nearest other"] == pytest.approx(1.0, abs=1e-3)
    assert unseen["nearest other"] < 0.99
    assert seen["nearest answerable"] == unseen["nearest answerable"]


def test_messages_nobody_wrote_down_are_told_apart(searcher_of_small: Searcher) -> None:
    def margin(text: str) -> float:
        return searcher_of_small.search(text).scope_margin

    asked = margin("would the surgery tell the home office my address")
    assert asked > margin("how long do i boil an egg")
    assert asked >= 0


def test_without_examples_everything_passes(project: Project, encoder: Encoder) -> None:
    project.file("questions/scope.jsonl").unlink()
    project.build(encoder)
    searcher = Searcher.open(project.config)
    for text in ("how long do i boil an egg", "", "必須支払いますか"):
        assert searcher.search(text).scope_margin >= 0
