"""Plans over futures, by hand and by brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimisation.robust import compare_plans, left_standing, tail_mean, times_chosen
from tests.optimisation.small_worlds import REPEATABLE

CREDIT = np.array([[10.0, 4.0, 0.0], [8.0, 5.0, 0.0], [5.0, 5.0, 0.0]])


def test_regret_is_the_share_of_each_futures_best_that_is_not_earned() -> None:
    """The first plan loses a fifth in the second future, the second plan a fifth in the first."""
    found = compare_plans(CREDIT, weights=np.array([1.0, 1.0, 2.0]), share=0.25)
    assert found.best.tolist() == [10.0, 5.0, 0.0]
    assert found.regret == pytest.approx(np.array([[0, 0.2, 0], [0.2, 0, 0], [0.5, 0, 0]]))
    assert found.expected == pytest.approx([0.05, 0.05, 0.125])
    assert found.worst == pytest.approx([0.2, 0.2, 0.5])
    assert found.tail == pytest.approx([0.2, 0.2, 0.5])
    assert found.least == 0


def test_equal_worst_regret_goes_to_the_least_expected() -> None:
    """Of two plans that lose a fifth at worst the one that loses it in the less likely future."""
    assert compare_plans(CREDIT, weights=np.array([1.0, 3.0, 0.0]), share=0.2).least == 1


def test_a_future_without_weight_decides_nothing() -> None:
    """What a plan loses in a future of weight 0 is in the matrix alone."""
    found = compare_plans(CREDIT, weights=np.array([0.0, 1.0, 1.0]), share=1.0)
    assert found.worst == pytest.approx([0.2, 0.0, 0.0])
    assert found.regret[2, 0] == 0.5


def test_tail_takes_part_of_the_value_at_its_edge() -> None:
    """A fifth of three equal futures is part of the worst; a half is the worst and half of the next."""
    thirds = np.full(3, 1 / 3)
    values = np.array([0.1, 0.6, 0.3])
    assert tail_mean(values, thirds, 0.2) == pytest.approx(0.6)
    assert tail_mean(values, thirds, 0.5) == pytest.approx((0.6 * 2 + 0.3) / 3)
    assert tail_mean(values, thirds, 1.0) == pytest.approx(1 / 3)


_CASE = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=1, max_size=6)


@REPEATABLE
@given(_CASE, st.sampled_from((0.05, 0.2, 0.5, 0.95, 1.0)))
def test_tail_is_the_minimum_over_thresholds(case: list[tuple[int, int]], share: float) -> None:
    """CVaR = min over t of t + E[max(v - t, 0)] / share; some value of the distribution attains it."""
    values = np.array([value for value, _ in case], dtype=float)
    weights = np.array([weight for _, weight in case], dtype=float)
    weights /= weights.sum()
    brute = min(t + float((weights * np.maximum(values - t, 0)).sum()) / share for t in values)
    assert tail_mean(values, weights, share) == pytest.approx(brute)


@REPEATABLE
@given(st.integers(0, 10_000))
def test_least_worst_regret_is_the_least_of_all(seed: int) -> None:
    """No other plan has a lower greatest regret, counted future by future."""
    credit = np.random.default_rng(seed).integers(0, 6, (4, 5)).astype(float)
    found = compare_plans(credit, weights=np.ones(5), share=0.2)
    greatest = [
        max(1 - credit[p, f] / credit[:, f].max() if credit[:, f].max() else 0.0 for f in range(5))
        for p in range(4)
    ]
    assert greatest[found.least] == pytest.approx(min(greatest))
    assert (found.expected <= found.tail + 1e-12).all()
    assert (found.tail <= found.worst + 1e-12).all()


def test_things_chosen_are_counted_once_a_plan() -> None:
    """Most often first, then by name."""
    found = times_chosen([["b", "a", "a"], ["b"], ["c", "b"]])
    assert list(found.items()) == [("b", 3), ("a", 1), ("c", 1)]


def test_what_has_lost_every_host_goes_too() -> None:
    """A team goes with its base and an adviser with the team; what is fixed stands without any."""
    requires = ((), (0,), (1,), (0, 4), (), (0,))
    wanted = np.array([False, True, True, True, True, False])
    fixed = np.array([False, False, False, False, False, True])
    assert left_standing(wanted, requires, fixed).tolist() == [False, False, False, True, True, True]
