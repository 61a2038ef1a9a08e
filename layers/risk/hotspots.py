"""Threat areas: where a source's risk is concentrated, as outlines with a name, people, trend and severity.

For each source the fewest known cells that hold half of its risk are taken; cells that touch are one area.
Areas where events cluster beyond chance (Getis-Ord Gi*) although few people live there are added. Nothing is
proposed here: what an analyst does with an area is up to the floors above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from shapely.geometry.base import BaseGeometry

from layers.grid import Grid
from layers.landscape import Landscape, Source
from layers.polygons import outline_cells
from layers.risk.clusters import Clusters, find_clusters
from layers.risk.events import ThreatEvents
from layers.risk.place_names import Naming, naming_of
from layers.risk.surface import Risk
from layers.risk.trend import GroupTargeted, Trend, group_targeted, harm_counts, trend_of

HELD_SHARE = 0.5
SMALLEST_SHARE = 0.01
MOST_EACH = 10
_TOUCH = np.ones((3, 3), dtype=np.int64)

Method = Literal["risk", "clustered"]


@dataclass(frozen=True, slots=True, eq=False)
class Hotspot:
    """A threat area of one source.

    Parameters
    ----------
    id : str
        Of the source and the name; the same as long as both stay.
    rank : int
        1 for the highest risk, over all sources.
    source : Source
    name : str
        A place in it, else the nearest with distance and direction.
    district : str
        Finest district that its centre lies in, "" in none.
    method : {"risk", "clustered"}
        Half of the source's risk lies in such areas, or its events cluster beyond chance.
    cells : ndarray of int64
        Flat demand cells.
    outline : shapely geometry
        EPSG:4326.
    lon, lat : float
        Centre of its risk, degrees.
    radius_m : float
        From the centre to the farthest corner of its cells.
    km2, people : float
    risk : float
        Of its source, people x events per 100 km2 and year.
    risk_share : float
        Of the source's known risk.
    by_source : tuple of (Source, float)
        Risk of every observed source in it, the highest first.
    events_per_year : float
        Of its source, forecast, in its cells.
    trend : Trend
        Of its source's events in it and within a bandwidth of it; so are harms and victims.
    group_targeted : GroupTargeted
    harms : tuple of (str, int)
        Kinds of harm told and in how many incidents; empty where no feed says.
    mass_casualty : tuple of float or None
        Low, middle and high probability of at least one mass-casualty event of its source within a year;
        None where deaths are not known.
    gi_z : float
        Highest Gi* of its cells, NaN where it cannot be told.
    significant : bool
        Whether events cluster in it beyond chance.
    found_by_patrols : int
        Events in it that UN patrols found: presence finds what it looks at.
    events : int
        Of its source, those that `trend` looks at, of the whole record.
    """

    id: str
    rank: int
    source: Source
    name: str
    district: str
    method: Method
    cells: NDArray[np.int64]
    outline: BaseGeometry
    lon: float
    lat: float
    radius_m: float
    km2: float
    people: float
    risk: float
    risk_share: float
    by_source: tuple[tuple[Source, float], ...]
    events_per_year: float
    trend: Trend
    group_targeted: GroupTargeted
    harms: tuple[tuple[str, int], ...]
    mass_casualty: tuple[float, float, float] | None
    gi_z: float
    significant: bool
    found_by_patrols: int = 0
    events: int = 0

    @property
    def flags(self) -> tuple[str, ...]:
        """What makes it strategic: rising, spreading, group-targeted."""
        told = {
            "rising": self.trend.direction == "rising",
            "spreading": self.trend.spreading,
            "group-targeted": self.group_targeted.flag,
        }
        return tuple(name for name, holds in told.items() if holds)


def find_hotspots(
    landscape: Landscape, risk: Risk, *, held: float = HELD_SHARE, most: int = MOST_EACH
) -> tuple[Hotspot, ...]:
    """Return the threat areas of every observed source, the highest risk first.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
        With its events.
    held : float
        Share of a source's known risk that its areas hold together before small ones are left out; in (0, 1).
    most : int
        Areas of each source, at most. Areas with under 1 % of the source's risk are left out.
    """
    if risk.events is None:
        return ()
    naming = naming_of(landscape)
    found = [
        spot
        for source in risk.observed
        for spot in _of_source(landscape, risk, risk.events, source, naming, held, most)
    ]
    found.sort(key=lambda spot: (-spot.risk, spot.source, spot.name))
    return tuple(replace(spot, rank=rank) for rank, spot in enumerate(_each_id(found), start=1))


def _of_source(
    landscape: Landscape,
    risk: Risk,
    events: ThreatEvents,
    source: Source,
    naming: Naming,
    held: float,
    most: int,
) -> Iterator[Hotspot]:
    grid = landscape.grid
    known = np.where(grid.mask & ~risk.unknown, risk.risk[source], 0.0)
    total = float(known.sum())
    if total <= 0:
        return
    cell = grid.cell_of(events.x, events.y)
    placed = events.located & (cell >= 0) & ~np.isin(events.precision, (3, 4))
    own = placed & (events.weights[:, events.sources.index(source)] > 0)
    clusters = _clusters(landscape, events, source, own, cell, risk.half_life_days)
    above = _fewest(known, held)
    groups = _groups(above, known)
    kept: list[tuple[NDArray[np.int64], Method]] = [
        (group, "risk") for group in groups if known.ravel()[group].sum() >= SMALLEST_SHARE * total
    ][:most]
    taken = np.zeros(grid.mask.size, dtype=np.bool_)
    for group, _ in kept:
        taken[group] = True
    lone = [group for group in _groups(clusters.significant, known) if not taken[group].any()]
    kept += [(group, "clustered") for group in lone[: max(0, most - len(kept))]]
    for group, method in kept:
        yield _hotspot(landscape, risk, events, source, naming, group, method, own, cell, clusters, total)


def _fewest(known: NDArray[np.float64], held: float) -> NDArray[np.bool_]:
    """Return the fewest cells that hold this share of the total."""
    order = np.argsort(-known.ravel(), kind="stable")
    count = int(np.searchsorted(np.cumsum(known.ravel()[order]), held * known.sum())) + 1
    chosen = np.zeros(known.size, dtype=np.bool_)
    chosen[order[:count]] = True
    return chosen.reshape(known.shape) & (known > 0)


def _groups(chosen: NDArray[np.bool_], known: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return the groups of touching cells, the one with the highest risk first."""
    labels, count = ndimage.label(chosen, structure=_TOUCH)
    cells = np.flatnonzero(labels.ravel())
    order = cells[np.argsort(labels.ravel()[cells], kind="stable")]
    groups = np.split(order, np.cumsum(np.bincount(labels.ravel()[cells], minlength=count + 1)[1:])[:-1])
    return sorted(
        (group.astype(np.int64) for group in groups if group.size),
        key=lambda group: (-known.ravel()[group].sum(), int(group[0])),
    )


def _clusters(
    landscape: Landscape,
    events: ThreatEvents,
    source: Source,
    own: NDArray[np.bool_],
    cell: NDArray[np.int64],
    half_life_days: float,
) -> Clusters:
    grid = landscape.grid
    weight = events.weights[:, events.sources.index(source)] * events.decay(half_life_days)
    size = grid.mask.size
    mass = np.bincount(cell[own], weight[own], size).reshape(grid.shape)
    counts = np.bincount(cell[own], minlength=size).reshape(grid.shape).astype(np.float64)
    return find_clusters(mass.astype(np.float64), counts, grid)


def _hotspot(
    landscape: Landscape,
    risk: Risk,
    events: ThreatEvents,
    source: Source,
    naming: Naming,
    cells: NDArray[np.int64],
    method: Method,
    own: NDArray[np.bool_],
    cell: NDArray[np.int64],
    clusters: Clusters,
    total: float,
) -> Hotspot:
    grid = landscape.grid
    weight = risk.risk[source].ravel()[cells]
    x, y = grid.centre(cells)
    share = weight if weight.sum() > 0 else np.ones(cells.size)
    cx, cy = float((x * share).sum() / share.sum()), float((y * share).sum() / share.sum())
    lon, lat = grid.unproject(cx, cy)
    km2 = grid.share.ravel()[cells].astype(np.float64) * (grid.cell_m / 1000.0) ** 2
    events_per_year = float((risk.likelihood[source].ravel()[cells] * km2).sum() / 100.0)
    here = own & np.isin(cell, _around(cells, grid, risk.bandwidth_m))
    incidents = landscape.incidents.iloc[events.rows[here]]
    severity = risk.severity.get(source)
    by_source = [(name, float(values.ravel()[cells].sum())) for name, values in risk.risk.items()]
    z = clusters.z.ravel()[cells]
    return Hotspot(
        id=f"{source}-{naming.slug(cx, cy, cells)}",
        rank=0,
        source=source,
        name=naming.name(cx, cy, cells),
        district=naming.district(cx, cy),
        method=method,
        cells=_read_only(cells),
        outline=outline_cells([cells], grid).iloc[0],
        lon=float(lon),
        lat=float(lat),
        radius_m=float(np.hypot(x - cx, y - cy).max() + grid.cell_m / np.sqrt(2.0)),
        km2=float(km2.sum()),
        people=float(risk.people.ravel()[cells].sum()),
        risk=float(weight.sum()),
        risk_share=float(weight.sum()) / total,
        by_source=tuple(sorted(by_source, key=lambda item: -item[1])),
        events_per_year=events_per_year,
        trend=trend_of(events, here, cell),
        group_targeted=group_targeted(incidents),
        harms=tuple(harm_counts(incidents).items()),
        mass_casualty=None if severity is None else severity.within(events_per_year),
        gi_z=float(np.nanmax(z)) if np.isfinite(z).any() else float("nan"),
        significant=bool(clusters.significant.ravel()[cells].any()),
        found_by_patrols=int(events.by_patrol[here].sum()),
        events=int(here.sum()),
    )


def _around(cells: NDArray[np.int64], grid: Grid, reach_m: float) -> NDArray[np.int64]:
    """Return the cells and those within the kernel's reach: their events made the risk."""
    chosen = np.zeros(grid.shape, dtype=np.bool_)
    chosen.ravel()[cells] = True
    steps = max(1, round(reach_m / grid.cell_m))
    return np.flatnonzero(ndimage.binary_dilation(chosen, _TOUCH, iterations=steps))


def _each_id(spots: Sequence[Hotspot]) -> list[Hotspot]:
    """Return areas with a number after an id that another one has, the highest risk without."""
    seen: dict[str, int] = {}
    made = []
    for spot in spots:
        seen[spot.id] = seen.get(spot.id, 0) + 1
        made.append(spot if seen[spot.id] == 1 else replace(spot, id=f"{spot.id}-{seen[spot.id]}"))
    return made


def _read_only(values: NDArray[np.int64]) -> NDArray[np.int64]:
    values.setflags(write=False)
    return values
