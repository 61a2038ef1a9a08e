"""Plans that are known already, as starts: made to fit a problem that they were not made for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from optimisation.cover_sets import canonical, row_count
from optimisation.problem import CoverProblem
from optimisation.robust import left_standing
from optimisation.scoring import TOLERANCE, breaches, score


def best_known(problem: CoverProblem, plans: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
    """Return the best of some plans after each is made to fit a problem; None where none does.

    Parameters
    ----------
    problem : CoverProblem
        Valid.
    plans : iterable of ndarray of bool, shape (options,)
        Of problems with the same options; the first of equals is taken.
    """
    best, found = -np.inf, None
    for plan in plans:
        fits = fitted(problem, plan)
        if fits is not None and (worth := score(problem, fits).objective) > best:
            best, found = worth, fits
    return found


def fitted(problem: CoverProblem, plan: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return what of a plan holds in a problem, None where that breaks a limit.

    What is fixed open opens; what is forbidden, excluded, without a host or over a stock closes, of several
    the one that would be missed least.

    Parameters
    ----------
    problem : CoverProblem
        Valid.
    plan : ndarray of bool, shape (options,)
    """
    kept = (plan | problem.fixed_open) & ~problem.forbidden
    missed = _missed(problem, kept)
    for members in problem.exclusive:
        standing = [i for i in members if kept[i]]
        if len(standing) > 1:
            first = max(standing, key=lambda i: (problem.fixed_open[i], missed[i], -i))
            kept[[i for i in standing if i != first]] = False
    slack = TOLERANCE * np.maximum(1.0, np.abs(problem.stock))
    while True:
        kept = left_standing(kept, problem.requires, problem.fixed_open)
        over = np.flatnonzero(problem.use @ kept > problem.stock + slack)
        if not over.size:
            return kept if not breaches(problem, kept) else None
        use = problem.use[over[0]]
        spenders = np.flatnonzero(kept & ~problem.fixed_open & (use > 0))
        if not spenders.size:
            return None
        kept[spenders[np.argmin(missed[spenders] / use[spenders])]] = False


def _missed(problem: CoverProblem, plan: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the weight of the rows that would count less without each option, second sets left aside."""
    cover = canonical(problem.cover)
    most = 1 if problem.most is None else problem.most
    tight = row_count(cover, plan) <= most
    return np.asarray((problem.weights * tight) @ cover.astype(np.float64))
