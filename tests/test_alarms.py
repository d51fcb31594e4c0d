"""index/alarms.py"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from conftest import REPOSITORY, Project
from numpy.typing import NDArray

from index import Encoder, Searcher
from index.alarms import (
    KINDS,
    PHRASES_FILE,
    AlarmFound,
    AlarmRule,
    Phrases,
    folded,
    judge,
    learn_alarm_rule,
    read_phrases,
)
from index.check import read_and_check
from index.passages import Alarm, Example, Knowledge
from index.regression import Logistic

PHRASES = {
    "danger-to-life": ["can t breathe", "took ~ pills", "bleed* now", "不能呼吸", "кровь не *"],
    "violence": ["coming to kill me", "لا تضربني", "strzelaja do mnie", "গুলি করছে"],
    "detention-removal": ["at my door"],
}
NONE = AlarmFound("none", "")


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases(PHRASES)


# Phrases


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("she can't breathe", "danger-to-life"),
        ("SHE CAN’T  BREATHE!!!", "danger-to-life"),
        ("can_t-breathe", "danger-to-life"),
        ("took pills", "danger-to-life"),
        ("he took all of the pills", "danger-to-life"),
        ("he is bleeding now", "danger-to-life"),
        ("bleed now", "danger-to-life"),
        ("我不能呼吸了", "danger-to-life"),
        ("кровь не останавливается", "danger-to-life"),
        ("they are coming to kill me", "violence"),
        ("لَا تَضْرِبْنِي", "violence"),
        ("Strzelają do mnie", "violence"),
        ("ওরা গুলি করছে", "violence"),
        ("police at my door", "detention-removal"),
    ],
)
def test_a_phrase_is_found_however_it_is_typed(phrases: Phrases, message: str, kind: str) -> None:
    assert phrases.kind_in(message) == kind


@pytest.mark.parametrize(
    "message",
    [
        "",
        " ",
        "?!",
        "american t breathes",
        "can t breathed",
        "i took at last only two of pills",  # more than three words between
        "bleeding. what now",
        "he took a bath",
        "pills he took",
        "coming to kill men",
        "at my doorstep",
        "呼吸",
    ],
)
def test_a_phrase_is_found_at_word_borders_and_in_its_order_only(
    phrases: Phrases, message: str
) -> None:
    assert phrases.kind_in(message) is None


def test_a_gap_is_at_most_three_words_long(phrases: Phrases) -> None:
    found = [phrases.kind_in(f"took {'very ' * words}pills") for words in range(6)]
    assert found == ["danger-to-life"] * 4 + [None] * 2


def test_of_two_kinds_the_first_of_the_list_is_told(phrases: Phrases) -> None:
    assert phrases.kind_in("at my door they are coming to kill me") == "violence"


def test_a_phrase_is_text_and_no_pattern() -> None:
    phrases = Phrases({"violence": ["he hit (me", "a.c", "x+ y"]})
    assert phrases.kind_in("he hit (me again") == "violence"
    assert phrases.kind_in("abc") is None
    assert phrases.kind_in("xx y") is None


@pytest.mark.parametrize("message", ["*", "~", "a" * 100_000, "took " * 5_000, "\x00", "\ud800"])
def test_nothing_typed_breaks_the_search(phrases: Phrases, message: str) -> None:
    assert phrases.kind_in(message) is None


def test_a_word_of_any_ending_may_come_first() -> None:
    assert Phrases({"violence": ["stab* me"]}).kind_in("he stabbed me") == "violence"


def test_without_phrases_nothing_is_found() -> None:
    assert Phrases({}).kind_in("help") is None
    assert Phrases({"violence": []}).kind_in("help") is None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("CAN’T", "can t"),
        ("  a -_- b\n", "a b"),
        ("Łódź", "lodz"),
        ("أحتاج إلى", "احتاج الی"),
        ("كَتَبَ", "کتب"),
        ("É", "e\u0301"),
        ("শ্বাস", "শ্বাস"),
        ("", ""),
    ],
)
def test_texts_that_read_the_same_are_folded_alike(text: str, same: str) -> None:
    assert folded(text) == folded(same)


def test_bengali_and_hindi_vowels_are_not_accents() -> None:
    assert folded("গুলি") != folded("গলি")
    assert folded("मेरी") != folded("मर")


def test_every_phrase_of_the_real_list_is_found_in_itself() -> None:
    real = read_phrases(REPOSITORY / "knowledge")
    assert set(real) == set(KINDS)
    phrases = Phrases(real)
    lost = [
        phrase
        for its in real.values()
        for phrase in its
        if phrases.kind_in(phrase.replace("~", "x").replace("*", "")) is None
    ]
    assert lost == []


# The file


def test_a_missing_file_has_no_phrases(tmp_path: Path) -> None:
    assert read_phrases(tmp_path) == {}


def test_phrases_of_all_languages_come_by_kind(tmp_path: Path) -> None:
    text = 'violence:\n  en: ["he hit me"]\n  pl: [bije mnie]\n  ro:\nchild-at-risk: {}\n'
    (tmp_path / PHRASES_FILE).write_text(text, encoding="utf-8")
    assert read_phrases(tmp_path) == {
        "violence": ["he hit me", "bije mnie"],
        "child-at-risk": [],
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"violence: [", "not YAML"),
        (b"violence: {en: [caf\xe9]}", "not YAML in UTF-8"),
        (b"fire:\n  en: [it burns]\n", "the kinds are danger-to-life"),
        (b"- violence", "the kinds are"),
        (b"", "the kinds are"),
        (b"violence: [he hit me]", "violence: a list of phrases for each language"),
        (b"violence:\n  en: [no]\n", "violence: False is no text"),
        (b"violence:\n  en: [112]\n", "violence: 112 is no text"),
        (b"violence:\n  en: 7\n", "violence: a list of phrases for each language"),
        (b"violence:\n  en: he hit me\n", "violence: a list of phrases for each language"),
        (b'violence:\n  en: ["?!"]\n', "has no word"),
        (b'violence:\n  en: ["~ *"]\n', "has no word"),
        (b'violence:\n  en: [""]\n', "has no word"),
    ],
)
def test_a_file_of_another_form_is_a_problem_of_the_knowledge(
    project: Project, data: bytes, why: str
) -> None:
    project.file(str(PHRASES_FILE)).write_bytes(data)
    _, problems = read_and_check(project.folder / "knowledge")
    assert [(its.file, its.line, its.is_error) for its in problems] == [
        (f"knowledge/{PHRASES_FILE}", 1, True)
    ]
    assert why in problems[0].value


# What is learned


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True)
class Lessons:
    """Alarms and examples with their vectors, as an index learns from them."""

    knowledge: Knowledge
    alarms: NDArray[np.float32]
    examples: NDArray[np.float32]

    def rule(self, phrases: Phrases | None = None) -> AlarmRule:
        return learn_alarm_rule(self.knowledge, self.alarms, self.examples, phrases or Phrases({}))

    def judged(
        self, rule: AlarmRule, vector: NDArray[np.float32], phrase: str | None = None
    ) -> AlarmFound:
        return judge(rule, self.alarms @ vector, self.examples @ vector, phrase)

    def only(self, alarms: slice, examples: slice = slice(None)) -> Lessons:
        """Return a part of the lessons."""
        its = self.knowledge
        knowledge = replace(its, alarms=its.alarms[alarms], examples=its.examples[examples])
        return Lessons(knowledge, self.alarms[alarms], self.examples[examples])


@pytest.fixture(scope="module")
def lessons() -> Lessons:
    """Clouds that overlap a little: emergencies of two kinds, what sounds so, real questions.

    Of each in turn, so that a part of them has of every kind.
    """
    rng = np.random.default_rng(5)
    centres = rng.normal(size=(4, 24))
    kinds = ["violence", "trafficking", "figurative"]
    which = [0, 1, 2, 2] * 30
    alarms = [Alarm(f"a:{n}", f"message {n}", k < 2, kinds[k], "en") for n, k in enumerate(which)]
    asked = [Example(f"e:{n}", f"question {n}", n % 2 == 0, "", None, "en") for n in range(80)]

    def drawn(which: list[int]) -> NDArray[np.float32]:
        return unit(np.array([centres[n] + 0.6 * rng.normal(size=24) for n in which]))

    knowledge = Knowledge({}, {}, {}, examples=tuple(asked), alarms=tuple(alarms))
    return Lessons(knowledge, drawn(which), drawn([3] * 80))


def test_emergencies_nobody_wrote_down_are_found_with_their_kind(lessons: Lessons) -> None:
    some = lessons.only(slice(40, None))
    rule = some.rule()
    found = [some.judged(rule, vector) for vector in lessons.alarms[:40]]
    pairs = list(zip(lessons.knowledge.alarms[:40], found, strict=True))
    assert sum(alarm.kind == its.kind for alarm, its in pairs if alarm.emergency) >= 18
    assert sum(its.level == "sure" for alarm, its in pairs if not alarm.emergency) <= 2


def test_ordinary_questions_nobody_wrote_down_are_no_emergencies(lessons: Lessons) -> None:
    some = lessons.only(slice(None), slice(20, None))
    rule = some.rule()
    levels = [some.judged(rule, vector).level for vector in lessons.examples[:20]]
    assert levels.count("sure") <= 1


def test_it_is_sure_of_fewer_than_it_has_doubts_about(lessons: Lessons) -> None:
    rule = lessons.rule()
    assert rule.doubt <= rule.likely <= rule.sure
    levels = [lessons.judged(rule, vector).level for vector in lessons.alarms]
    harmless = [levels[n] for n, its in enumerate(lessons.knowledge.alarms) if not its.emergency]
    assert levels.count("sure") > 40
    assert harmless.count("sure") <= 3


def test_alarms_without_any_examples_are_learned_from(lessons: Lessons) -> None:
    alone = lessons.only(slice(None), slice(0, 0))
    rule = alone.rule()
    assert alone.judged(rule, lessons.alarms[0]).level == "sure"
    assert alone.judged(rule, lessons.alarms[2]) == NONE


def test_a_phrase_lifts_the_level_and_names_the_kind(lessons: Lessons) -> None:
    phrases = Phrases({"violence": [f"message {n}" for n in range(0, 120, 4)]})
    rule = lessons.rule(phrases)
    levels = ("none", "doubt", "likely", "sure")
    lifted = 0
    for vector in (*lessons.alarms, *lessons.examples):
        without = lessons.judged(rule, vector)
        with_one = lessons.judged(rule, vector, "child-at-risk")
        assert levels.index(with_one.level) >= levels.index(without.level)
        assert with_one.kind == ("" if with_one.level == "none" else "child-at-risk")
        lifted += with_one.level != without.level
    assert lifted > 0


def test_phrases_that_stand_in_harmless_messages_count_for_less(lessons: Lessons) -> None:
    only_emergencies = Phrases({"violence": [f"message {n}" for n in range(0, 120, 4)]})
    only_harmless = Phrases({"violence": [f"message {n}" for n in range(2, 120, 4)]})

    def weight(phrases: Phrases) -> float:
        model = lessons.rule(phrases).model
        return float(model.weights[-1] / model.spread[-1])

    assert weight(only_harmless) < weight(only_emergencies)


@pytest.mark.parametrize("which", [slice(0, 0), slice(0, None, 4), slice(2, None, 4)])
def test_without_both_kinds_of_examples_the_phrases_alone_decide(
    lessons: Lessons, which: slice
) -> None:
    some = lessons.only(which)
    rule = some.rule()
    for vector in (*lessons.alarms[:4], *lessons.examples[:2]):
        assert some.judged(rule, vector) == NONE
        assert some.judged(rule, vector, "violence") == AlarmFound("likely", "violence")


def test_the_same_alarms_give_the_same_rule(lessons: Lessons) -> None:
    one, two = lessons.rule(), lessons.rule()
    np.testing.assert_array_equal(one.narrow, two.narrow)
    np.testing.assert_array_equal(one.wide, two.wide)
    assert (one.sure, one.likely, one.doubt) == (two.sure, two.likely, two.doubt)


@pytest.mark.parametrize(
    ("score", "phrase", "level"),
    [
        (0.9, None, "sure"),
        (0.5, None, "sure"),
        (0.47, None, "likely"),
        (0.4, None, "doubt"),
        (0.25, None, "doubt"),
        (0.1, None, "none"),
        (-0.3, "violence", "doubt"),
        (0.0, "violence", "sure"),
        (-0.9, "violence", "none"),
    ],
)
def test_the_level_is_where_the_score_lies(score: float, phrase: str | None, level: str) -> None:
    narrow = np.zeros((1, 1 + len(KINDS)), dtype=np.float32)
    narrow[0, 0], narrow[0, 1 + KINDS.index("trafficking")] = score, 1.0
    # The second kernel has no weight here, a phrase that of a score of .6.
    model = Logistic(np.zeros(3), np.ones(3), np.array([1.0, 0.0, 0.6]), 0.0)
    ordinary = np.zeros(1, dtype=np.int64)
    rule = AlarmRule(1.0, narrow, 1.0, np.ones(2, np.float32), ordinary, model, 0.5, 0.45, 0.25)
    found = judge(rule, np.ones(1), np.ones(1), phrase)
    assert found.level == level
    assert found.kind == ("" if level == "none" else phrase or "trafficking")


# In an index


def test_an_index_without_alarms_finds_no_emergency(built: Project, encoder: Encoder) -> None:
    searcher = Searcher(built.config, encoder, Searcher.open(built.config).library)
    for message in ("he has a knife", "", "hello", "سكين"):
        assert searcher.alarm(message, searcher.read(message)[1]) == NONE


def test_an_index_has_learned_phrases_and_alarms(project: Project, encoder: Encoder) -> None:
    danger = ["he has a knife and wants to kill me", "my wife is not breathing", "blood everywhere"]
    danger += ["they are breaking down my door now", "i want to die tonight", "she fell, no pulse"]
    harmless = ["does the surgery share my address", "who pays the bill", "where is the form"]
    harmless += ["this bill is killing me", "dying to know the result", "my record of last year"]
    lines = [
        f'{{"text": "{text}", "emergency": {str(its is danger).lower()},'
        ' "kind": "danger-to-life", "lang": "en"}'
        for its in (danger, harmless)
        for text in its
    ]
    project.file("questions/alarms.jsonl").write_text("\n".join(lines), encoding="utf-8")
    project.file(str(PHRASES_FILE)).write_text('violence:\n  en: ["kidnap* me"]\n', "utf-8")
    project.build(encoder)
    searcher = Searcher.open(project.config)

    def level(message: str) -> AlarmFound:
        return searcher.alarm(message, searcher.read(message)[1])

    assert level("there is blood everywhere, she is not breathing").level == "sure"
    assert level("may the surgery share my address").level == "none"
    assert level("he kidnapped me, not breathing").kind == "violence"
