"""What of each budget a given plan uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.evaluating_hosts import Entry
from geo_poc.ground import Ground
from geo_poc.locks import sites_called
from geo_poc.mission import Mission
from geo_poc.spare_words import UNSOUGHT
from optimisation.assets import Tool
from optimisation.called import site_labels
from optimisation.escorts import patrol_days
from optimisation.options import Means, gives_way, possible_assets
from optimisation.plan import Site
from optimisation.reaches import Reaches
from optimisation.resources import FLIGHT_HOURS
from optimisation.spare import Spare

HOURS_KEY = "helicopter_hours"
"""Of the budget that is counted in hours."""


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """What of one budget a plan uses.

    Parameters
    ----------
    key : str
        Of the mission's budget.
    used : float
        Units that do not stand today.
    allowed : float
    over : Entry or None
        The first that the budget does not allow.
    """

    key: str
    used: float
    allowed: float
    over: Entry | None

    @property
    def name(self) -> str:
        """What a plan of the planner's own calls the resource."""
        return FLIGHT_HOURS if self.key == HOURS_KEY else self.key


def freed_by(mission: Mission, ground: Ground, closing: Collection[int]) -> dict[str, int]:
    """Return how many of each class of base a plan frees by moving bases that the mission lets move.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    closing : collection of int
        Bases in place that close.
    """
    going = [rule.site for rule in mission.keys.constraints.release if rule.move_cost is not None]
    moved = [site for site in sites_called(going, ground.sites) if site in closing]
    return Counter(str(ground.landscape.bases["tool"].iloc[site]) for site in moved)


def budget_uses(
    mission: Mission,
    entries: Sequence[Entry],
    tools: Mapping[str, Tool],
    freed: Mapping[str, int],
) -> tuple[BudgetUse, ...]:
    """Return what of each budget that the mission gives a plan uses.

    Parameters
    ----------
    mission : Mission
    entries : sequence of Entry
        All of the plan.
    tools : mapping of name to Tool
    freed : mapping of tool to int
        Bases that move: each may stand elsewhere beside the budget.
    """
    budget = mission.keys.budget.model_dump()
    engagements = {name for name, tool in tools.items() if tool.stands == "threat"}
    kinds: list[tuple[str, set[str]]] = [(name, {name}) for name in budget if name in tools]
    everywhere = set(tools)
    kinds += [("engagements", engagements), ("escorts", everywhere), (HOURS_KEY, everywhere)]
    found = []
    for key, members in kinds:
        if budget[key] is None:
            continue
        most = float(budget[key])
        used, over = 0.0, None
        for entry, count in _new(entries, tools):
            if entry.asset.tool in members:
                used += count * _uses(key, entry, tools)
                if used > most + freed.get(key, 0) and over is None:
                    over = entry
        # A base that is free and stands nowhere is no budget left: it may as well have closed.
        found.append(BudgetUse(key, used, max(most, min(used, most + freed.get(key, 0))), over))
    return tuple(found)


def patrol_days_uses(
    entries: Sequence[Entry],
    acts: NDArray[np.bool_],
    *,
    means: Means,
    sites: Sequence[Site],
    reaches: Reaches,
) -> tuple[BudgetUse, ...]:
    """Return what of the patrol-days that escorts may take each base of a plan uses, as plans count them.

    Parameters
    ----------
    entries : sequence of Entry
    acts : ndarray of bool, by entry
    means : Means
    sites : sequence of Site
    reaches : Reaches
    """
    if means.escorts <= 0:
        return ()
    _, escorts = possible_assets(means, sites, reaches.demand, reaches)
    open_ = {entry.asset.id: entry.asset for entry, able in zip(entries, acts, strict=True) if able}
    bases = [asset for asset in open_.values() if reaches.tools[asset.tool].base]
    counted = [
        asset
        for asset in open_.values()
        if asset.route is None
        or not means.kept(asset.tool)
        or any(base.site == asset.site and gives_way(base, asset, escorts, reaches) for base in bases)
    ]
    patrols = [tool.name for tool in reaches.tools.values() if tool.stands == "route"]
    budgeted = [name for name in patrols if not means.kept(name) and means.may_add(name)]
    names, uses = patrol_days(counted, escorts, reaches, site_labels(sites), budgeted=budgeted)
    return tuple(
        BudgetUse(name, float(np.maximum(use, 0.0).sum()), float(np.maximum(-use, 0.0).sum()), None)
        for name, use in zip(names, uses, strict=True)
    )


def budget_left(uses: Sequence[BudgetUse]) -> tuple[tuple[Spare, str], ...]:
    """Return what of each budget is left; whether another unit would add is not looked for.

    Parameters
    ----------
    uses : sequence of BudgetUse
    """
    return tuple(
        (Spare(use.name, use.allowed, use.used, UNSOUGHT, 0, (), 0.0, -1), "")
        for use in uses
        if use.allowed > 0 or use.used > 0
    )


def _uses(key: str, entry: Entry, tools: Mapping[str, Tool]) -> float:
    """Return how much of a budget one of an entry takes."""
    if key == HOURS_KEY:
        return tools[entry.asset.tool].flight_hours
    return float(entry.asset.escort >= 0) if key == "escorts" else 1.0


def _new(entries: Sequence[Entry], tools: Mapping[str, Tool]) -> Iterator[tuple[Entry, int]]:
    """Yield what does not stand today, and how many a row asks for; each drive of a patrol is an entry."""
    for entry in entries:
        if not entry.in_place:
            many = 1 if entry.row is None or tools[entry.asset.tool].stands == "route" else entry.row.count
            yield entry, many
