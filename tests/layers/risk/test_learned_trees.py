"""Tests of the boosted trees."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from layers.risk.learned_trees import Sample, boosted, trees


def _samples(windows: int = 6, cells: int = 1500) -> list[Sample]:
    """Return windows in which cells with a high first feature have four times the events of their start."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(windows):
        features = rng.normal(size=(cells, 3)).astype(np.float32)
        count = rng.poisson(np.where(features[:, 0] > 0.5, 0.4, 0.1)).astype(float)
        found.append(Sample(features, np.full(cells, 1 / cells), count))
    return found


def test_boosted_raises_where_the_start_was_too_low() -> None:
    """What the start leaves out is learned in part; shares sum to 1; the window's own count is not read."""
    *past, now = _samples()
    share = boosted(past, now, seed=1)
    assert share is not None
    assert share.sum() == pytest.approx(1.0)
    high = now.features[:, 0] > 0.5
    assert 2.0 < share[high].mean() / share[~high].mean() < 5.0
    hidden = Sample(now.features, now.expected, np.zeros_like(now.count))
    again = boosted(past, hidden, seed=1)
    assert again is not None
    assert share.tobytes() == again.tobytes()


def test_a_right_start_stays() -> None:
    """Where nothing is to be learned the start is hardly moved."""
    rng = np.random.default_rng(2)
    expected = rng.dirichlet(np.full(1500, 2.0))
    past = [
        Sample(
            rng.normal(size=(1500, 3)).astype(np.float32), expected, rng.poisson(300 * expected).astype(float)
        )
        for _ in range(6)
    ]
    share = boosted(past, past[0], seed=1)
    assert share is not None
    assert np.abs(np.log(share / expected)).max() < 0.5


def test_few_events_and_failing_trees_teach_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under 50 events nothing is learned, nor where the library gives up."""
    *past, now = _samples()
    few = [Sample(one.features, one.expected, one.count * (one.count.cumsum() <= 5)) for one in past]
    assert boosted(few, now, seed=1) is None
    assert trees(few, now, seed=1) is None

    def fail(*_: object, **__: object) -> None:
        raise lightgbm.basic.LightGBMError("left_count")

    monkeypatch.setattr(lightgbm, "train", fail)
    assert boosted(past, now, seed=1) is None
    assert trees(past, now, seed=1) is None
