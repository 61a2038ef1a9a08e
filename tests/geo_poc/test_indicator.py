"""Indicators that an evaluation holds as they are."""

from __future__ import annotations

from dataclasses import replace

from geo_poc.indicator import bands_of, group_indicators, number_indicators, source_indicators
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import now


def test_groups_are_shares_of_the_group(told_run: Planned) -> None:
    """A group's indicator is its people within the band over all of it; an empty group has none."""
    case = now(told_run.outcome)
    bands = {"15": 10.0, "30": 20.0, "60": 30.0, "120": 40.0}
    groups = {"girls": bands | {"all": 40.0}, "boys": dict.fromkeys((*bands, "all"), 0.0)}
    case = replace(case, evaluation=replace(case.evaluation, groups_within=groups))
    found = {indicator.id: indicator.value for indicator in group_indicators(case)}
    assert (found["group_girls_15"], found["group_girls_120"]) == (0.25, 1.0)
    assert found["group_boys_60"] is None


def test_sources_have_a_row_for_each_band(told_run: Planned) -> None:
    """Five sources and the total for four bands; what is not observed has a row without a value."""
    case = now(told_run.outcome)
    found = {indicator.id: indicator.value for indicator in source_indicators(case)}
    assert len(found) == 6 * len(bands_of(case)) == 24
    assert found["reach_criminal_15"] is None
    assert found["reach_total_60"] == case.evaluation.reach["total"]["60"]


def test_the_three_numbers_are_those_of_the_evaluation(told_run: Planned) -> None:
    """Musts are counted, and the strategic number is empty without strategic threats."""
    case = now(told_run.outcome)
    found = {indicator.id: indicator.value for indicator in number_indicators(case)}
    assert found["people_out_of_reach"] == case.evaluation.numbers.people_out_of_reach
    assert (found["musts_met"], found["musts"], found["strategic_in_time"]) == (1, 1, None)
