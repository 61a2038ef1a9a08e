"""The values of one factor from a raster, from polygons, or from a table of districts, on the travel cells.

What a file is shows in its content. Polygons and tables may hold several analysts' values (a column analyst):
each analyst is a surface of its own, and they are pooled afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.errors import RasterioIOError
from rasterio.features import rasterize

from layers.errors import Finding, InputError
from layers.fields import numbers, resolve, rows_finding, shorten, words
from layers.file_kind import file_kind
from layers.landscape import Landscape
from layers.rasters import read_window
from layers.risk.districts import district_labels, plain_name, projected_polygons
from layers.risk.factors import DRIVER_ROLES, HIGHEST, LOWEST, Role
from layers.sampling import pixels_under, points_per_side, travel_box
from layers.sheets import read_any_table
from layers.vectors import only, read_vector

WANTED: Mapping[str, tuple[str, ...]] = {
    "value": ("value", "factor", "score", "rating"),
    "analyst": ("analyst", "author", "rated_by"),
    "district": ("district", "name", "territory", "county", "admin2", "adm2_en"),
    "code": ("code", "pcode", "p_code", "adm2_pcode", "adm1_pcode"),
}
"""Our names of columns, each with the usual ones."""

_NODATA_BELOW = -99.0
Surface = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FactorFile:
    """A factor's file, its key in the mission file, its role, and what its columns are called."""

    path: Path
    key: str
    role: Role
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value allowed."""
        return (0.0, 1.0) if self.role in DRIVER_ROLES else (LOWEST, HIGHEST)


def read_factor_file(
    file: FactorFile, landscape: Landscape
) -> tuple[tuple[Surface, ...], tuple[Finding, ...]]:
    """Read the values of a factor.

    Parameters
    ----------
    file : FactorFile
    landscape : Landscape
        Its grids, and its districts for a table.

    Returns
    -------
    tuple of ndarray of float64, travel shape
        One for each analyst, NaN where there is no value; () where the file cannot be used.
    tuple of Finding
        Errors for values out of bounds, districts that do not exist, and files of another country.
    """
    if not file.path.is_file():
        return (), (_fault(file, "the factor's file is missing", "correct the path", str(file.path.name)),)
    if _is_raster(file.path):
        return _raster(file, landscape)
    if file_kind(file.path) == "vector":
        return _polygons(file, landscape)
    return _table(file, landscape)


def _is_raster(path: Path) -> bool:
    try:
        with rasterio.open(path) as raster:
            return bool(raster.count)
    except (RasterioIOError, OSError, ValueError):
        return False


def _raster(file: FactorFile, landscape: Landscape) -> tuple[tuple[Surface, ...], tuple[Finding, ...]]:
    travel = landscape.travel
    try:
        window = read_window(file.path, bbox=travel_box(travel), role="factor", lowest=_NODATA_BELOW)
    except InputError as fault:
        return (), fault.findings
    flat = np.asarray(window.values, dtype=float).ravel()
    surface = np.full(travel.shape, np.nan)
    for rows, pixel in pixels_under(window, travel, side=points_per_side(window, travel)):
        value = np.where(pixel >= 0, flat[pixel], np.nan)
        known = np.isfinite(value)
        count = known.sum(axis=(2, 3))
        total = np.where(known, value, 0.0).sum(axis=(2, 3))
        surface[rows] = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    surface[~travel.mask] = np.nan
    if np.isnan(surface).all():
        message = "the factor raster has no value in the area: it is of another country or another part of it"
        return (), (_fault(file, message, "give a raster that covers the area"),)
    low, high = file.bounds
    wrong = surface[(surface < low - 1e-6) | (surface > high + 1e-6)]
    if wrong.size:
        message = f"{wrong.size:,} cells of the factor lie outside {low:g} to {high:g}"
        return (), (_fault(file, message, _remedy(file), f"{float(wrong[0]):g}"),)
    return (np.clip(surface, low, high),), window.findings


def _polygons(file: FactorFile, landscape: Landscape) -> tuple[tuple[Surface, ...], tuple[Finding, ...]]:
    frame, findings = read_vector(file.path, role=file.key)
    frame, dropped = only(frame, "polygon", file=file.path.name, role=file.key)
    findings += dropped
    if frame.empty:
        return (), findings or (_fault(file, "the factor has no polygon", "draw where it holds"),)
    value, analyst, faults = _read(file, frame.drop(columns="geometry"), ("value",))
    findings += faults
    if value is None:
        return (), findings
    good = value.notna().to_numpy()
    shapes = projected_polygons(gpd.GeoDataFrame(geometry=frame.geometry, crs=4326), landscape.travel.crs)
    surfaces = tuple(
        _painted(
            shapes[good & (analyst == name).to_numpy()], value[good & (analyst == name).to_numpy()], landscape
        )
        for name in dict.fromkeys(analyst[good])
    )
    if surfaces and all(np.isnan(surface).all() for surface in surfaces):
        message = "no polygon of the factor lies in the area: it is of another country or another part of it"
        return (), (*findings, _fault(file, message, "give polygons in the area"))
    return surfaces, findings


def _painted(shapes: NDArray[np.object_], value: pd.Series, landscape: Landscape) -> Surface:
    """Return one analyst's polygons on the travel cells; where two overlap the later one counts."""
    travel = landscape.travel
    surface = np.full(travel.shape, np.nan)
    pairs = [(shape, number) for shape, number in zip(shapes, value, strict=True) if not shape.is_empty]
    if pairs:
        rasterize(pairs, out=surface, transform=Affine(*travel.transform), all_touched=False)
    surface[~travel.mask] = np.nan
    return surface


def _table(file: FactorFile, landscape: Landscape) -> tuple[tuple[Surface, ...], tuple[Finding, ...]]:
    table, findings = read_any_table(file.path, role=file.key)
    if table.empty:
        return (), findings or (_fault(file, "the factor's table is empty", "add rows: district, value"),)
    value, analyst, faults = _read(file, table, ("value",))
    findings += faults
    if value is None:
        return (), findings
    district, faults = _districts(file, table, landscape)
    findings += faults
    if district is None:
        return (), findings
    travel = landscape.travel
    shapes = projected_polygons(landscape.districts, travel.crs)
    labels = district_labels(shapes, travel.shape, travel.transform)
    surfaces = []
    for name in dict.fromkeys(analyst):
        own = (analyst == name).to_numpy() & value.notna().to_numpy() & (district >= 0)
        by_label = np.full(len(shapes) + 1, np.nan)
        by_label[district[own]] = value.to_numpy()[own]
        surface = by_label[labels]  # the last entry, for cells in no district, stays NaN
        surface[~travel.mask] = np.nan
        surfaces.append(surface)
    return tuple(surfaces), findings


def _districts(
    file: FactorFile, table: pd.DataFrame, landscape: Landscape
) -> tuple[NDArray[np.int64] | None, tuple[Finding, ...]]:
    """Return the position of each row's district, -1 where it is at fault."""
    found, _ = resolve(
        map(str, table.columns), WANTED, columns={}, required=(), file=file.path.name, role=file.key
    )
    found |= {ours: theirs for ours, theirs in file.columns.items() if ours in WANTED}
    key = "code" if "code" in found else "district"
    if key not in found or len(landscape.districts) == 0:
        message = (
            "the mission has no districts that the factor's table could name"
            if len(landscape.districts) == 0
            else "the factor's table has no column of districts"
        )
        return None, (_fault(file, message, "add layers.districts, and a column district or code"),)
    ours = landscape.districts["code" if key == "code" else "name"].astype(str)
    plain = plain_name if key == "district" else str.casefold
    position: dict[str, int] = {}
    for number, name in enumerate(ours):
        position[plain(name)] = -1 if plain(name) in position else number
    text = words(table[found[key]])
    at = np.array([position.get(plain(name), -1) for name in text], dtype=np.int64)
    return at, rows_finding(
        "error",
        "no district, or more than one, is called so",
        f"use one of: {shorten(', '.join(ours), limit=200)}",
        file=file.path.name,
        column=found[key],
        bad=pd.Series(at < 0, index=table.index),
        values=text,
    )


def _read(
    file: FactorFile, table: pd.DataFrame, required: Sequence[str]
) -> tuple[pd.Series | None, pd.Series, tuple[Finding, ...]]:
    """Return the value of each row, NaN where at fault, and who gave it."""
    name = file.path.name
    found, findings = resolve(
        map(str, table.columns), WANTED, columns=file.columns, required=required, file=name, role=file.key
    )
    blank = pd.Series("", index=table.index, dtype=object)
    analyst = words(table[found["analyst"]]) if "analyst" in found else blank
    if "value" not in found:
        return None, analyst, findings
    low, high = file.bounds
    value, faults = numbers(
        table[found["value"]], file=name, column=found["value"], required=True, low=low, high=high
    )
    return value, analyst, (*findings, *faults)


def _remedy(file: FactorFile) -> str:
    if file.role in DRIVER_ROLES:
        return "a driver lies between 0 (does not act) and 1"
    return "a factor lies between 0.05 and 1 (neutral): rescale it"


def _fault(file: FactorFile, message: str, remedy: str, value: str = "") -> Finding:
    return Finding("error", message, remedy, file.path.name, None, file.key, value)
