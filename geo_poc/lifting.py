"""What lifting each caveat of a contingent, and all that each authority denies, would gain over a plan.

Each is counted with the plan as it stands, then the plan is placed again under it. Everything here names
contingents and authorities: at least Confidential.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from geo_poc import translate
from geo_poc.assembling import assembled, reaches_of
from geo_poc.case import Case
from geo_poc.control import Clock, Control
from geo_poc.ground import Ground, Sited, naming, travelled
from geo_poc.posed import Posed, floored, steps_told
from geo_poc.readiness import readiness_part
from layers.consent import denials, denying, without_denials
from layers.errors import InputError
from layers.landscape import Landscape
from layers.reading import read_free_friction
from optimisation.series import Series
from optimisation.travel import TravelCancelledError
from optimisation.watch import Watch
from optimisation.what_if import Standing, standing_under

AGAIN, KEPT, NOT_FOUND, NOT_SOUGHT = "placed again", "as it stands", "not found", "not sought"
ROUTES_NOTE = (
    "Candidate sites and patrol routes stay as they are: those that it would open need planning anew."
)

_NOTHING: dict[str, Any] = {"gain": None, "at_most": None, "three_numbers": None, "opens": [], "leaves": []}


@dataclass(frozen=True, slots=True)
class Work:
    """How much of it is done: for how many of either kind the plan is placed again, and how hard."""

    solve: int
    effort: int
    gap: float
    seed: int
    time_limit_s: float | None


@dataclass(frozen=True, slots=True)
class Lifted:
    """What the two kinds of lifting gain, and what ended it early, if anything did."""

    document: Mapping[str, Any]
    stopped_by: str


def liftings(posed: Posed, case: Case, *, work: Work, control: Control) -> Lifted:
    """Return what lifting each caveat and each authority's denials would gain over a plan.

    Parameters
    ----------
    posed : Posed
        With a plan.
    case : Case
        Of that plan.
    work : Work
        The time limit holds for all of it, travel included.
    control : Control
    """
    watch = Watch(work.time_limit_s, control.cancel)
    readiness = readiness_part(case)
    again = _Again(posed, work, control, watch)
    document = {
        "caveats": _caveats(posed, readiness["lifting"], again),
        "if_suspected_bite": readiness["if_suspected_bite"],
        "restrictions": _restrictions(posed, case, again),
    }
    return Lifted(document, again.cut or watch.why)


def _caveats(posed: Posed, rows: list[dict[str, Any]], again: _Again) -> list[dict[str, Any]]:
    rows = sorted(rows, key=lambda row: (-(row["credit"] or 0.0), row["contingent"], row["caveat"]))
    sought = min(again.work.solve, len(rows))
    later = len(denying(posed.ground.landscape, posed.mission.keys.travel.season))
    found = []
    for number, row in enumerate(rows):
        done: dict[str, Any] = {"status": KEPT, **_NOTHING}
        if number < sought:
            landscape = _without_caveat(posed.ground.landscape, row["contingent"], row["caveat"])
            words = f"the best plan without {row['caveat']} of {row['contingent']}"
            # Travel under what authorities no longer deny takes its part of the time too.
            to_come = sought - number + later
            done = again.place(replace(posed.ground, landscape=landscape), words, to_come)
        found.append({**row, **done})
    return found


def _without_caveat(landscape: Landscape, contingent: str, caveat: str) -> Landscape:
    """Return a landscape in which one contingent does not have one of its caveats."""
    column, value = {
        "no_night": ("no_night", False),
        "maximum_distance": ("max_distance_m", math.inf),
        "no_go": ("no_go", ()),
        "no_joint": ("no_joint", False),
    }[caveat]
    table = landscape.contingents.copy()
    its = table["name"].str.casefold() == contingent.casefold()
    values = [value if mine else old for mine, old in zip(its, table[column], strict=True)]
    table[column] = pd.Series(values, index=table.index, dtype=table[column].dtype)
    return replace(landscape, contingents=table)


def _restrictions(posed: Posed, case: Case, again: _Again) -> list[dict[str, Any]]:
    landscape, season = posed.ground.landscape, posed.mission.keys.travel.season
    names = denying(landscape, season)
    if not names:
        return []
    free = read_free_friction(translate.landscape_request(posed.mission))
    now = standing_under(case.assets, case.reaches, case.scale)
    rows = []
    for number, authority in enumerate(names):
        its = denials(landscape, authority, season)
        row: dict[str, Any] = {
            "authority": authority,
            "restrictions": [str(name) for name in its["name"]],
            "applies_to": sorted({who for whom in its["applies_to"] for who in whom}),
            "note": ROUTES_NOTE,
        }
        opened = without_denials(landscape, free, authority, season)
        done = _without_denials(posed, case, now, opened, (again, authority, number, len(names)))
        rows.append({**row, **done})
    return sorted(rows, key=lambda row: (-max(row["credit"] or 0.0, row["gain"] or 0.0), row["authority"]))


def _without_denials(
    posed: Posed, case: Case, now: Standing, opened: Landscape, turn: tuple[_Again, str, int, int]
) -> dict[str, Any]:
    """Return what one authority's denials cost: the plan as it stands, then placed again."""
    again, authority, number, count = turn
    nothing = {"status": NOT_SOUGHT, "credit": None, "people": None, "people_night": None, **_NOTHING}
    if again.watch.hit():
        return nothing
    try:
        ground = _travelled(posed, opened, again)
    except TravelCancelledError:
        return nothing
    reaches = reaches_of(posed.mission, ground, case.demand)
    gain = standing_under(case.assets, reaches, case.scale).less(now)
    done: dict[str, Any] = {"status": KEPT, **_NOTHING}
    sought = min(again.work.solve, count)
    if number < sought:
        done = again.place(
            ground, f"the best plan without what {authority or 'nobody named'} denies", sought - number
        )
    return {
        "credit": gain.credit,
        "people": gain.people,
        "people_night": gain.people_night,
        **done,
    }


def _travelled(posed: Posed, landscape: Landscape, again: _Again) -> Ground:
    """Return the ground of a plan with the travel of another landscape, sites and routes as they are."""
    here, control = posed.ground, replace(again.control, cancel=again.watch.hit)
    sited = Sited(landscape, here.risk, here.sites, here.site_cells, here.partners, ())
    moved = travelled(posed.mission, sited, control, Clock(control.tell), patrolled=())
    return replace(moved, routes=here.routes)


@dataclass(slots=True)
class _Again:
    """Places a plan again on other ground, the same demand and floors, starting from what it was."""

    posed: Posed
    work: Work
    control: Control
    watch: Watch
    cut: str = ""

    def place(self, ground: Ground, words: str, to_come: int) -> dict[str, Any]:
        """Return what the best plan on some ground gains, and how it differs."""
        posed, work = self.posed, self.work
        if self.watch.hit():
            return {"status": NOT_SOUGHT, **_NOTHING}
        try:
            with naming(posed.mission):
                made = assembled(posed.mission, ground, posed.locks, posed.reaches.demand)
        except InputError:
            return {"status": NOT_FOUND, **_NOTHING}
        problem = floored(made.assembly, posed.floor_share)
        before = posed.assembly.assets
        ids = {before[n].id for n in np.flatnonzero(posed.plan.chosen)}
        known = np.array([asset.id in ids for asset in made.assembly.assets], dtype=np.bool_)
        left = self.watch.left_s()
        series = Series(
            effort=work.effort,
            gap=work.gap,
            seed=work.seed,
            time_limit_s=None if left is None else left / to_come,
            progress=steps_told(self.control, "explain"),
            cancel=self.control.cancel,
            known=[known],
        )
        found = series.place(problem, words)
        self.cut = self.cut or series.stopped_by
        if found.objective is None or found.bound is None:
            return {"status": NOT_FOUND, **_NOTHING}
        there = replace(
            posed, ground=ground, reaches=made.reaches, assembly=made.assembly, problem=problem, plan=found
        )
        was = posed.plan.objective or 0.0
        after = {asset.id for asset, now in zip(made.assembly.assets, found.chosen, strict=True) if now}
        gone = [n for n in np.flatnonzero(posed.plan.chosen) if before[n].id not in after]
        return {
            "status": AGAIN,
            "gain": found.objective - was,
            "at_most": max(found.objective, found.bound) - was,
            "three_numbers": there.numbers(found.chosen),
            "opens": there.listed(np.flatnonzero(found.chosen & ~known)),
            "leaves": posed.listed(np.array(gone, dtype=np.int64)),
        }
