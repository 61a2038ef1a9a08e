"""Positions of the rows of a given plan: where travel is looked at, and moved to where one can pass."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.ground import Sited
from geo_poc.mission import Mission
from layers.landscape import Persona
from layers.snapping import snap_sites


class Positions:
    """Positions of rows in metres, checked to lie where travel is looked at, and snapped when asked."""

    def __init__(self, mission: Mission, sited: Sited, rows: Sequence[PlanRow], told: Told) -> None:
        self._mission, self._landscape, self._rows, self._told = mission, sited.landscape, rows, told
        lon, lat = np.array([row.lon for row in rows]), np.array([row.lat for row in rows])
        placed = np.array([row.placed for row in rows], dtype=np.bool_)
        self.x, self.y = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
        self.x[placed], self.y[placed] = self._landscape.grid.project(lon[placed], lat[placed])
        beyond_m = translate.buffer_m(mission)
        away = np.full(len(rows), np.nan)
        away[placed] = shapely.distance(self._landscape.area, shapely.points(self.x[placed], self.y[placed]))
        outside = self._landscape.travel.cell_of(self.x, self.y) < 0
        self.inside = placed & ~outside & (away <= beyond_m + 1e-6)
        for number in np.flatnonzero(placed & ~self.inside).tolist():
            told.add(
                "error",
                f"the position lies {away[number] / 1000:,.0f} km outside the area, beyond the "
                f"{beyond_m / 1000:,.0f} km around it that travel is looked at",
                "correct the position, or raise travel.buffer_km",
                row=rows[number].row,
                column="position",
                value=f"{lat[number]:.5f}, {lon[number]:.5f}",
            )
        self._cells: dict[Persona, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def cell(self, number: int, persona: Persona) -> tuple[int, float]:
        """Return the travel cell of a row that a persona can pass, -1 for none, and how far away it is."""
        if persona not in self._cells:
            keys = self._mission.keys.travel
            friction = self._landscape.friction[(persona, keys.season)]
            x, y = np.where(self.inside, self.x, np.nan), np.where(self.inside, self.y, np.nan)
            self._cells[persona] = snap_sites(
                x, y, self._landscape.travel, np.isfinite(friction), max_m=keys.snap_m
            )
        cells, moved = self._cells[persona]
        return int(cells[number]), float(moved[number])

    def snapped(self, number: int, persona: Persona) -> int:
        """Return the travel cell of a row, told where it was moved or where there is none."""
        cell, moved = self.cell(number, persona)
        row, snap_m = self._rows[number], self._mission.keys.travel.snap_m
        value = f"{row.label} ({row.lat:.5f}, {row.lon:.5f})"
        if cell < 0 and self.inside[number]:
            self._told.add(
                "error",
                f"nobody can pass within {snap_m / 1000:g} km of the position",
                "move it, lift what blocks the way, or raise travel.snap_m",
                row=row.row,
                column="position",
                value=value,
            )
        elif moved > 0:
            self._told.add(
                "warning",
                "the position lies where nobody can pass (water, denied, or outside closed borders): it was "
                f"moved {moved / 1000:.1f} km to the nearest cell where one can",
                "check the position",
                row=row.row,
                column="position",
                value=value,
            )
        return cell
