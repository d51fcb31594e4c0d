"""index/vector_cache.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vector_cache import as_stored, load_cache, save_cache, text_digest


@pytest.fixture
def vectors() -> dict[str, NDArray[np.float32]]:
    rng = np.random.default_rng(3)
    rows = as_stored(rng.normal(size=(100, 8)).astype(np.float32))
    return {text_digest("passage", f"text {n}"): row for n, row in enumerate(rows)}


def test_what_was_saved_is_loaded_bit_for_bit(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]]
) -> None:
    save_cache(tmp_path, "model", vectors)
    loaded = load_cache(tmp_path, "model")
    assert loaded.keys() == vectors.keys()
    for digest, vector in vectors.items():
        np.testing.assert_array_equal(loaded[digest], vector)


def test_saving_the_same_again_changes_no_file(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]]
) -> None:
    assert len(save_cache(tmp_path, "model", vectors)) == 16
    assert save_cache(tmp_path, "model", vectors) == []


def test_one_more_text_changes_one_file(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]]
) -> None:
    save_cache(tmp_path, "model", vectors)
    more = text_digest("query", "one more text")
    changed = save_cache(tmp_path, "model", vectors | {more: next(iter(vectors.values()))})
    assert [file.stem for file in changed] == [more[0]]


def test_texts_no_longer_needed_are_dropped(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]]
) -> None:
    save_cache(tmp_path, "model", vectors)
    kept = dict(list(vectors.items())[:5])
    save_cache(tmp_path, "model", kept)
    assert load_cache(tmp_path, "model").keys() == kept.keys()


def test_vectors_of_another_encoder_are_not_loaded(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]]
) -> None:
    save_cache(tmp_path, "model", vectors)
    assert load_cache(tmp_path, "another") == {}


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut", b"not a cache at all"])
def test_a_damaged_file_counts_as_absent(
    tmp_path: Path, vectors: dict[str, NDArray[np.float32]], damage: bytes
) -> None:
    save_cache(tmp_path, "model", vectors)
    (tmp_path / "model" / "0.npz").write_bytes(damage)
    assert load_cache(tmp_path, "model").keys() == {d for d in vectors if d[0] != "0"}


def test_a_text_has_another_digest_in_another_role() -> None:
    assert text_digest("query", "the same") != text_digest("passage", "the same")
