"""Limits of a plan that could be eased: also one more of what the budget has none of, laid out for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geo_poc import troops
from geo_poc.assembling import assembled
from geo_poc.control import NO_CONTROL, Control, workers
from geo_poc.ground import Ground, naming
from geo_poc.mission import Mission
from geo_poc.patrolling import patrol_assets, wanted_patrols
from geo_poc.posed import Posed, floored
from layers.errors import InputError
from optimisation.by_hand import Board
from optimisation.patrols.work import PatrolCancelledError
from optimisation.problem import CoverProblem
from optimisation.relief import Easing, eased_limits, nothing_of
from optimisation.scoring import score


@dataclass(frozen=True, slots=True, eq=False)
class Eased:
    """A limit to ease.

    Parameters
    ----------
    easing : Easing
    posed : Posed
        The same plan among the options that the easing chooses from.
    """

    easing: Easing
    posed: Posed


def limits_of(
    posed: Posed,
    locks: Sequence[int | tuple[int, ...]],
    stop: Callable[[], bool],
    board: Board,
    control: Control = NO_CONTROL,
) -> tuple[Eased, ...]:
    """Return what easing each limit could gain, those that promise most first; no plan is placed.

    Parameters
    ----------
    posed : Posed
        With a plan.
    locks : sequence of int, or of tuple of int
        Options whose lock is lifted, one lock at a time; a lock of several lifts them together.
    stop : callable
        Polled; True ends it with what is known by then.
    board : Board
        Of its problem.
    control : Control
        With the workers that lay out patrols of which the budget has none.
    """
    none = without_options(posed)
    beside = None if stop() else laid_out_beside(posed, none, replace(control, cancel=stop))
    found = [Eased(one, posed) for one in eased_limits(posed.problem, posed.plan, locks, stop, board)]
    if beside is None:
        return tuple(found)
    more = eased_limits(beside.problem, beside.plan, (), stop)
    found = [one for one in found if one.easing.relief.name not in none]
    found += [Eased(_idle(one, posed, beside), beside) for one in more if one.relief.name in none]
    return tuple(sorted(found, key=_promise))


def _promise(one: Eased) -> tuple[float, float, str, str]:
    relief = one.easing.relief
    return (-relief.at_least, -relief.at_most, relief.kind, relief.name)


def _idle(one: Easing, posed: Posed, beside: Posed) -> Easing:
    """Return an easing of what no option could use with what the plan as it is may lack, and no more."""
    number = beside.problem.resource_names.index(one.relief.name)
    bound, objective = posed.plan.bound, posed.plan.objective
    if bound is None or objective is None or (beside.problem.use[number] > 0).any():
        return one
    at_most = max(0.0, bound - objective)
    relief = replace(
        one.relief,
        at_most=at_most,
        gain=0.0 if at_most <= nothing_of(objective) else None,
        most_credit=min(one.relief.most_credit, at_most),
        most_penalties=min(one.relief.most_penalties, at_most),
    )
    return replace(one, relief=relief)


def without_options(posed: Posed) -> tuple[str, ...]:
    """Return the resources that have no budget, and therefore no option that would use them.

    Where alert is not counted its tools are worth nothing in the plan, and are not among them unless a rule
    asks for activities of their tier.

    Parameters
    ----------
    posed : Posed
    """
    problem, budget = posed.problem, posed.mission.keys.budget.model_dump()
    used = np.asarray(((problem.use > 0) & ~problem.fixed_open).any(axis=1), dtype=np.bool_)
    silent = set[str]()
    if not troops.alert_known(posed.mission, posed.ground.landscape):
        asked = {rule.tier for rule in posed.mission.keys.constraints.tier}
        silent = {t.name for t in posed.ground.tools if t.service == "alert" and t.tier not in asked}
    return tuple(
        name
        for name, some in zip(problem.resource_names, used.tolist(), strict=True)
        if not some and budget.get(name) == 0 and name not in silent
    )


def laid_out_beside(posed: Posed, none: Sequence[str], control: Control = NO_CONTROL) -> Posed | None:
    """Return the plan among the options that one more of each of some resources would have; none is spent.

    Parameters
    ----------
    posed : Posed
        With a plan.
    none : sequence of str
        Of :func:`without_options`.
    control : Control
        Patrols that the mission has none of have their routes laid out too.

    Returns
    -------
    Posed or None
        None without such resources, where the mission cannot be laid out so, and where it was stopped.
    """
    if not none:
        return None
    more = posed.mission.with_settings(**{f"budget__{name}": 1 for name in none})
    try:
        with naming(posed.mission):
            ground = _with_routes(posed, more, control)
            made = assembled(more, ground, posed.locks, posed.reaches.demand)
    except (InputError, PatrolCancelledError):
        return None
    problem = _as_measured(floored(made.assembly, posed.floor_share), posed.problem)
    stock = problem.stock - np.isin(problem.resource_names, none)
    problem = replace(problem, stock=stock)
    before = posed.assembly.assets
    ids = {before[n].id for n in np.flatnonzero(posed.plan.chosen)}
    # Where teams with an escort are laid out, patrols that go on unasked are options of their own.
    going = {route.id for number, route in posed.assembly.carried if posed.plan.chosen[number]}
    options = made.assembly.assets
    ids |= going - {route.id for number, route in made.assembly.carried if options[number].id in ids}
    chosen = np.array([asset.id in ids for asset in made.assembly.assets], dtype=np.bool_)
    found = score(problem, chosen)
    plan = replace(
        posed.plan,
        chosen=chosen,
        objective=found.objective,
        credit=found.credit,
        bound=None,
        shortfalls=found.shortfalls,
    )
    return replace(
        posed, ground=ground, reaches=made.reaches, assembly=made.assembly, problem=problem, plan=plan
    )


def _with_routes(posed: Posed, more: Mission, control: Control) -> Ground:
    """Return the ground of a plan with the routes of patrols that its mission has none of, and `more` has."""
    here, had, wanted = posed.ground, wanted_patrols(posed.mission), wanted_patrols(more)
    if set(wanted) <= set(had):
        return here
    fresh = more.with_settings(**{f"budget__{name}": 0 for name in had})
    with workers(
        control.executor, cells=here.landscape.travel_people.size, sites=len(here.sites)
    ) as executor:
        routes, _ = patrol_assets(
            fresh,
            here.landscape,
            here.risk,
            here.sites,
            here.site_cells,
            executor=executor,
            cancel=control.cancel,
        )
    routes = (*here.routes, *routes)
    return replace(here, routes=tuple(sorted(routes, key=lambda route: wanted.index(route.tool))))


def _as_measured(problem: CoverProblem, before: CoverProblem) -> CoverProblem:
    """Return a problem with more options whose floors ask for what those of the one before do, at its price.

    More options reach more: floors on what is reachable would ask for more, and a shortfall cost more.
    """
    bases = {floor.name: floor.base for floor in before.floors}
    stated, whole = float(problem.weights.sum()), float(before.weights.sum())
    return replace(
        problem,
        floors=tuple(replace(f, base=bases[f.name]) for f in problem.floors if f.name in bases),
        shortfall_penalty=before.shortfall_penalty * (whole / stated if min(whole, stated) > 0 else 1.0),
    )
