"""From files at a glance to the layers of a mission: which file serves as what, and what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo_poc.defaults import OFF_ROAD_KMH, ROAD_KMH
from geo_poc.found_groups import age_sex_set
from geo_poc.found_used import Used
from layers.found.features import SKELETON_M
from layers.found.sight import Sight
from layers.positions import BBox

NEEDED = ("area", "layers.incidents", "layers.bases", "layers.population")
"""Without these there is no plan."""

WINDOW_YEARS = 4
COARSE_M = 1000.0
"""Land cover and elevation of longer pixels are not taken: one pixel would stand for many travel cells."""

_MANY = 4
_PART = 2.5
"""A raster of so many times the people of another on one place has all of them, the other a group."""
_CLASSES = 20
_ONE = ("displaced", "restrictions", "other_actors", "actors", "contingents", "rivers", "lakes")


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder's files make of a mission.

    Parameters
    ----------
    used : tuple of Used
        In the order of the mission file.
    unused : tuple of (Sight, str)
        Understood or not, and why they do not serve.
    box : tuple of float or None
        The area where no file has an outline: the box of the incidents.
    as_of : date
    window : tuple of date or None
    road_kmh : mapping of str to float
        Classes of roads that have no speed of their own.
    assumptions : mapping of str to str
        Key of the mission file to what was assumed for it.
    missing : tuple of str
        Keys that a plan needs and no file serves for.
    """

    used: tuple[Used, ...]
    unused: tuple[tuple[Sight, str], ...]
    box: BBox | None
    as_of: date
    window: tuple[date, date] | None
    road_kmh: Mapping[str, float]
    assumptions: Mapping[str, str]
    missing: tuple[str, ...]

    def of(self, key: str) -> tuple[Used, ...]:
        """Return the files of one key."""
        return tuple(item for item in self.used if item.key == key)


def choose(sights: Sequence[Sight], *, today: date) -> Found:
    """Choose a file for each layer: the newest, the finest, the one with most rows.

    Parameters
    ----------
    sights : sequence of Sight
    today : date
        The day of planning where no file has a date.
    """
    used: list[Used] = []
    incidents = _ranked(sights, "incidents")
    events = incidents[0].points if incidents else np.empty((0, 2))
    area, districts, box = _outlines(sights, events)
    used += _first("layers.incidents", incidents, "the newest, then the most rows")
    used += _bases(sights, incidents)
    near = area[0].sight.box if area else box
    groups, members = age_sex_set(sights)
    people = _population([sight for sight in sights if sight not in members], near)
    if area and people:
        area = [_cut(area[0], people)]
    used = [*area, *used, *people, *groups, *_roads(sights)]
    for kind in _ONE:
        used += _first(f"layers.{kind}", _ranked(sights, kind), "the newest, then the most rows")
    used += [*_places(sights), *districts, *_travel_rasters(sights)]
    as_of, window, assumptions = _days(used, today)
    road_kmh = _speeds(used, assumptions)
    have = {item.key for item in used} | ({"area"} if box else set())
    taken = {item.sight.file for item in used} | _of_set(groups, members)
    unused = tuple(
        (sight, _why_not(sight, used, of_set=sight in members)) for sight in sights if sight.file not in taken
    )
    missing = tuple(key for key in NEEDED if key not in have)
    return Found(tuple(used), unused, box, as_of, window, road_kmh, assumptions, missing)


def _of_set(groups: Sequence[Used], members: Sequence[Sight]) -> set[Path]:
    """Return the files of the set that is used."""
    if not groups:
        return set()
    folder, named = groups[0].sight.file, set(groups[0].keys.get("groups", {}).values())
    return {s.file for s in members if s.file.parent == folder and (not named or s.file.name in named)}


def _ranked(sights: Sequence[Sight], kind: str) -> list[Sight]:
    """Return the files of a kind, the newest first, then those with most rows."""
    found = [sight for sight in sights if sight.kind == kind]
    return sorted(found, key=lambda s: (s.newest or date.min, s.rows), reverse=True)


def _first(key: str, ranked: Sequence[Sight], rule: str) -> list[Used]:
    if not ranked:
        return []
    several = f"taken of {len(ranked)} such files: {rule}" if len(ranked) > 1 else ""
    said = ranked[0].recognised if "taken for" in ranked[0].recognised else ""
    return [Used(ranked[0], key, {}, "; ".join(part for part in (several, said) if part))]


def _outlines(sights: Sequence[Sight], events: Any) -> tuple[list[Used], list[Used], BBox | None]:
    """Return the file of the area, those of the districts, and the box of the incidents in their place."""
    held = {sight.file: _share(sight, events) for sight in sights if len(sight.shapes)}
    most = 0.5 if len(events) else 0.0
    fits = [sight for sight in sights if sight.file in held and held[sight.file] >= most]
    outlines = [sight for sight in fits if sight.kind == "area"]
    single = [sight for sight in fits if sight.kind == "polygons" and sight.rows == 1]
    several = [s for s in fits if s.kind == "polygons" and s.rows > 1 and s.named]
    levels = {sight.level: sight for sight in _ranked(fits, "districts")[::-1]}
    if not levels and several:
        levels = {-1: max(several, key=lambda s: s.rows)}
    districts = [_district(sight) for _, sight in sorted(levels.items())]
    for sight in sorted(outlines or single, key=lambda s: -held[s.file])[:1]:
        told = f"{held[sight.file]:.0%} of the incidents lie in it" if len(events) else "the only outline"
        if sight.rows > 1:
            told += f"; ITS {sight.rows} POLYGONS ARE UNITED TO ONE AREA"
        closed = "; borders are taken as closed: nobody travels outside the outline"
        return [Used(sight, "area", {"borders": "closed"}, told + closed)], districts, None
    if districts:
        told = "NO OUTLINE WAS FOUND: the districts united are the area"
        return [Used(districts[-1].sight, "area", {}, told)], districts, None
    if len(events):
        (west, south), (east, north) = events.min(axis=0) - 0.1, events.max(axis=0) + 0.1
        return [], [], (max(-180.0, west), max(-90.0, south), min(180.0, east), min(90.0, north))
    return [], [], None


def _district(sight: Sight) -> Used:
    told = "polygons with names, in which the incidents lie" if sight.kind == "polygons" else ""
    return Used(sight, "layers.districts", {} if sight.level < 0 else {"level": sight.level}, told)


def _share(sight: Sight, events: Any) -> float:
    """Return which part of the incidents lies in a file's polygons."""
    if not len(events):
        return 0.0
    inside = shapely.STRtree(sight.shapes).query(shapely.points(events), predicate="intersects")[0]
    return len(np.unique(inside)) / len(events)


def _bases(sights: Sequence[Sight], incidents: Sequence[Sight]) -> list[Used]:
    """Return the bases: the newest; of one year a plain list before a history; undated is of now."""
    undated = incidents[0].newest if incidents and incidents[0].newest else date.min

    def rank(sight: Sight) -> tuple[date, bool, int]:
        return sight.newest or undated, sight.recognised.startswith("a list"), sight.rows

    ranked = sorted((s for s in sights if s.kind == "bases"), key=rank, reverse=True)
    chosen = _first("layers.bases", ranked, "the newest; of one year a plain list before a history")
    if chosen and chosen[0].sight.newest is None:
        told = "it gives no dates: taken as in place now"
        first = chosen[0]
        chosen = [Used(first.sight, first.key, first.keys, "; ".join(filter(None, (first.assumption, told))))]
    return chosen


def _population(sights: Sequence[Sight], near: BBox | None) -> list[Used]:
    """Return rasters of people that meet the area, the finest first, without those of one group of people."""
    people = [s for s in sights if s.kind == "population" and s.box and (near is None or _meet(s.box, near))]
    whole = [s for s in people if not any(_fuller(other, s) for other in people)]
    ranked = sorted(whole, key=lambda s: s.fineness)[:_MANY]
    used = []
    for number, sight in enumerate(ranked):
        told = f"unit {sight.unit} from its numbers; check the total"
        told += "; fills only the holes of the finer ones" if number else ""
        used.append(Used(sight, "layers.population", {"unit": sight.unit}, told))
    return used


def _fuller(other: Sight, sight: Sight) -> bool:
    """Return whether a raster has the same place as another, and the people of which that has a part."""
    if other is sight or other.box is None or sight.box is None:
        return False
    one, two = shapely.box(*other.box), shapely.box(*sight.box)
    alike = shapely.area(shapely.intersection(one, two)) >= 0.8 * shapely.area(shapely.union(one, two))
    same_pixels = abs(other.fineness / sight.fineness - 1) < 0.01
    needed = 1.0 if same_pixels else _PART
    more = other.density > needed * sight.density
    twins = same_pixels and other.density == sight.density and str(other.file) < str(sight.file)
    return bool(alike and (more or twins))


def _meet(one: BBox, other: BBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cut(area: Used, people: Sequence[Used]) -> Used:
    """Return the area, cut to the box of the population where that leaves part of the outline out."""
    boxes = [item.sight.box for item in people if item.sight.box]
    whole = shapely.union_all(area.sight.shapes)
    west, south, east, north = shapely.union_all([shapely.box(*box) for box in boxes]).bounds
    covered = shapely.area(shapely.intersection(whole, shapely.box(west, south, east, north)))
    if covered >= 0.97 * shapely.area(whole):
        return area
    left, low, right, top = whole.bounds
    box = max(west, left), max(south, low), min(east, right), min(north, top)
    told = f"THE OUTLINE IS CUT to the box of the population: {covered / shapely.area(whole):.0%} of it"
    bbox = [round(float(edge), 4) for edge in box]
    return Used(area.sight, area.key, {**area.keys, "bbox": bbox}, f"{area.assumption}; {told}")


def _roads(sights: Sequence[Sight]) -> list[Used]:
    """Return mapped roads where there are any, else all skeletons of links between towns."""
    roads = sorted((s for s in sights if s.kind == "roads"), key=lambda s: s.fineness)
    mapped = [sight for sight in roads if sight.fineness <= SKELETON_M]
    made = []
    for sight in mapped or roads:
        keys: dict[str, Any] = {"columns": dict(sight.columns)} if sight.columns else {}
        told = "minutes and metres as they give ordinary speeds" if sight.columns else ""
        if not mapped:
            keys["skeleton"] = True
            long = f"half of its lines are longer than {sight.fineness / 1000:.0f} km: main links only"
            told = "; ".join(part for part in (told, long) if part)
        made.append(Used(sight, "layers.roads", keys, told))
    return made


def _places(sights: Sequence[Sight]) -> list[Used]:
    """Return the settlements with most rows, else the named points with most rows."""
    points = sorted((s for s in sights if s.kind == "places"), key=lambda s: (s.share >= 0.5, s.rows))
    if not points:
        return []
    best = points[-1]
    told = f"most settlements of {len(points)} files of named points" if len(points) > 1 else ""
    if best.share < 0.5:
        told = "NO FILE OF SETTLEMENTS: candidate sites are drawn from these named points"
    return [Used(best, "layers.places", {}, told)]


def _travel_rasters(sights: Sequence[Sight]) -> Iterator[Used]:
    for kind in ("friction", "landcover", "elevation"):
        fits = [s for s in sights if s.kind == kind and (kind == "friction" or s.fineness <= COARSE_M)]
        for sight in sorted(fits, key=lambda s: s.fineness)[:1]:
            several = f"the finest of {len(fits)}" if len(fits) > 1 else ""
            yield Used(sight, f"layers.{kind}", {"scheme": sight.scheme} if sight.scheme else {}, several)


def _days(used: Sequence[Used], today: date) -> tuple[date, tuple[date, date] | None, dict[str, str]]:
    """Return the day of planning and the window of evaluation, with what was assumed."""
    newest = {item.key: item.sight for item in used if item.sight.newest}
    incidents, bases = newest.get("layers.incidents"), newest.get("layers.bases")
    last = incidents.newest if incidents else None
    days = [last] if last else []
    if bases and bases.newest and not (bases.by_year and last and bases.newest.year == last.year):
        days.append(bases.newest)
    told = {"as_of": "newest date in incidents and bases" if days else "NO FILE HAS A DATE: today"}
    as_of = max(days, default=today)
    if last is None:
        return as_of, None, told
    if (as_of - last).days > 365:
        told["as_of"] += f"; THE INCIDENTS END ON {last.isoformat()}, more than a year before"
    told["evaluation"] = f"the last {WINDOW_YEARS} years of the incidents"
    month_day = (2, 28) if (last.month, last.day) == (2, 29) else (last.month, last.day)
    start = date.fromordinal(date(last.year - WINDOW_YEARS, *month_day).toordinal() + 1)
    return as_of, (start, last), told


def _speeds(used: Sequence[Used], assumptions: dict[str, str]) -> dict[str, float]:
    """Return walking pace for classes of roads that no speed is known of, so that reach is not overstated."""
    seen = {name for item in used for name in item.sight.classes} - set(ROAD_KMH)
    strange = sorted(seen)[:_CLASSES]
    if strange:
        names = ", ".join(strange)
        assumptions["travel.road_kmh"] = (
            f"no speed is known of class {names}: walking pace until you give one"
        )
    return dict.fromkeys(strange, OFF_ROAD_KMH["military"])


def _why_not(sight: Sight, used: Sequence[Used], *, of_set: bool) -> str:
    if of_set:
        return "by its name one group by age or sex: of another set, or of one that lacks groups"
    if not sight.kind:
        return sight.why
    better = [item.sight.file.name for item in used if item.sight.kind == sight.kind]
    if sight.kind in ("landcover", "elevation") and sight.fineness > COARSE_M:
        return (
            f"pixels of more than {COARSE_M:g} m would stand for many travel cells; name it by hand to use it"
        )
    if sight.kind == "population":
        return "of another place, or of one group of people: another raster of the place has more"
    if sight.kind == "polygons":
        return "polygons without a level, a restriction or water in their words, or without the incidents"
    if sight.kind in ("area", "districts") and not better:
        return "fewer than half of the incidents lie in it"
    return f"another file is used: {', '.join(better[:3])}" if better else "no use for it was found"
