"""Whether the keys of a mission file agree with each other, once each is sound by itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from geo_poc.agreement_constraints import constraint_faults
from geo_poc.agreement_factors import factor_faults
from geo_poc.defaults import SOURCE_WEIGHTS
from geo_poc.defaults_assets import ASSETS
from layers.errors import Finding

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile, SiteLock
    from geo_poc.schema_means import Asset


def disagreements(mission: MissionFile) -> list[Finding]:
    """Return an error for each pair of keys that contradict each other, or name what is not there.

    Parameters
    ----------
    mission : MissionFile

    Returns
    -------
    list of Finding
        Each with its key in `column`, the value and a remedy; the file is left to the caller.
    """
    return [
        *_scale_faults(mission),
        *_asset_faults(mission),
        *_threat_faults(mission),
        *_means_faults(mission),
        *_lock_faults(mission),
        *_view_faults(mission),
        *_name_faults(mission),
        *constraint_faults(mission),
        *factor_faults(mission),
    ]


def _fault(key: str, message: str, remedy: str, value: object = "") -> Finding:
    return Finding("error", message, remedy, column=key, value=str(value)[:80])


def _scale_faults(mission: MissionFile) -> list[Finding]:
    wrong: list[Finding] = []
    bands, values, total = mission.bands_min, mission.band_values, sum(mission.services.values())
    if len(bands) != len(values):
        message = f"there are {len(values)} band_values for {len(bands)} bands_min"
        wrong.append(_fault("band_values", message, "give one value for each band", values))
    if any(b > a for a, b in pairwise(values)):
        message = "band_values must not rise: sooner is never worth less"
        wrong.append(_fault("band_values", message, "order the values from the first band on", values))
    if abs(total - 1.0) > 1e-9:
        remedy = "change the shares so that they sum to 1"
        wrong.append(_fault("services", "the shares of the services do not sum to 1", remedy, f"{total:g}"))
    return wrong


_NOT_THERE = {
    "hosts": "the host is not among the assets",
    "near": "the host is not among the assets",
    "instead_of": "the tool is not among the assets",
    "escorted_by": "the base that escorts it is not among the assets",
}


def _asset_faults(mission: MissionFile) -> list[Finding]:
    wrong: list[Finding] = []
    for name, asset in mission.assets.items():
        key = f"assets.{name}"
        if name not in ASSETS:
            remedy = f"use one of: {', '.join(ASSETS)}"
            wrong.append(_fault(key, "this version places no such tool", remedy, name))
        wrong += [*_support_faults(mission, key, asset), *_service_faults(mission, name, asset)]
    return wrong


def _support_faults(mission: MissionFile, key: str, asset: Asset) -> list[Finding]:
    """Return what is wrong with the assets that one names as its support."""
    wrong = [
        _fault(f"{key}.{field}", words, "name an asset", host)
        for field, words in _NOT_THERE.items()
        for host in getattr(asset, field)
        if host not in mission.assets
    ]
    if asset.hosts and asset.near:
        message = "an asset needs either a host at its site or support from near, not both"
        wrong.append(_fault(f"{key}.near", message, "leave one of the two out", ", ".join(asset.near)))
    return wrong


def _service_faults(mission: MissionFile, name: str, asset: Asset) -> list[Finding]:
    """Return what is wrong with an asset's service, and what it lacks to give it."""
    key, wrong = f"assets.{name}", list[Finding]()
    if asset.service != "alert" and asset.service not in mission.services:
        remedy = f"add services.{asset.service}"
        wrong.append(_fault(f"{key}.service", "the service has no share", remedy, asset.service))
    if (asset.service == "presence") != (asset.stands == "route"):
        message = "presence is given by patrols, which stand on a route, and by nothing else"
        remedy = 'give service = "presence" and stands = "route" together'
        wrong.append(_fault(f"{key}.service", message, remedy, asset.service))
    if asset.persona not in mission.travel.off_road_kmh:
        remedy = f"add travel.off_road_kmh.{asset.persona}"
        wrong.append(_fault(f"{key}.persona", "the persona has no speed", remedy, asset.persona))
    missing = [s for s in SOURCE_WEIGHTS if s not in mission.effectiveness.get(name, {})]
    if missing and asset.service != "alert":
        message = "the tool has no effectiveness for some sources"
        remedy = f"add effectiveness.{name} for them"
        wrong.append(_fault(f"effectiveness.{name}", message, remedy, ", ".join(missing)))
    return wrong


def _threat_faults(mission: MissionFile) -> list[Finding]:
    """Return the threats whose tools are not there, or could never count as within a time."""
    wrong: list[Finding] = []
    for number, threat in enumerate(mission.threat, start=1):
        unknown = [tool for tool in threat.tools if tool not in mission.assets]
        if unknown or not threat.tools:
            message = f"threat {threat.id} needs tools that are among the assets"
            remedy = f"use one or more of: {', '.join(mission.assets)}"
            wrong.append(_fault(f"threat[{number}].tools", message, remedy, ", ".join(unknown) or "none"))
        elif not any(
            mission.assets[tool].in_time and mission.assets[tool].stands not in ("threat", "district")
            for tool in threat.tools
        ):
            message = f"threat {threat.id} names engagements alone, which never count as within a time"
            remedy = "name a tool that can be there in time too"
            wrong.append(_fault(f"threat[{number}].tools", message, remedy, ", ".join(threat.tools)))
    return wrong


def _means_faults(mission: MissionFile) -> list[Finding]:
    """Return what tools of support and escorts may not say."""
    wrong: list[Finding] = []
    for name, asset in mission.assets.items():
        if (asset.stands == "district") != (name == "host_support"):
            message = "support to the host state acts on a district, and nothing else does"
            remedy = 'give stands = "district" to host_support alone'
            wrong.append(_fault(f"assets.{name}.stands", message, remedy, asset.stands))
        effect = mission.effectiveness.get(name, {}).get("state")
        if name == "host_support" and effect is not None and effect.high > 0:
            message = (
                "support to the host state has no effect against it: no threat source protects from itself"
            )
            wrong.append(_fault(f"effectiveness.{name}.state", message, "enter 0", effect.high))
        if asset.escorted_by and (asset.escort_min <= 0 or asset.escort_days <= 0):
            message = "an escort takes time and patrol-days, and one of them is 0"
            remedy = "give escort_min and escort_days, or leave escorted_by empty"
            wrong.append(_fault(f"assets.{name}.escorted_by", message, remedy, ", ".join(asset.escorted_by)))
        if asset.flies_kmh and asset.preparation_min >= asset.reach_min:
            message = "it takes as long to prepare as its whole reach: it would reach nothing"
            remedy = "lower preparation_min, or raise reach_min"
            wrong.append(_fault(f"assets.{name}.preparation_min", message, remedy, asset.preparation_min))
    if _going(mission, "coordinated_patrol") and not mission.patrols.coordinated_with:
        message = "coordinated patrols are wanted, and it is not said with whom"
        remedy = "name another actor, or take coordinated_patrol out of the routes"
        wrong.append(_fault("patrols.coordinated_with", message, remedy, "nobody"))
    return wrong


def _going(mission: MissionFile, patrol: str) -> bool:
    """Return whether some base keeps a kind of patrol going."""
    return any(
        count for asset in mission.assets.values() for name, count in asset.routes.items() if name == patrol
    )


def _lock_faults(mission: MissionFile) -> list[Finding]:
    wrong: list[Finding] = []
    seen: dict[str, SiteLock] = {}
    for number, lock in enumerate(mission.site, start=1):
        other = seen.setdefault(lock.name.casefold(), lock)
        if other.status != lock.status:
            first, second = (other, lock) if other.status == "locked" else (lock, other)
            message = f"the site is locked ({first.reason}) and forbidden ({second.reason})"
            wrong.append(_fault(f"site[{number}].status", message, "remove one of the two", lock.name))
        if lock.tool not in mission.assets:
            remedy = f"use one of: {', '.join(mission.assets)}"
            wrong.append(
                _fault(f"site[{number}].tool", "the tool is not among the assets", remedy, lock.tool)
            )
        elif mission.assets[lock.tool].stands != "site":
            message = "the tool does not stand at a site, so it cannot be locked there"
            wrong.append(_fault(f"site[{number}].tool", message, "lock a base, a team or a post", lock.tool))
    return wrong


RESERVED = ("all", "cost", "strategic", "must", "should", "could")
"""Names of views that every mission has."""


def _view_faults(mission: MissionFile) -> list[Finding]:
    wrong: list[Finding] = []
    threats, views = [threat.id for threat in mission.threat], [view.name for view in mission.view]
    for number, view in enumerate(mission.view, start=1):
        key = f"view[{number}]"
        if view.name in (*RESERVED, *threats):
            message = "a view or a threat of every mission has this name"
            wrong.append(_fault(f"{key}.name", message, "choose another", view.name))
        wrong += [
            _fault(f"{key}.threat_weights", "no threat has this id", f"use one of: {', '.join(threats)}", one)
            for one in view.threat_weights
            if one not in threats
        ]
        wrong += [
            _fault(f"{key}.consulted.date", "this is after as_of", "correct the date", asked.date)
            for asked in view.consulted
            if asked.date > mission.as_of
        ]
    for name in mission.objective.views:
        if name not in views:
            remedy = f"use one of: {', '.join(views)}" if views else "add [[view]] tables"
            wrong.append(_fault("objective.views", "no view has this name", remedy, name))
    return wrong


def _name_faults(mission: MissionFile) -> list[Finding]:
    wrong: list[Finding] = []
    for key, names in (
        ("scenario.name", [s.name for s in mission.scenario]),
        ("threat.id", [t.id for t in mission.threat]),
        ("actor.name", [a.name for a in mission.actor]),
        ("partner.actor", [p.actor for p in mission.partner]),
        ("view.name", [view.name for view in mission.view]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            wrong.append(_fault(key, "this is given more than once", "give each its own", ", ".join(twice)))
    return wrong
