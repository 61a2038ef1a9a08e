"""A plan made better region by region is one that no change within a region makes better."""

from itertools import combinations

import numpy as np
import pytest

from optimisation.exchange import Exchange
from optimisation.presolve import reduce_problem
from optimisation.regions import best_by_regions
from optimisation.union import worth
from tests.optimisation.small_problems import street_problem


@pytest.mark.parametrize("seed", range(8))
def test_no_other_choice_from_the_options_near_is_better(seed: int) -> None:
    """Where three sites are linked all options near are chosen from, as enumeration does; else each alone."""
    core = reduce_problem(street_problem(seed % 3))
    exchange = Exchange(core, 3, 0)
    rng = np.random.default_rng(seed)
    plan = np.sort(rng.choice(core.size, 3, replace=False))
    wanted = rng.random(core.size) < 0.3
    better = best_by_regions(core, exchange.links, plan, wanted, lambda: False)
    assert better.size == plan.size
    assert wanted[np.setdiff1d(better, plan)].all()
    assert worth(core, better) >= worth(core, plan)
    links = exchange.links.toarray() > 0
    linked = (links[better].astype(int) @ links[better].T.astype(int) > 0).all()
    near = np.flatnonzero(links[better].any(axis=0) & wanted)
    options = np.union1d(near, better)
    best = max(worth(core, np.array(chosen)) for chosen in combinations(options, 3))
    alone = max(
        worth(core, np.append(np.delete(better, k), other))
        for k in range(3)
        for other in options[links[better[k], options]]
    )
    assert worth(core, better) == pytest.approx(best if linked else max(alone, worth(core, better)))


def test_without_leave_the_plan_stays() -> None:
    """Stopped before it begins it changes nothing."""
    core = reduce_problem(street_problem(0))
    plan = np.arange(4)
    wanted = np.ones(core.size, dtype=bool)
    assert best_by_regions(core, Exchange(core, 4, 0).links, plan, wanted, lambda: True) is plan
