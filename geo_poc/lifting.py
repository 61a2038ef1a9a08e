"""What lifting each caveat of a contingent, and what each authority denies, would gain over a plan.

Each is counted with the plan as it stands, then the plan is placed again under it; where a contingent has
several sectors, or an authority several restrictions, also each of them alone. Everything here names
contingents and authorities: at least Confidential.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd

from geo_poc.asking import Question
from geo_poc.case import Case
from geo_poc.control import Control
from geo_poc.lifting_again import KEPT, NOTHING, Again, Work
from geo_poc.lifting_denials import Denials
from geo_poc.posed import Posed
from geo_poc.readiness import readiness_part, sector_liftings
from layers.landscape import Landscape
from optimisation.watch import Watch


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
        self._posed, self._work = posed, work
        self._again = Again(posed, work, control, watch)
        readiness = readiness_part(case)
        rows = sorted(
            readiness["lifting"], key=lambda row: (-(row["credit"] or 0.0), row["contingent"], row["caveat"])
        )
        self._caveats: list[dict[str, Any]] = [
            {**row, "status": KEPT, **NOTHING, "singly": _sectors(case, row)} for row in rows
        ]
        self._bites = readiness["if_suspected_bite"]
        self._denials = Denials(posed, case, self._again)

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
            "restrictions": self._denials.document(),
        }

    def questions(self) -> tuple[list[Question], ...]:
        """Return what costs travel times or placements, by kind, the most promising of each kind first."""
        return self._denials.together(), self.caveats(), self._denials.singly(), self.sectors()

    def caveats(self) -> list[Question]:
        """Return the caveats for which to place again, those that gain most as it stands first."""
        return [
            self._question("caveat", f"{row['caveat']} of {row['contingent']}", row, row, "")
            for row in self._caveats[: self._work.solve]
        ]

    def sectors(self) -> list[Question]:
        """Return the sectors, where a contingent has several, for which to place again without one alone."""
        singles = [(row, one) for row in self._caveats for one in row["singly"]]
        return [
            self._question("sector", f"{one['name']} of {row['contingent']}", row, one, one["name"])
            for row, one in singles[: self._work.solve]
        ]

    def _question(
        self, kind: str, about: str, row: dict[str, Any], answer: dict[str, Any], sector: str
    ) -> Question:
        def ask(done: int, to_come: int) -> None:
            here = self._posed.ground
            landscape = _without_caveat(here.landscape, row["contingent"], row["caveat"], sector)
            ground = replace(here, landscape=landscape)
            answer.update(self._again.place(ground, f"the best plan without {about}", done, to_come))

        return Question(kind, about, ask)


def _sectors(case: Case, row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what each sector alone gains as it stands, the greatest first; none where one is all."""
    if row["caveat"] != "no_go":
        return []
    found = sector_liftings(case, row["contingent"])
    found.sort(key=lambda one: (-(one["credit"] or 0.0), one["name"]))
    return [{**one, "status": KEPT, **NOTHING} for one in found]


def _without_caveat(landscape: Landscape, contingent: str, caveat: str, sector: str) -> Landscape:
    """Return a landscape in which a contingent does not have one of its caveats, or one sector alone."""
    column, value = {
        "no_night": ("no_night", False),
        "maximum_distance": ("max_distance_m", math.inf),
        "no_go": ("no_go", ()),
        "no_joint": ("no_joint", False),
    }[caveat]
    table = landscape.contingents.copy()
    its = table["name"].str.casefold() == contingent.casefold()
    values = [
        (tuple(name for name in old if name != sector) if sector else value) if mine else old
        for mine, old in zip(its, table[column], strict=True)
    ]
    table[column] = pd.Series(values, index=table.index, dtype=table[column].dtype)
    return replace(landscape, contingents=table)
