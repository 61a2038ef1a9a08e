"""The country under a plan: water, roads, districts, restrictions of access, towns, displaced people."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from maps import style
from maps.shapes import shape_layer
from maps.spec import ShapeLayer

COUNTRY = "Country and access"

CONDITIONS = (
    ("name", "Restriction"),
    ("state", "State"),
    ("applies_to", "Applies to"),
    ("authority", "Authority"),
    ("reason", "Reason"),
)
DISPLACED = (("name", "Site"), ("type", "Type"), ("people", "People"), ("date", "Date"))


def context_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return the country, from lakes to sites of displaced people; empty tables are left out."""
    limits = tables["restrictions"]
    denied, other = limits[limits["state"] == "denied"], limits[limits["state"] != "denied"]
    rows = (
        ("Lakes", tables["lakes"], style.LAKE, "Lakes", (("name", "Lake"),), "fill"),
        ("Rivers", tables["rivers"], style.RIVER, "Rivers", (("name", "River"),), "line"),
        ("Roads", tables["roads"], style.ROAD, "Roads", (("class", "Road"),), "line"),
        ("Districts", tables["districts"], style.DISTRICT, "Districts", (("name", "District"),), "line"),
        ("Area", tables["area"], style.AREA, "Area", (), "line"),
        ("Access denied", denied, style.RESTRICTION, "Access denied", CONDITIONS, "dashed"),
        (
            "Access with conditions",
            other,
            style.CONDITION,
            "notify, authorise, seasonal",
            CONDITIONS,
            "line",
        ),
        ("Towns", tables["towns"], style.PLACE, "Towns", (("name", "Town"),), "circle"),
        (
            "Displaced people",
            tables["displaced"],
            style.DISPLACED,
            "Displaced people",
            DISPLACED,
            "square",
        ),
    )
    layers = [
        shape_layer(
            name,
            table,
            look,
            legend,
            tooltip,
            swatch=swatch,  # type: ignore[arg-type]
            shown=name != "Districts",
            section=COUNTRY,
        )
        for name, table, look, legend, tooltip, swatch in rows
    ]
    return [layer for layer in layers if layer is not None]
