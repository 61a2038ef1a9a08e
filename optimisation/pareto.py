"""The points of a Pareto frontier: sought one after another, and kept where no other dominates them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.series import Series

SAME = 1e-9
"""Share of the largest value at which two values are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One plan of a frontier.

    Parameters
    ----------
    chosen : ndarray of bool, shape (options,)
    first, second : float
        What it is worth to either view; `second` is the cost on a frontier against cost.
    held : float or None
        The value at which the second was held, from below (from above for cost); None at the first's end.
    bound : float
        No plan that keeps the second at `held` is worth more to the first.
    whole : float
        No plan at all is worth more to the first.
    """

    chosen: NDArray[np.bool_]
    first: float
    second: float
    held: float | None
    bound: float
    whole: float

    @property
    def gap(self) -> float:
        """Distance of the first's value from its bound, as a share of what the first is worth at most."""
        short = max(0.0, self.bound - self.first)
        return short / abs(self.whole) if short > 0 and self.whole != 0 else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """Plans none of which is dominated by another, from the best for the first to the best for the second.

    Parameters
    ----------
    first, second : str
        Names of the two.
    points : tuple of Point
        Empty where no plan holds, with `reasons`.
    second_bound : float or None
        No plan is worth more to the second; None for cost.
    dropped : int
        Points found and dropped since another is as good in both.
    reasons : tuple of str
    stopped_by : str
        "" where all points were sought, else "time" or "user".
    lost : bool
        The exact solver ended without an answer in some placement.
    """

    first: str
    second: str
    points: tuple[Point, ...]
    second_bound: float | None = None
    dropped: int = 0
    reasons: tuple[str, ...] = ()
    stopped_by: str = ""
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return self.stopped_by == "" and not self.lost


def points_between(
    series: Series,
    seek: Callable[[float, int], Point | None],
    low: float,
    high: float,
    points: int,
    same: float,
    sign: float,
) -> list[Point]:
    """Return points at evenly spaced values of the second, leaving out those an earlier one answers."""
    found: list[Point] = []
    if high <= low + same:
        return found
    reached = low
    for number in range(1, points - 1):
        value = low + (high - low) * number / (points - 1)
        if series.over():
            break
        if reached >= value - same:  # the last plan keeps this value too, and none that does is better
            continue
        point = seek(value, points - number)
        if point is not None:
            found.append(point)
            reached = sign * point.second
    return found


def undominated(
    names: tuple[str, str], found: Sequence[Point], second_bound: float | None, series: Series, sign: float
) -> Frontier:
    """Return the frontier of the points that no other dominates."""
    values = np.array([[point.first, sign * point.second] for point in found])
    slack = SAME * np.maximum(np.abs(values).max(axis=0), 1e-300)
    kept: list[Point] = []
    for number, point in enumerate(found):
        better = (values >= values[number] - slack).all(axis=1)
        strictly = better & (values > values[number] + slack).any(axis=1)
        twin = better[:number] & (values[:number] <= values[number] + slack).all(axis=1)
        if not strictly.any() and not twin.any():
            kept.append(point)
    return Frontier(
        *names,
        tuple(kept),
        second_bound=second_bound,
        dropped=len(found) - len(kept),
        stopped_by=series.stopped_by,
        lost=series.lost,
    )
