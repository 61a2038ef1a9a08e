"""Towns, villages and other named places."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np

from layers.errors import Finding
from layers.fields import rows_finding, words
from layers.positions import BBox
from layers.sources.located import read_located
from layers.vectors import Feed, empty_frame, only

UNNAMED = "unnamed"
"""Stands for the name of a place without one."""

_COLUMNS = ("name", "class", "row")
_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "name_en", "place_name", "town", "village", "agglosName", "facility name"),
    "class": ("place", "fclass", "class", "FEATURECLA", "type", "facility type"),
}


def read_places(
    path: Path | Feed,
    *,
    role: str = "layers.places",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read places.

    Parameters
    ----------
    path : Path
        A vector file of points or polygons (a polygon becomes a point inside it), or a csv, xlsx or
        Parquet table with latitude and longitude or MGRS.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "class" and, for a table, "latitude" and "longitude" or "mgrs" to the file's columns.
    bbox : tuple of float, optional
        West, south, east, north in degrees.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; name ("unnamed" where there is none, counted), class ("" where unknown), row (of the
        file), geometry (points). Empty where the findings hold an error.
    tuple of Finding
    """
    frame, found, findings = read_located(
        path, role=role, wanted=_WANTED, required=("name",), columns=columns or {}, bbox=bbox
    )
    if frame.empty:
        return empty_frame(_COLUMNS), findings
    wide = np.isin(frame.geom_type, ("Polygon", "MultiPolygon", "MultiPoint"))
    if wide.any():
        shapes = frame.geometry.to_numpy().copy()
        shapes[wide] = frame.geometry.loc[wide].representative_point().to_numpy()
        frame = frame.set_geometry(shapes, crs=4326)
    frame, dropped = only(frame, "point", file=path.name, role=role)
    names = words(frame[found["name"]])
    unnamed = rows_finding(
        "info", "the place has no name", "", file=path.name, column=found["name"], bad=names == ""
    )
    places = gpd.GeoDataFrame(
        {
            "name": names.where(names != "", UNNAMED).to_numpy(),
            "class": words(frame[found["class"]]).to_numpy() if "class" in found else "",
            "row": frame.index.to_numpy(),
        },
        geometry=frame.geometry.to_numpy(),
        crs=4326,
    )
    return places, (*findings, *dropped, *unnamed)
