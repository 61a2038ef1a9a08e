"""Reading roads."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from shapely.geometry import LineString

from layers.sources.roads import read_roads
from tests.layers.sources.written import DATA, DRC, errors, geojson, told

LINE = LineString([(29, -1), (29, -1.1)])
TIMED = {"duration_min": "t", "distance_m": "d"}


def test_class_is_recognised_and_lowered(tmp_path: Path) -> None:
    """The usual column gives the class, empty where unknown."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"highway": "Primary"}), (LINE, {"highway": None})])
    roads, findings = read_roads(path)
    assert roads["class"].tolist() == ["primary", ""]
    assert told(findings, "warning", "neither a class nor a speed").row == 2


def test_speed_comes_from_duration_and_distance(tmp_path: Path) -> None:
    """Sixty kilometres in an hour are 60 km/h; no duration, no speed."""
    rows = [(LINE, {"t": 60.0, "d": 60000}), (LINE, {"t": None, "d": 60000})]
    roads, _ = read_roads(geojson(tmp_path / "r.geojson", rows), columns=TIMED)
    assert roads["speed_kmh"].iloc[0] == pytest.approx(60)
    assert math.isnan(roads["speed_kmh"].iloc[1])


@pytest.mark.parametrize(("minutes", "metres"), [(1.0, 60000), (0.0, 1000), (10.0, 0)])
def test_impossible_speeds_are_unknown(tmp_path: Path, minutes: float, metres: float) -> None:
    """Hours for minutes, or no time at all, give no speed and a warning."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"t": minutes, "d": metres, "highway": "track"})])
    roads, findings = read_roads(path, columns=TIMED)
    assert math.isnan(roads["speed_kmh"].iloc[0])
    assert told(findings, "warning", "no speed up to").row == 1


def test_negative_duration_is_an_error(tmp_path: Path) -> None:
    """A time below zero stops the work."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"t": -5.0, "d": 100})])
    assert told(read_roads(path, columns=TIMED)[1], "error", "at least 0").column == "t"


def test_roads_not_built_are_left_out(tmp_path: Path) -> None:
    """Proposed roads, by flag or by class, are counted and not read."""
    rows = [
        (LINE, {"highway": "track", "add": False}),
        (LINE, {"highway": "track", "add": True}),
        (LINE, {"highway": "proposed", "add": None}),
        (LINE, {"highway": "construction", "add": False}),
    ]
    roads, findings = read_roads(geojson(tmp_path / "r.geojson", rows))
    assert len(roads) == 1
    assert told(findings, "info", "3 of 4 roads")


def test_all_roads_proposed_leave_an_empty_frame(tmp_path: Path) -> None:
    """A file of nothing but proposals gives no road and no exception."""
    roads, _ = read_roads(
        geojson(tmp_path / "r.geojson", [(LINE, {"add": True, "t": None, "d": 5})]), columns=TIMED
    )
    assert roads.empty
    assert {"class", "speed_kmh"} <= set(roads.columns)


def test_unknown_mapping_is_an_error(tmp_path: Path) -> None:
    """A mapped column that the file lacks is an error with the nearest name."""
    path = geojson(tmp_path / "r.geojson", [(LINE, {"highway": "track"})])
    finding = errors(read_roads(path, columns={"class": "higway"})[1])[0]
    assert "'highway'" in finding.remedy


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_flownet_and_urban_network() -> None:
    """The published road files give the roads in place and plausible speeds."""
    folder = DATA / "drc_east/roads"
    columns = {"duration_min": "duration", "distance_m": "distance", "proposed": "add"}
    timed, _ = read_roads(folder / "flownet_africa_network.geojson", columns=columns, bbox=DRC)
    assert len(timed) == 111
    assert timed["speed_kmh"].between(30, 90).all()
    classed, findings = read_roads(
        folder / "african_urban_network_edges.geojson", columns={"class": "h"}, bbox=DRC
    )
    assert len(classed) == 259
    assert classed["class"].nunique() == 4
    assert not findings
