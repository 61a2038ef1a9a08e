"""Whether two missions agree on what layers, risk, sites and travel rest on, and what they differ in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from geo_poc import translate
from geo_poc.mission import Mission
from geo_poc.patrolling import wanted_patrols

GROUND_KEYS = {
    "as_of",
    "area",
    "grid",
    "layers",
    "actor",
    "risk",
    "factor",
    "travel",
    "bands_min",
    "assets",
    "candidates",
    "threat",
    "objective",
    "site",
    "partner",
    "host_support",
    "patrols",
    "readiness",
}


def same_ground(one: Mission, other: Mission) -> bool:
    """Return whether two missions agree on everything that layers, risk, sites and travel rest on."""
    return not ground_differences(one, other)


def ground_differences(one: Mission, other: Mission) -> list[str]:
    """Return what two missions differ in of that which layers, risk, sites and travel rest on, in words."""
    mine, theirs = (mission.keys.model_dump(include=GROUND_KEYS) for mission in (one, other))
    found = sorted(key for key in GROUND_KEYS if mine[key] != theirs[key])
    beside: dict[str, Callable[[Mission], object]] = {
        "the folder of their files": _files,
        "the kinds of patrols in the budget": wanted_patrols,
        "the tools in the budget": translate.asked_for,
        "whether the budget has escorts": lambda mission: bool(mission.keys.budget.escorts),
        "the sites that locks and constraints name": named_sites,
        "the longest time limit": translate.largest_limit_min,
    }
    return [*found, *(words for words, of in beside.items() if of(one) != of(other))]


def _files(mission: Mission) -> dict[str, Path]:
    """Return the file of every layer that is read for the ground, by its key."""
    read = {key: layer for key, layer in mission.layers().items() if not key.startswith(("view", "threat"))}
    return {key: mission.file(layer.path).resolve() for key, layer in read.items()}


def named_sites(mission: Mission) -> list[str]:
    """Return the sites that locks and constraints name: places among them are candidates in any case."""
    asked = mission.keys.constraints
    return [
        *(lock.name for lock in mission.keys.site),
        *(name for hub in asked.hub for name in hub.sites),
        *(backup.site for backup in asked.backup if backup.site is not None),
    ]
