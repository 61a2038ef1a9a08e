"""A plan as it was given, and the course it takes: what it keeps, adds and closes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import shapely

from geo_poc.evaluating_entries import named_threats, site_entries, usable_rows
from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_patrols import Patrol, plan_patrols
from geo_poc.evaluating_plan import TABLE, PlanRow, PlanSource, Told, plan_file, read_plan
from geo_poc.evaluating_sites import PlacedRows, place_rows
from geo_poc.ground import Sited
from geo_poc.locks import resolve_locks
from geo_poc.mission import Mission
from geo_poc.troops import standing
from layers.errors import Finding, raise_errors
from layers.landscape import Landscape
from layers.positions import BBox
from optimisation.assets import Asset
from optimisation.options import Lock


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A plan as it was given: its rows, where they are, what they name, and what was found."""

    file: Path | None
    rows: tuple[PlanRow, ...]
    placed: PlacedRows
    threats: dict[int, str]
    patrols: tuple[Patrol, ...]
    findings: tuple[Finding, ...]
    told: Told


def read_given(mission: Mission, sited: Sited, plan: PlanSource) -> Given:
    """Read a plan and place its rows; all that makes no sense is raised at once."""
    read, findings = read_plan(mission, plan, bbox=_bbox(sited.landscape))
    file = plan_file(plan)
    told = Told(TABLE if file is None else file.name)
    rows = usable_rows(mission, read, told)
    placed = place_rows(mission, sited, rows, told)
    threats = named_threats(mission, rows, told)
    patrols = plan_patrols(mission, rows, placed, told)
    raise_errors((*findings, *told.findings))
    return Given(file, rows, placed, threats, patrols, findings, told)


def _bbox(landscape: Landscape) -> BBox:
    west, south, east, north = shapely.bounds(landscape.area)
    lon, lat = landscape.grid.unproject([west, west, east, east], [south, north, south, north])
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a plan keeps, adds and closes.

    Parameters
    ----------
    only : bool
    locks : tuple of Lock
    today : tuple of (site, tool)
    entries : tuple of Entry
        What stands at sites.
    bases : tuple of Asset
        The bases among it.
    closing : tuple of int
        Bases in place that close.
    """

    only: bool
    locks: tuple[Lock, ...]
    today: tuple[tuple[int, str], ...]
    entries: tuple[Entry, ...]
    bases: tuple[Asset, ...]
    closing: tuple[int, ...]


def course_of(mission: Mission, sited: Sited, given: Given, *, only: bool) -> Course:
    """Return what a plan makes of today; bases that locks close stay closed unless it names them."""
    locks = resolve_locks(mission, sited.sites)
    today = standing(sited.landscape)
    shut = {lock.site for lock in locks if not lock.open}
    kept = () if only else tuple(pair for pair in today if pair[0] not in shut)
    entries = site_entries(mission, given.rows, given.placed, today, kept)
    opened = {(entry.asset.site, entry.asset.tool) for entry in entries}
    own = [(number, str(tool)) for number, tool in enumerate(sited.landscape.bases["tool"])]
    bases = {e.asset.id: e.asset for e in entries if mission.keys.assets[e.asset.tool].base}
    closing = tuple(site for site, tool in own if (site, tool) not in opened)
    return Course(only, locks, today, entries, tuple(bases.values()), closing)


def patrolled_sites(mission: Mission, course: Course, *, patrols: bool) -> set[int] | None:
    """Return the sites whose patrols are asked for: today's bases for the present, the plan's if wanted.

    None stands for all sites, where a floor asks for a share of what patrols too could reach.
    """
    kinds = [name for name, asset in mission.keys.assets.items() if asset.stands == "route"]
    if any(rule.of == "strategic" and rule.base == "reachable" for rule in mission.keys.constraints.floor):
        accepted = {tool for threat in mission.keys.threat if threat.strategic for tool in threat.tools}
        if accepted.intersection(kinds):
            return None
    free = any(getattr(mission.keys.budget, name) is None for name in kinds)
    today = {site for site, _ in course.today} if free else set()
    return today | ({base.site for base in course.bases} if patrols else set())
