"""From the mission's constraints to values on its sites and demand cells, with every name looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from geo_poc.admin_reach import OUTSIDE, AdminArea, admin_areas
from geo_poc.group_floors import group_people, uninformative
from geo_poc.locks import LOST, sites_by_name
from geo_poc.mission import Mission
from geo_poc.schema_constraints import Backup, FloorRule
from layers.admin import suggest
from layers.errors import Finding, Severity
from layers.landscape import Landscape
from optimisation.assemble import must_limits
from optimisation.assets import Tool
from optimisation.constraints import AreaFloor, Constraints, Mix, Part, Release, Spacing, Support
from optimisation.coverage import Limits, reach_limits
from optimisation.demand import Demand
from optimisation.options import Lock
from optimisation.plan import Site


def constraints_of(
    mission: Mission,
    landscape: Landscape,
    demand: Demand,
    *,
    tools: Sequence[Tool],
    sites: Sequence[Site],
    locks: Sequence[Lock],
) -> tuple[Constraints, tuple[Finding, ...]]:
    """Return a mission's constraints but for vetoes and distances to keep, and what is wrong with them.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    demand : Demand
    tools : sequence of Tool
    sites : sequence of Site
        Bases in place first.
    locks : sequence of Lock
        A base that one closes is no hub.
    """
    made = _Lookup(mission, landscape, demand, tools, sites, locks)
    found = Constraints(
        spacing=tuple(made.spacings()),
        supports=tuple(made.supports()),
        floors=(*made.floors(), *made.backups()),
        mixes=tuple(made.mixes()),
        releases=tuple(made.releases()),
        moves=mission.keys.constraints.moves,
    )
    made.exceptions()
    return found, tuple(made.findings)


class _Lookup:
    """Constraints with names looked up; what is not found is kept as a finding."""

    def __init__(
        self,
        mission: Mission,
        landscape: Landscape,
        demand: Demand,
        tools: Sequence[Tool],
        sites: Sequence[Site],
        locks: Sequence[Lock],
    ) -> None:
        self._mission, self._keys = mission, mission.keys.constraints
        self._landscape, self._demand, self._tools, self._sites = landscape, demand, tools, sites
        self._locks = {lock.site: lock for lock in locks if lock.reason != LOST}
        self._shut = {lock.site for lock in locks if not lock.open}
        self._bases = tuple(tool.name for tool in tools if tool.base)
        self._by_name = sites_by_name(sites)
        self._areas: tuple[AdminArea, ...] | None = None
        self.findings: list[Finding] = []

    def spacings(self) -> Iterator[Spacing]:
        """Yield the least distances."""
        for rule in self._keys.spacing:
            tools = tuple(rule.tools) or self._bases
            yield Spacing(tools, rule.metres or 0.0, rule.minutes or 0.0, rule.reason)

    def supports(self) -> Iterator[Support]:
        """Yield the rules of support from hubs."""
        for number, rule in enumerate(self._keys.hub, start=1):
            key = f"constraints.hub[{number}].sites"
            hubs = [self._site(key, name) for name in rule.sites]
            open_hubs = tuple(hub for hub in hubs if hub is not None and hub not in self._shut)
            decided = set(hubs) <= set(self._locks)
            if rule.sites and not rule.tools and not open_hubs and decided:
                self._wrong(
                    key,
                    f"every hub of {rule.name} is a site that a lock closes",
                    "name another hub, or remove the lock",
                    ", ".join(rule.sites),
                )
            yield Support(
                rule.name,
                tuple(rule.serves) or self._bases,
                open_hubs,
                tuple(rule.tools),
                rule.within_min,
                rule.air_kmh if rule.by == "air" else 0.0,
                rule.preparation_min,
                rule.relay,
            )

    def floors(self) -> Iterator[AreaFloor]:
        """Yield the floors, one for each area that they ask for."""
        for number, rule in enumerate(self._keys.floor, start=1):
            key = f"constraints.floor[{number}]"
            if rule.group is not None:
                self.findings += uninformative(self._mission, self._landscape, self._demand, rule, key)
            empty: list[str] = []
            for words, inside in self._where(key, rule.district, rule.level):
                parts = tuple(self._parts(rule, key, inside))
                name = f"floor: {rule.name}{words}"
                if sum(float(part.weights.sum()) for part in parts) > 0:
                    yield AreaFloor(
                        name, _kind(rule), parts, rule.share, rule.hard, reachable=rule.base == "reachable"
                    )
                else:
                    empty.append(name)
            if empty:
                more = f" ({len(empty):,} areas; this is the first)" if len(empty) > 1 else ""
                self._tell(
                    "warning",
                    key,
                    f"{empty[0]} has nothing to reach and is left out{more}",
                    "check the area, and the layers that hold whom it is for",
                    rule.group or rule.of,
                )

    def _parts(self, rule: FloorRule, key: str, inside: NDArray[np.bool_]) -> Iterator[Part]:
        demand, cells = self._demand, np.flatnonzero(inside)
        if rule.of == "strategic":
            for threat in demand.threats:
                if threat.strategic:
                    held = inside[threat.cells]
                    limits = must_limits(threat, {tool.name: tool for tool in self._tools})
                    yield Part(limits, threat.cells[held], threat.weights[held])
            return
        if rule.of == "risk":
            weight = demand.total() if rule.source is None else demand.weights.get(rule.source)
            if weight is None:
                words = f"nothing of {rule.source} is observed: a floor on it asks for nothing"
                self._tell("warning", f"{key}.source", words, "remove the floor", rule.source)
                return
        elif rule.group is None:
            weight = np.where(demand.at_risk(), demand.people, 0.0)
        else:
            people = group_people(self._landscape, demand)
            if rule.group not in people:
                known = ", ".join(people) or "none: give layers.groups or layers.displaced"
                self._wrong(f"{key}.group", "no layer counts this group", f"known are {known}", rule.group)
                return
            weight = np.where(demand.at_risk(), people[rule.group], 0.0)
        yield Part(self._own_reach(rule.within_min), cells, weight[cells])

    def _own_reach(self, within_min: float | None) -> Limits:
        """Return the limits of tier II tools: their own reach, or less where a time is given."""
        limits = reach_limits(self._tools, tier=2)
        if within_min is None:
            return limits
        return tuple((name, min(reach, within_min)) for name, reach in limits)

    def backups(self) -> Iterator[AreaFloor]:
        """Yield the areas that need several distinct sites: classes of base, of which a site has one."""
        demand = self._demand
        for number, rule in enumerate(self._keys.backup, start=1):
            key = f"constraints.backup[{number}]"
            inside = self._backed(rule, key)
            if inside is None:
                continue
            cells = np.flatnonzero(inside)
            for weight in (demand.total()[cells], demand.people[cells], np.ones(cells.size)):
                if weight.sum() > 0:
                    break
            limits = tuple((name, rule.within_min) for name in sorted(rule.tools or self._bases))
            part = Part(limits, cells, weight)
            name = f"backup: {rule.name}"
            yield AreaFloor(name, "backup", (part,), rule.share, rule.hard, most=rule.least)

    def _backed(self, rule: Backup, key: str) -> NDArray[np.bool_] | None:
        """Return the cells that a rule of backup is about; None where they are not found."""
        demand, grid = self._demand, self._landscape.grid
        if rule.district is not None:
            return next((inside for _, inside in self._where(key, rule.district, None)), None)
        inside = np.zeros(demand.cells.size, dtype=np.bool_)
        if rule.site is not None:
            site = self._site(f"{key}.site", rule.site)
            if site is None:
                return None
            lon, lat, radius_m = self._sites[site].lon, self._sites[site].lat, 0.0
        else:
            assert rule.centre is not None  # noqa: S101 (one of the three is given)
            (lon, lat), radius_m = rule.centre, (rule.radius_km or 0.0) * 1000.0
        x, y = (float(value) for value in grid.project(lon, lat))
        inside |= np.hypot(demand.x - x, demand.y - y) <= radius_m
        flat = int(grid.cell_of(x, y))
        if flat >= 0 and demand.position[flat] >= 0:
            inside[demand.position[flat]] = True
        if not inside.any():
            self._wrong(key, "the area has no cell inside the mission's area", "correct it", rule.name)
            return None
        return inside

    def mixes(self) -> Iterator[Mix]:
        """Yield the tiers that areas must have."""
        for number, rule in enumerate(self._keys.tier, start=1):
            for words, inside in self._where(f"constraints.tier[{number}]", rule.district, rule.level):
                name = f"tier {'I' * rule.tier}: {rule.name}{words}"
                yield Mix(name, rule.tier, inside, rule.least, rule.hard)

    def releases(self) -> Iterator[Release]:
        """Yield the bases that may close or move; one that a lock decides, or is named twice, is an error.

        That the same name is decided twice is told before; here an id and a name may be one site.
        """
        seen: dict[int, str] = {}
        for number, rule in enumerate(self._keys.release, start=1):
            key = f"constraints.release[{number}].site"
            site = self._site(key, rule.site)
            if site is None:
                continue
            if self._sites[site].kind != "base":
                words = "no base stands there today: there is nothing to close or move"
                self._wrong(key, words, "name a base in place", rule.site)
                continue
            if site in self._locks:
                lock = self._locks[site]
                decided = f"is {'locked' if lock.open else 'forbidden'} by a lock ({lock.reason})"
                words = f"the base may close or move ({rule.reason}) and {decided}"
                self._wrong(key, words, "remove one of the two", rule.site)
            if site in seen:
                words = f"the base is named twice ({seen[site]}; {rule.reason})"
                self._wrong(key, words, "give all of its costs once", rule.site)
            seen[site] = rule.reason
            yield Release(site, rule.reason, rule.keep_cost, rule.close_cost, rule.move_cost)

    def exceptions(self) -> None:
        """Tell the exceptions to distances that are for no site: one misspelt lets nothing in."""
        for number, one in enumerate(self._mission.keys.harm.exception, start=1):
            if not self._by_name.get(one.site.casefold()):
                words = "no site has this name: the exception is for nothing"
                remedy = "name a base, or a candidate site, by its name or id"
                self._tell("warning", f"harm.exception[{number}].site", words, remedy, one.site)

    def _where(
        self, key: str, district: str | None, level: int | None
    ) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Yield the areas of a rule with how they are named behind it; all cells where it names none."""
        if district is None and level is None:
            yield "", np.ones(self._demand.cells.size, dtype=np.bool_)
            return
        if self._areas is None:
            self._areas = admin_areas(self._landscape, self._demand)
        named = [area for area in self._areas if area.name != OUTSIDE]
        if level is not None:
            chosen = [area for area in named if area.level == level]
            known = ", ".join(sorted({str(area.level) for area in named}))
            if not chosen:
                remedy = f"levels are {known}" if known else "give layers.districts with a level"
                self._wrong(f"{key}.level", "there are no districts of this level", remedy, level)
        else:
            wanted = str(district).casefold()
            chosen = [area for area in named if wanted in (area.name.casefold(), area.code.casefold())]
            if len(chosen) != 1:
                what = "no district with a cell has this name" if not chosen else "several have this name"
                listed = [area.name if not chosen else area.code for area in (chosen or named)]
                like = suggest(wanted, self._landscape.districts) if named and not chosen else ""
                # What is spelled nearly so comes first.
                listed = sorted(listed, key=lambda one: one != like)[:12]
                remedy = f"use one of: {', '.join(listed) or 'no district layer is given'}"
                self._wrong(f"{key}.district", what, remedy, district)
                return
        for area in chosen:
            inside = np.zeros(self._demand.cells.size, dtype=np.bool_)
            inside[area.positions] = True
            yield (f" in {area.name}" if level is not None else ""), inside

    def _site(self, key: str, name: str) -> int | None:
        """Return the site of a name or an id; None, with a finding, where it is not one."""
        found = self._by_name.get(name.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(self._sites[number].id for number in found[:8])
            self._wrong(key, f"{len(found)} sites have this name", f"use one of the ids: {ids}", name)
        else:
            remedy = "name a base, or a place of the places layer that can be reached"
            self._wrong(key, "no site has this name", remedy, name)
        return None

    def _wrong(self, key: str, message: str, remedy: str, value: object) -> None:
        self.findings.append(Finding("error", message, remedy, column=key, value=str(value)[:80]))

    def _tell(self, severity: Severity, key: str, message: str, remedy: str, value: object) -> None:
        self.findings.append(Finding(severity, message, remedy, column=key, value=str(value)[:80]))


def _kind(rule: FloorRule) -> str:
    """Return the kind of a floor as products tell it."""
    if rule.of == "strategic":
        return "strategic"
    if rule.group is not None:
        return "group"
    return "source" if rule.source is not None else "area"
