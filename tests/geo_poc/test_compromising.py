"""The price of views and the plan between them, on a mission small enough to list every plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from geo_poc.answer_run import answer_to
from geo_poc.compromising import compromise
from geo_poc.control import Control
from geo_poc.pipeline import make_plan
from geo_poc.siting import prepare_ground
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import frontier
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS, VIEWS, mission_of, published


def test_price_of_each_view_is_what_its_plan_takes_from_the_other(tmp_path: Path) -> None:
    """Each view's plan is its own place; the compromise is as good for the worse-off as any plan is."""
    found = published(compromise(mission_of(tmp_path, TWO_VIEWS)))
    placed = {one["view"]: [item["name"] for item in one["placed"]] for one in found["optima"]}
    assert placed == {"western": ["cob at West"], "eastern": ["cob at East"]}
    for one in found["optima"]:
        assert one["shares"][one["view"]] == pytest.approx(1.0)
        assert min(one["shares"].values()) < 0.9
    # With one base for two places the compromise is one of the two optima, the better of their worst.
    worst = max(min(one["shares"].values()) for one in found["optima"])
    assert found["compromise"]["least"] == pytest.approx(worst)
    assert found["compromise"]["bound"] >= worst - 1e-9
    assert found["views"][0]["consulted"][0]["who"] == "women"


def test_frontier_of_two_views_ends_at_their_optima(tmp_path: Path) -> None:
    """The ends are the single-view optima that the compromise reports too."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    best = {one["view"]: one["value"] for one in compromise(mission)["optima"]}
    found = published(frontier(mission, first="western", second="eastern", points=4))
    assert found["points"][0]["first"] == pytest.approx(best["western"])
    assert found["points"][-1]["second"] == pytest.approx(best["eastern"])
    assert found["points"][0]["placed"][0]["lon"] == pytest.approx(0.15)


def test_one_view_is_no_compromise(tmp_path: Path) -> None:
    """Fewer than two views, unknown ones and one named twice are refused."""
    mission = mission_of(tmp_path, TWO_VIEWS)
    with pytest.raises(InputError, match="two or more"):
        compromise(mission, views=[VIEWS[0]])
    with pytest.raises(InputError, match="named twice"):
        compromise(mission, views=[VIEWS[0], VIEWS[0]])
    with pytest.raises(InputError, match="no such view"):
        compromise(mission, views=["northern", VIEWS[0]])


def test_views_are_weighed_beside_a_rule_on_tiers(tmp_path: Path) -> None:
    """Rows that such a rule adds weigh nothing in a view of the file or of a threat."""
    rule = '[[constraints.tier]]\nname = "dialogue"\n'
    mission = mission_of(tmp_path, replace(TWO_VIEWS, extra=TWO_VIEWS.extra + rule))
    found = published(compromise(mission, views=["western", "T2"]))
    placed = {one["view"]: [item["name"] for item in one["placed"]] for one in found["optima"]}
    assert placed == {"western": ["cob at West"], "T2": ["cob at East"]}


def test_views_are_weighed_where_a_base_may_move(tmp_path: Path) -> None:
    """Decisions about bases reach nothing themselves: a mission with them has views and prices too."""
    rule = '[[constraints.release]]\nsite = "South"\nreason = "quiet"\nmove_cost = 1\n'
    mission = mission_of(tmp_path, replace(TWO_VIEWS, extra=TWO_VIEWS.extra + rule))
    found = published(compromise(mission))
    assert [optimum["view"] for optimum in found["optima"]] == ["western", "eastern"]
    moved = {one["name"] for optimum in found["optima"] for one in optimum["placed"]}
    assert all(not name.startswith("move:") for name in moved)


def test_best_that_is_not_proven_is_not_called_the_best_possible(tmp_path: Path) -> None:
    """A bound above all is told as what is not ruled out; plans are told by what they change of the first."""
    found = published(compromise(mission_of(tmp_path, TWO_VIEWS)))
    between = {**found["compromise"], "bound": 1.056}
    lines = tradeoff_lines({**found, "compromise": between})
    assert "not ruled out: a plan that gives every view 5.6 % more than that best" in lines[0]
    assert "no plan gives all of them more than" in tradeoff_lines(found)[0]
    best = [line for line in lines if line.startswith("Best found for")]
    assert sum(line.endswith(": the same as the plan between the views") for line in best) == 1


def test_stopped_as_it_begins_it_keeps_the_plan_and_has_a_page(tmp_path: Path) -> None:
    """Views that were not reached have no share; the best known is the mission's own plan, not nothing."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    ground, begun = prepare_ground(mission), list[str]()

    def tell(stage: str, _: str) -> None:
        begun.extend([stage] if stage == "compromise" else [])

    control = Control(tell=tell, cancel=lambda: bool(begun))
    found = published(compromise(mission, ground=ground, control=control))
    assert (found["stopped_by"], found["compromise"]) == ("user", None)
    assert [one["view"] for one in found["optima"]] == ["western"]
    own = make_plan(mission, ground=ground).plan
    assert found["optima"][0]["credit"] == pytest.approx(own.credit)
    assert (answer_to(found, mission, ground, tmp_path / "out") / "map.html").is_file()
