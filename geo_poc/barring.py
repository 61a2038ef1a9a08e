"""What a harm flag bars before planning: vetoes with their reasons, and distances that bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from geo_poc.case import Case
from geo_poc.harm_of_bases import NO_EXCEPTION, attacks_drawn, exceptions, exploitation, keep_away
from geo_poc.harm_of_presence import informants, substitution
from geo_poc.mission import Mission
from optimisation.assets import Asset
from optimisation.constraints import Bar
from optimisation.options import Means

KEEP_AWAY = "keep_away"
_OF_BASES = {"attacks_drawn": attacks_drawn, "exploitation": exploitation, KEEP_AWAY: keep_away}
_OF_TOOLS = {"informants": informants, "substitution": substitution}


def bars_of(case: Case, means: Means) -> tuple[Bar, ...]:
    """Return what the mission's vetoes and binding distances bar, of all that could be new.

    Parameters
    ----------
    case : Case
        The present; only its ground is looked at.
    means : Means
    """
    reasons = _reasons(case.mission)
    if not reasons:
        return ()
    new = tuple(_new(case, means))
    at: dict[str, list[Asset]] = {}
    for asset in new:
        at.setdefault(case.sites[asset.site].id, []).append(asset)
    found: dict[tuple[int, str], str] = {}
    for kind, reason in reasons.items():
        for site, tool, words in _flags(kind, replace(case, assets=(*case.today, *_asked(kind, new, case)))):
            for asset in at.get(site, ()):
                if asset.tool == tool or (not tool and case.reaches.tools[asset.tool].base):
                    found.setdefault((asset.site, asset.tool), f"{kind}: {words} ({reason})")
    return tuple(Bar(site, tool, words) for (site, tool), words in sorted(found.items()))


def _reasons(mission: Mission) -> Mapping[str, str]:
    """Return the kinds of flags that bar what raises them, with why."""
    reasons = {str(veto.flag): f"veto: {veto.reason}" for veto in mission.keys.constraints.veto}
    if mission.keys.harm.keep_away_binds:
        reasons.setdefault(KEEP_AWAY, "harm.keep_away_binds")
    return reasons


def _new(case: Case, means: Means) -> Iterator[Asset]:
    """Yield what could be new at sites."""
    standing = set(means.standing)
    for number, site in enumerate(case.sites):
        if site.kind == "partner":
            continue
        for tool in case.reaches.tools.values():
            if tool.stands == "site" and means.may_add(tool.name) and (number, tool.name) not in standing:
                yield Asset(f"{tool.name}:{site.id}", tool.name, number)


def _asked(kind: str, new: tuple[Asset, ...], case: Case) -> tuple[Asset, ...]:
    """Return the new assets that flags of a kind look at: of bases one stands for all classes at a site."""
    if kind in _OF_TOOLS:
        return tuple(asset for asset in new if not case.reaches.tools[asset.tool].base)
    first = {asset.site: asset for asset in reversed(new) if case.reaches.tools[asset.tool].base}
    return tuple(first[site] for site in sorted(first))


def _flags(kind: str, case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield site, tool ("" for any class of base) and reason of the flags of a kind."""
    if kind in _OF_TOOLS:
        for flag in _OF_TOOLS[kind](case):
            site, tool = flag.about.split(":")
            yield site, tool, flag.reason
        return
    excepted = exceptions(case) if kind == KEEP_AWAY else {}
    for flag in _OF_BASES[kind](case):
        site = flag.about.split(":")[0]
        if site not in excepted:
            yield site, "", flag.reason.removesuffix(f" {NO_EXCEPTION}")
