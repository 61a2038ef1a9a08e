"""What options and pairs add, kept up to date step by step, is what recounting gives."""

import numpy as np
import pytest

from optimisation.layout import Layout
from optimisation.presolve import Core, reduce_problem
from tests.optimisation.small_problems import random_joint_problem


def _covered(core: Core, floors: np.ndarray, plan: np.ndarray) -> np.ndarray:
    hits = np.minimum(core.cover @ plan.astype(float), 1.0 if core.most is None else core.most)
    if core.also is not None:
        joint = np.diff(core.also.indptr) > 0
        hits = np.where(joint, np.minimum(hits, core.also @ plan.astype(float)), hits)
    return hits @ core.gains[:, np.concatenate([[0], floors + 1])]


@pytest.mark.parametrize("seed", range(80))
def test_gains_are_the_differences_that_adding_makes(seed: int) -> None:
    """After any openings and closings covered weights and the gains of every option are exact."""
    core = reduce_problem(random_joint_problem(seed))
    if not core.size:
        return
    layout, rng = Layout(core), np.random.default_rng(seed)
    plan = np.zeros(core.size, dtype=bool)
    for _ in range(12):
        option = int(rng.integers(core.size))
        layout.hits.change(option, -1 if plan[option] else 1)
        plan[option] = not plan[option]
        now = _covered(core, layout.floors, plan)
        assert layout.covered == pytest.approx(now, abs=1e-12)
        for other in np.flatnonzero(~plan):
            more = plan.copy()
            more[other] = True
            added = _covered(core, layout.floors, more) - now
            assert layout.hits.gain[other] == pytest.approx(added, abs=1e-12)


@pytest.mark.parametrize("seed", range(80))
def test_pairs_gain_at_least_what_they_add(seed: int) -> None:
    """A pair's gain is not below what opening both adds, and exact where no row is counted for both."""
    core = reduce_problem(random_joint_problem(seed))
    layout, rng = Layout(core), np.random.default_rng(seed)
    plan = rng.random(core.size) < 0.2
    for option in np.flatnonzero(plan):
        layout.hits.change(int(option), 1)
    now = _covered(core, layout.floors, plan)
    for number, pair in enumerate(layout.pairs):
        if plan[pair].any():
            continue
        more = plan.copy()
        more[pair] = True
        added = _covered(core, layout.floors, more) - now
        alone = layout.hits.gain[pair]
        extra = layout.hits.pair_more(np.array([number]))
        bound = alone.sum(axis=0) + (0.0 if extra is None else extra[0])
        assert (bound >= added - 1e-12).all()
        if not alone.any():
            assert bound == pytest.approx(added, abs=1e-12)
