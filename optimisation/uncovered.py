"""Areas that stay out of reach, as numbered places a person can point at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from optimisation.basin_kernel import compiled_ascend
from optimisation.demand import Demand

EIGHT = np.ones((3, 3), dtype=np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class UncoveredArea:
    """Connected cells out of reach.

    Parameters
    ----------
    rank : int
        1 is the area with the most weighted risk.
    name : str
        The nearest named place, with its distance where it is far.
    lon, lat : float
        Centre of the cell with the most weight.
    people, risk : float
        People, and weighted risk, of its cells.
    sources : tuple of str
        Sources of threat, from the most weight down.
    why : str
        "out_of_reach", "denied" or "no_information".
    cells : ndarray of int64
        Flat demand cells.
    """

    rank: int
    name: str
    lon: float
    lat: float
    people: float
    risk: float
    sources: tuple[str, ...]
    why: str
    cells: NDArray[np.int64]


def uncovered_areas(
    demand: Demand, in_reach: NDArray[np.bool_], *, at_risk: NDArray[np.bool_], span_m: float = 50_000.0
) -> tuple[UncoveredArea, ...]:
    """Return the uncovered areas, most weighted risk first.

    Cells at risk, and populated cells nobody observes, that no tier II tool reaches within its own reach.
    Areas wider than `span_m` are cut along the valleys between their peaks, so that a number on the map
    names a place and not half a country.

    Parameters
    ----------
    demand : Demand
    in_reach, at_risk : ndarray of bool, shape (cells,)
    span_m : float
        Widest area before it is cut, metres.
    """
    total = demand.total()
    out = ~in_reach
    no_information = out & demand.unknown & (demand.people > 0)
    denied = out & demand.denied & at_risk & ~no_information
    plain = out & at_risk & ~no_information & ~denied
    drafts: list[tuple[UncoveredArea, int]] = []
    for why, mask in (("out_of_reach", plain), ("denied", denied), ("no_information", no_information)):
        labels = _labels(demand, mask, total, span_m)
        order = np.argsort(labels, kind="stable")
        order = order[labels[order] > 0]
        if order.size == 0:
            continue
        groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
        drafts += [_area(demand, members, total, why) for members in groups]
    drafts.sort(key=lambda draft: (-draft[0].risk, -draft[0].people, int(draft[0].cells[0])))
    names = _names(demand, np.array([peak for _, peak in drafts], dtype=np.int64))
    return tuple(
        replace(area, rank=rank, name=name)
        for rank, ((area, _), name) in enumerate(zip(drafts, names, strict=True), start=1)
    )


def _labels(
    demand: Demand, mask: NDArray[np.bool_], total: NDArray[np.float64], span_m: float
) -> NDArray[np.int64]:
    """Label connected cells of a mask by position, cutting wide ones into basins round their peaks."""
    grid = np.zeros(demand.shape, dtype=np.bool_)
    grid.ravel()[demand.cells[mask]] = True
    labels, count = ndimage.label(grid, structure=EIGHT)
    if count == 0:
        return np.zeros(demand.cells.size, dtype=np.int64)
    wide = np.zeros(count + 1, dtype=np.bool_)
    for index, box in enumerate(ndimage.find_objects(labels), start=1):
        height, width = box[0].stop - box[0].start, box[1].stop - box[1].start
        wide[index] = max(height, width) * demand.cell_m > span_m
    if wide.any():
        height_map = np.zeros(demand.shape)
        height_map.ravel()[demand.cells] = total
        reach = max(1, int(span_m / demand.cell_m / 3))
        smooth = ndimage.uniform_filter(height_map, size=2 * (reach // 2) + 1, mode="constant")
        labels = _basins(labels, smooth, wide, count)
    return np.asarray(labels, dtype=np.int64).ravel()[demand.cells]


def _basins(
    labels: NDArray[np.signedinteger], height: NDArray[np.float64], wide: NDArray[np.bool_], count: int
) -> NDArray[np.int64]:
    """Give each cell of a wide component the label of the peak its steepest ascent leads to."""
    peak = np.zeros(labels.size, dtype=np.int64)
    compiled_ascend()(np.ascontiguousarray(labels, dtype=np.int32), height, wide, peak)
    result = labels.astype(np.int64)
    cut = wide[labels]
    result[cut] = count + 1 + peak.reshape(labels.shape)[cut]
    return result


def _area(
    demand: Demand, members: NDArray[np.int64], total: NDArray[np.float64], why: str
) -> tuple[UncoveredArea, int]:
    """Return the area of some positions, still without rank and name, and the position of its peak."""
    peak = members[int(np.argmax(total[members]))]
    if total[peak] == 0:
        peak = members[int(np.argmax(demand.people[members]))]
    by_source = {source: float(weight[members].sum()) for source, weight in demand.weights.items()}
    sources = tuple(s for s, w in sorted(by_source.items(), key=lambda item: -item[1]) if w > 0)
    area = UncoveredArea(
        rank=0,
        name="",
        lon=float(demand.lon[peak]),
        lat=float(demand.lat[peak]),
        people=float(demand.people[members].sum()),
        risk=float(total[members].sum()),
        sources=sources,
        why=why,
        cells=demand.cells[members],
    )
    return area, int(peak)


def _names(demand: Demand, peaks: NDArray[np.int64]) -> list[str]:
    """Name each area by the nearest place to its peak, with the distance beyond 10 km."""
    if not demand.place_names:
        return [
            f"{abs(lat):.2f} {'N' if lat >= 0 else 'S'}, {abs(lon):.2f} {'E' if lon >= 0 else 'W'}"
            for lon, lat in zip(demand.lon[peaks], demand.lat[peaks], strict=True)
        ]
    if peaks.size == 0:
        return []
    distance, nearest = cKDTree(demand.place_xy).query(np.column_stack([demand.x[peaks], demand.y[peaks]]))
    return [
        demand.place_names[i] if d <= 10_000 else f"{d / 1000:.0f} km from {demand.place_names[i]}"
        for d, i in zip(np.atleast_1d(distance).tolist(), np.atleast_1d(nearest).tolist(), strict=True)
    ]
