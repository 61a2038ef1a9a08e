"""Tests of the intervals of counts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from layers.risk.forecast_interval import HIGH, LOW, chance_of_any, interval

EXPECTED = np.array([0.0, 0.02, 0.11, 0.9, 4.0, 60.0])


@pytest.mark.parametrize("scatter", [0.0, 0.3, 5.0])
def test_ends_are_the_quantiles_of_the_distribution(scatter: float) -> None:
    """Below the low end lie at most 10 %, up to the high end at least 90 %, by the distribution itself."""
    low, high = interval(EXPECTED, scatter)
    count = np.arange(2000)
    for mean, first, last in zip(EXPECTED[1:], low[1:], high[1:], strict=True):
        if scatter > 0:
            cumulative = stats.nbinom.cdf(count, 1 / scatter, 1 / (1 + scatter * mean))
        else:
            cumulative = stats.poisson.cdf(count, mean)
        assert first == np.searchsorted(cumulative, LOW)
        assert last == np.searchsorted(cumulative, HIGH)
    assert (low[0], high[0]) == (0.0, 0.0)


def test_chance_of_any_is_what_nothing_leaves() -> None:
    """It is 1 less the chance of a count of 0, with and without scatter."""
    plain, wide = chance_of_any(EXPECTED, 0.0), chance_of_any(EXPECTED, 2.0)
    assert plain == pytest.approx(1 - stats.poisson.pmf(0, EXPECTED))
    assert wide == pytest.approx(1 - stats.nbinom.pmf(0, 0.5, 1 / (1 + 2.0 * EXPECTED)))


def test_more_scatter_gives_wider_intervals() -> None:
    """Each interval lies in the one of more scatter, from counts of one up."""
    ends = [interval(EXPECTED[4:], scatter) for scatter in (0.0, 0.5, 2.0)]
    for (low, high), (lower, higher) in pairwise(ends):
        assert (lower <= low).all()
        assert (higher >= high).all()
