"""Tests of members and of what they say of each cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from layers.errors import InputError
from layers.landscape import Landscape
from layers.risk.ensemble import ensemble_of
from layers.risk.estimate import estimate_risk
from layers.risk.members import draws_of, members
from layers.risk.surface import Risk
from tests.layers.risk.test_estimate import AS_OF
from tests.layers.risk.tiny import attributed, districts, incidents, landscape

SETTINGS: dict[str, Any] = {"observed": ("state",), "as_of": AS_OF, "bandwidths_m": [5000.0]}


def _world(precision: int = 1, count: int = 40, **options: Any) -> tuple[Landscape, Risk]:
    rng = np.random.default_rng(3)
    xy = [tuple(point) for point in rng.uniform(40e3, 60e3, (count, 2))]
    days = pd.date_range("2018-01-01", "2020-12-01", periods=count).astype(str)
    table = incidents(xy, days, [precision] * count)
    table["best"] = table["low"] = np.arange(count) % 7 + 1.0
    table["high"] = table["best"] * 2
    world = landscape(table, districts=districts({"All": (0, 0, 1e5, 1e5)}), **options)
    return world, estimate_risk(world, attributed(["state"] * count), **SETTINGS)


def test_members_depend_on_seed_and_number_alone() -> None:
    """The third member is the same to the last bit whatever came before it; another seed gives another."""
    world, risk = _world()
    third = list(members(world, risk, count=3, seed=5))[2]
    again = draws_of(world, risk, seed=5).member(2)
    np.testing.assert_array_equal(third.risk["state"], again.risk["state"])
    assert third.mass_casualty == again.mass_casualty
    other = draws_of(world, risk, seed=6).member(2)
    assert (third.risk["state"] != other.risk["state"]).any()


@pytest.mark.parametrize("precision", [1, 2, 3])
def test_the_mean_of_many_members_is_the_estimate(precision: int) -> None:
    """Drawing positions and weights many times gives the spread surface back, whatever the precision."""
    world, risk = _world(precision)
    drawn = [member.likelihood["state"] for member in members(world, risk, count=300, seed=1)]
    mean = np.mean(drawn, axis=0)
    assert mean.sum() == pytest.approx(risk.likelihood["state"].sum(), rel=0.05)
    share, wanted = mean / mean.sum(), risk.likelihood["state"] / risk.likelihood["state"].sum()
    assert np.abs(share - wanted).sum() / 2 < 0.12


def test_coarse_positions_are_less_sure_than_exact_ones() -> None:
    """Members of events known to their district differ more per cell than those of points."""
    spread = []
    for precision in (1, 3):
        world, risk = _world(precision)
        found = ensemble_of(world, risk, count=30, seed=2)
        inside = found.median["state"] > 0.05 * found.median["state"].max()
        width = (found.high["state"] - found.low["state"])[inside] / found.median["state"][inside]
        spread.append(float(np.median(width)))
    assert spread[1] > 1.5 * spread[0]


def test_quantiles_and_top_shares_are_those_of_the_kept_members() -> None:
    """Low, median, high and the share of members in the top tenth, recounted from the members."""
    world, risk = _world()
    found = ensemble_of(world, risk, count=12, seed=3, keep=True)
    stack = np.array([member.risk["state"] for member in found.kept])
    for values, quantile in ((found.low, 0.1), (found.median, 0.5), (found.high, 0.9)):
        np.testing.assert_allclose(values["state"], np.quantile(stack, quantile, axis=0), rtol=1e-6)
    counted = np.zeros(stack[0].shape)
    for surface in stack:
        limit = np.sort(surface.ravel())[-40]  # 400 cells in the area, all of them known
        counted += (surface >= limit) & (surface > 0)
    np.testing.assert_allclose(found.top_decile["state"], counted / 12)
    assert found.top_decile["state"].sum() == pytest.approx(40, abs=1)
    assert set(found.median) == {"state", "total"}


def test_a_member_is_a_scenario() -> None:
    """A member laid over the estimate keeps people and unknown cells and changes the surfaces."""
    world, risk = _world()
    member = draws_of(world, risk).member(0)
    scenario = member.laid_over(risk)
    assert scenario.people is risk.people
    assert scenario.risk["state"] is member.risk["state"]
    assert scenario.observed == risk.observed


def test_nothing_is_left_on_disk_and_stopping_early_keeps_what_was_drawn(tmp_path: Path) -> None:
    """The file of the members goes; cancelled after three, the ensemble is that of three."""
    world, risk = _world()
    told: list[int] = []
    found = ensemble_of(
        world,
        risk,
        count=10,
        scratch=tmp_path,
        progress=lambda done, _: told.append(done),
        cancel=lambda: len(told) >= 3,
    )
    assert found.count == 3
    assert told == [1, 2, 3]
    assert list(tmp_path.iterdir()) == []
    three = ensemble_of(world, risk, count=3)
    np.testing.assert_array_equal(found.median["total"], three.median["total"])


def test_deaths_are_drawn_between_low_and_high() -> None:
    """No best estimate reaches ten deaths and high ones do: only some members have a mass casualty."""
    world, risk = _world(count=120)
    low, middle, high = ensemble_of(world, risk, count=30).mass_casualty["state"]
    assert 0 == low <= middle < high < 1
    world.incidents["high"] = world.incidents["best"]
    sure = estimate_risk(world, attributed(["state"] * 120), **SETTINGS)
    assert ensemble_of(world, sure, count=30).mass_casualty["state"][2] < high


def test_one_member_is_no_ensemble() -> None:
    """Fewer than two members are refused with a remedy."""
    world, risk = _world()
    with pytest.raises(InputError, match="two members"):
        ensemble_of(world, risk, count=1)


def test_deaths_of_an_area_are_events_times_deaths_per_event() -> None:
    """Range and median of an area, recounted from the kept members."""
    world, risk = _world(count=120)
    cells = np.arange(210, 214)
    found = ensemble_of(world, risk, count=40, seed=2, keep=True, areas={"a": ("state", cells)})
    area = found.areas["a"]
    assert area.deaths_per_year is not None
    assert area.mass_casualty is not None
    events = np.array([member.area_events["a"] for member in found.kept])
    deaths = events * [member.deaths_per_event["state"] for member in found.kept]
    np.testing.assert_allclose(area.deaths_per_year, np.quantile(deaths, (0.1, 0.5, 0.9)))
    chance = 1 - np.exp(-events * [member.mass_casualty["state"] for member in found.kept])
    np.testing.assert_allclose(area.mass_casualty, np.quantile(chance, (0.1, 0.5, 0.9)))


def test_what_is_not_known_of_deaths_is_not_told() -> None:
    """Without deaths an area has events and neither deaths nor a chance of a mass casualty."""
    world, _ = _world(count=30)
    world.incidents["best"] = np.nan
    bare = estimate_risk(world, attributed(["state"] * 30), **SETTINGS)
    area = ensemble_of(world, bare, count=3, areas={"a": ("state", np.arange(210, 214))}).areas["a"]
    assert area.events_per_year[1] > 0
    assert (area.deaths_per_year, area.mass_casualty) == (None, None)
