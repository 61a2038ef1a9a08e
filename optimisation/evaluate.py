"""What any plan reaches and misses: a human's, the optimiser's, or the present.

Evaluation shares no code with the solver's rows: it looks up, for each cell and tool, the least minutes
from any open asset, and counts from there. That the credit agrees with the solver's is a test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, Scale, Tool, whole_tenths
from optimisation.credit import ResponseParts, cell_credit, recorded_credit, response_parts
from optimisation.demand import Demand
from optimisation.met import ThreatStatus, threat_statuses
from optimisation.reaches import NEVER, Reaches
from optimisation.tally import Tally, any_within, at_positions, tally, unique_assets, without_site
from optimisation.three_numbers import ThreeNumbers, count_numbers
from optimisation.uncovered import UncoveredArea, uncovered_areas


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What one set of open assets reaches.

    Parameters
    ----------
    numbers : ThreeNumbers
    missed_musts : tuple of str
        Names of must threats that are not met.
    threats : tuple of ThreatStatus
        Every entry of the register, in its order.
    reach, reach_night : mapping of source (and "total") to mapping of band to share
        Share of raw weighted risk in cells within that many minutes of a tier II tool, cumulative, by day
        and by night.
    engagement : mapping of source (and "total") to share
        Share of raw weighted risk within the own reach of a tier I tool that is no alert tool, or in an area
        engaged on.
    visited : mapping of source (and "total") to share
        Share of raw weighted risk in cells that a patrol visits.
    credit, credit_low, credit_high : mapping of source (and "total") to float
        Credit with the middle, the low and the high effectiveness.
    credit_recorded : tuple of float
        Credit in all if units respond as recorded: low, middle and high reliability.
    parts : ResponseParts
    people_within : mapping of band to people
        Cumulative.
    people_at_risk : float
        People in the cells that hold 90 % of weighted risk.
    groups_within : mapping of group to mapping of band to people
        Cumulative, groups that the mission counts; "all" is everybody of that group.
    uncovered : tuple of UncoveredArea
    importance : tuple of (site position, loss of credit if dropped)
        Weighed with what `without` of :func:`evaluate` gives for the site.
        Most important first.
    minutes, minutes_night : ndarray of float64, by cell position
        Least minutes from a tier II tool by day and by night; inf where none.
    engaged : ndarray of bool, by cell position
    team_minutes : ndarray of float64, by cell position
        Least minutes from a tier I tool that is no alert tool; inf where none.
    within_reach : ndarray of bool, by cell position
        Within the own reach of a tier II tool by day: the rest is what uncovered areas are made of.
    visits : ndarray of int32, by cell position
        Patrols of a period, day and night.
    alerted : ndarray of bool, by cell position
        Within an alert tool's reach.
    """

    numbers: ThreeNumbers
    missed_musts: tuple[str, ...]
    threats: tuple[ThreatStatus, ...]
    reach: Mapping[str, Mapping[str, float]]
    reach_night: Mapping[str, Mapping[str, float]]
    engagement: Mapping[str, float]
    visited: Mapping[str, float]
    credit: Mapping[str, float]
    credit_low: Mapping[str, float]
    credit_high: Mapping[str, float]
    credit_recorded: tuple[float, float, float]
    parts: ResponseParts
    people_within: Mapping[str, float]
    people_at_risk: float
    groups_within: Mapping[str, Mapping[str, float]]
    uncovered: tuple[UncoveredArea, ...]
    importance: tuple[tuple[int, float], ...]
    minutes: NDArray[np.float64]
    minutes_night: NDArray[np.float64]
    engaged: NDArray[np.bool_]
    team_minutes: NDArray[np.float64]
    within_reach: NDArray[np.bool_]
    visits: NDArray[np.int32]
    alerted: NDArray[np.bool_]


def evaluate(
    assets: Sequence[Asset],
    *,
    reaches: Reaches,
    scale: Scale,
    low: Scale,
    high: Scale,
    groups: Mapping[str, NDArray[np.float64]] | None = None,
    without: Callable[[int], Mapping[str, NDArray[np.float64]] | None] | None = None,
) -> Evaluation:
    """Evaluate a set of open assets.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
        With the demand, the tools and their travel.
    scale, low, high : Scale
        Middle, low and high effectiveness.
    groups : mapping of group to ndarray of float64 by position, or None
        People of each group.
    without : callable or None
        From a site to the weights that count for the loss if all at it were dropped; None = the demand's own.
    """
    demand, tools = reaches.demand, list(reaches.tools.values())
    assets = unique_assets(assets)
    found = tally(assets, reaches)
    size = demand.cells.size
    troops = [tool for tool in tools if tool.reaching]
    physical, night = (least_tenths(found, troops, size, hours) for hours in ("day", "night"))
    in_reach = any_within(found, troops, size)
    # Liaison assistants and alert networks let a response be called; they visit nobody.
    teams = [t for t in tools if t.tier == 1 and t.stands == "site" and t.service != "alert"]
    engaged = _engaged(found, teams, size)
    visits = found.visited() if found.visits else np.zeros(size, dtype=np.int32)
    at_risk = demand.at_risk()
    statuses = threat_statuses(demand, found, assets, reaches)
    return Evaluation(
        numbers=count_numbers(demand, found, reaches, statuses),
        missed_musts=_missed_musts(statuses),
        threats=statuses,
        reach=reach_by_band(demand, physical, scale.bands_min),
        reach_night=reach_by_band(demand, night, scale.bands_min),
        engagement=_shares(demand, engaged),
        visited=_shares(demand, visits > 0),
        credit=credit_by_source(demand, found, tools, scale),
        credit_low=credit_by_source(demand, found, tools, low),
        credit_high=credit_by_source(demand, found, tools, high),
        credit_recorded=_recorded(assets, found, reaches, scale),
        parts=response_parts(assets, found, reaches, scale),
        people_within=people_within(demand.people, physical, scale.bands_min),
        people_at_risk=float(demand.people[at_risk].sum()),
        groups_within=_groups_within(groups or {}, physical, scale.bands_min),
        uncovered=uncovered_areas(demand, in_reach, at_risk=at_risk),
        importance=_importance(assets, found, reaches, scale, without or (lambda _: None)),
        minutes=_minutes(physical),
        minutes_night=_minutes(night),
        engaged=engaged,
        team_minutes=_minutes(least_tenths(found, teams, size)),
        within_reach=in_reach,
        visits=visits,
        alerted=any_within(found, [tool for tool in tools if tool.service == "alert"], size),
    )


def _missed_musts(statuses: Sequence[ThreatStatus]) -> tuple[str, ...]:
    return tuple(status.name for status in statuses if status.priority == "must" and not status.met)


def _engaged(found: Tally, teams: Sequence[Tool], size: int) -> NDArray[np.bool_]:
    """Return the cells near a team, or on which somebody engages."""
    engaged = any_within(found, teams, size)
    for marked in found.engaged.values():
        engaged = engaged | marked
    return engaged


def _recorded(
    assets: Sequence[Asset], found: Tally, reaches: Reaches, scale: Scale
) -> tuple[float, float, float]:
    """Return low, middle and high credit if units respond as recorded."""
    low, middle, high = (recorded_credit(assets, found, reaches, scale, end) for end in range(3))
    return low, middle, high


def _groups_within(
    groups: Mapping[str, NDArray[np.float64]], physical: NDArray[np.uint16], bands_min: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Return the people of each group within each band, and all of them."""
    return {
        name: {**people_within(people, physical, bands_min), "all": float(np.nansum(people))}
        for name, people in groups.items()
    }


def _minutes(tenths: NDArray[np.uint16]) -> NDArray[np.float64]:
    return np.where(tenths == NEVER, np.inf, tenths / 10.0)


def least_tenths(found: Tally, tools: Sequence[Tool], size: int, hours: str = "day") -> NDArray[np.uint16]:
    """Return the least tenths of a minute of each cell from any of some tools."""
    least = np.full(size, NEVER, dtype=np.uint16)
    for tool in tools:
        np.minimum(least, found.tenths(tool.name, hours), out=least)
    return least


def people_within(
    people: NDArray[np.float64], physical: NDArray[np.uint16], bands_min: Sequence[float]
) -> dict[str, float]:
    """Return the people within each band, cumulative."""
    return {f"{band:g}": float(np.nansum(people[physical <= whole_tenths(band)])) for band in bands_min}


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _shares(demand: Demand, within: NDArray[np.bool_]) -> dict[str, float]:
    shares = {source: _share(float(w[within].sum()), float(w.sum())) for source, w in demand.weights.items()}
    total = demand.total()
    return shares | {"total": _share(float(total[within].sum()), float(total.sum()))}


def reach_by_band(
    demand: Demand, physical: NDArray[np.uint16], bands_min: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Return the share of weighted risk of each source within each band, cumulative."""
    reach: dict[str, dict[str, float]] = {source: {} for source in (*demand.weights, "total")}
    for band in bands_min:
        for source, share in _shares(demand, physical <= whole_tenths(band)).items():
            reach[source][f"{band:g}"] = share
    return reach


def credit_by_source(demand: Demand, found: Tally, tools: Sequence[Tool], scale: Scale) -> dict[str, float]:
    """Return the credit of each source, and in total."""
    credit = {
        source: float(part.sum()) for source, part in cell_credit(found, demand.weights, tools, scale).items()
    }
    return credit | {"total": sum(credit.values())}


def _importance(
    assets: Sequence[Asset],
    found: Tally,
    reaches: Reaches,
    scale: Scale,
    without: Callable[[int], Mapping[str, NDArray[np.float64]] | None],
) -> tuple[tuple[int, float], ...]:
    """Return the credit lost if everything at one site were dropped and nothing else moved."""
    tools, demand = list(reaches.tools.values()), reaches.demand
    losses: list[tuple[int, float]] = []
    by_site: dict[int, list[Asset]] = {}
    for asset in assets:
        if asset.site >= 0 and reaches.tools[asset.tool].stands != "partner":
            by_site.setdefault(asset.site, []).append(asset)
    for site, here in sorted(by_site.items()):
        near = np.unique(
            np.concatenate([reaches.pairs(a, h)[0] for a in here for h in reaches.tools[a.tool].hours])
        )
        weights = {source: weight[near] for source, weight in (without(site) or demand.weights).items()}
        before = at_positions(found, near)
        after = without_site(before, _cut(here, near, reaches), site)
        full = cell_credit(before, weights, tools, scale)
        rest = cell_credit(after, weights, tools, scale)
        losses.append((site, sum(float((full[source] - rest[source]).sum()) for source in weights)))
    return tuple(sorted(losses, key=lambda item: (-item[1], item[0])))


def _cut(
    here: Sequence[Asset], near: NDArray[np.int64], reaches: Reaches
) -> dict[tuple[str, str], NDArray[np.int64]]:
    """Return how many patrols of a site visit each of the cells near it."""
    fewer: dict[tuple[str, str], NDArray[np.int64]] = {}
    for asset in here:
        tool = reaches.tools[asset.tool]
        if tool.stands == "route":
            for hours in tool.hours:
                count = fewer.setdefault((asset.tool, hours), np.zeros(near.size, dtype=np.int64))
                count[np.searchsorted(near, reaches.pairs(asset, hours)[0])] += 1
    return fewer
