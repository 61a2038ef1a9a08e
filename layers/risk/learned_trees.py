"""Boosted trees on kernel features: Poisson counts of a window, cell by cell.

`boosted` starts from the mixture's forecast and learns where to raise and lower it; `trees` is the plain form
on twelve kernels, a baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray

FIXED: Mapping[str, object] = {
    "objective": "poisson",
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbosity": -1,
    "min_sum_hessian_in_leaf": 1.0,
}
"""What makes two runs agree to the bit, and leaves of at least one expected event: smaller ones run away."""

CAREFUL: Mapping[str, object] = {
    "learning_rate": 0.05,
    "num_leaves": 6,
    "min_data_in_leaf": 300,
    "lambda_l2": 20.0,
    "feature_fraction": 0.5,
    "max_bin": 63,
    "poisson_max_delta_step": 0.3,
}
"""Small trees and small steps: a model tuned closer to a few years of violence overfits them."""

PLAIN: Mapping[str, object] = {
    "learning_rate": 0.03,
    "num_leaves": 8,
    "min_sum_hessian_in_leaf": 10.0,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "max_bin": 63,
}
"""The baseline's, tuned on eastern DRC: with the library's settings it would be easier to beat."""

ROUNDS = 60
PLAIN_ROUNDS = 200
FEWEST_EVENTS = 50
"""With fewer events in its windows nothing is learned."""

MOST_ROWS = 160_000
"""Cells of all windows together that are learned from as they are: those of 10 km of a large country."""

DRAWN_ROWS = 50_000
"""Of more cells so many are drawn: backtests on 5 km lose nothing by it, and take half as long."""

BINNED_ROWS = 20_000
"""Of drawn cells so many tell where a feature's bins begin and end."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One window as rows to learn from: the cells of the area.

    Parameters
    ----------
    features : ndarray of float32, shape (cells, features)
        As known at the window's origin.
    expected : ndarray of float64, shape (cells,)
        Share of a window's events that a cell is expected to have, > 0; sums to 1. The start of the
        boosted trees; plain ones read it only to tell which cells are left out where there are too many.
    count : ndarray of float64, shape (cells,)
        Events of the window.
    """

    features: NDArray[np.float32]
    expected: NDArray[np.float64]
    count: NDArray[np.float64]


def boosted(past: Sequence[Sample], now: Sample, *, seed: int) -> NDArray[np.float64] | None:
    """Return the expected share of each cell now, learned on past windows from their start.

    Parameters
    ----------
    past : sequence of Sample
        Windows that were over before now's origin.
    now : Sample
        Its count is not read.
    seed : int

    Returns
    -------
    ndarray of float64, shape (cells,), or None
        Sums to 1; None where the past holds fewer than 50 events or no trees could be grown.

    Notes
    -----
    The total of each past window is given, so that only where is learned, not how many.
    """
    past = [sample for sample in past if sample.count.sum() > 0]
    if sum(sample.count.sum() for sample in past) < FEWEST_EVENTS:
        return None
    start = np.concatenate([np.log(sample.expected * sample.count.sum()) for sample in past])
    model = _fit(past, CAREFUL, ROUNDS, start, seed)
    if model is None:
        return None
    raised = model.predict(now.features, raw_score=True, num_threads=1)
    share = now.expected * np.exp(np.asarray(raised, dtype=np.float64))
    return np.asarray(share / share.sum())


def trees(past: Sequence[Sample], now: Sample, *, seed: int) -> NDArray[np.float64] | None:
    """Return the expected count of each cell now by trees that start from nothing; as :func:`boosted`."""
    past = [sample for sample in past if sample.count.sum() > 0]
    if sum(sample.count.sum() for sample in past) < FEWEST_EVENTS:
        return None
    model = _fit(past, PLAIN, PLAIN_ROUNDS, None, seed)
    if model is None:
        return None
    return np.asarray(model.predict(now.features, num_threads=1), dtype=np.float64)


def _fit(
    past: Sequence[Sample],
    settings: Mapping[str, object],
    rounds: int,
    start: NDArray[np.float64] | None,
    seed: int,
) -> lightgbm.Booster | None:
    """Return the model, or None where the library gives up on its own sums (its issue 3679)."""
    rows = np.concatenate([sample.features for sample in past])
    count = np.concatenate([sample.count for sample in past])
    weight = None
    every = {**FIXED, **settings, "seed": seed}
    if len(rows) > MOST_ROWS:
        expected = np.concatenate([sample.expected * sample.count.sum() for sample in past])
        kept, weight = drawn(expected, count, most=DRAWN_ROWS, seed=seed)
        rows, count, start = rows[kept], count[kept], None if start is None else start[kept]
        every["bin_construct_sample_cnt"] = BINNED_ROWS
    data = lightgbm.Dataset(rows, count, weight=weight, init_score=start)
    try:
        return lightgbm.train(every, data, num_boost_round=rounds)
    except lightgbm.basic.LightGBMError:
        return None


def drawn(
    expected: NDArray[np.float64], count: NDArray[np.float64], *, most: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which rows to learn from, and how many each stands for.

    Rows with an event and, up to half of `most`, those where most is expected stand for themselves; of the
    others, empty ground where little is expected, an even draw stands for all.

    Parameters
    ----------
    expected, count : ndarray of float64, shape (rows,)
    most : int
        Rows wanted, fewer than there are.
    seed : int

    Returns
    -------
    rows : ndarray of int64, shape (kept,)
        Rising; `most` of them, or a little more where events alone are more than half of them.
    weights : ndarray of float64, shape (kept,)
        >= 1; sum to the number of rows.
    """
    certain = (count > 0) | _highest(expected, most // 2)
    rest = np.flatnonzero(~certain)
    wanted = min(rest.size, max(most - int(certain.sum()), most // 4))
    few = np.random.default_rng(seed).choice(rest, wanted, replace=False)
    weight = np.where(certain, 1.0, 0.0)
    weight[few] = rest.size / max(wanted, 1)
    kept = np.flatnonzero(weight > 0)
    return kept, weight[kept]


def _highest(values: NDArray[np.float64], number: int) -> NDArray[np.bool_]:
    """Return which values are the highest so many; of equal ones the first."""
    least = np.partition(values, values.size - number)[values.size - number] if number else np.inf
    found = values > least
    equal = np.flatnonzero(values == least)
    found[equal[: number - int(found.sum())]] = True
    return np.asarray(found)
