"""What more cover costs: the Pareto frontier of the objective and the declared cost.

The epsilon-constraint method (see `optimisation.frontier`), the cost held below a falling value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.pareto import SAME, Frontier, Point, points_between, undominated
from optimisation.problem import CoverProblem
from optimisation.series import Series, Step
from optimisation.views import hold_below, own_cost


def cost_frontier(
    problem: CoverProblem,
    *,
    points: int = 7,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    known: Sequence[NDArray[np.bool_]] = (),
) -> Frontier:
    """Return the frontier of the objective, penalties included, and the declared cost.

    The ends are the best plan at its least cost, and the best plan of the least cost that was found.

    Parameters
    ----------
    problem : CoverProblem
    points : int
        Most points, >= 2.
    effort, gap, seed, time_limit_s, progress, cancel, known
        See :class:`optimisation.series.Series`.
    """
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=known,
    )
    points, names, cost = max(2, points), ("objective", "cost"), own_cost(problem)
    dearest = series.place(problem, "the best plan", to_come=points + 1)
    if dearest.objective is None or dearest.bound is None:
        return Frontier(*names, (), reasons=dearest.reasons, stopped_by=series.stopped_by, lost=series.lost)
    spent, whole = float(cost @ dearest.chosen), dearest.bound
    found = [Point(dearest.chosen, dearest.objective, spent, None, dearest.bound, dearest.bound)]

    def seek(value: float, to_come: int) -> Point | None:
        held = hold_below(problem, "cost", cost, -value)
        got = series.place(held, f"cost at most {-value:.4g}", to_come=to_come)
        if got.objective is None or got.bound is None:
            return None
        return Point(got.chosen, got.objective, float(cost @ got.chosen), -value, got.bound, whole)

    if series.over():
        return Frontier(*names, tuple(found), stopped_by=series.stopped_by, lost=series.lost)
    least = 0.0 if spent == 0 else _least_cost(series, problem, cost, spent, points)
    same = SAME * max(float(cost.sum()), 1e-300)
    found += points_between(series, seek, -spent, -least, points, same, -1.0)
    if least < spent - same and not series.over():
        end = seek(-least, 1)
        found += [end] if end is not None else []
    return undominated(names, found, None, series, -1.0)


def _least_cost(
    series: Series, problem: CoverProblem, cost: NDArray[np.float64], spent: float, points: int
) -> float:
    """Return the least cost found of a plan that meets all hard limits."""
    hard = tuple(floor for floor in problem.floors if floor.hard)
    idle = replace(problem, weights=np.zeros_like(problem.weights), floors=hard)
    cheap = series.place(hold_below(idle, "cost", cost, spent), "the least cost", to_come=points)
    return spent if cheap.objective is None else float(cost @ cheap.chosen)
