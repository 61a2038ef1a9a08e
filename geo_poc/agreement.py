"""Whether the keys of a mission file agree with each other, once each is sound by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from geo_poc.agreement_constraints import constraint_faults
from geo_poc.agreement_factors import factor_faults
from geo_poc.defaults import SOURCE_WEIGHTS
from geo_poc.defaults_assets import ASSETS
from geo_poc.given_twice import given_twice
from geo_poc.unsound import as_far_as_sound
from layers.errors import Finding

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile, SiteLock, Threat
    from geo_poc.schema_means import Asset
    from geo_poc.schema_views import View


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
    checks = (
        _band_faults,
        _share_faults,
        _asset_faults,
        _threat_faults,
        _means_faults,
        _lock_faults,
        _view_faults,
        _name_faults,
        constraint_faults,
        factor_faults,
    )
    return [finding for check in checks for finding in as_far_as_sound(check, mission)]


def _fault(key: str, message: str, remedy: str, value: object = "") -> Finding:
    return Finding("error", message, remedy, column=key, value=str(value)[:80])


def _band_faults(mission: MissionFile) -> Iterator[Finding]:
    bands, values = mission.bands_min, mission.band_values
    if len(bands) != len(values):
        message = f"there are {len(values)} band_values for {len(bands)} bands_min"
        yield _fault("band_values", message, "give one value for each band", values)
    if any(b > a for a, b in pairwise(values)):
        message = "band_values must not rise: sooner is never worth less"
        yield _fault("band_values", message, "order the values from the first band on", values)


def _share_faults(mission: MissionFile) -> Iterator[Finding]:
    total = sum(mission.services.values())
    if abs(total - 1.0) > 1e-9:
        remedy = "change the shares so that they sum to 1"
        yield _fault("services", "the shares of the services do not sum to 1", remedy, f"{total:g}")


_NOT_THERE = {
    "hosts": "the host is not among the assets",
    "near": "the host is not among the assets",
    "instead_of": "the tool is not among the assets",
    "escorted_by": "the base that escorts it is not among the assets",
}


def _asset_faults(mission: MissionFile) -> Iterator[Finding]:
    for name, asset in mission.assets.items():
        key = f"assets.{name}"
        if name not in ASSETS:
            remedy = f"use one of: {', '.join(ASSETS)}"
            yield _fault(key, "this version places no such tool", remedy, name)
        yield from as_far_as_sound(_support_faults, mission, key, asset)
        yield from as_far_as_sound(_service_faults, mission, name, asset)


def _support_faults(mission: MissionFile, key: str, asset: Asset) -> Iterator[Finding]:
    """Yield what is wrong with the assets that one names as its support."""
    for field, words in _NOT_THERE.items():
        for host in getattr(asset, field):
            if host not in mission.assets:
                yield _fault(f"{key}.{field}", words, "name an asset", host)
    if asset.hosts and asset.near:
        message = "an asset needs either a host at its site or support from near, not both"
        yield _fault(f"{key}.near", message, "leave one of the two out", ", ".join(asset.near))


def _service_faults(mission: MissionFile, name: str, asset: Asset) -> Iterator[Finding]:
    """Yield what is wrong with an asset's service, and what it lacks to give it."""
    key = f"assets.{name}"
    if asset.service != "alert" and asset.service not in mission.services:
        remedy = f"add services.{asset.service}"
        yield _fault(f"{key}.service", "the service has no share", remedy, asset.service)
    if (asset.service == "presence") != (asset.stands == "route"):
        message = "presence is given by patrols, which stand on a route, and by nothing else"
        remedy = 'give service = "presence" and stands = "route" together'
        yield _fault(f"{key}.service", message, remedy, asset.service)
    if asset.persona not in mission.travel.off_road_kmh:
        remedy = f"add travel.off_road_kmh.{asset.persona}"
        yield _fault(f"{key}.persona", "the persona has no speed", remedy, asset.persona)
    missing = [s for s in SOURCE_WEIGHTS if s not in mission.effectiveness.get(name, {})]
    if missing and asset.service != "alert":
        message = "the tool has no effectiveness for some sources"
        remedy = f"add effectiveness.{name} for them"
        yield _fault(f"effectiveness.{name}", message, remedy, ", ".join(missing))


def _threat_faults(mission: MissionFile) -> Iterator[Finding]:
    for number, threat in enumerate(mission.threat, start=1):
        yield from as_far_as_sound(_tool_faults, mission, f"threat[{number}].tools", threat)


def _tool_faults(mission: MissionFile, key: str, threat: Threat) -> Iterator[Finding]:
    """Yield whether the tools of a threat are not there, or could never count as within a time."""
    unknown = [tool for tool in threat.tools if tool not in mission.assets]
    if unknown or not threat.tools:
        message = f"threat {threat.id} needs tools that are among the assets"
        remedy = f"use one or more of: {', '.join(mission.assets)}"
        yield _fault(key, message, remedy, ", ".join(unknown) or "none")
    elif not any(
        mission.assets[tool].in_time and mission.assets[tool].stands not in ("threat", "district")
        for tool in threat.tools
    ):
        message = f"threat {threat.id} names engagements alone, which never count as within a time"
        yield _fault(key, message, "name a tool that can be there in time too", ", ".join(threat.tools))


def _means_faults(mission: MissionFile) -> Iterator[Finding]:
    """Yield what tools of support and escorts may not say."""
    for name, asset in mission.assets.items():
        for check in (_state_faults, _escort_faults):
            yield from as_far_as_sound(check, mission, name, asset)
    if _going(mission, "coordinated_patrol") and not mission.patrols.coordinated_with:
        message = "coordinated patrols are wanted, and it is not said with whom"
        remedy = "name another actor, or take coordinated_patrol out of the routes"
        yield _fault("patrols.coordinated_with", message, remedy, "nobody")


def _state_faults(mission: MissionFile, name: str, asset: Asset) -> Iterator[Finding]:
    """Yield what support to the host state may not say."""
    if (asset.stands == "district") != (name == "host_support"):
        message = "support to the host state acts on a district, and nothing else does"
        remedy = 'give stands = "district" to host_support alone'
        yield _fault(f"assets.{name}.stands", message, remedy, asset.stands)
    effect = mission.effectiveness.get(name, {}).get("state")
    if name == "host_support" and effect is not None and effect.high > 0:
        message = "support to the host state has no effect against it: no threat source protects from itself"
        yield _fault(f"effectiveness.{name}.state", message, "enter 0", effect.high)


def _escort_faults(_: MissionFile, name: str, asset: Asset) -> Iterator[Finding]:
    """Yield what an asset says of escorts and flights that could do nothing."""
    if asset.escorted_by and (asset.escort_min <= 0 or asset.escort_days <= 0):
        message = "an escort takes time and patrol-days, and one of them is 0"
        remedy = "give escort_min and escort_days, or leave escorted_by empty"
        yield _fault(f"assets.{name}.escorted_by", message, remedy, ", ".join(asset.escorted_by))
    if asset.flies_kmh and asset.preparation_min >= asset.reach_min:
        message = "it takes as long to prepare as its whole reach: it would reach nothing"
        remedy = "lower preparation_min, or raise reach_min"
        yield _fault(f"assets.{name}.preparation_min", message, remedy, asset.preparation_min)


def _going(mission: MissionFile, patrol: str) -> bool:
    """Return whether some base keeps a kind of patrol going."""
    return any(
        count for asset in mission.assets.values() for name, count in asset.routes.items() if name == patrol
    )


def _lock_faults(mission: MissionFile) -> Iterator[Finding]:
    seen: dict[str, SiteLock] = {}
    for number, lock in enumerate(mission.site, start=1):
        for check in (_contradiction, _locked_tool):
            yield from as_far_as_sound(check, mission, f"site[{number}]", lock, seen)


def _contradiction(_: MissionFile, key: str, lock: SiteLock, seen: dict[str, SiteLock]) -> Iterator[Finding]:
    """Yield whether a lock contradicts the first of its name; the first is put beside those seen."""
    other = seen.setdefault(lock.name.casefold(), lock)
    if other.status != lock.status:
        first, second = (other, lock) if other.status == "locked" else (lock, other)
        message = f"the site is locked ({first.reason}) and forbidden ({second.reason})"
        yield _fault(f"{key}.status", message, "remove one of the two", lock.name)


def _locked_tool(mission: MissionFile, key: str, lock: SiteLock, _: dict[str, SiteLock]) -> Iterator[Finding]:
    """Yield whether the tool of a lock is none, or stands at no site."""
    if lock.tool not in mission.assets:
        remedy = f"use one of: {', '.join(mission.assets)}"
        yield _fault(f"{key}.tool", "the tool is not among the assets", remedy, lock.tool)
    elif mission.assets[lock.tool].stands != "site":
        message = "the tool does not stand at a site, so it cannot be locked there"
        yield _fault(f"{key}.tool", message, "lock a base, a team or a post", lock.tool)


RESERVED = ("all", "cost", "strategic", "must", "should", "could")
"""Names of views that every mission has."""


def _view_faults(mission: MissionFile) -> Iterator[Finding]:
    for number, view in enumerate(mission.view, start=1):
        for check in (_view_name, _view_weights, _view_dates):
            yield from as_far_as_sound(check, mission, f"view[{number}]", view)
    views = [view.name for view in mission.view]
    for name in mission.objective.views:
        if name not in views:
            remedy = f"use one of: {', '.join(views)}" if views else "add [[view]] tables"
            yield _fault("objective.views", "no view has this name", remedy, name)


def _view_name(mission: MissionFile, key: str, view: View) -> Iterator[Finding]:
    if view.name in (*RESERVED, *(threat.id for threat in mission.threat)):
        message = "a view or a threat of every mission has this name"
        yield _fault(f"{key}.name", message, "choose another", view.name)


def _view_weights(mission: MissionFile, key: str, view: View) -> Iterator[Finding]:
    threats = [threat.id for threat in mission.threat]
    for one in view.threat_weights:
        if one not in threats:
            remedy = f"use one of: {', '.join(threats)}"
            yield _fault(f"{key}.threat_weights", "no threat has this id", remedy, one)


def _view_dates(mission: MissionFile, key: str, view: View) -> Iterator[Finding]:
    for asked in view.consulted:
        if asked.date > mission.as_of:
            yield _fault(f"{key}.consulted.date", "this is after as_of", "correct the date", asked.date)


def _name_faults(mission: MissionFile) -> Iterator[Finding]:
    for key in ("scenario.name", "threat.id", "actor.name", "partner.actor", "view.name"):
        yield from as_far_as_sound(given_twice, mission, key)
