"""Plans are merged as enumeration has it."""

from itertools import combinations

import numpy as np
import pytest

from optimisation.exchange import places
from optimisation.presolve import reduce_problem
from optimisation.union import best_of_union, worth
from tests.optimisation.small_problems import street_problem


@pytest.mark.parametrize("seed", range(12))
def test_the_union_of_plans_is_searched_to_its_best(seed: int) -> None:
    """A merged plan is the best on the options of those given, and there is none where one of them is it."""
    core = reduce_problem(street_problem(seed % 3))
    count = min(4, places(core) or 0)
    rng = np.random.default_rng(seed)
    plans = [rng.choice(core.size, count, replace=False) for _ in range(3)]
    union = np.unique(np.concatenate(plans))
    best = max(worth(core, np.array(plan)) for plan in combinations(union, count))
    known = max(worth(core, plan) for plan in plans)
    merged = best_of_union(core, count, plans, lambda: False)
    if merged is None:
        assert known == pytest.approx(best)
        return
    assert merged.size == count
    assert np.isin(merged, union).all()
    assert worth(core, merged) == pytest.approx(best)
    assert best_of_union(core, count, [*plans, merged], lambda: False) is None


def test_a_merge_that_is_stopped_finds_nothing() -> None:
    """Without leave to go on there is no plan, and no fault."""
    core = reduce_problem(street_problem(0))
    plans = [np.arange(4), np.arange(4, 8)]
    assert best_of_union(core, 4, plans, lambda: True) is None
