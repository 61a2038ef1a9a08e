"""The exact solver's process: right, killable, and gone with its parent."""

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable

import psutil
import pytest

from optimisation.envelope import UNIT
from optimisation.exact import ROOT, solve_exactly
from optimisation.layout import Layout
from optimisation.placement import place
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.start import rebuild
from tests.optimisation.small_problems import assisted_problem, scattered_problem

SLEEPER = (sys.executable, "-c", "import time; time.sleep(60)")
CRASHER = (sys.executable, "-c", "raise SystemExit(1)")


@pytest.mark.parametrize("make", [scattered_problem, assisted_problem])
def test_exact_solver_agrees_with_branching(make: Callable[[int], CoverProblem]) -> None:
    """The row model in its own process and our own tree find the same optimum."""
    problem = make(5)
    core = reduce_problem(problem)
    found = solve_exactly(core, nodes=1000)
    assert found.status == "optimal"
    assert found.open is not None
    layout = Layout(core)
    rebuild(layout, found.open)
    assert layout.feasible()
    value = core.scale * (core.credit + layout.value())
    assert value == pytest.approx(place(problem).objective, rel=1e-7)
    assert found.bound >= layout.value() * UNIT - 1e-4


def test_crashed_child_proves_nothing() -> None:
    """A child that ends without a result has no bound and no plan."""
    found = solve_exactly(reduce_problem(scattered_problem(5)), nodes=10, command=CRASHER)
    assert (found.status, found.open) == ("failed", None)
    assert found.bound == float("inf")


def test_cancelled_child_is_killed() -> None:
    """A cancelled child is gone when the call returns."""
    before = {child.pid for child in psutil.Process().children()}
    found = solve_exactly(
        reduce_problem(scattered_problem(5)), nodes=10, command=SLEEPER, cancel=lambda: True
    )
    assert found.status == "cancelled"
    assert {child.pid for child in psutil.Process().children()} <= before


def test_overdue_child_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that overruns its limit is killed and says so."""
    monkeypatch.setattr("optimisation.exact.GRACE_S", 0.1)
    found = solve_exactly(reduce_problem(scattered_problem(5)), nodes=10, command=SLEEPER, time_limit_s=0.1)
    assert (found.status, found.open) == ("time", None)


def test_failed_exact_solver_keeps_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the exact solver fails, the plan in hand stays and is not called optimal."""
    monkeypatch.setattr("optimisation.search.FIRST_NODES", 0)
    monkeypatch.setattr("optimisation.exact.CHILD", "raise SystemExit(1)")
    monkeypatch.setattr("optimisation.search.ROUNDS", 1)
    found = place(scattered_problem(5))
    assert (found.status, found.stopped_by) == ("feasible", "effort")
    assert found.objective is not None
    assert found.bound is not None
    assert found.bound > found.objective > found.fixed_bound
    assert not found.reproducible
    assert any("exact solver ended without an answer" in note for note in found.notes)


def test_exact_solver_closes_what_branching_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nodes of its own the search is proven by the child."""
    proven = place(scattered_problem(5))
    monkeypatch.setattr("optimisation.search.FIRST_NODES", 0)
    monkeypatch.setattr("optimisation.search.ROUNDS", 1)
    found = place(scattered_problem(5))
    assert found.status == "optimal"
    assert found.objective == pytest.approx(proven.objective, rel=1e-7)


def test_child_ends_when_its_parent_dies() -> None:
    """The watcher ends the child when the pipe from its parent closes."""
    code = f"""
        import sys, threading, time
        sys.path.insert(0, {str(ROOT)!r})
        from optimisation import exact_child
        threading.Thread(target=exact_child._end_with_parent, daemon=True).start()
        print("up", flush=True)
        time.sleep(60)
    """
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"up"
    child.stdin.close()
    began = time.monotonic()
    assert child.wait(timeout=20) == 3
    child.stdout.close()
    assert time.monotonic() - began < 20
