"""What a harm flag bars before planning: vetoes with their reasons, and distances that bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from geo_poc.case import Case
from geo_poc.harm_of_bases import NO_EXCEPTION, attacks_drawn, exceptions, exploitation, keep_away
from geo_poc.harm_of_presence import informants, substitution
from geo_poc.mission import Mission
from optimisation.assets import Asset
from optimisation.constraints import Bar
from optimisation.options import Means, possible_assets

KEEP_AWAY = "keep_away"
_OF_BASES = {"attacks_drawn": attacks_drawn, "exploitation": exploitation, KEEP_AWAY: keep_away}
_OF_TOOLS = {"informants": informants, "substitution": substitution}


def bars_of(case: Case, means: Means, also: Sequence[Asset] = ()) -> tuple[Bar, ...]:
    """Return what the mission's vetoes and binding distances bar, of all that could be new.

    Parameters
    ----------
    case : Case
        The present; only its ground is looked at.
    means : Means
    also : sequence of Asset
        Teams with an escort beside those that the means allow.
    """
    reasons = _reasons(case.mission)
    if not reasons:
        return ()
    new = tuple(_new(case, means))
    bases = [asset for asset in new if case.reaches.tools[asset.tool].base]
    teams = _teams(new, case, means, also) if set(reasons) & set(_OF_TOOLS) else []
    found: dict[tuple[int, str, int], str] = {}
    for kind, reason in reasons.items():
        for lot in teams if kind in _OF_TOOLS else [bases]:
            at: dict[str, list[Asset]] = {}
            for asset in lot:
                at.setdefault(case.sites[asset.site].id, []).append(asset)
            # Of bases one stands for all classes at a site.
            asked = lot if kind in _OF_TOOLS else [some[0] for some in at.values()]
            for site, tool, words in _flags(kind, replace(case, assets=(*case.today, *asked))):
                for asset in at.get(site, ()):
                    if tool in ("", asset.tool):
                        key = (asset.site, asset.tool, asset.escort)
                        found.setdefault(key, f"{kind}: {words} ({reason})")
    return tuple(Bar(site, tool, words, escort) for (site, tool, escort), words in sorted(found.items()))


def _teams(new: Sequence[Asset], case: Case, means: Means, also: Sequence[Asset]) -> list[list[Asset]]:
    """Return what could be new and is no base, in lots that have a tool at a site once.

    A team with an escort goes where its troops go: what it would meet is not what it meets without.
    """
    escorts = possible_assets(means, case.sites, case.demand, case.reaches)[1].assets
    lots = [[asset for asset in new if not case.reaches.tools[asset.tool].base]]
    known: dict[tuple[int, str], set[int]] = {}
    for asset in (*escorts, *also):
        lenders = known.setdefault((asset.site, asset.tool), set())
        if asset.escort not in lenders:
            lenders.add(asset.escort)
            if len(lenders) == len(lots):
                lots.append([])
            lots[len(lenders)].append(asset)
    return lots


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
