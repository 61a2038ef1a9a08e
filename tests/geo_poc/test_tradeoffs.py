"""Trade-offs and alternatives of tiny missions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_poc.explaining import explain
from geo_poc.pipeline import make_plan
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import frontier, portfolio
from layers.errors import InputError
from tests.geo_poc.weighed_missions import THREAT, mission_of, published
from tests.tiny_mission import Tiny


def test_frontier_against_cost_ends_at_the_plan_and_at_nothing_new(tmp_path: Path) -> None:
    """The first point is the plan's objective; the last places nothing and costs nothing."""
    mission = mission_of(tmp_path)
    found = published(frontier(mission, points=4))
    assert found["points"][0]["first"] == pytest.approx(make_plan(mission).plan.objective)
    assert found["points"][-1]["second"] == 0.0
    assert found["points"][-1]["placed"] == []
    assert all(point["gap"] <= 1e-6 for point in found["points"])
    assert found["reproducible"]


def test_frontier_of_two_views_starts_at_the_objective(tmp_path: Path) -> None:
    """Credit in strategic areas rises along the frontier as the objective falls."""
    found = published(frontier(mission_of(tmp_path), second="strategic", points=3))
    firsts = [point["first"] for point in found["points"]]
    seconds = [point["second"] for point in found["points"]]
    assert firsts == sorted(firsts, reverse=True)
    assert seconds == sorted(seconds)


def test_view_that_no_threat_has_is_refused(tmp_path: Path) -> None:
    """A view is named after what the register holds."""
    mission = mission_of(tmp_path)
    with pytest.raises(InputError, match="no such view"):
        frontier(mission, second="should")
    with pytest.raises(InputError, match=r"against the objective alone.*value: strategic"):
        frontier(mission, first="strategic")
    with pytest.raises(
        InputError, match=r"no such view.*value: NOPE.*use one of all, must, T1, strategic, or cost"
    ):
        frontier(mission, first="NOPE")


def test_portfolio_has_plans_with_another_site(tmp_path: Path) -> None:
    """Every further plan leaves the site of each before and says what it takes instead."""
    found = published(portfolio(mission_of(tmp_path), plans=3, within=1.0))
    assert found["plans"][0]["loss"] == 0.0
    for plan in found["plans"][1:]:
        assert plan["left"]
        assert plan["loss"] >= 0.0


def test_near_enough_is_a_share_of_reach_where_a_must_is_missed(tmp_path: Path) -> None:
    """The penalty of a must that is missed lets no plan pass that gives up more reach than was allowed."""
    unmet = THREAT.replace('id = "T1"', 'id = "T9"') + 'tools = ["fpu"]\n'
    mission = mission_of(tmp_path, Tiny(budget={"cob": 1, "jpt": 1}, extra=THREAT + unmet))
    every = published(portfolio(mission, plans=4, within=1.0))
    first, *others = every["plans"]
    assert first["objective"] < -3 * first["credit"]  # a must is missed: the penalty outweighs the reach
    lost = [1 - plan["credit"] / first["credit"] for plan in others]
    assert max(lost) > 0.001
    near = published(portfolio(mission, plans=4, within=max(lost) / 2))
    assert all(plan["loss"] <= near["within"] * first["credit"] * 1.000001 for plan in near["plans"])
    assert len(near["plans"]) < len(every["plans"])


ESCORTED = Tiny(budget={"cob": 0, "jpt": 2, "escorts": 2, "patrol": 2}, extra=THREAT)
"""Teams may go with an escort, and two patrols are spread over the bases."""


def test_plans_that_differ_in_patrols_alone_are_told_apart(tmp_path: Path) -> None:
    """Where patrols are a choice, each point has how many from which base, and no line calls it the same."""
    found = published(frontier(mission_of(tmp_path, ESCORTED)))
    patrols = [
        sum(one["count"] for one in point["patrols"] if one["tool"] == "patrol") for point in found["points"]
    ]
    assert patrols[0] == 2
    assert patrols[-1] == 0
    assert not any("the same as" in line for line in tradeoff_lines(found))


def test_plans_of_a_portfolio_differ_by_more_than_who_escorts_and_patrols(tmp_path: Path) -> None:
    """A team at a site is one place with any escort and none; patrols are none where teams may be placed."""
    found = published(portfolio(mission_of(tmp_path, ESCORTED), plans=6, within=1.0))
    stood = [{(one["tool"], one["lon"], one["lat"]) for one in plan["placed"]} for plan in found["plans"]]
    assert len(stood) > 1
    assert all(before - later for n, later in enumerate(stood) for before in stood[:n])
    (alone, *_) = published(portfolio(mission_of(tmp_path / "p", replace(ESCORTED, budget={"patrol": 2}))))[
        "plans"
    ]
    assert alone["patrols"]


def test_portfolio_says_what_it_asked_and_what_ended_it(tmp_path: Path) -> None:
    """The first line has the sites and the share of reach; the last whether there may be further plans."""
    found = published(portfolio(mission_of(tmp_path), plans=2, differ=1, within=0.03))
    lines = tradeoff_lines(found)
    assert lines[0].startswith("Each plan leaves at least 1 base site of every plan before it")
    assert "at most 3 % of the first plan's weighted reach" in lines[0]
    searched = tradeoff_lines({**found, "ended_by": "search"})
    assert (
        searched[-1] == "No other plan as different and as good was found; that there is none is not proven."
    )


def test_numbers_that_are_none_are_refused_from_python_too(tmp_path: Path) -> None:
    """What the command line refuses, functions do, before anything is read and all at once."""
    mission = mission_of(tmp_path)
    with pytest.raises(InputError, match=r"points is too small.*value: 1.*give 2 or more"):
        frontier(mission, points=1)
    with pytest.raises(InputError, match=r"solve is too small.*value: -1"):
        explain(mission, solve=-1)
    with pytest.raises(InputError) as caught:
        portfolio(mission, plans=0, differ=0, within=float("nan"))
    assert [found.column for found in caught.value.findings] == ["plans", "differ", "within"]
