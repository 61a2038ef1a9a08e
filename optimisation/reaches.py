"""What an asset reaches by day and by night, under the conditions of the troops at its site."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import ESCORT, FREE, Asset, Tool, Unit, whole_tenths
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
        Minutes of the tool's persona from every site; of a tool that flies, in a straight line. Under the
        name :data:`optimisation.assets.ESCORT` those of the troops who escort others.
    units : mapping of site to Unit
        Whose troops stand at a site; a site without an entry has no conditions. They bind military tools.
    site_xy : ndarray of float64, shape (sites, 2)
        Metres in the grid's system, for caveats on distance.
    night_factor : float
        Troops travel this many times longer by night, >= 1.
    sectors : mapping of name to ndarray of bool, by demand position
        Where the sectors lie that some units do not enter.
    """

    demand: Demand
    tools: Mapping[str, Tool]
    tables: Mapping[str, TravelTable]
    units: Mapping[int, Unit] = field(default_factory=dict)
    site_xy: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    night_factor: float = 1.0
    sectors: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)

    def unit(self, asset: Asset) -> Unit:
        """Return whose conditions bind an asset; those of nobody for civilians, police and partners.

        An escort goes where and as far as its unit does; a visit is planned, so that nobody waits for it.
        """
        if asset.escort >= 0:
            return replace(self.units.get(asset.escort, FREE), preparation_min=0.0)
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
        if not unit.joint and (tool.joint or asset.escort >= 0):
            return _NO_CELLS
        if asset.cells is not None:
            cells = asset.cells[self._enters(unit, asset.cells)]
            return cells, np.zeros(cells.size, dtype=np.uint16)
        escorted = asset.escort >= 0
        positions, tenths = self._held(ESCORT if escorted else tool.name, asset.site)
        on_ground = tool.persona == "military" and tool.flies_kmh == 0 and not escorted
        slower = self.night_factor if night and on_ground else 1.0
        waits_min = max(unit.preparation_min, tool.preparation_min)
        if unit.no_go or math.isfinite(unit.max_distance_m):
            within = self._enters(unit, positions)
            within &= self._as_far(unit, asset.escort if escorted else asset.site, positions)
            positions, tenths = positions[within], tenths[within]
        if waits_min == 0 and slower == 1.0:
            return positions, tenths
        # Rounded up to tenths, as the tables are.
        late = np.ceil(np.round(tenths * slower + waits_min * 10.0, 6))
        return positions, np.minimum(late, float(NEVER)).astype(np.uint16)

    def escort_range(self, site: int, minutes: float) -> Pairs:
        """Return where the troops of a site go within a time to escort others, and the tenths to there."""
        unit = self.units.get(site, FREE)
        positions, tenths = self._held(ESCORT, site)
        near = tenths <= whole_tenths(minutes)
        near &= self._enters(unit, positions) & self._as_far(unit, site, positions)
        return positions[near], tenths[near]

    def _held(self, name: str, site: int) -> Pairs:
        """Return the demand cells that a table holds for a site, and the tenths to each."""
        table = self.tables[name]
        start, stop = table.indptr[site], table.indptr[site + 1]
        positions = self.demand.position[table.cells[start:stop]]
        tenths = table.tenths[start:stop]
        inside = positions >= 0
        return (positions, tenths) if inside.all() else (positions[inside], tenths[inside])

    def _enters(self, unit: Unit, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which cells lie in no sector that a unit does not enter; one that nobody drew bars none."""
        free = np.ones(positions.size, dtype=np.bool_)
        for name in unit.no_go:
            if name in self.sectors:
                free &= ~self.sectors[name][positions]
        return free

    def _as_far(self, unit: Unit, site: int, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which cells lie within a unit's greatest distance of its base."""
        if math.isinf(unit.max_distance_m):
            return np.ones(positions.size, dtype=np.bool_)
        dx = self.demand.x[positions] - self.site_xy[site, 0]
        dy = self.demand.y[positions] - self.site_xy[site, 1]
        # Its own cell is always within: a cell can be wider than the limit.
        half = self.demand.cell_m / 2
        near: NDArray[np.bool_] = (np.hypot(dx, dy) <= unit.max_distance_m) | (
            np.maximum(abs(dx), abs(dy)) <= half
        )
        return near

    def within(self, asset: Asset, minutes: float, hours: str = "day") -> NDArray[np.int64]:
        """Return the positions that an asset reaches within a time, its edge included."""
        positions, tenths = self.pairs(asset, hours)
        return positions[tenths <= whole_tenths(minutes)]
