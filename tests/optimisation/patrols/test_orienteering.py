"""The search for tours against every order of few stops, and against published values."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from optimisation.patrols.orienteering import Network, collect, plain_network


def plane(seed: int, nodes: int) -> tuple[Network, np.ndarray]:
    """Return stops at random in a square of 60 minutes, and their prizes."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 60, (nodes, 2))
    prize = rng.integers(1, 30, nodes).astype(float)
    prize[0] = 0.0
    return plain_network(np.hypot(*(at[:, None] - at).transpose(2, 0, 1)), stop_min=5.0), prize


def with_legs(seed: int, nodes: int, cells: int) -> tuple[Network, np.ndarray]:
    """Return a network whose stops and legs visit random cells, several of them the same."""
    rng = np.random.default_rng(seed)
    plain, _ = plane(seed, nodes)
    stops = [np.unique(rng.integers(cells, size=3)) for _ in range(nodes)]
    legs = [np.empty(0, np.int64)] * (nodes * nodes)
    for a in range(nodes):
        for b in range(a + 1, nodes):
            passed = np.unique(rng.integers(cells, size=2))
            legs[a * nodes + b] = np.setdiff1d(passed, np.concatenate([stops[a], stops[b]]))
    stop_ptr = np.cumsum([0, *(part.size for part in stops)])
    leg_ptr = np.cumsum([0, *(part.size for part in legs)])
    network = Network(plain.minutes, 5.0, stop_ptr, np.concatenate(stops), leg_ptr, np.concatenate(legs))
    return network, rng.pareto(1.5, cells)


def every_order(network: Network, prize: np.ndarray, duration: float) -> float:
    """Return the most prize of any tour, by trying all."""
    nodes = range(1, network.minutes.shape[0])
    best = float(prize[network.visited(())].sum())
    for length in range(1, len(nodes) + 1):
        for tour in permutations(nodes, length):
            if network.duration(tour) <= duration + 1e-9:
                best = max(best, float(prize[network.visited(tour)].sum()))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_few_stops_are_collected_as_well_as_can_be(seed: int) -> None:
    """With six stops the search finds what trying all orders finds, over short and long durations."""
    network, prize = plane(seed, 7)
    for duration in (40.0, 90.0, 140.0):
        (tour,) = collect(network, prize, duration_min=duration, iterations=300, seed=1)
        assert network.duration(tour) <= duration + 1e-4
        assert prize[list(tour)].sum() == pytest.approx(every_order(network, prize, duration))


@pytest.mark.parametrize("seed", range(8))
def test_cells_under_legs_are_collected_once(seed: int) -> None:
    """With shared cells at stops and under legs the search comes close to the best of all orders."""
    network, prize = with_legs(seed, 7, 15)
    (tour,) = collect(network, prize, duration_min=110.0, iterations=500, seed=1)
    best = every_order(network, prize, 110.0)
    value = prize[network.visited(tour)].sum()
    assert 0.97 * best <= value <= best + 1e-9


def test_two_teams_do_not_count_a_stop_twice() -> None:
    """Two tours of one base share no stop and collect what the best pair of sets collects."""
    network, prize = plane(3, 7)
    first, second = collect(network, prize, duration_min=90.0, iterations=500, seed=1, routes=2)
    assert not set(first) & set(second)
    best = 0.0
    orders = [t for k in range(7) for t in permutations(range(1, 7), k) if network.duration(t) <= 90.0]
    sets = {frozenset(tour) for tour in orders}
    for one in sets:
        for other in sets:
            if not one & other:
                best = max(best, float(prize[list(one | other)].sum()))
    assert prize[[*first, *second]].sum() == pytest.approx(best)


def test_the_duration_includes_its_edge() -> None:
    """A tour of exactly the duration is driven and one of a ten-thousandth more is not."""
    minutes = np.array([[0.0, 30.0], [30.0, 0.0]])
    network, prize = plain_network(minutes, 10.0), np.array([0.0, 1.0])
    assert collect(network, prize, duration_min=70.0, iterations=20, seed=0) == ((1,),)
    assert collect(network, prize, duration_min=69.9999, iterations=20, seed=0) == ((),)


def test_stops_without_legs_between_them_are_not_joined() -> None:
    """Where two stops have no leg the tour takes one of them."""
    minutes = np.array([[0.0, 10.0, 10.0], [10.0, 0.0, np.inf], [10.0, np.inf, 0.0]])
    (tour,) = collect(
        plain_network(minutes), np.array([0.0, 1.0, 2.0]), duration_min=99.0, iterations=50, seed=0
    )
    assert tour == (2,)


def test_a_stop_that_adds_nothing_is_left_out() -> None:
    """A stop whose only cell lies under a leg that is driven anyway is not in the tour."""
    minutes = np.array([[0.0, 10.0, 20.0], [10.0, 0.0, 10.0], [20.0, 10.0, 0.0]])
    leg_ptr = np.zeros(10, np.int64)
    leg_ptr[3:] = 1  # the leg between nodes 0 and 2 passes the cell of node 1
    network = Network(minutes, 1.0, np.arange(4), np.arange(3), leg_ptr, np.array([1]))
    assert collect(network, np.array([0.0, 5.0, 1.0]), duration_min=60.0, iterations=50, seed=0) == ((2,),)


def test_equal_arguments_give_equal_tours() -> None:
    """The same seed gives the same tours, another seed may not."""
    network, prize = plane(9, 40)
    runs = [collect(network, prize, duration_min=200.0, iterations=200, seed=4) for _ in range(2)]
    assert runs[0] == runs[1]


def test_minutes_from_and_to_the_base_may_differ() -> None:
    """With another place to end at, the tour counts the way there."""
    minutes = np.array([[3.0, 10.0, 2.0], [1.0, 0.0, 5.0], [9.0, 5.0, 0.0]])
    (tour,) = collect(
        plain_network(minutes), np.array([0.0, 1.0, 1.0]), duration_min=11.0, iterations=50, seed=0
    )
    assert tour == (2, 1)
