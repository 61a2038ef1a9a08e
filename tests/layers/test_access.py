"""Tests of friction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy import ndimage

from layers.access import FrictionSettings, build_friction
from layers.errors import Finding
from layers.grid import Grid, local_equal_area

GRID = Grid(local_equal_area(29, -1), -10000.0, 10000.0, 500.0, np.ones((40, 40), dtype=np.float32))
PERSONAS = ("military", "civilian", "police")
ROAD = shapely.LineString([(-9750, 250), (9750, 250)])
RIVER = shapely.LineString([(-1900, -12000), (1300, 1000), (-800, 12000)])


def table(*geometry: shapely.Geometry, **columns: Any) -> gpd.GeoDataFrame:
    """Return a table given in metres of the grid, in degrees."""
    return gpd.GeoDataFrame(columns, geometry=list(geometry), crs=GRID.crs).to_crs(4326)


def build(**changes: Any) -> tuple[Mapping[Any, np.ndarray], tuple[Finding, ...]]:
    """Return friction with nothing but a primary road, unless changed."""
    given: dict[str, Any] = {
        "roads": table(ROAD, **{"class": ["primary"]}),
        "rivers": table(),
        "lakes": table(),
    }
    given |= {"restrictions": table(name=[], applies_to=[], state=[]), "outline": None}
    given |= {"settings": FrictionSettings(), "personas": PERSONAS}
    return build_friction(GRID, **(given | changes))


def at(friction: np.ndarray, x: float, y: float) -> float:
    """Return the friction at a place."""
    return float(friction.ravel()[GRID.cell_of(x, y)])


def test_speeds_become_minutes_per_metre() -> None:
    """50 km/h on the road is 0.0012, walking pace off it 0.012."""
    friction = build()[0]["military", "dry"]
    assert at(friction, 0, 250) == pytest.approx(0.0012)
    assert at(friction, 0, 5250) == pytest.approx(0.012)


def test_the_fastest_road_of_a_cell_counts() -> None:
    """Order does not matter, links count as their class, and a stated speed overrides the class."""
    roads = table(ROAD, ROAD, ROAD, **{"class": ["track", "Trunk_link", "tertiary"]})
    assert at(build(roads=roads)[0]["civilian", "dry"], 0, 250) == pytest.approx(0.06 / 60)
    roads["speed_kmh"] = [np.nan, 12.0, 0.0]
    assert at(build(roads=roads)[0]["civilian", "dry"], 0, 250) == pytest.approx(0.06 / 30)


def test_unknown_classes_are_told_once() -> None:
    """Classes without a speed are listed in one warning with the speed they get; no class is no finding."""
    roads = table(ROAD, ROAD, ROAD, **{"class": ["goat", "", "piste"]})
    friction, findings = build(roads=roads)
    assert at(friction["police", "dry"], 0, 250) == pytest.approx(0.06 / 25)
    (found,) = findings
    assert (found.severity, found.value) == ("warning", "goat, piste")
    assert "25 km/h" in found.message


def test_personas_that_travel_alike_share_one_array() -> None:
    """Without restrictions there is one array, read-only; another speed makes another."""
    friction, _ = build()
    assert friction["military", "dry"] is friction["civilian", "dry"] is friction["police", "dry"]
    with pytest.raises(ValueError, match="read-only"):
        friction["military", "dry"][0, 0] = 0
    faster = FrictionSettings(off_road_kmh={"military": 10.0, "civilian": 5.0, "police": 5.0})
    friction, _ = build(settings=faster)
    assert at(friction["military", "dry"], 0, 5250) == pytest.approx(0.006)
    assert friction["civilian", "dry"] is friction["police", "dry"]


def test_lakes_block_even_with_a_road() -> None:
    """A road does not open a lake."""
    friction = build(lakes=table(shapely.box(-2000, -2000, 2000, 2000)))[0]["military", "dry"]
    assert at(friction, 0, 250) == np.inf
    assert at(friction, 3000, 250) == pytest.approx(0.0012)


def test_a_river_is_crossed_on_the_road_alone() -> None:
    """A river closes but for its crossing, which is counted; it can be closed too."""
    friction, findings = build(rivers=table(RIVER))
    open_ = np.isfinite(friction["military", "dry"])
    assert ndimage.label(open_, structure=np.ones((3, 3)))[1] == 1
    assert "1 road crossings of rivers assumed passable" in findings[0].message
    friction, findings = build(rivers=table(RIVER), settings=FrictionSettings(bridges_assumed=False))
    parts, count = ndimage.label(np.isfinite(friction["military", "dry"]), structure=np.ones((3, 3)))
    assert count >= 2
    assert parts[20, 0] != parts[20, -1]
    assert "blocked" in findings[0].message


def test_closed_borders_block_outside() -> None:
    """Outside the outline nobody travels."""
    friction = build(outline=shapely.box(-5000, -5000, 5000, 5000))[0]["military", "dry"]
    assert at(friction, 5250, 250) == np.inf
    assert np.isfinite(friction).sum() == 400


def test_denied_places_bind_those_they_name() -> None:
    """A denial for civilians and police leaves the military alone."""
    closed = table(
        shapely.box(3000, -3000, 6000, 3000),
        name=["Zone 1"],
        applies_to=[("civilian", "police")],
        state=["denied"],
    )
    friction, findings = build(restrictions=closed)
    assert at(friction["civilian", "dry"], 4000, 250) == np.inf
    assert friction["civilian", "dry"] is friction["police", "dry"]
    assert np.isfinite(friction["military", "dry"]).all()
    assert "closes 18 km2 to civilian, police" in findings[0].message


def test_the_wet_season_is_slower() -> None:
    """Minutes are multiplied, the key says the season, and a finding the factor."""
    friction, findings = build(settings=FrictionSettings(season="wet", wet_factor=2.0))
    assert set(friction) == {(persona, "wet") for persona in PERSONAS}
    assert at(friction["military", "wet"], 0, 250) == pytest.approx(0.0024)
    assert "2 times" in findings[-1].message


def test_no_roads_are_told() -> None:
    """Without roads everybody walks, and a warning says so."""
    friction, findings = build(roads=table(**{"class": []}))
    assert set(np.unique(friction["military", "dry"])) == {0.012}
    assert findings[0].severity == "warning"


def cover(*classes: int) -> np.ndarray:
    """Return stripes of land cover classes from the west."""
    return np.repeat(np.array(classes, dtype=np.int16), 40 // len(classes))[None, :].repeat(40, axis=0)


def test_land_cover_sets_the_speed_off_roads() -> None:
    """Troops drive over grass and walk in forest, civilians walk; the road keeps its speed, water blocks."""
    friction, _ = build(landcover=(cover(10, 2, 0, -1), "igbp"))
    assert at(friction["military", "dry"], -9000, 5000) == pytest.approx(0.06 / 15)
    assert at(friction["civilian", "dry"], -9000, 5000) == pytest.approx(0.06 / 4.86)
    assert at(friction["military", "dry"], -3000, 5000) == pytest.approx(0.06 / 1.62)
    assert at(friction["military", "dry"], -3000, 250) == pytest.approx(0.0012)
    assert at(friction["military", "dry"], 2000, 250) == np.inf
    assert at(friction["police", "dry"], 8000, 5000) == pytest.approx(0.012)
    assert friction["civilian", "dry"] is friction["police", "dry"]


def test_the_wet_season_weighs_on_classes() -> None:
    """Swamps slow down more than roads do."""
    wet = FrictionSettings(season="wet", wet_factor=1.5)
    friction, findings = build(landcover=(cover(11, 10), "igbp"), settings=wet)
    assert at(friction["civilian", "wet"], -5000, 5000) == pytest.approx(3 * 0.06 / 2)
    assert at(friction["civilian", "wet"], 0, 250) == pytest.approx(1.5 * 0.0012)
    assert "land cover has factors of its own" in findings[-1].message


def test_slope_slows_walking_more_than_roads() -> None:
    """At 20 degrees a walk takes over three times as long, a drive on a road a quarter more."""
    slope = np.full(GRID.shape, 20.0)
    friction = build(slope=slope)[0]["military", "dry"]
    assert 3 < at(friction, 0, 5250) / 0.012 < 4.5
    assert at(friction, 0, 250) == pytest.approx(0.0012 / 0.8)
    steep = build(slope=np.full(GRID.shape, 70.0), landcover=(cover(10), "igbp"))[0]["military", "dry"]
    assert np.isfinite(steep).all()


def test_a_friction_raster_is_the_ground() -> None:
    """Holes block, beyond it the settings count, a faster road of the mission is added, lakes still block."""
    raster = np.full(GRID.shape, 0.02)
    raster[:, :5] = np.inf
    raster[:, 35:] = np.nan
    raster[10] = 0.0008
    lakes = table(shapely.box(-2000, 2000, 2000, 7000))
    friction, findings = build(raster=raster, lakes=lakes)
    found = friction["military", "dry"]
    assert at(found, -9000, -5000) == np.inf
    assert at(found, 9000, -5000) == pytest.approx(0.012)
    assert at(found, 5000, -5000) == pytest.approx(0.02)
    assert at(found, 5000, 250) == pytest.approx(0.0012)
    assert at(found, 5000, 4750) == pytest.approx(0.0008)
    assert at(found, 0, 4750) == np.inf
    assert findings == ()


def test_roads_of_a_friction_raster_cross_rivers() -> None:
    """Where the raster is at road speed a river stays passable, unless bridges are not assumed."""
    raster = np.full(GRID.shape, 0.02)
    raster[5] = 0.0012
    nothing = table(**{"class": []})
    friction, findings = build(raster=raster, rivers=table(RIVER), roads=nothing)
    assert ndimage.label(np.isfinite(friction["military", "dry"]), structure=np.ones((3, 3)))[1] == 1
    assert "stay passable" in findings[-1].message
    shut = build(
        raster=raster, rivers=table(RIVER), roads=nothing, settings=FrictionSettings(bridges_assumed=False)
    )[0]
    assert ndimage.label(np.isfinite(shut["military", "dry"]), structure=np.ones((3, 3)))[1] == 2


def test_surfaces_slow_roads() -> None:
    """The settings' factors reach the cells."""
    roads = table(ROAD, **{"class": ["primary"], "surface": ["mud"]})
    assert at(build(roads=roads)[0]["military", "dry"], 0, 250) == pytest.approx(0.0012 / 0.3)
    gentle = FrictionSettings(surface_factor={"mud": 0.5})
    assert at(build(roads=roads, settings=gentle)[0]["military", "dry"], 0, 250) == pytest.approx(0.0024)
