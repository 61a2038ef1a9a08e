"""People and risk by source, summed over districts and over the area: incidents appear only as such sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from geo_poc.admin_reach import OUTSIDE, district_of, districts_of_levels
from geo_poc.ahead_record import Counts, district_counts
from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import SOURCES


@dataclass(frozen=True, slots=True, eq=False)
class AreaRisk:
    """What a district holds.

    Parameters
    ----------
    level : int or None
        1 for the first below the country; None where the mission does not say.
    name, code : str
        As the layer has them.
    row : int
        Label in the table of districts, -1 for cells in no district.
    cells : int
    km2 : float
        Of the part of its cells in the area.
    people, unknown_people, low_with_presence_people : float
    risk : dict of source (and "total") to float or None
        People x events per 100 km2 and year; None where the source is not observed.
    events_per_year : dict of source (and "total") to float or None
        Recent rate, summed over the cells.
    ahead : Counts
        Events of all sources shown that are expected in it, by period; empty where nobody looked ahead.
    """

    level: int | None
    name: str
    code: str
    row: int
    cells: int
    km2: float
    people: float
    unknown_people: float
    low_with_presence_people: float
    risk: dict[str, float | None]
    events_per_year: dict[str, float | None]
    ahead: Counts = field(default_factory=dict)

    @property
    def place_and_people(self) -> dict[str, object]:
        """The first columns of tables and keys of documents."""
        return {
            "level": self.level,
            "name": self.name,
            "code": self.code,
            "cells": self.cells,
            "km2": self.km2,
            "people": self.people,
            "unknown_people": self.unknown_people,
            "low_with_presence_people": self.low_with_presence_people,
        }


def whole_area(found: Surfaces) -> AreaRisk:
    """Return the sums over the whole area."""
    calm, cells = found.low_with_presence(found.risk.total()), np.flatnonzero(found.landscape.grid.mask)
    return _sums(found, calm, cells, None, found.mission.keys.name, "", -1)


def area_risks(found: Surfaces) -> tuple[AreaRisk, ...]:
    """Return each level's districts by falling risk, coarsest level first; cells in none of them last.

    Each cell counts in the district that its centre lies in; districts without the centre of a cell are left
    out. Empty where the mission has no districts.
    """
    grid = found.landscape.grid
    cells = np.flatnonzero(grid.mask)
    lon, lat = grid.unproject(*grid.centre(cells))
    rows: list[AreaRisk] = []
    calm = found.low_with_presence(found.risk.total())
    for level, table in districts_of_levels(found.landscape):
        owner = district_of(table, lon, lat)
        codes = table["code"] if "code" in table.columns else table["name"].map(lambda _: "")
        held = {int(row): cells[owner == row] for row in np.unique(owner)}
        ahead = district_counts(found, list(held.values()), level)
        of_level = [
            _sums(
                found,
                calm,
                own,
                level,
                OUTSIDE if row < 0 else str(table["name"].iloc[row]),
                "" if row < 0 else _text(codes.iloc[row]),
                -1 if row < 0 else int(table.index[row]),
                counts,
            )
            for (row, own), counts in zip(held.items(), ahead, strict=True)
        ]
        rows += sorted(of_level, key=lambda area: (area.row < 0, -(area.risk[TOTAL] or 0.0), area.name))
    return tuple(rows)


def _sums(
    found: Surfaces,
    calm: NDArray[np.bool_],
    cells: NDArray[np.int64],
    level: int | None,
    name: str,
    code: str,
    row: int,
    ahead: Counts = MappingProxyType({}),
) -> AreaRisk:
    grid, risk = found.landscape.grid, found.risk
    people = risk.people.ravel()[cells]
    km2 = grid.share.ravel()[cells].astype(np.float64) * (grid.cell_m / 1000.0) ** 2
    low = calm.ravel()[cells]
    events: dict[str, float | None] = {
        source: float((risk.likelihood[source].ravel()[cells] * km2).sum() / 100.0)
        if source in risk.likelihood
        else None
        for source in SOURCES
    }
    values: dict[str, float | None] = {
        source: float(risk.risk[source].ravel()[cells].sum()) if source in risk.risk else None
        for source in SOURCES
    }
    return AreaRisk(
        level=level,
        name=name,
        code=code,
        row=row,
        cells=int(cells.size),
        km2=float(km2.sum()),
        people=float(people.sum()),
        unknown_people=float(people[risk.unknown.ravel()[cells]].sum()),
        low_with_presence_people=float(people[low].sum()),
        risk=values | {TOTAL: _total(values)},
        events_per_year=events | {TOTAL: _total(events)},
        ahead=ahead,
    )


def _total(values: dict[str, float | None]) -> float:
    return float(sum(value for value in values.values() if value is not None))


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value)
