"""Genuinely different plans that are nearly as good: each the best of those unlike all before.

That a plan leaves at least k places of an earlier one is a resource: options at the earlier plan's places use
one each, and all but k may be kept. (prioritizr calls this a cuts portfolio; there any difference counts.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, raise_errors
from optimisation.problem import CoverProblem
from optimisation.series import Series, Step
from optimisation.views import hold_below

ROUNDING = 1e-9
"""Share of the best objective within which a plan still counts as near enough."""


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """One plan of a portfolio.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    objective, bound : float
        The bound is on every plan that differs from all before as much as was asked.
    loss : float
        Objective below that of the first plan; negative where the first was not the best.
    left : ndarray of int64
        Places of the first plan that it leaves.
    taken : ndarray of int64
        Places that the first plan does not have.
    """

    chosen: NDArray[np.bool_]
    objective: float
    bound: float
    loss: float
    left: NDArray[np.int64]
    taken: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """Different plans, the best first.

    Parameters
    ----------
    plans : tuple of Alternative
    ended_by : str
        "enough" (as many as were asked for), "proof" (no other plan is as good and as different), "search"
        (none was found, which proves nothing), "infeasible", "time" or "user".
    next_bound : float or None
        Where it ended by proof: no further plan that is as different is worth more.
    reasons : tuple of str
        Why there is no plan at all.
    lost : bool
        The exact solver ended without an answer in some placement.
    """

    plans: tuple[Alternative, ...]
    ended_by: str
    next_bound: float | None = None
    reasons: tuple[str, ...] = ()
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return not self.lost and self.ended_by not in ("time", "user")


def portfolio(
    problem: CoverProblem,
    *,
    places: NDArray[np.int64] | None = None,
    plans: int = 5,
    differ: int = 1,
    within: float = 0.05,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    known: Sequence[NDArray[np.bool_]] = (),
    bound: float | None = None,
) -> Portfolio:
    """Return the best plan, and others that each leave at least `differ` places of every plan before.

    Parameters
    ----------
    problem : CoverProblem
    places : ndarray of int64, shape (options,), or None
        Place of each option, -1 for those that do not make plans different (teams that go where their base
        goes, say). Options at one place must exclude each other. None = each option is a place of its own.
        What is fixed open never counts.
    plans : int
        Most plans, the first included.
    differ : int
        Least number of places of an earlier plan that a new one leaves, >= 1.
    within : float
        Share of the best objective that a plan may be worth less.
    effort, gap, seed, time_limit_s, progress, cancel, known
        See :class:`optimisation.series.Series`.
    bound : float or None
        No plan of the problem is worth more, where that is known.

    Raises
    ------
    InputError
        When options at one place do not exclude each other.
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
    counted = _counted(problem, places)
    raise_errors(_shared_places(problem, counted))
    found: list[Alternative] = []
    top = np.inf if bound is None else bound
    while len(found) < plans:
        what = "the best plan" if not found else f"different plan {len(found)}"
        new = series.place(problem, what, to_come=plans - len(found))
        if new.objective is None or new.bound is None:
            proven = new.status == "infeasible"
            nothing = "infeasible" if not found else "proof"
            ended = series.stopped_by or (nothing if proven else "search")
            return Portfolio(tuple(found), ended, reasons=() if found else new.reasons, lost=series.lost)
        # Each plan is sought among fewer than the one before: no bound is looser than those before it.
        top = max(new.objective, min(new.bound, top))
        best = found[0].objective if found else new.objective
        least = best - (within + ROUNDING) * abs(best)
        if found and new.objective < least:
            proven = top < least
            ended = "proof" if proven else series.stopped_by or "search"
            return Portfolio(tuple(found), ended, next_bound=top if proven else None, lost=series.lost)
        found.append(_alternative(new.chosen, new.objective, top, found, counted))
        if series.over():
            return Portfolio(tuple(found), series.stopped_by, lost=series.lost)
        here = np.unique(counted[new.chosen & (counted >= 0)])
        if here.size < differ:  # nothing can leave more places than there are
            return Portfolio(tuple(found), "enough" if len(found) == plans else "proof", lost=series.lost)
        kept = np.isin(counted, here).astype(np.float64)
        problem = hold_below(problem, f"places kept of plan {len(found)}", kept, float(here.size - differ))
    return Portfolio(tuple(found), series.stopped_by or "enough", lost=series.lost)


def _counted(problem: CoverProblem, places: NDArray[np.int64] | None) -> NDArray[np.int64]:
    number = np.arange(len(problem.option_ids)) if places is None else places
    return np.where(problem.fixed_open, -1, number).astype(np.int64)


def _shared_places(problem: CoverProblem, counted: NDArray[np.int64]) -> tuple[Finding, ...]:
    """Return the places where several options could be open at once, and would count as several."""
    together = {frozenset((a, b)) for s in problem.exclusive for a in s for b in s if a != b}
    found: dict[int, Finding] = {}
    order = np.argsort(counted, kind="stable")
    order = order[~problem.forbidden[order]]
    for group in np.split(order, np.flatnonzero(np.diff(counted[order])) + 1):
        if group.size < 2 or counted[group[0]] < 0:
            continue
        pairs = [(int(a), int(b)) for n, a in enumerate(group) for b in group[n + 1 :]]
        for a, b in pairs:
            if frozenset((a, b)) not in together:
                ids = f"{problem.option_ids[a]}, {problem.option_ids[b]}"
                found[int(counted[a])] = Finding(
                    "error",
                    "options that may be open together share a place",
                    "count one of them only, give them places of their own, or let them exclude each other",
                    column="places",
                    value=ids,
                )
    return tuple(found.values())


def _alternative(
    chosen: NDArray[np.bool_],
    objective: float,
    bound: float,
    found: list[Alternative],
    counted: NDArray[np.int64],
) -> Alternative:
    first = found[0].chosen if found else chosen
    here, there = (np.unique(counted[plan & (counted >= 0)]) for plan in (first, chosen))
    return Alternative(
        chosen,
        objective,
        bound,
        (found[0].objective if found else objective) - objective,
        np.setdiff1d(here, there),
        np.setdiff1d(there, here),
    )
