"""Tests of the log-linear tilt."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize

from layers.risk.learned_tilt import _BLOCK_ROWS, _BLOCKS, ridge_poisson, tilted
from layers.risk.learned_trees import Sample


def _samples(slope: float, *, windows: int = 8, cells: int = 400, events: float = 80.0) -> list[Sample]:
    """Return windows whose events follow their start times exp(slope x first feature)."""
    rng = np.random.default_rng(4)
    found = []
    for _ in range(windows):
        features = np.column_stack([rng.normal(5.0, 2.0, cells), np.full(cells, 3.0)]).astype(np.float32)
        start = rng.dirichlet(np.full(cells, 2.0))
        weight = start * np.exp(slope * (features[:, 0] - 5.0) / 2.0)
        count = rng.poisson(events * weight / weight.sum()).astype(float)
        found.append(Sample(features, start, count))
    return found


def _learned(share: NDArray[np.float64], now: Sample) -> float:
    return float(np.polyfit(now.features[:, 0] / 2.0, np.log(share / now.expected), 1)[0])


def test_a_slope_is_found_and_its_own_window_is_not_read() -> None:
    """What raises events is learned nearly in full; a constant feature does nothing; shares sum to 1."""
    *past, now = _samples(0.8)
    share = tilted(past, now, columns=range(2))
    assert share is not None
    assert share.sum() == pytest.approx(1.0)
    assert 0.6 < _learned(share, now) < 0.9
    hidden = Sample(now.features, now.expected, np.zeros_like(now.count))
    again = tilted(past, hidden, columns=range(2))
    assert again is not None
    assert share.tobytes() == again.tobytes()


def test_few_events_move_little_and_very_few_nothing() -> None:
    """The ridge holds slopes small where events are few; under ten nothing is learned."""
    *past, now = _samples(0.8, windows=3, events=8.0)
    share = tilted(past, now, columns=range(2))
    assert share is not None
    assert _learned(share, now) < 0.6
    *past, now = _samples(0.8, windows=2, events=2.0)
    assert tilted(past, now, columns=range(2)) is None


def test_slopes_have_the_highest_penalised_likelihood() -> None:
    """A general optimiser finds no better ones."""
    rng = np.random.default_rng(6)
    rows, start = rng.normal(size=(60, 2)), rng.uniform(0.2, 2.0, 60)
    count = rng.poisson(start * np.exp(0.5 * rows[:, 0])).astype(float)

    def loss(free: NDArray[np.float64]) -> float:
        eta = free[0] + rows @ free[1:]
        return float(-(count @ eta - start @ np.exp(eta)) + 2.5 * (free[1:] ** 2).sum())

    best = optimize.minimize(loss, np.zeros(3), tol=1e-12).x
    assert ridge_poisson(rows, start, count, ridge=5.0) == pytest.approx(best[1:], abs=1e-5)


def test_blocks_of_rows_change_no_slope() -> None:
    """Far more rows than a block holds, the last cut, and one block alone: the likelihood is at its top."""
    rng = np.random.default_rng(7)
    for size in (2 * _BLOCK_ROWS * _BLOCKS + 77, _BLOCK_ROWS):
        rows, start = rng.normal(size=(size, 3)), rng.uniform(0.2, 2.0, size)
        count = rng.poisson(start * np.exp(0.5 * rows[:, 0])).astype(float)
        slopes = ridge_poisson(rows, start, count, ridge=5.0)
        raised = start * np.exp(rows @ slopes)
        expected = raised * count.sum() / raised.sum()  # as the free intercept makes it
        assert rows.T @ (count - expected) - 5.0 * slopes == pytest.approx(np.zeros(3), abs=1e-6 * size)


def test_drawn_cells_teach_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of too many cells, weighed for all, gives close to the slope of all; of one fewer all count."""
    *past, now = _samples(0.8, windows=7, cells=4000, events=150.0)
    whole = tilted(past, now, columns=range(2))
    monkeypatch.setattr("layers.risk.learned_trees.MOST_ROWS", 24_000)
    same = tilted(past, now, columns=range(2), seed=1)
    monkeypatch.setattr("layers.risk.learned_trees.MOST_ROWS", 23_999)
    monkeypatch.setattr("layers.risk.learned_trees.DRAWN_ROWS", 8000)
    part = tilted(past, now, columns=range(2), seed=1)
    assert whole is not None
    assert same is not None
    assert part is not None
    assert same.tobytes() == whole.tobytes()
    assert part.tobytes() != whole.tobytes()
    assert _learned(part, now) == pytest.approx(_learned(whole, now), abs=0.05)
