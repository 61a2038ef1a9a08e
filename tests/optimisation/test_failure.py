"""Solvers that die, overrun, babble or return less than they were given: the plan in hand stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from optimisation.compromise import compromise
from optimisation.cost_frontier import cost_frontier
from optimisation.explain import importance
from optimisation.frontier import frontier
from optimisation.placement import place
from optimisation.portfolio import portfolio
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import breaches
from optimisation.views import View
from tests.optimisation.small_problems import assisted_problem, scattered_problem

ANSWER = (
    "import sys, numpy as np; from pathlib import Path; folder = Path(sys.argv[2]); "
    "given = np.load(folder / 'problem.npz'); n = int(given['integers']); "
    "np.savez(folder / 'half.npz', status={status}, bound={bound}, open={open}); "
    "(folder / 'half.npz').rename(folder / 'result.npz')"
)
NONE, EVERY = "np.zeros(n, bool)", "np.ones(n, bool)"

CHILDREN = {
    "killed at once": "import os; os.kill(os.getpid(), 9)",
    "killed while it solves": (
        "import sys; sys.path.insert(0, sys.argv[1]); import os, threading; from pathlib import Path; "
        "from optimisation import exact_child, exact_mathopt; "
        "solve = exact_mathopt.solve; "
        "exact_mathopt.solve = lambda *a, **k: (solve(*a, **k), os.kill(os.getpid(), 9)); "
        "exact_child.main(Path(sys.argv[2]))"
    ),
    "no archive": "import sys; open(sys.argv[2] + '/result.npz', 'w').write('rubbish')",
    "half an archive": (
        "import sys; open(sys.argv[2] + '/result.npz', 'wb').write(open(sys.argv[2] + '/problem.npz', 'rb')"
        ".read()[:300])"
    ),
    "another archive": (
        "import sys, numpy as np; np.savez(sys.argv[2] + '/result.npz', words=np.array(['no answer']))"
    ),
    "less than its start": ANSWER.format(status="'optimal'", bound="1e-3", open=NONE),
    "a bound of nothing": ANSWER.format(status="'optimal'", bound="-1e9", open=NONE),
    "a plan that breaks limits": ANSWER.format(status="'optimal'", bound="1e12", open=EVERY),
    "a bound that is no number": ANSWER.format(status="'optimal'", bound="np.nan", open=NONE),
    "options of another core": ANSWER.format(status="'optimal'", bound="0.0", open="np.zeros(n + 1, bool)"),
    "no plan, though there is one": ANSWER.format(status="'infeasible'", bound="-np.inf", open=NONE),
    "words nobody knows": ANSWER.format(status="'splendid'", bound="0.0", open=NONE),
}


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
@pytest.mark.parametrize("what", CHILDREN)
def test_a_child_that_fails_neither_loses_the_plan_nor_proves_it(
    make: Callable[[int], CoverProblem], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it fails, the plan in hand is returned, feasible, bounded, and not called optimal."""
    problem = make(5)
    best = place(problem)
    monkeypatch.setattr("optimisation.search.FIRST_NODES", 0)
    monkeypatch.setattr("optimisation.search.ROUNDS", 1)
    monkeypatch.setattr("optimisation.exact.CHILD", CHILDREN[what])
    found = place(problem, start=best.chosen)
    assert (found.status, found.stopped_by) == ("feasible", "effort")
    assert not breaches(problem, found.chosen)
    assert found.objective == pytest.approx(best.objective, rel=1e-12)
    assert found.bound is not None
    assert best.objective is not None
    assert found.bound > best.objective


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
def test_a_child_that_overruns_is_killed_and_time_is_said(
    make: Callable[[int], CoverProblem], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that sleeps through its limit ends with it: the plan in hand, ended by time."""
    problem = make(5)
    best = place(problem)
    monkeypatch.setattr("optimisation.search.FIRST_NODES", 0)
    monkeypatch.setattr("optimisation.search.ROUNDS", 1)
    monkeypatch.setattr("optimisation.exact.GRACE_S", 0.1)
    monkeypatch.setattr("optimisation.exact.CHILD", "import time; time.sleep(600)")
    found = place(problem, start=best.chosen, time_limit_s=2.0)
    assert (found.status, found.stopped_by, found.reproducible) == ("feasible", "time", False)
    assert found.objective == pytest.approx(best.objective, rel=1e-12)


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave every proof to a child that is killed at once."""
    monkeypatch.setattr("optimisation.search.FIRST_NODES", 0)
    monkeypatch.setattr("optimisation.search.ROUNDS", 1)
    monkeypatch.setattr("optimisation.exact.CHILD", CHILDREN["killed at once"])


@pytest.mark.usefixtures("killed")
def test_a_lost_child_is_remembered_where_no_plan_is_found() -> None:
    """That nothing was found may be another answer in another run, and the note says why."""
    problem = scattered_problem(0)
    whole = float(problem.weights.sum())
    nearly_all = Floor("all", problem.weights.copy(), whole, 0.999 * _most(problem) / whole, hard=True)
    found = place(replace(problem, floors=(nearly_all,)))
    assert (found.objective, found.status, found.stopped_by) == (None, "not_found", "effort")
    assert (found.lost, found.reproducible) == (True, False)
    assert "ended without an answer" in found.notes[0]


def _most(problem: CoverProblem) -> float:
    """Return the most that options without a floor could cover, if all could stand."""
    return float(problem.weights[(problem.cover.sum(axis=1) > 0)].sum())


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
def test_answers_of_several_placements_know_of_a_lost_child(make: Callable[[int], CoverProblem]) -> None:
    """They hold, and tell of neither time nor proof, but do not claim that another run says the same."""
    problem = make(5)
    plan = place(problem)
    half = np.arange(problem.weights.size) % 2
    views = [View("odd", problem.weights * half), View("even", problem.weights * (1 - half))]
    answers = (
        portfolio(problem, plans=2),
        frontier(problem, *views, points=2),
        cost_frontier(problem, points=2),
        compromise(problem, views),
        importance(problem, plan, solve=1),
    )
    for answer in answers:
        assert (type(answer).__name__, answer.lost) == (type(answer).__name__, True)
        assert not answer.reproducible
        assert getattr(answer, "stopped_by", "") not in ("time", "user")


def test_without_a_lost_child_the_same_answers_are_reproducible() -> None:
    """The same calls, nobody killed."""
    problem = scattered_problem(5)
    answers = (place(problem), portfolio(problem, plans=2), importance(problem, place(problem), solve=1))
    assert all(answer.reproducible and not answer.lost for answer in answers)
