"""A population comes to its end, finds what a proof finds, and opens what its makers may."""

import numpy as np

from optimisation.exchange import Exchange, places
from optimisation.placement import place
from optimisation.population import Population, within
from optimisation.presolve import reduce_problem
from tests.optimisation.small_problems import street_problem


def _ended(seed: int, wanted: np.ndarray | None = None) -> tuple[float, np.ndarray]:
    core = reduce_problem(street_problem(1))
    count = places(core)
    assert count is not None
    exchange = Exchange(core, count, 0)
    allowed = np.ones(core.size, dtype=bool) if wanted is None else wanted
    makers = [within(exchange, allowed)]
    population = Population(exchange, makers, allowed, 8, 2, np.random.default_rng(seed))
    values = []
    while not population.done:
        assert population.step(lambda: False) >= 0
        values.append(population.best[0][0])
    assert values == sorted(values)
    value, plan = population.best[0]
    assert plan.size == count
    return core.scale * (core.credit + value), plan


def test_a_population_ends_with_what_a_proof_finds_and_repeats_itself() -> None:
    """Its best is worth the optimum, its best so far never falls, and the same seed gives the same plan."""
    proven = place(street_problem(1)).objective
    assert proven is not None
    (value, plan), (_, again) = _ended(3), _ended(3)
    assert 0.999 * proven <= value <= proven * (1 + 1e-9)
    assert np.array_equal(plan, again)


def test_an_exchange_over_some_options_opens_no_other() -> None:
    """The plans it makes are among them; where they are too few for a plan it has all."""
    core = reduce_problem(street_problem(1))
    count = places(core)
    assert count is not None
    exchange = Exchange(core, count, 0)
    wanted = np.zeros(core.size, dtype=bool)
    wanted[: 2 * count] = True
    some = within(exchange, wanted)
    start = some.members[:count]
    assert np.isin(
        some.anneal(start, np.random.default_rng(0), lambda: False)[1], np.flatnonzero(wanted)
    ).all()
    wanted[count - 1 :] = False
    assert within(exchange, wanted).exchange is exchange
