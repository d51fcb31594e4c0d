"""index/regression.py"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index.regression import learn_logistic


@pytest.fixture
def features() -> NDArray[np.float64]:
    return np.random.default_rng(3).normal(size=(400, 3)) * (1, 100, 0.01) + (0, 5000, -7)


def drawn(features: NDArray[np.float64], intercept: float = 0.0) -> NDArray[np.float64]:
    """Return labels that depend on the first two features, whatever scale they have."""
    standard = (features - features.mean(axis=0)) / features.std(axis=0)
    chances = 1 / (1 + np.exp(-(2 * standard[:, 0] - standard[:, 1] + intercept)))
    return (np.random.default_rng(4).random(len(features)) < chances).astype(np.float64)


def test_weights_tell_which_features_matter_and_which_way(features: NDArray[np.float64]) -> None:
    first, second, third = learn_logistic(features, drawn(features)).weights
    assert first > -second > abs(third)


def test_the_scale_and_place_of_a_feature_change_nothing(features: NDArray[np.float64]) -> None:
    labels = drawn(features)
    one = learn_logistic(features, labels)
    other = learn_logistic(features * (5, 0.1, 1) - (0, 3, 8), labels)
    np.testing.assert_allclose(
        one.chances(features), other.chances(features * (5, 0.1, 1) - (0, 3, 8)), atol=1e-4
    )


@pytest.mark.parametrize("intercept", [-2.0, 0.0, 2.0])
def test_chances_add_up_to_what_happened(features: NDArray[np.float64], intercept: float) -> None:
    labels = drawn(features, intercept)
    chances = learn_logistic(features, labels).chances(features)
    assert chances.sum() == pytest.approx(labels.sum(), rel=1e-3)


def test_balanced_the_rarer_label_weighs_as_if_repeated(features: NDArray[np.float64]) -> None:
    labels = drawn(features, -1.0)
    rare, common = np.flatnonzero(labels == 1)[:80], np.flatnonzero(labels == 0)[:240]
    once, thrice = np.concatenate([rare, common]), np.concatenate([rare, rare, rare, common])
    balanced = learn_logistic(features[once], labels[once], balanced=True).chances(features)
    repeated = learn_logistic(features[thrice], labels[thrice]).chances(features)
    plain = learn_logistic(features[once], labels[once]).chances(features)
    np.testing.assert_allclose(balanced, repeated, atol=0.01)
    assert (balanced > plain).all()


def test_labels_between_nought_and_one_are_chances(features: NDArray[np.float64]) -> None:
    model = learn_logistic(features, np.full(len(features), 0.25))
    np.testing.assert_allclose(model.chances(features), 0.25, atol=1e-3)


def test_one_row_gives_the_same_as_among_others(features: NDArray[np.float64]) -> None:
    model = learn_logistic(features, drawn(features))
    assert float(model.logits(features[7])) == pytest.approx(float(model.logits(features)[7]))
    assert model.logits(features[7]).shape == ()


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_with_one_label_nothing_is_told_apart(features: NDArray[np.float64], label: float) -> None:
    model = learn_logistic(features, np.full(len(features), label))
    np.testing.assert_array_equal(model.chances(features), np.full(len(features), 0.5))


def test_with_nothing_to_learn_from_nothing_is_told_apart() -> None:
    model = learn_logistic(np.zeros((0, 3)), np.zeros(0))
    np.testing.assert_array_equal(model.chances(np.ones((2, 3))), [0.5, 0.5])


def test_a_feature_that_never_changes_is_no_harm(features: NDArray[np.float64]) -> None:
    labels = drawn(features)
    constant = np.column_stack([features, np.full(len(features), 9.0)])
    model = learn_logistic(constant, labels)
    assert model.weights[3] == pytest.approx(0.0, abs=1e-6)
    assert np.isfinite(model.chances(constant)).all()


def test_what_is_told_apart_without_doubt_keeps_finite_chances() -> None:
    features = np.arange(-20.0, 20.0)[:, None]
    model = learn_logistic(features, (features[:, 0] > 0).astype(np.float64))
    far = model.chances(np.array([[-1e9], [1e9]]))
    np.testing.assert_allclose(far, [0.0, 1.0], atol=1e-9)
    assert np.isfinite(model.weights).all()


def test_the_same_examples_give_the_same_weights(features: NDArray[np.float64]) -> None:
    labels = drawn(features)
    one, two = (learn_logistic(features, labels) for _ in range(2))
    np.testing.assert_array_equal(one.weights, two.weights)
