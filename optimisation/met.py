"""Whether each threat of the register is met: how much of its area is reached in time, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, whole_tenths
from optimisation.demand import Demand, ThreatArea
from optimisation.reaches import Reaches
from optimisation.tally import Tally


@dataclass(frozen=True, slots=True)
class ThreatStatus:
    """How a set of assets answers one threat.

    Parameters
    ----------
    id, name, source, priority : str
    share : float
        Share of its weight within its limit of an acceptable tool; engagements never count here.
    wanted : float
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
    share: float
    wanted: float
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
    share = _share_within(threat, found, reaches)
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
        share=share,
        wanted=threat.share,
        met=bool(share >= threat.share - 1e-9 and (threat.revisits == 0 or enough)),
        strategic=threat.strategic,
        engaged_by=tuple(sorted(engaged)),
        visits=_weighted(threat, visits),
        visits_wanted=threat.revisits,
    )


def _share_within(threat: ThreatArea, found: Tally, reaches: Reaches) -> float:
    """Return the share of a threat area's weight within its limit of an acceptable tool."""
    within = np.zeros(threat.cells.size, dtype=np.bool_)
    for name in threat.tools:
        tool = reaches.tools.get(name)
        if tool is None or not tool.timely:
            continue
        if tool.stands == "route":
            within |= sum(found.visits[(name, hours)][threat.cells] for hours in tool.hours) > 0
        else:
            within |= found.tenths(name)[threat.cells] <= whole_tenths(threat.limit_min)
    return _weighted(threat, within)


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
