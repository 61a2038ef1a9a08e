"""Rivers as lines and lakes as polygons, with their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from layers.errors import Finding
from layers.fields import resolve, words
from layers.positions import BBox
from layers.vectors import Feed, Kind, empty_frame, only, read_vector

_NAMES = {"name": ("name", "name_en", "river", "lake")}


def read_rivers(
    path: Path | Feed,
    *,
    role: str = "layers.rivers",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read rivers.

    Parameters
    ----------
    path : Path
        A vector file of lines; other geometries are dropped with a warning.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name" to the file's column.
    bbox : tuple of float, optional
        West, south, east, north in degrees.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; name ("" where unknown), geometry. Empty where the findings hold an error.
    tuple of Finding
    """
    return _read(path, "line", role, columns or {}, bbox)


def read_lakes(
    path: Path | Feed,
    *,
    role: str = "layers.lakes",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read lakes: as :func:`read_rivers`, of polygons."""
    return _read(path, "polygon", role, columns or {}, bbox)


def _read(
    path: Path | Feed, kind: Kind, role: str, columns: Mapping[str, str], bbox: BBox | None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, kind, file=path.name, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame(("name",)), findings
    found, faults = resolve(frame.columns, _NAMES, columns=columns, required=(), file=path.name, role=role)
    names = words(frame[found["name"]]).to_numpy() if "name" in found else [""] * len(frame)
    water = gpd.GeoDataFrame({"name": names}, geometry=frame.geometry.to_numpy(), crs=4326)
    return water, (*findings, *faults)
