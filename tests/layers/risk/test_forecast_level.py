"""Tests of how many events a window is expected to hold, and of their scatter."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from layers.risk.forecast_level import (
    PRIOR_CELL_SCATTER,
    PRIOR_SCATTER,
    SCATTER_WINDOWS,
    cell_scatter,
    dispersion,
    level_of,
    rolling_levels,
    total_scatter,
)
from layers.risk.skill import coverage


def test_steady_totals_are_expected_to_stay() -> None:
    """A constant is its own forecast; the first window has what it was given."""
    levels = rolling_levels(np.full(10, 7.0), 3.0)
    assert levels.size == 11
    assert levels[0] == 3.0
    assert levels[1:] == pytest.approx(7.0)


def test_memory_is_short_after_jumps_and_long_in_noise() -> None:
    """Waves are followed with a short memory, scatter is averaged with a long one."""
    waves = np.repeat([5.0, 60.0, 5.0, 60.0], 6)
    assert rolling_levels(waves, 5.0)[-1] == pytest.approx(60.0, rel=0.1)
    noise = np.random.default_rng(0).poisson(20, 40).astype(float)
    assert rolling_levels(noise, 20.0)[-1] == pytest.approx(20.0, rel=0.15)


def test_a_level_reads_nothing_of_its_own_window() -> None:
    """Changing a total changes later levels alone."""
    totals = np.random.default_rng(1).poisson(9, 20).astype(float)
    changed = totals.copy()
    changed[12] += 50
    one, two = rolling_levels(totals, 9.0), rolling_levels(changed, 9.0)
    assert one[:13].tobytes() == two[:13].tobytes()
    assert one[13] < two[13]


@pytest.mark.parametrize("excess", [0.0, 0.5, 2.0])
def test_dispersion_is_found_again(excess: float) -> None:
    """Counts drawn with a scatter give it back."""
    rng = np.random.default_rng(2)
    expected = rng.gamma(2.0, 2.0, 40_000)
    rate = expected * (rng.gamma(1 / excess, excess, 40_000) if excess else 1.0)
    found = dispersion(expected, rng.poisson(rate).astype(float))
    assert found == pytest.approx(excess, abs=0.03, rel=0.05)


def test_dispersion_without_anything_expected_is_none() -> None:
    """Nothing expected, nothing to scatter."""
    assert dispersion(np.zeros(3), np.ones(3)) == 0.0


@pytest.mark.parametrize("scatter", [0.05, 0.4])
def test_ranges_hold_about_eight_totals_of_ten(scatter: float) -> None:
    """Over many records the range that earlier windows give holds the next total in 70 to 92 % of them."""
    rng = np.random.default_rng(5)
    found = [
        level_of(rng.negative_binomial(1 / scatter, 1 / (1 + scatter * 30), 30).astype(float), 30.0)
        for _ in range(60)
    ]
    held = sum(one.held for one in found) / sum(one.tried for one in found)
    assert 0.70 < held < 0.92


def test_scatter_of_totals_is_a_prior_until_windows_show_another() -> None:
    """Without a window it is the prior; steady counts bring it towards none."""
    assert total_scatter(np.empty(0), np.empty(0)) == pytest.approx(PRIOR_SCATTER)
    steady = np.full(24, 40.0)
    few, many = total_scatter(steady[:2], steady[:2]), total_scatter(steady, steady)
    assert many < few < PRIOR_SCATTER


def test_a_range_reads_nothing_of_its_own_window() -> None:
    """A last total out of every range is not held, and changes nothing that came before."""
    totals = np.random.default_rng(2).poisson(20, 20).astype(float)
    plain, wild = level_of(totals, 20.0), level_of(np.append(totals, 900.0), 20.0)
    assert (wild.tried, wild.held) == (plain.tried + 1, plain.held)


def test_cells_of_twelve_windows_have_their_own_scatter_and_of_none_the_prior() -> None:
    """The prior fades with each window that tells something; one in which nothing is expected does not."""
    expected = np.full((SCATTER_WINDOWS, 50), 0.5)
    counts = np.random.default_rng(3).poisson(expected).astype(float)
    assert cell_scatter(expected, counts) == dispersion(expected, counts)
    assert cell_scatter(expected[:0], counts[:0]) == PRIOR_CELL_SCATTER
    flat = np.full((SCATTER_WINDOWS, 2), 1.0)  # counts as expected: no scatter of their own
    pulls = [cell_scatter(flat[:known], flat[:known]) for known in range(SCATTER_WINDOWS + 1)]
    assert all(one > two for one, two in pairwise(pulls))
    assert pulls[-1] == 0
    silent = flat.copy()
    silent[3:] = 0
    assert cell_scatter(silent, silent) == pytest.approx(pulls[3])


def test_ranges_of_cells_hold_on_short_records() -> None:
    """Where cells scatter, ranges from two windows hold nearer to eight of ten with the prior."""
    rng = np.random.default_rng(4)
    expected = rng.gamma(0.5, 2.0, size=(300, 3, 30))
    counts = rng.poisson(expected * rng.gamma(0.5, 2.0, size=expected.shape)).astype(float)
    own = [dispersion(one[:2], count[:2]) for one, count in zip(expected, counts, strict=True)]
    pulled = [cell_scatter(one[:2], count[:2]) for one, count in zip(expected, counts, strict=True)]
    held = [
        np.mean(
            [coverage(one[2], count[2], d) for one, count, d in zip(expected, counts, found, strict=True)]
        )
        for found in (own, pulled)
    ]
    assert held[0] < held[1] - 0.01
    assert held[1] == pytest.approx(0.8, abs=0.02)
