"""What a response hangs on, in sentences."""

from __future__ import annotations

from typing import Any

from geo_poc.response_words import OIOS, alert_share, partner_lines, recorded_share, response_lines


def _evaluation(alert: float, low: float = 4.0, middle: float = 5.0, high: float = 8.0) -> dict[str, Any]:
    ends = {"low": low, "mid": middle, "high": high}
    return {"credit": {"total": 10.0}, "readiness": {"alert": alert, "credit_as_recorded": ends}}


def _plan(*tools: str) -> dict[str, Any]:
    return {"placements": [{"tool": tool} for tool in tools]}


def test_credit_as_recorded_is_a_range() -> None:
    """The credit that is left is told as a range, and as one number where the ends agree."""
    assert recorded_share(_evaluation(1.0)) == "40 % to 80 %"
    assert recorded_share(_evaluation(1.0, 5.0, 5.0, 5.0)) == "50 %"


def test_runs_that_do_not_tell_have_no_sentence() -> None:
    """A run of before readiness, and one without any credit, say nothing of it."""
    assert recorded_share({"credit": {"total": 1.0}}) == ""
    assert recorded_share({**_evaluation(1.0), "credit": {"total": 0.0}}) == ""
    assert alert_share({}, _plan()) == ""
    assert response_lines(_plan(), {}, {}) == []


def test_calls_are_told_where_they_are_counted() -> None:
    """Who can call is told where a call could fail or somebody is there to call, never unasked."""
    assert alert_share(_evaluation(1.0), _plan("cob")) == ""
    assert alert_share(_evaluation(1.0), _plan("cob", "cla")) == "100 %"
    assert alert_share(_evaluation(0.0), _plan("cob")) == "0 %"


def test_sentences_of_response() -> None:
    """Credit as recorded stands with its source, and calls beside today's."""
    assert response_lines(_plan("cla"), _evaluation(0.0), _evaluation(0.466)) == [
        f"If units respond as recorded, 40 % to 80 % of the plan's credit is left (middle 50 %). {OIOS}.",
        (
            "Somebody can call a response (liaison assistants, alert networks) for 47 % of the risk that is "
            "within reach (today 0 %)."
        ),
    ]


def test_partners_are_told_by_what_they_earn() -> None:
    """Who counts is told with the part, who does not with the reason, and silence stays silence."""
    partners = [
        {"actor": "Police", "credit": 0.25, "counted": True, "why": ""},
        {"actor": "Battalion", "credit": 0.0, "counted": False, "why": "Battalion earns no credit: barred"},
        {"actor": "Elders", "credit": 0.0, "counted": False, "why": ""},
    ]
    assert partner_lines({"partners": partners}) == [
        "Others in place count, as a part of a company base's effect: Police (25 %).",
        "Battalion earns no credit: barred.",
    ]
    assert partner_lines({}) == []
