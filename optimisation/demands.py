"""What a problem demands of a plan, one by one, in words: hard floors, locks, stocks, needs, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.problem import CoverProblem, Floor
from optimisation.scoring import TOLERANCE, hits_of, weighed

KINDS = ("floor", "stock", "open", "shut", "requires", "exclusive")
"""Kinds of demands: what a planner can change first, what the means themselves ask for last."""

TIER = "tier"
"""Kind of a floor whose base is a number of activities."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`: a hard floor, a stock, an option held open, one held shut, what an option
        requires, a set of which one may be open.
    index : int
        Of the floor, resource, option, or exclusive set.
    subject : str
        What it is about: the floor, the resource, the option, the options of the set.
    words : str
        The demand in words.
    """

    kind: str
    index: int
    subject: str
    words: str


def demands_of(problem: CoverProblem, names: Mapping[str, str] | None = None) -> tuple[Demand, ...]:
    """Return every demand of a problem, kind after kind.

    Parameters
    ----------
    problem : CoverProblem
    names : mapping of option id or resource to words, or None
        What options and resources are called; None = by their ids and names.
    """
    named = names or {}
    called = [named.get(option, option) for option in problem.option_ids]
    found = [
        Demand("floor", k, floor.name, f"{floor.name}: {_asked(floor)}")
        for k, floor in enumerate(problem.floors)
        if floor.hard and floor.share > 0
    ]
    found += [
        Demand("stock", r, named.get(name, name), f"{named.get(name, name)}: no more than {stock:g}")
        for r, (name, stock) in enumerate(zip(problem.resource_names, problem.stock, strict=True))
    ]
    found += [
        Demand("open", i, called[i], f"{called[i]} is open")
        for i in np.flatnonzero(problem.fixed_open).tolist()
    ]
    found += [
        Demand("shut", i, called[i], f"{called[i]} is ruled out")
        for i in np.flatnonzero(problem.forbidden).tolist()
    ]
    return (*found, *_between_options(problem, called))


def violations(
    problem: CoverProblem, demands: Sequence[Demand], chosen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return how far a plan violates each demand, shape (demands,): 0 where it meets it.

    A solver's own figures are numbers within its tolerance; these are counted from whole options.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        Of the problem.
    chosen : ndarray of bool, shape (options,)
    """
    hits = hits_of(problem, chosen)
    found = np.zeros(len(demands))
    for number, demand in enumerate(demands):
        index, slack = demand.index, 0.0
        if demand.kind == "floor":
            floor, slack = problem.floors[index], TOLERANCE
            short = floor.share - weighed(floor.weights, hits) / floor.base
        elif demand.kind == "stock":
            stock = float(problem.stock[index])
            short, slack = float(problem.use[index] @ chosen) - stock, TOLERANCE * max(1.0, abs(stock))
        elif demand.kind == "exclusive":
            short = float(chosen[list(set(problem.exclusive[index]))].sum()) - 1.0
        elif demand.kind == "requires":
            short = float(chosen[index]) - float(chosen[list(problem.requires[index])].sum())
        else:
            short = float(chosen[index] != (demand.kind == "open"))
        found[number] = short if short > slack else 0.0
    return found


def _asked(floor: Floor) -> str:
    """Return what a floor asks for: a number of activities, or a share of what it is of."""
    if floor.kind == TIER:
        return f"at least {floor.share * floor.base:g}"
    return f"at least {floor.share * 100:.1f} % of it within reach"


def _between_options(problem: CoverProblem, called: Sequence[str]) -> Iterator[Demand]:
    """Return what options ask of each other, by what they are called: needs, then exclusions."""

    def listed(options: tuple[int, ...]) -> str:
        shown = [called[i] for i in options[:5]]
        return ", ".join(shown) + (f" and {len(options) - 5} others" if len(options) > 5 else "")

    for i, hosts in enumerate(problem.requires):
        if hosts:
            needed = f"{'one of ' if len(hosts) > 1 else ''}{listed(hosts)}"
            yield Demand("requires", i, called[i], f"{called[i]} needs {needed}")
    for e, members in enumerate(problem.exclusive):
        if len(set(members)) > 1:
            names = listed(members)
            yield Demand("exclusive", e, names, f"only one of {names} may be open")
