"""Which options a plan may open, as far as can be told of each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.openable import openable
from optimisation.problem import CoverProblem
from tests.optimisation.small_problems import plain_problem


def _problem(**changes: object) -> CoverProblem:
    """Return four options that cover a row each, changed as asked."""
    each = [[int(row == option) for option in range(4)] for row in range(4)]
    return replace(plain_problem(each, [1.0] * 4, stock=4.0), **changes)  # type: ignore[arg-type]


def _mask(*options: int) -> NDArray[np.bool_]:
    return np.isin(np.arange(4), options)


def test_guests_of_what_is_forbidden_are_out_with_their_own_guests() -> None:
    """A chain of hosts falls from its end; one host that may open is enough."""
    problem = _problem(forbidden=_mask(0), requires=((), (0,), (1,), (0, 1)))
    assert openable(problem).tolist() == [False, False, False, False]
    problem = _problem(forbidden=_mask(0), requires=((), (0,), (3,), ()))
    assert openable(problem).tolist() == [False, False, True, True]


def test_what_is_fixed_open_stays() -> None:
    """What stands needs nothing more: neither its host nor a stock rules it out."""
    problem = _problem(
        forbidden=_mask(0),
        fixed_open=_mask(1),
        requires=((), (0,), (1,), ()),
        resource_names=("units",),
        use=np.array([[0.0, 1.0, 0.0, 1.0]]),
        stock=np.zeros(1),
    )
    assert openable(problem).tolist() == [False, True, True, False]


def test_a_stock_counts_with_what_others_supply() -> None:
    """A unit that only a move would free is none where nothing may move."""
    use = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    problem = _problem(resource_names=("bases", "moves"), use=use, stock=np.array([0.0, 1.0]))
    assert openable(problem).all()
    problem = replace(problem, stock=np.zeros(2))
    assert openable(problem).tolist() == [False, False, True, True]


def test_what_excludes_something_that_is_fixed_open_is_out_with_its_guests() -> None:
    """Where a class of base stands for good no plan opens a second one, nor what only that would host."""
    problem = _problem(fixed_open=_mask(0), exclusive=((0, 1), (1, 3)), requires=((), (), (1,), ()))
    assert openable(problem).tolist() == [True, False, False, True]
    assert openable(replace(problem, fixed_open=_mask())).all()
