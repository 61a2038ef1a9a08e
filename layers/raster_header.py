"""What a raster's header says of it, in words, and the extent of the whole file."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader
from rasterio.warp import transform_bounds

PLAIN = ("GTiff", "COG", "HFA", "AAIGrid", "netCDF", "EHdr", "ENVI", "GPKG", "JP2OpenJPEG", "PNG", "RST")
"""Formats whose header is looked at: none of them points to other files or to a network."""


@dataclass(frozen=True, slots=True)
class RasterHeader:
    """The header of a raster.

    Parameters
    ----------
    words : str
        Size of a pixel, system, pixels and type: "30 arc-seconds, EPSG:4326, 528 x 1,068 pixels, float32".
    bounds : tuple of float or None
        West, south, east, north of the whole file in degrees; None where its system has none.
    """

    words: str
    bounds: tuple[float, float, float, float] | None


def raster_header(path: Path) -> RasterHeader | None:
    """Return what the header of a raster says; no pixel is read.

    Parameters
    ----------
    path : Path

    Returns
    -------
    RasterHeader or None
        None where it is no raster in one of :data:`PLAIN`, or has no position: reading it tells why.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            # Not rasterio.open, which takes one driver or tries all, those that reach for the network too.
            with rasterio.Env(), DatasetReader(str(path.absolute()), driver=list(PLAIN)) as raster:
                if raster.crs is None or raster.transform == Affine.identity():
                    return None
                crs = CRS.from_user_input(raster.crs.to_wkt())
                return RasterHeader(_words(raster, crs), _bounds(raster))
    except (RasterioError, CRSError, ProjError, OSError, ValueError):
        return None


def pixel_words(step: float, *, geographic: bool) -> str:
    """Return the side of a pixel in words; `step` is in degrees, or in metres."""
    if not geographic:
        return f"{step:,.4g} m" if step < 1000 else f"{step / 1000:,.4g} km"
    seconds = step * 3600
    if seconds >= 3600:
        return f"{step:.4g} degrees"
    side, unit = (seconds / 60, "arc-minute") if seconds >= 119.9 else (seconds, "arc-second")
    rounded = float(round(side)) if abs(side - round(side)) < 0.01 else float(f"{side:.3g}")
    return f"{rounded:g} {unit}{'' if rounded == 1 else 's'}"


def _words(raster: Any, crs: CRS) -> str:
    transform = raster.transform
    across = float(np.hypot(transform.a, transform.d))
    code = crs.to_epsg()
    unit = crs.axis_info[0].unit_conversion_factor if crs.axis_info and not crs.is_geographic else 1.0
    system = f"EPSG:{code}" if code else crs.name
    side = pixel_words(across * unit, geographic=crs.is_geographic)
    return f"{side}, {system}, {raster.width:,} x {raster.height:,} pixels, {raster.dtypes[0]}"


def _bounds(raster: Any) -> tuple[float, float, float, float] | None:
    west, south, east, north = transform_bounds(raster.crs, "EPSG:4326", *raster.bounds, densify_pts=41)
    if not np.isfinite([west, south, east, north]).all() or west >= east or south >= north:
        return None
    return float(west), float(south), float(east), float(north)
