"""Scores of a message in, which kind of small talk it is out, if it is nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# Examples of scope.jsonl of a kind that begins so are small talk of that kind.
PREFIX = "small-talk:"
# Of the real questions among the examples, left out of learning, so many may be taken for small
# talk: a greeting answered as "no answer" does less harm than a question answered as a greeting.
_FALSE = 0.002


def kind_of(labels: Sequence[str], scores: Floats, least: float) -> str | None:
    """Return the kind of small talk, such as `thanks`, by the kernel's `scores` of `labels`."""
    kinds = [n for n, label in enumerate(labels) if label.startswith(PREFIX)]
    if not kinds:
        return None
    best = max(kinds, key=lambda n: float(scores[n]))
    return labels[best].removeprefix(PREFIX) if scores[best] >= least else None


def learn_threshold(labels: Sequence[str], scores: Floats, answerable: NDArray[np.bool_]) -> float:
    """Return the least score of small talk, by scores (n, labels) of examples left out."""
    kinds = [n for n, label in enumerate(labels) if label.startswith(PREFIX)]
    if not kinds or not answerable.any():
        return float("inf")
    return float(np.quantile(scores[answerable][:, kinds].max(axis=1), 1 - _FALSE))
