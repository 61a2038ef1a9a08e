"""A tiny mission with every kind of thing a plan may hold, and plans as somebody would type them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo_poc.control import Clock, Control
from geo_poc.evaluating_plan import PlanRow, Told, read_plan
from geo_poc.ground import Ground, Sited, choose_ground, travelled
from geo_poc.mission import Mission
from layers.errors import Finding
from tests.layers.sources.plans import grid, write_plan
from tests.layers.sources.written import geojson
from tests.tiny_mission import Tiny, write_tiny

__all__ = ["BUDGET", "Row", "at", "document", "grid", "ground_of", "rows_of", "sited_of", "warned", "world"]

Row = Mapping[str, object]

BUDGET = {
    "cob": 1, "tob": 1, "jpt": 2, "cla": 1, "adviser": 1, "engagements": 1, "patrol": 4, "night_patrol": 2,
}  # fmt: skip
EXTRA = """\
[layers.contingents]
path = "contingents.csv"

[[threat]]
id = "T1"
name = "Raids in the north"
source = "armed_group"
priority = "must"
centre = [0.30, 0.50]
radius_km = 8
interlocutors = { mediation = "elders" }

[[threat]]
id = "T2"
name = "Thefts"
source = "criminal"
priority = "could"
centre = [0.30, 0.10]
radius_km = 8
interlocutors = { mediation = "chiefs" }
"""
CLOSED = {
    "name": "Closed",
    "state": "denied",
    "probability": 1.0,
    "authority": "state",
    "reason": "test",
}
CONTINGENTS = """\
contingent,caveat,value,declared,preparation_min
Alpha,no_night,,declared,
Bravo,maximum_distance,12,declared,10
"""
BASES = """\
name,latitude,longitude,personnel,tool,contingent,cla
West,0.30,0.15,120,cob,Alpha,3
East,0.30,0.45,120,cob,,
"""


def world(
    folder: Path,
    *,
    extra: str = "",
    budget: Mapping[str, int] | None = None,
    closed: BaseGeometry | None = None,
    closed_to: str = "military;civilian;police",
) -> Mission:
    """Write the mission and load it: West under a night caveat with liaison assistants, East without.

    Nobody of `closed_to` may enter what is `closed`.
    """
    if closed is not None:
        extra += '[layers.restrictions]\npath = "closed.geojson"\n'
    tiny = Tiny(
        budget=BUDGET if budget is None else budget,
        extra=EXTRA + extra,
        files={"contingents.csv": CONTINGENTS},
    )
    path = write_tiny(folder, tiny)
    (folder / "bases.csv").write_text(BASES, encoding="utf-8")
    if closed is not None:
        geojson(folder / "closed.geojson", [(closed, {**CLOSED, "applies_to": closed_to})])
    return Mission.load(path)


def sited_of(mission: Mission) -> Sited:
    """Return the landscape and the known sites of a mission."""
    return choose_ground(mission, Clock(None))


def ground_of(mission: Mission) -> Ground:
    """Return the ground of a mission without patrols laid out."""
    return travelled(mission, sited_of(mission), Control(), Clock(None), patrolled=())


def at(lon: float, lat: float) -> dict[str, str]:
    """Return a position as MGRS."""
    return {"mgrs": grid(lon, lat)}


def rows_of(folder: Path, mission: Mission, *rows: Row) -> tuple[tuple[PlanRow, ...], Told]:
    """Write rows as csv and read them, with a place for what is found about them."""
    return read_plan(mission, write_plan(folder / "plan.csv", rows))[0], Told("plan.csv")


def warned(findings: Sequence[Finding], words: str, severity: str = "warning") -> Finding:
    """Return the one finding of a severity that has some words in it."""
    found = [f for f in findings if f.severity == severity and words in f.message]
    assert len(found) == 1, [f.text() for f in findings if f.severity == severity]
    return found[0]


def document(folder: Path, name: str) -> dict[str, Any]:
    """Return a JSON document of a run."""
    read: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return read
