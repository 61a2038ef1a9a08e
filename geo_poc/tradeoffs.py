"""Trade-offs, alternatives and explanations of a mission's plan, as documents for people and programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose
from layers.errors import Finding, InputError
from optimisation import portfolio as different
from optimisation.binding import binding
from optimisation.conflict import find_conflict
from optimisation.cost_frontier import cost_frontier
from optimisation.explain import importance
from optimisation.frontier import frontier as two_views
from optimisation.relief import reliefs
from optimisation.series import Step
from optimisation.views import View

COST, EVERYTHING = "cost", "all"


def frontier(
    mission: Mission,
    *,
    first: str = EVERYTHING,
    second: str = COST,
    points: int = 7,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return what more cover costs, or what more for one view costs another.

    Parameters
    ----------
    mission : Mission
    first, second : str
        "all" (the objective), "strategic", "must" or "should" (credit in areas of such threats), the id of a
        threat (credit in its area); `second` also "cost", against the objective alone.
    points : int
    effort, gap, time_limit_s
        None = as the mission's limits say; the limit is for the frontier, beside the plan's own.
    seed : int
    control : Control
    ground : Ground or None
    """
    posed = pose(mission, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed, ground=ground)
    limits = mission.keys.limits
    options: dict[str, Any] = {
        "points": points,
        "effort": effort if effort is not None else limits.effort,
        "gap": gap if gap is not None else limits.gap,
        "seed": seed,
        "time_limit_s": time_limit_s if time_limit_s is not None else limits.time_limit_s,
        "progress": _told(control, "frontier"),
        "cancel": control.cancel,
    }
    if second == COST:
        if first != EVERYTHING:
            raise _unknown(first, "cost is weighed against the objective: leave the first view out")
        found = cost_frontier(posed.problem, **options)
    else:
        found = two_views(posed.problem, _view(posed, first), _view(posed, second), **options)
    return {
        "kind": "frontier",
        "first": first,
        "second": second,
        "points": [
            {
                "first": point.first,
                "second": point.second,
                "held": point.held,
                "bound": point.bound,
                "gap": point.gap,
                "placed": posed.placed(point.chosen),
            }
            for point in found.points
        ],
        "second_bound": found.second_bound,
        "dropped": found.dropped,
        "reasons": list(found.reasons),
        "stopped_by": found.stopped_by,
        "reproducible": found.reproducible and posed.plan.reproducible,
    }


def portfolio(
    mission: Mission,
    *,
    plans: int = 5,
    differ: int = 1,
    within: float = 0.05,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return near-best plans that each leave at least `differ` sites of every plan before.

    Sites are those of bases, whatever their class; where no base may be placed, each asset is one.

    Parameters
    ----------
    mission : Mission
    plans, differ, within
        See :func:`optimisation.portfolio.portfolio`.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`frontier`.
    """
    posed = pose(mission, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed, ground=ground)
    limits = mission.keys.limits
    found = different.portfolio(
        posed.problem,
        places=_places(posed),
        plans=plans,
        differ=differ,
        within=within,
        effort=effort if effort is not None else limits.effort,
        gap=gap if gap is not None else limits.gap,
        seed=seed,
        time_limit_s=time_limit_s if time_limit_s is not None else limits.time_limit_s,
        progress=_told(control, "portfolio"),
        cancel=control.cancel,
    )
    first = found.plans[0].chosen if found.plans else posed.problem.fixed_open
    return {
        "kind": "portfolio",
        "plans": [
            {
                "objective": plan.objective,
                "bound": plan.bound,
                "loss": plan.loss,
                "placed": posed.placed(plan.chosen),
                "left": posed.listed(np.flatnonzero(first & ~plan.chosen)),
                "taken": posed.listed(np.flatnonzero(plan.chosen & ~first)),
            }
            for plan in found.plans
        ],
        "ended_by": found.ended_by,
        "next_bound": found.next_bound,
        "reasons": list(found.reasons),
        "reproducible": found.reproducible and posed.plan.reproducible,
    }


def explain(
    mission: Mission,
    *,
    solve: int = 10,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return what each site is worth, what holds the plan back, and why there is none where there is none.

    Parameters
    ----------
    mission : Mission
    solve : int
        For how many sites, and for how many limits, the plan is placed again without or beyond them.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`frontier`; the limit holds for the sites and for the limits each.
    """
    posed = pose(mission, control=control, effort=effort, time_limit_s=time_limit_s, seed=seed, ground=ground)
    limits = mission.keys.limits
    seconds = time_limit_s if time_limit_s is not None else limits.time_limit_s
    work = effort if effort is not None else limits.effort
    if posed.plan.objective is None:
        return {"kind": "explain", "status": posed.plan.status, **_conflict(posed, work, seconds, control)}
    options: dict[str, Any] = {
        "solve": solve,
        "effort": work,
        "gap": gap if gap is not None else limits.gap,
        "seed": seed,
        "time_limit_s": seconds,
        "progress": _told(control, "explain"),
        "cancel": control.cancel,
    }
    sites = importance(posed.problem, posed.plan, places=_sites(posed), **options)
    eased = reliefs(posed.problem, posed.plan, locks=_locked(posed), **options)
    names = posed.names()
    return {
        "kind": "explain",
        "status": posed.plan.status,
        "objective": posed.plan.objective,
        "bound": posed.plan.bound,
        "sites": [
            {
                "name": one.place,
                "closes": posed.listed(one.closed),
                "loss": one.loss,
                "breaks": list(one.breaks),
                "status": one.status,
                "least": one.least,
                "most": one.most,
                "instead": [] if one.instead is None else posed.listed(one.instead),
            }
            for one in sites.places
        ],
        "binding": [
            {"kind": one.kind, "words": one.words, "has": one.has, "limit": one.limit}
            for one in binding(posed.problem, posed.plan.chosen)
        ],
        "reliefs": [
            {
                "kind": one.kind,
                "name": names.get(one.name, one.name),
                "at_most": one.at_most,
                "gain": one.gain,
            }
            for one in eased.found
        ],
        "stopped_by": sites.stopped_by or eased.stopped_by,
        "reproducible": sites.reproducible and eased.reproducible and posed.plan.reproducible,
    }


def _conflict(posed: Posed, effort: int, seconds: float | None, control: Control) -> dict[str, Any]:
    found = find_conflict(
        posed.problem, names=posed.names(), effort=effort, time_limit_s=seconds, cancel=control.cancel
    )
    if found is None:
        # A plan exists that the search did not find: nothing conflicts.
        return {
            "reasons": list(posed.plan.reasons),
            "conflict": [],
            "irreducible": False,
            "relaxation": [],
            "least": False,
            "stopped_by": "effort",
            "reproducible": posed.plan.reproducible,
        }
    return {
        "reasons": list(found.words),
        "conflict": [{"kind": one.kind, "words": one.words} for one in found.demands],
        "irreducible": found.irreducible,
        "relaxation": [
            {"kind": one.demand.kind, "by": one.by, "words": one.words} for one in found.relaxation
        ],
        "least": found.least,
        "stopped_by": found.stopped_by,
        "reproducible": found.reproducible and posed.plan.reproducible,
    }


def _told(control: Control, stage: str) -> Callable[[Step], None] | None:
    tell = control.tell
    if tell is None:
        return None
    return lambda step: tell(stage, f"{step.what} ({step.done + 1} of at most {step.of})")


def _view(posed: Posed, name: str) -> View:
    """Return the objective's weights in the cells that a view is about."""
    assembly, demand = posed.assembly, posed.assembly.demand
    if name == EVERYTHING:
        return View(name, posed.problem.weights)
    areas = [
        threat.cells
        for threat in demand.threats
        if name in (threat.id, threat.priority) or (name == "strategic" and threat.strategic)
    ]
    if not areas:
        known = ", ".join([EVERYTHING, "strategic", "must", "should", *(t.id for t in demand.threats)])
        raise _unknown(name, f"use one of {known}, of which this mission's register has a threat")
    inside = np.zeros(demand.cells.size, dtype=np.bool_)
    inside[np.concatenate(areas)] = True
    weights = np.zeros_like(posed.problem.weights)
    for number, block in enumerate(assembly.rows.blocks):
        where = assembly.rows.of(number)
        weights[where] = np.where(inside[block.cells], posed.problem.weights[where], 0.0)
    return View(name, weights)


def _unknown(name: str, remedy: str) -> InputError:
    return InputError((Finding("error", "no such view", remedy, column="view", value=name),))


def _places(posed: Posed) -> NDArray[np.int64]:
    assets, problem = posed.assembly.assets, posed.problem
    bases = {tool.name for tool in posed.ground.tools if tool.base}
    based = np.array([asset.tool in bases for asset in assets], dtype=np.bool_)
    if not (based & ~problem.fixed_open & ~problem.forbidden).any():
        return np.arange(len(assets), dtype=np.int64)
    return np.array([asset.site if asset.tool in bases else -1 for asset in assets], dtype=np.int64)


def _sites(posed: Posed) -> dict[str, list[int]]:
    """Return the open options of the mission at each site, by the site's name, its id where names repeat."""
    found: dict[int, list[int]] = {}
    for option in np.flatnonzero(posed.plan.chosen).tolist():
        if stands_here(posed, option):
            found.setdefault(posed.assembly.assets[option].site, []).append(option)
    sites = posed.ground.sites
    names = [sites[site].name for site in found]
    return {
        sites[site].name
        if names.count(sites[site].name) == 1
        else f"{sites[site].name} ({sites[site].id})": options
        for site, options in found.items()
    }


def stands_here(posed: Posed, option: int) -> bool:
    """Return whether an option is one of the mission's own that stands at a site."""
    asset = posed.assembly.assets[option]
    return asset.site >= 0 and not asset.tool.startswith("partner:")


def _locked(posed: Posed) -> list[int]:
    """Return the options that locks of the mission hold open or shut."""
    shut = {lock.site for lock in posed.locks if not lock.open}
    held = {(lock.site, lock.tool) for lock in posed.locks if lock.open}
    problem = posed.problem
    return [
        n
        for n, asset in enumerate(posed.assembly.assets)
        if (problem.forbidden[n] and asset.site in shut)
        or (problem.fixed_open[n] and (asset.site, asset.tool) in held)
    ]
