"""A small run's tables and picture, for the tests of what a map shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from maps.picture import Classed, Picture
from maps.spec import RasterLayer, ShapeLayer

HOSTILE = '</script><script>alert("x")</script><b>&amp; {{7*7}} é'
RASTER = Classed(np.array([[0, 1], [2, 255]], dtype=np.uint8), (0.0, 29.0, 1.0, 30.0))
POINT = shapely.Point(29.123456789, 0.5)
SQUARE = shapely.box(29.0, 0.0, 30.0, 1.0)
LINE = shapely.LineString([(29, 0), (30, 1)])


def frame(columns: Mapping[str, list[Any]], geometry: list[Any]) -> gpd.GeoDataFrame:
    """Return a table in degrees."""
    return gpd.GeoDataFrame(dict(columns), geometry=geometry, crs=4326)


def empty_like(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a table without rows as it is read back from a GeoPackage: numbers in every column."""
    columns: dict[str, list[Any]] = {name: np.empty(0) for name in table if name != "geometry"}  # type: ignore[misc]
    return frame(columns, [])


def named(layers: Iterable[ShapeLayer | RasterLayer], name: str) -> ShapeLayer:
    """Return the one layer of shapes with that name."""
    (layer,) = [layer for layer in layers if layer.name == name]
    assert isinstance(layer, ShapeLayer)
    return layer


def properties(layer: ShapeLayer) -> list[dict[str, Any]]:
    """Return the properties of a layer's features."""
    return [feature["properties"] for feature in layer.geojson["features"]]  # type: ignore[attr-defined]


def uncovered_table(count: int, name: str = "Bo") -> gpd.GeoDataFrame:
    """Return so many uncovered areas."""
    return frame(
        {
            "rank": list(range(1, count + 1)),
            "name": [f"{name} {number}" for number in range(1, count + 1)],
            "lon": [29.5] * count,
            "lat": [0.25] * count,
            "people": [12_345.0] * count,
            "risk": [float(count - number) for number in range(count)],
            "sources": ["armed_group;state"] * count,
            "why": ["out_of_reach"] * count,
        },
        [SQUARE] * count,
    )


def placement_table(*rows: tuple[str, bool], name: str = "Bo") -> gpd.GeoDataFrame:
    """Return placements of (tool, whether it stands today)."""
    return frame(
        {
            "id": [f"{tool}:{number}" for number, (tool, _) in enumerate(rows)],
            "tool": [tool for tool, _ in rows],
            "name": [name] * len(rows),
            "in_place": [standing for _, standing in rows],
            "personnel": [120.0] * len(rows),
            "visits_per_month": [4] * len(rows),
        },
        [POINT] * len(rows),
    )


def patrol_table(*tools: str) -> gpd.GeoDataFrame:
    """Return one patrol of each tool named."""
    count = len(tools)
    return frame(
        {
            "tool": list(tools),
            "name": ["Bo"] * count,
            "minutes": [470.0] * count,
            "stops": [5] * count,
            "people": [12_345.0] * count,
        },
        [LINE] * count,
    )


def threat_table(*rows: tuple[str, bool, str]) -> gpd.GeoDataFrame:
    """Return entries of the register of (priority, whether met, engaged by)."""
    count = len(rows)
    return frame(
        {
            "id": [f"T{number}" for number in range(1, count + 1)],
            "name": [f"Raids {number}" for number in range(1, count + 1)],
            "source": ["armed_group"] * count,
            "priority": [priority for priority, _, _ in rows],
            "limit_min": [60.0] * count,
            "share": [0.4] * count,
            "wanted": [0.5] * count,
            "met": [met for _, met, _ in rows],
            "engaged_by": [engaged for _, _, engaged in rows],
            "visits": [1.25] * count,
            "visits_wanted": [2] * count,
        },
        [SQUARE] * count,
    )


def actor_table(*rows: tuple[str, str, bool]) -> gpd.GeoDataFrame:
    """Return other actors of (kind, HRDDP state, whether the owner agrees)."""
    return frame(
        {
            "name": [f"{kind} {state}" for kind, state, _ in rows],
            "kind": [kind for kind, _, _ in rows],
            "component": ["military"] * len(rows),
            "mandate": ["Posts"] * len(rows),
            "hrddp": [state for _, state, _ in rows],
            "hrddp_expiry": ["2026-03-31"] * len(rows),
            "supportable": [state in ("cleared", "mitigations") for _, state, _ in rows],
            "never_tasked": [kind == "humanitarian" for kind, _, _ in rows],
            "owner_agrees": [agrees for _, _, agrees in rows],
        },
        [POINT] * len(rows),
    )


def table_set(**changes: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the tables that every run has, with some changed or added."""
    made = {
        "placements": placement_table(("cob", True), ("cob", False), ("jpt", False)),
        "uncovered": uncovered_table(2),
        "reach": frame({"minutes": [15.0, 30.0, 60.0, 120.0]}, [SQUARE] * 4),
        "area": frame({"name": ["Area"]}, [SQUARE]),
        "restrictions": frame(
            {
                "name": ["Closed"],
                "state": ["denied"],
                "applies_to": ["civilian;police"],
                "authority": ["state"],
                "reason": ["talks"],
            },
            [SQUARE],
        ),
        "displaced": frame(
            {"name": ["Camp"], "type": ["camp"], "people": [500.0], "date": ["2025-01-01"]}, [POINT]
        ),
        "districts": frame({"name": ["East"], "code": ["E"]}, [SQUARE]),
        "roads": frame({"class": ["primary"], "speed_kmh": [float("nan")]}, [LINE]),
        "rivers": frame({"name": ["Rio"]}, [LINE]),
        "lakes": frame({"name": ["Lake"]}, [SQUARE]),
        "towns": frame({"name": ["Town"], "class": ["town"]}, [POINT]),
    }
    return made | changes


def picture(**changes: Any) -> Picture:
    """Return a picture with some of its parts changed."""
    made = Picture(
        title="Mission",
        subtitle="balanced: four bases",
        classification="Confidential",
        watermark="EXERCISE",
        as_of="2025-06-30",
        risk={"state": RASTER, "armed_group": RASTER, "total": RASTER},
        breaks=(1.0, 10.0, 100.0, 1000.0),
        bands=RASTER,
        bands_min=(15.0, 30.0, 60.0, 120.0),
        tables=table_set(),
        not_observed=("communal", "criminal"),
        risk_unit="people x events",
        headlines=("Uncovered first.",),
        sources=("UCDP",),
        notes=("A note.",),
    )
    return replace(made, **changes)
