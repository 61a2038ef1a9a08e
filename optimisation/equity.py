"""Equity: what each group has within reach, and whether the figures can tell groups apart at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.demand import Demand


@dataclass(frozen=True, slots=True)
class GroupAccount:
    """What one group has within reach.

    Parameters
    ----------
    people : float
    share : float
        Of everybody that the groups count.
    at_risk : float
        Its people in the cells that hold 90 % of weighted risk.
    within : mapping of band to float
        Share of the group within each band of a tier II tool, cumulative.
    spread : float
        How much its share differs between cells: people-weighted standard deviation over the mean share.
    informative : bool
        The spread is at least what was asked for; below, no placement can tell this group from the others.
    """

    people: float
    share: float
    at_risk: float
    within: Mapping[str, float]
    spread: float
    informative: bool


def equity(
    demand: Demand,
    groups: Mapping[str, NDArray[np.float64]],
    within: Mapping[str, Mapping[str, float]],
    *,
    least_spread: float,
) -> dict[str, GroupAccount]:
    """Return the account of each group, in the order of `groups`.

    Parameters
    ----------
    demand : Demand
    groups : mapping of group to ndarray of float64, by demand position
        People of each group, none negative.
    within : mapping of group to mapping of band to people
        Cumulative, with "all": `Evaluation.groups_within`.
    least_spread : float
        Spread from which a figure carries information.
    """
    everybody = np.sum(list(groups.values()), axis=0) if groups else np.zeros(demand.cells.size)
    at_risk = demand.at_risk()
    found: dict[str, GroupAccount] = {}
    for name, people in groups.items():
        own, spread = float(people.sum()), share_spread(people, everybody)
        found[name] = GroupAccount(
            people=own,
            share=own / float(everybody.sum()) if everybody.sum() > 0 else 0.0,
            at_risk=float(people[at_risk].sum()),
            within={
                band: count / own if own > 0 else 0.0
                for band, count in within.get(name, {}).items()
                if band != "all"
            },
            spread=spread,
            informative=spread >= least_spread,
        )
    return found


def share_spread(people: NDArray[np.float64], everybody: NDArray[np.float64]) -> float:
    """Return how much a group's share of a cell's people differs between cells.

    The people-weighted standard deviation of the share over its mean (the coefficient of variation); 0
    without people.
    """
    whole = float(everybody.sum())
    mean = float(people.sum()) / whole if whole > 0 else 0.0
    if mean <= 0:
        return 0.0
    held = everybody > 0
    share = people[held] / everybody[held]
    variance = float((everybody[held] * (share - mean) ** 2).sum()) / whole
    # What is left of equal shares after rounding is no difference.
    spread = float(np.sqrt(variance)) / mean
    return spread if spread > 1e-9 else 0.0
