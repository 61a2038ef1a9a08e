"""Views: what a plan is worth to those who weigh rows otherwise, and how a problem holds plans to a view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding
from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import hits_of


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One way to weigh what is covered.

    Parameters
    ----------
    name : str
        In words.
    weights : ndarray of float64, shape (rows,)
        Weight of each row, >= 0, each time that it counts.
    """

    name: str
    weights: NDArray[np.float64]


def check_views(problem: CoverProblem, views: Sequence[View]) -> tuple[Finding, ...]:
    """Return what makes views unusable, as errors: shapes, names given twice, weights that are no weights."""
    found: list[Finding] = []
    names = [view.name for view in views]
    for number, view in enumerate(views):
        if view.weights.shape != problem.weights.shape:
            words = f"the view {view.name} has {view.weights.size} weights for {problem.weights.size} rows"
            found.append(_fault(words, "give one weight for each row", view.name))
        elif not (np.isfinite(view.weights) & (view.weights >= 0)).all():
            words = f"the view {view.name} has weights that are negative or not finite"
            found.append(_fault(words, "give finite weights of at least 0", view.name))
        if view.name in names[:number]:
            found.append(_fault("a view is given twice", "give each view its own name", view.name))
    return tuple(found)


def _fault(message: str, remedy: str, name: str) -> Finding:
    return Finding("error", message, remedy, column="views", value=name)


def worth(problem: CoverProblem, weights: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    """Return the covered weight of a plan to a view, each row as often as it counts.

    Parameters
    ----------
    problem : CoverProblem
    weights : ndarray of float64, shape (rows,)
    chosen : ndarray of bool, shape (options,)
    """
    return float(weights @ hits_of(problem, chosen))


def most_worth(problem: CoverProblem, weights: NDArray[np.float64]) -> float:
    """Return what all rows together could be worth to a view."""
    return float((weights if problem.most is None else weights * problem.most).sum())


def seen_by(problem: CoverProblem, weights: NDArray[np.float64]) -> CoverProblem:
    """Return the problem with the objective of a view."""
    return replace(problem, weights=np.asarray(weights, dtype=np.float64))


def hold_above(problem: CoverProblem, name: str, weights: NDArray[np.float64], value: float) -> CoverProblem:
    """Return the problem with the plans alone that are worth at least `value` to a view.

    Parameters
    ----------
    problem : CoverProblem
    name : str
        Of the hard floor that says so.
    weights : ndarray of float64, shape (rows,)
    value : float
        At most what all rows are worth; a value of nothing holds anyway.
    """
    base = most_worth(problem, weights)
    if base <= 0 or value <= 0:
        return problem
    floor = Floor(name, weights, base, min(1.0, value / base), hard=True)
    return replace(problem, floors=(*problem.floors, floor))


def hold_below(problem: CoverProblem, name: str, use: NDArray[np.float64], stock: float) -> CoverProblem:
    """Return the problem with the plans alone whose options use at most `stock` of something together.

    Parameters
    ----------
    problem : CoverProblem
    name : str
        Of the resource that says so.
    use : ndarray of float64, shape (options,)
    stock : float
    """
    return replace(
        problem,
        resource_names=(*problem.resource_names, name),
        use=np.vstack([problem.use, use[None, :]]),
        stock=np.append(problem.stock, stock),
    )


def hold_floors(problem: CoverProblem, chosen: NDArray[np.bool_]) -> CoverProblem:
    """Return the problem whose elastic floors are hard, each at its share or what a plan reaches of it.

    Among plans that keep all floors at least as well as a given one, what they are worth to several views
    can be traded without a penalty that means something else to each view.
    """
    hits = hits_of(problem, chosen)
    held = []
    for floor in problem.floors:
        got = float(floor.weights @ hits) / floor.base
        if floor.hard:
            held.append(floor)
        elif got > 0:
            held.append(replace(floor, share=min(floor.share, got), hard=True))
    return replace(problem, floors=tuple(held))


def own_cost(problem: CoverProblem) -> NDArray[np.float64]:
    """Return the declared cost of what a plan may still decide, shape (options,)."""
    return np.where(problem.fixed_open, 0.0, problem.cost)
