"""Several placements as one piece of work, under one time limit and one cancel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.known import best_known
from optimisation.placement import place
from optimisation.problem import CoverProblem, Solution
from optimisation.views import hold_above, most_worth, seen_by, worth
from optimisation.watch import Progress, Watch

MOST_KNOWN = 12
"""Plans that a series remembers, the latest."""

TIED = 1e-7
"""Share of all that a second view weighs to which ties are settled."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a series is: what it does now, and how many of its placements are done.

    Parameters
    ----------
    what : str
        In words.
    done, of : int
        `of` is at most what is still to come: steps that prove needless are left out.
    best, bound, gap : float or None
        Of the placement that runs: its best plan so far, what none exceeds, their distance.
    """

    what: str
    done: int
    of: int
    best: float | None = None
    bound: float | None = None
    gap: float | None = None


class Series:
    """Places problem after problem; the time that is left is shared evenly among those to come.

    The problems are variations of one, with the same options: each placement starts from the best of the
    plans known by then, made to fit.

    Parameters
    ----------
    effort : int
        Multiplies the counted work of each placement.
    gap : float
        At which each placement may stop.
    seed : int
    time_limit_s : float or None
        For all together; a series that it ends is not reproducible.
    progress : callable or None
        Told a :class:`Step` before each placement, and while it runs.
    cancel : callable or None
        Polled; True ends the placement that runs, and the series.
    known : sequence of ndarray of bool, shape (options,)
        Plans to begin from.
    brief : bool
        See :func:`optimisation.placement.place`.
    watch : Watch or None
        Shared with other series, in place of a limit and a cancel of its own.

    Attributes
    ----------
    lost : bool
        Whether the exact solver ended without an answer in any placement: another run may find other plans.
    """

    def __init__(
        self,
        *,
        effort: int = 1,
        gap: float = 0.0,
        seed: int = 0,
        time_limit_s: float | None = None,
        progress: Callable[[Step], None] | None = None,
        cancel: Callable[[], bool] | None = None,
        known: Sequence[NDArray[np.bool_]] = (),
        brief: bool = False,
        watch: Watch | None = None,
    ) -> None:
        self._known = list(known)
        self._effort, self.gap, self._seed, self._brief = effort, gap, seed, brief
        self.watch = watch or Watch(time_limit_s, cancel)
        self._progress = progress or (lambda _step: None)
        self._cut, self.lost = "", False
        self._done = 0

    @property
    def stopped_by(self) -> str:
        """Why the series did less than its work: "user", "time", or "" where it did all of it."""
        return self.watch.why or self._cut

    def over(self) -> bool:
        """Return whether the time is up or the user cancelled."""
        return self.watch.hit()

    def learn(self, plan: NDArray[np.bool_]) -> None:
        """Begin from a plan too, of any problem of the series."""
        self._known = [plan, *self._known][:MOST_KNOWN]

    def place(
        self,
        problem: CoverProblem,
        what: str,
        *,
        to_come: int = 1,
        gap: float | None = None,
        done: int | None = None,
    ) -> Solution:
        """Place one problem of the series.

        Parameters
        ----------
        problem : CoverProblem
        what : str
            In words, for the progress.
        to_come : int
            Placements still to come, this one included: it gets that part of the time left.
        gap : float or None
            Other than that of the series.
        done : int or None
            Placements before it, those of other series too; None = of this one.
        """
        before = self._done if done is None else done
        step = Step(what, before, before + to_come)
        self._progress(step)

        def told(now: Progress) -> None:
            self._progress(replace(step, best=now.best, bound=now.bound, gap=now.gap))

        start = best_known(problem, self._known)
        left = self.watch.left_s()
        found = place(
            problem,
            effort=self._effort,
            gap=self.gap if gap is None else gap,
            seed=self._seed,
            start=start,
            time_limit_s=None if left is None else left / max(1, to_come),
            progress=told,
            cancel=self.watch.cancelled,
            brief=self._brief,
        )
        self._done += 1
        if found.objective is not None:
            self.learn(found.chosen)
        self.watch.hit()
        self.lost |= found.lost
        timed = found.cut_short or found.stopped_by == "time"
        if timed and self.watch.why != "user":
            self._cut = "time"
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Ordered:
    """The best plan to one view and, among those as good to it, to a second.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    first, second : float
        What it is worth to either.
    first_bound : float
        No plan is worth more to the first.
    second_bound : float
        No plan that is worth `first` to the first is worth more to the second.
    """

    chosen: NDArray[np.bool_]
    first: float
    second: float
    first_bound: float
    second_bound: float


def place_ordered(
    series: Series,
    problem: CoverProblem,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    what: str,
    *,
    to_come: int = 2,
) -> Ordered | None:
    """Return the best plan to a first view, ties going to a second; None where none was found.

    Parameters
    ----------
    series : Series
    problem : CoverProblem
        Without elastic floors.
    first, second : ndarray of float64, shape (rows,)
    what : str
    to_come : int
        Placements still to come, these two included.
    """
    found = series.place(seen_by(problem, first), what, to_come=to_come)
    if found.objective is None or found.bound is None:
        return None
    chosen, best = found.chosen, worth(problem, first, found.chosen)
    top = most_worth(problem, second)
    bound = top
    if top > 0 and not series.over():
        # The first view, which is held, is added as a constant: without it a tie that is worth nothing leaves
        # the search to prove a bound of nothing, which rounding in the held floor does not allow.
        both = second / top + (first / best if best > 0 else 0.0)
        held = hold_above(seen_by(problem, both), what, first, best)
        then = series.place(held, f"{what}, ties", to_come=max(1, to_come - 1), gap=max(TIED, series.gap))
        if then.objective is not None and then.bound is not None:
            chosen = then.chosen
            bound = min(top, top * (float(then.bound) - (1.0 - TIED if best > 0 else 0.0)))
    return Ordered(
        chosen,
        worth(problem, first, chosen),
        worth(problem, second, chosen),
        max(float(found.bound), worth(problem, first, chosen)),
        max(bound, worth(problem, second, chosen)),
    )
