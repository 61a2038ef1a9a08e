"""Floors that everything together does or does not reach, against the program of the same demands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.demands import demands_of
from optimisation.reach_model import ReachModel
from optimisation.side_model import SideModel
from tests.optimisation.small_problems import random_joint_problem


@pytest.mark.parametrize("seed", range(25))
def test_counting_and_the_program_agree(seed: int) -> None:
    """With any of the demands freed, both say whether the floor can be met."""
    problem = random_joint_problem(seed)
    problem = replace(problem, floors=tuple(replace(f, share=0.7, hard=True) for f in problem.floors))
    demands = [demand for demand in demands_of(problem) if demand.kind in ("floor", "shut")]
    rng = np.random.default_rng(seed)
    for floor in [demand for demand in demands if demand.kind == "floor"]:
        alone = [floor, *(demand for demand in demands if demand.kind == "shut")]
        counted, solved = ReachModel(problem, alone), SideModel(problem, alone, nodes=1000)
        for _ in range(3):
            freed = rng.random(len(alone)) < 0.4
            assert counted.ask(freed).feasible == solved.ask(freed).feasible
