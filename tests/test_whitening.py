"""index/whitening.py"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from index.whitening import Whitening, learn_whitening

# Members of a group differ much in the first direction, little in the others.
MANNER = np.array([3.0, *[0.3] * 7])


@pytest.fixture
def groups() -> list[str]:
    return [f"card {n // 6}" for n in range(120)]


@pytest.fixture
def vectors(groups: list[str]) -> NDArray[np.float32]:
    rng = np.random.default_rng(7)
    centres = {name: rng.normal(size=8) for name in sorted(set(groups))}
    drawn = [centres[name] + MANNER * rng.normal(size=8) for name in groups]
    return np.array(drawn, dtype=np.float32)


def whitened(whitening: Whitening, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return (vectors - whitening.mean) @ whitening.matrix


def cosines_by_probe(
    whitening: Whitening, vector: NDArray[np.float32], stored: NDArray[np.float32]
) -> NDArray[np.floating]:
    probe, offset = whitening.probe(vector)
    return (stored @ probe - offset) / whitening.norms(stored)


def test_a_probe_compares_with_stored_vectors_as_if_both_were_whitened(
    vectors: NDArray[np.float32], groups: list[str]
) -> None:
    whitening = learn_whitening(vectors, groups)
    white = whitened(whitening, vectors)
    white /= np.linalg.norm(white, axis=1, keepdims=True)
    found = cosines_by_probe(whitening, vectors[5], vectors)
    np.testing.assert_allclose(found, white @ white[5], atol=1e-4)
    assert found[5] == pytest.approx(1.0, abs=1e-4)


def test_directions_in_which_members_of_a_group_differ_are_shrunk(
    vectors: NDArray[np.float32], groups: list[str]
) -> None:
    matrix = learn_whitening(vectors, groups).matrix
    shrunk = np.linalg.norm(matrix, axis=0)
    assert shrunk[0] < shrunk[1:].min() / 2


def test_members_of_a_group_come_nearer_than_they_were(
    vectors: NDArray[np.float32], groups: list[str]
) -> None:
    whitening = learn_whitening(vectors, groups)
    units = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def found(cosines: NDArray[np.floating]) -> int:
        """Return how many have a member of their own group for their nearest."""
        np.fill_diagonal(cosines, -2)
        return sum(groups[n] == groups[near] for n, near in enumerate(cosines.argmax(axis=1)))

    compared = np.array([cosines_by_probe(whitening, vector, vectors) for vector in vectors])
    assert found(compared) > found(units @ units.T)


def test_the_norm_is_the_length_when_whitened(
    vectors: NDArray[np.float32], groups: list[str]
) -> None:
    whitening = learn_whitening(vectors, groups)
    lengths = np.linalg.norm(whitened(whitening, vectors), axis=1)
    np.testing.assert_allclose(whitening.norms(vectors), lengths, rtol=1e-5)


def test_the_order_of_groups_and_their_names_change_nothing(
    vectors: NDArray[np.float32], groups: list[str]
) -> None:
    one = learn_whitening(vectors, groups)
    other = learn_whitening(vectors[::-1].copy(), [f"another {name}" for name in groups[::-1]])
    np.testing.assert_allclose(one.matrix, other.matrix, atol=1e-4)
    np.testing.assert_allclose(one.mean, other.mean, atol=1e-5)


@pytest.mark.parametrize("count", [1, 3])
def test_groups_of_one_member_each_can_be_whitened(count: int) -> None:
    vectors = np.eye(8, dtype=np.float32)[:count]
    whitening = learn_whitening(vectors, [str(n) for n in range(count)])
    probe, offset = whitening.probe(np.eye(8, dtype=np.float32)[7])
    assert np.isfinite(probe).all()
    assert np.isfinite(offset)
    assert np.isfinite(whitening.norms(vectors)).all()


def test_the_mean_itself_is_like_nothing() -> None:
    vectors = np.eye(4, dtype=np.float32)
    whitening = learn_whitening(vectors, ["a", "a", "b", "b"])
    probe, offset = whitening.probe(whitening.mean)
    np.testing.assert_allclose(vectors @ probe - offset, np.zeros(4), atol=1e-4)
