"""Least distances between sites, as sets of options of which at most one is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from optimisation.assets import Asset
from optimisation.called import standing_words
from optimisation.constraints import Spacing
from optimisation.plan import Site
from optimisation.reaches import Reaches

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spaced:
    """What least distances come to.

    Parameters
    ----------
    exclusive : tuple of tuples of int
        Sets of options of which at most one is open.
    barred : tuple of (option, words)
        Too near to what stands, or is decided to.
    told : tuple of str
        Pairs decided already that are too near: they are kept.
    """

    exclusive: tuple[tuple[int, ...], ...] = ()
    barred: tuple[tuple[int, str], ...] = ()
    told: tuple[str, ...] = ()


def spaced(
    spacing: Spacing,
    assets: Sequence[Asset],
    *,
    in_place: NDArray[np.bool_],
    fixed: NDArray[np.bool_],
    forbidden: NDArray[np.bool_],
    sites: Sequence[Site],
    site_cells: NDArray[np.int64],
    reaches: Reaches,
) -> Spaced:
    """Return the exclusions of one least distance.

    Bases in place that are too near to each other are told, and neither is closed for it. At the distance
    itself two sites are far enough.

    Parameters
    ----------
    spacing : Spacing
    assets : sequence of Asset
    in_place, fixed, forbidden : ndarray of bool, shape (assets,)
    sites : sequence of Site
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    reaches : Reaches
    """
    named = [
        number
        for number, asset in enumerate(assets)
        if asset.tool in spacing.tools and asset.site >= 0 and asset.route is None and not forbidden[number]
    ]
    near = too_near(spacing, [assets[n] for n in named], site_cells, reaches)
    free: set[Pair] = set()
    barred: dict[int, str] = {}
    told: list[str] = []
    for first, second in sorted((named[a], named[b]) for a, b in near):
        one, other = assets[first], assets[second]
        if (fixed[first] or in_place[first]) and (fixed[second] or in_place[second]):
            names = f"{sites[one.site].name} and {sites[other.site].name}"
            kept = "both are decided already and kept"
            if not (fixed[first] and fixed[second]):
                kept = "no base that may go closes for it"
            told.append(f"{names} are less than {spacing.words} apart; {kept}")
        elif fixed[first] or fixed[second]:
            shut, stays = (second, one) if fixed[first] else (first, other)
            why = f": {spacing.reason}" if spacing.reason else ""
            what = standing_words(assets[shut], sites, reaches.tools)
            words = f"{what}: less than {spacing.words} from {sites[stays.site].name}{why}"
            barred.setdefault(shut, words)
        else:
            free.add((first, second))
    left = {pair for pair in free if not (pair[0] in barred or pair[1] in barred)}
    beside = {pair for pair in _same_site(left, assets, reaches) if pair not in left}
    return Spaced(cliques(left, beside), tuple(sorted(barred.items())), tuple(dict.fromkeys(told)))


def too_near(
    spacing: Spacing, assets: Sequence[Asset], site_cells: NDArray[np.int64], reaches: Reaches
) -> set[Pair]:
    """Return the pairs of assets at different sites that are less than the distance apart."""
    at: dict[int, list[int]] = {}
    for number, asset in enumerate(assets):
        at.setdefault(asset.site, []).append(number)
    found: set[Pair] = set()
    if spacing.metres > 0:
        order = sorted(at)
        xy = reaches.site_xy[order]
        for i, j in cKDTree(xy).query_pairs(spacing.metres) if len(order) > 1 else ():
            if float(np.hypot(*(xy[i] - xy[j]))) < spacing.metres:
                found |= {(min(a, b), max(a, b)) for a in at[order[i]] for b in at[order[j]]}
        return found
    sites_at: dict[int, list[int]] = {}
    for site in at:
        if site_cells[site] >= 0:
            sites_at.setdefault(int(site_cells[site]), []).append(site)
    for number, asset in enumerate(assets):
        positions, tenths = minutes_from(asset.tool, asset.site, reaches)
        for position in positions[tenths < round(spacing.minutes * 10, 6)].tolist():
            for site in sites_at.get(position, ()):
                if site != asset.site:
                    found |= {(min(number, b), max(number, b)) for b in at[site]}
    return found


def minutes_from(tool: str, site: int, reaches: Reaches) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """Return the demand positions that a tool's personnel get to from a site, and the tenths of a minute."""
    table = reaches.tables[tool]
    start, stop = table.indptr[site], table.indptr[site + 1]
    positions = reaches.demand.position[table.cells[start:stop]]
    inside = positions >= 0
    return positions[inside], table.tenths[start:stop][inside]


def _same_site(pairs: Iterable[Pair], assets: Sequence[Asset], reaches: Reaches) -> set[Pair]:
    """Return the pairs of classes of base at one site: they exclude each other already."""
    at: dict[int, list[int]] = {}
    for number in sorted({n for pair in pairs for n in pair}):
        if reaches.tools[assets[number].tool].base:
            at.setdefault(assets[number].site, []).append(number)
    return {(a, b) for members in at.values() for a in members for b in members if a < b}


def cliques(wanted: set[Pair], known: set[Pair] = frozenset()) -> tuple[tuple[int, ...], ...]:  # type: ignore[assignment]
    """Return few sets whose members exclude each other pairwise and that hold every wanted pair.

    Greedy: from each pair that is in no set yet, the lowest first, grown by the option that adds most new
    pairs. Larger sets say more than their pairs: a solver's relaxation is tighter by them.

    Parameters
    ----------
    wanted : set of (int, int)
        Pairs, lower first, of which at most one may be open.
    known : set of (int, int)
        Pairs that exclude each other anyway: they may be in a set and need not.
    """
    beside: dict[int, set[int]] = {}
    for a, b in wanted | known:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    left = set(wanted)
    found: list[tuple[int, ...]] = []
    for pair in sorted(wanted):
        if pair not in left:
            continue
        members = list(pair)
        able = beside[pair[0]] & beside[pair[1]]
        while able:
            best = min(able, key=lambda n: (-sum((min(n, m), max(n, m)) in left for m in members), n))
            members.append(best)
            able &= beside[best]
        left -= {(min(a, b), max(a, b)) for a in members for b in members if a != b}
        found.append(tuple(sorted(members)))
    return tuple(found)
