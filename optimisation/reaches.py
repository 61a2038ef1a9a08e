"""What an asset reaches by day and by night, under the conditions of the troops at its site."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import FREE, Asset, Tool, Unit, whole_tenths
from optimisation.demand import Demand
from optimisation.travel import TravelTable

NEVER = np.uint16(65535)
"""Tenths of a minute of a cell that is not reached at all."""

_NO_CELLS = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.uint16))

Pairs = tuple[NDArray[np.int64], NDArray[np.uint16]]
"""Positions of demand cells, and tenths of a minute to each."""


@dataclass(frozen=True, slots=True, eq=False)
class Reaches:
    """Travel of every tool from every site, with what caveats and preparation take away.

    Parameters
    ----------
    demand : Demand
    tools : mapping of name to Tool
    tables : mapping of tool to TravelTable
        Minutes of the tool's persona from every site.
    units : mapping of site to Unit
        Whose troops stand at a site; a site without an entry has no conditions. They bind military tools.
    site_xy : ndarray of float64, shape (sites, 2)
        Metres in the grid's system, for caveats on distance.
    night_factor : float
        Troops travel this many times longer by night, >= 1.
    """

    demand: Demand
    tools: Mapping[str, Tool]
    tables: Mapping[str, TravelTable]
    units: Mapping[int, Unit] = field(default_factory=dict)
    site_xy: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    night_factor: float = 1.0

    def unit(self, asset: Asset) -> Unit:
        """Return whose conditions bind an asset; those of nobody for civilians, police and partners."""
        tool = self.tools[asset.tool]
        if tool.persona != "military" or tool.stands == "partner":  # the mission's caveats bind its troops
            return FREE
        return self.units.get(asset.site, FREE)

    def same_by_night(self, tools: Sequence[Tool]) -> bool:
        """Return whether some tools reach by night what they reach by day, from every site."""
        if any(len(tool.hours) < 2 for tool in tools):
            return False
        troops = [tool for tool in tools if tool.persona == "military"]
        return not troops or (
            self.night_factor == 1.0 and all(self.units[site].night for site in sorted(self.units))
        )

    def pairs(self, asset: Asset, hours: str = "day") -> Pairs:
        """Return the demand cells an asset reaches and the tenths of a minute to each; none when it rests.

        Parameters
        ----------
        asset : Asset
        hours : str
            "day" or "night".
        """
        tool, unit = self.tools[asset.tool], self.unit(asset)
        night = hours == "night"
        if hours not in tool.hours or (night and not unit.night):
            return _NO_CELLS
        if asset.cells is not None:
            return asset.cells, np.zeros(asset.cells.size, dtype=np.uint16)
        table = self.tables[asset.tool]
        start, stop = table.indptr[asset.site], table.indptr[asset.site + 1]
        positions = self.demand.position[table.cells[start:stop]]
        tenths = table.tenths[start:stop]
        inside = positions >= 0
        if not inside.all():
            positions, tenths = positions[inside], tenths[inside]
        slower = self.night_factor if night and tool.persona == "military" else 1.0
        if unit.preparation_min == 0 and math.isinf(unit.max_distance_m) and slower == 1.0:
            return positions, tenths
        return self._conditioned(asset.site, positions, tenths, unit, slower)

    def _conditioned(
        self, site: int, positions: NDArray[np.int64], tenths: NDArray[np.uint16], unit: Unit, slower: float
    ) -> Pairs:
        if math.isfinite(unit.max_distance_m):
            dx = self.demand.x[positions] - self.site_xy[site, 0]
            dy = self.demand.y[positions] - self.site_xy[site, 1]
            # Its own cell is always within: a cell can be wider than the limit.
            half = self.demand.cell_m / 2
            near = (np.hypot(dx, dy) <= unit.max_distance_m) | (np.maximum(abs(dx), abs(dy)) <= half)
            positions, tenths = positions[near], tenths[near]
        # Rounded up to tenths, as the tables are.
        late = np.ceil(np.round(tenths * slower + unit.preparation_min * 10.0, 6))
        late = np.minimum(late, float(NEVER))
        return positions, late.astype(np.uint16)

    def within(self, asset: Asset, minutes: float, hours: str = "day") -> NDArray[np.int64]:
        """Return the positions that an asset reaches within a time, its edge included."""
        positions, tenths = self.pairs(asset, hours)
        return positions[tenths <= whole_tenths(minutes)]
