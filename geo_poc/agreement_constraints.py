"""Whether constraints, locks and needs of a mission file agree with each other, before any layer is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo_poc.given_twice import given_twice
from geo_poc.need_loops import need_loops
from geo_poc.unsound import as_far_as_sound
from layers.errors import Finding

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile


def constraint_faults(mission: MissionFile) -> list[Finding]:
    """Return an error for each constraint that contradicts another key, or names a tool that does not serve.

    Parameters
    ----------
    mission : MissionFile
    """
    checks = (need_loops, _tools, _hubs, _releases, _moves, _doubles, _strategic, _tiers)
    return [finding for check in checks for finding in as_far_as_sound(check, mission)]


def _fault(key: str, message: str, remedy: str, value: object = "") -> Finding:
    return Finding("error", message, remedy, column=key, value=str(value)[:80])


def _tools(mission: MissionFile) -> Iterator[Finding]:
    """Yield the tools of constraints that are none, or stand nowhere."""
    asked = mission.constraints
    named = [
        *((f"spacing[{n}].tools", one.tools) for n, one in enumerate(asked.spacing, start=1)),
        *((f"hub[{n}].tools", one.tools) for n, one in enumerate(asked.hub, start=1)),
        *((f"hub[{n}].serves", one.serves) for n, one in enumerate(asked.hub, start=1)),
        *((f"backup[{n}].tools", one.tools) for n, one in enumerate(asked.backup, start=1)),
    ]
    standing = [name for name, asset in mission.assets.items() if asset.stands == "site"]
    for key, tools in named:
        unknown = [tool for tool in tools if tool not in standing]
        if unknown:
            message = "these are no tools that stand at a site"
            remedy = f"use one or more of: {', '.join(standing)}"
            yield _fault(f"constraints.{key}", message, remedy, ", ".join(unknown))
    bases = [name for name, asset in mission.assets.items() if asset.base]
    for number, backup in enumerate(asked.backup, start=1):
        others = [tool for tool in backup.tools if tool in standing and tool not in bases]
        if others:
            message = "backup counts distinct sites, and of these tools one site may have several"
            remedy = f"name classes of base: {', '.join(bases)}"
            yield _fault(f"constraints.backup[{number}].tools", message, remedy, ", ".join(others))


def _hubs(mission: MissionFile) -> Iterator[Finding]:
    for number, hub in enumerate(mission.constraints.hub, start=1):
        needy = [
            tool
            for tool in hub.tools
            if tool in mission.assets and (mission.assets[tool].hosts or mission.assets[tool].near)
        ]
        if needy:
            message = "a hub that needs another base itself cannot be what others are supported from"
            remedy = "name tools without hosts and near, or name the sites of hubs"
            yield _fault(f"constraints.hub[{number}].tools", message, remedy, ", ".join(needy))


def _releases(mission: MissionFile) -> Iterator[Finding]:
    """Yield bases that may close or move and are decided by a lock, or named twice."""
    locks = {lock.name.casefold(): lock for lock in mission.site}
    seen: dict[str, str] = {}
    for number, release in enumerate(mission.constraints.release, start=1):
        key, name = f"constraints.release[{number}].site", release.site.casefold()
        if name in locks:
            lock = locks[name]
            decided = f"is {lock.status} by a lock ({lock.reason})"
            message = f"the base may close or move ({release.reason}) and {decided}"
            yield _fault(key, message, "remove one of the two", release.site)
        if name in seen:
            message = f"the base is named twice ({seen[name]}; {release.reason})"
            yield _fault(key, message, "give all of its costs once", release.site)
        seen[name] = release.reason


def _moves(mission: MissionFile) -> Iterator[Finding]:
    going = len(mission.constraints.release)
    if mission.constraints.moves is not None and not going:
        message = "a limit of moves, and no base may close or move"
        yield _fault(
            "constraints.moves",
            message,
            "add [[constraints.release]], or leave it out",
            mission.constraints.moves,
        )


def _doubles(mission: MissionFile) -> Iterator[Finding]:
    for key in ("hub.name", "floor.name", "backup.name", "tier.name", "veto.flag"):
        yield from as_far_as_sound(given_twice, mission, f"constraints.{key}")


def _strategic(mission: MissionFile) -> Iterator[Finding]:
    """Yield floors of strategic threats where none is."""
    if any(floor.of == "strategic" for floor in mission.constraints.floor) and not any(
        threat.strategic for threat in mission.threat
    ):
        message = 'a floor of = "strategic", and no threat of the register is strategic'
        yield _fault("constraints.floor.of", message, "mark a threat strategic = true", "strategic")


def _tiers(mission: MissionFile) -> Iterator[Finding]:
    """Yield tiers that no tool of the mission is of."""
    for number, mix in enumerate(mission.constraints.tier, start=1):
        if not any(asset.tier == mix.tier for asset in mission.assets.values()):
            message = "no tool of the mission is of this tier"
            yield _fault(f"constraints.tier[{number}].tier", message, "name another tier", mix.tier)
