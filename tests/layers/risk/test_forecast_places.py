"""Tests of ranges of places: held against what happened, widened where they fall short."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import geopandas as gpd
import numpy as np
import pytest
from numpy.typing import NDArray
from shapely.geometry import box

from layers.risk.folds import TestGround, lay_ground
from layers.risk.forecast import Period, Skill
from layers.risk.forecast_places import (
    AREAS,
    SCATTERS,
    PlaceRange,
    place_kinds,
    place_ranges,
    place_room,
)
from tests.layers.risk.tiny import incidents, landscape

WINDOWS = 40


@pytest.fixture(scope="module")
def ground() -> TestGround:
    """Return the tiny country's cells of 10 km."""
    return lay_ground(landscape(incidents([(50e3, 50e3)], ["2019-01-01"])), cell_m=10_000.0)


def _quarters(ground: TestGround) -> NDArray[np.int32]:
    """Return sixteen districts, -1 outside the area."""
    rows, columns = np.divmod(np.arange(ground.share.size), ground.shape[1])
    inside = np.flatnonzero(ground.share > 0)
    top, left = rows[inside].min(), columns[inside].min()
    high, wide = np.ptp(rows[inside]) + 1, np.ptp(columns[inside]) + 1
    own = ((rows - top) * 4 // high) * 4 + (columns - left) * 4 // wide
    return np.where(ground.share > 0, own, -1).astype(np.int32)


def _drawn(ground: TestGround, labels: NDArray[np.int32], excess: float) -> NDArray[np.float64]:
    """Return counts of 200 events a window, districts of which wax and wane by an excess of their own."""
    rng = np.random.default_rng(11)
    wave = rng.gamma(1 / excess, excess, (WINDOWS, 16)) if excess else np.ones((WINDOWS, 16))
    even = 200.0 * ground.share / ground.share.sum()
    return rng.poisson(even * np.where(labels >= 0, wave[:, labels], 0.0)).astype(float)


def test_places_that_scatter_by_themselves_get_wider_ranges(ground: TestGround) -> None:
    """Districts that wax and wane need a scatter of their own; those that do not get none."""
    labels = _quarters(ground)
    even = np.tile(np.ones(ground.share.size), (WINDOWS, 1))
    found = {}
    for excess in (0.0, 0.5):
        ranges = place_ranges(even, _drawn(ground, labels, excess), ground, {"level_1": labels})
        found[excess] = ranges["level_1"]
        assert set(ranges) == {AREAS, "level_1"}
    assert found[0.0].scatter == 0.0
    assert found[0.5].scatter in SCATTERS[2:]
    for one in found.values():
        assert one.tried == 24 * 16
        assert 0.75 < one.held / one.tried < 0.92
    assert found[0.0].filled > 0.78
    assert found[0.5].filled == pytest.approx(0.8, abs=0.05)


def test_a_window_is_not_read_for_its_own_ranges(ground: TestGround) -> None:
    """A last window out of every range is held against what was known before, and is above it everywhere."""
    labels = _quarters(ground)
    counts = _drawn(ground, labels, 0.2)[:20]
    even = np.tile(np.ones(ground.share.size), (21, 1))
    wild = np.vstack([counts, np.where(ground.share > 0, 500.0, 0.0)])
    plain = place_ranges(even[:20], counts, ground, {"level_1": labels})["level_1"]
    after = place_ranges(even, wild, ground, {"level_1": labels})["level_1"]
    assert (after.tried, after.held) == (plain.tried + 16, plain.held)
    assert after.above == plain.above + 16


def test_areas_are_touching_cells_where_half_is_expected(ground: TestGround) -> None:
    """Of three cells apart with a third of it each, two hold half: two areas a window."""
    inside = np.flatnonzero(ground.share >= 1)
    surface = np.zeros((12, ground.share.size))
    surface[:, [inside[0], inside[inside.size // 2], inside[-1]]] = 1.0
    found = place_ranges(surface, surface * 6.0, ground, {})
    assert found[AREAS].tried == (12 - 5) * 2
    assert found[AREAS].held == found[AREAS].tried


def test_short_and_empty_records_tell_nothing(ground: TestGround) -> None:
    """One window, or none with an event, has no range to hold anything against."""
    nothing = np.zeros((8, ground.share.size))
    assert place_ranges(nothing[:1], nothing[:1], ground, {}) == {}
    assert all(one.tried == 0 for one in place_ranges(nothing + 1, nothing, ground, {}).values())


def test_neither_one_block_nor_the_whole_has_a_scatter_of_places() -> None:
    """Blocks and the whole have theirs, as cells and totals told it."""
    assert place_room(3.0, 1.0, 9.0) == 0.0
    assert place_room(9.0, 0.1, 9.0) == 0.0
    assert place_room(3.0, 0.25, 9.0) == pytest.approx(0.5)


def test_districts_of_every_level_are_told_apart(ground: TestGround) -> None:
    """Each level is a kind of place; without levels there is one kind, without districts none."""
    world = landscape(incidents([(50e3, 50e3)], ["2019-01-01"]))
    west, south, east, north = ground.grid.bounds
    middle = (west + east) / 2
    shapes = [box(west, south, east, north), box(west, south, middle, north), box(middle, south, east, north)]
    table = gpd.GeoDataFrame(
        {"name": list("abc"), "level": [1, 2, 2]}, geometry=shapes, crs=world.grid.crs
    ).to_crs(4326)
    assert place_kinds(world, ground) == {}
    found = place_kinds(replace(world, levels=table), ground)
    assert list(found) == ["level_1", "level_2"]
    inside = ground.share > 0
    assert set(found["level_1"][inside]) == {0}
    assert set(found["level_2"][inside]) == {0, 1}
    plain = place_kinds(replace(world, districts=table.drop(columns="level")), ground)
    assert list(plain) == ["districts"]


def test_a_range_of_a_place_is_wider_by_its_kind_and_the_whole_is_not() -> None:
    """What past windows lacked widens places of several blocks alone."""
    day, expected = date(2020, 1, 1), np.full((4, 4), 2.0)
    skill = Skill("kde_decay", 3.0, 1.0, 1.0, 8)
    plain, wide = (
        Period(
            skill, day, day, {"state": expected}, scatter=0.5, together={"state": 0.1, "total": 0.1},
            places={"level_1": PlaceRange(scatter)},
        )
        for scatter in (0.0, 1.6)
    )  # fmt: skip
    half = np.arange(8)
    for cells, kind in product((half, np.array([0]), None), ("level_1", AREAS)):
        one, two = (period.count("total", cells, 10_000.0, kind) for period in (plain, wide))
        assert (two.high > one.high) == (cells is half and kind == "level_1")
        assert two.expected == one.expected
