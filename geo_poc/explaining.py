"""Why a mission's plan is as it is: what each site is worth, what holds it back, or why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.account import account_classification
from geo_poc.asked_numbers import Bounds, all_at_once, check_numbers, check_solving
from geo_poc.asked_values import check_call
from geo_poc.calmed import by_worth, calmed
from geo_poc.closings import closings
from geo_poc.conflicts import NOTHING_CONFLICTS, conflict_document, conflict_of, reasons_words
from geo_poc.control import NO_CONTROL, Control
from geo_poc.explaining_questions import Asked
from geo_poc.ground import Ground
from geo_poc.harm import harm_flags
from geo_poc.lifting_again import Work
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose, pose_within, posed_case
from geo_poc.room import room_part
from geo_poc.spare_words import spare_rows
from geo_poc.sparing import spare_of
from geo_poc.time_left import PLAN_SHARE
from geo_poc.who_could_act import who_could_act
from optimisation.watch import Watch

SOLVE = 3
"""Of each kind of question, for how many the plan is placed again (default, no official figure)."""


def explain(
    mission: Mission,
    *,
    solve: int = SOLVE,
    effort: int | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    seed: int = 0,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> dict[str, Any]:
    """Return what each site is worth, what holds the plan back, and why there is none where there is none.

    What needs no placement comes first; then the plan is placed again for one question of each kind after
    another, the most promising of its kind first, with a little work each: what could not be proven is a
    range. What was not reached is listed in `not_asked`.

    Parameters
    ----------
    mission : Mission
    solve : int
        For how many sites, limits, caveats, authorities' denials, single restrictions and single sectors the
        plan is placed again without them; 0 or more.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`geo_poc.frontier`; the questions share evenly the seconds that the plan leaves.

    Returns
    -------
    dict
        The document of kind "explain" of docs/schemas/trade-offs.schema.json. Without a plan it has
        `conflict`, the demands that conflict, and the least change that allows a plan.

    Raises
    ------
    InputError
        As :func:`geo_poc.frontier` does.
    """
    check_call(mission, control, ground)
    all_at_once(
        lambda: check_numbers({"solve": solve}, {"solve": Bounds(0, whole=True)}),
        lambda: check_solving(effort=effort, gap=gap, seed=seed, time_limit_s=time_limit_s),
    )
    limits = mission.keys.limits
    posed, left = pose_within(
        mission, time_limit_s, control=control, effort=effort, gap=gap, seed=seed, ground=ground
    )
    work = effort if effort is not None else limits.effort
    if posed.plan.objective is None:
        conflict, met = _conflict(posed, work, left.part(), control)
        if met:  # the plan that was met on the way is gone on from, and explained
            limit_s = left.part(PLAN_SHARE)
            posed = pose(
                mission,
                control=control,
                effort=effort,
                gap=gap,
                time_limit_s=limit_s,
                seed=seed,
                ground=posed.ground,
                known=met,
            )
        if posed.plan.objective is None:
            status = "infeasible" if conflict["conflict"] else posed.plan.status
            told = {"kind": "explain", "status": status, **conflict}
            return posed.marking() | told | posed.today_where_none(())
    effort_of_each = Work(solve, work, gap if gap is not None else limits.gap, seed)
    return _with_plan(posed, effort_of_each, Watch(left.part(), control.cancel), control)


def _with_plan(posed: Posed, work: Work, watch: Watch, control: Control) -> dict[str, Any]:
    """Return the explanation of a plan."""
    mission, case = posed.mission, posed_case(posed)
    questions = Asked(posed, case, work=work, watch=watch, control=control)
    questions.ask()
    stopped_by = questions.stopped_by
    quieted, asked = calmed(posed), questions.document()
    told = posed.told(posed.plan.chosen)
    return posed.marking() | {
        "kind": "explain",
        "classification": account_classification(mission, posed.ground.landscape),
        "status": posed.plan.status,
        "objective": posed.plan.objective,
        "bound": posed.plan.bound,
        "worth": posed.plan.credit,
        **{key: told[key] for key in ("credit", "three_numbers", "uncovered", "uncovered_rest")},
        "closings": closings(posed),
        "calmed": quieted,
        "binding": room_part(posed),
        "spare": _spare(posed),
        **asked,
        "sites": by_worth(asked["sites"], quieted),
        "who_could_act": who_could_act(case, harm_flags(case)),
        "stopped_by": stopped_by,
        "reproducible": not (stopped_by or questions.lost) and posed.plan.reproducible,
    }


def _spare(posed: Posed) -> list[dict[str, Any]]:
    found = spare_of(
        posed.problem,
        posed.plan.chosen,
        assembly=posed.assembly,
        reaches=posed.reaches,
        names=posed.names(),
    )
    return spare_rows(found)


def _conflict(
    posed: Posed, effort: int, seconds: float | None, control: Control
) -> tuple[dict[str, Any], list[set[str]]]:
    """Return what conflicts, and the options of a plan where one was met instead."""
    met: list[NDArray[np.bool_]] = []
    told = reasons_words(posed.plan.reasons, posed.problem, posed.assembly, posed.ground.sites)
    found = conflict_of(
        posed.problem,
        posed.assembly,
        posed.ground.sites,
        effort=effort,
        time_limit_s=seconds,
        control=control,
        on_plan=met.append,
    )
    if found is None:
        ids = posed.problem.option_ids
        plans = [{ids[n] for n in np.flatnonzero(chosen).tolist()} for chosen in met]
        return {
            "reasons": [NOTHING_CONFLICTS, *told],
            "conflict": [],
            "irreducible": False,
            "relaxation": [],
            "least": False,
            "floors_at_least": 0.0,
            "stopped_by": "effort",
            "reproducible": posed.plan.reproducible,
        }, plans
    return {
        "reasons": [*found.words, *told],
        **conflict_document(found),
        "reproducible": found.reproducible and posed.plan.reproducible,
    }, []
