"""Tests of the paired block bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from layers.risk.bootstrap import paired_interval


def test_interval_holds_the_mean_and_a_constant_difference_has_no_width() -> None:
    """What differs alike in every window is certain."""
    other = np.random.default_rng(0).normal(size=24)
    assert paired_interval(other + 0.3, other, seed=1) == pytest.approx((0.3, 0.3, 0.3))
    low, mid, high = paired_interval(other + np.linspace(-1, 1, 24), other, seed=1)
    assert low < mid < high
    assert mid == pytest.approx(0.0, abs=1e-12)


def test_width_is_that_of_the_mean_where_windows_are_independent() -> None:
    """With blocks of one window the interval is the one of a normal mean."""
    one = np.random.default_rng(2).normal(size=400)
    low, _, high = paired_interval(one, np.zeros(400), seed=3, block=1)
    assert high - low == pytest.approx(2 * 1.645 / 20, rel=0.15)


def test_blocks_widen_the_interval_of_waves() -> None:
    """Windows that move together tell less than their number."""
    waves = np.repeat(np.random.default_rng(4).normal(size=30), 4)
    single, blocks = (paired_interval(waves, np.zeros(120), seed=5, block=block) for block in (1, 4))
    assert blocks[2] - blocks[0] > 1.4 * (single[2] - single[0])


def test_windows_without_events_are_left_out() -> None:
    """NaN in either model leaves the pair out; nothing left is NaN."""
    one = np.array([1.0, np.nan, 3.0])
    assert paired_interval(one, np.array([0.0, 5.0, 2.0]), seed=1)[1] == pytest.approx(1.0)
    assert np.isnan(paired_interval(one, np.full(3, np.nan), seed=1)).all()
