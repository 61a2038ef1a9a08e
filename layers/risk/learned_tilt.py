"""A log-linear model that tilts the mixture: Poisson counts of a window, with few coefficients held small.

The expected count of a cell is its start times `exp(b x)`, with features x scaled to mean 0 and deviation 1
over the past windows. It learns from far fewer events than trees do, and cannot bend as they can.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.risk import learned_trees
from layers.risk.learned_trees import Sample, drawn

RIDGE = 20.0
"""Of the squared coefficients: before any event each is taken to lie within 0.22 of none, as a deviation."""

FEWEST_EVENTS = 10
"""With fewer events in its windows nothing is learned."""

_STEPS = 25
_LONGEST_STEP = 1.5
_SETTLED = 1e-8
_BLOCK_ROWS, _BLOCKS = 512, 16
_MOST_LOG = 8.0  # no cell is raised or lowered more than this


def tilted(
    past: Sequence[Sample], now: Sample, *, columns: Sequence[int], seed: int = 0
) -> NDArray[np.float64] | None:
    """Return the expected share of each cell now, learned on past windows from their start.

    Parameters
    ----------
    past : sequence of Sample
        Windows that were over before now's origin.
    now : Sample
        Its count is not read.
    columns : sequence of int
        Features that are used.
    seed : int
        Of what is drawn where there are too many cells, as for the trees.

    Returns
    -------
    ndarray of float64, shape (cells,), or None
        Sums to 1; None where the past holds fewer than ten events.

    Notes
    -----
    Ridge-penalised Poisson regression by Newton's method, the start as offset: McCullagh and Nelder,
    "Generalized Linear Models" (1989), chapter 6; Hoerl and Kennard, Technometrics 12 (1970).
    """
    past = [sample for sample in past if sample.count.sum() > 0]
    if sum(sample.count.sum() for sample in past) < FEWEST_EVENTS:
        return None
    rows = np.concatenate([sample.features for sample in past])
    count = np.concatenate([sample.count for sample in past])
    start = np.concatenate([sample.expected * sample.count.sum() for sample in past])
    if len(rows) > learned_trees.MOST_ROWS:
        # a row that stands for w alike is in the likelihood w times: as one with w times the events and start
        kept, weight = drawn(start, count, most=learned_trees.DRAWN_ROWS, seed=seed)
        rows, count, start = rows[kept], count[kept] * weight, start[kept] * weight
    rows = rows[:, columns].astype(np.float64)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    scale = np.where(spread > 1e-9 * (1.0 + np.abs(mean)), spread, np.inf)  # a constant tells nothing
    slopes = ridge_poisson((rows - mean) / scale, start, count, ridge=RIDGE)
    raised = ((now.features[:, columns] - mean) / scale) @ slopes
    share = now.expected * np.exp(np.clip(raised, -_MOST_LOG, _MOST_LOG))
    return np.asarray(share / share.sum())


def ridge_poisson(
    rows: NDArray[np.float64], start: NDArray[np.float64], count: NDArray[np.float64], *, ridge: float
) -> NDArray[np.float64]:
    """Return the slopes b of `E[count] = start * exp(a + b x)` with the highest penalised likelihood.

    Parameters
    ----------
    rows : ndarray of float64, shape (n, features)
    start : ndarray of float64, shape (n,)
        > 0.
    count : ndarray of float64, shape (n,)
        >= 0, some above 0.
    ridge : float
        Half of it times the squared slopes is taken off the log-likelihood; a is free.
    """
    parts = _parts(np.column_stack([np.ones(len(rows)), rows]), start, count)
    penalty = np.r_[0.0, np.full(rows.shape[1], ridge)]
    found = np.zeros(rows.shape[1] + 1)
    found[0] = np.log(count.sum() / start.sum())
    for _ in range(_STEPS):
        gradient, curvature = -penalty * found, np.diag(penalty)
        for design, base, seen in parts:
            expected = base * np.exp(np.clip(design @ found[:, None], -30.0, 30.0))
            turned = design.transpose(0, 2, 1)
            gradient += (turned @ (seen - expected)).sum(axis=0)[:, 0]
            curvature += (turned @ (design * expected)).sum(axis=0)
        step = np.linalg.solve(curvature, gradient)
        longest = float(np.abs(step).max())
        found += step * min(1.0, _LONGEST_STEP / max(longest, _SETTLED))
        if longest < _SETTLED:
            break
    return found[1:]


def _parts(
    design: NDArray[np.float64], start: NDArray[np.float64], count: NDArray[np.float64]
) -> list[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Return rows as parts that stay near the processor, each a stack of blocks; the last is filled with 0.

    A block is so small that its products are never split between threads, whatever the machine has: sums
    are then the same everywhere, and windows can be worked on side by side.
    """
    found = []
    for first in range(0, len(design), _BLOCK_ROWS * _BLOCKS):
        part = slice(first, first + _BLOCK_ROWS * _BLOCKS)
        held = [np.column_stack([values[part]]) for values in (design, start, count)]
        blocks = -(-len(held[0]) // _BLOCK_ROWS)
        spare = blocks * _BLOCK_ROWS - len(held[0])
        design_, start_, count_ = (
            np.pad(values, ((0, spare), (0, 0))).reshape(blocks, _BLOCK_ROWS, -1) for values in held
        )
        found.append((design_, start_, count_))
    return found
