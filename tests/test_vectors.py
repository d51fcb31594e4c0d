"""index/vectors.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import IndexDamagedError
from index.vectors import VectorIndex, save_vectors


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(200, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def index(tmp_path: Path, vectors: NDArray[np.float32]) -> VectorIndex:
    save_vectors(vectors, tmp_path / "vectors.faiss")
    return VectorIndex(tmp_path / "vectors.faiss")


def test_nearest_is_what_comparing_with_every_vector_gives(
    index: VectorIndex, vectors: NDArray[np.float32]
) -> None:
    found = index.nearest(vectors[:1], range(len(vectors)), 10)
    cosines = vectors @ vectors[0]
    assert [row for row, _ in found] == np.argsort(-cosines)[:10].tolist()
    np.testing.assert_allclose([cosine for _, cosine in found], np.sort(cosines)[::-1][:10], 1e-5)


def test_only_the_rows_asked_for_are_found(
    index: VectorIndex, vectors: NDArray[np.float32]
) -> None:
    found = index.nearest(vectors[:1], range(50, 60), 100)
    assert sorted(row for row, _ in found) == list(range(50, 60))


def test_no_rows_find_nothing(index: VectorIndex, vectors: NDArray[np.float32]) -> None:
    assert index.nearest(vectors[:1], range(0), 10) == []


def test_cosines_are_those_of_the_rows(index: VectorIndex, vectors: NDArray[np.float32]) -> None:
    np.testing.assert_allclose(
        index.cosines(vectors[3:4], range(10, 20)), vectors[10:20] @ vectors[3], atol=1e-6
    )


def test_the_copy_of_all_vectors_outlives_the_index(
    tmp_path: Path, vectors: NDArray[np.float32]
) -> None:
    save_vectors(vectors, tmp_path / "vectors.faiss")
    copy = VectorIndex(tmp_path / "vectors.faiss").all()
    np.testing.assert_array_equal(copy, vectors)


def test_a_file_cut_short_is_refused(tmp_path: Path, vectors: NDArray[np.float32]) -> None:
    file = tmp_path / "vectors.faiss"
    save_vectors(vectors, file)
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(IndexDamagedError, match="build again"):
        VectorIndex(file)
