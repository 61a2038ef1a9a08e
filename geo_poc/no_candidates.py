"""New bases are budgeted and there is no site that they could stand at: told before anything is placed."""

from __future__ import annotations

from collections.abc import Sequence

from geo_poc.mission import Mission
from geo_poc.option_words import tool_words, units_words
from layers.errors import Finding
from layers.landscape import Landscape
from optimisation.options import Lock
from optimisation.plan import Site


def no_candidates(
    mission: Mission, landscape: Landscape, sites: Sequence[Site], locks: Sequence[Lock]
) -> tuple[Finding, ...]:
    """Return a warning where new bases are budgeted and there is no site that they could stand at.

    It is no error: teams and posts may still go to the bases that stand.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    sites : sequence of Site
    locks : sequence of Lock
        A place that a lock forbids is a candidate by its name alone: nothing may stand there.
    """
    wanted = _wanted(mission)
    forbidden = {lock.site for lock in locks if not lock.open}
    candidates = [number for number, site in enumerate(sites) if site.kind == "candidate"]
    if not wanted or set(candidates) - forbidden:
        return ()
    column, value, why, remedy = _cause(mission, landscape, bool(candidates))
    none = "none of them can be placed"
    if mission.keys.constraints.release:
        none += ", save where a base closes"
    message = f"the budget allows {', '.join(wanted)}, and there is no candidate site{why}: {none}"
    return (Finding("warning", message, remedy, column=column, value=value),)


def _wanted(mission: Mission) -> list[str]:
    """Return how many of which class of base the budget has, in words."""
    budget = mission.keys.budget.model_dump()
    asked = {name: budget.get(name) for name, asset in mission.keys.assets.items() if asset.base}
    return [
        f"{count} {tool_words(name) if count == 1 else units_words(name)}"
        for name, count in asked.items()
        if count
    ]


def _cause(mission: Mission, landscape: Landscape, some: bool) -> tuple[str, str, str, str]:
    """Return key, value, why there is no site in words, and the remedy.

    Parameters
    ----------
    some : bool
        Whether there are candidates, all of them forbidden.
    """
    keys = mission.keys.candidates
    places = len(landscape.places) or (keys.displaced and len(landscape.displaced))
    beside = " beside those that locks forbid" if some else ""
    if keys.max == 0:
        more = "" if places else ", and give layers.places"
        return "candidates.max", "0", beside, f"set candidates.max above 0{more}"
    if not places:
        return "layers.places", "", "", "give layers.places with places that can be reached"
    if some:
        remedy = "remove a lock that forbids, add places, raise candidates.max or lower candidates.spacing_m"
        return "candidates", "0", beside, remedy
    remedy = (
        "add places inside the area that troops can reach, or lower candidates.spacing_m where bases are near"
    )
    return "candidates", "0", " among the places: all are beyond reach or too near a base", remedy
