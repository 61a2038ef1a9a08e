"""Least minutes by kind, and quantiles over people."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.assets import Tool
from optimisation.response_times import least_minutes, people_quantile
from tests.optimisation.small_worlds import COB, JPT, asset, demand, reaches, table

FPU = Tool("fpu", "formed police unit", 2, "response", "police", 30.0, 140)


def test_least_minutes_are_told_apart_by_who_travels() -> None:
    """Military, police and civilian minutes stand apart; who does not come is infinitely far."""
    world = demand({"state": [1.0, 1.0, 1.0]})
    tables = {"cob": table([{0: 100}]), "fpu": table([{1: 55}]), "jpt": table([{0: 20, 1: 20}])}
    travel = reaches(world, (COB, FPU, JPT), tables)
    opened = [asset(name, 0) for name in ("cob", "fpu", "jpt")]
    inf = np.inf
    assert least_minutes(opened, travel, tier=2).tolist() == [10.0, 5.5, inf]
    assert least_minutes(opened, travel, tier=2, persona="military").tolist() == [10.0, inf, inf]
    assert least_minutes(opened, travel, tier=2, persona="police").tolist() == [inf, 5.5, inf]
    assert least_minutes(opened, travel, tier=1, persona="civilian").tolist() == [2.0, 2.0, inf]
    assert least_minutes([], travel, tier=2).tolist() == [inf, inf, inf]


@pytest.mark.parametrize(
    ("minutes", "people", "share", "wanted"),
    [
        ([10.0, 20.0, 30.0], [1.0, 1.0, 1.0], 0.5, 20.0),
        ([30.0, 10.0], [1.0, 9.0], 0.9, 10.0),
        ([30.0, 10.0], [1.0, 9.0], 0.91, 30.0),
        ([10.0, np.inf], [89.0, 11.0], 0.9, None),
        ([10.0, np.inf], [90.0, 10.0], 0.9, 10.0),
        ([5.0, 10.0], [0.0, 3.0], 0.0, 10.0),
        ([10.0], [0.0], 0.5, None),
        ([], [], 0.5, None),
    ],
)
def test_quantiles_are_of_people(
    minutes: list[float], people: list[float], share: float, wanted: float | None
) -> None:
    """The median is where half the people are reached; where too few are there is none."""
    assert people_quantile(np.array(minutes), np.array(people), share) == wanted
