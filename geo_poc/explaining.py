"""Why a mission's plan is as it is: what each site is worth, what holds it back, or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from geo_poc.account import account_classification
from geo_poc.calmed import calmed
from geo_poc.conflicts import conflict_document, conflict_of
from geo_poc.control import NO_CONTROL, Control
from geo_poc.ground import Ground
from geo_poc.handover_record import handover_rows
from geo_poc.harm import harm_flags
from geo_poc.lifting import Work, liftings
from geo_poc.mission import Mission
from geo_poc.posed import Posed, pose_within, posed_case, steps_told
from geo_poc.room import room_part
from geo_poc.who_could_act import who_could_act
from optimisation.explain import Importance, importance
from optimisation.relief import Relief, reliefs


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
        For how many sites, limits, caveats and authorities' denials the plan is placed again without them.
    effort, gap, time_limit_s, seed, control, ground
        See :func:`geo_poc.tradeoffs.frontier`; the sites, the limits and what is lifted share what the plan
        leaves of the time.
    """
    limits = mission.keys.limits
    posed, left = pose_within(
        mission, time_limit_s, control=control, effort=effort, gap=gap, seed=seed, ground=ground
    )
    work = effort if effort is not None else limits.effort
    if posed.plan.objective is None:
        conflict = _conflict(posed, work, left.part(), control)
        return posed.marking() | {"kind": "explain", "status": posed.plan.status, **conflict}
    options: dict[str, Any] = {
        "solve": solve,
        "effort": work,
        "gap": gap if gap is not None else limits.gap,
        "seed": seed,
        "progress": steps_told(control, "explain"),
        "cancel": control.cancel,
    }
    sites = importance(
        posed.problem, posed.plan, places=_sites(posed), time_limit_s=left.part(1 / 3), **options
    )
    eased = reliefs(posed.problem, posed.plan, locks=_locked(posed), time_limit_s=left.part(1 / 2), **options)
    case = posed_case(posed)
    lifted = liftings(posed, case, work=Work(solve, work, options["gap"], seed, left.part()), control=control)
    stopped_by = sites.stopped_by or eased.stopped_by or lifted.stopped_by
    return posed.marking() | {
        "kind": "explain",
        "classification": account_classification(mission, posed.ground.landscape),
        "status": posed.plan.status,
        "objective": posed.plan.objective,
        "bound": posed.plan.bound,
        "sites": _worths(posed, sites.places),
        "three_numbers": posed.numbers(posed.plan.chosen),
        "closings": _closings(posed),
        "calmed": calmed(posed),
        "binding": room_part(posed),
        "reliefs": _gains(posed, eased.found),
        "lifting": dict(lifted.document),
        "who_could_act": who_could_act(case, harm_flags(case)),
        "stopped_by": stopped_by,
        "reproducible": not stopped_by and posed.plan.reproducible,
    }


def _worths(posed: Posed, places: Sequence[Importance]) -> list[dict[str, Any]]:
    return [
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
        for one in places
    ]


def _gains(posed: Posed, found: Sequence[Relief]) -> list[dict[str, Any]]:
    names = posed.names()
    return [
        {"kind": one.kind, "name": names.get(one.name, one.name), "at_most": one.at_most, "gain": one.gain}
        for one in found
    ]


def _closings(posed: Posed) -> list[dict[str, Any]]:
    """Return for each base of the plan, one at a time, who loses reach if it closes and who takes over."""
    classes = {tool.name for tool in posed.ground.tools if tool.base}
    assets = posed.assembly.assets
    bases = [assets[n] for n in np.flatnonzero(posed.plan.chosen).tolist() if assets[n].tool in classes]
    found = []
    for number, base in enumerate(bases):
        staying = [*bases[:number], *bases[number + 1 :]]
        found += handover_rows([base], staying, posed.ground.sites, posed.reaches)
    return sorted(found, key=lambda row: (-row["lose_reach"], row["id"]))


def _conflict(posed: Posed, effort: int, seconds: float | None, control: Control) -> dict[str, Any]:
    found = conflict_of(
        posed.problem,
        posed.assembly,
        posed.ground.sites,
        effort=effort,
        time_limit_s=seconds,
        control=control,
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
        **conflict_document(found),
        "reproducible": found.reproducible and posed.plan.reproducible,
    }


def _sites(posed: Posed) -> dict[str, list[int]]:
    """Return what could stand at each site where the plan has something, by the name of the site.

    A site that closes takes nothing else in: what is not open there is kept shut too.
    """
    here: dict[int, list[int]] = {}
    for option in range(len(posed.assembly.assets)):
        if _stands_here(posed, option):
            here.setdefault(posed.assembly.assets[option].site, []).append(option)
    used = {site: options for site, options in here.items() if posed.plan.chosen[options].any()}
    sites = posed.ground.sites
    names = Counter(sites[site].name for site in used)
    return {
        sites[site].name
        if names[sites[site].name] == 1
        else f"{sites[site].name} ({sites[site].id})": options
        for site, options in used.items()
    }


def _stands_here(posed: Posed, option: int) -> bool:
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
