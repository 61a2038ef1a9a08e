"""The country under a plan: water, roads, districts, restrictions of access, towns, displaced people."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from maps import style
from maps.access import access_rows
from maps.shapes import ShapeRow, shape_layers
from maps.spec import ShapeLayer

COUNTRY = "Country and access"

DISPLACED = (("name", "Site"), ("type", "Type"), ("people", "People"), ("date", "Date"))


def context_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return the country, from lakes to sites of displaced people; empty tables are left out."""
    rows = (*_land(tables), *access_rows(tables["restrictions"]), *_people(tables))
    return shape_layers(rows, section=COUNTRY, hidden=("Districts",))


def _land(tables: Mapping[str, gpd.GeoDataFrame]) -> tuple[ShapeRow, ...]:
    return (
        ("Lakes", tables["lakes"], style.LAKE, "Lakes", (("name", "Lake"),), "fill"),
        ("Rivers", tables["rivers"], style.RIVER, "Rivers", (("name", "River"),), "line"),
        ("Roads", tables["roads"], style.ROAD, "Roads", (("class", "Road"),), "line"),
        ("Districts", tables["districts"], style.DISTRICT, "Districts", (("name", "District"),), "line"),
        ("Area", tables["area"], style.AREA, "Area", (), "line"),
    )


def _people(tables: Mapping[str, gpd.GeoDataFrame]) -> tuple[ShapeRow, ...]:
    displaced = "Displaced people"
    return (
        ("Towns", tables["towns"], style.PLACE, "Towns", (("name", "Town"),), "circle"),
        (displaced, tables["displaced"], style.DISPLACED, displaced, DISPLACED, "square"),
    )
