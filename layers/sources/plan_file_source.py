"""A plan's rows as its file has them: a table, a sheet of a workbook, a layer of GeoJSON or GeoPackage."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS

from layers.errors import Finding
from layers.fields import shorten
from layers.sheets import Rank, is_workbook, read_sheet
from layers.sources.placed import read_rows
from layers.vectors import empty_frame

MAX_ROWS = 20_000
"""A plan of more assets and stops is none that a person made."""

MAX_BYTES = 100_000_000
"""A GeoPackage may be larger: of one, only the plan's own layer is read."""

OWN = ("placements", "stops", "engagements", "patrols")
"""Layers of the plan that a run keeps: all are read, the features of the later ones counted on.

Patrols, whose lines are the ways and not the halts, only where their stops are not told.
"""

_ENDINGS = {"json": ".geojson", "gpkg": ".gpkg"}
_SQLITE, _BOM = b"SQLite format 3\x00", b"\xef\xbb\xbf"


def read_source(path: Path, *, role: str, rank: Rank) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the rows of the sheet or layer that fits a plan best.

    Parameters
    ----------
    path : Path
        Csv, xlsx, GeoJSON or GeoPackage, told apart by their first bytes.
    role : str
        Named in findings that concern no column.
    rank : callable
        See :data:`layers.sheets.Rank`. Where no sheet or layer fits, the first is read.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, columns as text, index = row of a table or number of a feature; geometry (two dimensions)
        is None for the rows of a table and for features without one.
    tuple of Finding
        Nothing is raised: a file that cannot be used gives an empty frame and an error.
    """
    kind = _kind(path)
    if kind != "gpkg" and path.is_file() and path.stat().st_size > MAX_BYTES:
        return _refused(
            path, role, f"the file is larger than {MAX_BYTES // 1_000_000} MB", "give the plan alone"
        )
    if kind in ("json", "gpkg"):
        frame, findings = _read_layer(path, role, rank, ending=_ENDINGS[kind])
    elif kind == "other":
        message = "the file is neither GeoJSON, GeoPackage, xlsx nor csv"
        return _refused(path, role, message, "export the plan as one of these")
    else:
        if kind == "sheet":
            table, findings = read_sheet(path, role=role, max_rows=MAX_ROWS, rank=rank)
        else:
            table, findings = read_rows(path, role=role, max_rows=MAX_ROWS)
        nowhere = np.full(len(table), None, dtype=object)
        table = table.rename(columns={"geometry": "geometry_text"})
        frame = gpd.GeoDataFrame(table, geometry=nowhere, crs=4326)
    return frame, findings


def _kind(path: Path) -> str:
    """Return "sheet", "json", "gpkg", "table" or "other" by the first bytes; a missing file is a table."""
    if not path.is_file():
        return "table"  # its reader tells why
    try:
        if is_workbook(path):
            return "sheet"
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        return "table"
    text = head.removeprefix(_BOM).lstrip()
    if head.startswith(_SQLITE):
        return "gpkg"
    if text[:1] == b"{":
        return "json"
    # GDAL opens whatever else is XML, and some of it names other files to open
    return "other" if text[:1] == b"<" else "table"


def _refused(
    path: Path, role: str, message: str, remedy: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    return empty_frame(), (Finding("error", message, remedy, path.name, None, role),)


def _read_layer(
    path: Path, role: str, rank: Rank, *, ending: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    try:
        with _opened(path, ending) as place, warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            names = [str(name) for name, _ in pyogrio.list_layers(place)]
            infos = {name: pyogrio.read_info(place, layer=name) for name in names}
            fields = {name: [str(field) for field in infos[name]["fields"]] for name in names}
            chosen, findings = _chosen(fields, path.name, role, rank)
            if sum(infos[name]["features"] for name in chosen) > MAX_ROWS:
                message = f"the plan has more than {MAX_ROWS:,} rows"
                return _refused(path, role, message, "give the plan alone")
            # GDAL would refuse a whole GeoJSON for a 30 February that nobody asks for
            how = {"DATE_AS_STRING": "YES"} if ending == _ENDINGS["json"] else {}
            frames = [pyogrio.read_dataframe(place, layer=name, **how) for name in chosen]
    except (RuntimeError, ValueError, OSError) as problem:
        said = shorten(str(problem).replace(str(path), path.name), limit=200)
        return _refused(path, role, f"the file cannot be read: {said}", "export it again; it may be cut off")
    for said in sorted({shorten(warning.message, limit=200) for warning in caught}):
        findings += (Finding("warning", f"reading said: {said}", "", path.name, None, role),)
    placed = [_in_degrees(frame) for frame in frames]
    if any(frame is None for frame in placed):
        message = "the file does not say its coordinate reference system"
        return _refused(path, role, message, "set it in QGIS (Layer > Set CRS); it is never guessed")
    if not sum(map(len, frames)):
        return _refused(path, role, "the plan has no row", "give a plan with rows")
    rows = gpd.GeoDataFrame(pd.concat(placed, ignore_index=True), geometry="geometry", crs=4326)
    rows.index = pd.RangeIndex(1, len(rows) + 1, name="feature")
    text = [name for name in rows.columns if name != "geometry"]
    rows[text] = rows[text].fillna("")
    return rows, findings


@contextlib.contextmanager
def _opened(path: Path, ending: str) -> Iterator[Path]:
    """Yield the file under a name with the ending of its kind: GDAL takes any .csv for csv."""
    if path.suffix.lower() == ending:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="plan-") as folder:
        link = Path(folder) / f"plan{ending}"
        link.symlink_to(path.resolve())
        yield link


def _chosen(
    fields: Mapping[str, list[str]], file: str, role: str, rank: Rank
) -> tuple[list[str], tuple[Finding, ...]]:
    """Return the layers to read, a plan of our own whole, with a finding on those that are not read."""
    ranks = {name: rank(names) for name, names in fields.items()}
    fit = {name: number for name, number in ranks.items() if number is not None}
    chosen = [name for name in OWN if name in fit and not (name == "patrols" and "stops" in fit)]
    if not chosen or OWN[0] not in chosen:
        chosen = [min(fit, key=lambda name: fit[name])] if fit else list(fields)[:1]
    others = [name for name in fields if name not in chosen]
    if not others:
        return chosen, ()
    rivals = [name for name in others if name in fit and fit[name] == fit.get(chosen[0]) and name not in OWN]
    read = f"layer {chosen[0]} was" if len(chosen) == 1 else f"layers {' and '.join(chosen)} were"
    message = f"the {read} read, these were not: {shorten('; '.join(others), limit=300)}"
    remedy = "save the layer to be read to a file of its own" if rivals else ""
    return chosen, (Finding("warning" if rivals else "info", message, remedy, file, None, role),)


def _in_degrees(frame: pd.DataFrame) -> gpd.GeoDataFrame | None:
    """Return rows as text with their shapes in EPSG:4326, None where the system of shapes is not known."""
    shapes, crs = np.full(len(frame), None, dtype=object), CRS.from_epsg(4326)
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = shapely.force_2d(frame.geometry.to_numpy())
        if frame.crs is None and not shapely.is_missing(shapes).all():
            return None
        crs = frame.crs or crs
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    frame = frame.loc[:, ~frame.columns.duplicated()]
    text = pd.DataFrame({str(name): frame[name].map(_text).to_numpy() for name in frame}, index=frame.index)
    text = text.rename(columns={"geometry": "geometry_text"})
    return gpd.GeoDataFrame(text, geometry=shapes, crs=crs).to_crs(4326)


def _text(value: object) -> str:
    """Return a field as csv would hold it: a whole number has no point, and no value is ""."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else repr(float(value))
    return "" if value is None or value is pd.NA or value is pd.NaT else str(value)
