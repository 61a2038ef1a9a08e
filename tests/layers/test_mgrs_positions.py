"""Points from MGRS."""

from __future__ import annotations

import mgrs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from layers.mgrs_positions import read_mgrs
from tests.layers.sources.written import told


def _read(*values: str) -> tuple[list[tuple[float, float] | None], list[float], tuple[object, ...]]:
    series = pd.Series(list(values), index=range(2, 2 + len(values)))
    points, precision, findings = read_mgrs(series, file="t.csv", column="grid")
    return [None if p is None else (p.x, p.y) for p in points], precision.tolist(), findings


def test_a_known_place() -> None:
    """The Eiffel Tower stands in 31U DQ 48251 11932."""
    points, precision, findings = _read("31U DQ 48251 11932")
    assert points[0] == pytest.approx((2.294497, 48.858203), abs=1e-5)
    assert precision == [1.0]
    assert not findings


@pytest.mark.parametrize(
    "text", ["35NQB1234567890", "35n qb 12345 67890", "35N-QB-12345-67890", " 35NQB 12345 67890 "]
)
def test_dress_does_not_matter(text: str) -> None:
    """Spaces, hyphens and case are as people write them."""
    assert _read(text)[0] == _read("35NQB1234567890")[0]


def test_coarse_squares_stand_at_their_centre() -> None:
    """A square of 10 km is near by, one of 100 km is fuzzy, one of 1 km exact; each at its middle."""
    points, precision, _ = _read("35NQB1212", "35NQB11", "35NQB")
    assert precision == [1.0, 2.0, 5.0]
    corner = mgrs.MGRS().toLatLon("35NQB1000010000")
    assert points[1] is not None
    _, _, metres = Geod(ellps="WGS84").inv(corner[1], corner[0], *points[1])
    assert metres == pytest.approx(5000 * 2**0.5, rel=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "35NQB123",
        "61NQB1212",
        "00NQB1212",
        "35NIO11",
        "35NQZ11",
        "35XRU1212",
        "hello",
        "YZB1212",
        "35NQB123456123456",
    ],
)
def test_what_is_no_reference_is_an_error(text: str) -> None:
    """Odd digits, zones and letters that do not exist and polar references are told with their row."""
    points, _, findings = _read("35NQB1212", text, "")
    assert points[1:] == [None, None]
    finding = told(findings, "error", "no MGRS reference")  # type: ignore[arg-type]
    assert (finding.row, finding.column, finding.value) == (3, "grid", text)


@settings(max_examples=60, deadline=None)
@given(lat=st.floats(-79.5, 83.5), lon=st.floats(-179.9, 179.9))
def test_written_positions_come_back(lat: float, lon: float) -> None:
    """Any place between the polar caps comes back within two metres."""
    points, _, findings = _read(mgrs.MGRS().toMGRS(lat, lon))
    assert not findings
    assert points[0] is not None
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, *points[0])
    assert metres < 2
