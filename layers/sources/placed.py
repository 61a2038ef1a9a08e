"""Rows with a place, from any kind of file: csv, sheet, Parquet or vector; degrees, MGRS or geometry.

What kind of file it is shows in its first bytes, never in its name. Rows whose place is at fault stay in the
table, without geometry, so that a reader can count what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.errors import Finding, Severity
from layers.fields import resolve, rows_finding, words
from layers.file_kind import file_kind, members
from layers.mgrs_positions import read_mgrs
from layers.positions import POSITION, BBox, read_points
from layers.sheets import read_any_table
from layers.vectors import Feed, count_features, empty_frame, read_vector

MAX_ROWS = 200_000
"""Bases, sites and actors of the whole world over thirty years are fewer."""

MAX_BYTES = 200_000_000
"""Larger files, or archives that unpack to more, are refused unread."""

MAX_LINES = 2_000_000
MAX_LINE_BYTES = 1_000_000
MAX_COLUMNS = 5_000
"""A text file of more or longer lines, or a table of more columns, is no list of sites."""

WHERE: Mapping[str, tuple[str, ...]] = {
    **POSITION,
    "mgrs": ("mgrs", "mgrs_position", "grid_reference", "grid_ref", "utm_mgrs"),
}
"""Usual names of the columns of a position."""

_APART_DEG = 0.02
"""Degrees and MGRS of one row that differ by more (about 2 km) name two places."""


def read_rows(
    path: Path, *, role: str, keep: Collection[str] | None = None, max_rows: int = MAX_ROWS
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read a csv, a spreadsheet or a Parquet table as text, as :func:`layers.tables.read_table` does."""
    empty = pd.DataFrame(index=pd.Index([], dtype=int, name="line"))
    text = file_kind(path) == "table"
    if refused := _too_large(path, role) or (_odd_text(path, role) if text else ()):
        return empty, refused
    table, findings = read_any_table(path, role=role, keep=keep, max_rows=max_rows)
    if len(table.columns) > MAX_COLUMNS:
        return empty, _refusal(path, role, f"the file has more than {MAX_COLUMNS:,} columns")
    return table, findings


def read_placed(
    path: Path | Feed,
    *,
    role: str,
    wanted: Mapping[str, Sequence[str]],
    required: Iterable[str],
    columns: Mapping[str, str],
    near: BBox | None = None,
    also: Callable[[str], object] | None = None,
) -> tuple[gpd.GeoDataFrame, dict[str, str], tuple[Finding, ...]]:
    """Read a table of places.

    Parameters
    ----------
    path : Path or Feed
        A csv, spreadsheet or Parquet table with latitude and longitude or MGRS, a vector file, or a layer of
        a database.
    role : str
        Key of the mission file, named in findings.
    wanted, required, columns
        As in :func:`layers.fields.resolve`; :data:`WHERE` is added for tables.
    near : tuple of float, optional
        Box of the area, degrees: a table's coordinates are checked against it for a swap. Rows outside
        it are returned all the same.
    also : callable, optional
        Says of a table's column whether to return it, beside those found.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, the columns found (of a vector file all), index = row of the file; geometry is None where
        the place is missing or at fault. Empty after an error in the columns.
    dict of str to str
        Our names to the file's.
    tuple of Finding
    """
    if not isinstance(path, Path) or file_kind(path) == "vector":
        frame, findings = _read_features(path, role)
        names = [str(name) for name in frame.columns if name != "geometry"]
        if frame.empty:
            return empty_frame(), {}, findings
        found, faults = resolve(names, wanted, columns=columns, required=required, file=path.name, role=role)
        return (empty_frame() if _failed(faults) else frame), found, (*findings, *faults)
    head, findings = read_rows(path, role=role, max_rows=1)
    if head.empty:
        return empty_frame(), {}, findings
    found, faults = resolve_placed(
        head.columns, wanted, columns=columns, required=required, file=path.name, role=role
    )
    if _failed(faults):
        return empty_frame(), found, faults
    keep = {*found.values(), *(name for name in head.columns if also is not None and also(str(name)))}
    table, findings = read_rows(path, role=role, keep=keep)
    points, unplaced = row_points(table, found, file=path.name, near=near)
    frame = gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=points, crs=4326)
    return frame, found, (*findings, *faults, *unplaced)


def resolve_placed(
    present: Iterable[str],
    wanted: Mapping[str, Sequence[str]],
    *,
    columns: Mapping[str, str],
    required: Iterable[str],
    file: str,
    role: str,
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """Return the columns of a table, its position among them: MGRS, else latitude and longitude."""
    names, every = list(present), {**wanted, **WHERE}
    by_grid = "mgrs" in resolve(names, every, columns=columns, required=(), file=file, role=role)[0]
    needed = (*required, *(() if by_grid else POSITION))
    return resolve(names, every, columns=columns, required=needed, file=file, role=role)


def row_points(
    table: pd.DataFrame,
    found: Mapping[str, str],
    *,
    file: str,
    near: BBox | None = None,
    missing: Severity | None = "error",
) -> tuple[gpd.GeoSeries, tuple[Finding, ...]]:
    """Return the point of each row, None where it is missing or at fault.

    Degrees come first; MGRS serves the rows without them. Where both are given and lie more than about
    2 km apart there is a warning.

    Parameters
    ----------
    table : DataFrame
    found : mapping of str to str
        The columns of "latitude" and "longitude", of "mgrs", or of all three.
    file : str
    near : tuple of float, optional
    missing : {"error", "warning", "info"} or None
        Severity of a row without any position; None says nothing of it.
    """
    degrees = {"latitude", "longitude"} <= set(found)
    blank = pd.Series(True, index=table.index)
    if degrees:
        blank = (words(table[found["latitude"]]) == "") | (words(table[found["longitude"]]) == "")
    values = words(table[found["mgrs"]]) if "mgrs" in found else pd.Series("", index=table.index)
    points = gpd.GeoSeries([None] * len(table), index=table.index, crs=4326)
    findings: tuple[Finding, ...] = ()
    if degrees and not blank.all():
        given, findings = read_points(table.loc[~blank], found, file=file, near=near)
        points.loc[~blank] = given
    if (values != "").any():
        by_grid, faults = _grid_points(values, file=file, column=found["mgrs"])
        findings += (*faults, *_apart(points, by_grid, file=file, column=found["mgrs"], values=values))
        points = points.where(points.notna() | ~blank, by_grid)
    if missing is not None:
        column = ", ".join(found[name] for name in WHERE if name in found)
        message, remedy = "the row has no position: the value is missing", "give its position, or remove it"
        findings += rows_finding(
            missing, message, remedy, file=file, column=column, bad=blank & (values == "")
        )
    return points, findings


def in_box(
    frame: gpd.GeoDataFrame, box: BBox | None, *, file: str, role: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the rows with a place, those that touch a box where there is one; a warning where none does."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    placed = bool(kept.any())
    if box is not None:
        kept &= shapely.intersects(shapes, shapely.box(*box))
    findings: tuple[Finding, ...] = ()
    if placed and not kept.any():
        message, remedy = "no row lies in the area's box", "check that this file is for the area"
        findings = (Finding("warning", message, remedy, file, None, role),)
    return frame.loc[kept], findings


def _grid_points(values: pd.Series, *, file: str, column: str) -> tuple[gpd.GeoSeries, tuple[Finding, ...]]:
    """Return the points of MGRS positions; one that names a square of ten kilometres or more is told."""
    points, precision, findings = read_mgrs(values, file=file, column=column)
    coarse = rows_finding(
        "warning",
        "the MGRS position names a square of ten kilometres or more, not a place; its centre is taken",
        "give at least four digits, e.g. 35MRU1267",
        file=file,
        column=column,
        bad=precision > 1,
        values=values,
    )
    return points, (*findings, *coarse)


def _apart(
    points: gpd.GeoSeries, by_grid: gpd.GeoSeries, *, file: str, column: str, values: pd.Series
) -> tuple[Finding, ...]:
    both = points.notna() & by_grid.notna()
    far = (np.abs(points.x - by_grid.x) > _APART_DEG) | (np.abs(points.y - by_grid.y) > _APART_DEG)
    return rows_finding(
        "warning",
        "the MGRS position and the degrees of the row are not one place; the degrees are used",
        "correct one of the two",
        file=file,
        column=column,
        bad=both & far,
        values=values,
    )


def _read_features(path: Path | Feed, role: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    refused = (_too_large(path, role) or _too_many(path, role)) if isinstance(path, Path) else ()
    return (empty_frame(), refused) if refused else read_vector(path, role=role)


def _too_many(path: Path, role: str) -> tuple[Finding, ...]:
    if count_features(path) <= MAX_ROWS:
        return ()
    return _refusal(path, role, f"the file has more than {MAX_ROWS:,} rows")


def _too_large(path: Path, role: str) -> tuple[Finding, ...]:
    """Refuse files, and archives by what they say they unpack to, that no list of sites can be."""
    if not path.is_file():
        return ()
    if path.stat().st_size > MAX_BYTES:
        return _refusal(path, role, f"the file is larger than {MAX_BYTES // 1_000_000:,} MB")
    if sum(members(path).values()) > MAX_BYTES:
        return _refusal(path, role, f"the archive unpacks to more than {MAX_BYTES // 1_000_000:,} MB")
    return ()


def _odd_text(path: Path, role: str) -> tuple[Finding, ...]:
    """Refuse text of so many or such long lines that splitting it alone would take too long."""
    lines = run = 0
    try:
        with path.open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 18), b""):
                lines += block.count(b"\n") + block.count(b"\r")
                last = max(block.rfind(b"\n"), block.rfind(b"\r"))
                run = len(block) - 1 - last if last >= 0 else run + len(block)
                if lines > MAX_LINES or run > MAX_LINE_BYTES:
                    break
    except OSError:
        return ()  # the reader tells why
    if lines > MAX_LINES:
        return _refusal(path, role, f"the file has more than {MAX_LINES:,} lines")
    if run > MAX_LINE_BYTES:
        return _refusal(path, role, f"the file has a line of more than {MAX_LINE_BYTES // 1_000_000} MB")
    return ()


def _refusal(path: Path, role: str, message: str) -> tuple[Finding, ...]:
    remedy = "cut it to the area and the years that are planned for"
    return (Finding("error", message, remedy, path.name, None, role),)


def _failed(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
