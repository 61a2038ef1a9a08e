"""Rows with a place, from a vector file or from a table with degrees or MGRS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np

from layers.errors import Finding
from layers.fields import resolve
from layers.file_kind import file_kind
from layers.positions import BBox, within
from layers.sheets import read_any_table
from layers.sources.placed import resolve_placed, row_points
from layers.vectors import Feed, empty_frame, read_vector


def read_located(
    path: Path | Feed,
    *,
    role: str,
    wanted: Mapping[str, Sequence[str]],
    required: Iterable[str],
    columns: Mapping[str, str],
    bbox: BBox | None,
) -> tuple[gpd.GeoDataFrame, dict[str, str], tuple[Finding, ...]]:
    """Read a table of places.

    Parameters
    ----------
    path : Path or Feed
        A file, or a layer of a database (:mod:`layers.sources.vector_source`).
    role : str
        Key of the mission file, named in findings.
    wanted, required, columns
        As in :func:`layers.fields.resolve`; a table needs "latitude" and "longitude", or "mgrs", besides.
    bbox : tuple of float, optional
        West, south, east, north in degrees; only rows in it are returned, and a table's coordinates are
        checked against it for a swap.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, all columns of the file, index = row of a table or feature number.
    dict of str to str
        Our names to the file's.
    tuple of Finding
        After an error in the columns the frame is empty.
    """
    if not isinstance(path, Path) or file_kind(path) == "vector":
        frame, findings = read_vector(path, role=role, bbox=bbox)
        if frame.empty:
            return empty_frame(), {}, findings
        found, faults = resolve(
            _attributes(frame), wanted, columns=columns, required=required, file=path.name, role=role
        )
        return (empty_frame() if _failed(faults) else frame), found, (*findings, *faults)
    table, findings = read_any_table(path, role=role)
    if table.empty:
        return empty_frame(), {}, findings
    found, faults = resolve_placed(
        table.columns, wanted, columns=columns, required=required, file=path.name, role=role
    )
    findings += faults
    if _failed(faults):
        return empty_frame(), found, findings
    points, faults = row_points(table, found, file=path.name, near=bbox)
    kept = np.array(points.notna(), dtype=bool)
    if bbox is not None:
        kept &= within(points.x.to_numpy(), points.y.to_numpy(), bbox)
    frame = gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=points, crs=4326)
    return frame.loc[kept], found, (*findings, *faults)


def _attributes(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != "geometry"]


def _failed(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
