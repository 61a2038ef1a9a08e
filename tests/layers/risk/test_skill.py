"""Tests of the measures of one window."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.risk.skill import (
    Window,
    coverage,
    expected_events,
    floored,
    nats_over_uniform,
    reliability_slope,
    score,
)

CELLS = 40
SMALL = st.lists(st.integers(0, 3), min_size=12, max_size=12)


def _window(count: list[int], area: list[float] | None = None) -> Window:
    return Window(np.array(area or [1.0] * len(count)), np.array(count, dtype=float))


def test_nats_by_hand() -> None:
    """All mass in one of 40 cells: ln(0.95 x 40 + 0.05) there, ln 0.05 elsewhere."""
    surface = np.eye(CELLS)[0]
    count = [3, 1] + [0] * (CELLS - 2)
    wanted = (3 * np.log(0.95 * CELLS + 0.05) + np.log(0.05)) / 4
    assert nats_over_uniform(surface, _window(count)) == pytest.approx(wanted)
    assert nats_over_uniform(np.ones(CELLS), _window(count)) == pytest.approx(0.0)
    assert nats_over_uniform(np.zeros(CELLS), _window(count)) == 0.0


def test_ties_are_cut_in_proportion() -> None:
    """A surface that tells nothing apart hits 1, 5 and 10 % of events in 1, 5 and 10 % of area."""
    found = score(np.full(CELLS, 2.0), _window([5] + [0] * (CELLS - 1)), level=5, dispersion=0)
    assert [found[name] for name in ("hit_1", "hit_5", "hit_10")] == pytest.approx([0.01, 0.05, 0.10])
    assert found["auc"] == pytest.approx(0.5)
    assert found["ap"] == pytest.approx(1 / CELLS)
    assert found["pai"] == pytest.approx(1.0)


def test_part_cells_count_with_their_part() -> None:
    """A cell of half the size takes half as much of the area that may be searched."""
    area = [0.5, *[1.0] * 9, 0.5]
    surface = np.arange(11, 0, -1, dtype=float)
    found = score(surface, _window([4, 4] + [0] * 9, area), level=8, dispersion=0)
    assert found["hit_5"] == pytest.approx(0.5)
    assert found["hit_10"] == pytest.approx(0.5 + 0.5 * 0.5)


def test_perfect_forecast_has_pei_of_one() -> None:
    """Nothing finds more in 5 % of area than the events themselves."""
    count = [7, 3, 1] + [0] * (CELLS - 3)
    found = score(np.array(count, dtype=float), _window(count), level=11, dispersion=0.5)
    assert found["pei"] == pytest.approx(1.0)
    assert found["auc"] == found["ap"] == pytest.approx(1.0)


@settings(max_examples=60, deadline=None)
@given(surface=SMALL, count=SMALL.filter(lambda values: 0 < sum(v > 0 for v in values) < len(values)))
def test_auc_and_average_precision_against_brute_force(surface: list[int], count: list[int]) -> None:
    """AUC is the share of pairs in order, ties half; AP is the precision at each found cell's rank."""
    found = score(np.array(surface, dtype=float), _window(count), level=1.0, dispersion=0)
    yes = [s for s, c in zip(surface, count, strict=True) if c]
    no = [s for s, c in zip(surface, count, strict=True) if not c]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in itertools.product(yes, no)]
    assert found["auc"] == pytest.approx(np.mean(pairs))
    precise = [sum(a >= s for a in yes) / sum(a >= s for a in surface) for s in yes]
    assert found["ap"] == pytest.approx(np.mean(precise))


def test_expected_events_sum_to_the_level() -> None:
    """The level is shared out as the floored surface says, by area."""
    area = np.array([1.0, 0.5, 1.0])
    expected = expected_events(np.array([2.0, 2.0, 0.0]), area, 9.0)
    assert expected.sum() == pytest.approx(9.0)
    assert expected[0] == pytest.approx(2 * expected[1])
    assert (floored(np.array([2.0, 2.0, 0.0]), area) * area).sum() == pytest.approx(area.sum())


@pytest.mark.parametrize("size", [0.5, 1.0, 2.0])
def test_reliability_slope_finds_the_power(size: float) -> None:
    """Counts that follow the expected to a power have that power as slope; the level does not matter."""
    expected = np.geomspace(0.01, 10, 200)
    assert reliability_slope(expected, 3.7 * expected**size) == pytest.approx(size, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_reliability_slope_has_the_highest_likelihood(seed: int) -> None:
    """A forecast of few high cells far too sharp has the slope that a fine mesh finds."""
    rng = np.random.default_rng(seed)
    past = np.where(rng.random(5000) < 0.02, rng.poisson(1, 5000) + 1.0, 0.0)
    expected = expected_events(past, np.ones(5000), 100.0)
    count = rng.poisson(np.where(past > 0, 0.03, 0.004)).astype(float)
    x = np.log(expected)
    mesh = np.linspace(-1, 2, 3001)
    gain = [count @ (b * x) - count.sum() * np.log(np.exp(b * x).sum()) for b in mesh]
    assert reliability_slope(expected, count) == pytest.approx(mesh[int(np.argmax(gain))], abs=1e-3)


def test_reliability_slope_of_a_flat_forecast_is_unknown() -> None:
    """One value everywhere has no slope."""
    assert np.isnan(reliability_slope(np.ones(5), np.arange(5.0)))


def test_coverage_of_counts_drawn_as_forecast() -> None:
    """Counts drawn from the forecast fill 80 %; counts far beyond it fill none; a wider spread fills less."""
    rng = np.random.default_rng(1)
    expected = rng.gamma(1.0, 2.0, 20_000)
    assert coverage(expected, rng.poisson(expected).astype(float), 0.0) == pytest.approx(0.8, abs=0.01)
    spread = rng.negative_binomial(1 / 0.7, 1 / (1 + 0.7 * expected)).astype(float)
    assert coverage(expected, spread, 0.7) == pytest.approx(0.8, abs=0.01)
    assert coverage(expected, spread, 0.0) < 0.75
    assert coverage(expected, expected + 60, 0.0) == pytest.approx(0.0, abs=1e-6)
