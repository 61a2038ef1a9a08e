"""What a plan is worth, from the whole problem in float64: the judge of everything that a solver returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.cover_sets import canonical, row_any, row_count
from optimisation.problem import CoverProblem, Shortfall

TOLERANCE = 1e-9
"""Share of a floor, and relative slack of a stock, that count as met."""

DECIDED = "an option decided beforehand was changed"
"""What is said of a plan that closes what is fixed open, or opens what is forbidden."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """A plan's worth.

    Parameters
    ----------
    objective : float
        Credit less penalties of elastic floors.
    credit : float
        Covered weight, each row as often as it counts.
    shortfalls : tuple of Shortfall
        Floors not reached, hard ones too.
    """

    objective: float
    credit: float
    shortfalls: tuple[Shortfall, ...]


def score(problem: CoverProblem, chosen: NDArray[np.bool_]) -> Score:
    """Return the worth of a plan, feasible or not.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    """
    hits = hits_of(problem, chosen)
    credit = weighed(problem.weights, hits)
    short, missing = [], 0.0
    for floor in problem.floors:
        got = weighed(floor.weights, hits) / floor.base
        lack = max(0.0, floor.share - got)
        if lack > TOLERANCE:
            short.append(Shortfall(floor.name, floor.share, got, floor.hard))
        if not floor.hard:
            missing += lack
    penalty = problem.shortfall_penalty * float(problem.weights.sum()) * missing
    return Score(credit - penalty, credit, tuple(short))


def hits_of(problem: CoverProblem, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how often each row counts in a plan, shape (rows,): 0 or 1, or up to `most` where that is given.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    """
    if problem.most is None:
        hits = row_any(canonical(problem.cover), chosen).astype(np.int64)
    else:
        hits = np.minimum(row_count(canonical(problem.cover), chosen), problem.most)
    if problem.joint is not None:
        if problem.also is None:
            hits[problem.joint] = 0
        else:
            hits[problem.joint & ~row_any(canonical(problem.also), chosen)] = 0
    return hits


def too_much_words(name: str, used: float, supplied: float) -> str:
    """Return what uses too much of a resource, in words that fit any name and number.

    Parameters
    ----------
    name : str
        Of several of it, in words.
    used, supplied : float
        In units of the resource.
    """
    return f"more {name} than there are ({used:g} used, {supplied:g} available)"


def weighed(weights: NDArray[np.float64], hits: NDArray[np.int64]) -> float:
    """Return the weight of rows that count so often.

    Parameters
    ----------
    weights : ndarray of float64, shape (rows,)
    hits : ndarray of int64, shape (rows,)
        Of :func:`hits_of`.
    """
    some = hits > 0
    return float((weights[some] * hits[some]).sum())


def breaches(
    problem: CoverProblem, chosen: NDArray[np.bool_], names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Return in words which constraints a plan breaks; () for a feasible plan.

    Parameters
    ----------
    problem : CoverProblem
    chosen : ndarray of bool, shape (options,)
    names : mapping of option id or resource to words, or None
        What options and resources are called; None = by their ids and names.
    """
    named = names or {}
    found = []
    spent = np.maximum(problem.use, 0.0) @ chosen
    supplied = problem.stock - np.minimum(problem.use, 0.0) @ chosen
    over = problem.use @ chosen > problem.stock + TOLERANCE * np.maximum(1.0, np.abs(problem.stock))
    for r in np.flatnonzero(over):
        name = problem.resource_names[r]
        found.append(f"uses {too_much_words(named.get(name, name), spent[r], supplied[r])}")
    called = [named.get(option, option) for option in problem.option_ids]
    for option in np.flatnonzero(chosen):
        hosts = problem.requires[option]
        if hosts and not chosen[list(hosts)].any():
            found.append(f"{called[option]} lacks every option that it requires")
    for members in problem.exclusive:
        standing = [i for i in dict.fromkeys(members) if chosen[i]]
        if len(standing) > 1:
            listed = ", ".join(called[i] for i in standing)
            found.append(f"{listed} exclude each other")
    if (problem.fixed_open & ~chosen).any() or (problem.forbidden & chosen).any():
        found.append(DECIDED)
    found += [f"hard floor {s.name} is short" for s in score(problem, chosen).shortfalls if s.hard]
    return tuple(found)
