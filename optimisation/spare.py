"""What of each resource a plan leaves, why, and what the next unit of it would add beside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.by_hand import Board, begin, change
from optimisation.margins import Difference, added_alone, difference
from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE

NOTHING = 1e-9
"""Share of the covered weight below which an addition gains nothing: what the second pass may give up."""


@dataclass(frozen=True, slots=True)
class Spare:
    """What of one resource is left.

    Parameters
    ----------
    name : str
    supplied, used : float
        Stock and what open options supply; what open options use.
    why : str
        "used" (no closed option fits in what is left), "adds nothing" (some fit, and none adds anything),
        "no place" (none fits the other limits: exclusions, hosts, other resources), "could add" (one that
        fits would add: the plan is not the best), "no use" (no option that may still open uses it) or
        "not looked for" (the plan was given and evaluated).
    fits : int
        Closed options that use it and fit beside the plan.
    kept_out : mapping of str to int, as a tuple of pairs
        Closed options that use it and do not fit although enough is left, by the first limit that keeps them
        out: "taken" (something open that may close excludes them), "host" (they lack what they require), or
        a resource's name.
    one_more : float
        The most that one option adds to the objective beside the plan if there were one more unit; 0 where
        none does. For ordering alone: credit and penalties together.
    where : int
        That option, -1 where none adds.
    parts : Difference or None
        What the plan lacks against the plan with that option, part by part; None where none adds.
    people : float or None
        How many fewer people at risk are out of reach then; None where nobody counted.
    """

    name: str
    supplied: float
    used: float
    why: str
    fits: int
    kept_out: tuple[tuple[str, int], ...]
    one_more: float
    where: int
    parts: Difference | None = None
    people: float | None = None

    @property
    def left(self) -> float:
        """Units left."""
        return max(0.0, self.supplied - self.used)


def spare(board: Board, chosen: NDArray[np.bool_]) -> tuple[Spare, ...]:
    """Return what of each resource a plan leaves, in the order of the resources.

    Parameters
    ----------
    board : Board
    chosen : ndarray of bool, shape (options,)
        Nothing else of it moves.
    """
    problem = board.problem
    plan = begin(board, chosen)
    adds = added_alone(board, plan)
    least = NOTHING * max(float(problem.weights.sum()), 1e-300)
    adds = np.where(adds > least, adds, 0.0)
    taken, hosted = _taken(problem, chosen), _hosted(problem, chosen)
    # What something that stays open excludes can never open: there is no place for it.
    closed = ~chosen & ~problem.forbidden & ~_taken(problem, chosen & problem.fixed_open)
    left = problem.stock - problem.use @ chosen
    free = closed & ~taken & hosted
    fits = free & _within(problem, left)
    found = []
    for number, name in enumerate(problem.resource_names):
        use = problem.use[number]
        more = left.copy()
        more[number] += 1.0
        eased = np.where(free & _within(problem, more) & (use > 0), adds, 0.0)
        best = int(np.argmax(eased)) if eased.size else 0
        gain = float(eased[best]) if eased.size else 0.0
        mine = closed & (use > 0)
        enough = mine & (use <= left[number] + _slack(problem)[number])
        here = fits & (use > 0)
        found.append(
            Spare(
                name=name,
                supplied=float(problem.stock[number] - np.minimum(use, 0.0) @ chosen),
                used=float(np.maximum(use, 0.0) @ chosen),
                why=_why(mine, enough, here, adds),
                fits=int(here.sum()),
                kept_out=_kept_out(problem, enough & ~here, taken, hosted, left),
                one_more=gain,
                where=best if gain > 0 else -1,
                parts=difference(problem, change(board, plan, opened=[best]), plan) if gain > 0 else None,
            )
        )
    return tuple(found)


def _why(
    mine: NDArray[np.bool_], enough: NDArray[np.bool_], here: NDArray[np.bool_], adds: NDArray[np.float64]
) -> str:
    if not mine.any():
        return "no use"
    if not enough.any():
        return "used"
    if not here.any():
        return "no place"
    return "could add" if bool((adds[here] > 0).any()) else "adds nothing"


def _slack(problem: CoverProblem) -> NDArray[np.float64]:
    return np.asarray(TOLERANCE * np.maximum(1.0, np.abs(problem.stock)))


def _within(problem: CoverProblem, left: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which options fit in what is left of every resource; what they supply themselves counts."""
    over = (problem.use > (left + _slack(problem))[:, None]) & (problem.use > 0)
    return np.asarray(~over.any(axis=0))


def _taken(problem: CoverProblem, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which closed options are excluded by an open one."""
    taken = np.zeros(chosen.size, dtype=np.bool_)
    for members in problem.exclusive:
        some = list(members)
        if chosen[some].any():
            taken[some] = True
    return taken & ~chosen


def _hosted(problem: CoverProblem, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.array(
        [not hosts or bool(chosen[list(hosts)].any()) for hosts in problem.requires], dtype=np.bool_
    )


def _kept_out(
    problem: CoverProblem,
    out: NDArray[np.bool_],
    taken: NDArray[np.bool_],
    hosted: NDArray[np.bool_],
    left: NDArray[np.float64],
) -> tuple[tuple[str, int], ...]:
    """Return how many options each limit keeps out, the first of those that do, for each option."""
    over = (problem.use > (left + _slack(problem))[:, None]) & (problem.use > 0)
    causes: Sequence[tuple[str, NDArray[np.bool_]]] = [
        ("taken", taken),
        ("host", ~hosted),
        *zip(problem.resource_names, over, strict=True),
    ]
    found, rest = [], out.copy()
    for name, holds in causes:
        count = int((rest & holds).sum())
        rest &= ~holds
        if count:
            found.append((name, count))
    return tuple(found)
