"""The three numbers, and how far they range."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from optimisation.assets import Unit
from optimisation.evaluate import evaluate
from optimisation.three_numbers import Conditions, NumberRange, ThreeNumbers, number_range, numbers_under
from tests.optimisation.small_worlds import (
    COB,
    JPT,
    REPEATABLE,
    World,
    asset,
    demand,
    reaches,
    table,
    threat,
    worlds,
)

NEAR_AND_FAR = reaches(
    demand(
        {"state": [1.0, 1.0, 1.0]},
        people=[10.0, 20.0, 40.0],
        threats=[threat([0], [1.0], strategic=True), threat([1, 2], [1.0, 1.0], id="T2", share=1.0)],
    ),
    [COB, JPT],
    {"cob": table([{0: 100, 1: 400}]), "jpt": table([{}])},
    night_factor=2.0,
)
"""One base: the first cell in 10 minutes, the second in 40, the third never."""
ONE = (asset("cob", 0),)


def test_by_night_the_reach_of_the_night_counts() -> None:
    """What takes 40 minutes by day takes 80 by night: its people are out of reach and T2 stays missed."""
    day = numbers_under(ONE, NEAR_AND_FAR, Conditions())
    assert replace(day, not_met=()) == ThreeNumbers(1, 2, 40.0, 1.0)
    assert [must.id for must in day.not_met] == ["T2"]
    night = numbers_under(ONE, NEAR_AND_FAR, Conditions(night=True))
    assert replace(night, not_met=()) == ThreeNumbers(1, 2, 60.0, 1.0)


def test_a_night_caveat_leaves_nobody_in_reach_by_night() -> None:
    """Troops that do not go out by night meet no must then."""
    units = {0: Unit(night=False)}
    night = numbers_under(ONE, NEAR_AND_FAR, Conditions(units, night=True))
    assert replace(night, not_met=()) == ThreeNumbers(0, 2, 70.0, 0.0)
    assert [(must.id, must.reached) for must in night.not_met] == [("T1", 0.0), ("T2", 0.0)]
    assert numbers_under(ONE, NEAR_AND_FAR, Conditions(units)).must_met == 1


def test_teams_count_by_night_as_by_day() -> None:
    """A must that a team meets does not hang on the hour that troops go out."""
    world = demand({"state": [1.0]}, threats=[threat([0], [1.0], tools=("jpt",))])
    there = reaches(world, [COB, replace(JPT, hours=("day",))], {"cob": table([{}]), "jpt": table([{0: 50}])})
    assert numbers_under((asset("jpt", 0),), there, Conditions(night=True)).must_met == 1


def test_range_is_the_least_and_the_most() -> None:
    """Each number ranges by itself; a number that no case has, has no range."""
    cases = [ThreeNumbers(1, 3, 50.0, None), ThreeNumbers(2, 3, 70.0, None), ThreeNumbers(0, 3, 60.0, None)]
    assert number_range(cases) == NumberRange((0, 2), (50.0, 70.0), None)
    assert number_range([ThreeNumbers(None, None, 1.0, 0.5)]) == NumberRange(None, (1.0, 1.0), (0.5, 0.5))


@REPEATABLE
@given(worlds())
def test_numbers_without_other_conditions_are_those_of_an_evaluation(world: World) -> None:
    """People out of reach by night are counted by brute force; by day the evaluation says the same."""
    full = evaluate(world.opened, reaches=world.reaches, scale=world.scale, low=world.low, high=world.high)
    assert numbers_under(world.opened, world.reaches, Conditions()) == full.numbers
    slow = {site: replace(unit, night=False) for site, unit in world.units.items()}
    for units in (world.units, slow):
        counted = replace(world, units=units)
        found = numbers_under(world.opened, world.reaches, Conditions(units, night=True))
        assert found.people_out_of_reach == pytest.approx(_out_by_night(counted))


def _out_by_night(world: World) -> float:
    troops = [
        a for a in world.opened if world.kinds[a.tool].tier == 2 and world.kinds[a.tool].stands == "site"
    ]
    at_risk = np.flatnonzero(world.demand.at_risk())
    return sum(
        float(world.demand.people[n])
        for n in at_risk.tolist()
        if all(world.minutes(a, n, "night") > world.kinds[a.tool].reach_min for a in troops)
    )
