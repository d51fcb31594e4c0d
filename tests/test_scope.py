"""index/scope.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import DATA
from numpy.typing import NDArray

from index import Encoder, IndexDamagedError
from index.check import read_and_check
from index.passages import Example
from index.scope import Lesson, ScopeRule, _kernel, _scores_left_out, learn, load_rule, save_rule


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def clouds() -> tuple[NDArray[np.float32], list[Lesson]]:
    """Two clouds of unit vectors that overlap a little, forty of each, in groups of four."""
    rng = np.random.default_rng(11)
    centre = rng.normal(size=24)
    away = rng.normal(size=24)
    points = np.concatenate([centre + rng.normal(size=(40, 24)), away + rng.normal(size=(40, 24))])
    lessons = [Lesson(n < 40, f"{n // 4}", sets_threshold=n < 40) for n in range(80)]
    return unit(points), lessons


def rule_of(examples: tuple[Example, ...], encoder: Encoder) -> ScopeRule:
    lessons = [Lesson(e.answerable, e.card or str(e.line), sets_threshold=True) for e in examples]
    return learn(encoder.encode_queries([e.text for e in examples]), lessons)


def test_learning_separates_what_it_learned_from(
    clouds: tuple[NDArray[np.float32], list[Lesson]],
) -> None:
    vectors, lessons = clouds
    rule = learn(vectors, lessons)
    margins = [rule.margin(vectors @ vector) for vector in vectors]
    assert min(margins[:40]) > max(margins[40:])


def test_scores_left_out_are_those_of_learning_without_the_group(
    clouds: tuple[NDArray[np.float32], list[Lesson]],
) -> None:
    vectors, lessons = clouds
    groups = [lesson.group for lesson in lessons]
    labels = np.array([1.0 if lesson.answerable else -1.0 for lesson in lessons])
    kernel = _kernel(vectors.astype(np.float64) @ vectors.T, 1.0)
    inverse = np.linalg.inv(kernel + 0.1 * np.eye(80))
    left_out = _scores_left_out(inverse, inverse @ labels, labels, groups)
    for name in ("0", "7", "13"):
        inside = np.array([group == name for group in groups])
        without = kernel[np.ix_(~inside, ~inside)] + 0.1 * np.eye(76)
        expected = kernel[np.ix_(inside, ~inside)] @ np.linalg.solve(without, labels[~inside])
        np.testing.assert_allclose(left_out[inside], expected, atol=1e-8)


def test_the_threshold_lets_most_of_what_sets_it_pass_even_unseen(
    clouds: tuple[NDArray[np.float32], list[Lesson]],
) -> None:
    vectors, lessons = clouds
    for group in ("0", "3", "9"):
        seen = [n for n, lesson in enumerate(lessons) if lesson.group != group]
        rule = learn(vectors[seen], [lessons[n] for n in seen])
        unseen = [n for n, lesson in enumerate(lessons) if lesson.group == group]
        margins = [rule.margin(vectors[seen] @ vectors[n]) for n in unseen]
        assert sum(margin >= 0 for margin in margins) >= 3


def test_the_same_lessons_give_the_same_rule(
    clouds: tuple[NDArray[np.float32], list[Lesson]],
) -> None:
    one, two = learn(*clouds), learn(*clouds)
    np.testing.assert_array_equal(one.weights, two.weights)
    assert one.threshold == two.threshold


def test_with_one_label_only_everything_passes(
    clouds: tuple[NDArray[np.float32], list[Lesson]],
) -> None:
    vectors, lessons = clouds
    rule = learn(vectors[:40], lessons[:40])
    assert rule.margin(vectors[:40] @ vectors[60]) >= 0


def test_nothing_to_learn_from_lets_everything_pass() -> None:
    rule = learn(np.zeros((0, 24), dtype=np.float32), [])
    assert rule.margin(np.zeros(0, dtype=np.float32)) >= 0


def test_a_saved_rule_is_loaded_as_it_was(
    tmp_path: Path, clouds: tuple[NDArray[np.float32], list[Lesson]]
) -> None:
    rule = learn(*clouds)
    save_rule(rule, tmp_path / "scope.json")
    loaded = load_rule(tmp_path / "scope.json", 80)
    np.testing.assert_array_equal(loaded.weights, rule.weights)
    assert (loaded.spread, loaded.threshold) == (rule.spread, rule.threshold)


def test_a_rule_of_other_vectors_is_refused(
    tmp_path: Path, clouds: tuple[NDArray[np.float32], list[Lesson]]
) -> None:
    save_rule(learn(*clouds), tmp_path / "scope.json")
    with pytest.raises(IndexDamagedError, match="80 weights for 81 vectors"):
        load_rule(tmp_path / "scope.json", 81)


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xff", b'{"weights": "none"}'])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "scope.json").write_bytes(damage)
    with pytest.raises(IndexDamagedError, match="build again"):
        load_rule(tmp_path / "scope.json", 3)


def test_messages_nobody_wrote_down_are_told_apart(encoder: Encoder) -> None:
    examples = read_and_check(DATA / "knowledge")[0].examples
    rule = rule_of(examples, encoder)
    known = encoder.encode_queries([example.text for example in examples])

    def margin(text: str) -> float:
        return rule.margin(known @ encoder.encode_queries([text])[0])

    assert margin("would the surgery tell the home office my address") > margin(
        "how long do i boil an egg"
    )
