"""The lists beside the map of an answer."""

from __future__ import annotations

from typing import Any

from geo_poc.answer_lists import answer_lists


def _plan(people: float) -> dict[str, Any]:
    numbers = {"people_out_of_reach": people, "must_met": 2, "must_of": 3, "strategic_in_time": None}
    return {"three_numbers": numbers}


def _heading(*people: float) -> tuple[str, ...]:
    plans = [(f"plan {n}", _plan(one)) for n, one in enumerate(people)]
    ((_, rows), *_) = answer_lists({"kind": "portfolio"}, plans)
    return rows[0]


def test_list_of_plans_says_beside_which_plan_more_are_out_of_reach() -> None:
    """Several rows with the same "(4,700 more)" are not read as adding up: all are held against the first."""
    assert _heading(290_515.0, 295_246.0, 295_246.0)[2] == "Out of reach (beside A)"
    assert _heading(290_515.0, 290_515.0)[2] == "Out of reach"
