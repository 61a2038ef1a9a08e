"""Rows weighed otherwise, against credit counted without rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimisation.assemble import assemble, open_assets
from optimisation.credit import cell_credit
from optimisation.options import Means
from optimisation.tally import tally, unique_assets
from optimisation.views import worth
from optimisation.weigh import as_heavy, row_weights, weighed
from tests.optimisation.small_worlds import COB, JPT, REPEATABLE, SCALE, demand, sites, table
from tests.optimisation.small_worlds import reaches as reaches_of

TENTHS = [{0: 100, 1: 250}, {1: 100, 2: 250}]
WORLD = demand({"state": [1.0, 2.0, 3.0], "armed_group": [3.0, 1.0, 1.0]})
REACHES = reaches_of(WORLD, (COB, JPT), {"cob": table(TENTHS), "jpt": table(TENTHS)})
MADE = assemble(
    demand=WORLD,
    sites=sites("A", "B"),
    reaches=REACHES,
    scale=SCALE,
    means=Means(standing=(), budget={"cob": 1, "jpt": 1}),
    shortfall_penalty=10.0,
)


def test_own_weights_give_the_rows_as_they_are() -> None:
    """The demand's own weights are the problem's, row by row."""
    found = row_weights(MADE, REACHES, SCALE, WORLD.weights)
    assert found.tolist() == pytest.approx(MADE.problem.weights.tolist())


@REPEATABLE
@given(
    st.lists(st.integers(0, 9), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_worth_of_a_plan_is_its_credit_under_the_weights(weights: list[int], chosen: list[bool]) -> None:
    """Covered weight under other weights is the credit that a tally counts with them."""
    other = {"state": np.array(weights[:3], dtype=float), "armed_group": np.array(weights[3:], dtype=float)}
    plan = np.array(chosen[: len(MADE.assets)], dtype=np.bool_)
    rows = row_weights(MADE, REACHES, SCALE, other)
    found = tally(unique_assets(open_assets(MADE, plan)), REACHES)
    credit = cell_credit(found, other, [COB, JPT], SCALE)
    assert worth(MADE.problem, rows, plan) == pytest.approx(
        sum(float(part.sum()) for part in credit.values())
    )


@REPEATABLE
@given(
    st.lists(st.integers(0, 9), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_source_that_the_demand_weighs_at_nothing_counts(weights: list[int], chosen: list[bool]) -> None:
    """A view may weigh what the mission itself does not, also where tools serve that source otherwise."""
    world = demand({"state": [0.0, 0.0, 0.0], "armed_group": [3.0, 1.0, 1.0]})
    police = replace(COB, name="fpu", persona="police", base=False)
    effects = SCALE.effectiveness | {"fpu": {"state": 0.5, "armed_group": 0.3}}
    scale, tools = replace(SCALE, effectiveness=effects), (COB, JPT, police)
    reaches = reaches_of(world, tools, {tool.name: table(TENTHS) for tool in tools})
    made = assemble(
        demand=world,
        sites=sites("A", "B"),
        reaches=reaches,
        scale=scale,
        means=Means(standing=(), budget={"cob": 1, "jpt": 1, "fpu": 1}),
        shortfall_penalty=10.0,
    )
    other = {"state": np.array(weights[:3], dtype=float), "armed_group": np.array(weights[3:], dtype=float)}
    plan = np.array(chosen[: len(made.assets)], dtype=np.bool_)
    credit = cell_credit(tally(unique_assets(open_assets(made, plan)), reaches), other, tools, scale)
    rows = row_weights(made, reaches, scale, other)
    assert worth(made.problem, rows, plan) == pytest.approx(
        sum(float(part.sum()) for part in credit.values())
    )


def test_views_are_as_heavy_as_the_demand() -> None:
    """Scaled weights sum to those of the demand and keep their ratios; nothing stays nothing."""
    found = as_heavy({"state": np.array([1.0, 0.0, 3.0])}, WORLD)
    assert float(found["state"].sum()) == pytest.approx(float(WORLD.total().sum()))
    assert found["state"][2] == pytest.approx(3 * found["state"][0])
    assert as_heavy({"state": np.zeros(3)}, WORLD)["state"].tolist() == [0.0, 0.0, 0.0]


def test_a_shortfall_costs_what_it_did() -> None:
    """Other weights leave the penalty of an elastic floor as it is."""
    other = weighed(MADE.problem, MADE.problem.weights * 4)
    before = MADE.problem.shortfall_penalty * float(MADE.problem.weights.sum())
    assert other.shortfall_penalty * float(other.weights.sum()) == pytest.approx(before)
