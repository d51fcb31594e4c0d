"""What an index has learned, kept as arrays in one file of its generation."""

from __future__ import annotations

import types
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from index.alarms import AlarmRule
from index.errors import IndexDamagedError
from index.languages import LanguageMeasures, LanguageRules
from index.latin_letters import LatinLetters
from index.picker import Choice, SentenceTable
from index.regression import Logistic
from index.scope import ScopeRule
from index.signals import Measures


@dataclass(frozen=True, slots=True)
class Rules:
    """What is learned from the messages of questions/: weights and thresholds.

    `messages` is a digest of those. `card_weights` are those of signals.CARD_SIGNALS; `picking` of
    picker.FEATURES, `fitting` of picker.FIT_FEATURES; `small_talk` is the least score of a kind of
    small talk.
    """

    messages: str
    card_weights: NDArray[np.float64]
    picking: Choice
    fitting: Logistic
    scope: ScopeRule
    small_talk: float
    alarms: AlarmRule
    languages: LanguageRules


@dataclass(frozen=True, slots=True)
class Learned:
    """What one generation has learned; `lessons` is a digest of what its kernel has."""

    lessons: str
    measures: Measures
    sentences: SentenceTable
    latin: LatinLetters
    rules: Rules


def save_learned(learned: Learned | Rules | LanguageMeasures, file: Path) -> None:
    """Write everything learned to one file of arrays."""
    # Through an open file: a full disk is then an OSError with its reason.
    with file.open("wb") as out:
        arrays: dict[str, Any] = dict(_arrays(learned, ""))
        np.savez(out, allow_pickle=False, **arrays)


def load_learned(file: Path, *, vectors: int, lessons: int, sentences: int) -> Learned:
    """Return what was learned from so many vectors, lessons among them and sentences.

    Raises:
        IndexDamagedError: the file cannot be read or belongs to other vectors.
    """
    learned = read_learned(file)
    measures = learned.measures
    found = (len(measures.norms), len(measures.kernel_weights), len(learned.sentences.unit))
    if found != (vectors, lessons, sentences):
        raise IndexDamagedError(
            f"{file}: learned from {found} vectors, lessons and sentences instead of"
            f" {(vectors, lessons, sentences)}; build again: python -m index build --force"
        )
    return learned


def read_learned(file: Path) -> Learned:
    """Return what some generation has learned.

    Raises:
        IndexDamagedError: the file cannot be read.
    """
    learned: Learned = _load(Learned, file)
    return learned


def load_rules(file: Path, messages: str) -> Rules | None:
    """Return rules learned from these `messages`, None where there are none."""
    try:
        rules: Rules = _load(Rules, file)
    except IndexDamagedError:
        return None
    return rules if rules.messages == messages else None


def read_language(file: Path) -> LanguageMeasures:
    """Return what some generation has learned of a language.

    Raises:
        IndexDamagedError: the file cannot be read.
    """
    learned: LanguageMeasures = _load(LanguageMeasures, file)
    return learned


def load_language(file: Path, *, lines: int) -> LanguageMeasures:
    """Return what was learned of a language with so many lines.

    Raises:
        IndexDamagedError: the file cannot be read or belongs to other lines.
    """
    learned = read_language(file)
    if len(learned.norms) != lines:
        raise IndexDamagedError(
            f"{file}: learned from {len(learned.norms)} lines instead of {lines};"
            " build again: python -m index build --force"
        )
    return learned


def _load(kind: Any, file: Path) -> Any:
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return _restored(kind, dict(arrays), "")
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise IndexDamagedError(
            f"{file}: cannot be read ({error}); build again: python -m index build --force"
        ) from error


def _arrays(value: Any, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """Give every field of a dataclass and of those in it as an array, named by its way there."""
    for field in fields(value):
        its, path = getattr(value, field.name), f"{name}{field.name}"
        if is_dataclass(its):
            yield from _arrays(its, f"{path}.")
        elif isinstance(its, tuple):
            yield path, np.array("\n".join(its))
        elif isinstance(its, str):
            yield path, np.array(its)
        else:
            yield path, np.asarray(its)


def _restored(kind: Any, arrays: Mapping[str, NDArray[Any]], name: str) -> Any:
    values: dict[str, Any] = {}
    for field, its in get_type_hints(kind).items():
        path = f"{name}{field}"
        if is_dataclass(its):
            values[field] = _restored(its, arrays, f"{path}.")
        elif its is str:
            values[field] = str(arrays[path])
        elif its is float:
            values[field] = float(arrays[path])
        elif isinstance(its, types.GenericAlias) and its.__origin__ is tuple:
            text = str(arrays[path])
            values[field] = tuple(text.split("\n")) if text else ()
        else:
            values[field] = arrays[path]
    return kind(**values)
