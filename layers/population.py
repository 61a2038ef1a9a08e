"""People per travel cell from population rasters, conserving their number.

Each source pixel is split into sub-points that carry equal parts of its people (see
docs/decisions/0004-population-by-subpixels.md): no interpolation of densities, nobody gained or lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.displaced import add_displaced
from layers.district_people import people_by_district
from layers.errors import Finding, InputError, raise_errors
from layers.grid import Grid
from layers.rasters import RasterWindow, read_window
from layers.recognise_raster import unit_doubts
from layers.subpixels import lay_counts, pixel_km2
from layers.whereabouts import describe_cells

__all__ = ["PopulationLayer", "add_displaced", "people_by_district", "people_on_grid"]

_SLIVER = 0.001
"""Cells without a layer are a warning from this share of the area on; below, slivers along the outline."""


@dataclass(frozen=True, slots=True)
class PopulationLayer:
    """One population raster.

    Parameters
    ----------
    path : path
    unit : {"people_per_cell", "people_per_km2"}
        Counts per pixel, or a density, which is multiplied by the pixel's true area.
    role : str
        In words, for findings.
    holes : {"unknown", "nobody"}
        What a pixel without value means: a constrained raster (WorldPop "CN") leaves out all land without
        buildings, and there nobody lives. Beyond the raster's frame people are unknown in any case.
    """

    path: str | Path
    unit: Literal["people_per_cell", "people_per_km2"]
    role: str = "population"
    holes: Literal["unknown", "nobody"] = "unknown"


def people_on_grid(
    layers: Sequence[PopulationLayer],
    travel: Grid,
    *,
    area_lonlat: BaseGeometry,
    water: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Lay population rasters on the travel cells.

    Only people inside the area count. A later layer fills the cells over which no earlier layer has a
    valid pixel, and no others.

    Parameters
    ----------
    layers : sequence of PopulationLayer
        In order of preference.
    travel : Grid
    area_lonlat : shapely Polygon or MultiPolygon
        The area, WGS84 degrees.
    water : ndarray of bool, travel shape, optional
        Lakes: the people of a pixel are laid on its land, where it has any. Without this a coarse raster
        settles a lake with people who live on its shore.

    Returns
    -------
    people : ndarray of float64, travel shape
        NaN outside the area and where no layer knows: unknown is not zero.
    findings : tuple of Finding
        Totals, what later layers filled and where, cells without any layer.

    Raises
    ------
    InputError
        With the findings of all layers, when one cannot be read or nobody lives in the area.
    """
    people = np.full(travel.shape, np.nan)
    windows, findings = _read(layers, area_lonlat)
    for number, (layer, window) in enumerate(windows):
        holes = np.isnan(people) & travel.mask
        count, known = lay_counts(
            _counts(layer, window), travel, area_lonlat=area_lonlat, receiving=holes, water=water
        )
        filled = known & holes
        people[filled] = count[filled]
        findings += [*window.findings, *unit_doubts(window, layer.unit, role=layer.role)]
        if number:
            findings.append(_filled(window.file, people, holes, filled, travel))
    findings += _outcome(people, travel)
    raise_errors(findings)
    return people, tuple(findings)


def _read(
    layers: Sequence[PopulationLayer], area: BaseGeometry
) -> tuple[list[tuple[PopulationLayer, RasterWindow]], list[Finding]]:
    """Read all layers; raise the findings of all that fail at once."""
    west, south, east, north = shapely.bounds(area)
    windows: list[tuple[PopulationLayer, RasterWindow]] = []
    problems: list[Finding] = []
    for layer in layers:
        try:
            window = read_window(layer.path, bbox=(west, south, east, north), role=layer.role)
            windows.append((layer, window))
        except InputError as problem:
            problems += problem.findings
    raise_errors(problems)
    return windows, problems


def _counts(layer: PopulationLayer, window: RasterWindow) -> RasterWindow:
    if layer.holes == "nobody":
        window = replace(window, values=np.nan_to_num(window.values, nan=0.0))
    if layer.unit == "people_per_cell":
        return window
    return replace(window, values=window.values * pixel_km2(window))


def _share(cells: NDArray[np.bool_], travel: Grid) -> float:
    """Return the share of the area that lies in some cells."""
    return float(travel.share[cells].sum(dtype=float) / travel.share.sum(dtype=float))


def _filled(
    file: str, people: NDArray[np.float64], holes: NDArray[np.bool_], filled: NDArray[np.bool_], travel: Grid
) -> Finding:
    if not filled.any():
        return Finding(
            "info", "this population raster fills nothing that earlier layers leave open", file=file
        )
    message = (
        f"earlier population layers leave out {_share(holes, travel):.1%} of the area, "
        f"{describe_cells(holes, travel)}; {_share(filled, travel):.1%} of the area is filled from this one: "
        f"{people[filled].sum():,.0f} people"
    )
    return Finding("info", message, "check that it is of the same year as the layers before it", file)


def _outcome(people: NDArray[np.float64], travel: Grid) -> list[Finding]:
    """Return the total, an error where it is nothing, and what no layer knows."""
    total = float(np.nansum(people))
    if not total > 0:
        remedy = "give a population raster of this country, in people per cell or per km2"
        return [Finding("error", "no population layer has people in the area", remedy)]
    findings = [Finding("info", f"{total:,.0f} people live in the area by the population layers")]
    unknown = travel.mask & np.isnan(people)
    share = _share(unknown, travel)
    if unknown.any():
        message = f"no population layer knows {share:.2%} of the area, {describe_cells(unknown, travel)}"
        remedy = "add a population layer that covers it; until then these cells are unknown, not empty"
        findings.append(Finding("warning" if share >= _SLIVER else "info", message, remedy))
    return findings
