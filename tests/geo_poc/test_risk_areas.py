"""Sums over districts: nobody and nothing is lost or counted twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_poc.admin_reach import OUTSIDE
from geo_poc.risk_areas import area_risks, whole_area
from geo_poc.risk_run import Surfaced


def test_districts_sum_to_the_whole_area(tiny_risk: Surfaced) -> None:
    """Cells, people, risk and events of a level are those of the area; the rest is in no district."""
    found = tiny_risk.surfaces
    areas, whole = area_risks(found), whole_area(found)
    assert [area.name for area in areas][-1] == OUTSIDE
    assert {area.name for area in areas} == {"Westland", "Eastland", OUTSIDE}
    for name in ("cells", "km2", "people", "unknown_people", "low_with_presence_people"):
        assert sum(getattr(area, name) for area in areas) == pytest.approx(getattr(whole, name))
    for source in ("state", "armed_group", "total"):
        assert sum(area.risk[source] or 0.0 for area in areas) == pytest.approx(whole.risk[source])
        assert sum(area.events_per_year[source] or 0.0 for area in areas) == pytest.approx(
            whole.events_per_year[source]
        )
    assert whole.people == pytest.approx(found.risk.people[found.landscape.grid.mask].sum())


def test_source_that_is_not_observed_is_none(tiny_risk: Surfaced) -> None:
    """Neither risk nor events of a source that no feed sees are zero."""
    for area in area_risks(tiny_risk.surfaces):
        assert area.risk["criminal"] is None
        assert area.events_per_year["criminal"] is None


def test_events_are_the_likelihood_times_the_area(tiny_risk: Surfaced) -> None:
    """One event per 100 km2 and year everywhere gives the area in hundreds of square kilometres."""
    found = tiny_risk.surfaces
    even = {source: np.ones_like(values) for source, values in found.risk.likelihood.items()}
    whole = whole_area(replace(found, risk=replace(found.risk, likelihood=even)))
    assert whole.events_per_year["armed_group"] == pytest.approx(whole.km2 / 100.0)


def test_without_districts_there_are_no_rows(tiny_risk: Surfaced) -> None:
    """A mission without districts has sums of the whole area only."""
    found = tiny_risk.surfaces
    none = found.landscape.districts.iloc[:0]
    assert area_risks(replace(found, landscape=replace(found.landscape, districts=none, levels=none))) == ()
