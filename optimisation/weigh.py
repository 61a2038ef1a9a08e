"""The rows of an assembled problem weighed otherwise: by another weight of the cells, or several together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimisation.assemble import Assembly, credit_rows
from optimisation.assets import Scale
from optimisation.coverage import Block
from optimisation.demand import Demand
from optimisation.problem import CoverProblem
from optimisation.reaches import Reaches

Weights = Mapping[str, NDArray[np.float64]]
"""By source of threat the weight of each demand position."""


def as_heavy(weights: Weights, demand: Demand) -> dict[str, NDArray[np.float64]]:
    """Return weights scaled so that all together are as heavy as those of a demand.

    Sets of weights can then be mixed by shares, and what plans are worth to them stands side by side.

    Parameters
    ----------
    weights : mapping of source to ndarray of float64, by position
    demand : Demand
    """
    whole = float(sum(weight.sum() for weight in weights.values()))
    factor = float(demand.total().sum()) / whole if whole > 0 else 0.0
    return {source: weight * factor for source, weight in weights.items()}


def row_weights(assembly: Assembly, reaches: Reaches, scale: Scale, weights: Weights) -> NDArray[np.float64]:
    """Return what each row of an assembly weighs when its cells weigh otherwise.

    The covered weight of a plan under them is its credit under these weights. Cells that the assembly has
    no rows for, since nothing reaches them or they have no weight in its own demand, count for nothing.

    Parameters
    ----------
    assembly : Assembly
    reaches : Reaches
        That it was assembled with.
    scale : Scale
        Likewise.
    weights : mapping of source to ndarray of float64, by position

    Returns
    -------
    ndarray of float64, shape (rows,)
    """
    demand = replace(assembly.demand, weights=weights)
    # Decisions about bases that may close or move reach nothing themselves.
    reaching = (asset for asset in assembly.assets if asset.tool in reaches.tools)
    active = (*reaching, *(route for _, route in assembly.carried))
    every = np.arange(demand.cells.size)
    cells = [block.cells for block in assembly.rows.blocks]
    if cells:
        every = np.unique(np.concatenate(cells))
    found = {_meaning(block): block for block in credit_rows(demand, every, active, reaches, scale)}
    made = np.zeros(assembly.problem.weights.size)
    # A source that the demand weighs at nothing has its rows all the same.
    for number, block in enumerate(assembly.rows.blocks[: assembly.credited]):
        other = found.get(_meaning(block))
        if other is not None:
            at = np.zeros(demand.cells.size)
            at[other.cells] = other.weights
            # Rows of rules on tiers come after those of cells, and weigh nothing.
            made[: assembly.rows.cover.shape[0]] += assembly.rows.summed(number, at[block.cells])
    return made


def _meaning(block: Block) -> tuple[object, ...]:
    return block.limits, block.hours, block.alert, block.most, block.source


def weighed(problem: CoverProblem, weights: NDArray[np.float64]) -> CoverProblem:
    """Return a problem with other weights of its rows; a shortfall costs what it did.

    Parameters
    ----------
    problem : CoverProblem
    weights : ndarray of float64, shape (rows,)
    """
    before, after = float(problem.weights.sum()), float(weights.sum())
    penalty = problem.shortfall_penalty * before / after if after > 0 else problem.shortfall_penalty
    return replace(problem, weights=weights, shortfall_penalty=penalty)
