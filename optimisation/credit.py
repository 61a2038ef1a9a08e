"""Credit from a tally: share x W x the best effect in each service, alert and repeated visits counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import HOURS, Asset, Scale, Tool, whole_tenths
from optimisation.reaches import NEVER, Reaches
from optimisation.tally import Tally, any_within

Floats = NDArray[np.float64]


def cell_credit(
    found: Tally, weights: Mapping[str, Floats], tools: Sequence[Tool], scale: Scale
) -> dict[str, Floats]:
    """Return the credit of each cell of a tally by source of threat.

    Parameters
    ----------
    found : Tally
    weights : mapping of source to ndarray of float64, of the tally's cells
    tools : sequence of Tool
    scale : Scale
    """
    credit: dict[str, Floats] = {source: np.zeros(weight.size) for source, weight in weights.items()}
    tools = [tool for tool in tools if _acts(found, tool)]
    for name in sorted({tool.service for tool in tools} - {"alert"}):
        for source, weight in weights.items():
            credit[source] += scale.services[name] * weight * service_value(found, name, source, tools, scale)
    return credit


def _acts(found: Tally, tool: Tool) -> bool:
    """Return whether anything of a tool acts anywhere: what does not adds nothing to any cell."""
    if tool.stands == "threat":
        return any(name == tool.name for name, _ in found.engaged)
    if tool.stands == "route":
        return any(found.visits[(tool.name, hours)].any() for hours in HOURS)
    return any(bool((found.least[(tool.name, hours)][0] != NEVER).any()) for hours in HOURS)


def service_value(found: Tally, service: str, source: str, tools: Sequence[Tool], scale: Scale) -> Floats:
    """Return how well one service meets one source in each cell, 0 to 1."""
    members = [tool for tool in tools if tool.service == service]
    if service == "dialogue":
        return _dialogue(found, source, members, scale)
    value: Floats = np.zeros(1)
    for hours, share in scale.hours(service):
        acting = [tool for tool in members if hours in tool.hours]
        if service == "presence":
            value = value + share * _presence(found, source, acting, scale, hours)
        else:
            value = value + share * _best(found, source, acting, scale, hours)
    if service == "response" and scale.alert_without < 1:
        value = value * alert_factor(found, tools, scale)
    return value


def alert_factor(found: Tally, tools: Sequence[Tool], scale: Scale) -> Floats:
    """Return what response is multiplied by in each cell: 1 within an alert tool's reach."""
    size = next(iter(found.least.values()))[0].size if found.least else 1
    called = any_within(found, [tool for tool in tools if tool.service == "alert"], size)
    return np.where(called, 1.0, scale.alert_without)


def timeliness(tenths: NDArray[np.uint16], tool: Tool, scale: Scale) -> Floats:
    """Return f: the value of the band that holds each travel time, 0 beyond the tool's own reach.

    Support to a district acts on its cells, whatever the time.
    """
    if tool.stands == "district":
        return np.where(tenths == 0, 1.0, 0.0)
    value = np.zeros(tenths.shape)
    for limit, step in reversed(scale.steps(tool.reach_min)):
        value[tenths <= whole_tenths(limit)] = step
    return value


def _best(found: Tally, source: str, tools: Sequence[Tool], scale: Scale, hours: str) -> Floats:
    best: Floats = np.zeros(1)
    for tool in tools:
        effect = scale.effectiveness[tool.name][source]
        best = np.maximum(best, effect * timeliness(found.tenths(tool.name, hours), tool, scale))
    return best


def _dialogue(found: Tally, source: str, tools: Sequence[Tool], scale: Scale) -> Floats:
    placed = [tool for tool in tools if tool.stands != "threat"]
    best = _best(found, source, placed, scale, "day")
    for tool in tools:
        if tool.stands == "threat" and (tool.name, source) in found.engaged:
            best = np.maximum(
                best, scale.effectiveness[tool.name][source] * found.engaged[(tool.name, source)]
            )
    return best


def _presence(found: Tally, source: str, tools: Sequence[Tool], scale: Scale, hours: str) -> Floats:
    """Return the worth of all visits: the k-th best visit of a cell has the k-th repeat value."""
    effects = sorted(((scale.effectiveness[tool.name][source], tool.name) for tool in tools), reverse=True)
    worth: Floats = np.zeros(1)
    before: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    total = np.concatenate([[0.0], np.cumsum(scale.repeat_values)])
    most = len(scale.repeat_values)
    for effect, name in effects:
        after = before + found.visits[(name, hours)]
        worth = worth + effect * (total[np.minimum(after, most)] - total[np.minimum(before, most)])
        before = after
    return worth


def recorded_credit(assets: Sequence[Asset], found: Tally, reaches: Reaches, scale: Scale, end: int) -> float:
    """Return the credit if units respond as recorded: each response counts by its unit's reliability.

    Parameters
    ----------
    end : int
        0, 1, 2: low, middle, high reliability.
    """
    tools = list(reaches.tools.values())
    weights = reaches.demand.weights
    plain = cell_credit(found, weights, [tool for tool in tools if tool.service != "response"], scale)
    total = float(sum(part.sum() for part in plain.values()))
    if "response" not in {tool.service for tool in tools}:
        return total
    factor = alert_factor(found, tools, scale)
    for hours, share in scale.hours("response"):
        reliable = _reliable(assets, reaches, scale, hours, end)
        for source, weight in weights.items():
            best = np.zeros(weight.size)
            for name, value in reliable.items():
                best = np.maximum(best, scale.effectiveness[name][source] * value)
            total += scale.services["response"] * share * float((weight * factor * best).sum())
    return total


def _reliable(
    assets: Sequence[Asset], reaches: Reaches, scale: Scale, hours: str, end: int
) -> dict[str, Floats]:
    """Return the best timeliness x reliability of each cell from each tool of response."""
    found: dict[str, Floats] = {}
    for asset in assets:
        tool = reaches.tools[asset.tool]
        if tool.service == "response":
            best = found.setdefault(asset.tool, np.zeros(reaches.demand.cells.size))
            positions, tenths = reaches.pairs(asset, hours)
            value = timeliness(tenths, tool, scale) * reaches.unit(asset).reliability[end]
            best[positions] = np.maximum(best[positions], value)
    return found


@dataclass(frozen=True, slots=True)
class ResponseParts:
    """What response is made of, each a share of raw weighted risk (or its mean), 0 to 1.

    Parameters
    ----------
    within_reach : float
        In reach of a tool of response by day.
    by_night : float
        The same by night.
    alert : float
        Of what is within reach, the part that an alert tool reaches too; 1 where alert is not modelled.
    timeliness : float
        Mean value of the time bands over what is within reach.
    readiness : float
        Mean share of calls that the units concerned respond to, as recorded, over what is within reach.
    """

    within_reach: float
    by_night: float
    alert: float
    timeliness: float
    readiness: float


def response_parts(assets: Sequence[Asset], found: Tally, reaches: Reaches, scale: Scale) -> ResponseParts:
    """Return the parts of response over all risk."""
    tools = [tool for tool in reaches.tools.values() if tool.service == "response"]
    total = reaches.demand.total()
    size, whole = total.size, float(total.sum())
    if whole <= 0 or not tools:
        return ResponseParts(0.0, 0.0, 0.0, 0.0, 0.0)
    day = any_within(found, tools, size)
    inside = float(total[day].sum())
    night = float(total[any_within(found, tools, size, "night")].sum())
    if inside <= 0:
        return ResponseParts(0.0, night / whole, 0.0, 0.0, 0.0)
    quickest = np.zeros(size)
    for tool in tools:
        quickest = np.maximum(quickest, timeliness(found.tenths(tool.name), tool, scale))
    ready = np.zeros(size)
    for value in _reliable(assets, reaches, scale, "day", 1).values():
        ready = np.maximum(ready, value)
    called = alert_factor(found, list(reaches.tools.values()), scale) >= 1.0
    timely = float((total * quickest).sum())
    return ResponseParts(
        within_reach=inside / whole,
        by_night=night / whole,
        alert=float((total * (day & called)).sum()) / inside,
        timeliness=timely / inside,
        readiness=float((total * ready).sum()) / timely if timely > 0 else 0.0,
    )
