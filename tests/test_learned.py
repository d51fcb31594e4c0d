"""index/learned.py"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Project

from index import IndexDamagedError, Library
from index.learned import Learned, load_learned, save_learned

# Of the small project: vectors, ways of asking and examples among them, sentences.
SIZES = {"vectors": 79, "lessons": 32, "sentences": 35}


@pytest.fixture
def file(built: Project) -> Path:
    return Library(built.config).folder / "learned.npz"


def values(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for field in fields(value):
        its = getattr(value, field.name)
        if is_dataclass(its):
            yield from values(its, f"{name}{field.name}.")
        else:
            yield f"{name}{field.name}", its


def test_what_was_saved_is_loaded_as_it_was(file: Path, tmp_path: Path) -> None:
    learned = load_learned(file, **SIZES)
    save_learned(learned, tmp_path / "again.npz")
    again = dict(values(load_learned(tmp_path / "again.npz", **SIZES)))
    found = dict(values(learned))
    assert again.keys() == found.keys()
    assert len(found) > 20
    for name, its in found.items():
        assert type(again[name]) is type(its), name
        if isinstance(its, np.ndarray):
            assert (again[name].dtype, again[name].shape) == (its.dtype, its.shape), name
            np.testing.assert_array_equal(again[name], its, err_msg=name)
        else:
            assert again[name] == its, name


def test_labels_and_runs_of_characters_keep_their_order(file: Path) -> None:
    learned = load_learned(file, **SIZES)
    assert learned.measures.labels == (
        "scope",
        "gp-address",
        "help-immigration-lawyer",
        "register-without-papers",
        "who-can-help-me-for-free",
    )
    runs = learned.measures.ngrams.runs
    assert " gp " in runs
    assert len(runs) == len(set(runs)) == len(learned.measures.ngrams.starts) - 1


def test_a_threshold_that_lets_everything_pass_is_kept(file: Path, tmp_path: Path) -> None:
    learned: Learned = load_learned(file, **SIZES)
    assert learned.rules.small_talk == float("inf")
    save_learned(learned, tmp_path / "again.npz")
    assert load_learned(tmp_path / "again.npz", **SIZES).rules.small_talk == float("inf")


@pytest.mark.parametrize("name", SIZES)
def test_what_was_learned_from_other_texts_is_refused(file: Path, name: str) -> None:
    with pytest.raises(IndexDamagedError, match=r"learned from .* build again"):
        load_learned(file, **(SIZES | {name: SIZES[name] + 1}))


def whole_but(file: Path, damage: str) -> bytes:
    data = file.read_bytes()
    return {
        "empty": b"",
        "cut": data[: len(data) // 2],
        "no archive": b"not an archive at all",
        "one array": b"\x93NUMPY\x01\x00" + data[8:],
    }[damage]


@pytest.mark.parametrize("damage", ["empty", "cut", "no archive", "one array"])
def test_a_damaged_file_is_refused(file: Path, damage: str) -> None:
    file.write_bytes(whole_but(file, damage))
    with pytest.raises(IndexDamagedError, match="build again"):
        load_learned(file, **SIZES)


def test_a_file_of_one_array_alone_is_refused(file: Path) -> None:
    with file.open("wb") as out:
        np.save(out, np.ones(3))
    with pytest.raises(IndexDamagedError, match="build again"):
        load_learned(file, **SIZES)


def test_a_missing_file_is_refused(file: Path) -> None:
    file.unlink()
    with pytest.raises(IndexDamagedError, match="build again"):
        load_learned(file, **SIZES)


def test_an_array_that_is_missing_or_no_number_is_refused(file: Path) -> None:
    with np.load(file) as arrays:
        whole = dict(arrays)
    for name, change in (("rules.small_talk", None), ("rules.small_talk", np.ones(2))):
        rest = {key: its for key, its in whole.items() if key != name}
        with file.open("wb") as out:
            np.savez(out, **(rest if change is None else rest | {name: change}))
        with pytest.raises(IndexDamagedError, match="build again"):
            load_learned(file, **SIZES)


def test_objects_are_never_unpacked(file: Path) -> None:
    with np.load(file) as arrays:
        whole = dict(arrays)
    with file.open("wb") as out:
        np.savez(out, **(whole | {"rules.card_weights": np.array([print], dtype=object)}))
    with pytest.raises(IndexDamagedError, match="build again"):
        load_learned(file, **SIZES)
