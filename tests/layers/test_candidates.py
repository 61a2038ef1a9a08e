"""Tests of candidate sites."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.candidates import candidate_sites
from layers.errors import Finding
from layers.grid import Grid, local_equal_area

CRS = local_equal_area(29, -1)
DEMAND = Grid(CRS, 0.0, 200000.0, 5000.0, np.ones((40, 40), dtype=np.float32))
SHARE = np.ones((200, 200), dtype=np.float32)
SHARE[:, 190:] = 0
TRAVEL = Grid(CRS, 0.0, 200000.0, 1000.0, SHARE)
OPEN = np.ones((200, 200), dtype=bool)


def places(*rows: tuple[str, float, float]) -> gpd.GeoDataFrame:
    """Return places given by name and kilometres from the south-west corner."""
    names = [row[0] for row in rows]
    points = [shapely.Point(row[1] * 1000, row[2] * 1000) for row in rows]
    return gpd.GeoDataFrame({"name": names, "class": "village"}, geometry=points, crs=CRS).to_crs(4326)


def choose(table: gpd.GeoDataFrame, **changes: Any) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return candidates under equal weights, unless changed."""
    given: dict[str, Any] = {
        "weight": np.ones(DEMAND.shape),
        "grid": DEMAND,
        "travel": TRAVEL,
        "passable": OPEN,
    }
    given |= {"taken_xy": ([], []), "maximum": 10}
    return candidate_sites(table, **(given | changes))


def test_picks_go_by_the_weight_around_and_spread() -> None:
    """The hotspot comes first; its neighbour, at half weight, after a lesser hotspot elsewhere."""
    weight = np.zeros(DEMAND.shape)
    weight[20, 10], weight[20, 30] = 10.0, 7.0
    table = places(("A", 52, 98), ("B", 58, 98), ("C", 152, 98), ("D", 100, 30))
    sites, _ = choose(table, weight=weight)
    assert sites["name"].tolist() == ["A", "C", "B", "D"]
    assert choose(table, weight=weight, maximum=2)[0]["name"].tolist() == ["A", "C"]


@pytest.mark.parametrize("seed", range(3))
def test_picks_equal_a_plain_greedy(seed: int) -> None:
    """The running sums give what recomputing every sum gives, at the edges too."""
    rng = np.random.default_rng(seed)
    weight = rng.lognormal(0, 2, DEMAND.shape)
    spots = rng.uniform(0, 189, (150, 2))
    table = places(*[(f"p{number:03d}", x, y) for number, (x, y) in enumerate(spots)])
    sites, _ = choose(table, weight=weight, maximum=25)
    cx, cy = (axis.reshape(DEMAND.shape) for axis in DEMAND.centre(np.arange(1600)))
    mid = np.column_stack(DEMAND.centre(DEMAND.cell_of(spots[:, 0] * 1000, spots[:, 1] * 1000)))
    left, free, wanted = weight.copy(), np.ones(150, dtype=bool), []
    for _ in range(25):
        near = [np.hypot(cx - x, cy - y) <= 20000 for x, y in mid]
        best = int(np.argmax([left[disc].sum() if ok else -1 for disc, ok in zip(near, free, strict=True)]))
        wanted.append(f"p{best:03d}")
        left[near[best]] *= 0.5
        free &= np.hypot(*(spots - spots[best]).T) * 1000 >= 5000
    assert sites["name"].tolist() == wanted


def test_spacing_from_bases_and_from_each_other() -> None:
    """Closer than the spacing is left out, exactly at it stays."""
    table = places(("A", 50, 50), ("B", 54.9, 50), ("C", 100, 50), ("D", 105.01, 50))
    sites, _ = choose(table, taken_xy=(np.array([46000.0]), np.array([50000.0])))
    assert sorted(sites["name"]) == ["B", "C", "D"]
    sites, _ = choose(table, taken_xy=([], []))
    assert sorted(sites["name"]) == ["A", "C", "D"]


def test_places_outside_the_area_are_not_asked() -> None:
    """Outside the area or the extent, or without a place, is no candidate."""
    table = places(("in", 50, 50), ("out", 195, 50), ("far", 900, 50), ("none", 60, 60))
    table.loc[3, "geometry"] = None
    assert choose(table)[0]["name"].tolist() == ["in"]


def test_places_are_snapped_or_dropped_with_a_count() -> None:
    """A place in a blocked cell moves to the nearest passable one within 3 km, else it is counted."""
    passable = OPEN.copy()
    passable[140:160, 40:60] = False
    sites, findings = choose(places(("shore", 59.5, 50.5), ("deep", 50, 50)), passable=passable)
    assert sites["name"].tolist() == ["shore"]
    assert sites["snapped_m"].tolist() == [1000.0]
    assert passable.ravel()[sites["travel_cell"]].all()
    assert sites["demand_cell"].tolist() == DEMAND.cell_of([60500], [50500]).tolist()
    assert sites.geometry.iloc[0].distance(places(("shore", 59.5, 50.5)).geometry.iloc[0]) < 1e-9
    assert "1 places are over 3 km" in findings[0].message
    assert findings[0].severity == "warning"
    assert findings[0].value == "deep"
    assert "taken at the nearest passable cell, at most 1,000 m away" in findings[1].message
    assert (findings[1].severity, findings[1].value) == ("info", "shore")


def test_a_place_in_water_is_told_with_its_row() -> None:
    """A place that the mission names is a warning of its own; the others are counted at the first of them."""
    passable = OPEN.copy()
    passable[140:160, 40:60] = False
    table = places(("asked", 59.5, 50.5), ("deep", 50, 50), ("other", 59.5, 45.5), ("third", 59.5, 55.5))
    table = table.assign(file="p.geojson", role="layers.places", row=[7, 8, 9, 10])
    _, findings = choose(table, passable=passable, always=["Asked", "deep"], spacing_m=1000.0)
    told = {
        finding.severity: (finding.file, finding.row, finding.column, finding.value) for finding in findings
    }
    assert told["error"] == ("p.geojson", 8, "layers.places", "deep")
    assert told["warning"] == ("p.geojson", 7, "layers.places", "asked")
    (many,) = (finding for finding in findings if "2 candidate sites lie" in finding.message)
    assert (many.severity, many.file, many.row in (9, 10)) == ("info", "p.geojson", True)
    assert sorted(many.value.split(", ")) == ["other", "third"]


def test_a_place_that_the_mission_names_and_nobody_can_reach_is_an_error() -> None:
    """The place is named, unless another of its name can be reached; the others stay a warning."""
    passable = OPEN.copy()
    passable[140:160, 40:60] = False
    table = places(("deep", 50, 50), ("twin", 50, 50), ("twin", 100, 100), ("wet", 49, 50))
    _, findings = choose(table, passable=passable, always=["Deep", "twin"])
    assert [finding.value for finding in findings if finding.severity == "error"] == ["deep"]
    assert [finding.value for finding in findings if finding.severity == "warning"] == ["twin, wet"]


def test_ids_are_unique_and_come_from_names() -> None:
    """Accents, repeats, other scripts and missing names all give ids; weights do not change them."""
    table = places(("Béni", 20, 20), ("Beni", 60, 20), ("Beni", 40, 20), ("بني", 80, 20), ("", 100, 20))
    sites, _ = choose(table)
    ids = dict(zip(sites["id"], sites.geometry.x, strict=True))
    assert set(ids) == {"c-beni", "c-beni-2", "c-beni-3", "c-site", "c-near"} | set()
    assert ids["c-beni"] < ids["c-beni-2"]
    weight = np.random.default_rng(1).random(DEMAND.shape)
    again, _ = choose(table, weight=weight)
    assert dict(zip(again["id"], again.geometry.x, strict=True)) == ids
    assert set(sites["name"]) == {"Béni", "Beni", "بني", "near بني"}


def test_equal_places_go_by_name_then_position() -> None:
    """Order of the table does not matter."""
    table = places(("B", 100, 100), ("A", 150, 100), ("A", 50, 100))
    forward, backward = choose(table)[0], choose(table.iloc[::-1])[0]
    assert forward["name"].tolist() == ["A", "A", "B"]
    assert forward.geometry.x.iloc[0] < forward.geometry.x.iloc[1]
    assert forward["travel_cell"].tolist() == backward["travel_cell"].tolist()


def test_fewer_than_wanted_is_told() -> None:
    """One line says how many were found and wanted; enough is no finding."""
    table = places(("A", 50, 50), ("B", 100, 50))
    _, findings = choose(table, maximum=3)
    assert [finding.severity for finding in findings] == ["info"]
    assert "2 candidate sites were found where 3 were wanted" in findings[0].message
    assert choose(table, maximum=2)[1] == ()


def test_no_places_at_all() -> None:
    """An empty table gives an empty table with all columns."""
    sites, _ = choose(places(("A", 50, 50)).iloc[:0])
    assert list(sites.columns) == ["id", "name", "travel_cell", "demand_cell", "snapped_m", "geometry"]
    assert len(sites) == 0
