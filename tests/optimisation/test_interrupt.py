"""A linear program is ended while it runs; what is known by then still holds."""

from collections.abc import Callable

import numpy as np
import pytest

from optimisation.envelope import UNIT
from optimisation.exchange import places
from optimisation.placement import place
from optimisation.presolve import Core, reduce_problem
from optimisation.row_program import RowProgram
from tests.optimisation.small_problems import street_problem


def _after(looks: int) -> Callable[[], bool]:
    """Return what is False so many times, then True."""
    asked = iter(range(looks))
    return lambda: next(asked, None) is None


def _core() -> Core:
    return reduce_problem(street_problem(0))


@pytest.mark.parametrize("looks", [0, 1, 5, 20])
def test_a_running_program_is_ended_and_its_bound_holds(looks: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ended in the interior point method or in what follows, its bound stays above the optimum."""
    monkeypatch.setattr("optimisation.interrupt.LOOK_S", 0.0)
    monkeypatch.setattr("optimisation.row_program.QUICK", 0)
    core = _core()
    whole = RowProgram(core, places(core) or 1).solve_first().bound
    program = RowProgram(core, places(core) or 1, _after(looks))
    point = program.solve_first()
    assert program.stopped
    assert point.bound >= whole - 1e-7
    assert point.bound <= float(core.gains[:, 0].sum()) * UNIT * (1 + 1e-9)
    assert program.solve().bound >= whole - 1e-7
    program.trim()


def test_the_simplex_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program solved once stops while it is solved again from its basis."""
    monkeypatch.setattr("optimisation.interrupt.LOOK_S", 0.0)
    monkeypatch.setattr("optimisation.row_program.QUICK", 0)
    core = _core()
    ended: list[bool] = []
    program = RowProgram(core, places(core) or 1, lambda: bool(ended))
    first = program.solve_first()
    assert not program.stopped
    upper = program.upper.copy()
    upper[np.argsort(-first.y)[: core.size // 4]] = 0.0
    program.limit(program.lower, upper)
    ended.append(True)
    program.solve()
    assert program.stopped


def test_a_fault_of_the_one_who_is_asked_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not pass through the solver, and is not lost in it."""
    monkeypatch.setattr("optimisation.interrupt.LOOK_S", 0.0)
    monkeypatch.setattr("optimisation.row_program.QUICK", 0)
    core = _core()

    def fails() -> bool:
        raise ConnectionError("the one who asked is gone")

    with pytest.raises(ConnectionError, match="gone"):
        RowProgram(core, places(core) or 1, fails).solve_first()


@pytest.mark.parametrize("looks", [1, 30, 200, 1_000])
def test_a_cancelled_placement_keeps_its_plan_and_an_honest_bound(
    looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the cancel falls, the bound is no less than the optimum and the plan counts."""
    monkeypatch.setattr("optimisation.interrupt.LOOK_S", 0.0)
    monkeypatch.setattr("optimisation.row_program.QUICK", 0)
    problem = street_problem(1)
    best = place(problem)
    found = place(problem, cancel=_after(looks))
    assert best.objective is not None
    assert found.objective is not None
    assert found.bound is not None
    assert found.objective <= best.objective + 1e-9
    assert found.bound >= best.objective - 1e-9 * best.objective
    assert found.status in ("cancelled", "optimal")
