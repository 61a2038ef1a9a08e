"""Points from latitude and longitude."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.positions import buffered, read_points, within
from tests.layers.sources.written import DRC, errors, told

FOUND = {"latitude": "lat", "longitude": "lon"}


def _table(rows: list[tuple[object, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(["lat", "lon"]), index=range(2, 2 + len(rows)), dtype=object)


def test_points_are_longitude_first() -> None:
    """The point's x is the longitude."""
    points, findings = read_points(_table([("-1.5", "29.2")]), FOUND, file="f", near=DRC)
    assert (points.x.iloc[0], points.y.iloc[0]) == (29.2, -1.5)
    assert points.crs.to_epsg() == 4326
    assert not findings


@pytest.mark.parametrize(
    ("lat", "lon", "part"),
    [("", "29", "missing"), ("NaN", "29", "not a number"), ("91", "29", "beyond 90"),
     ("1", "-181", "beyond 180"), ("1,5", "29", "comma"), ("1°30'N", "29", "not a number")],
)  # fmt: skip
def test_each_fault_is_an_error_with_its_row(lat: str, lon: str, part: str) -> None:
    """Missing, out-of-range and unreadable coordinates are errors and give no point."""
    points, findings = read_points(_table([("1", "29"), (lat, lon)]), FOUND, file="f.csv")
    assert told(findings, "error", part).row == 3
    assert points.isna().tolist() == [False, True]


def test_swapped_columns_are_an_error() -> None:
    """When most points lie in the area once swapped, one error says so, and nothing about the range."""
    rows = [("29.2", "-1.5"), ("30.2", "1.5"), ("28.8", "-2.5")]
    _, findings = read_points(_table(rows), FOUND, file="f", near=DRC)
    assert len(errors(findings)) == 1
    assert "wrong way round" in errors(findings)[0].message
    assert errors(findings)[0].row == 2


def test_swapped_columns_beyond_ninety_are_told_as_swapped() -> None:
    """East of 90 degrees a swap also breaks the range of latitudes; the swap is what is told."""
    _, findings = read_points(
        _table([("96.1", "20.0"), ("97.0", "21.0")]), FOUND, file="f", near=(92, 10, 101, 28)
    )
    assert ["wrong way round" in finding.message for finding in errors(findings)] == [True]


def test_one_swapped_row_is_a_warning() -> None:
    """A single swapped row among good ones is told without stopping the work."""
    rows = [("-1.5", "29.2"), ("1.5", "30.2"), ("28.8", "-2.5")]
    _, findings = read_points(_table(rows), FOUND, file="f", near=DRC)
    assert not errors(findings)
    assert told(findings, "warning", "far outside").row == 4


def test_points_elsewhere_are_not_called_swapped() -> None:
    """Points outside the area either way raise nothing."""
    _, findings = read_points(_table([("50", "10"), ("51", "11")]), FOUND, file="f", near=DRC)
    assert not findings


def test_box_edges_count() -> None:
    """A point on the edge is within; a box widens by a degree at least."""
    table = _table([(1, 2)]).astype(float)
    assert within(table["lon"].to_numpy(), table["lat"].to_numpy(), (2, 1, 3, 3)).all()
    assert buffered((0, 0, 1, 8)) == (-1, -2, 2, 10)
