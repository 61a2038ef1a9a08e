"""The ranges of the three numbers in evaluation.json."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo_poc.evaluating import evaluate
from geo_poc.mission import Mission
from geo_poc.number_ranges import BITE, LATE, NIGHT, NOT_OVER, TOGETHER, range_over, three_numbers
from geo_poc.outcome import Outcome
from geo_poc.planning import Planned
from geo_poc.record import evaluation_document
from tests.geo_poc.conftest import Planner
from tests.geo_poc.told_mission import TOLD
from tests.tiny_mission import write_tiny


def _plan_numbers(outcome: Outcome) -> dict[str, dict[str, float]]:
    assert outcome.evaluation is not None
    return three_numbers(outcome, outcome.evaluation, outcome.assets)


def test_the_figure_itself_lies_in_its_range(told_run: Planned) -> None:
    """Of the plan and of the present, whatever the cases do."""
    document = evaluation_document(told_run.outcome)
    for part in (document["plan"], document["present"]):
        numbers = part["three_numbers"]
        for number in numbers.values():
            value = number.get("value", number.get("met"))
            assert (value is None) == (number["low"] is None)
            assert value is None or number["low"] <= value <= number["high"]


def test_caveats_and_late_preparation_are_cases_where_they_change_a_unit(
    told_run: Planned, tiny_run: Planned
) -> None:
    """A mission without contingents ranges over the night alone; what is left out is said."""
    document = evaluation_document(told_run.outcome)
    assert document["range_over"] == [NIGHT, BITE, LATE, TOGETHER]
    assert document["range_not_over"] == list(NOT_OVER)
    assert range_over(tiny_run.outcome) == [NIGHT, TOGETHER]


def test_a_suspected_caveat_and_a_night_caveat_widen_the_range(told_run: Planned) -> None:
    """Alpha does not go out by night and Bravo may be kept to 5 km: more people are out of reach then."""
    people = _plan_numbers(told_run.outcome)["people_out_of_reach"]
    assert people["high"] > people["value"]
    assert people["low"] == people["value"]


def test_a_plan_under_suspected_caveats_ranges_to_where_they_do_not_bite(plan_tiny: Planner) -> None:
    """The range reaches below the figure of a plan that was made with every suspected caveat."""
    bite = replace(TOLD, extra=TOLD.extra + "[readiness]\nsuspected_bite = true\n")
    outcome = plan_tiny(bite)
    people = _plan_numbers(outcome)["people_out_of_reach"]
    assert people["low"] < people["value"] <= people["high"]
    assert "suspected caveats do not bite" in range_over(outcome)


def test_troops_that_a_given_plan_names_keep_their_caveats_in_every_case(tmp_path: Path) -> None:
    """Alpha is slow and at a new base too: no case lifts what is declared, and reaches more than the plan."""
    mission = Mission.load(write_tiny(tmp_path, TOLD))
    new = pd.DataFrame([{"tool": "cob", "site": "South", "contingent": "Alpha"}])
    outcome = evaluate(mission, new)
    numbers = _plan_numbers(outcome)["people_out_of_reach"]
    assert numbers["low"] == numbers["value"]
    assert range_over(outcome) == [NIGHT, BITE, LATE, TOGETHER]
