"""Whether each threat of the register is met: how much of its area is reached in time, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, whole_tenths
from optimisation.demand import Demand, ThreatArea
from optimisation.reaches import NEVER, Reaches
from optimisation.tally import Tally


@dataclass(frozen=True, slots=True)
class ThreatStatus:
    """How a set of assets answers one threat.

    Parameters
    ----------
    id, name, source, priority : str
    limit_min : float
        The time asked for, minutes.
    share : float
        Share of its weight within its limit of an acceptable tool; engagements never count here.
    wanted : float
    within_min : float or None
        Minutes within which acceptable tools reach the share that is wanted; None where they never do.
        Where a patrol comes counts as 0.
    reached : float
        Share of its weight that acceptable tools reach in any time that is known.
    met : bool
        `share` is at least `wanted`, and it is visited as often as asked for.
    strategic : bool
    engaged_by : tuple of str
        Engagement tools on its area.
    visits : float
        Mean patrols of a period over its weight.
    visits_wanted : int
    """

    id: str
    name: str
    source: str
    priority: str
    limit_min: float
    share: float
    wanted: float
    within_min: float | None
    reached: float
    met: bool
    strategic: bool
    engaged_by: tuple[str, ...]
    visits: float
    visits_wanted: int


def threat_statuses(
    demand: Demand, found: Tally, assets: Sequence[Asset], reaches: Reaches
) -> tuple[ThreatStatus, ...]:
    """Return how each threat of the register is answered, in its order."""
    return tuple(_status(threat, found, assets, reaches) for threat in demand.threats)


def _status(threat: ThreatArea, found: Tally, assets: Sequence[Asset], reaches: Reaches) -> ThreatStatus:
    tenths = _least_tenths(threat, found, reaches)
    share = _weighted(threat, tenths <= whole_tenths(threat.limit_min))
    day = found.visited("day")
    visits = day[threat.cells].astype(np.float64) if day.size else np.zeros(threat.cells.size)
    enough = _weighted(threat, np.minimum(visits, threat.revisits)) >= threat.share * threat.revisits - 1e-9
    engaged = {
        asset.tool
        for asset in assets
        if reaches.tools[asset.tool].stands == "threat"
        and asset.source == threat.source
        and asset.cells is not None
        and np.array_equal(asset.cells, threat.cells)
    }
    return ThreatStatus(
        id=threat.id,
        name=threat.name,
        source=threat.source,
        priority=threat.priority,
        limit_min=threat.limit_min,
        share=share,
        wanted=threat.share,
        within_min=_within_min(threat, tenths),
        reached=_weighted(threat, tenths < NEVER),
        met=bool(share >= threat.share - 1e-9 and (threat.revisits == 0 or enough)),
        strategic=threat.strategic,
        engaged_by=tuple(sorted(engaged)),
        visits=_weighted(threat, visits),
        visits_wanted=threat.revisits,
    )


def _least_tenths(threat: ThreatArea, found: Tally, reaches: Reaches) -> NDArray[np.uint16]:
    """Return the least tenths of a minute of each cell from acceptable tools; 0 where a patrol comes."""
    least = np.full(threat.cells.size, NEVER, dtype=np.uint16)
    for name in threat.tools:
        tool = reaches.tools.get(name)
        if tool is None or not tool.timely:
            continue
        if tool.stands == "route":
            least[sum(found.visits[(name, hours)][threat.cells] for hours in tool.hours) > 0] = 0
        else:
            np.minimum(least, found.tenths(name)[threat.cells], out=least)
    return least


def _within_min(threat: ThreatArea, tenths: NDArray[np.uint16]) -> float | None:
    """Return the minutes within which the share of a threat area that is wanted is reached, if it ever is."""
    whole = float(threat.weights.sum())
    if whole <= 0:
        return None
    order = np.argsort(tenths, kind="stable")
    last = int(np.searchsorted(np.cumsum(threat.weights[order]) / whole, threat.share - 1e-9))
    if last == order.size or tenths[order[last]] == NEVER:
        return None
    return float(tenths[order[last]]) / 10.0


def _weighted(threat: ThreatArea, values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    """Return the mean of values over a threat's weight."""
    whole = float(threat.weights.sum())
    return float((threat.weights * np.asarray(values, dtype=np.float64)).sum()) / whole if whole > 0 else 0.0


def strategic_share(demand: Demand, statuses: Sequence[ThreatStatus]) -> float | None:
    """Return the share of strategic weight within its limits, None without a strategic threat."""
    pairs = [
        (status.share, float(threat.weights.sum()))
        for status, threat in zip(statuses, demand.threats, strict=True)
        if status.strategic
    ]
    weight = sum(w for _, w in pairs)
    return sum(share * w for share, w in pairs) / weight if weight > 0 else None
