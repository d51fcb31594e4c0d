"""Shares, means and differences with their intervals: index/intervals.py"""

from __future__ import annotations

import random

import pytest

from index.intervals import area_under_curve, gap, mean, paired_difference, share, spread


def test_a_share_has_wilsons_interval() -> None:
    # By hand with z = 1.96: the centre is (.8 + z²/20) / (1 + z²/10), half the width
    # z / (1 + z²/10) * sqrt(.016 + z²/400).
    found = share([True] * 8 + [False] * 2)
    assert (found.value, found.n) == (0.8, 10)
    assert (found.low, found.high) == (
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )


def test_a_share_of_all_is_not_certain() -> None:
    found = share([True] * 20)
    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.8 < found.low < 0.9


def test_the_interval_of_a_mean_holds_it_and_is_the_same_every_time() -> None:
    values = [0.0] * 30 + [1.0] * 70
    found = mean(values)
    assert found == mean(values)
    # The standard error of such a share is .0458; a percentile interval is about 1.96 of it.
    assert (found.value, found.n) == (0.7, 100)
    assert found.low == pytest.approx(0.61, abs=0.015)
    assert found.high == pytest.approx(0.79, abs=0.015)


def test_a_mean_of_equal_values_is_that_value() -> None:
    found = mean([0.5, 0.5])
    assert (found.value, found.low, found.high, found.n) == (0.5, 0.5, 0.5, 2)


def test_nothing_has_neither_share_nor_mean_nor_spread() -> None:
    for measure in (share, mean, spread):
        with pytest.raises(ValueError, match="nothing"):
            measure([])


def test_the_area_counts_pairs_and_halves_of_ties() -> None:
    # Pairs won: 3 beats 1 and 2; 2 beats 1 and ties with 2: 3.5 of 4.
    assert area_under_curve([3.0, 2.0], [1.0, 2.0]).value == 0.875
    assert area_under_curve([1.0, 2.0], [3.0, 4.0]).value == 0.0


def test_the_interval_of_an_area_holds_it() -> None:
    chance = random.Random(5)
    wanted = [chance.gauss(1, 1) for _ in range(80)]
    unwanted = [chance.gauss(0, 1) for _ in range(60)]
    found = area_under_curve(wanted, unwanted)
    assert found.low < found.value < found.high
    assert 0.05 < found.high - found.low < 0.2
    assert found.n == 140


def test_an_area_needs_both_kinds() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        area_under_curve([1.0], [])


def test_a_spread_tells_middle_and_ends() -> None:
    found = spread([float(n) for n in range(1, 101)])
    assert (found.median, found.p95, found.most, found.n) == (50.5, 95.0, 100.0, 100)


def test_paired_difference_counts_what_changed() -> None:
    before = [True, True, False, False, True]
    after = [True, False, True, True, True]
    found = paired_difference(before, after)
    assert (found.gained, found.lost, found.n, found.value) == (2, 1, 5, 0.2)
    # Three changed, two of them one way: nothing is less remarkable.
    assert found.p == 1.0


def test_mcnemar_is_exact() -> None:
    # Six changed, all one way: 2 / 2**6.
    assert paired_difference([True] * 6, [False] * 6).p == pytest.approx(0.03125, abs=1e-4)


def test_the_paired_interval_is_that_of_agresti_and_min() -> None:
    # By hand, 1 gained and 11 lost of 98: centre -10/100, half 1.96 * sqrt(13 - 100/100) / 100.
    before = [True] * 11 + [False] + [True] * 86
    after = [False] * 11 + [True] + [True] * 86
    found = paired_difference(before, after)
    assert found.half_width == pytest.approx(1.95996 * 12**0.5 / 100, abs=1e-4)
    assert (found.low, found.high) == (
        pytest.approx(-0.1 - 0.0679, abs=1e-4),
        pytest.approx(-0.1 + 0.0679, abs=1e-4),
    )


def test_nothing_changed_is_no_difference() -> None:
    found = paired_difference([True, False], [True, False])
    assert (found.value, found.p) == (0.0, 1.0)
    assert found.low < 0 < found.high


def test_only_the_same_questions_can_be_paired() -> None:
    with pytest.raises(ValueError, match="2 outcomes before, 1 after"):
        paired_difference([True, False], [True])


def test_a_gap_is_made_of_both_intervals() -> None:
    # Newcombe 1998, table II, (a): 56/70 less 48/80 is .2 with .0524 to .3339 by method 10.
    found = gap(share([True] * 56 + [False] * 14), share([True] * 48 + [False] * 32))
    assert found.value == pytest.approx(0.2)
    assert found.low == pytest.approx(0.0524, abs=2e-4)
    assert found.high == pytest.approx(0.3339, abs=2e-4)
