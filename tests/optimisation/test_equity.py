"""What each group has within reach, and when that says anything."""

from __future__ import annotations

import numpy as np
import pytest

from optimisation.equity import equity, share_spread
from tests.optimisation.small_worlds import demand

WORLD = demand({"state": [1.0, 1.0, 0.0]}, people=[100.0, 100.0, 200.0])


def test_groups_within_each_band() -> None:
    """Shares within reach are of the group, shares of people of all groups, people at risk of its own."""
    groups = {"women": np.array([60.0, 40.0, 100.0]), "men": np.array([40.0, 60.0, 100.0])}
    within = {
        "women": {"15": 60.0, "60": 100.0, "all": 200.0},
        "men": {"15": 40.0, "60": 100.0, "all": 200.0},
    }
    found = equity(WORLD, groups, within, least_spread=0.05)
    assert list(found) == ["women", "men"]
    women = found["women"]
    assert (women.people, women.share, women.at_risk) == (200.0, 0.5, 100.0)
    assert women.within == {"15": 0.3, "60": 0.5}
    # Shares 0.6, 0.4 and 0.5 over 100, 100 and 200 people: variance (0.01 + 0.01) / 4.
    assert women.spread == pytest.approx(np.sqrt(0.005) / 0.5)
    assert women.informative


def test_equal_shares_carry_no_information() -> None:
    """Where every cell has the same mix, no placement can favour a group, whatever the figures."""
    people = np.array([100.0, 70.0, 30.0])
    groups = {"girls": people * 0.3, "boys": people * 0.7}
    found = equity(WORLD, groups, {"girls": {"15": 30.0}, "boys": {"15": 70.0}}, least_spread=0.05)
    assert [found[name].spread for name in groups] == [0.0, 0.0]
    assert not any(account.informative for account in found.values())
    assert equity(WORLD, {}, {}, least_spread=0.05) == {}


def test_the_threshold_itself_is_enough() -> None:
    """A spread of exactly what is asked for carries information; cells without people count for nothing."""
    people, group = np.array([1.0, 1.0, 0.0]), np.array([0.55, 0.45, 0.0])
    spread = share_spread(group, people)
    assert spread == pytest.approx(0.1)
    groups = {"one": group, "other": people - group}
    assert equity(WORLD, groups, {}, least_spread=spread)["one"].informative
    assert not equity(WORLD, groups, {}, least_spread=spread * 1.001)["one"].informative
    assert share_spread(np.zeros(2), np.zeros(2)) == 0.0
