"""Tests of factors: how they combine, and that each part is known."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.landscape import Landscape
from layers.risk.combine import Judged, steps_of
from layers.risk.estimate import estimate_risk
from layers.risk.factors import DRIVER_ROLES, ROLES, Combination, Factor, Role, missing_roles
from layers.risk.surface import Risk
from layers.risk.why import why
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, incidents, landscape

WINDOW = (slice(None), slice(None))


def factor(
    role: Role, value: float | np.ndarray, *, name: str = "", weight: float = 1.0, **options: Any
) -> Factor:
    """Return a factor of one value everywhere, or of given values, on the tiny travel grid."""
    mid = np.full((100, 100), value) if np.isscalar(value) else np.asarray(value)
    ends = {end: np.full((100, 100), options.pop(end)) if end in options else mid for end in ("low", "high")}
    return Factor(
        name=name or role,
        role=role,
        sources=options.pop("sources", ()),
        groups=options.pop("groups", ()),
        weight=weight,
        citation="a workshop",
        author="an analyst",
        reliability="B2",
        dated=date(2020, 6, 1),
        analysts=options.pop("analysts", 1),
        mid=mid,
        missing=np.zeros((20, 20), dtype=bool),
        **ends,
    )


def _product(factors: list[Factor], how: Combination = "multiplicative", **options: Any) -> float:
    steps = steps_of(factors, "state", how=how, window=WINDOW, groups=options.pop("groups", {}), **options)
    return float(np.prod([step.field[0, 0] for step in steps]))


def _world() -> Landscape:
    rng = np.random.default_rng(8)
    xy = [tuple(point) for point in rng.uniform(20e3, 80e3, (40, 2))]
    days = pd.date_range("2018-01-01", "2020-12-01", periods=40).astype(str)
    return landscape(incidents(xy, days), people=rng.uniform(0, 9, (100, 100)))


def _risk(world: Landscape, *factors: Factor, how: Combination = "multiplicative") -> Risk:
    return estimate_risk(
        world,
        attributed(["state", "armed_group"] * 20),
        observed=("state", "armed_group"),
        as_of=AS_OF,
        bandwidths_m=[5000.0],
        judged=Judged(factors, how),
    )


def test_missing_factors_count_as_one_in_the_geometric_mean() -> None:
    """Intent of 0.5 alone is the fourth root of 0.5; all four at 0.5 are 0.5; no factor is 1."""
    assert _product([]) == 1.0
    assert _product([factor("intent", 0.5)]) == pytest.approx(0.5**0.25)
    four: list[Role] = ["nature", "intent", "capacity", "opportunity"]
    assert _product([factor(role, 0.5) for role in four]) == pytest.approx(0.5)


def test_weights_are_those_of_a_weighted_mean() -> None:
    """Intent 0.2 at weight 0.5 beside capacity 0.8 at weight 1 and two missing: by hand."""
    found = _product([factor("intent", 0.2, weight=0.5), factor("capacity", 0.8)])
    assert found == pytest.approx((0.2**0.5 * 0.8) ** (1 / 3.5))
    assert _product([factor("impact", 0.25, weight=0.5)]) == pytest.approx(0.5)
    assert _product([factor("vulnerability", 0.6), factor("impact", 0.5)]) == pytest.approx(0.3)


def test_drivers_raise_and_lower() -> None:
    """Drivers against of 0.5 and 0.25 and one for of 0.5: (1 + 0.75) / (1 + 0.5)."""
    drivers = [
        factor("driver_against", 0.5, name="a"),
        factor("driver_against", 0.25, name="b"),
        factor("driver_for", 0.5),
    ]
    assert _product(drivers) == pytest.approx(1.75 / 1.5)


def test_additive_is_one_weighted_mean() -> None:
    """Intent 0.2, vulnerability 0.6 and four missing at 1: (0.2 + 0.6 + 4) / 6, drivers as before."""
    pair = [factor("intent", 0.2), factor("vulnerability", 0.6)]
    assert _product(pair, "additive") == pytest.approx(4.8 / 6)
    assert _product([*pair, factor("driver_for", 1.0)], "additive") == pytest.approx(0.4)


def test_vulnerability_by_group_is_the_mean_over_people() -> None:
    """Women at 0.4 and girls at 0.8 in a cell of 30 women, 20 girls and 50 others: 0.78."""
    people = {name: np.full((100, 100), n) for name, n in {"women": 30.0, "girls": 20.0, "men": 50.0}.items()}
    by_group = [
        factor("vulnerability", 0.4, name="a", groups=("women",)),
        factor("vulnerability", 0.8, name="b", groups=("girls",)),
    ]
    assert _product(by_group, groups=people) == pytest.approx((30 * 0.4 + 20 * 0.8 + 50) / 100)
    assert _product(by_group, groups={}) == 1.0  # nobody knows the groups


def test_a_factor_of_one_source_leaves_the_others() -> None:
    """Risk of armed groups changes to the last bit by nothing; the state's is halved."""
    world = _world()
    plain = _risk(world)
    judged = _risk(world, factor("impact", 0.5, sources=("state",)))
    np.testing.assert_array_equal(judged.risk["armed_group"], plain.risk["armed_group"])
    np.testing.assert_allclose(judged.risk["state"], plain.risk["state"] / 2)
    np.testing.assert_allclose(judged.earlier["state"], plain.earlier["state"] / 2)
    np.testing.assert_array_equal(judged.likelihood["state"], plain.likelihood["state"])


def test_a_neutral_factor_changes_nothing() -> None:
    """A factor of 1 everywhere gives the surfaces of none."""
    world = _world()
    np.testing.assert_array_equal(
        _risk(world, factor("vulnerability", 1.0)).risk["state"], _risk(world).risk["state"]
    )


_VALUE = st.floats(0.05, 1.0)


@settings(max_examples=15, deadline=None)
@given(
    values=st.lists(st.tuples(st.sampled_from(ROLES), _VALUE, st.floats(0.05, 1.0)), max_size=6),
    how=st.sampled_from(["multiplicative", "additive"]),
    seed=st.integers(0, 1000),
)
def test_parts_recompose_the_risk(
    values: list[tuple[Role, float, float]], how: Combination, seed: int
) -> None:
    """For any factors the parts of any cells multiply and add up to their risk, and every part is named."""
    world = _world()
    rng = np.random.default_rng(seed)
    factors = [
        factor(role, np.clip(value * rng.uniform(0.5, 1, (100, 100)), 0.05, 1), name=f"f{n}", weight=weight)
        for n, (role, value, weight) in enumerate(values)
    ]
    risk = _risk(world, *factors, how=how)
    for cells in (rng.integers(0, 400, 1), rng.integers(0, 400, 7)):
        told = why(risk, "state", np.unique(cells))
        assert math.prod(cause.value for cause in told.causes) + told.from_prior == pytest.approx(
            told.risk, rel=1e-9, abs=1e-12
        )
        added = told.bare + sum(cause.adds for cause in told.causes) + told.from_prior
        assert added == pytest.approx(told.risk, rel=1e-9, abs=1e-12)
        assert {cause.name for cause in told.causes} >= {one.name for one in factors}
        assert set(told.missing) == set(ROLES) - {one.role for one in factors}


def test_risk_with_factors_is_the_formula_by_hand() -> None:
    """On one travel cell per demand cell the risk is likelihood x people x the formula of the factors."""
    world = _world()
    risk = _risk(world, factor("intent", 0.3), factor("vulnerability", 0.6), factor("driver_against", 0.4))
    plain = _risk(world)
    np.testing.assert_allclose(risk.risk["state"], plain.risk["state"] * 0.3**0.25 * 0.6 * 1.4, rtol=1e-9)


def test_unknown_cells_take_the_prior_and_say_so() -> None:
    """A cell that nobody observes has the prior, told apart from what the parts give."""
    world = landscape(
        incidents([(10e3, 10e3)] * 3, ["2020-06-01"] * 3), places=incidents([], []).iloc[:0], people=2.0
    )
    risk = _risk_of_three(world)
    assert risk.unknown[0, 19]
    told = why(risk, "state", np.array([19]))
    assert told.causes == ()
    assert told.from_prior == told.risk > 0
    both = why(risk, "state", np.array([19, 17 * 20 + 2]))
    assert both.unknown_cells == 1
    assert math.prod(cause.value for cause in both.causes) + both.from_prior == pytest.approx(both.risk)


def _risk_of_three(world: Landscape) -> Risk:
    return estimate_risk(
        world, attributed(["state"] * 3), observed=("state",), as_of=AS_OF, bandwidths_m=[5000.0]
    )


def test_spread_of_analysts_is_between_lowest_and_highest() -> None:
    """At quantile 0, a half and 1 a factor has its lowest, median and highest; one analyst has no spread."""
    pooled = factor("intent", 0.5, low=0.2, high=0.6, analysts=3)
    ends = [pooled.at(quantile)[0, 0] for quantile in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert ends == pytest.approx([0.2, 0.35, 0.5, 0.55, 0.6])
    assert factor("intent", 0.5, low=0.2, high=0.6).at(0.0)[0, 0] == 0.5


def test_roles_without_a_factor_are_listed() -> None:
    """A factor of the state fills its role for the state alone."""
    only = [factor("intent", 0.5, sources=("state",))]
    assert "intent" not in missing_roles(only, "state")
    assert missing_roles(only, "communal") == ROLES
    assert set(DRIVER_ROLES) <= set(ROLES)
