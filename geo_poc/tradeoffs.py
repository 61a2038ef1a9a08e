"""Trade-offs and alternatives of a mission's plan, as documents for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.asked_numbers import Bounds, all_at_once, check_numbers, check_solving
from geo_poc.asked_values import check_call
from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose_within, steps_told
from geo_poc.tradeoff_views import COST, EVERYTHING, check_pair, views_of
from geo_poc.why_none import why_none
from optimisation import portfolio as different
from optimisation.assets import Asset
from optimisation.cost_frontier import cost_frontier
from optimisation.frontier import frontier as two_views
from optimisation.pareto import Point

_ALTERNATIVES = {"plans": Bounds(1, whole=True), "differ": Bounds(1, whole=True), "within": Bounds(0, 1)}


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
        "all" (the objective), a view of the mission file by its name, "strategic", "must", "should" or
        "could" (credit in areas of such threats), the id of a threat (credit in its area); `second` also
        "cost", against the objective alone.
    points : int
        How many plans at most, 2 or more.
    effort : int or None
        Counted work of each placement, 1 or more; None = the mission's limits.effort.
    gap : float or None
        Distance from the best possible plan at which a placement stops, 0 to 1; None = the mission's
        limits.gap.
    time_limit_s : float or None
        Seconds for the whole call, reading and travel included, which are not cut short: each placement is
        given a tenth of a second at least. None = the mission's limits.time_limit_s.
    seed : int
        0 or more.
    control : Control
        Once `cancel` of it says True, what is known by then is kept and `stopped_by` says so; before travel
        times are there, nothing is.
    ground : Ground or None
        Of :func:`geo_poc.prepare_ground`, to save reading it again: of this mission, or of one that differs
        in budgets, limits or effectiveness alone.

    Returns
    -------
    dict
        The document of kind "frontier" of docs/schemas/trade-offs.schema.json: `points`, each with what it
        gives of both views, its bound, its `three_numbers` and its `uncovered` areas.

    Raises
    ------
    InputError
        With everything that is wrong with the arguments, before a layer is read; and as
        :func:`geo_poc.plan` does.
    """
    check_call(mission, control, ground)
    all_at_once(
        lambda: check_numbers({"points": points}, {"points": Bounds(2, whole=True)}),
        lambda: check_solving(effort=effort, gap=gap, seed=seed, time_limit_s=time_limit_s),
        lambda: check_pair(mission, first, second),
    )
    limits = mission.keys.limits
    work = effort if effort is not None else limits.effort
    posed, left = pose_within(
        mission, time_limit_s, control=control, effort=effort, gap=gap, seed=seed, ground=ground
    )
    options: dict[str, Any] = {
        "points": points,
        "effort": work,
        "gap": gap if gap is not None else limits.gap,
        "seed": seed,
        "time_limit_s": left.part(),
        "progress": steps_told(control, "frontier"),
        "cancel": control.cancel,
        "known": posed.known(),
    }
    if second == COST:
        found = cost_frontier(posed.problem, **options)
    else:
        found = two_views(posed.problem, *views_of(posed, (first, second)), **options)
    return posed.marking() | {
        "kind": "frontier",
        "first": first,
        "second": second,
        "points": [_point(posed, point) for point in found.points],
        "second_bound": found.second_bound,
        "dropped": found.dropped,
        "reasons": why_none(posed, found.reasons, effort=work, seconds=left.part(), control=control),
        "stopped_by": found.stopped_by,
        "reproducible": found.reproducible and posed.plan.reproducible,
        **posed.today_where_none(found.points),
    }


def _point(posed: Posed, point: Point) -> dict[str, Any]:
    """Return a plan of the frontier: what it gives of both, and what it was held to."""
    return {
        "first": point.first,
        "second": point.second,
        "held": point.held,
        "bound": point.bound,
        "gap": point.gap,
        "worth": posed.worth(point.chosen),
        **posed.told(point.chosen),
        "placed": posed.placed(point.chosen),
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

    Sites are those of bases, whatever their class; where no base may be placed, those of each tool.

    Parameters
    ----------
    mission : Mission
    plans : int
        How many at most, that of the mission among them; 1 or more.
    differ : int
        Sites that each plan leaves at least of every plan before; 1 or more.
    within : float
        0 to 1: share of the plan's weighted reach that another may be worth less. Not of the objective: what
        a missed must or floor costs there is many times the reach, and would let any plan pass.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`frontier`.

    Returns
    -------
    dict
        The document of kind "portfolio" of docs/schemas/trade-offs.schema.json: `plans`, the mission's own
        first, each with what it leaves and takes of the first.

    Raises
    ------
    InputError
        As :func:`frontier` does.
    """
    check_call(mission, control, ground)
    all_at_once(
        lambda: check_numbers({"plans": plans, "differ": differ, "within": within}, _ALTERNATIVES),
        lambda: check_solving(effort=effort, gap=gap, seed=seed, time_limit_s=time_limit_s),
    )
    limits = mission.keys.limits
    work = effort if effort is not None else limits.effort
    posed, left = pose_within(
        mission, time_limit_s, control=control, effort=effort, gap=gap, seed=seed, ground=ground
    )
    found = different.portfolio(
        posed.problem,
        places=_places(posed),
        plans=plans,
        differ=differ,
        within=within * _reach_of_worth(posed),
        effort=work,
        gap=gap if gap is not None else limits.gap,
        seed=seed,
        time_limit_s=left.part(),
        progress=steps_told(control, "portfolio"),
        cancel=control.cancel,
        known=posed.known(),
        bound=posed.plan.bound,
    )
    first = found.plans[0].chosen if found.plans else posed.problem.fixed_open
    return posed.marking() | {
        "kind": "portfolio",
        "differ": differ,
        "within": within,
        "plans": [_alternative(posed, plan, first) for plan in found.plans],
        "ended_by": found.ended_by,
        "next_bound": found.next_bound,
        "reasons": why_none(posed, found.reasons, effort=work, seconds=left.part(), control=control),
        "reproducible": found.reproducible and posed.plan.reproducible,
        **posed.today_where_none(found.plans),
    }


def _alternative(posed: Posed, plan: different.Alternative, first: NDArray[np.bool_]) -> dict[str, Any]:
    """Return a plan, and what it leaves and takes of the first."""
    return {
        "objective": plan.objective,
        "bound": plan.bound,
        "loss": plan.loss,
        "worth": posed.worth(plan.chosen),
        **posed.told(plan.chosen),
        "placed": posed.placed(plan.chosen),
        "left": posed.listed(np.flatnonzero(first & ~plan.chosen)),
        "taken": posed.listed(np.flatnonzero(plan.chosen & ~first)),
    }


def _reach_of_worth(posed: Posed) -> float:
    """Return the plan's weighted reach as a share of the size of its objective, penalties included."""
    plan = posed.plan
    if not plan.objective:
        return 1.0
    return abs(plan.credit / plan.objective)


def _places(posed: Posed) -> NDArray[np.int64]:
    assets, problem = posed.assembly.assets, posed.problem
    bases = {tool.name for tool in posed.ground.tools if tool.base}
    based = np.array([asset.tool in bases for asset in assets], dtype=np.bool_)
    free = ~problem.fixed_open & ~problem.forbidden
    if not (based & free).any():
        routes = np.array([asset.route is not None for asset in assets], dtype=np.bool_)
        return _each_once(assets, but=routes if (free & ~routes).any() else ~free)
    return np.array([asset.site if asset.tool in bases else -1 for asset in assets], dtype=np.int64)


def _each_once(assets: Sequence[Asset], *, but: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a place for each tool at each site, whoever escorts it, and for each other option but some."""
    numbers: dict[tuple[str, str], int] = {}
    places = np.full(len(assets), -1, dtype=np.int64)
    for n in np.flatnonzero(~but).tolist():
        asset = assets[n]
        whole = asset.site < 0 or asset.route is not None
        place = asset.id if whole else str(asset.site)
        places[n] = numbers.setdefault((asset.tool, place), len(numbers))
    return places
