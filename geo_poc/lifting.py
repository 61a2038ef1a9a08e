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
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.asking import Question
from geo_poc.assembling import assembled, reaches_of
from geo_poc.case import Case
from geo_poc.control import Clock, Control
from geo_poc.ground import Ground, Sited, naming, travelled
from geo_poc.loss_parts import parts_document
from geo_poc.posed import Posed, floored, steps_told
from geo_poc.readiness import readiness_part
from layers.consent import denials, denying, without_denials
from layers.errors import InputError
from layers.landscape import Landscape, Persona
from layers.reading import read_free_friction
from optimisation.margins import between, standing_plan
from optimisation.series import Series
from optimisation.travel import TravelCancelledError
from optimisation.watch import Watch
from optimisation.what_if import Standing, standing_under

AGAIN, KEPT, NOT_FOUND, NOT_SOUGHT = "placed again", "as it stands", "not found", "not sought"
ROUTES_NOTE = (
    "Candidate sites and patrol routes stay as they are: those that it would open need planning anew."
)

_NOTHING: dict[str, Any] = {
    "gain": None,
    "at_most": None,
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


class Liftings:
    """What lifting each caveat and each authority's denials gains: first counted, then asked one by one.

    Parameters
    ----------
    posed : Posed
        With a plan.
    case : Case
        Of that plan.
    work : Work
    watch : Watch
        Shared with all other questions; travel counts in its time.
    control : Control
    """

    def __init__(self, posed: Posed, case: Case, *, work: Work, watch: Watch, control: Control) -> None:
        self._posed, self._case, self._work = posed, case, work
        self._again = _Again(posed, work, control, watch)
        readiness = readiness_part(case)
        rows = sorted(
            readiness["lifting"], key=lambda row: (-(row["credit"] or 0.0), row["contingent"], row["caveat"])
        )
        self._caveats: list[dict[str, Any]] = [{**row, "status": KEPT, **_NOTHING} for row in rows]
        self._bites = readiness["if_suspected_bite"]
        self._restrictions = _restrictions(posed)
        self._free: Mapping[tuple[Persona, str], NDArray[np.float64]] | None = None
        self._now: Standing | None = None

    @property
    def stopped_by(self) -> str:
        """Why a placement ended early, "" where none did."""
        return self._again.cut

    @property
    def lost(self) -> bool:
        """Whether the exact solver ended without an answer in some placement."""
        return self._again.lost

    def document(self) -> dict[str, Any]:
        """Return what is known by now, what gains most first."""
        return {
            "caveats": self._caveats,
            "if_suspected_bite": self._bites,
            "restrictions": sorted(
                self._restrictions,
                key=lambda row: (-max(row["credit"] or 0.0, row["gain"] or 0.0), row["authority"]),
            ),
        }

    def caveats(self) -> list[Question]:
        """Return the caveats for which to place again, those that gain most as it stands first."""
        return [self._caveat(number) for number in range(min(self._work.solve, len(self._caveats)))]

    def denials(self) -> list[Question]:
        """Return what counts each authority's denials, which takes travel times, and then places again."""
        return [self._denial(number) for number in range(len(self._restrictions))]

    def _caveat(self, number: int) -> Question:
        row, posed = self._caveats[number], self._posed
        about = f"{row['caveat']} of {row['contingent']}"

        def ask(done: int, to_come: int) -> None:
            landscape = _without_caveat(posed.ground.landscape, row["contingent"], row["caveat"])
            ground = replace(posed.ground, landscape=landscape)
            row.update(self._again.place(ground, f"the best plan without {about}", done, to_come))

        return Question("caveat", about, ask)

    def _denial(self, number: int) -> Question:
        row = self._restrictions[number]

        def ask(done: int, to_come: int) -> None:
            ground = self._opened(row)
            if ground is not None and number < self._work.solve:
                words = f"the best plan without what {row['authority'] or 'nobody named'} denies"
                row.update(self._again.place(ground, words, done, to_come))

        return Question("authority", row["authority"] or "nobody named", ask)

    def _opened(self, row: dict[str, Any]) -> Ground | None:
        """Count what an authority's denials cost the plan as it stands; None where that was cut short."""
        posed, case, again = self._posed, self._case, self._again
        if self._free is None:
            self._free = read_free_friction(translate.landscape_request(posed.mission))
        season = posed.mission.keys.travel.season
        opened = without_denials(posed.ground.landscape, self._free, row["authority"], season)
        try:
            ground = _travelled(posed, opened, again)
        except TravelCancelledError:
            return None
        if self._now is None:
            self._now = standing_under(case.assets, case.reaches, case.scale)
        reaches = reaches_of(posed.mission, ground, case.demand)
        gain = standing_under(case.assets, reaches, case.scale).less(self._now)
        row.update(status=KEPT, credit=gain.credit, people=gain.people, people_night=gain.people_night)
        return ground


def _restrictions(posed: Posed) -> list[dict[str, Any]]:
    """Return what each authority denies, not looked at yet."""
    landscape, season = posed.ground.landscape, posed.mission.keys.travel.season
    rows = []
    for authority in denying(landscape, season):
        its = denials(landscape, authority, season)
        rows.append(
            {
                "authority": authority,
                "restrictions": [str(name) for name in its["name"]],
                "applies_to": sorted({who for whom in its["applies_to"] for who in whom}),
                "note": ROUTES_NOTE,
                "status": NOT_SOUGHT,
                "credit": None,
                "people": None,
                "people_night": None,
                **_NOTHING,
            }
        )
    return rows


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
    lost: bool = False

    def place(self, ground: Ground, words: str, done: int, to_come: int) -> dict[str, Any]:
        """Return what the best plan on some ground gains, and how it differs."""
        posed, work = self.posed, self.work
        try:
            with naming(posed.mission):
                made = assembled(posed.mission, ground, posed.locks, posed.reaches.demand)
        except InputError:
            return {"status": NOT_FOUND, **_NOTHING}
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
            return {"status": NOT_FOUND, **_NOTHING}
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
        parts = between(
            standing_plan(there.problem, found.chosen), standing_plan(posed.problem, posed.plan.chosen)
        )
        return {
            "status": AGAIN,
            "gain": best - was,
            "at_most": max(best, bound) - was,
            "parts": parts_document(parts, numbers, posed.numbers(posed.plan.chosen)),
            "three_numbers": numbers,
            "opens": there.listed(np.flatnonzero(found.chosen & ~known)),
            "leaves": posed.listed(np.array(gone, dtype=np.int64)),
        }
