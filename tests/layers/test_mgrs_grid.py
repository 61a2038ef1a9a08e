"""Lines of the military grid over a box."""

from __future__ import annotations

import mgrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod

from layers.grid import WGS84, local_equal_area, transformer
from layers.mgrs_grid import MgrsGrid, mgrs_grid, spacing_for


def _grid(lon: float, lat: float, half_m: float, spacing_m: float) -> tuple[MgrsGrid, object]:
    crs = local_equal_area(lon, lat)
    return mgrs_grid((-half_m, -half_m, half_m, half_m), crs, spacing_m=spacing_m), crs


@settings(max_examples=15, deadline=None)
@given(lon=st.floats(-17, 50), lat=st.floats(-34, 36))
def test_every_point_of_a_line_has_the_reference_it_stands_for(lon: float, lat: float) -> None:
    """A point 30 m inside of a line has a reference that begins with the line's kilometres."""
    found, crs = _grid(lon, lat, 60_000, 20_000)
    back = transformer(crs, WGS84)  # type: ignore[arg-type]
    converter = mgrs.MGRS()
    checked = 0
    for line in found.lines:
        if line.kind == "zone":
            continue
        x, y = line.points[len(line.points) // 2]
        step = (30.0, 0.0) if line.kind == "easting" else (0.0, 30.0)
        east, north = back.transform(x + step[0], y + step[1])
        reference = str(converter.toMGRS(north, east))
        metres = int(reference[-10:-5]) if line.kind == "easting" else int(reference[-5:])
        # The nudge is along the sheet, which the grid is turned against by a degree or two.
        assert abs((metres - line.km * 1000 + 50_000) % 100_000 - 50_000) < 40
        checked += 1
    assert checked >= 8


def test_squares_are_named_where_they_lie() -> None:
    """The name of a square of 100 km is that of the reference at its place."""
    found, crs = _grid(28.0, -2.0, 150_000, 50_000)
    back, converter = transformer(crs, WGS84), mgrs.MGRS()  # type: ignore[arg-type]
    assert len(found.squares) >= 6
    for x, y, name in found.squares:
        lon, lat = back.transform(x, y)
        assert str(converter.toMGRS(lat, lon, MGRSPrecision=0)) == name.replace(" ", "")


def test_lines_stop_at_the_border_of_their_zone() -> None:
    """Across 30 degrees east two zones meet: their lines differ, and the border itself is drawn."""
    found, crs = _grid(30.0, -2.0, 100_000, 50_000)
    back = transformer(crs, WGS84)  # type: ignore[arg-type]
    borders = [line for line in found.lines if line.kind == "zone"]
    assert borders
    assert np.allclose(back.transform(*borders[0].points.T)[0], 30.0, atol=1e-6)
    for line in found.lines:
        lon = np.asarray(back.transform(*line.points.T)[0])
        assert (lon >= 30.0 - 1e-4).all() or (lon <= 30.0 + 1e-4).all()
    assert {name[:3] for _, _, name in found.squares} == {"35M", "36M"}


@pytest.mark.parametrize("lon", [28.0, 26.0])
@pytest.mark.parametrize("lat", [-5.0, 9.0])
def test_grid_north_leans_as_the_zone_does(lon: float, lat: float) -> None:
    """A step along grid north leaves the meridian by the angle that is told; the sheet's up is true north."""
    found, _ = _grid(lon, lat, 20_000, 10_000)
    utm = CRS.from_epsg(32635)
    x, y = transformer(WGS84, utm).transform(lon, lat)
    east, north = transformer(utm, WGS84).transform(x, y + 1000.0)
    azimuth, _, _ = Geod(ellps="WGS84").inv(lon, lat, east, north)
    assert found.convergence_deg == pytest.approx(azimuth, abs=0.002)
    assert abs(found.convergence_deg) > 0.05
    assert abs(found.turn_deg) < 0.01


def test_true_north_away_from_the_middle_of_the_system() -> None:
    """Where the box lies far from its system's centre, true north turns against the sheet's up."""
    crs = local_equal_area(28.0, -5.0)
    x, y = transformer(WGS84, crs).transform(33.0, -5.0)
    found = mgrs_grid((x - 20_000, y - 20_000, x + 20_000, y + 20_000), crs, spacing_m=10_000)
    top = transformer(WGS84, crs).transform(33.0, -4.99)
    assert found.turn_deg == pytest.approx(np.degrees(np.arctan2(top[0] - x, top[1] - y)), abs=0.01)
    assert abs(found.turn_deg) > 0.1


def test_spacing_keeps_the_lines_few() -> None:
    """The spacing divides 100 km and leaves at most as many lines as asked for; an odd one is refused."""
    assert spacing_for(250_000, most_lines=6) == 50_000
    assert spacing_for(40_000, most_lines=9) == 5_000
    assert spacing_for(2_000_000) == 100_000
    with pytest.raises(ValueError, match="spacing"):
        _grid(28.0, -2.0, 10_000, 3_000)
