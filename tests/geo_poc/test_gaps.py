"""What a mission's layers leave out, in shares that are known beforehand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_poc.gaps import Gap, beyond_roads, coverage_of
from geo_poc.ground import survey
from geo_poc.mission import Mission
from layers.landscape import Landscape
from layers.risk.surface import Risk
from tests.tiny_mission import write_tiny


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> tuple[Landscape, Risk]:
    """Return a tiny mission: a square of 67 km with one road along its middle."""
    landscape, risk, _ = survey(Mission.load(write_tiny(tmp_path_factory.mktemp("gaps") / "m")))
    return landscape, risk


def _gaps(landscape: Landscape, risk: Risk) -> dict[tuple[str, int | None], Gap]:
    return {(gap.name, gap.level): gap for gap in coverage_of(landscape, risk).gaps}


def test_size_and_people_are_those_of_the_area(ground: tuple[Landscape, Risk]) -> None:
    """Area in km2 and people are the mission's own."""
    landscape, risk = ground
    coverage = coverage_of(landscape, risk)
    assert coverage.area_km2 == pytest.approx(66.5**2, rel=0.02)
    assert coverage.people == pytest.approx(40_000 + 5 * 72 * 72, rel=1e-3)


def test_half_without_population_is_half(ground: tuple[Landscape, Risk]) -> None:
    """Cells that no population layer knows are told by their share of the area; their people nobody knows."""
    landscape, risk = ground
    assert _gaps(landscape, risk)["no_population", None].area_share == pytest.approx(0, abs=0.001)
    people = landscape.travel_people.copy()
    people[: people.shape[0] // 2] = np.nan
    gap = _gaps(replace(landscape, travel_people=people), risk)["no_population", None]
    assert gap.area_share == pytest.approx(0.5, abs=0.03)
    assert gap.people is gap.people_share is None


def test_unknown_cells_are_counted_with_their_people(ground: tuple[Landscape, Risk]) -> None:
    """Where nobody observes, area and people are told; cells outside the area do not count."""
    landscape, risk = ground
    everywhere = replace(risk, unknown=np.ones_like(risk.unknown))
    gap = _gaps(landscape, everywhere)["unknown", None]
    assert gap.area_share == pytest.approx(1.0)
    assert gap.people == pytest.approx(float(risk.people.sum()))
    assert gap.people_share == pytest.approx(1.0)
    nowhere = _gaps(landscape, replace(risk, unknown=np.zeros_like(risk.unknown)))["unknown", None]
    assert (nowhere.area_share, nowhere.people, nowhere.people_share) == (0.0, 0.0, 0.0)


def test_districts_leave_out_what_they_leave_out(ground: tuple[Landscape, Risk]) -> None:
    """Each level is told for itself; without districts there is no such gap."""
    landscape, risk = ground
    assert ("outside_districts", None) not in _gaps(landscape, risk)
    boxes = [shapely.box(0, 0, 0.3, 0.6), shapely.box(0, 0, 0.15, 0.6)]
    table = gpd.GeoDataFrame(
        {"name": ["A", "B"], "code": ["1", "2"], "level": [1, 2]}, geometry=boxes, crs=4326
    )
    gaps = _gaps(replace(landscape, levels=table), risk)
    assert gaps["outside_districts", 1].area_share == pytest.approx(0.5, abs=0.03)
    assert gaps["outside_districts", 2].area_share == pytest.approx(0.75, abs=0.03)


def test_far_from_the_road_is_beyond(ground: tuple[Landscape, Risk]) -> None:
    """Cells two kilometres and less from the road are beside it; without roads all are beyond."""
    landscape, risk = ground
    far = beyond_roads(landscape)
    rows = np.flatnonzero((~far & landscape.travel.mask).any(axis=1))
    road = landscape.travel.project([0.3], [0.3])[1][0]
    y = landscape.travel.y0 - (rows + 0.5) * landscape.travel.cell_m
    assert np.abs(y - road).max() <= 2500 + landscape.travel.cell_m / 2
    gap = _gaps(landscape, risk)["beyond_roads", None]
    assert gap.area_share == pytest.approx(1 - 5 / 66.5, abs=0.03)
    assert gap.people is not None
    assert gap.people < 5 * 72 * 72
    bare = replace(landscape, roads=landscape.roads.iloc[:0])
    assert _gaps(bare, risk)["beyond_roads", None].people_share == pytest.approx(1.0)


def test_missions_of_disk_have_shares(tmp_path: Path) -> None:
    """Every share lies between 0 and 1."""
    landscape, risk, _ = survey(Mission.load(write_tiny(tmp_path / "m")))
    for gap in coverage_of(landscape, risk).gaps:
        assert 0 <= gap.area_share <= 1
        assert gap.people_share is None or 0 <= gap.people_share <= 1
