"""The core as an integer program with one variable for each row: what an exact solver is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.envelope import UNIT, make_envelope
from optimisation.master import side_rows
from optimisation.presolve import Core


@dataclass(frozen=True, slots=True, eq=False)
class RowModel:
    """Maximise cost @ x over lower <= matrix @ x <= upper, 0 <= x <= 1, the first `integers` of x integer.

    The variables are the options, the rows (as a share of the most that each can count) and the shortfalls;
    the cost is in units.
    """

    cost: NDArray[np.float64]
    integers: int
    matrix: sparse.csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def row_model(core: Core) -> RowModel:
    """Return the integer program of a core."""
    n, rows = core.size, core.cover.shape[0]
    # One block, whose parts (the columns between options and shortfalls) are the sums over the rows.
    envelope = make_envelope(core, max_blocks=1)
    sides = side_rows(core, envelope)
    floors, parts = envelope.floors, envelope.totals.size
    sums = sparse.csr_array(core.full[:, np.concatenate([[0], floors + 1])].T * UNIT) if parts else None
    spread = (
        sides.matrix[:, n : n + parts] @ sums
        if sums is not None
        else sparse.csr_array((len(sides.lower), rows))
    )
    above = sparse.hstack([sides.matrix[:, :n], spread, sides.matrix[:, n + parts :]])
    most = sparse.diags_array(np.ones(rows) if core.most is None else core.most)
    below = sparse.hstack([core.cover, -most, sparse.csr_array((rows, floors.size))], format="csr")
    if core.also is not None:
        second = sparse.hstack([core.also, -most, sparse.csr_array((rows, floors.size))], format="csr")
        below = sparse.vstack([below, second[np.flatnonzero(np.diff(core.also.indptr))]])
    matrix = sparse.csr_array(sparse.vstack([above, below], format="csr"))
    matrix.eliminate_zeros()
    cost = np.concatenate([np.zeros(n), core.full[:, 0] * UNIT, np.full(floors.size, -core.penalty * UNIT)])
    return RowModel(
        cost,
        n,
        matrix,
        np.append(sides.lower, np.zeros(below.shape[0])),
        np.append(sides.upper, np.full(below.shape[0], np.inf)),
    )


def known_columns(core: Core, plan: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the values of all columns of a core's row model for a plan of it, shape (columns,).

    Parameters
    ----------
    core : Core
    plan : ndarray of bool, shape (n,)
    """
    most = np.ones(core.cover.shape[0]) if core.most is None else core.most
    share = np.minimum(core.cover @ plan.astype(float), most) / most
    if core.also is not None:
        joint = np.diff(core.also.indptr) > 0
        share[joint] = np.minimum(share, core.also @ plan.astype(float))[joint]
    short = np.flatnonzero(core.wanted > 0)
    got = share @ core.full[:, 1 + short]
    return np.concatenate([plan, share, np.clip(core.wanted[short] - got, 0.0, 1.0)])
