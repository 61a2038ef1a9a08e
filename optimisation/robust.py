"""How plans fare over futures: regret, expected, worst and tail, and how often each thing is chosen.

Regret is a share of what the best plan of a future earns (Savage, 1951, relative to the best). The tail is
the conditional value at risk of Rockafellar and Uryasev (2000), over a discrete distribution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """How some plans fare over some futures.

    Parameters
    ----------
    best : ndarray of float64, shape (futures,)
        Most credit of any of the plans in each future.
    regret : ndarray of float64, shape (plans, futures)
        Share of that best that a plan does not earn, 0 to 1; 0 where nothing can be earned.
    expected, worst, tail : ndarray of float64, shape (plans,)
        Mean regret by the weights of the futures, the greatest, and the mean over the worst share of futures.
    least : int
        The plan with the least worst regret; of equals that with the least expected regret, then the first.
    """

    best: Floats
    regret: Floats
    expected: Floats
    worst: Floats
    tail: Floats
    least: int


def compare_plans(credit: Floats, *, weights: Floats, share: float) -> Robustness:
    """Compare plans over futures.

    Parameters
    ----------
    credit : ndarray of float64, shape (plans, futures)
        What each plan earns in each future, >= 0; at least one plan and one future.
    weights : ndarray of float64, shape (futures,)
        Of the futures, >= 0, not all 0; they need not sum to 1.
    share : float
        Share of the futures, by weight, that the tail is the mean of; above 0, at most 1.
    """
    best = credit.max(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        regret = np.where(best > 0, (best - credit) / best, 0.0)
    shares = weights / weights.sum()
    expected = regret @ shares
    # Futures of no weight are told in the matrix and decide nothing.
    worst = regret[:, shares > 0].max(axis=1)
    tail = np.array([tail_mean(row, shares, share) for row in regret])
    # Rounded, so that the last digits of two equal plans do not choose between them.
    order = np.lexsort((np.round(expected, 12), np.round(worst, 12)))
    return Robustness(best, regret, expected, worst, tail, int(order[0]))


def tail_mean(values: Floats, weights: Floats, share: float) -> float:
    """Return the mean of the greatest values that make up a share of all weight: CVaR.

    Parameters
    ----------
    values : ndarray of float64
        Losses: the greater the worse.
    weights : ndarray of float64
        Summing to 1.
    share : float
        Above 0, at most 1; the value at its edge counts with the part of its weight that is needed.
    """
    order = np.argsort(-values, kind="stable")
    before = np.cumsum(weights[order]) - weights[order]
    taken = np.clip(share - before, 0.0, weights[order])
    return float((taken * values[order]).sum() / taken.sum())


def times_chosen(plans: Sequence[Collection[str]]) -> Mapping[str, int]:
    """Return in how many plans each thing is chosen, most often first, then by name."""
    counted = Counter(name for plan in plans for name in set(plan))
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def left_standing(
    wanted: NDArray[np.bool_], requires: Sequence[Sequence[int]], fixed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return what of a plan can act where some of it is lost: what has lost all its hosts goes too.

    Parameters
    ----------
    wanted : ndarray of bool, shape (options,)
    requires : sequence of sequences of int
        Options of which one must be open; () = none.
    fixed : ndarray of bool, shape (options,)
        Open whatever else is.
    """
    open_ = wanted | fixed
    while True:
        lost = [
            number
            for number in np.flatnonzero(open_ & ~fixed).tolist()
            if len(requires[number]) and not open_[list(requires[number])].any()
        ]
        if not lost:
            return open_
        open_[lost] = False
