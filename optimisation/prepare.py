"""From geodata to arrays: risk, priorities, people and denials on the cells of the area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.grid import block_sum
from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.demand import Demand, ThreatArea, area_weights
from optimisation.prepare_areas import RegisterEntry, priority_map


@dataclass(frozen=True, slots=True)
class Weighting:
    """How risk becomes W: weights of sources and of priorities."""

    source_weights: Mapping[str, float]
    priority_weights: Mapping[str, float]


def priority_weight(
    areas: Mapping[str, NDArray[np.bool_]], register: Sequence[RegisterEntry], weighting: Weighting, size: int
) -> NDArray[np.float64]:
    """Return the priority factor of each flat demand cell: the highest of the areas on it, 1 elsewhere."""
    factor = np.full(size, np.nan)
    for entry in register:
        inside = areas[entry.id]
        factor[inside] = np.fmax(factor[inside], weighting.priority_weights[entry.priority])
    return np.where(np.isnan(factor), 1.0, factor)


def build_demand(
    landscape: Landscape,
    risk: Risk,
    *,
    register: Sequence[RegisterEntry],
    weighting: Weighting,
    keep_earlier: NDArray[np.bool_] | None = None,
) -> Demand:
    """Lay risk, priorities, people and denials on the cells of the area.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
    register : sequence of RegisterEntry
    weighting : Weighting
    keep_earlier : ndarray of bool, demand shape flattened, or None
        Cells within reach of a base that this scenario closes: their weight is the higher of recent and
        earlier intensity, since presence may be what made them calm.
    """
    grid = landscape.grid
    cells = np.flatnonzero(grid.mask.ravel())
    position = np.full(grid.mask.size, -1, dtype=np.int64)
    position[cells] = np.arange(cells.size)
    areas = priority_map(landscape, register)
    factor = priority_weight(areas, register, weighting, grid.mask.size)[cells]
    weights = {
        source: weighting.source_weights[source] * surface * factor
        for source, surface in _surfaces(risk, cells, keep_earlier).items()
    }
    x, y = grid.centre(cells)
    lon, lat = grid.unproject(x, y)
    must_should = np.zeros(cells.size, dtype=np.bool_)
    for entry in register:
        if entry.priority in ("must", "should"):
            must_should |= areas[entry.id][cells]
    people = risk.people.ravel()[cells]
    places = landscape.places[landscape.places["name"] != ""]
    px, py = grid.project(places.geometry.x, places.geometry.y) if len(places) else (np.empty(0), np.empty(0))
    return Demand(
        shape=grid.shape,
        cells=cells,
        position=position,
        weights=weights,
        people=people,
        unknown=risk.unknown.ravel()[cells],
        denied=_denied(landscape, x, y),
        priority_area=must_should,
        threats=tuple(_threat(entry, areas[entry.id], position, weights, people) for entry in register),
        x=x,
        y=y,
        lon=lon,
        lat=lat,
        place_names=tuple(str(name) for name in places["name"]) if len(places) else (),
        place_xy=np.column_stack([px, py]),
        cell_m=grid.cell_m,
    )


def _surfaces(
    risk: Risk, cells: NDArray[np.int64], keep_earlier: NDArray[np.bool_] | None
) -> dict[str, NDArray[np.float64]]:
    """Return the risk of each observed source on some cells: where a base closes, no less than it was."""
    found: dict[str, NDArray[np.float64]] = {}
    for source in risk.observed:
        surface = risk.risk[source].ravel()[cells]
        if keep_earlier is not None:
            before = risk.earlier[source].ravel()[cells]
            surface = np.where(keep_earlier[cells], np.maximum(surface, before), surface)
        found[source] = surface
    return found


def _denied(landscape: Landscape, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the cells whose centre lies where troops are denied passage."""
    denied = np.zeros(x.size, dtype=np.bool_)
    table = landscape.restrictions
    if not len(table):
        return denied
    for row in table.to_crs(landscape.grid.crs).itertuples():
        if row.state == "denied" and "military" in row.applies_to:
            shapely.prepare(row.geometry)
            denied |= shapely.contains_xy(row.geometry, x, y)
    return denied


def _threat(
    entry: RegisterEntry,
    inside: NDArray[np.bool_],
    position: NDArray[np.int64],
    weights: Mapping[str, NDArray[np.float64]],
    people: NDArray[np.float64],
) -> ThreatArea:
    cells = position[np.flatnonzero(inside)]
    cells = cells[cells >= 0]
    return ThreatArea(
        id=entry.id,
        name=entry.name,
        source=entry.source,
        priority=entry.priority,
        cells=cells,
        weights=area_weights(entry.source, cells, weights, people),
        limit_min=entry.limit_min,
        tools=entry.tools,
        share=entry.share,
        hard=entry.hard,
        strategic=entry.strategic,
        interlocutors=entry.interlocutors,
        revisits=entry.revisits,
    )


def people_by_group(landscape: Landscape, demand: Demand) -> dict[str, NDArray[np.float64]]:
    """Return the people of each group by demand position, those nobody counted as none."""
    return {
        name: block_sum(np.nan_to_num(fine), landscape.factor).ravel()[demand.cells]
        for name, fine in landscape.groups.items()
    }
