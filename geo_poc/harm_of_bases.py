"""Harm that bases may bring: violence that moves away, attacks drawn, exploitation, too little distance kept.

A flag calls for cover, patrols, distance or rules; it changes a plan only by a veto or where distances bind.
"""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_poc.case import Case
from geo_poc.distances import actors_of, nearest_m
from geo_poc.harm_flag import Flag, site_flag
from layers.proximity import people_beside
from optimisation.assets import Asset

TOWNS = ("city", "town")
SCHOOLS = ("school", "kindergarten", "college", "university")
HOSPITALS = ("hospital", "clinic", "health", "doctors")
"""Words in the class of a place that is a school or a hospital."""

NO_EXCEPTION = "Move it, or give the reason in harm.exception"
DISPLACED = "site of displaced people"
PARALLEL = "parallel-force"
"""What flags of a base near a parallel force are about."""


def displacement(case: Case) -> Iterator[Flag]:
    """Yield the risk in the ring around each new base that nothing covers (Peitz and Reisch 2019).

    The ring lies between the base's own reach and `harm.ring` times it. Covered is what a tier II tool has
    within its own reach, or a patrol visits.
    """
    uncovered = _beyond_every_reach(case) & (case.evaluation.visits == 0)
    total = case.demand.total()
    for base in _new_bases(case):
        reach = case.reaches.tools[base.tool].reach_min
        outer = reach * case.mission.keys.harm.ring
        ring = np.zeros(uncovered.size, dtype=np.bool_)
        ring[case.reaches.within(base, outer)] = True
        ring[case.reaches.within(base, reach)] = False
        left = ring & uncovered
        risk, people = float(total[left].sum()), float(case.demand.people[left].sum())
        if risk > 0:
            reason = (
                f"violence may move to where {people:,.0f} people live {reach:g} to {outer:g} minutes from "
                "the new base, out of reach of every base and unvisited by patrols (Peitz and Reisch 2019): "
                "cover or patrol this ring"
            )
            yield site_flag("displacement", case.sites[base.site], risk, "weighted risk", reason)


def attacks_drawn(case: Case) -> Iterator[Flag]:
    """Yield people beside each new base, and every base near a parallel force's place or area."""
    harm = case.mission.keys.harm
    for base in _new_bases(case):
        site = case.sites[base.site]
        people = people_beside(case.landscape, site.lon, site.lat, radius_m=harm.beside_m)
        known = "travel cells are too coarse to tell how many" if people is None else f"{people:,.0f} people"
        reason = (
            f"an attack on the new base would strike who lives within {harm.beside_m / 1000:g} km of it "
            f"({known}); their close proximity is a standing duty"
        )
        if people is None or people > 0:
            yield site_flag("attacks_drawn", site, people, "people", reason)
    forces = actors_of(case, "parallel_force")
    for base in case.bases():
        away = nearest_m(case, base, forces)
        if away <= harm.parallel_m:
            reason = (
                f"the place or area of a parallel force is {away / 1000:.1f} km away: attacks on it, or by "
                "it, may come to the site; agree on distance and information"
            )
            site = case.sites[base.site]
            yield site_flag("attacks_drawn", site, away / 1000, "km", reason, about=PARALLEL)


def exploitation(case: Case) -> Iterator[Flag]:
    """Yield each new base beside a town or a site of displaced people."""
    limit = case.mission.keys.harm.settlement_m
    places = case.landscape.places
    towns = places[places["class"].isin(TOWNS)] if len(places) else places
    for base in _new_bases(case):
        for about, what, table in (
            ("town", "town", towns),
            ("displaced", DISPLACED, case.landscape.displaced),
        ):
            away = nearest_m(case, base, table)
            if away <= limit:
                reason = (
                    f"the new base is {away / 1000:.1f} km from a {what}: sexual exploitation and abuse "
                    "become likelier; training, ways to complain and rules of conduct before it opens"
                )
                site = case.sites[base.site]
                yield site_flag("exploitation", site, away / 1000, "km", reason, about=about)


def keep_away(case: Case) -> Iterator[Flag]:
    """Yield each base nearer than it should be to a site of displaced people, aid, a school, a hospital."""
    harm = case.mission.keys.harm
    excepted = exceptions(case)
    kinds = (
        ("displaced", DISPLACED, case.landscape.displaced, harm.keep_away_displaced_m),
        (
            "humanitarian",
            "humanitarian place",
            actors_of(case, "humanitarian"),
            harm.keep_away_humanitarian_m,
        ),
        ("school", "school", _places(case, SCHOOLS), harm.keep_away_school_m),
        ("hospital", "hospital", _places(case, HOSPITALS), harm.keep_away_hospital_m),
    )
    for base in case.bases():
        site = case.sites[base.site]
        given = excepted.get(site.id, "")
        why = f"Exception: {given}" if given else NO_EXCEPTION
        for about, what, table, limit in kinds:
            away = nearest_m(case, base, table)
            if away < limit:
                reason = (
                    f"the base is {away / 1000:.1f} km from a {what}; {limit / 1000:g} km are to be kept. "
                )
                yield site_flag("keep_away", site, away / 1000, "km", reason + why, about=about)


def exceptions(case: Case) -> dict[str, str]:
    """Return why bases may be nearer than the distances to keep, by the ids of their sites."""
    given = {item.site.casefold(): item.reason for item in case.mission.keys.harm.exception}
    return {
        site.id: given.get(site.id.casefold(), given.get(site.name.casefold(), ""))
        for site in case.sites
        if site.id.casefold() in given or site.name.casefold() in given
    }


def _places(case: Case, kinds: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the places whose class names one of some kinds."""
    places = case.landscape.places
    if not len(places):
        return places
    named = places["class"].astype(str).str.casefold().str.contains("|".join(kinds), regex=True)
    return places[named]


def _new_bases(case: Case) -> list[Asset]:
    return [asset for asset in case.new() if case.reaches.tools[asset.tool].base]


def _beyond_every_reach(case: Case) -> NDArray[np.bool_]:
    beyond = np.ones(case.demand.cells.size, dtype=np.bool_)
    for asset in case.assets:
        tool = case.reaches.tools[asset.tool]
        if tool.reaching:
            beyond[case.reaches.within(asset, tool.reach_min)] = False
    return beyond
