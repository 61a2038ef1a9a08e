"""Districts: polygons with names and codes, from geoBoundaries, OCHA COD-AB or any other file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.fields import plain, resolve, rows_finding, words
from layers.positions import BBox
from layers.vectors import empty_frame, only, read_vector

_LEVELS = (3, 2, 1)
_NAMES = (
    "shapeName",
    *(f"ADM{level}_{language}" for level in _LEVELS for language in ("EN", "FR", "ES", "PT", "AR")),
    *(f"adm{level}_name" for level in _LEVELS),
    *(f"NAME_{level}" for level in _LEVELS),
    "name",
)
_CODES = (
    "shapeISO",
    "shapeID",
    *(f"ADM{level}_PCODE" for level in _LEVELS),
    *(f"GID_{level}" for level in _LEVELS),
    "code",
    "pcode",
)
_WANTED: Mapping[str, tuple[str, ...]] = {"name": _NAMES, "code": _CODES}


def read_districts(
    path: Path,
    *,
    role: str = "layers.districts",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read districts.

    Parameters
    ----------
    path : Path
        A vector file of polygons.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name" and "code" to the file's columns; without them those of geoBoundaries, OCHA (the finest
        level present) and GADM are recognised. A recognised code column that is empty gives way to the next.
    bbox : tuple of float, optional
        West, south, east, north in degrees.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; name (the code where there is none), code ("" where there is none), geometry. Empty
        where the findings hold an error.
    tuple of Finding
    """
    file, columns = path.name, columns or {}
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, "polygon", file=file, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame(("name", "code")), findings
    attributes = [name for name in frame.columns if name != "geometry"]
    present = [name for name in attributes if name in columns.values() or (words(frame[name]) != "").any()]
    found, faults = resolve(present, _WANTED, columns=columns, required=("name",), file=file, role=role)
    findings += faults
    if "name" not in found:
        return empty_frame(("name", "code")), findings
    names = words(frame[found["name"]])
    codes = words(frame[found["code"]]) if "code" in found else pd.Series("", index=frame.index)
    findings += _faults(names, codes, found, file)
    names = names.where(names != "", codes.where(codes != "", "unnamed"))
    table = {"name": names.to_numpy(), "code": codes.to_numpy()}
    return gpd.GeoDataFrame(table, geometry=frame.geometry.to_numpy(), crs=4326), findings


def _faults(names: pd.Series, codes: pd.Series, found: Mapping[str, str], file: str) -> tuple[Finding, ...]:
    """Warn of districts without a name, and of codes or (without codes) names that occur twice."""
    key, column = (codes, found["code"]) if (codes != "").any() else (names, found["name"])
    twice = (key != "") & key.map(plain).duplicated()
    return (
        *rows_finding(
            "warning", "the district has no name", "name it", file=file, column=found["name"], bad=names == ""
        ),
        *rows_finding(
            "warning",
            "the district occurs twice; both are kept as they are",
            "join the polygons of one district to one feature",
            file=file,
            column=column,
            bad=twice,
            values=key,
        ),
    )
