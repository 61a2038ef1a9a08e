"""Where the rows of a plan are: points, the lines of patrols, and places that cannot be."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding
from layers.fields import words
from layers.positions import BBox, buffered, within
from layers.sources.each_row import MOST, each_row
from layers.sources.placed import WHERE, row_points

_POINT, _LINE = 0, 1


def place_rows(
    rows: gpd.GeoDataFrame, found: Mapping[str, str], *, file: str, role: str, bbox: BBox | None
) -> tuple[gpd.GeoSeries, pd.Series, tuple[Finding, ...]]:
    """Return the point or line of each row.

    A geometry comes first, then degrees, then MGRS.

    Parameters
    ----------
    rows : GeoDataFrame
        Its index holds row numbers.
    found : mapping of str to str
        Columns of "latitude", "longitude" and "mgrs", where there are any.
    file, role : str
    bbox : tuple of float, optional

    Returns
    -------
    GeoSeries
        Points and lines, None where a row has no place or one at fault.
    Series of bool
        Rows whose place is at fault and told.
    tuple of Finding
    """
    shapes, odd, findings = _shapes(rows, file, role)
    blank = pd.Series(shapely.is_missing(shapes.to_numpy()), index=rows.index) & ~odd
    has = {name: words(rows[found[name]]) != "" for name in WHERE if name in found}
    no = pd.Series(False, index=rows.index)
    # Half a position is none: it is told with the rows that have none
    given = blank & ((has.get("latitude", no) & has.get("longitude", no)) | has.get("mgrs", no))
    if given.any():
        points, faults = _points(rows.loc[given], found, file=file, bbox=bbox)
        shapes.loc[given] = points
        odd = odd | (given & shapes.isna())
        findings += faults
    far, faults = _far(shapes, bbox, file, ", ".join(found[name] for name in has) or role)
    return shapes, odd | far, (*findings, *faults)


def _shapes(
    rows: gpd.GeoDataFrame, file: str, role: str
) -> tuple[gpd.GeoSeries, pd.Series, tuple[Finding, ...]]:
    """Return points and lines in one piece; anything else is told."""
    shapes = rows.geometry.to_numpy().copy()
    shapes[shapely.is_empty(shapes) & (shapely.get_type_id(shapes) != _LINE)] = None
    for position in np.flatnonzero(np.isin(shapely.get_type_id(shapes), (4, 5))):
        parts = shapely.get_parts(shapes[position])
        merged = parts[0] if len(parts) == 1 else shapely.line_merge(shapes[position])
        shapes[position] = merged
    kind = shapely.get_type_id(shapes)
    odd = pd.Series(~np.isin(kind, (-1, _POINT, _LINE)), index=rows.index)
    vertices, feature = shapely.get_coordinates(shapes, return_index=True)
    off = (~np.isfinite(vertices) | (np.abs(vertices) > (180.0, 90.0))).any(axis=1)
    beyond = pd.Series(np.bincount(feature[off], minlength=len(rows)) > 0, index=rows.index) & ~odd
    findings = (
        *each_row(
            "error", "the feature is neither a point nor a line in one piece",
            "give a point, or for a patrol one line", file=file, column=role, bad=odd,
            values=rows.geometry.geom_type,
        ),
        *each_row(
            "error", "the feature has coordinates beyond 180 and 90 degrees, or none at all",
            "check that the coordinates are in the reference system that the file states",
            file=file, column=role, bad=beyond,
        ),
    )  # fmt: skip
    wrong = odd | beyond
    shapes[wrong.to_numpy()] = None
    return gpd.GeoSeries(shapes, index=rows.index, crs=4326), wrong, findings


def _points(
    rows: gpd.GeoDataFrame, found: Mapping[str, str], *, file: str, bbox: BBox | None
) -> tuple[gpd.GeoSeries, tuple[Finding, ...]]:
    """Return the points of degrees and MGRS, with the faults of each row by itself."""
    points, findings = row_points(rows, found, file=file, near=bbox, missing=None)
    wrong = rows.index[points.isna()]
    if not 1 < len(wrong) <= MOST:
        return points, findings
    whole = tuple(finding for finding in findings if finding.severity != "error" or finding.row not in wrong)
    single = tuple(
        fault for row in wrong for fault in row_points(rows.loc[[row]], found, file=file, missing=None)[1]
    )
    return points, (*whole, *single)


def _far(
    shapes: gpd.GeoSeries, bbox: BBox | None, file: str, column: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Report places, or lines with a vertex, far outside a box."""
    none = pd.Series(False, index=shapes.index)
    if bbox is None:
        return none, ()
    vertices, row = shapely.get_coordinates(shapes.to_numpy(), return_index=True)
    off = ~within(vertices[:, 0], vertices[:, 1], buffered(bbox))
    far = none | (np.bincount(row[off], minlength=len(shapes)) > 0)
    first = pd.Series("", index=shapes.index, dtype=object)
    for place, (lon, lat) in reversed(list(zip(row[off], vertices[off], strict=True))):
        first.iloc[place] = f"{lat:.5f}, {lon:.5f}"
    return far, each_row(
        "error",
        "the position lies far outside the area (latitude, longitude)",
        "correct it: degrees may be swapped, or the grid zone of MGRS wrong",
        file=file,
        column=column,
        bad=far,
        values=first,
    )
