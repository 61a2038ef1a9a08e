"""Rasters on disk: reading the part that is needed, and writing Cloud-Optimised GeoTIFF.

What the other floors need of rasters is offered here: burning shapes (``layers.cells``) and warping to Web
Mercator (``layers.mercator``) too.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import MemoryFile
from rasterio.windows import Window

from layers.cells import rasterise_lines, rasterise_polygons
from layers.errors import Finding, InputError, error
from layers.grid import WGS84, Grid, transformer
from layers.mercator import MercatorRaster, to_web_mercator

__all__ = [
    "MercatorRaster",
    "RasterWindow",
    "place",
    "rasterise_lines",
    "rasterise_polygons",
    "read_window",
    "to_web_mercator",
    "write_cog",
]

MAX_WINDOW_PIXELS = 250_000_000
"""A larger part of a raster (1 GB) is refused before it is allocated."""

_STRIP_PIXELS = 16_000_000
"""Pixels read at once, so that masks and copies stay small beside the result."""

_ARCHIVES = (b"PK", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_ELSEWHERE = (b"/vsi", b"://", b".vrt", b"<vrtderivedraster", b"pixelfunction")


@dataclass(frozen=True, slots=True, eq=False)
class RasterWindow:
    """The part of a raster that meets the area.

    Parameters
    ----------
    values : ndarray of float32 or float64, shape (ny, nx)
        NaN where the raster has no value.
    transform : affine.Affine
        From column, row of the window to x, y of `crs`.
    crs : pyproj.CRS
        System of the raster.
    file : str
        Base name of the file.
    findings : tuple of Finding
        What was assumed in reading.
    tags : mapping of str to str
        What the file says of itself: its tags and the band's, "units", "description" and "dtype".
    """

    values: NDArray[np.floating[Any]]
    transform: Affine
    crs: CRS
    file: str
    findings: tuple[Finding, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


def place(
    transform: Affine, column: ArrayLike, row: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of columns and rows under a transform (or columns and rows under its inverse)."""
    across, down = np.asarray(column, dtype=float), np.asarray(row, dtype=float)
    a, b, c, d, e, f = transform[:6]
    return a * across + b * down + c, d * across + e * down + f


def read_window(
    path: str | Path, *, bbox: tuple[float, float, float, float], role: str, lowest: float = 0.0
) -> RasterWindow:
    """Read the first band of a raster where it meets a box.

    Parameters
    ----------
    path : path
        Anything that GDAL reads from disk; no archive, and no virtual raster that points beyond files on
        this disk.
    bbox : tuple of float
        West, south, east, north, WGS84 degrees.
    role : str
        What the raster is for, in words: "population", "friction".
    lowest : float
        Smaller stored values are nodata.

    Returns
    -------
    RasterWindow
        Declared nodata, values below `lowest` and infinite ones are NaN: tools write nodata as -99999,
        -200 or -3.4e38 whatever they declare.

    Raises
    ------
    InputError
        For a file that is missing, damaged (blocks are read, not only the header), without coordinate
        system or position, that does not meet the box, has no value in it, or of which too much would
        have to be read.
    """
    file = Path(path)
    if not file.is_file():
        raise error(f"the {role} raster is missing", "correct the path in the mission file", file=file.name)
    _refuse_wrapped(file, role)
    with _readable(file, role), rasterio.open(file) as raster:
        crs = _system(raster, file.name, role)
        window = _window(raster, crs, bbox, file.name, role)
        values = _values(raster, window, lowest)
        whole = raster.transform
        x0, y0 = place(whole, float(window.col_off), float(window.row_off))
        transform = Affine(whole.a, whole.b, float(x0), whole.d, whole.e, float(y0))
        bands, tags = raster.count, _tags(raster)
    if np.isnan(values).all():
        message = f"the {role} raster has no value in the area (nodata everywhere)"
        raise error(message, "give a raster of this country, or remove the layer", file=file.name)
    findings = []
    if bands > 1:
        message = f"the {role} raster has {bands} bands; the first is read"
        findings.append(Finding("warning", message, "give a raster with one band", file.name))
    return RasterWindow(values, transform, crs, file.name, tuple(findings), tags)


def write_cog(
    path: str | Path,
    bands: Mapping[str, NDArray[np.generic]],
    grid: Grid,
    *,
    tags: Mapping[str, str],
    units: Mapping[str, str] | None = None,
    nodata: float = math.nan,
) -> None:
    """Write bands as a Cloud-Optimised GeoTIFF: float32, tiled, with overviews, the same bytes every time.

    A pixel of an overview is a cell's own value: classes and masks stay so, and no rate falls below 0.
    The file is written under a temporary name beside `path` and renamed, so nobody sees half of it.

    Parameters
    ----------
    path : path
        Its folder exists.
    bands : mapping of str to ndarray, grid shape
        Name and values of each band, in order; NaN is written as `nodata`.
    grid : Grid
    tags : mapping of str to str
        Metadata of the file.
    units : mapping of str to str or None
        Units of bands, by name.
    nodata : float

    Raises
    ------
    ValueError
        Without bands, or with a band of another shape than the grid's.
    """
    target = Path(path)
    if not bands or any(values.shape != grid.shape for values in bands.values()):
        raise ValueError(f"every band must have the grid's shape {grid.shape}, and there must be one")
    profile: dict[str, Any] = {"count": len(bands), "dtype": "float32", "height": grid.shape[0]}
    profile |= {"width": grid.shape[1], "crs": grid.crs.to_wkt(), "transform": Affine(*grid.transform)}
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with MemoryFile() as memory:
            with memory.open(driver="GTiff", nodata=nodata, **profile) as plain:
                for number, (name, values) in enumerate(bands.items(), start=1):
                    known = values.astype(np.float32)
                    plain.write(np.where(np.isnan(known), np.float32(nodata), known), number)
                    plain.set_band_description(number, name)
                    if units is not None and name in units:
                        plain.set_band_unit(number, units[name])
                plain.update_tags(**{key: tags[key] for key in sorted(tags)})
            with MemoryFile() as tiled:
                rasterio.shutil.copy(
                    memory.name,
                    tiled.name,
                    driver="COG",
                    compress="DEFLATE",
                    level="1",  # twice as quick, for files a twentieth larger
                    predictor="YES",
                    overview_resampling="NEAREST",
                    num_threads="1",
                )
                part.write_bytes(tiled.getbuffer())  # not by GDAL, which may go on when the disk is full
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _readable(file: Path, role: str) -> Iterator[None]:
    """Turn whatever GDAL says of a damaged file into a finding."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            yield
    except InputError:
        raise
    except (RasterioError, CRSError, ProjError, OSError, MemoryError, ValueError) as problem:
        remedy = "fetch the file again: it is cut short, damaged, or not a raster"
        message = f"the {role} raster cannot be read"
        told = str(problem).replace(str(file), file.name)
        raise error(message, remedy, file=file.name, value=told[:120]) from problem


def _refuse_wrapped(file: Path, role: str) -> None:
    """Refuse archives, whose size shows only when unpacked, and virtual rasters that reach elsewhere."""
    with file.open("rb") as stream:
        head = stream.read(512)
        virtual = b"<VRTDataset" in head
        text = head + stream.read(1_000_000) if virtual else b""
        longer = virtual and bool(stream.read(1))
    if head.startswith(_ARCHIVES):
        message = f"the {role} raster is packed in an archive, which is not opened"
        raise error(message, "unpack it and give the raster itself", file=file.name)
    lower = text.lower()
    reaches = next((mark for mark in _ELSEWHERE if mark in lower), b"too long" if longer else b"")
    if reaches:
        message = f"the {role} raster is a virtual raster that reaches beyond plain files on this disk"
        remedy = "write it to one GeoTIFF with gdal_translate"
        raise error(message, remedy, file=file.name, value=reaches.decode())


def _tags(raster: Any) -> dict[str, str]:
    said = {**raster.tags(), **raster.tags(1)}
    said |= {"units": raster.units[0] or "", "description": raster.descriptions[0] or ""}
    return {**said, "dtype": str(raster.dtypes[0])}


def _system(raster: Any, file: str, role: str) -> CRS:
    if raster.crs is None or raster.transform == Affine.identity():
        lacks = "coordinate system" if raster.crs is None else "position"
        remedy = "assign it, for example with gdal_edit.py -a_srs EPSG:4326; it is never guessed"
        raise error(f"the {role} raster has no {lacks}", remedy, file=file)
    if raster.transform.determinant == 0 or not np.isfinite(raster.transform[:6]).all():
        message = f"the {role} raster has pixels without extent"
        raise error(message, "export it again with its pixel size", file=file)
    return CRS.from_user_input(raster.crs.to_wkt())


def _window(raster: Any, crs: CRS, bbox: tuple[float, float, float, float], file: str, role: str) -> Window:
    """Return the pixels that meet the box, refusing none and too many."""
    west, south, east, north = bbox
    lon, lat = np.linspace(west, east, 41), np.linspace(south, north, 41)
    edge_lon = np.r_[lon, lon, np.full(41, west), np.full(41, east)]
    edge_lat = np.r_[np.full(41, south), np.full(41, north), lat, lat]
    x, y = transformer(WGS84, crs).transform(edge_lon, edge_lat)
    known = np.isfinite(x) & np.isfinite(y)
    column, row = place(~raster.transform, np.asarray(x)[known], np.asarray(y)[known])
    if known.any():
        left, right = max(0, math.floor(column.min())), min(raster.width, math.ceil(column.max()))
        top, bottom = max(0, math.floor(row.min())), min(raster.height, math.ceil(row.max()))
    if not known.any() or left >= right or top >= bottom:
        message = f"the {role} raster does not meet the area: it is of another country or another system"
        remedy = "give a raster that covers the area, or correct its declared system"
        raise error(message, remedy, file=file, value=", ".join(f"{edge:g}" for edge in raster.bounds))
    pixels = (right - left) * (bottom - top)
    block = max(rows * columns for rows, columns in raster.block_shapes)
    wide = np.dtype(_kept_as(raster)).itemsize // 4
    if max(pixels, block) * wide > MAX_WINDOW_PIXELS:
        message = (
            f"the {role} raster has {pixels:,} pixels in the area (blocks of {block:,}), too many to read"
        )
        raise error(message, "resample it to coarser pixels, or make the area smaller", file=file)
    return Window(left, top, right - left, bottom - top)


def _kept_as(raster: Any) -> str:
    """Return the type that holds the band's values: float32 wherever that loses nothing."""
    stored = np.dtype(raster.dtypes[0])
    if stored.kind == "c":
        raise ValueError("the band holds complex numbers")
    return "float32" if np.can_cast(stored, np.float32) else "float64"


def _values(raster: Any, window: Window, lowest: float) -> NDArray[np.floating[Any]]:
    """Read the band by strips of whole blocks; only the result is held whole."""
    values: NDArray[np.floating[Any]] = np.empty((int(window.height), int(window.width)), _kept_as(raster))
    tall = raster.block_shapes[0][0]
    step = max(1, _STRIP_PIXELS // int(window.width) // tall) * tall
    begin, end = int(window.row_off), int(window.row_off + window.height)
    for top in range(begin // tall * tall, end, step):
        first, last = max(top, begin), min(top + step, end)
        part = Window(window.col_off, first, window.width, last - first)
        stored = raster.read(1, window=part, masked=True)
        kept = values[first - begin : last - begin]
        kept[...] = stored.data
        kept[np.ma.getmaskarray(stored)] = np.nan
        kept[~(kept >= lowest) | np.isinf(kept)] = np.nan
    scale, offset = raster.scales[0], raster.offsets[0]
    return values if (scale, offset) == (1.0, 0.0) else values * scale + offset
