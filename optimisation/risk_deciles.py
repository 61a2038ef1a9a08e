"""Deciles of risk, and the hours that patrols spend in each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset
from optimisation.reaches import Reaches


def risk_deciles(weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the decile of each cell: 10 the tenth of cells with most weight, 0 where there is none.

    Parameters
    ----------
    weight : ndarray of float64, by demand position
        Equal weights are told apart by position, so that deciles are equally large.
    """
    held = np.flatnonzero(weight > 0)
    order = held[np.argsort(weight[held], kind="stable")]
    decile = np.zeros(weight.size, dtype=np.int64)
    decile[order] = np.arange(order.size) * 10 // max(order.size, 1) + 1
    return decile


def patrol_hours(assets: Sequence[Asset], reaches: Reaches) -> NDArray[np.float64]:
    """Return the hours of patrols in each decile of risk, shape (11,); the first is where no risk is.

    The time of a patrol, halts included, is divided evenly among the demand cells it visits. A patrol that
    a caveat keeps at home has none.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
    """
    decile = risk_deciles(reaches.demand.total())
    hours = np.zeros(11)
    for asset in assets:
        if asset.route is None:
            continue
        visited = [reaches.pairs(asset, when)[0] for when in reaches.tools[asset.tool].hours]
        cells = np.unique(np.concatenate(visited))
        if cells.size:
            shares = np.bincount(decile[cells], minlength=11) / cells.size
            hours += shares * asset.route.minutes / 60.0
    return hours
