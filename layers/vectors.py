"""Reading vector files: everything comes out in EPSG:4326, valid, with what was mended told.

The index of every frame, "feature", numbers the features of the file from 1.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from layers.archives import gdal_path
from layers.errors import Finding, InputError, error
from layers.fields import rows_finding, shorten
from layers.file_kind import file_kind
from layers.geoparquet import count_rows, read_geoparquet
from layers.grid import WGS84, transformer
from layers.parquet import refusal
from layers.parquet_bounds import DamagedError, TooLargeError, is_parquet
from layers.positions import BBox

READ_WHOLE = 50_000
"""Files of up to this many features are read whole even for a box: features without a place are told."""

MAX_ROWS = 2_000_000
"""More features than this, near the box, do not fit the memory of an ordinary machine."""

Kind = Literal["point", "line", "polygon"]


class Feed(Protocol):
    """Features that lie in no file, such as a table of a database; takes the place of a path."""

    @property
    def name(self) -> str:
        """What findings call it, in place of a file's name."""

    @property
    def suffix(self) -> str:
        """An empty string: nothing tells a format."""

    def fetch(self, *, role: str, bbox: BBox | None) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
        """Return raw features with their system, those near a box, numbered by the index "feature"."""


_PARTS: Mapping[Kind, tuple[int, int]] = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6)}
_TEXT = (".csv", ".tsv", ".txt")
_VECTOR_FORMATS = "give GeoJSON, GeoPackage, a shapefile or GeoParquet"


def empty_frame(columns: tuple[str, ...] = ()) -> gpd.GeoDataFrame:
    """Return a table without rows, with `columns` and geometry, in EPSG:4326."""
    return gpd.GeoDataFrame({name: [] for name in columns}, geometry=[], crs=4326)


def read_vector(
    path: Path | Feed, *, role: str, bbox: BBox | None = None, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read one layer of a vector file (GeoJSON, GeoPackage, GeoParquet, shapefile, zipped or not, ...).

    Parameters
    ----------
    path : Path or Feed
        A file, or a layer of a database (:mod:`layers.sources.vector_source`).
    role : str
        Key of the mission file, named in findings.
    bbox : tuple of float, optional
        West, south, east, north in degrees; only features that touch it are returned.
    layer : str, optional
        Needed where the file has several layers with geometry.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, two dimensions, index "feature" (number in the file, from 1; the format's own id where
        a large file is read in part), all columns of the file. Polygons are valid, lines have a length.
    tuple of Finding
        Nothing is raised: a file that cannot be used gives an empty frame and an error.
    """
    file = path.name

    def refused(message: str, remedy: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
        return empty_frame(), (Finding("error", message, remedy, file, None, role),)

    if not isinstance(path, Path):
        return _fetched(path, role, bbox)
    if not path.exists():
        return refused(
            "the file does not exist", f"correct {role}.path in the mission file, or put the file there"
        )
    kind = file_kind(path)
    # Text of other kinds is left to GDAL, which knows formats that do not show in the first bytes.
    if kind in ("sheet", "parquet") or (kind == "table" and path.suffix.lower() in _TEXT):
        return refused("this layer needs a vector file, not a table", _VECTOR_FORMATS)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            frame, crs = _opened(path, layer, role, bbox)
    except InputError as problem:
        return empty_frame(), problem.findings
    except (DamagedError, TooLargeError) as problem:
        return empty_frame(), (refusal(path, role, problem),)
    except (RuntimeError, ValueError, OSError, zipfile.BadZipFile) as problem:
        told = shorten(_without_folder(str(problem), path), limit=200)
        return refused(f"the file cannot be read: {told}", "export it again; it may be cut off")
    if len(frame) > MAX_ROWS:
        remedy = "cut it to the area, or merge what lies together"
        return refused(f"the file has more than {MAX_ROWS:,} features", remedy)
    said = sorted({shorten(warning.message, limit=200) for warning in caught})
    findings = tuple(Finding("warning", f"reading said: {text}", "", file, None, role) for text in said)
    if crs is None:
        remedy = "set it in QGIS (Layer > Set CRS), or add the .prj file; it is never guessed"
        return refused("the file does not say its coordinate reference system", remedy)
    return _placed(frame, crs, file, role, bbox, findings)


def _opened(
    path: Path, layer: str | None, role: str, bbox: BBox | None
) -> tuple[gpd.GeoDataFrame, CRS | None]:
    """Return the raw features of a file and their system."""
    if is_parquet(path):
        frame, crs = read_geoparquet(path, max_rows=MAX_ROWS)
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="feature")
        return frame, crs
    place = gdal_path(path, role=role)
    return _read(place, _layer_name(place, layer, path.name, role), bbox)


def count_features(path: Path) -> int:
    """Return how many features the layers of a file say they have; 0 where that cannot be told."""
    if is_parquet(path):
        return count_rows(path)
    try:
        place = gdal_path(path, role="")
        named = [str(name) for name, kind in pyogrio.list_layers(place) if kind is not None]
        return sum(max(0, int(pyogrio.read_info(place, layer=name)["features"])) for name in named)
    except (InputError, RuntimeError, ValueError, OSError, zipfile.BadZipFile):
        return 0  # who reads the file tells what is wrong


def _without_folder(text: str, path: Path) -> str:
    """Return a message of GDAL with the file's name in place of where it lies."""
    for folder in (f"/vsizip/{{{path.resolve()}}}", str(path.resolve()), str(path)):
        text = text.replace(folder, path.name)
    return text


def _fetched(feed: Feed, role: str, bbox: BBox | None) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return a feed's features, checked as those of a file are."""
    frame, findings = feed.fetch(role=role, bbox=bbox)
    if frame.empty:
        return empty_frame(tuple(name for name in frame.columns if name != frame.geometry.name)), findings
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return _placed(frame, frame.crs, feed.name, role, bbox, findings)


def only(
    frame: gpd.GeoDataFrame, kind: Kind, *, file: str, role: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the parts of one kind; features without any are dropped with a warning.

    Parameters
    ----------
    frame : GeoDataFrame
    kind : {"point", "line", "polygon"}
        Collections keep their parts of this kind.
    file, role : str
    """
    single, multi = _PARTS[kind]
    types = frame.geom_type.to_numpy()
    fits = np.isin(shapely.get_type_id(frame.geometry.to_numpy()), (single, multi))
    mended = frame.geometry.to_numpy().copy()
    for position in np.flatnonzero(types == "GeometryCollection"):
        parts = [part for part in mended[position].geoms if shapely.get_type_id(part) in (single, multi)]
        if parts:
            mended[position] = shapely.union_all(parts)
            fits[position] = True
    findings = rows_finding(
        "warning",
        f"the feature is no {kind} and was dropped",
        f"give a layer of {kind}s",
        file=file,
        column=role,
        bad=pd.Series(~fits, index=frame.index),
        values=frame.geom_type,
    )
    return frame.set_geometry(gpd.GeoSeries(mended, index=frame.index, crs=frame.crs)).loc[fits], findings


def _layer_name(path: Path | str, layer: str | None, file: str, role: str) -> str:
    named = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if layer is not None and layer not in named:
        remedy = f"choose one of: {', '.join(named)}"
        raise error("the file has no such layer", remedy, file=file, column=role, value=layer)
    if layer is None and len(named) != 1:
        message = "the file has several layers" if named else "the file has no layer with geometry"
        remedy = (
            f"save one layer to a file of its own: {', '.join(named)}" if named else "give a vector layer"
        )
        raise error(message, remedy, file=file, column=role)
    return layer or named[0]


def _read(path: Path | str, layer: str, bbox: BBox | None) -> tuple[gpd.GeoDataFrame, CRS | None]:
    """Return the raw features and their CRS; of a large file only those near the box."""
    info = pyogrio.read_info(path, layer=layer)
    crs = CRS.from_user_input(info["crs"]) if info["crs"] else None
    part = bbox is not None and crs is not None and not 0 <= info["features"] <= READ_WHOLE
    box = None
    if part and bbox is not None:
        box = transformer(WGS84, crs).transform_bounds(*bbox)
    how = {"layer": layer, "bbox": box, "fid_as_index": part, "max_features": MAX_ROWS + 1}
    try:
        frame = pyogrio.read_dataframe(path, **how)
    except ValueError:
        if info["driver"] != "GeoJSON":
            raise
        # GDAL takes 30 February for a date; as text it reaches the check that names its row.
        frame = pyogrio.read_dataframe(path, **how, DATE_AS_STRING="YES")
    # GeoPackages number their features from 1, most other formats from 0
    start = 0 if part and info["driver"] == "GPKG" else 1
    frame.index = pd.Index(np.asarray(frame.index, dtype=np.int64) + start, name="feature")
    return frame, crs


def _placed(
    frame: gpd.GeoDataFrame, crs: CRS, file: str, role: str, bbox: BBox | None, findings: tuple[Finding, ...]
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Drop what has no place, project, check the range, mend, and cut to the box."""
    none = pd.Series(frame.geometry.isna() | frame.geometry.is_empty, index=frame.index)
    message, remedy = "the feature has no geometry and was dropped", "give it one, or remove it"
    findings += rows_finding("warning", message, remedy, file=file, column=role, bad=none)
    frame = frame.loc[~none]
    frame = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=crs).to_crs(4326)
    inside = _on_globe(frame)
    findings += rows_finding(
        "error",
        "the feature has coordinates beyond 180 and 90 degrees, or none at all",
        "check that the coordinates are in the reference system that the file states",
        file=file,
        column=role,
        bad=pd.Series(~inside, index=frame.index),
        values=frame.geometry.map(lambda shape: shape.wkt[:60]) if not inside.all() else None,
    )
    frame, mended = _mended(frame.loc[inside], file, role)
    findings += mended
    if bbox is not None and len(frame):
        kept = frame.loc[shapely.intersects(frame.geometry.to_numpy(), shapely.box(*bbox))]
        if kept.empty:
            message = "no feature lies in the area's box"
            findings += (
                Finding("warning", message, "check that this file is for the area", file, None, role),
            )
        frame = kept
    elif frame.empty and not any(finding.severity == "error" for finding in findings):
        message = "the file has no feature with a place" + ("" if bbox is None else " in the area's box")
        findings += (Finding("warning", message, "check that this file is for the area", file, None, role),)
    return frame, findings


def _on_globe(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which features have all their vertices within 180 and 90 degrees; bounds would skip NaN."""
    vertices, feature = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    good = (np.abs(vertices) <= np.array([180.0, 90.0]) + 1e-9).all(axis=1)
    inside: NDArray[np.bool_] = np.bincount(feature[~good], minlength=len(frame)) == 0
    return inside


def _mended(frame: gpd.GeoDataFrame, file: str, role: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Repair invalid polygons and drop lines without length."""
    shapes = frame.geometry.to_numpy()
    dimension = shapely.get_dimensions(shapes)
    broken = pd.Series((dimension == 2) & ~shapely.is_valid(shapes), index=frame.index)
    flat = pd.Series((dimension == 1) & (shapely.length(shapes) == 0), index=frame.index)
    findings = (
        *rows_finding(
            "warning",
            "the polygon crosses itself and was repaired",
            "check its shape on a map",
            file=file,
            column=role,
            bad=broken,
            values=pd.Series(shapely.is_valid_reason(shapes), index=frame.index),
        ),
        *rows_finding(
            "warning", "the line has no length and was dropped", "", file=file, column=role, bad=flat
        ),
    )
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = shapely.make_valid(shapes[broken])
        frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    return frame.loc[~flat], findings
