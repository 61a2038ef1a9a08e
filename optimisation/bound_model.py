"""Whether some demands conflict, told by the bound of the hard floors' rows and by a plan rounded from it.

Of thousands of demands most take no part in a conflict. This test says so of whole blocks at once, on rows
merged by what covers them, where an integer program would still be built. Demands that conflict for parts of
options conflict; those that a plan meets do not; what lies between is left open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.bound import relax, relaxed_value
from optimisation.demands import Demand
from optimisation.envelope import make_envelope
from optimisation.layout import Layout
from optimisation.master import Master
from optimisation.presolve import Core, reduce_problem
from optimisation.problem import CoverProblem
from optimisation.scoring import breaches
from optimisation.side_program import Answer
from optimisation.start import Start, fill, improve, rebuild, scarcity
from optimisation.watch import Stopped, look

MOVES = 20
"""Swaps tried on a rounded plan."""


class BoundModel:
    """Answers as a :class:`optimisation.side_model.SideModel`, without solving for whole options.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        Of the problem; others do not count.
    plans : bool
        Look for plans too; else the bound alone answers, which takes less.
    """

    def __init__(self, problem: CoverProblem, demands: Sequence[Demand], *, plans: bool = True) -> None:
        self._plans = plans
        self._problem, self._demands = floor_rows(problem), tuple(demands)

    def ask(
        self,
        allowed: NDArray[np.bool_],
        *,
        time_limit_s: float | None = None,  # noqa: ARG002 (cancel knows the time too)
        cancel: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return whether the demands that may not be violated conflict, or a plan that meets them."""
        kept = [demand for demand, free in zip(self._demands, allowed, strict=True) if not free]
        held = holding(self._problem, kept)
        held = replace(held, floors=tuple(floor for floor in held.floors if floor.hard))
        nothing, violated = np.zeros(len(held.option_ids), dtype=np.bool_), np.zeros(allowed.size)
        try:
            feasible, plan = _settled(held, cancel, plans=self._plans)
        except Stopped:
            feasible, plan = None, None
        return Answer(feasible, feasible is not None, nothing if plan is None else plan, violated)


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


def floor_rows(problem: CoverProblem) -> CoverProblem:
    """Return a problem with the rows of its hard floors alone, which are all that it is worth too.

    Parameters
    ----------
    problem : CoverProblem
    """
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


def _settled(
    problem: CoverProblem, cancel: Callable[[], bool], *, plans: bool
) -> tuple[bool | None, NDArray[np.bool_] | None]:
    """Return whether a plan of a problem holds, as far as bound and rounding tell, and the plan.

    Raises
    ------
    Stopped
    """
    look(cancel)
    generous = problem.fixed_open | (_unlimited(problem) & ~problem.forbidden)
    if not breaches(problem, generous):
        return True, generous
    core = reduce_problem(problem, cancel)
    if core.reasons:
        return False, None
    part = _filled_up(core, generous[core.options], cancel)
    if part is None:
        holds, y = _bounded(core, cancel)
        if not holds:
            return False, None
        part = _rounded(core, y, cancel) if plans else None
    if part is None:
        return None, None
    plan = problem.fixed_open.copy()
    plan[core.options[part]] = True
    return (None, None) if breaches(problem, plan) else (True, plan)


def _bounded(core: Core, cancel: Callable[[], bool]) -> tuple[bool, NDArray[np.float64]]:
    """Return whether parts of options may meet everything, and some that come near.

    Raises
    ------
    Stopped
    """
    envelope = make_envelope(core, stop=cancel)

    def over(_bound: float, y: NDArray[np.float64]) -> bool:
        return cancel() or relaxed_value(core, envelope, y) > -np.inf

    found = relax(Master(core, envelope, stop=cancel), core, envelope, None, stop=over)
    look(cancel)
    return found.stopped or found.bound > -np.inf, found.point.y


def _unlimited(problem: CoverProblem) -> NDArray[np.bool_]:
    """Return the options that need no other, exclude none, and use nothing of which there is not enough."""
    few = np.maximum(problem.use, 0.0).sum(axis=1) > problem.stock
    free = ~(problem.use[few] > 0).any(axis=0) & np.array(
        [not hosts for hosts in problem.requires], dtype=bool
    )
    free[[i for members in problem.exclusive for i in members]] = False
    return np.asarray(free)


def _filled_up(core: Core, free: NDArray[np.bool_], cancel: Callable[[], bool]) -> NDArray[np.bool_] | None:
    """Return a plan of a core with the options that cost nothing, and what it takes; None if none holds."""
    if not free.any():
        return None
    layout = Layout(core)
    rebuild(layout, free)
    fill(layout, scarcity(core), lambda: layout.feasible() or cancel())
    return layout.open.copy() if layout.feasible() else None


def _rounded(core: Core, guide: NDArray[np.float64], cancel: Callable[[], bool]) -> NDArray[np.bool_] | None:
    """Return a plan of a core near parts of options; None where it breaks a limit."""
    layout = Layout(core)
    best = Start(layout.open.copy(), layout.value(), layout.feasible())
    if not best.feasible:  # what meets all is enough
        best = improve(layout, best, guide, moves=MOVES, cancel=lambda: layout.feasible() or cancel())
    return best.open if best.feasible else None
