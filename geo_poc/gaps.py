"""Where a mission's layers say nothing: the share of the area and of its people they leave out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from geo_poc.admin_reach import district_of, districts_of_levels
from layers.cells import rasterise_lines
from layers.landscape import Landscape
from layers.risk.surface import Risk

ROAD_FAR_M = 2000.0
"""Beyond this from every road counts as without one: the distance of the Rural Access Index (World Bank;
SDG indicator 9.1.1), about twenty-five minutes on foot."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the area that some layer leaves out.

    Parameters
    ----------
    name : str
        "no_population", "unknown", "outside_districts" or "beyond_roads".
    area_share : float
        Share of the area, 0 to 1.
    people : float or None
        Known people there; None where that is what is not known.
    people_share : float or None
        Share of the known people.
    level : int or None
        Of the districts, for "outside_districts".
    """

    name: str
    area_share: float
    people: float | None
    people_share: float | None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the layers cover.

    Parameters
    ----------
    area_km2 : float
    people : float
        Known people in the area.
    gaps : tuple of Gap
        "outside_districts" once for each level, not at all without districts.
    """

    area_km2: float
    people: float
    gaps: tuple[Gap, ...]


def coverage_of(landscape: Landscape, risk: Risk) -> Coverage:
    """Return the size of the area, its people, and what the layers leave out.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
    """
    people = float(np.nansum(landscape.travel_people))
    no_people = np.isnan(landscape.travel_people) & landscape.travel.mask
    gaps = [
        Gap("no_population", _share(landscape.travel.share, no_people), None, None),
        _gap("unknown", risk.unknown & landscape.grid.mask, landscape.grid.share, risk.people),
        *_outside_districts(landscape, risk.people),
        _gap("beyond_roads", beyond_roads(landscape), landscape.travel.share, landscape.travel_people),
    ]
    return Coverage(float(landscape.area.area) / 1e6, people, tuple(gaps))


def beyond_roads(landscape: Landscape) -> NDArray[np.bool_]:
    """Return the travel cells of the area whose centre is over :data:`ROAD_FAR_M` from every road's cell."""
    travel = landscape.travel
    if not len(landscape.roads):
        return travel.mask
    roads = landscape.roads.to_crs(travel.crs).geometry
    away = distance_transform_edt(~rasterise_lines(roads.to_numpy(), travel), sampling=travel.cell_m)
    return np.asarray(away > ROAD_FAR_M, dtype=np.bool_) & travel.mask


def _outside_districts(landscape: Landscape, people: NDArray[np.float64]) -> list[Gap]:
    """Return, for each level, the demand cells whose centre lies in no district."""
    grid = landscape.grid
    cells = np.flatnonzero(grid.mask)
    lon, lat = grid.unproject(*grid.centre(cells))
    found: list[Gap] = []
    for level, part in districts_of_levels(landscape):
        outside = np.zeros(grid.mask.size, dtype=np.bool_)
        outside[cells[district_of(part, lon, lat) < 0]] = True
        found.append(_gap("outside_districts", outside.reshape(grid.shape), grid.share, people, level))
    return found


def _gap(
    name: str,
    cells: NDArray[np.bool_],
    area: NDArray[np.float32],
    people: NDArray[np.float64],
    level: int | None = None,
) -> Gap:
    there, total = float(np.nansum(people[cells])), float(np.nansum(people))
    return Gap(name, _share(area, cells), there, there / total if total > 0 else 0.0, level)


def _share(area: NDArray[np.float32], cells: NDArray[np.bool_]) -> float:
    return float(area[cells].sum(dtype=float) / area.sum(dtype=float))
