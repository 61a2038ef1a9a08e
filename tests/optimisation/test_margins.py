"""What options add alone, and what plans differ in, against the judge."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optimisation.by_hand import begin, lay_out
from optimisation.margins import added_alone, difference
from optimisation.scoring import score
from tests.optimisation.small_problems import random_joint_problem, random_problem


@pytest.mark.parametrize("seed", range(200))
def test_what_an_option_adds_alone_is_what_the_judge_says(seed: int) -> None:
    """For each closed option the objective with it less that without it, joint and counted rows included."""
    problem = random_joint_problem(seed) if seed % 3 else random_problem(seed)
    chosen = np.random.default_rng(seed).random(len(problem.option_ids)) < 0.4
    board = lay_out(problem)
    adds = added_alone(board, begin(board, chosen))
    was = score(problem, chosen).objective
    size = max(float(problem.weights.sum()), 1e-12)
    for option in range(chosen.size):
        more = chosen.copy()
        more[option] = True
        wanted = score(problem, more).objective - was
        assert adds[option] == pytest.approx(wanted, rel=1e-9, abs=1e-8 * size)


@pytest.mark.parametrize("seed", range(60))
def test_parts_of_a_difference_are_those_of_the_judge(seed: int) -> None:
    """Credit and penalties add up to the loss, and floors and musts are those whose shortfalls change."""
    problem = random_joint_problem(seed)
    kinds = np.random.default_rng(seed).choice(["must", "source"], len(problem.floors))
    problem = replace(
        problem,
        floors=tuple(
            replace(floor, kind=str(kind)) for floor, kind in zip(problem.floors, kinds, strict=True)
        ),
    )
    rng = np.random.default_rng([seed, 2])
    one, two = (rng.random(len(problem.option_ids)) < 0.5 for _ in range(2))
    board = lay_out(problem)
    found = difference(problem, begin(board, one), begin(board, two))
    before, after = score(problem, one), score(problem, two)
    size = max(float(problem.weights.sum()), 1e-12)
    assert found.credit == pytest.approx(before.credit - after.credit, abs=1e-9 * size)
    assert found.credit + found.penalties == pytest.approx(
        before.objective - after.objective, abs=1e-7 * size
    )
    assert found.cost == pytest.approx(problem.cost[one].sum() - problem.cost[two].sum())
    musts = {floor.name for floor in problem.floors if floor.kind == "must"}
    short, then = ({s.name for s in judged.shortfalls} for judged in (before, after))
    assert set(found.musts) == musts & (then - short)
    assert set(found.musts_met) == musts & (short - then)
    shares = {s.name: s.got for s in after.shortfalls} | {}
    for change in found.floors:
        assert change.name not in musts
        if change.after < change.wanted:
            assert change.after == pytest.approx(shares[change.name], abs=1e-9)
