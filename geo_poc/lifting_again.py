"""A mission's plan placed again on other ground: what the best plan there gains, how it differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.assembling import assembled
from geo_poc.control import Clock, Control
from geo_poc.floor_words import floor_words
from geo_poc.ground import Ground, Sited, naming, travelled
from geo_poc.loss_parts import parts_document
from geo_poc.posed import Posed, floored, steps_told
from layers.errors import InputError
from layers.landscape import Landscape
from optimisation.margins import between, standing_plan
from optimisation.relief import most_apart
from optimisation.series import Series
from optimisation.watch import Watch

AGAIN, KEPT, NOT_FOUND, NOT_SOUGHT = "placed again", "as it stands", "not found", "not sought"

NOTHING: dict[str, Any] = {
    "gain": None,
    "at_most": None,
    "most": None,
    "parts": None,
    "three_numbers": None,
    "opens": [],
    "leaves": [],
}


@dataclass(frozen=True, slots=True)
class Work:
    """How much of it is done: for how many of either kind the plan is placed again, and how hard."""

    solve: int
    effort: int
    gap: float
    seed: int


@dataclass(slots=True)
class Again:
    """Places a plan again on other ground, the same demand and floors, starting from what it was."""

    posed: Posed
    work: Work
    control: Control
    watch: Watch
    cut: str = ""
    lost: bool = False

    def place(self, ground: Ground, words: str, done: int, to_come: int) -> dict[str, Any]:
        """Return what the best plan on some ground gains, and how it differs."""
        posed, work = self.posed, self.work
        try:
            with naming(posed.mission):
                made = assembled(posed.mission, ground, posed.locks, posed.reaches.demand)
        except InputError:
            return {"status": NOT_FOUND, **NOTHING}
        problem = floored(made.assembly, posed.floor_share)
        before = posed.assembly.assets
        ids = {before[n].id for n in np.flatnonzero(posed.plan.chosen)}
        known = np.array([asset.id in ids for asset in made.assembly.assets], dtype=np.bool_)
        series = Series(
            effort=work.effort,
            gap=work.gap,
            seed=work.seed,
            progress=steps_told(self.control, "explain"),
            known=[known],
            brief=True,
            watch=self.watch,
        )
        found = series.place(problem, words, to_come=to_come, done=done)
        self.cut, self.lost = self.cut or series.stopped_by, self.lost or series.lost
        if found.objective is None or found.bound is None:
            return {"status": NOT_FOUND, **NOTHING}
        there = replace(
            posed, ground=ground, reaches=made.reaches, assembly=made.assembly, problem=problem, plan=found
        )
        return self._compared(there, known)

    def _compared(self, there: Posed, known: NDArray[np.bool_]) -> dict[str, Any]:
        posed, found = self.posed, there.plan
        was = posed.plan.objective or 0.0
        best, bound = found.objective or 0.0, found.bound or 0.0
        after = {asset.id for asset, now in zip(there.assembly.assets, found.chosen, strict=True) if now}
        assets = posed.assembly.assets
        gone = [n for n in np.flatnonzero(posed.plan.chosen) if assets[n].id not in after]
        numbers = there.numbers(found.chosen)
        at_most = max(best, bound) - was
        credit, penalties = most_apart(there.problem, posed.plan, max(0.0, at_most))
        parts = between(
            standing_plan(there.problem, found.chosen), standing_plan(posed.problem, posed.plan.chosen)
        )
        return {
            "status": AGAIN,
            "gain": best - was,
            "at_most": at_most,
            "most": {
                "credit": credit,
                "penalties": penalties,
                "musts": unmet_musts(posed) if penalties > 0 else [],
            },
            "parts": parts_document(parts, numbers, posed.numbers(posed.plan.chosen)),
            "three_numbers": numbers,
            "opens": there.listed(np.flatnonzero(found.chosen & ~known)),
            "leaves": posed.listed(np.array(gone, dtype=np.int64)),
        }


def unmet_musts(posed: Posed) -> list[str]:
    """Return the must threats that the plan does not meet."""
    musts = {floor.name for floor in posed.problem.floors if floor.kind == "must"}
    return [floor_words(short.name) for short in posed.plan.shortfalls if short.name in musts]


def travelled_under(posed: Posed, landscape: Landscape, again: Again) -> Ground:
    """Return the ground of a plan with the travel of another landscape, sites and routes as they are."""
    here, control = posed.ground, replace(again.control, cancel=again.watch.hit)
    sited = Sited(landscape, here.risk, here.sites, here.site_cells, here.partners, ())
    moved = travelled(posed.mission, sited, control, Clock(control.tell), patrolled=())
    return replace(moved, routes=here.routes)
