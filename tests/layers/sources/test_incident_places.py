"""Where incidents happened, by district."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.sources.incident_places import DISTRICT_PRECISION, place_incidents
from tests.layers.sources.written import told

DISTRICTS = gpd.GeoDataFrame(
    {"name": ["Nord-Kivu", "Twin", "Twin"], "code": ["CD61", "CD6201", "CD6202"]},
    geometry=[box(0, 0, 1, 1), Point(3, 3).buffer(1).difference(Point(3, 3).buffer(0.9)), box(5, 5, 6, 6)],
    crs=4326,
)


def _place(column: str, *values: str) -> tuple[list[object], list[str], tuple[object, ...]]:
    table = pd.DataFrame({column: list(values)}, index=range(2, 2 + len(values)))
    places, findings = place_incidents(
        table,
        {column: column},
        geometry=None,
        districts=DISTRICTS,
        file="t.csv",
        role="r",
        near=None,
    )
    assert places.precision[places.points.notna()].eq(DISTRICT_PRECISION).all()
    return places.points.tolist(), places.district.tolist(), findings


def test_points_lie_inside_their_district() -> None:
    """Even where the centre of a district lies outside it."""
    points, names, findings = _place("pcode", "CD6201")
    assert DISTRICTS.geometry[1].contains(points[0])
    assert names == ["Twin"]
    assert not findings


def test_names_without_accents_and_order() -> None:
    """Spellings of one name meet; a name of two districts is an error."""
    points, names, findings = _place("district", "North Kivu", "Twin")
    assert names == ["Nord-Kivu", ""]
    assert points[1] is None
    assert told(findings, "error", "more than one").row == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["CD", "CD62", "CD9901", "6201"])
def test_codes_are_not_stretched(code: str) -> None:
    """A coarser or unknown code is not one of the districts."""
    assert _place("pcode", code)[0] == [None]
