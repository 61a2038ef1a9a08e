"""Support and medical evacuation from hubs: which sites are near enough, and which need another open base."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, Tool
from optimisation.called import standing_words
from optimisation.constraints import Support
from optimisation.plan import Site
from optimisation.reaches import Reaches
from optimisation.spacing import minutes_from


@dataclass(frozen=True, slots=True)
class Supported:
    """What a rule of support comes to.

    Parameters
    ----------
    needs : mapping of option to tuple of int
        Options of which one must be open for it to be supported.
    barred : tuple of (option, words)
        Out of reach of every hub, and of every base that could pass its support on.
    told : tuple of str
        What is decided already and not supported: it is kept.
    """

    needs: Mapping[int, tuple[int, ...]]
    barred: tuple[tuple[int, str], ...] = ()
    told: tuple[str, ...] = ()


def supported(
    support: Support,
    assets: Sequence[Asset],
    requires: Sequence[tuple[int, ...]],
    *,
    in_place: NDArray[np.bool_],
    fixed: NDArray[np.bool_],
    forbidden: NDArray[np.bool_],
    sites: Sequence[Site],
    site_cells: NDArray[np.int64],
    reaches: Reaches,
    released: Collection[int] = (),
) -> Supported:
    """Return which options a rule of support bars, and what the others need.

    A hub that no plan closes supports what is near it for good. Beyond all of them an option needs an open
    hub, or, by relay, an open base that is itself near a hub for good; both only if they need nothing else.

    Parameters
    ----------
    support : Support
    assets : sequence of Asset
    requires : sequence of tuples of int
        What each asset needs otherwise.
    in_place, fixed, forbidden : ndarray of bool, shape (assets,)
    sites : sequence of Site
    site_cells : ndarray of int64, shape (sites,)
    reaches : Reaches
    released : collection of int
        Sites whose bases may close: hubs there support only while their base is kept.
    """
    clock = _Clock(support, site_cells, reaches)
    needs: dict[int, tuple[int, ...]] = {}
    barred: list[tuple[int, str]] = []
    told: list[str] = []
    for number, able in _beyond(
        support, assets, requires, in_place, fixed, forbidden, reaches, released, clock
    ).items():
        asset = assets[number]
        if fixed[number] or in_place[number]:
            if not any(fixed[n] for n in able):
                stand = [assets[n] for n in able if in_place[n]]
                words = _told_words(support, sites[asset.site].name, stand, sites, clock)
                told.append(f"{words}; it is decided already and kept")
        elif not able:
            what = standing_words(asset, sites, clock.tools)
            words = f"{what}: {support.name}: over {support.words} from every hub"
            barred.append((number, f"{words}, and no other base could pass support on"))
        elif not any(fixed[n] for n in able):
            needs[number] = able
    return Supported(needs, tuple(barred), tuple(told))


def unsupported(
    support: Support,
    assets: Sequence[Asset],
    *,
    in_place: NDArray[np.bool_],
    fixed: NDArray[np.bool_],
    site_cells: NDArray[np.int64],
    reaches: Reaches,
    released: Collection[int] = (),
) -> tuple[int, ...]:
    """Return which assets of a plan a rule of support serves, and no hub or base of the plan supports.

    Parameters
    ----------
    support : Support
    assets : sequence of Asset
        All that the plan has open.
    in_place, fixed : ndarray of bool, shape (assets,)
        Of bases that need another base, those that are fixed pass support on all the same.
    site_cells : ndarray of int64, shape (sites,)
    reaches : Reaches
    released : collection of int
        Sites whose bases may close, or do: hubs there support only while the plan has their base.
    """
    # What it needs is another question: only whether it needs anything counts here.
    tools = [reaches.tools[asset.tool] for asset in assets]
    requires = [(number,) if tool.hosts or tool.near else () for number, tool in enumerate(tools)]
    none = np.zeros(len(assets), dtype=np.bool_)
    clock = _Clock(support, site_cells, reaches)
    beyond = _beyond(support, assets, requires, in_place, fixed, none, reaches, released, clock)
    return tuple(number for number, able in beyond.items() if not able)


def _beyond(
    support: Support,
    assets: Sequence[Asset],
    requires: Sequence[tuple[int, ...]],
    in_place: NDArray[np.bool_],
    fixed: NDArray[np.bool_],
    forbidden: NDArray[np.bool_],
    reaches: Reaches,
    released: Collection[int],
    clock: _Clock,
) -> dict[int, tuple[int, ...]]:
    """Return what lies beyond all hubs that no plan closes, each with the options that would support it."""
    standing = {a.site for n, a in enumerate(assets) if a.tool in support.tools and fixed[n]}
    hubs = sorted({*(set(support.hubs) - set(released)), *standing})
    # A base passes support on whether or not it is served itself.
    bases = {asset.tool for asset in assets if _is_base(asset, reaches)}
    near = {tool: clock.reached(tool, hubs) for tool in sorted({*support.serves, *bases})}
    passing = [n for n in range(len(assets)) if not forbidden[n] and not (requires[n] and not fixed[n])]
    kept = set(support.hubs) & set(released)
    own = [n for n in passing if in_place[n] and assets[n].site in kept and _is_base(assets[n], reaches)]
    served = [
        n for n, a in enumerate(assets) if a.tool in support.serves and a.site >= 0 and not forbidden[n]
    ]
    free = [
        n for n in served if not near[assets[n].tool][assets[n].site] and assets[n].tool not in support.tools
    ]
    hub_options = [*(n for n in passing if assets[n].tool in support.tools), *own]
    relays = [
        n
        for n in (passing if support.relay else ())
        if _is_base(assets[n], reaches) and near[assets[n].tool][assets[n].site]
    ]
    helpers = sorted({*hub_options, *relays})
    # The base at a hub is there as long as the hub is.
    return {
        number: tuple(
            n
            for n in helpers
            if n != number and clock.reached(assets[number].tool, [assets[n].site])[assets[number].site]
        )
        for number in free
        if number not in own
    }


def _told_words(
    support: Support, name: str, stand: Sequence[Asset], sites: Sequence[Site], clock: _Clock
) -> str:
    """Return that a site has no hub near it, or has support only while a base that may go stays."""
    if not stand:
        return f"{name} is over {support.words} from every hub of {support.name}"
    listed = " or ".join(standing_words(asset, sites, clock.tools) for asset in stand)
    return f"{name} has {support.name} within {support.words} only while this stays: {listed}"


def _is_base(asset: Asset, reaches: Reaches) -> bool:
    return reaches.tools[asset.tool].base


class _Clock:
    """Which sites are within the time of others, each site's reach looked up once."""

    def __init__(self, support: Support, site_cells: NDArray[np.int64], reaches: Reaches) -> None:
        self._support, self._cells, self._reaches = support, site_cells, reaches
        self._known: dict[tuple[str, int], NDArray[np.bool_]] = {}

    @property
    def tools(self) -> Mapping[str, Tool]:
        """Return the tools that travel."""
        return self._reaches.tools

    def reached(self, tool: str, hubs: Sequence[int]) -> NDArray[np.bool_]:
        """Return the sites within the time of any of some hubs, by a tool's own travel or by air."""
        found = np.zeros(self._cells.size, dtype=np.bool_)
        for hub in hubs:
            key = ("" if self._support.air_kmh > 0 else tool, hub)
            if key not in self._known:
                self._known[key] = self._from(tool, hub)
            found |= self._known[key]
        return found

    def _from(self, tool: str, hub: int) -> NDArray[np.bool_]:
        support = self._support
        if support.air_kmh > 0:
            away = np.hypot(*(self._reaches.site_xy - self._reaches.site_xy[hub]).T)
            minutes = support.preparation_min + away / 1000 / support.air_kmh * 60
            return np.asarray(np.round(minutes, 4) <= support.within_min)
        positions, tenths = minutes_from(tool, hub, self._reaches)
        late = tenths.astype(np.float64) + support.preparation_min * 10
        inside = np.zeros(self._reaches.demand.cells.size + 1, dtype=np.bool_)
        inside[positions[np.round(late, 6) <= support.within_min * 10]] = True
        found = inside[self._cells] & (self._cells >= 0)
        found[hub] = True
        return found
