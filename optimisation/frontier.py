"""What more for one view costs another: the Pareto frontier of two views.

The epsilon-constraint method (Haimes, Lasdon and Wismer 1971): one is made as large as it can be while the
other is held above a rising value. Ties are broken by the other (as in AUGMECON, Mavrotas 2009, but in two
steps instead of a small weight), so that no point is dominated by another plan of the same first value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.pareto import SAME, Frontier, Point, points_between, undominated
from optimisation.problem import CoverProblem
from optimisation.series import Ordered, Series, Step, place_ordered
from optimisation.views import View, check_views, hold_above, hold_floors, most_worth


def frontier(
    problem: CoverProblem,
    first: View,
    second: View,
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
    """Return the frontier of what plans are worth to two views.

    The ends are the best plans to either view, ties going to the other. Elastic floors are held at what the
    plan of the problem as it stands reaches of them.

    Parameters
    ----------
    problem : CoverProblem
        Its own weights serve only to settle what elastic floors are held at.
    first, second : View
    points : int
        Most points, >= 2.
    effort, gap, seed, time_limit_s, progress, cancel, known
        See :class:`optimisation.series.Series`.

    Raises
    ------
    InputError
        When a view does not fit the problem.
    """
    raise_errors(check_views(problem, (first, second)))
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=known,
    )
    points = max(2, points)
    if any(not floor.hard for floor in problem.floors):
        stated = series.place(problem, "the plan as it stands", to_come=2 * points + 1)
        if stated.objective is None:
            return Frontier(
                first.name, second.name, (), None, 0, stated.reasons, series.stopped_by, series.lost
            )
        problem = hold_floors(problem, stated.chosen)
    what = f"most for {first.name}"
    start = place_ordered(series, problem, first.weights, second.weights, what, to_come=2 * points)
    if start is None:
        reasons = series.place(problem, what).reasons
        return Frontier(first.name, second.name, (), None, 0, reasons, series.stopped_by, series.lost)
    return _from_end_to_end(series, problem, first, second, start, points)


def _from_end_to_end(
    series: Series, problem: CoverProblem, first: View, second: View, start: Ordered, points: int
) -> Frontier:
    """Return the frontier that begins at the first's end."""
    names, whole = (first.name, second.name), start.first_bound
    found = [Point(start.chosen, start.first, start.second, None, whole, whole)]
    if series.over():
        return Frontier(*names, tuple(found), stopped_by=series.stopped_by, lost=series.lost)
    what = f"most for {second.name}"
    end = place_ordered(series, problem, second.weights, first.weights, what, to_come=2 * points - 2)
    if end is None:
        return Frontier(*names, tuple(found), stopped_by=series.stopped_by, lost=series.lost)

    def seek(value: float, to_come: int) -> Point | None:
        held = hold_above(problem, f"{second.name} held", second.weights, value)
        what = f"{second.name} at least {value:.4g}"
        got = place_ordered(series, held, first.weights, second.weights, what, to_come=2 * to_come)
        if got is None:
            return None
        return Point(got.chosen, got.first, got.second, value, got.first_bound, whole)

    same = SAME * max(most_worth(problem, second.weights), 1e-300)
    found += points_between(series, seek, start.second, end.first, points, same, +1.0)
    most = min(end.second_bound, most_worth(problem, first.weights))
    found.append(Point(end.chosen, end.second, end.first, end.first, most, whole))
    return undominated(names, found, end.first_bound, series, +1.0)
