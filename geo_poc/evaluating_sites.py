"""Where the rows of a given plan stand: at sites the planner knows, or at new ones of their own."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.evaluating_positions import Positions
from geo_poc.ground import Sited
from geo_poc.locks import sites_by_name
from geo_poc.mission import Mission
from geo_poc.references import mgrs_of
from layers.sources.base_layer import unique_ids
from optimisation.plan import Site

SAME_SITE = 0.1
"""A position within this part of a demand cell's side of a site is that site."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedRows:
    """Sites with those that a plan adds, and where each of its rows is.

    Parameters
    ----------
    sites : tuple of Site
        Those known, then new ones.
    cells : ndarray of int64
        Travel cell of each site.
    site : ndarray of int64, by row
        The site a row stands at, or the one that a patrol's row names; -1 = none.
    stop : ndarray of int64, by row
        Travel cell of a patrol's stop; -1 = none.
    """

    sites: tuple[Site, ...]
    cells: NDArray[np.int64]
    site: NDArray[np.int64]
    stop: NDArray[np.int64]


def place_rows(mission: Mission, sited: Sited, rows: Sequence[PlanRow], told: Told) -> PlacedRows:
    """Return where the rows of a plan are; faults go to `told`, errors among them.

    A row with a position stands at the known site within a tenth of a demand cell of it or in its travel
    cell, else at a new site. A row that names a site by id or name stands there; one that does both must
    not contradict itself. A patrol's position is a stop, and the site it names is its base.
    """
    kinds = {name: asset.stands for name, asset in mission.keys.assets.items()}
    found = _Finder(mission, sited, told)
    at = Positions(mission, sited, rows, told)
    site = np.full(len(rows), -1, dtype=np.int64)
    standing = [number for number, row in enumerate(rows) if kinds.get(row.tool) == "site"]
    # Those with a position first: the sites that they add may be named by others.
    for number in sorted(standing, key=lambda number: not rows[number].placed):
        row = rows[number]
        site[number] = found.at(row, at, number) if row.placed else found.named(row)
    stop = np.full(len(rows), -1, dtype=np.int64)
    for number, row in enumerate(rows):
        if kinds.get(row.tool) == "route":
            site[number] = found.named(row) if row.site else -1
            if row.placed:
                stop[number] = at.snapped(number, mission.keys.assets[row.tool].persona)
    return PlacedRows(tuple(found.sites), np.array(found.cells, dtype=np.int64), site, stop)


class _Finder:
    """Sites by position and by name, with those that the plan adds."""

    def __init__(self, mission: Mission, sited: Sited, told: Told) -> None:
        self.sites, self.cells = list(sited.sites), sited.cells.tolist()
        self._told, self._landscape = told, sited.landscape
        self._near_m = SAME_SITE * mission.keys.grid.demand_cell_m
        x, y = sited.landscape.grid.project([s.lon for s in self.sites], [s.lat for s in self.sites])
        own = np.array([site.kind != "partner" for site in self.sites], dtype=np.bool_)
        self._x = np.where(own, x, np.inf).tolist()
        self._y = np.where(own, y, np.inf).tolist()
        self._by_name = {
            name: kept
            for name, numbers in sites_by_name(self.sites).items()
            if (kept := [number for number in numbers if own[number]])
        }

    def named(self, row: PlanRow) -> int:
        """Return the site that a row names, -1 where that is nobody's name or that of several."""
        found = self._by_name.get(row.site.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(self.sites[number].id for number in found[:8])
            message, remedy = f"{len(found)} sites have this name", f"use one of the ids: {ids}"
        else:
            near = difflib.get_close_matches(row.site.casefold(), self._by_name, n=1, cutoff=0.75)
            message = "no site has this id or name"
            remedy = (f"did you mean {near[0]}? " if near else "") + (
                "give the id of a site (plan.gpkg of a run lists them), or a position"
            )
        self._told.add("error", message, remedy, row=row.row, column="site", value=row.site)
        return -1

    def at(self, row: PlanRow, at: Positions, number: int) -> int:
        """Return the site at a row's position, a new one where none is known there."""
        if not at.inside[number]:
            return -1
        x, y = float(at.x[number]), float(at.y[number])
        far = np.hypot(np.array(self._x) - x, np.array(self._y) - y)
        cell, _ = at.cell(number, "military")
        same = (far <= self._near_m + 1e-6) | ((np.array(self.cells) == cell) & np.isfinite(far))
        named = self._by_name.get(row.site.casefold(), []) if row.site else []
        if named and not same[named].any():
            self._contradicts(row, named[0], float(far[named[0]]))
            return -1
        near = np.flatnonzero(same).tolist()
        if near:
            called = named or self._by_name.get(row.name.casefold(), [])
            return int(min(near, key=lambda n: (n not in called, round(float(far[n]), 3), n)))
        cell = at.snapped(number, "military")
        return -1 if cell < 0 else self._add(row, x, y, cell)

    def _contradicts(self, row: PlanRow, site: int, far: float) -> None:
        self._told.add(
            "error",
            f"the row names {self.sites[site].name}, which lies {far / 1000:.1f} km from its position",
            "correct one of the two, or leave one of them empty",
            row=row.row,
            column="site",
            value=row.site,
        )

    def _add(self, row: PlanRow, x: float, y: float, cell: int) -> int:
        """Add a site for a row."""
        name = row.name or row.site or mgrs_of(row.lon, row.lat)
        id_ = self._free(row.site or f"p-{unique_ids([name], otherwise='site')[0]}")
        number = len(self.sites)
        self.sites.append(Site(id_, name, row.lon, row.lat, "given"))
        self.cells.append(cell)
        self._x.append(x)
        self._y.append(y)
        for text in {id_.casefold(), name.casefold(), row.site.casefold()} - {""}:
            self._by_name.setdefault(text, []).append(number)
        return number

    def _free(self, id_: str) -> str:
        taken = {site.id.casefold() for site in self.sites}
        number, free = 1, id_
        while free.casefold() in taken:
            number += 1
            free = f"{id_}-{number}"
        return free
