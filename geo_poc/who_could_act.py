"""Who could act on each threat of the register, and at what price: the mission, others, and no one.

Names of actors are at least Confidential. Humanitarians are shown, never tasked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.actors_near import actors_near
from geo_poc.area_access import area_access
from geo_poc.case import Case
from geo_poc.distances import actors_of
from geo_poc.harm_flag import Flag
from geo_poc.harm_of_bases import PARALLEL
from geo_poc.own_means import KINDS, PERSONA_OF, Means, accepted_tools, means_for
from layers.sources.other_actors import KINDS as ACTOR_KINDS
from optimisation.demand import ThreatArea

NO_ONE = "no_one"
OWN_PROTECTOR = "a source of threat is never its own protector"
MAY_BE_SOURCE = "state violence may be of foreign and allied forces too: find out whether it is the source"
NEVER_TASKED = "acts on its own mandate: shown, never tasked"
NOT_THERE = "none within or near the area"
UNSUPPORTED = "no support is possible: not cleared, or the assessment has expired"
NO_TOOL = "the mission has no such tool"
NOT_IN_TIME = "none within reach in time"
CLOSED = "no access to the area"
NO_INTERLOCUTOR = "the register names nobody to talk to"
NOT_ENGAGED = "not engaged on this threat"

_HARMS = {
    "un_military": ("displacement", "attacks_drawn", "exploitation", "keep_away"),
    "un_police": ("displacement", "attacks_drawn", "exploitation", "keep_away"),
    "un_civilian": ("informants", "substitution"),
}
"""Kinds of harm that an action of each may bring."""


def who_could_act(case: Case, flags: Sequence[Flag]) -> list[dict[str, Any]]:
    """Return a table of who could act for each threat of the register, in its order.

    Parameters
    ----------
    case : Case
    flags : sequence of Flag
        Of the same case: the consequences of acting.
    """
    return [_table(case, threat, flags) for threat in case.demand.threats]


def _table(case: Case, threat: ThreatArea, flags: Sequence[Flag]) -> dict[str, Any]:
    means = {kind: means_for(case, threat, kind) for kind in KINDS}
    people = case.demand.people[threat.cells] * (threat.weights > 0)
    # Only who is there in time reaches; teams and talks engage, patrols visit.
    reached = means["un_military"].in_time | means["un_police"].in_time
    near = [flag for flag in flags if _is_near(case, threat, flag)]
    out = float(people[~reached].sum())
    rows = [_own_row(case, threat, kind, means, near) for kind in KINDS]
    rows += [_actor_row(case, threat, kind, near) for kind in ACTOR_KINDS]
    rows.append(_blank(NO_ONE, None, "") | {"inaction_people": out})
    return {
        "threat": threat.id,
        "name": threat.name,
        "source": threat.source,
        "priority": threat.priority,
        "limit_min": threat.limit_min,
        "people": float(people.sum()),
        "people_out_of_reach": out,
        "rows": rows,
    }


def _own_row(
    case: Case, threat: ThreatArea, kind: str, means: dict[str, Means], near: Sequence[Flag]
) -> dict[str, Any]:
    mine, others = means[kind], np.zeros(threat.cells.size, dtype=np.bool_)
    for name, other in means.items():
        if name != kind and name in ("un_military", "un_police"):
            others |= other.in_time
    people = case.demand.people[threat.cells] * (threat.weights > 0)
    weight = float(threat.weights.sum())
    access = area_access(
        case.landscape, case.demand, threat, PERSONA_OF[kind], case.mission.keys.travel.season
    )
    return _blank(kind, bool(mine.names), _why_not(threat, kind, mine, access)) | {
        "assets": len(mine.assets),
        "tools": sorted({asset.tool for asset in mine.assets}),
        "acceptable": not mine.names.isdisjoint(accepted_tools(threat)),
        "share_in_time": float(threat.weights[mine.within].sum()) / weight,
        "share_accepted": float(threat.weights[mine.accepted].sum()) / weight,
        "visits": _visits(threat, mine, people),
        "advantage": _advantage(case, threat, mine),
        "delay_weeks": _delay(case, mine),
        "access": access,
        "harm": _harm(kind, near) if mine.tools else [],
        "inaction_people": float(people[mine.within & ~others].sum()),
    }


def _visits(threat: ThreatArea, mine: Means, people: NDArray[np.float64]) -> dict[str, Any] | None:
    """Return what the patrols of a component visit of a threat, None where none comes.

    Parameters
    ----------
    threat : ThreatArea
    mine : Means
    people : ndarray of float64, by cell of the threat's area
    """
    if not mine.patrols:
        return None
    return {
        "patrols": len(mine.patrols),
        "tools": sorted({patrol.tool for patrol in mine.patrols}),
        "share": float(threat.weights[mine.visited].sum()) / float(threat.weights.sum()),
        "people": float(people[mine.visited].sum()),
    }


def _why_not(threat: ThreatArea, kind: str, mine: Means, access: dict[str, Any]) -> str:
    """Return why a component does not act on a threat, or only visits it; "" where it is there."""
    if mine.assets:
        return ""
    if mine.patrols:
        return NOT_IN_TIME
    if not mine.tools:
        return NO_TOOL
    if kind == "mediation":
        return NOT_ENGAGED if threat.interlocutors else NO_INTERLOCUTOR
    return CLOSED if access["closed_share"] >= 1 - 1e-9 else NOT_IN_TIME


def _advantage(case: Case, threat: ThreatArea, mine: Means) -> float | None:
    """Return the best effect of a component's tools on the source of a threat, None where none is entered."""
    tables = [case.scale.effectiveness[tool.name] for tool in mine.tools if tool.service != "alert"]
    effects = [table[threat.source] for table in tables if threat.source in table]
    return max(effects, default=None)


def _delay(case: Case, mine: Means) -> int | None:
    """Return the weeks until the quickest engagement begins, None for what needs none."""
    assets = case.mission.keys.assets
    delays = [assets[tool.name].delay_weeks for tool in mine.tools if tool.name in assets]
    return min((weeks for weeks in delays if weeks), default=None) if delays and all(delays) else None


def _actor_row(case: Case, threat: ThreatArea, kind: str, near: Sequence[Flag]) -> dict[str, Any]:
    actors = actors_near(case, threat, kind)
    able, why = _able(threat, kind, actors)
    tools = [f"partner:{name}" for name in actors_of(case, kind)["id"]] if actors else []
    effects = [
        case.scale.effectiveness[name][threat.source] for name in tools if name in case.scale.effectiveness
    ]
    return _blank(kind, able, why) | {
        "actors": actors,
        "advantage": max(effects, default=None),
        "harm": _harm(kind, near),
    }


def _able(threat: ThreatArea, kind: str, actors: Sequence[dict[str, Any]]) -> tuple[bool | None, str]:
    """Return whether a kind of actor could act, None where somebody has to find out, and why not."""
    if kind == "host_state" and threat.source == "state":
        return False, OWN_PROTECTOR
    if not actors:
        return False, NOT_THERE
    if kind == "humanitarian":
        return False, NEVER_TASKED
    if kind in ("regional", "parallel_force") and threat.source == "state":
        return None, MAY_BE_SOURCE
    if all(actor["support_possible"] is False for actor in actors):
        return True, UNSUPPORTED
    return True, ""


def _blank(kind: str, able: bool | None, why: str) -> dict[str, Any]:
    """Return a row in which nothing is known but whether the kind is able to act."""
    return {
        "kind": kind,
        "able": able,
        "why": why,
        "assets": 0,
        "tools": [],
        "actors": [],
        "acceptable": None,
        "share_in_time": None,
        "share_accepted": None,
        "visits": None,
        "advantage": None,
        "delay_weeks": None,
        "access": None,
        "acceptance": None,
        "harm": [],
        "inaction_people": None,
    }


def _harm(kind: str, near: Sequence[Flag]) -> list[str]:
    """Return the flags that an action of one kind may bring."""
    if kind == "parallel_force":
        return [flag.id for flag in near if flag.about.endswith(f":{PARALLEL}")]
    return [flag.id for flag in near if flag.kind in _HARMS.get(kind, ())]


def _is_near(case: Case, threat: ThreatArea, flag: Flag) -> bool:
    x, y = case.landscape.grid.project(flag.lon, flag.lat)
    away = np.hypot(case.demand.x[threat.cells] - x, case.demand.y[threat.cells] - y)
    return bool(away.min() <= case.mission.keys.evaluation.actors_near_m)
