"""Tests of spreading events by their precision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from layers.landscape import Landscape
from layers.risk.canvas import canvas_around
from layers.risk.events import collect_events
from layers.risk.spread import Spread, spread_events
from tests.layers.risk.tiny import attributed, districts, grids, incidents, landscape

MIDDLE = (50.2e3, 49.8e3)


def _spread(world: Landscape, *, reach_m: float = 60e3) -> Spread:
    count = len(world.incidents)
    events, _ = collect_events(world, attributed(["state"] * count), observed=(), as_of=date(2021, 1, 1))
    return spread_events(events, world, canvas_around(world.travel, reach_m, block=5))


def _events(xy: Sequence[tuple[float, float]], precision: Sequence[int | None], **columns: Any) -> Any:
    return incidents(xy, ["2020-01-01"] * len(xy), precision, **columns)


@pytest.mark.parametrize("precision", [1, None])
def test_a_point_stays_a_point(precision: int | None) -> None:
    """Precision 1, or none given, puts all mass into the cell of the point."""
    spread = _spread(landscape(_events([MIDDLE], [precision])))
    mass = spread.canvas.window(spread.mass(np.array([2.0])))
    assert mass[50, 50] == pytest.approx(2.0)
    assert mass.sum() == pytest.approx(2.0)


@pytest.mark.parametrize("precision", [2, 5])
def test_within_25_km_is_a_gaussian_of_12_km(precision: int) -> None:
    """86 % of the mass lies within 25 km, and none is lost."""
    spread = _spread(landscape(_events([MIDDLE], [precision])))
    mass = spread.mass(np.array([1.0]))
    row, column = np.indices(mass.shape)
    top = np.unravel_index(mass.argmax(), mass.shape)
    near = np.hypot(row - top[0], column - top[1]) <= 25
    assert mass.sum() == pytest.approx(1.0, abs=1e-9)
    assert mass[near].sum() == pytest.approx(1 - np.exp(-2), abs=0.01)


def test_a_district_takes_its_events_by_people() -> None:
    """An event known to its district lies where the district's people are, by name or by position."""
    people = np.ones((100, 100))
    people[:, 75:] = 3.0
    people[:, 90] = np.nan
    world = landscape(
        _events([(10e3, 50e3), (60e3, 50e3)], [3, 4], adm_1=["East", None]),
        people=people,
        districts=districts({"West": (0, 0, 50e3, 100e3), "East": (50e3, 0, 100e3, 100e3)}),
    )
    spread = _spread(world)
    mass = spread.canvas.window(spread.mass(np.array([1.0, 1.0])))
    assert (spread.by_district, spread.by_disc) == (2, 0)
    assert mass.sum() == pytest.approx(2.0, abs=1e-5)
    assert mass[:, :50].sum() == 0
    assert mass[10, 80] / mass[10, 60] == pytest.approx(3.0)
    assert mass[10, 60] < mass[10, 90] < mass[10, 80]


def test_the_part_of_a_district_beyond_the_area_keeps_its_share() -> None:
    """Of a district half outside the area, half the mass lies on the map."""
    world = landscape(_events([MIDDLE], [3]), districts=districts({"East": (50e3, 0, 150e3, 100e3)}))
    spread = _spread(world)
    mass = spread.mass(np.array([1.0]))
    assert mass.sum() == pytest.approx(0.5, rel=1e-3)
    assert spread.canvas.window(mass).sum() == pytest.approx(mass.sum())


def test_a_district_without_people_or_smaller_than_a_cell() -> None:
    """Without people the mass lies evenly; a district that holds no cell's centre takes its own cell."""
    boxes = {"Empty": (0, 0, 50e3, 50e3), "Dot": (80.1e3, 80.1e3, 80.3e3, 80.3e3)}
    world = landscape(
        _events([MIDDLE] * 2, [3, 3], adm_2=["Empty", "Dot"]), people=0.0, districts=districts(boxes)
    )
    spread = _spread(world)
    mass = spread.canvas.window(spread.mass(np.array([1.0, 1.0])))
    assert mass[60, 10] == pytest.approx(1 / 2500, rel=0.01)
    assert mass[19, 80] == pytest.approx(1.0, abs=1e-6)


def test_without_districts_a_disc_of_50_km() -> None:
    """Where no outline fits, the mass lies within 50 km, by people, less what the disc has outside."""
    spread = _spread(landscape(_events([MIDDLE, (0.0, 50e3)], [4, 3])))
    whole = spread.canvas.window(spread.mass(np.array([1.0, 0.0])))
    half = spread.canvas.window(spread.mass(np.array([0.0, 1.0])))
    row, column = np.indices(whole.shape)
    far = np.hypot(column * 1e3 + 500 - MIDDLE[0], 99_500 - row * 1e3 - MIDDLE[1])
    assert spread.by_disc == 2
    assert whole.sum() == pytest.approx(1.0, abs=1e-3)
    assert (whole[far > 50e3] == 0).all()
    assert half.sum() == pytest.approx(0.5, abs=1e-3)


def test_nationwide_and_far_events_are_off_the_map() -> None:
    """Country precision and points beyond the kernel's reach have no mass."""
    spread = _spread(landscape(_events([MIDDLE, MIDDLE, (500e3, 0.0)], [6, 1, 1])))
    assert spread.mass(np.array([1.0, 0.0, 1.0])).sum() == 0
    assert spread.zone.tolist()[::2] == [-1, -1]


def test_an_event_just_outside_the_extent_is_on_the_margin() -> None:
    """A grid without a buffer does not cut off events next to it."""
    spread = _spread(landscape(_events([(-3e3, 50e3)], [1]), grid=grids(buffer_m=0.0)))
    mass = spread.mass(np.array([1.0]))
    assert mass.sum() == pytest.approx(1.0)
    assert spread.canvas.window(mass).sum() == 0
