"""Tests of threat areas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.landscape import Landscape
from layers.risk.estimate import estimate_risk
from layers.risk.hotspots import find_hotspots
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, districts, incidents, landscape, points


def _world() -> tuple[Landscape, Risk]:
    """Return two clusters of the state and one of an armed group, near towns."""
    rng = np.random.default_rng(4)
    centres = [(22e3, 22e3)] * 30 + [(78e3, 78e3)] * 10 + [(22e3, 78e3)] * 20
    xy = [(x + rng.normal(0, 800), y + rng.normal(0, 800)) for x, y in centres]
    days = pd.date_range("2018-01-01", "2020-12-01", periods=60).astype(str)
    order = rng.permutation(60)
    table = incidents(xy, [days[n] for n in order], best=[2.0] * 60)
    table["best"] = 2.0
    seen = [(x, y) for x in (20e3, 50e3, 80e3) for y in (20e3, 50e3, 80e3)]  # without a name, they observe
    named = points([(22e3, 21e3), (75e3, 70e3), *seen])
    named["name"], named["class"] = ["Alpha", "Beta", *[""] * 9], "town"
    halves = districts({"West": (0, 0, 5e4, 1e5), "East": (5e4, 0, 1e5, 1e5)})
    world = landscape(table, places=named, districts=halves)
    options: dict[str, Any] = {"observed": ("state", "armed_group"), "as_of": AS_OF, "bandwidths_m": [3000.0]}
    return world, estimate_risk(world, attributed(["state"] * 40 + ["armed_group"] * 20), **options)


def test_areas_are_where_risk_is_ranked_over_all_sources() -> None:
    """The three clusters come out, the highest risk first, each named, with its district and people."""
    world, risk = _world()
    found = find_hotspots(world, risk, held=0.8)
    assert [spot.rank for spot in found] == list(range(1, len(found) + 1))
    assert [spot.risk for spot in found] == sorted((spot.risk for spot in found), reverse=True)
    first = found[0]
    assert (first.source, first.name, first.district) == ("state", "Alpha", "West")
    assert first.id == "state-alpha"
    beta = next(spot for spot in found if spot.source == "state" and spot.district == "East")
    assert beta.name == "9 km north of Beta"
    assert {spot.source for spot in found} == {"state", "armed_group"}


def test_figures_of_an_area_are_sums_of_its_cells() -> None:
    """People, risk, events and share are those of the cells, by hand."""
    world, risk = _world()
    for spot in find_hotspots(world, risk):
        surface = risk.risk[spot.source].ravel()
        assert spot.risk == pytest.approx(surface[spot.cells].sum())
        assert spot.people == pytest.approx(risk.people.ravel()[spot.cells].sum())
        assert spot.risk_share == pytest.approx(spot.risk / surface.sum())
        events = risk.likelihood[spot.source].ravel()[spot.cells].sum() * 0.25
        assert spot.events_per_year == pytest.approx(events)
        assert dict(spot.by_source)[spot.source] == pytest.approx(spot.risk)


def test_half_of_the_risk_lies_in_the_areas_of_a_source() -> None:
    """The cells of a source's areas hold at least the share asked for, and no fewer cells could."""
    world, risk = _world()
    cells = np.concatenate([s.cells for s in find_hotspots(world, risk, held=0.5) if s.source == "state"])
    surface = np.sort(risk.risk["state"].ravel())[::-1]
    assert risk.risk["state"].ravel()[cells].sum() >= 0.5 * surface.sum()
    assert surface[: len(cells) - 1].sum() < 0.5 * surface.sum()


def test_the_outline_covers_its_cells_and_the_circle_covers_the_outline() -> None:
    """The outline has the area of its cells; every corner lies within the radius of the centre."""
    world, risk = _world()
    for spot in find_hotspots(world, risk):
        x, y = world.grid.project(spot.lon, spot.lat)
        corners = [c for part in spot.outline.geoms for c in part.exterior.coords]
        cx, cy = world.grid.project([c[0] for c in corners], [c[1] for c in corners])
        assert np.hypot(cx - x, cy - y).max() <= spot.radius_m * 1.001
        assert spot.km2 == pytest.approx(25.0 * spot.cells.size)


def test_events_cluster_where_nobody_lives() -> None:
    """A cluster beyond chance in empty land is an area too, marked as clustered."""
    rng = np.random.default_rng(4)
    centres = [(22e3, 22e3)] * 15 + [(78e3, 78e3)] * 60
    xy = [(x + rng.normal(0, 900), y + rng.normal(0, 900)) for x, y in centres]
    table = incidents(xy, ["2020-06-01"] * 75)
    people = np.zeros((100, 100))
    people[60:, :40] = 5.0
    world = landscape(table, people=people)
    risk = estimate_risk(
        world, attributed(["state"] * 75), observed=("state",), as_of=AS_OF, bandwidths_m=[3000.0]
    )
    found = find_hotspots(world, risk)
    lone = [spot for spot in found if spot.method == "clustered"]
    assert found[0].method == "risk"
    assert len(lone) == 1
    assert lone[0].people == 0
    assert lone[0].significant
    assert lone[0].gi_z > 3


def test_nothing_observed_gives_no_area() -> None:
    """A source without events has no areas; an estimate without its events has none at all."""
    world = landscape(incidents([(5e4, 5e4)] * 3, ["2020-06-01"] * 3))
    risk = estimate_risk(
        world,
        attributed(["state"] * 3),
        observed=("state", "armed_group"),
        as_of=AS_OF,
        bandwidths_m=[3000.0],
    )
    assert {spot.source for spot in find_hotspots(world, risk)} == {"state"}


def test_fighting_makes_no_mass_casualty() -> None:
    """Most incidents of a place turned into fighting: its events stay, a mass casualty is less likely."""
    world, _ = _world()
    world.incidents["best"] = [1.0, 12.0] * 30
    rows = attributed(["state"] * 60)
    options: dict[str, Any] = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [3000.0]}
    harmed = find_hotspots(world, estimate_risk(world, rows, **options))[0]
    rows["kind"] = ["against_civilians", "against_civilians", *["fighting"] * 4] * 10
    fought = next(
        spot for spot in find_hotspots(world, estimate_risk(world, rows, **options)) if spot.rank == 1
    )
    assert fought.events_per_year == pytest.approx(harmed.events_per_year)
    assert harmed.against_civilians_per_year == harmed.events_per_year
    assert 0 < fought.against_civilians_per_year < 0.6 * fought.events_per_year
    assert harmed.mass_casualty is not None
    assert fought.mass_casualty is not None
    assert fought.mass_casualty[1] < harmed.mass_casualty[1]


def test_people_of_the_groups_are_those_of_the_cells() -> None:
    """Men are all the victims: not targeted where only men live, targeted where they are half."""
    world, risk = _world()
    for name in ("women", "men", "girls", "boys"):
        world.incidents[f"victims_{name}"] = 2.0 if name == "men" else 0.0
    people = world.travel_people
    half = replace(world, groups={"men": people / 2, "women": people / 2})
    alone = replace(world, groups={"men": people, "women": people * 0})
    assert find_hotspots(half, risk)[0].group_targeted.answer == "yes"
    assert find_hotspots(alone, risk)[0].group_targeted.answer == "no"
