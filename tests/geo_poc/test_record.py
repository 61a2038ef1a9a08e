"""The JSON documents of a run."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from geo_poc.planning import Planned
from geo_poc.record import as_text, evaluation_document, plan_document
from layers.landscape import SOURCES


def test_text_has_nine_digits_sorted_keys_and_a_version() -> None:
    """Numbers have nine significant digits, keys are sorted, the text ends with a newline."""
    text = as_text({"b": 1 / 3, "a": {"z": 123456.7891234, "y": 2, "x": True}})
    assert text == (
        '{\n  "a": {\n    "x": true,\n    "y": 2,\n    "z": 123456.789\n  },\n'
        '  "b": 0.333333333,\n  "schema_version": 1\n}\n'
    )
    assert json.loads(as_text({"schema_version": 7}))["schema_version"] == 7


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_numbers_that_are_none_become_null(value: float) -> None:
    """NaN and infinity are null wherever they stand."""
    assert json.loads(as_text({"a": value, "b": [value, (value,)]}))["b"] == [None, [None]]


def test_equal_documents_give_equal_bytes() -> None:
    """The order of keys, the last digits and the sign of zero do not show."""
    one = as_text({"a": 0.1 + 0.2, "b": -0.0, 3: "é"})
    assert one == as_text({"3": "é", "b": 0.0, "a": 0.3})
    assert '"b": 0.0' in one
    assert "é" in one


def test_plan_document_says_where_and_how_far(tiny_run: Planned) -> None:
    """The plan has its placements with MGRS, a team at its host's site, and its distance from the bound."""
    document = plan_document(tiny_run.outcome.plan)
    assert document["status"] == "optimal"
    assert document["bound"] - document["objective"] <= 1e-6 * abs(document["bound"])
    by_tool = {p["tool"]: p for p in document["placements"]}
    hosts = {p["site"] for p in document["placements"] if p["tool"] == "cob"}
    assert by_tool["jpt"]["site"] in hosts
    assert by_tool["jpt"]["visits_per_month"] == 4
    assert by_tool["cob"]["mgrs"].startswith("31N")
    assert {route["tool"] for route in document["routes"]} == {"patrol", "night_patrol"}
    for route in document["routes"]:
        assert route["site"] in hosts
        assert 0 < route["minutes"] <= (480 if route["tool"] == "patrol" else 240)
        assert route["stops"][0]["mgrs"].startswith("31N")
    assert document["engagements"] == []


def test_infeasible_plan_document_has_reasons_and_no_numbers(impossible_run: Planned) -> None:
    """Without a plan there are reasons, no placements and nulls."""
    document = plan_document(impossible_run.outcome.plan)
    assert document["status"] == "infeasible"
    assert any("Far corner" in reason for reason in document["reasons"])
    assert document["placements"] == []
    for key in ("objective", "bound", "gap", "gap_of_gain", "credit"):
        assert document[key] is None


def test_evaluation_document_stands_beside_the_present(tiny_run: Planned) -> None:
    """Plan and present have the same keys; reach is cumulative; sources nobody sees are null, not zero."""
    document = evaluation_document(tiny_run.outcome)
    assert document["plan"].keys() == document["present"].keys()
    for part in (document["plan"], document["present"]):
        for name in ("risk", "reach", "engagement", "credit", "credit_low", "credit_high"):
            assert list(part[name]) == [*SOURCES, "total"]
            assert part[name]["communal"] is None
            assert part[name]["criminal"] is None
            assert part[name]["armed_group"] is not None
        shares = [part["reach"]["total"][band] for band in ("15", "30", "60", "120")]
        assert shares == sorted(shares)
        assert 0 < shares[-1] <= 1
        risks = [area["risk"] for area in part["uncovered"]]
        assert risks == sorted(risks, reverse=True)
        assert {base["base"] for base in part["close_proximity"]} == {"east", "west"}
    assert document["present"]["engagement"]["total"] == 0
    assert document["plan"]["engagement"]["total"] > 0
    assert document["banners"] == []


def test_three_numbers_are_null_without_a_register(tiny_run: Planned) -> None:
    """Without must or strategic threats their numbers and ranges are null, not zero."""
    numbers = evaluation_document(tiny_run.outcome)["plan"]["three_numbers"]
    assert numbers["must_met"] == {"met": None, "of": None, "low": None, "high": None}
    assert numbers["strategic_in_time"] == {"value": None, "low": None, "high": None}
    assert numbers["people_out_of_reach"]["value"] >= 0


def test_infeasible_evaluation_has_the_present_alone(impossible_run: Planned) -> None:
    """Without a plan the present still stands, with its missed must, and the overdue review is told."""
    document = evaluation_document(impossible_run.outcome)
    assert document["plan"] is None
    assert document["present"]["three_numbers"]["must_met"]["met"] == 0
    assert document["present"]["missed_musts"] == ["Far corner"]
    assert any("2025-01-31" in banner for banner in document["banners"])
