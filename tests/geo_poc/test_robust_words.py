"""Plans over futures as a document, a table and lines."""

from __future__ import annotations

from typing import Any

from geo_poc.robust_words import robust_lines
from tests.geo_poc.test_must_words import LATE, must


def document(**changes: Any) -> dict[str, Any]:
    """Return what is said of two plans over two futures, changed as asked."""
    numbers = {
        "must_met": {"met": 2, "of": 3, "low": 1, "high": 2},
        "people_out_of_reach": {"value": 1_000.0, "low": 1_000.0, "high": 5_000.0},
        "strategic_in_time": {"value": None, "low": None, "high": None},
    }
    summary = {"expected": 0.05, "worst": 0.1, "tail": 0.1, "three_numbers": numbers, "same_as": None}
    planned: dict[str, Any] = {"must_met": 2, "must_of": 3, "people_out_of_reach": 1_000.0}
    planned |= {"strategic_in_time": None, "not_met": []}
    wet = planned | {"must_met": 1, "people_out_of_reach": 5_000.0}
    summary |= {"by_future": {"as_planned": planned, "wet_season": wet}, "distance": 0.002}
    summary |= {"credit": {"as_planned": 10.0, "wet_season": 4.5}, "breaks": {}}
    ends = {
        "must_met": {"low": 2, "high": 2},
        "people_out_of_reach": {"low": 1_000.0, "high": 1_000.0},
        "strategic_in_time": {"low": None, "high": None},
    }
    shared = {"weight": 1.0, "ranges": ends}
    later = {"name": "wet_season", "placed": [], "regret": {"as_planned": 0.3, "wet_season": 0.0}}
    return {
        "kind": "robust",
        "classification": "Unclassified",
        "watermark": "EXERCISE",
        "views": {},
        "tail_share": 0.2,
        "futures": [
            {"name": "as_planned", "words": "as planned", "best": 10.0, "own_plan": True, **shared},
            {"name": "wet_season", "words": "the wet season", "best": 5.0, "own_plan": False, **shared},
        ],
        "plans": [
            {"name": "as_planned", "placed": [], "regret": {"as_planned": 0.0, "wet_season": 0.1}} | summary,
            later | summary | {"worst": 0.3},
        ],
        "least_regret": "as_planned",
        "chosen": [{"id": "cob:a", "tool": "cob", "name": "cob at A", "runs": 2, "of": 2}],
        "no_plan": [],
        "weights_held": True,
        "left_out": [{"name": "consent:X", "words": "X withdraws its consent", "reason": "a lock holds it"}],
        "reproducible": False,
        **changes,
    }


def test_what_is_lost_at_most_is_not_rounded_down() -> None:
    """A plan that loses 1.49 % in some future does not lose at most 1 %."""
    plans = document()["plans"]
    lines = robust_lines(document(plans=[plans[0] | {"worst": 0.0149}, plans[1]]))
    assert any("It loses at most 1.5 % of what" in line for line in lines)


def test_a_plan_that_loses_in_its_own_future_is_not_left_to_contradict_its_distance() -> None:
    """Musts and floors count in how near a plan is to the best of its future, not in what it loses."""
    told = document()
    why = "counts misses of musts and floors"
    assert not any(why in line for line in robust_lines(told))
    plans = [told["plans"][0], told["plans"][1] | {"regret": {"as_planned": 0.3, "wet_season": 0.044}}]
    line = next(line for line in robust_lines(told | {"plans": plans}) if why in line)
    assert line.startswith("Distance from the best possible plan of its own future: at most 0.2 %")
    assert "wet season" in line


def test_the_greatest_loss_is_not_said_to_be_over_futures_without_weight() -> None:
    """The wet season loses 10 %, and decides nothing: what the plan loses at most is not over it."""
    told = document()
    told["futures"][1]["weight"] = 0.0
    lines = robust_lines(told | {"plans": [told["plans"][0] | {"worst": 0.0}, told["plans"][1]]})
    assert any(
        "It loses at most 0 % of what" in line and "in any future that has weight" in line for line in lines
    )
    assert any(line.startswith("The wet season (without weight): ") for line in lines)


def test_that_futures_count_alike_in_place_of_those_with_weight_is_said() -> None:
    """Where all that had any are left out, the summaries are not by the weights that were asked for."""
    words = "Every future that was given weight is left out: those that are not count alike."
    assert words in robust_lines(document(weights_held=False))
    assert words not in robust_lines(document())


def test_who_is_out_of_reach_comes_first() -> None:
    """Then musts, the plan with the least worst regret, each future, what is chosen, what is left out."""
    least = (
        "These are of the plan whose greatest loss is the smallest, made for: as planned. It loses at most "
        "10 % of what the best of these plans earns in any future, 5 % on average, 10 % over the worst 20 % "
        "of futures."
    )
    near = (
        "Distance from the best possible plan of its own future: at most 0.2 % of what can be gained there, "
        "for each of these plans."
    )
    wet = (
        "The wet season: 5,000 people at risk out of reach, 1 of 3 musts met; it loses 10 % (no plan is made "
        "for it: the best is that of the others)."
    )
    assert robust_lines(document()) == [
        "People at risk out of reach over 2 futures: 1,000 to 5,000, 1,000 as planned.",
        "Must threats met: 1 to 2 of 3, 2 as planned.",
        least,
        near,
        "As planned: 1,000 people at risk out of reach, 2 of 3 musts met; it loses 0 %.",
        wet,
        "Company operating base at A: in 2 of 2 plans",
        "Left out: X withdraws its consent: a lock holds it.",
        "A placement was cut short: another run may find others.",
    ]


def test_musts_that_are_not_met_are_named_as_planned_and_by_future() -> None:
    """The range hides neither which are missed as planned, nor which more in a future."""
    found = document()
    futures = found["plans"][0]["by_future"]
    futures["as_planned"]["not_met"] = [must("Raids")]
    futures["wet_season"]["not_met"] = [must("Raids"), must("Ambush", **LATE)]
    lines = robust_lines(found)
    nobody = "Raids (nobody who may answer reaches it, 60 minutes asked for)"
    assert lines[1] == f"Must threats met: 1 to 2 of 3, 2 as planned. Not met as planned: {nobody}."
    late = "Ambush (50 % of it reached in 75 minutes, 60 asked for)"
    assert f"1 of 3 musts met; not met: {nobody}, {late}; it loses 10 %" in lines[5]


def test_futures_without_a_plan_are_told_before_all_else() -> None:
    """Without any plan that is all there is to say."""
    none = [{"name": "as_planned", "words": "as planned", "reason": "no plan meets every demand"}]
    found = document(plans=[], futures=[], chosen=[], no_plan=none, left_out=[], reproducible=True)
    assert robust_lines(found) == [
        "As planned: no plan meets every demand.",
        "geo-poc explain names the demands that conflict, and the least change.",
    ]


def test_whose_views_the_losses_are_counted_for_is_said() -> None:
    """Their shares stand after the plan with the least worst regret."""
    lines = robust_lines(document(views={"national": 0.6, "local": 0.4}))
    told = "What a plan earns is counted for the views national 60 %, local 40 %; who is out of reach is not."
    assert lines[3] == told


def test_the_plan_as_planned_stands_beside_another() -> None:
    """Where another plan has the least worst regret, each future tells what the one as planned loses."""
    (line,) = (
        line for line in robust_lines(document(least_regret="wet_season")) if line.startswith("As planned: ")
    )
    assert line == (
        "As planned: 1,000 people at risk out of reach, 2 of 3 musts met; it loses 30 %, "
        "the plan as planned 0 %."
    )
