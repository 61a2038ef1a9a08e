"""Tests of doubles, pile-ups and what patrols found."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from layers.risk.estimate import estimate_risk
from layers.risk.incident_rules import IncidentRules
from layers.risk.screening import Screening
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, districts, incidents, landscape, points


def _risk(table: gpd.GeoDataFrame, screening: Screening | None = None, **tables: Any) -> Risk:
    rules = IncidentRules(screening=screening or Screening())
    return estimate_risk(
        landscape(table, **tables),
        attributed(["state"] * len(table)),
        observed=("state",),
        as_of=AS_OF,
        bandwidths_m=[4000.0],
        rules=rules,
    )


def _rows(xy: list[tuple[float, float]], days: list[str], **columns: list[Any]) -> gpd.GeoDataFrame:
    table = incidents(xy, days)
    for name, values in columns.items():
        table[name] = values
    return table


def test_the_same_incident_twice_is_told_and_merged_when_asked() -> None:
    """Two rows that agree on everything count twice and are told; merged they count once."""
    table = _rows(
        [(5e4, 5e4), (50020.0, 5e4), (5e4, 5e4), (6e4, 5e4)],
        ["2020-06-01"] * 4,
        side_a=["A", "a ", "B", "A"],
        best=[3.0, 3.0, 3.0, 3.0],
    )
    told, merged = _risk(table), _risk(table, Screening(duplicates="merge"))
    assert any("1 incidents repeat" in f.message and f.severity == "warning" for f in told.findings)
    assert merged.events_per_year["state"] == pytest.approx(told.events_per_year["state"] * 3 / 4)


def test_other_deaths_or_no_sides_are_no_double() -> None:
    """Rows that differ in deaths, or say nothing of the sides, are kept apart silently."""
    apart = _rows([(5e4, 5e4)] * 2, ["2020-06-01"] * 2, side_a=["A", "A"], best=[1.0, 2.0])
    bare = _rows([(5e4, 5e4)] * 2, ["2020-06-01"] * 2)
    unsaid = _rows([(5e4, 5e4)] * 2, ["2020-06-01"] * 2, side_a=["", ""], best=[1.0, 1.0])
    for table in (apart, bare, unsaid):
        assert not any("repeat" in finding.message for finding in _risk(table).findings)


def _piled() -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    rng = np.random.default_rng(3)
    xy = [(30e3, 70e3)] * 12 + [tuple(p) for p in rng.uniform(60e3, 90e3, (20, 2))]
    named = points([(20e3, 20e3), (75e3, 75e3), (50e3, 50e3)])
    named["name"], named["class"] = ["A", "B", "C"], "town"
    boxes = districts({"North": (0, 5e4, 1e5, 1e5), "South": (0, 0, 1e5, 5e4)})
    return incidents(xy, [f"2020-0{1 + n % 9}-11" for n in range(32)]), {"places": named, "districts": boxes}


def test_a_pile_on_a_point_without_a_place_is_told_and_spread_when_asked() -> None:
    """Twelve incidents on one empty point: told with its district; spread, the point is no peak any more."""
    table, tables = _piled()
    told, spread = _risk(table, **tables), _risk(table, Screening(pile_ups="spread"), **tables)
    assert any("12 incidents lie on one point in North" in finding.message for finding in told.findings)
    at = (6, 6)
    assert told.likelihood["state"][at] > 10 * spread.likelihood["state"][at]
    assert spread.likelihood["state"].sum() == pytest.approx(told.likelihood["state"].sum(), rel=0.05)


def test_a_town_is_no_pile() -> None:
    """As many incidents in a named town are what towns see."""
    table, tables = _piled()
    town = points([(30.5e3, 70e3)])
    town["name"], town["class"] = ["D"], "town"
    tables["places"] = gpd.GeoDataFrame(
        {"name": ["D"], "class": ["town"]}, geometry=town.geometry.to_list(), crs=4326
    )
    assert not any("on one point" in finding.message for finding in _risk(table, **tables).findings)


def test_what_patrols_found_is_flagged_and_weighed_down() -> None:
    """Half of the incidents found by a patrol: told; at weight 0.5 the rate is three quarters."""
    table = _rows(
        [(5e4, 5e4)] * 4,
        ["2020-06-01", "2020-06-02", "2020-06-03", "2020-06-04"],
        section=["Foot Patrol", "human rights", "patrol report", ""],
    )
    plain = _risk(table)
    assert plain.events is not None
    assert plain.events.by_patrol.tolist() == [True, False, True, False]
    assert any("2 incidents were found by UN patrols" in finding.message for finding in plain.findings)
    lowered = _risk(table, Screening(patrol_weight=0.5))
    full = plain.events_per_year["state"]
    assert lowered.events_per_year["state"] == pytest.approx(full * 3 / 4, rel=1e-2)
