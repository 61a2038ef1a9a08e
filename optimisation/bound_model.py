"""Whether some demands conflict even for parts of options, told by the bound of the rows of the hard floors.

Of thousands of demands most take no part in a conflict. This test says so of whole blocks at once, on rows
merged by what covers them, where an integer program would still be built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import relax, relaxed_value
from optimisation.demands import Demand
from optimisation.envelope import make_envelope
from optimisation.master import Master
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem
from optimisation.side_program import Answer


class BoundModel:
    """Answers as a :class:`optimisation.side_model.SideModel`, "they conflict" or "not known".

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        Of the problem; others do not count.
    """

    def __init__(self, problem: CoverProblem, demands: Sequence[Demand]) -> None:
        self._problem, self._demands = _floor_rows(problem), tuple(demands)

    def ask(
        self,
        allowed: NDArray[np.bool_],
        *,
        time_limit_s: float | None = None,  # noqa: ARG002 (cancel knows the time too)
        cancel: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return whether the demands that may not be violated are proven to conflict."""
        kept = [demand for demand, free in zip(self._demands, allowed, strict=True) if not free]
        found = not kept or not _none_holds(holding(self._problem, kept), cancel)
        return Answer(
            None if found else False,
            not found,
            np.zeros(len(self._problem.option_ids), dtype=np.bool_),
            np.zeros(allowed.size),
        )


def holding(problem: CoverProblem, demands: Sequence[Demand]) -> CoverProblem:
    """Return a problem with some of its demands alone; floors that are not hard stay as they are.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
    """
    kept = {(demand.kind, demand.index) for demand in demands}
    options = range(len(problem.option_ids))
    floors = tuple(f for k, f in enumerate(problem.floors) if not f.hard or ("floor", k) in kept)
    # Enough of what is not limited: what all options together use.
    enough = np.maximum(problem.stock, np.maximum(problem.use, 0.0).sum(axis=1))
    limited = np.array([("stock", r) in kept for r in range(problem.stock.size)], dtype=np.bool_)
    return replace(
        problem,
        floors=floors,
        stock=np.where(limited, problem.stock, enough),
        fixed_open=np.array([("open", n) in kept for n in options], dtype=np.bool_),
        forbidden=np.array([("shut", n) in kept for n in options], dtype=np.bool_),
        requires=tuple(h if ("requires", n) in kept else () for n, h in enumerate(problem.requires)),
        exclusive=tuple(s for e, s in enumerate(problem.exclusive) if ("exclusive", e) in kept),
    )


def _floor_rows(problem: CoverProblem) -> CoverProblem:
    """Return a problem with the rows of its hard floors alone, which are all that it is worth too."""
    floors = [floor for floor in problem.floors if floor.hard]
    worth = np.zeros(problem.weights.size)
    for floor in floors:
        worth += floor.weights / floor.base
    rows = np.flatnonzero(worth > 0)
    return replace(
        problem,
        cover=problem.cover[rows],
        also=None if problem.also is None else problem.also[rows],
        joint=None if problem.joint is None else problem.joint[rows],
        most=None if problem.most is None else problem.most[rows],
        weights=worth[rows],
        # Others keep their places, so that demands still find theirs, and ask for nothing.
        floors=tuple(
            replace(floor, weights=floor.weights[rows], share=floor.share if floor.hard else 0.0)
            for floor in problem.floors
        ),
    )


def _none_holds(problem: CoverProblem, cancel: Callable[[], bool]) -> bool:
    """Return whether no plan of a problem holds, not even one with parts of options."""
    if cancel():
        return False
    core = reduce_problem(replace(problem, floors=tuple(f for f in problem.floors if f.hard)))
    if core.reasons:
        return True
    envelope = make_envelope(core)

    def settled(_bound: float, y: NDArray[np.float64]) -> bool:
        return cancel() or relaxed_value(core, envelope, y) > -np.inf

    found = relax(Master(core, envelope), core, envelope, None, stop=settled)
    return found.bound == -np.inf and not found.stopped
