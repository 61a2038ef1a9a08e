"""What each demand cell gets from a set of open assets: least minutes, visits, engagements.

Counted straight from reach, sharing no code with the solver's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import HOURS, Asset, Tool, whole_tenths
from optimisation.reaches import NEVER, Reaches

Least = tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.int32]]
"""By position: least tenths, second least tenths, and the site of the least."""


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """By tool and hours what every demand cell gets; arrays by position.

    Parameters
    ----------
    least : mapping of (tool, hours) to Least
        Of tools that stand at sites, and partners.
    visits : mapping of (tool, hours) to ndarray of int32
        Patrols that visit a cell in a period.
    engaged : mapping of (tool, source) to ndarray of bool
        Threat areas that are engaged on.
    """

    least: Mapping[tuple[str, str], Least]
    visits: Mapping[tuple[str, str], NDArray[np.int32]]
    engaged: Mapping[tuple[str, str], NDArray[np.bool_]]

    def tenths(self, tool: str, hours: str = "day") -> NDArray[np.uint16]:
        """Return the least tenths of a minute of each cell from a tool."""
        return self.least[(tool, hours)][0]

    def visited(self, hours: str | None = None) -> NDArray[np.int32]:
        """Return the patrols that visit each cell, of some hours or of all."""
        found = [v for (_, when), v in self.visits.items() if hours in (None, when)]
        return np.asarray(sum(found), dtype=np.int32) if found else np.zeros(0, dtype=np.int32)


def unique_assets(assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Return assets each once: one given twice is one, and would hide what its site is worth."""
    return tuple({asset.id: asset for asset in assets}.values())


def tally(assets: Iterable[Asset], reaches: Reaches) -> Tally:
    """Return what every demand cell gets from open assets.

    Parameters
    ----------
    assets : iterable of Asset
        Unique by id.
    reaches : Reaches
    """
    size = reaches.demand.cells.size
    least: dict[tuple[str, str], Least] = {}
    visits: dict[tuple[str, str], NDArray[np.int32]] = {}
    for tool in reaches.tools.values():
        for hours in HOURS:
            if tool.stands == "route":
                visits[(tool.name, hours)] = np.zeros(size, dtype=np.int32)
            elif tool.stands != "threat":
                least[(tool.name, hours)] = _nobody(size)
    engaged: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for asset in assets:
        tool = reaches.tools[asset.tool]
        if tool.stands == "threat":
            marked = engaged.setdefault((asset.tool, asset.source), np.zeros(size, dtype=np.bool_))
            marked[reaches.pairs(asset)[0]] = True
            continue
        for hours in HOURS:
            positions, tenths = reaches.pairs(asset, hours)
            if tool.stands == "route":
                visits[(asset.tool, hours)][positions] += 1
            else:
                _lower(least[(asset.tool, hours)], asset.site, positions, tenths)
    return Tally(least, visits, engaged)


def _nobody(size: int) -> Least:
    return (
        np.full(size, NEVER, dtype=np.uint16),
        np.full(size, NEVER, dtype=np.uint16),
        np.full(size, -1, dtype=np.int32),
    )


def _lower(least: Least, site: int, positions: NDArray[np.int64], tenths: NDArray[np.uint16]) -> None:
    first, second, where = least
    better = tenths < first[positions]
    elsewhere = where[positions] != site  # the second least is that of another site
    passed = positions[better & elsewhere]
    second[passed] = first[passed]
    moved = positions[better]
    first[moved] = tenths[better]
    where[moved] = site
    others = ~better & elsewhere
    second[positions[others]] = np.minimum(second[positions[others]], tenths[others])


def without_site(found: Tally, fewer: Mapping[tuple[str, str], NDArray[np.int64]], site: int) -> Tally:
    """Return the tally without everything at one site; nothing else moves.

    Parameters
    ----------
    found : Tally
    fewer : mapping of (tool, hours) to ndarray of int64
        Visits by the patrols of the site.
    site : int
    """
    least = {
        key: (np.where(where == site, second, first), second, where)
        for key, (first, second, where) in found.least.items()
    }
    visits = {key: count - fewer[key] if key in fewer else count for key, count in found.visits.items()}
    return Tally(least, visits, found.engaged)


def at_positions(found: Tally, positions: NDArray[np.int64]) -> Tally:
    """Return the tally of some cells only, in the order of `positions`."""
    return Tally(
        {key: (a[positions], b[positions], c[positions]) for key, (a, b, c) in found.least.items()},
        {key: visits[positions] for key, visits in found.visits.items()},
        {key: marked[positions] for key, marked in found.engaged.items()},
    )


def any_within(found: Tally, tools: Iterable[Tool], size: int, hours: str = "day") -> NDArray[np.bool_]:
    """Return the cells within the own reach of any of some tools that stand at sites."""
    within = np.zeros(size, dtype=np.bool_)
    for tool in tools:
        if tool.stands not in ("route", "threat"):
            within |= found.tenths(tool.name, hours) <= whole_tenths(tool.reach_min)
    return within
