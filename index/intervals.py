"""Outcomes and values in; shares, means, spreads and differences with 95 % intervals out."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
# How many standard errors lie on either side of an estimate.
_Z = float(stats.norm.ppf((1 + CONFIDENCE) / 2))
# Ends of an interval move by less than .005 between seeds with so many (n of 200, 2026-11-22).
_RESAMPLES = 2_000
_SEED = 20_261_121
# Four digits hold all that hundreds of questions can tell, and keep recorded files readable.
_DIGITS = 4


class Number(msgspec.Struct, frozen=True):
    """A share (0 to 1) or a mean of `n` observations, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


class Spread(msgspec.Struct, frozen=True):
    """Where `n` values lie, in their own unit."""

    median: float
    p95: float
    most: float
    n: int


class Gap(msgspec.Struct, frozen=True):
    """The difference of two numbers of different questions, with its 95 % interval."""

    value: float
    low: float
    high: float


class PairedDifference(msgspec.Struct, frozen=True):
    """How a share changed over the same `n` questions, from before to after.

    `value` is after less before; `low` and `high` its 95 % interval by Agresti and Min (2005);
    `half_width` half of that interval; `gained` and `lost` count the questions that became
    right and those that no longer are; `p` is of the exact McNemar test.
    """

    value: float
    low: float
    high: float
    half_width: float
    gained: int
    lost: int
    p: float
    n: int


def share(outcomes: Sequence[bool]) -> Number:
    """Return the share of true ones, with Wilson's interval.

    Raises:
        ValueError: there are none.
    """
    count, n = sum(outcomes), len(outcomes)
    if not n:
        raise ValueError("a share of nothing is no number")
    ends = stats.binomtest(count, n).proportion_ci(CONFIDENCE, method="wilson")
    return _number(count / n, ends.low, ends.high, n)


def mean(values: Sequence[float]) -> Number:
    """Return the mean, with the percentile bootstrap interval of a fixed seed.

    One value alone, or values that are all the same, have an interval without width.

    Raises:
        ValueError: there are none.
    """
    data = np.asarray(values, dtype=float)
    if not len(data):
        raise ValueError("a mean of nothing is no number")
    value = float(data.mean())
    if len(data) == 1 or not np.ptp(data):
        return _number(value, value, value, len(data))
    return _bootstrapped(value, (data,), np.mean, len(data))


def area_under_curve(wanted: Sequence[float], unwanted: Sequence[float]) -> Number:
    """Return how often one of `wanted` scores higher than one of `unwanted`, ties as half.

    This is the area under the ROC curve: the statistic of Mann and Whitney over the number of
    pairs. The interval is a bootstrap over both; `n` counts both.

    Raises:
        ValueError: either is empty.
    """
    if not wanted or not unwanted:
        raise ValueError("an area under the curve needs scores of both kinds")
    data = (np.asarray(wanted, dtype=float), np.asarray(unwanted, dtype=float))
    value, n = float(_area(*data)), len(wanted) + len(unwanted)
    if min(map(len, data)) == 1:
        return _number(value, value, value, n)
    return _bootstrapped(value, data, _area, n)


def spread(values: Sequence[float]) -> Spread:
    """Return median, 95th percentile and greatest of `values`.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("nothing has no spread")
    median, p95 = np.percentile(values, (50, 95)).tolist()
    return Spread(round(median, 1), round(p95, 1), round(max(values), 1), len(values))


def paired_difference(before: Sequence[bool], after: Sequence[bool]) -> PairedDifference:
    """Return how the share of true ones changed; both name the same questions in one order.

    The interval adds half a question to each of the four cells before it is computed (Agresti
    and Min 2005, "Simple improved confidence intervals for comparing matched proportions"),
    so that few changes of few questions do not look certain.

    Raises:
        ValueError: there are none, or not as many before as after.
    """
    n = len(before)
    if not n or n != len(after):
        raise ValueError(f"{n} outcomes before, {len(after)} after: they cannot be paired")
    gained = sum(new and not old for old, new in zip(before, after, strict=True))
    lost = sum(old and not new for old, new in zip(before, after, strict=True))
    centre = (gained - lost) / (n + 2)
    half = _Z * sqrt(gained + lost + 1 - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    p = float(stats.binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
    return PairedDifference(
        value=_rounded((gained - lost) / n),
        low=_rounded(max(-1.0, centre - half)),
        high=_rounded(min(1.0, centre + half)),
        half_width=_rounded(half),
        gained=gained,
        lost=lost,
        p=float(f"{p:.3g}"),
        n=n,
    )


def gap(first: Number, second: Number) -> Gap:
    """Return `first` less `second`, two shares of different questions, with its interval.

    The interval is made of both Wilson intervals (Newcombe 1998, method 10).
    """
    value = first.value - second.value
    low = value - hypot(first.value - first.low, second.high - second.value)
    high = value + hypot(first.high - first.value, second.value - second.low)
    return Gap(_rounded(value), _rounded(low), _rounded(high))


def _area(
    wanted: NDArray[np.float64], unwanted: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    found = stats.mannwhitneyu(wanted, unwanted, axis=axis, method="asymptotic").statistic
    pairs = wanted.shape[axis] * unwanted.shape[axis]
    area: NDArray[np.float64] = np.asarray(found, dtype=np.float64) / pairs
    return area


def _bootstrapped(
    value: float, data: tuple[NDArray[np.float64], ...], statistic: Any, n: int
) -> Number:
    ends = stats.bootstrap(
        data,
        statistic,
        n_resamples=_RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        vectorized=True,
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return _number(value, ends.low, ends.high, n)


def _number(value: float, low: float, high: float, n: int) -> Number:
    return Number(_rounded(value), _rounded(low), _rounded(high), n)


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
