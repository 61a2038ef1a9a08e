"""A square country of three districts with one place, for what lays geodata on cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape
from layers.risk.surface import Risk
from optimisation.demand import Demand
from optimisation.prepare import Weighting, build_demand
from optimisation.prepare_areas import RegisterEntry
from tests.layers.risk import tiny

WEIGHTING = Weighting(
    {"state": 1.0, "armed_group": 2.0, "communal": 1.0}, {"must": 3.0, "should": 3.0, "could": 1.0}
)
QUARTERS = {
    "North West": (0.0, 50e3, 50e3, 100e3),
    "North East": (50e3, 50e3, 100e3, 100e3),
    "South": (0.0, 0.0, 100e3, 50e3),
}
NOWHERE = tiny.incidents([], [])


def an_entry(name: str, priority: str = "must", **changes: Any) -> RegisterEntry:
    """Return an entry of the register, in the South unless it says where."""
    values = {"source": "state", "limit_min": 60.0, "tools": ("cob",), "share": 0.5}
    if "centre" not in changes:
        values["district"] = "South"
    return RegisterEntry(id=name, name=name, priority=priority, **(values | changes))


def landscape_in_quarters(**tables: gpd.GeoDataFrame) -> Landscape:
    """Return the country, with other tables where given."""
    tables.setdefault("districts", tiny.districts(QUARTERS))
    tables.setdefault("places", tiny.points([(20e3, 20e3)], name=["Bo"]))
    return tiny.landscape(NOWHERE, grid=tiny.grids(buffer_m=5000.0), **tables)


def even_risk(
    landscape: Landscape,
    surfaces: Mapping[str, float] | None = None,
    earlier: float = 0.0,
    people: float = 10.0,
) -> Risk:
    """Return the same risk in every cell, by source."""
    inside = landscape.grid.mask.astype(float)
    given = {"state": 2.0, "armed_group": 5.0} if surfaces is None else surfaces
    risk: Mapping[Any, NDArray[np.float64]] = {source: value * inside for source, value in given.items()}
    return Risk(
        likelihood=risk,
        risk=risk,
        earlier=dict.fromkeys(risk, earlier * inside),
        people=people * inside,
        people_known=inside > 0,
        unknown=np.zeros(inside.shape, dtype=np.bool_),
        bandwidth_m=5000.0,
        half_life_days=365.0,
        decay_from=date(2025, 1, 1),
    )


def position_at(demand: Demand, x: float, y: float) -> int:
    """Return the position of the one cell at a point."""
    found = np.flatnonzero((np.abs(demand.x - x) <= 2500) & (np.abs(demand.y - y) <= 2500))
    assert found.size == 1
    return int(found[0])


def demand_of(landscape: Landscape, *register: RegisterEntry, **changes: Any) -> Demand:
    """Return the demand of the country with a register."""
    return build_demand(
        landscape,
        changes.pop("risk", even_risk(landscape)),
        register=register,
        weighting=WEIGHTING,
        **changes,
    )
