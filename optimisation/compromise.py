"""One plan for several views: the price of each view, and the plan whose worst-served view fares best.

Each view's plan is measured in shares of every view's own optimum. The compromise maximises the least share
(minimises the greatest relative regret: Kouvelis and Yu 1997) by bisection over hard floors, one for each
view; a share that no plan gives to all is proven by a floor problem without a plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.problem import CoverProblem
from optimisation.series import Series, Step, place_ordered
from optimisation.views import View, check_views, hold_above, hold_floors, most_worth, seen_by, worth

TESTS = 20
"""Most bisections."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """The best plan to one view.

    Parameters
    ----------
    view : str
    chosen : ndarray of bool, shape (options,)
    value, bound : float
        Worth to the view, and what no plan exceeds.
    shares : tuple of float
        What every view, in order, has under this plan, as a share of its own optimum: 1 for its own. The
        price of the view to another is 1 less that share.
    """

    view: str
    chosen: NDArray[np.bool_]
    value: float
    bound: float
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Compromise:
    """The optima of all views and the plan between them.

    Parameters
    ----------
    optima : tuple of Optimum
        In the order of the views; fewer where a call was cut short, none where no plan holds.
    chosen : ndarray of bool, shape (options,), or None
        The compromise.
    shares : tuple of float
        Of each view's optimum under it.
    least : float
        The least of them.
    bound : float
        No plan gives every view more of its optimum than this.
    reasons : tuple of str
    stopped_by : str
        "" where bound and least share agree to the tolerance; "effort" where that was not proven; "time",
        "user".
    lost : bool
        The exact solver ended without an answer in some placement.
    """

    optima: tuple[Optimum, ...]
    chosen: NDArray[np.bool_] | None
    shares: tuple[float, ...] = ()
    least: float = 0.0
    bound: float = 1.0
    reasons: tuple[str, ...] = ()
    stopped_by: str = ""
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return not self.lost and self.stopped_by not in ("time", "user")


def compromise(
    problem: CoverProblem,
    views: Sequence[View],
    *,
    tolerance: float = 0.005,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    known: Sequence[NDArray[np.bool_]] = (),
) -> Compromise:
    """Return the best plan to each view, what it costs the others, and the plan of the greatest least share.

    Elastic floors are held at what the plan of the problem as it stands reaches of them. A view to which no
    plan is worth anything has its whole optimum under every plan.

    Parameters
    ----------
    problem : CoverProblem
    views : sequence of View
    tolerance : float
        Difference of the least share and its bound at which to stop, > 0.
    effort, gap, seed, time_limit_s, progress, cancel, known
        See :class:`optimisation.series.Series`.

    Raises
    ------
    InputError
        When a view does not fit the problem.
    """
    raise_errors(check_views(problem, views))
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=known,
    )
    steps = 2 * len(views) + TESTS // 2
    stated = series.place(problem, "the plan as it stands", to_come=steps + 1)
    if stated.objective is None:
        return Compromise((), None, reasons=stated.reasons, stopped_by=series.stopped_by, lost=series.lost)
    held = hold_floors(problem, stated.chosen)
    optima = _optima(series, held, views, stated.chosen, steps)
    if len(optima) < len(views):
        return Compromise(optima, None, stopped_by=series.stopped_by or "effort", lost=series.lost)
    search = _Bisection(series, held, views, optima)
    search.run(tolerance)
    shares = search.shares(search.chosen)
    closed = search.bound - min(shares, default=1.0) <= tolerance
    return Compromise(
        optima,
        search.chosen,
        shares,
        min(shares, default=1.0),
        search.bound,
        stopped_by=series.stopped_by or ("" if closed else "effort"),
        lost=series.lost,
    )


def _optima(
    series: Series,
    problem: CoverProblem,
    views: Sequence[View],
    stated: NDArray[np.bool_],
    steps: int,
) -> tuple[Optimum, ...]:
    """Return the best plan to each view, ties going to the others together."""
    plans: list[tuple[NDArray[np.bool_], float]] = []
    for number, view in enumerate(views):
        if series.over() and plans:
            break
        rest = np.zeros_like(problem.weights)
        for other in views:
            if other is not view:
                rest += other.weights / max(most_worth(problem, other.weights), 1e-300)
        found = place_ordered(
            series, problem, view.weights, rest, f"most for {view.name}", to_come=steps - 2 * number
        )
        if found is None:  # the floors are held where this plan holds them
            plans.append((stated, most_worth(problem, view.weights)))
        else:
            plans.append((found.chosen, found.first_bound))
    best = [worth(problem, view.weights, plan) for view, (plan, _) in zip(views, plans, strict=False)]
    return tuple(
        Optimum(
            views[number].name,
            plan,
            best[number],
            bound,
            tuple(
                _share(worth(problem, view.weights, plan), value)
                for view, value in zip(views, best, strict=False)
            ),
        )
        for number, (plan, bound) in enumerate(plans)
    )


def _share(value: float, optimum: float) -> float:
    return value / optimum if optimum > 0 else 1.0


class _Bisection:
    """The search for the greatest least share; `chosen` and `bound` only improve."""

    def __init__(
        self, series: Series, problem: CoverProblem, views: Sequence[View], optima: Sequence[Optimum]
    ) -> None:
        self._series, self._problem, self._views = series, problem, views
        self._best = [optimum.value for optimum in optima]
        self.bound = min((_share(o.bound, o.value) for o in optima if o.value > 0), default=1.0)
        plans = [optimum.chosen for optimum in optima]
        self.chosen = max(plans, key=lambda plan: min(self.shares(plan)), default=problem.fixed_open)
        together = np.zeros_like(problem.weights)
        for view, best in zip(views, self._best, strict=True):
            together += view.weights / best if best > 0 else 0.0
        self._together = seen_by(problem, together)

    def shares(self, plan: NDArray[np.bool_]) -> tuple[float, ...]:
        """Return what each view has of its optimum under a plan."""
        return tuple(
            _share(worth(self._problem, view.weights, plan), best)
            for view, best in zip(self._views, self._best, strict=True)
        )

    def _least(self) -> float:
        return min(self.shares(self.chosen), default=1.0)

    def _holding(self, share: float) -> CoverProblem:
        held = self._together
        for view, best in zip(self._views, self._best, strict=True):
            held = hold_above(held, f"{view.name} held", view.weights, share * best)
        return held

    def _take(self, plan: NDArray[np.bool_]) -> None:
        if min(self.shares(plan), default=1.0) >= self._least():
            self.chosen = plan

    def run(self, tolerance: float) -> None:
        """Bisect until the least share meets its bound; then settle ties for all views together."""
        counted = sum(best > 0 for best in self._best)
        if counted < 2 or self._series.over():
            self.bound = max(self.bound, self._least())
            return
        found = self._series.place(self._together, "all views together", to_come=TESTS // 2 + 1)
        if found.objective is not None and found.bound is not None:
            self._take(found.chosen)
            self.bound = min(self.bound, float(found.bound) / counted)
        for test in range(TESTS):
            low = self._least()
            if self.bound - low <= tolerance or self._series.over():
                break
            share = (low + self.bound) / 2
            what = f"{share:.1%} of its best for every view"
            tried = self._series.place(self._holding(share), what, to_come=max(1, TESTS // 2 - test), gap=1.0)
            if tried.objective is not None:
                self._take(tried.chosen)
            elif tried.status == "infeasible":
                self.bound = share
            else:
                break
        if not self._series.over():
            settled = self._series.place(self._holding(self._least()), "ties between the views")
            if settled.objective is not None:
                self._take(settled.chosen)
        self.bound = max(self.bound, self._least())
