"""Tests of the boosted trees."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest

from layers.risk import learned_trees
from layers.risk.learned_trees import Sample, _highest, boosted, drawn, trees


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


def test_drawn_rows_keep_events_and_high_ground_and_stand_for_all() -> None:
    """Events and the highest half stand for themselves; an even draw stands for the rest, sums agree."""
    rng = np.random.default_rng(3)
    expected = rng.gamma(0.3, size=2000)
    count = rng.poisson(0.05, size=2000).astype(float)
    kept, weight = drawn(expected, count, most=600, seed=1)
    assert kept.size == 600
    assert np.all(np.diff(kept) > 0)
    assert weight.sum() == pytest.approx(2000)
    highest = np.argsort(-expected)[:300]
    certain = np.union1d(highest, np.flatnonzero(count))
    assert np.isin(certain, kept).all()
    alone = np.isin(kept, certain)
    assert set(weight[alone]) == {1.0}
    assert np.unique(weight[~alone]).tolist() == pytest.approx([(2000 - certain.size) / (600 - certain.size)])
    again, _ = drawn(expected, count, most=600, seed=1)
    other, _ = drawn(expected, count, most=600, seed=2)
    assert again.tolist() == kept.tolist() != other.tolist()


@pytest.mark.parametrize("number", [0, 1, 7, 30, 59, 60])
def test_the_highest_are_those_of_a_stable_sort(number: int) -> None:
    """Among equal values the first ones count, as when all are sorted."""
    values = np.random.default_rng(number).integers(0, 9, 60).astype(float)
    wanted = np.sort(np.argsort(-values, kind="stable")[:number])
    assert np.flatnonzero(_highest(values, number)).tolist() == wanted.tolist()


def test_more_events_than_are_drawn_leave_room_for_empty_ground() -> None:
    """Where events alone fill what is drawn, a quarter as much again is drawn of the rest."""
    count = np.arange(1000) < 700
    kept, weight = drawn(np.ones(1000), count.astype(float), most=400, seed=1)
    assert (weight == 1).sum() == 700
    assert kept.size == 800
    assert weight.sum() == pytest.approx(1000)


def test_drawing_teaches_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees of a third of the rows, weighed for all, forecast close to those of all."""
    *past, now = _samples(cells=4000)
    past = [Sample(one.features, one.expected, one.count * (one.features[:, 1] > 0.5)) for one in past]
    whole = [boosted(past, now, seed=1), trees(past, now, seed=1)]
    monkeypatch.setattr(learned_trees, "MOST_ROWS", sum(one.count.size for one in past))
    assert np.array_equal(boosted(past, now, seed=1), whole[0])  # not one cell too many
    monkeypatch.setattr(learned_trees, "MOST_ROWS", 19_999)
    monkeypatch.setattr(learned_trees, "DRAWN_ROWS", 7000)
    for full, part in zip(whole, [boosted(past, now, seed=1), trees(past, now, seed=1)], strict=True):
        assert full is not None
        assert part is not None
        assert part.tobytes() != full.tobytes()
        assert part.sum() == pytest.approx(full.sum(), rel=0.1)
        assert np.corrcoef(np.log(part), np.log(full))[0, 1] > 0.9
