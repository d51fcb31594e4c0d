"""index/kernel.py"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index import kernel

RIDGE = 0.1


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    return unit(np.random.default_rng(11).normal(size=(40, 12)) + 0.5)


@pytest.fixture
def labels() -> NDArray[np.float64]:
    rng = np.random.default_rng(12)
    return np.column_stack([rng.choice([-1.0, 1.0], 40), rng.choice([0.0, 1.0], 40)])


def ridge(count: int) -> NDArray[np.float64]:
    """Return a ridge that differs from vector to vector."""
    return RIDGE * (1 + np.arange(count) / 10)


def scores(
    fit: kernel.Fit, learned: NDArray[np.float32], asked: NDArray[np.float32]
) -> NDArray[np.floating]:
    return kernel.similarities(asked @ learned.T, fit.spread) @ fit.weights


def learned_without(
    out: NDArray[np.bool_], vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> NDArray[np.floating]:
    """Return the scores of `out` when the others alone are learned from, with the same width."""
    spread = kernel.fit(vectors, labels, ridge(len(vectors)), ["a"] * len(vectors)).spread
    exact = vectors.astype(np.float64)
    between = kernel.similarities(exact @ exact.T, spread)
    solved = np.linalg.solve(
        between[np.ix_(~out, ~out)] + np.diag(ridge(len(vectors))[~out]), labels[~out]
    )
    return between[np.ix_(out, ~out)] @ solved


def test_a_vector_left_out_scores_as_if_it_had_not_been_learned_from(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    fit = kernel.fit(vectors, labels, ridge(40), [str(n) for n in range(40)])
    for n in (0, 17, 39):
        expected = learned_without(np.arange(40) == n, vectors, labels)
        np.testing.assert_allclose(fit.alone[[n]], expected, atol=1e-6)
    np.testing.assert_allclose(fit.grouped, fit.alone[:, 0], atol=1e-6)


def test_a_group_left_out_scores_as_if_none_of_it_had_been_learned_from(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    # Groups of different sizes whose members lie apart.
    groups = [str(n % 7 if n < 30 else 3) for n in range(40)]
    fit = kernel.fit(vectors, labels, ridge(40), groups)
    for name in sorted(set(groups)):
        out = np.array([group == name for group in groups])
        expected = learned_without(out, vectors, labels)[:, 0]
        np.testing.assert_allclose(fit.grouped[out], expected, atol=1e-6)


def test_what_was_learned_tells_apart_what_it_was_learned_from(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    fit = kernel.fit(vectors, labels, np.full(40, 1e-6), ["a"] * 40)
    np.testing.assert_allclose(scores(fit, vectors, vectors), labels, atol=1e-2)


def test_a_greater_ridge_trusts_a_vector_less(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    groups = [str(n) for n in range(40)]
    trusted = kernel.fit(vectors, labels, np.full(40, 0.1), groups)
    doubted = kernel.fit(vectors, labels, np.where(np.arange(40) == 5, 100.0, 0.1), groups)
    far = abs(scores(doubted, vectors, vectors)[5] - labels[5])
    assert (far > abs(scores(trusted, vectors, vectors)[5] - labels[5])).all()


def test_the_same_vectors_give_the_same_fit(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    one, two = (kernel.fit(vectors, labels, ridge(40), ["a"] * 40) for _ in range(2))
    np.testing.assert_array_equal(one.weights, two.weights)
    np.testing.assert_array_equal(one.alone, two.alone)


def test_everything_in_one_group_left_out_leaves_nothing_to_say(
    vectors: NDArray[np.float32], labels: NDArray[np.float64]
) -> None:
    fit = kernel.fit(vectors, labels, ridge(40), ["a"] * 40)
    np.testing.assert_allclose(fit.grouped, np.zeros(40), atol=1e-6)


@pytest.mark.parametrize("count", [1, 5])
def test_vectors_that_are_all_the_same_are_learned_from(count: int) -> None:
    same = np.repeat(unit(np.ones((1, 12))), count, axis=0)
    fit = kernel.fit(same, np.ones((count, 1)), np.full(count, 0.01), ["a"] * count)
    assert scores(fit, same, same).min() == pytest.approx(1.0, abs=0.05)
    assert np.isfinite(fit.alone).all()


def test_no_vectors_give_weights_of_no_vectors() -> None:
    fit = kernel.fit(np.zeros((0, 12), np.float32), np.zeros((0, 3)), np.zeros(0), [])
    assert (fit.weights.shape, fit.alone.shape, fit.grouped.shape) == ((0, 3), (0, 3), (0,))
    assert np.isfinite(fit.spread)


def test_a_kernel_is_one_for_the_same_and_falls_with_distance() -> None:
    kernels = kernel.similarities(np.array([1.0, 0.9, 0.5, 0.0, -1.0]), 0.4)
    assert kernels[0] == 1.0
    assert (np.diff(kernels) < 0).all()
    assert kernels[-1] > 0


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_kernel_is_as_exact_as_its_cosines(kind: type[np.floating]) -> None:
    assert kernel.similarities(np.ones(3, dtype=kind), 0.4).dtype == kind
