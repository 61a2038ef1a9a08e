"""Which constraints of a mission a given plan breaks: warnings, beside those on hosts, budgets and locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.assembling import assembled
from geo_poc.constraints_on import constraints_on
from geo_poc.evaluating_course import Course
from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import Told
from geo_poc.ground import Ground
from geo_poc.locks import may_close
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from geo_poc.rules_held import STAYS, STAYS_WITH_BASE, beyond_hubs, held_of, near_words, wholes_of
from optimisation.assemble import open_assets
from optimisation.assets import Asset, Scale
from optimisation.called import standing_words
from optimisation.constraints import Constraints
from optimisation.openable import openable
from optimisation.options import Means
from optimisation.reaches import Reaches
from optimisation.spacing import too_near


def tell_constraints(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    entries: Sequence[Entry],
    acts: NDArray[np.bool_],
    *,
    course: Course,
    means: Means,
    scale: Scale,
    told: Told,
) -> None:
    """Tell what closes and may not, and what of distances, hubs, vetoes, floors and tiers is not kept.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    entries : sequence of Entry
    acts : ndarray of bool, by entry
        What does not act holds no floor, backup or tier.
    course : Course
    means : Means
    scale : Scale
    told : Told
    """
    _tell_closings(mission, ground, reaches, entries, course, told)
    if mission.keys.constraints == type(mission.keys.constraints)() and not mission.keys.harm.keep_away_binds:
        return
    # What the budget has none of may be barred all the same.
    new = {entry.asset.tool: 1 for entry in entries if not entry.in_place}
    asked = replace(means, budget=new | {key: n for key, n in (means.budget or {}).items() if n != 0})
    escorted = [entry.asset for entry in entries if entry.asset.escort >= 0]
    rules, _ = constraints_on(
        mission, ground, reaches, means=asked, locks=course.locks, scale=scale, escorted=escorted
    )
    _tell_bars(rules, entries, ground, told)
    _tell_spacing(rules, entries, ground, means, reaches, told)
    _tell_hubs(mission, rules, entries, ground, course, _cells(means, ground), reaches, told)
    _tell_moves(mission, ground, course, told)
    assets = {entries[int(n)].asset.id: entries[int(n)].asset for n in np.flatnonzero(acts)}
    held = held_of(
        rules,
        tuple(assets.values()),
        wholes_of(rules, _options(mission, ground, course, reaches, rules), reaches),
        site_cells=_cells(means, ground),
        reaches=reaches,
    )
    for one in held:
        if one.short:
            _warn(told, one.words, one.name)


def _tell_closings(
    mission: Mission, ground: Ground, reaches: Reaches, entries: Sequence[Entry], course: Course, told: Told
) -> None:
    """Tell what the plan closes of today though the mission lets it not go; locks are told elsewhere."""
    may_go = {*may_close(mission, ground.sites, course.locks)}
    locked = {(lock.site, lock.tool) for lock in course.locks if lock.open}
    kept = {(entry.asset.site, entry.asset.tool) for entry in entries}
    for site, tool in course.today:
        base = reaches.tools[tool].base
        goes = site in (may_go if base else course.closing)
        if goes or (site, tool) in kept | locked:
            continue
        asset = Asset(f"{tool}:{ground.sites[site].id}", tool, site)
        words = standing_words(asset, ground.sites, reaches.tools)
        _warn(told, f"{words} closes, and {STAYS if base else STAYS_WITH_BASE}", asset.id)


def _cells(means: Means, ground: Ground) -> NDArray[np.int64]:
    return means.site_cells if means.site_cells is not None else np.full(len(ground.sites), -1)


def _options(
    mission: Mission, ground: Ground, course: Course, reaches: Reaches, rules: Constraints
) -> tuple[Asset, ...]:
    """Return what a plan of the mission may open, where a floor asks for a share of what that reaches."""
    if not any(floor.reachable for floor in rules.floors):
        return ()
    assembly = assembled(mission, ground, course.locks, reaches.demand).assembly
    able = open_assets(assembly, openable(assembly.problem))
    return tuple(asset for asset in able if asset.site < 0 or ground.sites[asset.site].kind != "given")


def _warn(told: Told, message: str, value: str, row: int | None = None) -> None:
    remedy = "change the plan, or the mission's constraints"
    told.add("warning", message, remedy, row=row, column="constraints", value=value)


def _row(entry: Entry) -> int | None:
    return None if entry.row is None else entry.row.row


def _tell_bars(rules: Constraints, entries: Sequence[Entry], ground: Ground, told: Told) -> None:
    reasons = {(bar.site, bar.tool, bar.escort): bar.reason for bar in rules.bars}
    for entry in entries:
        asset = entry.asset
        reason = reasons.get((asset.site, asset.tool, asset.escort))
        if reason is not None and not entry.in_place:
            name = ground.sites[asset.site].name
            _warn(told, f"{tool_words(asset.tool)} at {name}: {reason}", asset.id, _row(entry))


def _tell_spacing(
    rules: Constraints,
    entries: Sequence[Entry],
    ground: Ground,
    means: Means,
    reaches: Reaches,
    told: Told,
) -> None:
    for spacing in rules.spacing:
        held = [e for e in entries if e.asset.tool in spacing.tools and e.asset.site >= 0]
        near = too_near(spacing, [entry.asset for entry in held], _cells(means, ground), reaches)
        for one, other in sorted(near):
            first, second = held[one], held[other]
            if first.in_place and second.in_place:
                continue
            names = f"{ground.sites[first.asset.site].name} and {ground.sites[second.asset.site].name}"
            _warn(told, near_words(spacing, names), names, _row(second) or _row(first))


def _tell_hubs(
    mission: Mission,
    rules: Constraints,
    entries: Sequence[Entry],
    ground: Ground,
    course: Course,
    cells: NDArray[np.int64],
    reaches: Reaches,
    told: Told,
) -> None:
    """Tell what no hub and no base of the plan supports, but for what none supports today."""
    if not rules.supports:
        return
    sites = ground.sites
    today = [Asset(f"{tool}:{sites[site].id}", tool, site) for site, tool in course.today]
    stands = {asset.id for asset in today}
    locked = {f"{lock.tool}:{sites[lock.site].id}" for lock in course.locks if lock.open}
    released = may_close(mission, sites, ())

    def beyond(assets: Sequence[Asset], closing: Sequence[int]) -> dict[str, list[str]]:
        return beyond_hubs(
            rules,
            assets,
            today=stands,
            locked=locked,
            closing=closing,
            sites=sites,
            site_cells=cells,
            reaches=reaches,
        )

    before = beyond(today, released)
    rows = {entry.asset.id: _row(entry) for entry in entries}
    placed = {entry.asset.id: entry.asset for entry in entries}
    for id_, words in beyond(tuple(placed.values()), (*released, *course.closing)).items():
        known = before.get(id_, []) if id_ in stands else []
        for one in words:
            if one not in known:
                _warn(told, one, id_, rows[id_])


def _tell_moves(mission: Mission, ground: Ground, course: Course, told: Told) -> None:
    """Tell where more of the bases that may go close or move than the mission allows."""
    moves = mission.keys.constraints.moves
    going = [site for site in may_close(mission, ground.sites, ()) if site in course.closing]
    if moves is not None and len(going) > moves:
        names = ", ".join(ground.sites[site].name for site in going)
        _warn(
            told, f"{len(going)} bases close or move ({names}), and constraints.moves allows {moves}", names
        )
