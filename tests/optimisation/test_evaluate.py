"""What a plan reaches and misses, against counting by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given

from optimisation.assets import Asset, Scale
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation, evaluate
from tests.optimisation.small_worlds import (
    COB,
    JPT,
    REPEATABLE,
    SCALE,
    World,
    asset,
    demand,
    reaches,
    table,
    threat,
    worlds,
)

Rows = Sequence[Mapping[int, int]]


def _evaluated(world: World, opened: Sequence[Asset]) -> Evaluation:
    return evaluate(opened, reaches=world.reaches, scale=world.scale, low=world.low, high=world.high)


def _small(
    world: Demand, opened: Sequence[tuple[str, int]], cob: Rows, jpt: Rows | None = None, scale: Scale = SCALE
) -> Evaluation:
    tables = {"cob": table(cob), "jpt": table(cob if jpt is None else jpt)}
    return evaluate(
        [asset(*one) for one in opened],
        reaches=reaches(world, (COB, JPT), tables),
        scale=scale,
        low=scale,
        high=scale,
    )


def _least(world: World, tier: int, position: int, hours: str = "day") -> float:
    times = [
        world.minutes(a, position, hours)
        for a in world.opened
        if world.kinds[a.tool].tier == tier and world.kinds[a.tool].stands == "site"
    ]
    return min(times, default=float("inf"))


@REPEATABLE
@given(worlds())
def test_credit_is_the_definition(world: World) -> None:
    """Credit with low, middle and high effectiveness equals share x W x the best e x f, summed."""
    found = _evaluated(world, world.opened)
    for got, scale in (
        (found.credit, world.scale),
        (found.credit_low, world.low),
        (found.credit_high, world.high),
    ):
        expected = world.credit(world.opened, scale)
        assert got == pytest.approx(expected | {"total": sum(expected.values())}, rel=1e-12, abs=1e-12)


@REPEATABLE
@given(worlds())
def test_reach_engagement_and_people_are_counted_by_cell(world: World) -> None:
    """Shares of raw weight by band and source, engagement by a tier I tool's own reach, people by band."""
    found = _evaluated(world, world.opened)
    size = world.demand.cells.size
    least = np.array([_least(world, 2, position) for position in range(size)])
    assert np.array_equal(found.minutes, least)
    dark = np.array([_least(world, 2, position, "night") for position in range(size)])
    assert np.array_equal(found.minutes_night, dark)
    kinds = world.kinds

    def within_own(tier: int) -> list[bool]:
        mine = [a for a in world.opened if kinds[a.tool].tier == tier and kinds[a.tool].stands != "route"]
        if tier == 1:
            # Somebody to call is not a visit.
            mine = [a for a in mine if kinds[a.tool].service != "alert"]
        return [any(world.minutes(a, p) <= kinds[a.tool].reach_min for a in mine) for p in range(size)]

    engaged = np.array(within_own(1))
    assert found.engaged.tolist() == engaged.tolist()
    weights = {**world.demand.weights, "total": world.demand.total()}
    assert set(found.reach) == set(found.engagement) == set(weights)
    for source, weight in weights.items():
        whole = float(weight.sum()) or 1.0
        assert found.engagement[source] == pytest.approx(float(weight[engaged].sum()) / whole)
        for band in world.scale.bands_min:
            expected = float(weight[least <= band].sum()) / whole
            assert found.reach[source][f"{band:g}"] == pytest.approx(expected)
    for band in world.scale.bands_min:
        assert found.people_within[f"{band:g}"] == world.demand.people[least <= band].sum()
    out = world.demand.at_risk() & ~np.array(within_own(2))
    assert found.numbers.people_out_of_reach == world.demand.people[out].sum()
    assert found.people_at_risk == world.demand.people[world.demand.at_risk()].sum()
    listed = sorted(cell for area in found.uncovered for cell in area.cells.tolist())
    assert listed == world.demand.cells[out].tolist()


@REPEATABLE
@given(worlds())
def test_importance_is_the_loss_without_the_site(world: World) -> None:
    """A site is worth the credit lost when everything at it is dropped and all is counted anew."""
    found = _evaluated(world, world.opened)
    total = sum(world.credit(world.opened, world.scale).values())
    losses = dict(found.importance)
    assert set(losses) == {one.site for one in world.opened if one.site >= 0}
    for site, loss in losses.items():
        rest = [one for one in world.opened if one.site != site]
        expected = total - sum(world.credit(rest, world.scale).values())
        assert loss == pytest.approx(expected, rel=1e-9, abs=1e-12)
    falling = [loss for _, loss in found.importance]
    assert falling == sorted(falling, reverse=True)


def test_two_tools_at_one_site_are_lost_together() -> None:
    """A site's importance counts its base and its team; another base in reach takes over its part."""
    world = demand({"state": [10.0]})
    rows = [{0: 100}, {0: 100}]
    alone = _small(world, [("cob", 0), ("jpt", 0)], rows)
    assert alone.importance == ((0, pytest.approx(10 * (0.4 * 0.2 + 0.3 * 0.6))),)
    shared = _small(world, [("cob", 0), ("jpt", 0), ("cob", 1)], rows)
    assert dict(shared.importance) == pytest.approx({0: 10 * 0.3 * 0.6, 1: 0.0})


def test_asset_given_twice_counts_once() -> None:
    """A plan that lists one asset twice has the same importance as with one."""
    world = demand({"state": [10.0]})
    twice = _small(world, [("cob", 0), ("cob", 0)], [{0: 100}])
    assert twice.importance == _small(world, [("cob", 0)], [{0: 100}]).importance
    assert twice.importance[0][1] == pytest.approx(0.8)


def test_team_engages_within_its_own_civilian_minutes() -> None:
    """A team 601 tenths away for civilians does not engage, however near troops are; at 600 it does."""
    world = demand({"state": [1.0, 3.0]})
    found = _small(world, [("cob", 0), ("jpt", 0)], [{0: 10, 1: 10}], [{0: 601, 1: 600}])
    assert found.engaged.tolist() == [False, True]
    assert found.engagement == {"state": 0.75, "total": 0.75}
    assert found.minutes.tolist() == [1.0, 1.0]
    assert found.reach["state"]["15"] == 1.0


def test_team_never_counts_as_within_minutes() -> None:
    """Reach and people within a time are of tier II alone: a team without a base reaches nobody."""
    found = _small(demand({"state": [1.0]}, people=[7.0]), [("jpt", 0)], [{0: 10}])
    assert found.people_within == {"15": 0.0, "30": 0.0, "60": 0.0}
    assert found.numbers.people_out_of_reach == 7.0
    assert found.reach["total"] == {"15": 0.0, "30": 0.0, "60": 0.0}
    assert [area.why for area in found.uncovered] == ["out_of_reach"]


def test_bands_are_cumulative_and_include_their_edge() -> None:
    """Who is within 15 minutes is within 60 too; 600 tenths are within 60 and 601 are not."""
    world = demand({"state": [1.0, 1.0, 1.0, 1.0]}, people=[1.0, 10.0, 100.0, 1000.0])
    found = _small(world, [("cob", 0)], [{0: 150, 1: 151, 2: 600, 3: 601}])
    assert found.people_within == {"15": 1.0, "30": 11.0, "60": 111.0}
    assert found.reach["state"] == {"15": 0.25, "30": 0.5, "60": 0.75}
    assert found.minutes.tolist() == [15.0, 15.1, 60.0, 60.1]


@pytest.mark.parametrize(("share", "met"), [(0.6, 1), (0.6 + 1e-6, 0), (1.0, 0), (0.1, 1)])
def test_must_is_met_at_exactly_its_share(share: float, met: int) -> None:
    """A must is met when its share of weight is in time, the share itself included."""
    area = threat([0, 1, 2], [0.1, 0.5, 0.4], share=share)
    found = _small(demand({"state": [1.0] * 3}, threats=[area]), [("cob", 0)], [{0: 10, 1: 10, 2: 700}])
    assert (found.numbers.must_met, found.numbers.must_of) == (met, 1)
    assert found.missed_musts == (() if met else ("Valley",))


def test_rounding_does_not_miss_a_must() -> None:
    """Weights that sum to just under the share by rounding alone still meet it."""
    area = threat([0, 1, 2], [0.1, 0.7, 0.2], share=0.8)
    assert 0.1 + 0.7 < 0.8
    found = _small(demand({"state": [1.0] * 3}, threats=[area]), [("cob", 0)], [{0: 10, 1: 10}])
    assert found.numbers.must_met == 1


def test_must_asks_for_its_own_tools_and_limit() -> None:
    """Only acceptable tools within the threat's own limit count; one between tenths lets nothing later in."""
    world = demand({"state": [1.0]}, threats=[threat([0], [1.0], tools=("jpt",), limit_min=20.06)])
    assert _small(world, [("cob", 0)], [{0: 10}]).numbers.must_met == 0
    assert _small(world, [("jpt", 0)], [{0: 200}]).numbers.must_met == 1
    assert _small(world, [("jpt", 0)], [{0: 201}]).numbers.must_met == 0
    either = demand({"state": [1.0]}, threats=[threat([0], [1.0], tools=("absent", "cob"))])
    assert _small(either, [("cob", 0)], [{0: 10}]).numbers.must_met == 1


def test_should_and_could_are_no_musts() -> None:
    """Without a must the number is not there, rather than none of none; without a strategic threat too."""
    lower = [threat([0], [1.0], priority="should"), threat([0], [1.0], priority="could")]
    numbers = _small(demand({"state": [1.0]}, threats=lower), [], [{0: 10}]).numbers
    assert (numbers.must_met, numbers.must_of, numbers.strategic_in_time) == (None, None, None)


def test_strategic_risk_in_time_is_weighted() -> None:
    """Strategic threats count by their weight, each within its own limit."""
    areas = [
        threat([0, 1], [1.0, 3.0], strategic=True, limit_min=30.0, priority="could"),
        threat([1], [6.0], strategic=True, limit_min=60.0),
        threat([0], [99.0], id="T3"),
    ]
    found = _small(demand({"state": [1.0, 1.0]}, threats=areas), [("cob", 0)], [{0: 300, 1: 600}])
    assert found.numbers.strategic_in_time == pytest.approx((1.0 + 6.0) / 10.0)


def test_sources_not_observed_are_absent() -> None:
    """A source that no feed sees has no reach, no engagement and no credit: not zero, absent."""
    found = _small(demand({"state": [1.0]}), [("cob", 0)], [{0: 10}])
    for by_source in (found.reach, found.engagement, found.credit, found.credit_low, found.credit_high):
        assert set(by_source) == {"state", "total"}


def test_no_assets_reach_nothing() -> None:
    """With nothing standing everything at risk is out of reach and no share is undefined."""
    found = _small(demand({"state": [1.0, 0.0]}, people=[5.0, 2.0]), [], [{0: 10}])
    assert found.credit == {"state": 0.0, "total": 0.0}
    assert found.importance == ()
    assert np.isinf(found.minutes).all()
    assert found.numbers.people_out_of_reach == 5.0
    calm = _small(demand({"state": [0.0]}), [("cob", 0)], [{0: 10}])
    assert calm.reach["state"]["15"] == 0.0
    assert calm.uncovered == ()


def test_travel_outside_the_area_is_passed_over() -> None:
    """Minutes to cells without demand change nothing, a site with no cell in the area is worth nothing."""
    world = demand({"state": [4.0]}, shape=(1, 3), cells=[1])
    found = _small(world, [("cob", 0), ("cob", 1)], [{0: 1, 1: 100, 2: 1}, {0: 1}])
    assert found.importance == ((0, pytest.approx(4 * 0.4 * 0.2)), (1, 0.0))
    assert found.people_within["15"] == 1.0
