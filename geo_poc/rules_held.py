"""What a given set of assets has of a mission's floors, backups and tiers, and what no hub of it supports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.area_floors import acting
from optimisation.assets import Asset
from optimisation.called import standing_words
from optimisation.constraints import AreaFloor, Constraints, Part, Spacing
from optimisation.plan import Site
from optimisation.reaches import Reaches
from optimisation.support import unsupported

STAYS = "the mission says of no such base that it may (constraints.release)"
"""Why a base in place is to stay."""

STAYS_WITH_BASE = (
    "the mission keeps it: only a base in place may go, with what stands there (constraints.release)"
)
"""Why anything else in place is to stay while the base of its site does."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of one floor, backup or tier: shares of what counts, and whether a plan must hold it."""

    name: str
    wanted: float
    got: float
    hard: bool

    @property
    def short(self) -> bool:
        """Whether less is held than is asked for."""
        return self.got < self.wanted - 1e-9

    @property
    def words(self) -> str:
        """What is held beside what is asked for."""
        return f"{self.name}: the plan has {self.got:.1%} of what counts, and {self.wanted:.1%} is asked for"


def wholes_of(rules: Constraints, options: Sequence[Asset], reaches: Reaches) -> tuple[float, ...]:
    """Return the weight that each floor and backup is a share of, in the order of the rules.

    Parameters
    ----------
    rules : Constraints
    options : sequence of Asset
        What a plan may open: floors on what is reachable are shares of what these reach.
    reaches : Reaches
    """
    return tuple(_whole(floor, options, reaches) for floor in rules.floors)


def held_of(
    rules: Constraints,
    assets: Sequence[Asset],
    wholes: Sequence[float],
    *,
    site_cells: NDArray[np.int64],
    reaches: Reaches,
) -> tuple[Held, ...]:
    """Return what some assets hold of every floor, backup and tier, in the order of the rules.

    Parameters
    ----------
    rules : Constraints
    assets : sequence of Asset
        What acts, each once.
    wholes : sequence of float
        Of :func:`wholes_of`.
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    reaches : Reaches
    """
    found = []
    for floor, whole in zip(rules.floors, wholes, strict=True):
        if whole > 0:
            got = sum(_covered(floor, part, assets, reaches) for part in floor.parts) / whole
            found.append(Held(floor.name, floor.share, got, floor.hard))
    for mix in rules.mixes:
        count = len(acting(mix, assets, site_cells, reaches))
        found.append(Held(mix.name, 1.0, min(1.0, count / mix.least), mix.hard))
    return tuple(found)


def _whole(floor: AreaFloor, options: Sequence[Asset], reaches: Reaches) -> float:
    """Return the weight that a floor is a share of."""
    if not floor.reachable:
        return sum(float(part.weights.sum()) for part in floor.parts) * floor.most
    return sum(_covered(floor, part, options, reaches) for part in floor.parts)


def _covered(floor: AreaFloor, part: Part, assets: Sequence[Asset], reaches: Reaches) -> float:
    """Return the weight of a part that assets reach, each site once and at most `most` of them."""
    limits = dict(part.limits)
    by_site: dict[int, NDArray[np.bool_]] = {}
    for asset in assets:
        if asset.tool in limits:
            marked = by_site.setdefault(asset.site, np.zeros(reaches.demand.cells.size, dtype=np.bool_))
            hours = reaches.tools[asset.tool].own_hours
            marked[reaches.within(asset, limits[asset.tool], hours)] = True
    count = np.zeros(part.cells.size, dtype=np.int64)
    for marked in by_site.values():
        count += marked[part.cells]
    return float((part.weights * np.minimum(count, floor.most)).sum())


def near_words(spacing: Spacing, names: str) -> str:
    """Return in words that two sites are nearer to each other than a distance, with its reason."""
    why = f" ({spacing.reason})" if spacing.reason else ""
    return f"{names} are less than {spacing.words} apart{why}"


def beyond_hubs(
    rules: Constraints,
    assets: Sequence[Asset],
    *,
    today: Collection[str],
    locked: Collection[str],
    closing: Collection[int],
    sites: Sequence[Site],
    site_cells: NDArray[np.int64],
    reaches: Reaches,
) -> dict[str, list[str]]:
    """Return, by the id of the asset, in words that no hub and no other base of a plan supports it.

    Parameters
    ----------
    rules : Constraints
    assets : sequence of Asset
        Of the plan.
    today, locked : collection of str
        Ids of what stands today, and of what a lock opens.
    closing : collection of int
        Sites whose base may close, or does in this plan: a hub there is one only while its base stands.
    sites : sequence of Site
    site_cells : ndarray of int64, shape (sites,)
    reaches : Reaches
    """
    placed = [asset for asset in assets if asset.site >= 0 and asset.route is None]
    in_place = np.array([asset.id in today for asset in placed], dtype=np.bool_)
    fixed = in_place | np.array([asset.id in locked for asset in placed], dtype=np.bool_)
    found: dict[str, list[str]] = {}
    for support in rules.supports:
        for number in unsupported(
            support,
            placed,
            in_place=in_place,
            fixed=fixed,
            site_cells=site_cells,
            reaches=reaches,
            released=closing,
        ):
            what = standing_words(placed[number], sites, reaches.tools)
            tail = ", and no other base of the plan passes support on" if support.relay else ""
            found.setdefault(placed[number].id, []).append(
                f"{what}: {support.name}: over {support.words} from every hub{tail}"
            )
    return found
