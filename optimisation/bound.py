"""An upper bound on every plan: cutting planes in the space of the options, and what the bound rules out.

The rows never enter a linear program: only tangents of the concave covered weight do (see
`optimisation.envelope`), together with all side constraints. Tangents are taken at the optimum of the master
and halfway to the best point known (the in-out method of Ben-Ameur and Neto 2007), which damps the swings of
the plain cutting plane method. Every master value is a valid bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.envelope import UNIT, Envelope
from optimisation.master import Master, MasterPoint
from optimisation.presolve import Core

ROUNDS = 60
"""Rounds of cuts per unit of effort."""

CLOSE = 1e-7
"""Relative distance between the relaxation's bound and its value at which the bound is as good as it gets."""


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The bound and where it was reached.

    Parameters
    ----------
    bound : float
        On the objective beyond the fixed options, in units of `optimisation.envelope.UNIT`.
    point : MasterPoint
        The optimum with the least bound.
    value : float
        Best value of the relaxation at a point that satisfies all side constraints, in units.
    rounds : int
    stopped : bool
        Whether `stop` asked for the end.
    """

    bound: float
    point: MasterPoint
    value: float
    rounds: int
    stopped: bool


def relax(
    master: Master,
    core: Core,
    envelope: Envelope,
    start: NDArray[np.bool_] | None,
    *,
    rounds: int = ROUNDS,
    step: float = 0.5,
    stop: Callable[[float, NDArray[np.float64]], bool] = lambda _bound, _y: False,
) -> Relaxation:
    """Tighten the master until its bound meets the value of the relaxation.

    Parameters
    ----------
    master : Master
        Gains cuts.
    core : Core
    envelope : Envelope
    start : ndarray of bool, shape (n,) or None
        A feasible plan to keep near; None starts at the first optimum.
    rounds : int
        Most rounds.
    step : float
        How far to go from the best point to the master's optimum for the second set of tangents, 0 to 1.
    stop : callable
        Asked after each round with the bound in units and the master's point.
    """
    best = relaxed_value(core, envelope, start.astype(float)) if start is not None else -np.inf
    inside = None if start is None else start.astype(float)
    least: MasterPoint | None = None
    for number in range(1, rounds + 1):
        point = master.solve()
        if least is None or point.bound < least.bound:
            least = point
        if not point.feasible:
            return Relaxation(-np.inf, point, best, number, stopped=False)
        if inside is None:
            inside = point.y
        between = step * point.y + (1.0 - step) * inside
        for trial in (point.y, between):
            value = relaxed_value(core, envelope, trial)
            if value > best:
                best, inside = value, trial
        if stop(least.bound, point.y):
            return Relaxation(least.bound, least, best, number, stopped=True)
        tolerance = 1e-9 * UNIT
        cuts = envelope.cuts(point.y, point.values, tolerance)
        if not cuts or least.bound - best <= CLOSE * max(abs(least.bound), 1e-9 * UNIT):
            break
        master.add(cuts + envelope.cuts(between, None, tolerance))
    assert least is not None  # noqa: S101 (rounds >= 1)
    return Relaxation(least.bound, least, best, number, stopped=False)


def relaxed_value(core: Core, envelope: Envelope, y: NDArray[np.float64]) -> float:
    """Return the objective of the relaxation at `y`, in units; -inf where a hard floor is not met."""
    worth = envelope.worth(y)
    short = np.maximum(0.0, core.wanted[envelope.floors] * UNIT - worth[1:])
    hard = core.hard[envelope.floors]
    if bool((short[hard] > 1e-9 * UNIT).any()):
        return -np.inf
    return float(worth[0] - core.penalty * max(short[~hard].sum(), core.least_short * UNIT))


def decided(
    point: MasterPoint, best: float, lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return option ranges that keep every plan as good as `best`, by the reduced costs of a master optimum.

    Parameters
    ----------
    point : MasterPoint
    best : float
        Objective of the best plan, in units.
    lower, upper : ndarray of float64, shape (n,)
        Ranges that `point` was solved with.
    """
    target = best - max(1e-8 * abs(best), 1e-8 * UNIT) if np.isfinite(best) else -np.inf
    closed = (lower == 0) & (point.bound + np.minimum(point.reduced, 0.0) < target)
    opened = (upper == 1) & (point.bound - np.maximum(point.reduced, 0.0) < target)
    return np.where(opened, 1.0, lower), np.where(closed, 0.0, upper)
