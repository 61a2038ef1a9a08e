"""Large neighbourhood search: a plan sought anew in parts comes to what a proof finds."""

import numpy as np
import pytest

from optimisation.exchange import Exchange, places
from optimisation.neighbourhood_search import IDLE, KNOWN, NeighbourhoodSearch
from optimisation.placement import place
from optimisation.presolve import reduce_problem
from optimisation.union import worth
from tests.optimisation.small_problems import street_problem


def _begun(seed: int, *, some: bool = False, known: bool = False) -> NeighbourhoodSearch:
    """Return a search from a plan that lies next to a good one, among all options or two in three."""
    core = reduce_problem(street_problem(1))
    count = places(core)
    assert count is not None
    rng = np.random.default_rng(seed)
    allowed = rng.random(core.size) < (2 / 3 if some else 1)
    exchange = Exchange(core, count, 0)
    start = rng.choice(core.size, count, replace=False).astype(np.int64)
    _, good = exchange.anneal(start, 100, 0.0, rng, lambda: False)
    plan = good.copy()
    for place_of, option in enumerate(good):
        near = np.setdiff1d(np.flatnonzero(exchange.links[[option]].toarray()[0]), plan)
        plan[place_of] = rng.choice(near) if near.size else option
    plan.sort()
    return NeighbourhoodSearch(exchange, plan, lambda: allowed, lambda _: known, rng)


def _ended(search: NeighbourhoodSearch) -> tuple[int, int]:
    """Go on to the end; return how many steps it took, and how many of them came after the last gain."""
    steps, last, before = 0, 0, search.best[0]
    while not search.done:
        assert search.step(lambda: False) > 0
        steps += 1
        assert search.best[0] >= before
        if search.best[0] > before:
            last, before = steps, search.best[0]
    return steps, steps - last


@pytest.mark.parametrize("seed", range(3))
def test_it_ends_with_what_a_proof_finds_and_repeats_itself(seed: int) -> None:
    """Its best is worth the optimum, told as what it is worth, and the same seed gives the same plan."""
    problem = street_problem(1)
    core, proven = reduce_problem(problem), place(problem).objective
    assert proven is not None
    one, two = _begun(seed), _begun(seed)
    assert _ended(one) == _ended(two)
    (value, plan), (_, again) = one.best, two.best
    assert value == worth(core, plan)
    assert plan.tobytes() == again.tobytes()
    assert np.unique(plan).size == places(core)
    assert 0.995 * proven <= core.scale * (core.credit + value) <= proven * (1 + 1e-9)


def test_it_opens_only_options_that_are_drawn_for_it() -> None:
    """What was open may stay; nothing else but the drawn options is opened."""
    search = _begun(5, some=True)
    before = search.best[1]
    rng = np.random.default_rng(5)
    allowed = rng.random(reduce_problem(street_problem(1)).size) < 2 / 3
    _ended(search)
    opened = np.setdiff1d(search.best[1], before)
    assert opened.size
    assert allowed[opened].all()


def test_a_plan_known_from_before_is_left_sooner() -> None:
    """So many neighbourhoods without a gain end it, fewer where its best is known."""
    assert _ended(_begun(0))[1] == IDLE
    assert _ended(_begun(0, known=True))[1] == KNOWN


def test_stopped_it_still_holds_a_whole_plan() -> None:
    """A step that is given up leaves a plan with as many options, no worse than it was."""
    search = _begun(0)
    value, plan = search.best
    search.step(lambda: True)
    assert search.best[0] >= value
    assert np.unique(search.best[1]).size == plan.size
