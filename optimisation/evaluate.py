"""What any plan reaches and misses: a human's, the optimiser's, or the present.

Evaluation shares no code with the solver's rows: it looks up, for each cell and tool, the least minutes
from any open asset, and counts from there. That the credit agrees with the solver's is a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Scale, Tool, whole_tenths
from optimisation.demand import Demand, ThreatArea
from optimisation.travel import TravelTable
from optimisation.uncovered import UncoveredArea, uncovered_areas

NEVER = np.uint16(65535)
"""Tenths of a minute of a cell that is not reached at all."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open asset: its tool, and the position of its site in the travel tables."""

    tool: str
    site: int


@dataclass(frozen=True, slots=True)
class ThreeNumbers:
    """Must threats met, people at risk out of reach, strategic risk in time; None where data do not allow."""

    must_met: int | None
    must_of: int | None
    people_out_of_reach: float
    strategic_in_time: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What one set of open assets reaches.

    Parameters
    ----------
    numbers : ThreeNumbers
    missed_musts : tuple of str
        Names of must threats that are not met.
    reach : mapping of source (and "total") to mapping of band to share
        Share of raw weighted risk in cells within that many minutes of a tier II tool, cumulative.
    engagement : mapping of source (and "total") to share
        Share of raw weighted risk within a tier I tool's own reach.
    credit, credit_low, credit_high : mapping of source (and "total") to float
        Credit with the middle, the low and the high effectiveness.
    people_within : mapping of band to people
        Cumulative.
    people_at_risk : float
        People in the cells that hold 90 % of weighted risk.
    uncovered : tuple of UncoveredArea
    importance : tuple of (site position, loss of credit if dropped)
        Most important first.
    minutes : ndarray of float64, by cell position
        Least minutes from a tier II tool; inf where none.
    engaged : ndarray of bool, by cell position
    team_minutes : ndarray of float64, by cell position
        Least minutes from a tier I tool; inf where none.
    """

    numbers: ThreeNumbers
    missed_musts: tuple[str, ...]
    reach: Mapping[str, Mapping[str, float]]
    engagement: Mapping[str, float]
    credit: Mapping[str, float]
    credit_low: Mapping[str, float]
    credit_high: Mapping[str, float]
    people_within: Mapping[str, float]
    people_at_risk: float
    uncovered: tuple[UncoveredArea, ...]
    importance: tuple[tuple[int, float], ...]
    minutes: NDArray[np.float64]
    engaged: NDArray[np.bool_]
    team_minutes: NDArray[np.float64]


def evaluate(
    assets: Sequence[Standing],
    *,
    demand: Demand,
    tools: Sequence[Tool],
    scale: Scale,
    low: Scale,
    high: Scale,
    tables: Mapping[str, TravelTable],
) -> Evaluation:
    """Evaluate a set of open assets.

    Parameters
    ----------
    assets : sequence of Standing
    demand : Demand
    tools : sequence of Tool
    scale, low, high : Scale
        Middle, low and high effectiveness.
    tables : mapping of tool to TravelTable
        Minutes of the tool's persona from every site.
    """
    least = _least_tenths(assets, demand, tools, tables)
    best = {name: first for name, (first, _, _) in least.items()}
    second_tier = [tool for tool in tools if tool.tier == 2]
    physical = _minimum([best[tool.name] for tool in second_tier], demand)
    in_reach = _any_within(best, second_tier, demand)
    first_tier = [tool for tool in tools if tool.tier == 1]
    engaged = _any_within(best, first_tier, demand)
    teams = _minimum([best[tool.name] for tool in first_tier], demand)
    at_risk = demand.at_risk()
    musts = [threat for threat in demand.threats if threat.priority == "must"]
    missed = tuple(threat.name for threat in musts if not threat_met(threat, best))
    strategic = [threat for threat in demand.threats if threat.strategic]
    numbers = ThreeNumbers(
        must_met=len(musts) - len(missed) if musts else None,
        must_of=len(musts) if musts else None,
        people_out_of_reach=float(demand.people[at_risk & ~in_reach].sum()),
        strategic_in_time=_strategic_share(strategic, best),
    )
    return Evaluation(
        numbers=numbers,
        missed_musts=missed,
        reach=_reach(demand, physical, scale.bands_min),
        engagement=_shares(demand, engaged),
        credit=_credit(demand, best, tools, scale),
        credit_low=_credit(demand, best, tools, low),
        credit_high=_credit(demand, best, tools, high),
        people_within={
            f"{band:g}": float(demand.people[physical <= whole_tenths(band)].sum())
            for band in scale.bands_min
        },
        people_at_risk=float(demand.people[at_risk].sum()),
        uncovered=uncovered_areas(demand, in_reach, at_risk=at_risk),
        importance=_importance(assets, demand, least, tools, scale, tables),
        minutes=np.where(physical == NEVER, np.inf, physical / 10.0),
        engaged=engaged,
        team_minutes=np.where(teams == NEVER, np.inf, teams / 10.0),
    )


def threat_met(threat: ThreatArea, best: Mapping[str, NDArray[np.uint16]]) -> bool:
    """Return whether enough of a threat's area is within its limit of an acceptable tool."""
    return threat_share(threat, best) >= threat.share - 1e-9


def threat_share(threat: ThreatArea, best: Mapping[str, NDArray[np.uint16]]) -> float:
    """Return the share of a threat area's weight within its limit of an acceptable tool."""
    within = np.zeros(threat.cells.size, dtype=np.bool_)
    for tool in threat.tools:
        if tool in best:
            within |= best[tool][threat.cells] <= whole_tenths(threat.limit_min)
    return _share(float(threat.weights[within].sum()), float(threat.weights.sum()))


def _least_tenths(
    assets: Iterable[Standing], demand: Demand, tools: Sequence[Tool], tables: Mapping[str, TravelTable]
) -> dict[str, tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.int32]]]:
    """Return, for each tool, the least and second least tenths of each cell and the site of the least."""
    size = demand.cells.size
    result = {
        tool.name: (
            np.full(size, NEVER, dtype=np.uint16),
            np.full(size, NEVER, dtype=np.uint16),
            np.full(size, -1, dtype=np.int32),
        )
        for tool in tools
    }
    # One given twice is one: a second would hide what the site is worth.
    for asset in dict.fromkeys(assets):
        first, second, where = result[asset.tool]
        position, tenths = _row(tables[asset.tool], asset.site, demand)
        better = tenths < first[position]
        moved = position[better]
        second[moved] = first[moved]
        first[moved] = tenths[better]
        where[moved] = asset.site
        others = position[~better]
        second[others] = np.minimum(second[others], tenths[~better])
    return result


def _row(table: TravelTable, site: int, demand: Demand) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    start, stop = table.indptr[site], table.indptr[site + 1]
    position = demand.position[table.cells[start:stop]]
    inside = position >= 0
    return position[inside], table.tenths[start:stop][inside]


def _minimum(parts: Sequence[NDArray[np.uint16]], demand: Demand) -> NDArray[np.uint16]:
    least = np.full(demand.cells.size, NEVER, dtype=np.uint16)
    for part in parts:
        np.minimum(least, part, out=least)
    return least


def _any_within(
    best: Mapping[str, NDArray[np.uint16]], tools: Sequence[Tool], demand: Demand
) -> NDArray[np.bool_]:
    within = np.zeros(demand.cells.size, dtype=np.bool_)
    for tool in tools:
        within |= best[tool.name] <= whole_tenths(tool.reach_min)
    return within


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _shares(demand: Demand, within: NDArray[np.bool_]) -> dict[str, float]:
    shares = {source: _share(float(w[within].sum()), float(w.sum())) for source, w in demand.weights.items()}
    total = demand.total()
    return shares | {"total": _share(float(total[within].sum()), float(total.sum()))}


def _reach(
    demand: Demand, physical: NDArray[np.uint16], bands_min: Sequence[float]
) -> dict[str, dict[str, float]]:
    reach: dict[str, dict[str, float]] = {source: {} for source in (*demand.weights, "total")}
    for band in bands_min:
        for source, share in _shares(demand, physical <= whole_tenths(band)).items():
            reach[source][f"{band:g}"] = share
    return reach


def _strategic_share(threats: Sequence[ThreatArea], best: Mapping[str, NDArray[np.uint16]]) -> float | None:
    weight = sum(float(threat.weights.sum()) for threat in threats)
    if weight <= 0:
        return None
    return sum(threat_share(threat, best) * float(threat.weights.sum()) for threat in threats) / weight


def _quality(
    tenths: Mapping[str, NDArray[np.uint16]], tools: Sequence[Tool], scale: Scale, source: str
) -> dict[str, NDArray[np.float64]]:
    """Return the best q of each service for each cell."""
    best: dict[str, NDArray[np.float64]] = {}
    for tool in tools:
        value = np.zeros(tenths[tool.name].shape)
        for limit, step in reversed(scale.steps(tool.reach_min)):
            value[tenths[tool.name] <= whole_tenths(limit)] = step
        value *= scale.effectiveness[tool.name][source]
        best[tool.service] = np.maximum(best.get(tool.service, 0.0), value)
    return best


def _credit(
    demand: Demand, best: Mapping[str, NDArray[np.uint16]], tools: Sequence[Tool], scale: Scale
) -> dict[str, float]:
    credit = {
        source: sum(
            scale.services[service] * float((weight * quality).sum())
            for service, quality in _quality(best, tools, scale, source).items()
        )
        for source, weight in demand.weights.items()
    }
    return credit | {"total": sum(credit.values())}


def _importance(
    assets: Sequence[Standing],
    demand: Demand,
    least: Mapping[str, tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.int32]]],
    tools: Sequence[Tool],
    scale: Scale,
    tables: Mapping[str, TravelTable],
) -> tuple[tuple[int, float], ...]:
    """Return the credit lost if everything at one site were dropped and nothing else moved."""
    losses: list[tuple[int, float]] = []
    for site in sorted({asset.site for asset in assets}):
        rows = [_row(tables[asset.tool], site, demand)[0] for asset in assets if asset.site == site]
        near = np.unique(np.concatenate(rows))
        before = {name: first[near] for name, (first, _, _) in least.items()}
        after = {
            name: np.where(where[near] == site, second[near], first[near])
            for name, (first, second, where) in least.items()
        }
        loss = 0.0
        for source, weight in demand.weights.items():
            full = _quality(before, tools, scale, source)
            without = _quality(after, tools, scale, source)
            loss += sum(
                scale.services[service] * float((weight[near] * (full[service] - without[service])).sum())
                for service in full
            )
        losses.append((site, loss))
    return tuple(sorted(losses, key=lambda item: (-item[1], item[0])))
