"""Threat areas: where a source's risk is concentrated, as outlines with a name, people, trend and severity.

For each source the fewest known cells that hold half of its risk are taken; cells that touch are one area.
Areas where events cluster beyond chance (Getis-Ord Gi*) although few people live there are added. Nothing is
proposed here: what an analyst does with an area is up to the floors above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.attribution import AGAINST_CIVILIANS
from layers.grid import block_sum
from layers.landscape import Landscape, Source
from layers.polygons import outline_cells
from layers.risk.clusters import Clusters
from layers.risk.events import ThreatEvents
from layers.risk.group_targeted import GroupTargeted, group_targeted
from layers.risk.hotspots_cells import Method, area_cells, cells_around, clusters_of
from layers.risk.place_names import Naming, naming_of
from layers.risk.surface import Risk
from layers.risk.trend import Trend, harm_counts, trend_of

HELD_SHARE = 0.5
MOST_EACH = 10


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
    against_civilians_per_year : float
        The part of them that is against civilians, which alone says what is deadly to them; the rest is
        fighting nearby.
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
    against_civilians_per_year: float
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
    groups = {name: block_sum(people, landscape.factor) for name, people in landscape.groups.items()}
    found = [
        spot
        for source in risk.observed
        for spot in _of_source(landscape, risk, risk.events, source, naming, groups, held, most)
    ]
    found.sort(key=lambda spot: (-spot.risk, spot.source, spot.name))
    return tuple(replace(spot, rank=rank) for rank, spot in enumerate(_each_id(found), start=1))


@dataclass(frozen=True, slots=True, eq=False)
class _Sought:
    """What the areas of one source are looked for in."""

    landscape: Landscape
    risk: Risk
    events: ThreatEvents
    source: Source
    naming: Naming
    known: NDArray[np.float64]
    cell: NDArray[np.int64]
    own: NDArray[np.bool_]
    clusters: Clusters
    groups: Mapping[str, NDArray[np.float64]]

    @property
    def total(self) -> float:
        """The source's known risk."""
        return float(self.known.sum())


def _of_source(
    landscape: Landscape,
    risk: Risk,
    events: ThreatEvents,
    source: Source,
    naming: Naming,
    groups: Mapping[str, NDArray[np.float64]],
    held: float,
    most: int,
) -> Iterator[Hotspot]:
    grid = landscape.grid
    known = np.where(grid.mask & ~risk.unknown, risk.risk[source], 0.0)
    if known.sum() <= 0:
        return
    cell = grid.cell_of(events.x, events.y)
    placed = events.located & (cell >= 0) & ~np.isin(events.precision, (3, 4))
    own = placed & (events.weights[:, events.sources.index(source)] > 0)
    clusters = clusters_of(events, source, own, cell, grid, half_life_days=risk.half_life_days)
    sought = _Sought(landscape, risk, events, source, naming, known, cell, own, clusters, groups)
    for group, method in area_cells(known, clusters.significant, held=held, most=most):
        yield _hotspot(sought, group, method)


def _hotspot(sought: _Sought, cells: NDArray[np.int64], method: Method) -> Hotspot:
    risk, grid, source = sought.risk, sought.landscape.grid, sought.source
    by_source = [(name, float(values.ravel()[cells].sum())) for name, values in risk.risk.items()]
    own_risk = float(risk.risk[source].ravel()[cells].sum())
    z = sought.clusters.z.ravel()[cells]
    km2 = grid.share.ravel()[cells].astype(np.float64) * (grid.cell_m / 1000.0) ** 2
    events, civilian = (
        float((values.ravel()[cells] * km2).sum() / 100.0)
        for values in (risk.likelihood[source], risk.kinds[source, AGAINST_CIVILIANS])
    )
    severity = risk.severity.get(source)
    return Hotspot(
        rank=0,
        source=source,
        method=method,
        cells=_read_only(cells),
        km2=float(km2.sum()),
        people=float(risk.people.ravel()[cells].sum()),
        risk=own_risk,
        risk_share=own_risk / sought.total,
        by_source=tuple(sorted(by_source, key=lambda item: -item[1])),
        events_per_year=events,
        against_civilians_per_year=civilian,
        mass_casualty=None if severity is None else severity.within(civilian),
        gi_z=float(np.nanmax(z)) if np.isfinite(z).any() else float("nan"),
        significant=bool(sought.clusters.significant.ravel()[cells].any()),
        **_where(sought, cells),
        **_record(sought, cells),
    )


class _Where(TypedDict):
    id: str
    name: str
    district: str
    outline: BaseGeometry
    lon: float
    lat: float
    radius_m: float


def _where(sought: _Sought, cells: NDArray[np.int64]) -> _Where:
    """Return where an area is, from the centre of its risk."""
    grid, naming = sought.landscape.grid, sought.naming
    weight = sought.risk.risk[sought.source].ravel()[cells]
    x, y = grid.centre(cells)
    share = weight if weight.sum() > 0 else np.ones(cells.size)
    cx, cy = float((x * share).sum() / share.sum()), float((y * share).sum() / share.sum())
    lon, lat = grid.unproject(cx, cy)
    return _Where(
        id=f"{sought.source}-{naming.slug(cx, cy, cells)}",
        name=naming.name(cx, cy, cells),
        district=naming.district(cx, cy),
        outline=outline_cells([cells], grid).iloc[0],
        lon=float(lon),
        lat=float(lat),
        radius_m=float(np.hypot(x - cx, y - cy).max() + grid.cell_m / np.sqrt(2.0)),
    )


class _Record(TypedDict):
    trend: Trend
    group_targeted: GroupTargeted
    harms: tuple[tuple[str, int], ...]
    found_by_patrols: int
    events: int


def _record(sought: _Sought, cells: NDArray[np.int64]) -> _Record:
    """Return what the source's incidents in an area and around it say."""
    events, grid = sought.events, sought.landscape.grid
    here = sought.own & np.isin(sought.cell, cells_around(cells, grid, sought.risk.bandwidth_m))
    incidents = sought.landscape.incidents.iloc[events.rows[here]]
    return _Record(
        trend=trend_of(events, here, sought.cell),
        group_targeted=group_targeted(incidents, _people_of_groups(sought, cells)),
        harms=tuple(harm_counts(incidents).items()),
        found_by_patrols=int(events.by_patrol[here].sum()),
        events=int(here.sum()),
    )


def _people_of_groups(sought: _Sought, cells: NDArray[np.int64]) -> dict[str, float]:
    return {group: float(np.nansum(people.ravel()[cells])) for group, people in sought.groups.items()}


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
