"""Tests of how deadly events are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from layers.risk.estimate import estimate_risk
from layers.risk.severity import deaths_at, fit_tail, severity_of
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape


def _deaths(count: int, shape: float = 0.4, scale: float = 4.0) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.floor(stats.genpareto.rvs(shape, scale=scale, size=count, random_state=rng)) + 1.0


def test_the_tail_gives_back_the_probability_it_was_drawn_from() -> None:
    """Of 20,000 events drawn from a known tail, the chance of 30 deaths comes out within a tenth."""
    fit = fit_tail(_deaths(20_000))
    true = stats.genpareto.sf(29.0, 0.4, scale=4.0)  # 30 or more after the floor and the one added
    assert fit.at_least(30) == pytest.approx(true, rel=0.1)
    assert fit.shape == pytest.approx(0.4, abs=0.08)


def test_the_tail_falls_and_meets_the_share_at_its_threshold() -> None:
    """At the threshold the probability is the share counted, and more deaths are never likelier."""
    deaths = _deaths(400)
    fit = fit_tail(deaths)
    assert fit.at_least(fit.threshold) == pytest.approx((deaths >= fit.threshold).mean())
    assert fit.at_least(1) == pytest.approx((deaths >= 1).mean())
    falling = [fit.at_least(m) for m in range(1, 200)]
    assert all(a >= b for a, b in pairwise(falling))
    assert fit.at_least(10_000) < 1e-3


def test_few_events_are_counted_not_fitted() -> None:
    """Three of ten events with ten deaths are 30 %, with a range that ten events leave open."""
    best = np.array([1.0, 1, 2, 2, 3, 3, 4, 10, 12, 40])
    found = severity_of(np.column_stack([best, best, best]), 10, np.random.default_rng(0))
    low, middle, high = found.probability
    assert found.estimator == "share counted"
    assert middle == pytest.approx(0.3)
    assert low < 0.2 < 0.45 < high < 0.6


def test_low_and_high_deaths_widen_the_range() -> None:
    """Where the high estimates are twice the best, the high end is what they give."""
    best = _deaths(500)
    narrow = severity_of(np.column_stack([best, best, best]), 10, np.random.default_rng(0))
    wide = severity_of(np.column_stack([best // 2, best, best * 2]), 10, np.random.default_rng(0))
    assert wide.probability[1] == narrow.probability[1]
    assert wide.probability[0] < narrow.probability[0]
    assert wide.probability[2] > narrow.probability[2]


def test_a_year_of_events_by_hand() -> None:
    """With 2 events a year of which each is a mass casualty with p, the year's chance is 1 - exp(-2 p)."""
    best = np.array([1.0] * 9 + [20.0])
    found = severity_of(np.column_stack([best, best, best]), 10, np.random.default_rng(0))
    assert found.within(2.0)[1] == pytest.approx(1 - np.exp(-0.2))
    assert found.within(0.0) == (0.0, 0.0, 0.0)


def test_fighting_says_nothing_of_deadliness_to_civilians() -> None:
    """Deaths of fighters are left out: only events against civilians are counted; without deaths none."""
    table = incidents([(5e4, 5e4)] * 12, ["2020-06-01"] * 12, best=[1.0] * 12)
    table["best"] = [1.0] * 6 + [90.0] * 6
    rows = attributed(["state"] * 12)
    rows["kind"] = ["against_civilians"] * 6 + ["fighting"] * 6
    options = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [5000.0]}
    risk = estimate_risk(landscape(table), rows, **options)
    assert risk.severity["state"].probability[1] == 0.0
    assert risk.severity["state"].fit.events == 6
    table["best"] = np.nan
    assert estimate_risk(landscape(table), rows, **options).severity == {}


def test_the_same_seed_gives_the_same_range() -> None:
    """Resampling is seeded: two estimates agree to the last bit, another seed differs."""
    deaths = np.column_stack([_deaths(200)] * 3)
    one, two, other = (severity_of(deaths, 10, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == two
    assert one.probability != other.probability


def test_deaths_between_low_and_high_by_hand() -> None:
    """The ends and the middle are the estimates; a quarter lies half way between low and best."""
    deaths = np.array([[0.0, 4.0, 20.0], [2.0, 2.0, 2.0], [np.nan, np.nan, np.nan]])
    for quantile, wanted in ((0.0, 0.0), (0.25, 2.0), (0.5, 4.0), (0.75, 12.0), (1.0, 20.0)):
        drawn = deaths_at(deaths, quantile)
        assert drawn[:2] == pytest.approx([wanted, 2.0])
        assert np.isnan(drawn[2])
