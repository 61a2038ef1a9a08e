"""Which decisions and rules of a mission a plan changed by hand goes against, that it did not before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.conflicts import demand_names, option_name
from geo_poc.constraining import constraints_of
from geo_poc.hand_session import HandSession
from geo_poc.locks import may_close
from geo_poc.option_words import named_words
from geo_poc.rules_held import STAYS, STAYS_WITH_BASE, beyond_hubs, held_of, near_words, wholes_of
from optimisation.assets import Asset
from optimisation.constraints import Constraints
from optimisation.openable import openable
from optimisation.reaches import Reaches
from optimisation.releases import DECIDED as DECISION
from optimisation.scoring import DECIDED, breaches
from optimisation.spacing import too_near

BEYOND = " from every hub"
"""How what the hubs of a rule bar, and what they do not support, is told: after the rule and its minutes."""


def breaks_of(
    session: HandSession, chosen: NDArray[np.bool_], idle: Mapping[int, str], reaches: Reaches
) -> list[str]:
    """Return in words what a changed plan goes against: decisions, hosts, limits, hubs, floors, tiers.

    Parameters
    ----------
    session : HandSession
    chosen : ndarray of bool, shape (options,)
        The changed plan.
    idle : mapping of int to str
        Its options that can do nothing, with why.
    reaches : Reaches
        With the demand of the changed plan.
    """
    return [
        *_against_decisions(session, chosen, idle),
        *dict.fromkeys(idle.values()),
        *_against_rules(session, chosen),
        *_too_near(session, chosen),
        *_beyond_hubs(session, chosen),
        *_short(session, chosen, idle, reaches),
    ]


def _against_decisions(session: HandSession, chosen: NDArray[np.bool_], idle: Collection[int]) -> list[str]:
    """Return in words what a changed plan closes though it is to stay, and opens though it is ruled out.

    Parameters
    ----------
    session : HandSession
    chosen : ndarray of bool, shape (options,)
    idle : collection of int
        Options of which it is told already that they can do nothing.
    """
    rules, before, assets = session.rules, session.chosen, session.assembly.assets
    sites, threats = session.ground.sites, {t.id: t.name for t in session.reaches.demand.threats}
    bases = {base.site for base in bases_of(session, before & ~chosen)}
    told = []
    for n in sorted(
        {*np.flatnonzero(rules.fixed_open & before & ~chosen).tolist(), *_alone(session, chosen)}
    ):
        why = _kept(session, assets[n], bases)
        if why:
            told.append(f"{named_words(option_name(assets[n], sites, threats))} closes, and {why}")
    opened = np.flatnonzero(rules.forbidden & ~before & chosen).tolist()
    whys = session.assembly.whys
    return told + [
        f"{named_words(option_name(assets[n], sites, threats))} opens, and the mission rules it out"
        + (f": {whys[n]}" if n in whys else "")
        for n in opened
        if n not in idle
    ]


def _alone(session: HandSession, chosen: NDArray[np.bool_]) -> list[int]:
    """Return what closes at a base that may go with all that stands there, and stays."""
    problem, assets = session.assembly.problem, session.assembly.assets
    decided = [problem.requires[n] for n, asset in enumerate(assets) if asset.tool == DECISION]
    return [some[0] for some in decided if session.chosen[some[0]] and not chosen[list(some)].any()]


def _kept(session: HandSession, asset: Asset, bases: Collection[int]) -> str:
    """Return why something in place is to stay; "" for what goes with the base of its site, which says it.

    Parameters
    ----------
    session : HandSession
    asset : Asset
        Closed.
    bases : collection of int
        Sites whose base closes.
    """
    for lock in session.locks:
        if lock.open and (lock.site, lock.tool) == (asset.site, asset.tool):
            return f"a lock keeps it open ({lock.reason})"
    if any(tool.base and tool.name == asset.tool for tool in session.ground.tools):
        return STAYS
    if asset.site in bases:
        return ""
    return STAYS_WITH_BASE


def _against_rules(session: HandSession, chosen: NDArray[np.bool_]) -> list[str]:
    """Return in words which limits a changed plan breaks that the plan before did not."""
    names = demand_names(session.rules, session.assembly, session.ground.sites)
    own = {DECIDED, *breaches(session.rules, session.chosen, names)}
    return [words for words in breaches(session.rules, chosen, names) if words not in own]


def _too_near(session: HandSession, chosen: NDArray[np.bool_]) -> Iterator[str]:
    """Yield in words what stands nearer to each other than it may after a change, and did not before."""
    assets, sites = session.assembly.assets, session.ground.sites
    for spacing in session.constraints.spacing:
        held = [n for n in np.flatnonzero(chosen).tolist() if assets[n].tool in spacing.tools]
        near = too_near(spacing, [assets[n] for n in held], session.site_cells, session.reaches)
        for first, second in sorted((held[a], held[b]) for a, b in near):
            if session.chosen[first] and session.chosen[second]:
                continue
            one, other = (sites[assets[n].site].name for n in (first, second))
            barred = (_barred(session, chosen, n) for n in (first, second))
            # What this distance bars from opening is told with it.
            if not any(
                why.startswith(f"less than {spacing.words} from {name}")
                for why, name in zip(barred, (other, one), strict=True)
            ):
                yield near_words(spacing, f"{one} and {other}")


def _barred(session: HandSession, chosen: NDArray[np.bool_], option: int) -> str:
    """Return why the mission rules out what a change opens, as it is told with it; "" for anything else."""
    if session.rules.forbidden[option] and chosen[option] and not session.chosen[option]:
        return session.assembly.whys.get(option, "")
    return ""


def _beyond_hubs(session: HandSession, chosen: NDArray[np.bool_]) -> Iterator[str]:
    """Yield in words what no hub and no other base supports after a change, and one did before."""
    if not session.constraints.supports:
        return
    before = _unsupported(session, session.chosen)
    assets = session.assembly.assets
    # What the hubs bar from opening is told with it.
    told = {assets[n].id: _barred(session, chosen, n) for n in np.flatnonzero(chosen).tolist()}
    for id_, words in _unsupported(session, chosen).items():
        rule, found, _ = told.get(id_, "").partition(BEYOND)
        for one in words:
            if one not in before.get(id_, []) and not (found and f": {rule}{BEYOND}" in one):
                yield one


def _unsupported(session: HandSession, chosen: NDArray[np.bool_]) -> dict[str, list[str]]:
    """Return, by the id of what a choice has open, in words that nothing of the choice supports it."""
    assets, sites = session.assembly.assets, session.ground.sites
    stands = [assets[n] for n in np.flatnonzero(session.assembly.in_place).tolist()]
    kept = {assets[n].id for n in np.flatnonzero(chosen).tolist()}
    gone = [asset.site for asset in stands if asset.id not in kept and asset.site >= 0]
    return beyond_hubs(
        session.constraints,
        session.opened(chosen),
        today={asset.id for asset in stands},
        locked={f"{lock.tool}:{sites[lock.site].id}" for lock in session.locks if lock.open},
        closing=(*may_close(session.mission, sites, ()), *gone),
        sites=sites,
        site_cells=session.site_cells,
        reaches=session.reaches,
    )


def _short(
    session: HandSession, chosen: NDArray[np.bool_], idle: Collection[int], reaches: Reaches
) -> Iterator[str]:
    """Yield in words the floors, backups and tiers that are short after a change, and more so than before."""
    rules = _weighed(session, reaches)
    if not rules.floors and not rules.mixes:
        return
    acts = chosen.copy()
    acts[list(idle)] = False
    wholes = wholes_of(rules, session.opened(openable(session.assembly.problem)), reaches)
    before, after = (
        held_of(rules, session.opened(some), wholes, site_cells=session.site_cells, reaches=reaches)
        for some in (session.chosen, acts)
    )
    for was, now in zip(before, after, strict=True):
        if now.short and now.got < was.got - 1e-9:
            yield (
                f"{now.name}: {now.got:.1%} of what counts instead of {was.got:.1%}, and {now.wanted:.1%} is "
                "asked for"
            )


def _weighed(session: HandSession, reaches: Reaches) -> Constraints:
    """Return the mission's rules with floors in the weights of a demand: closing a base changes risk."""
    rules, mission, ground = session.constraints, session.mission, session.ground
    if reaches is session.reaches or not rules.floors:
        return rules
    again, _ = constraints_of(
        mission,
        ground.landscape,
        reaches.demand,
        tools=ground.tools,
        sites=ground.sites,
        locks=session.locks,
    )
    return replace(rules, floors=again.floors)


def bases_of(session: HandSession, chosen: NDArray[np.bool_]) -> list[Asset]:
    """Return the bases of a choice, partners' not among them."""
    bases = {tool.name for tool in session.ground.tools if tool.base}
    assets = session.assembly.assets
    return [assets[n] for n in np.flatnonzero(chosen).tolist() if assets[n].tool in bases]
