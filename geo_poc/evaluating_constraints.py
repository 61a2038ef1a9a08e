"""Which constraints of a mission a given plan breaks: warnings, beside those on hosts, budgets and locks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo_poc.constraints_on import constraints_on
from geo_poc.evaluating_hosts import Entry
from geo_poc.evaluating_plan import Told
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words
from optimisation.area_floors import acting
from optimisation.assets import Asset, Scale
from optimisation.constraints import AreaFloor, Constraints
from optimisation.options import Lock, Means
from optimisation.reaches import Reaches
from optimisation.spacing import too_near


def tell_constraints(
    mission: Mission,
    ground: Ground,
    reaches: Reaches,
    entries: Sequence[Entry],
    *,
    means: Means,
    locks: Sequence[Lock],
    scale: Scale,
    told: Told,
) -> None:
    """Tell every distance, veto, floor, backup and tier that the entries of a plan do not keep to.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    entries : sequence of Entry
    means : Means
    locks : sequence of Lock
    scale : Scale
    told : Told
    """
    if mission.keys.constraints == type(mission.keys.constraints)() and not mission.keys.harm.keep_away_binds:
        return
    rules, _ = constraints_on(mission, ground, reaches, means=means, locks=locks, scale=scale)
    _tell_bars(rules, entries, ground, told)
    _tell_spacing(rules, entries, ground, means, reaches, told)
    assets = [entry.asset for entry in entries]
    cells = means.site_cells if means.site_cells is not None else np.full(len(ground.sites), -1)
    short = [(floor.name, floor.share, _got(floor, assets, reaches)) for floor in rules.floors]
    short += [
        (mix.name, 1.0, min(1.0, len(acting(mix, assets, cells, reaches)) / mix.least)) for mix in rules.mixes
    ]
    for name, wanted, got in short:
        if got < wanted - 1e-9:
            _warn(told, f"{name}: the plan has {got:.1%} of what counts, and {wanted:.1%} is asked for", name)


def _warn(told: Told, message: str, value: str, row: int | None = None) -> None:
    remedy = "change the plan, or the mission's constraints"
    told.add("warning", message, remedy, row=row, column="constraints", value=value)


def _row(entry: Entry) -> int | None:
    return None if entry.row is None else entry.row.row


def _tell_bars(rules: Constraints, entries: Sequence[Entry], ground: Ground, told: Told) -> None:
    reasons = {(bar.site, bar.tool): bar.reason for bar in rules.bars}
    for entry in entries:
        reason = reasons.get((entry.asset.site, entry.asset.tool))
        if reason is not None and not entry.in_place:
            name = ground.sites[entry.asset.site].name
            _warn(told, f"{tool_words(entry.asset.tool)} at {name}: {reason}", entry.asset.id, _row(entry))


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
        cells = means.site_cells if means.site_cells is not None else np.full(len(ground.sites), -1)
        near = too_near(spacing, [entry.asset for entry in held], cells, reaches)
        for one, other in sorted(near):
            first, second = held[one], held[other]
            if first.in_place and second.in_place:
                continue
            names = f"{ground.sites[first.asset.site].name} and {ground.sites[second.asset.site].name}"
            _warn(told, f"{names} are less than {spacing.words} apart", names, _row(second) or _row(first))


def _got(floor: AreaFloor, assets: Sequence[Asset], reaches: Reaches) -> float:
    """Return the share of a floor that some assets hold, each site once and at most `most` of them."""
    whole = covered = 0.0
    for part in floor.parts:
        limits = dict(part.limits)
        by_site: dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}
        for asset in assets:
            if asset.tool in limits:
                marked = by_site.setdefault(asset.site, np.zeros(reaches.demand.cells.size, dtype=np.bool_))
                marked[reaches.within(asset, limits[asset.tool])] = True
        count = np.sum([marked[part.cells] for marked in by_site.values()], axis=0) if by_site else 0
        covered += float((part.weights * np.minimum(count, floor.most)).sum())
        whole += float(part.weights.sum()) * floor.most
    return covered / whole if whole > 0 else 1.0
