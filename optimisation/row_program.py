"""The row model's linear program where options are alike, with odd cuts, solved again from its last basis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.envelope import UNIT
from optimisation.interrupt import Interrupt
from optimisation.master import INF, MasterPoint, QuietHighs
from optimisation.odd_cuts import cut_rows, find_odd_sets
from optimisation.presolve import Core

QUICK = 10_000
"""Cover entries up to which a run is too short to be stopped: leave is asked for between two of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """A basis of a row program, and how often its cuts had changed by then."""

    version: int
    kept: highspy.HighsBasis


class RowProgram:
    """Options, and rows that count as far as options cover them; bounds are recomputed in float64.

    Maximise the sum of w_r z_r over z_r <= sum of y over r's options, sum of y <= count, 0 <= y, z <= 1.

    Parameters
    ----------
    core : Core
    count : int
        How many options can be open, as `optimisation.exchange.places` gives it.
    stop : callable
        Asked while the solver runs; True ends that run, and later ones before they begin.
    """

    def __init__(self, core: Core, count: int, stop: Callable[[], bool] = lambda: False) -> None:
        self.core, self.count = core, count
        self._interrupt = Interrupt(stop)
        self.options, self.rows = core.size, core.cover.shape[0]
        width = self.options + self.rows
        self.lower, self.upper = np.zeros(width), np.ones(width)
        self.cost = np.concatenate([np.zeros(self.options), core.gains[:, 0] * UNIT])
        self._matrix = _constraints(core.cover)
        self._right = np.concatenate([[float(count)], np.zeros(self.rows)])
        self._base = self._right.size
        self._sets: list[NDArray[np.int64]] = []
        self._known: set[bytes] = set()
        self._version = 0
        self._solver = QuietHighs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("threads", 1)
        self._quick = core.entries <= QUICK
        if not self._quick:
            self._interrupt.watch(self._solver)
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self._solver.addVars(width, self.lower, self.upper)
        self._solver.changeColsCost(width, np.arange(width, dtype=np.int32), self.cost)
        self._add(self._matrix, self._right)

    def _add(self, matrix: sparse.csr_array, right: NDArray[np.float64]) -> None:
        self._solver.addRows(
            right.size,
            np.full(right.size, -INF),
            right,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )

    @property
    def stopped(self) -> bool:
        """Whether a run was stopped; nothing is solved any more."""
        return self._interrupt.stopped

    def solve_first(self) -> MasterPoint:
        """Return the optimum and its basis, found by an interior point, in small programs by the simplex."""
        if self._quick:
            self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("solver", "simplex" if self._quick else "ipm")
        point = self.solve()
        self._solver.setOptionValue("solver", "simplex")
        self._solver.setOptionValue("presolve", "off")
        return point

    def solve(self, iterations: int | None = None) -> MasterPoint:
        """Return the optimum, or what so many iterations of the simplex reach: its bound holds all the same.

        So does that of a run that was stopped, which may be far off and whose point is no plan.

        Parameters
        ----------
        iterations : int or None
        """
        if self._quick:
            self._interrupt.ask()
        if self.stopped:
            return self._nothing()
        limit = highspy.kHighsIInf if iterations is None else iterations
        self._solver.setOptionValue("simplex_iteration_limit", limit)
        self._solver.run()
        if self._interrupt.settle():
            return self._nothing()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            none = np.zeros(self.options)
            return MasterPoint(-np.inf, none, np.zeros(self.rows), none, feasible=False)
        solution = self._solver.getSolution()
        x = np.clip(np.asarray(solution.col_value), self.lower, self.upper)
        bound, reduced = self._weak_duality(np.asarray(solution.row_dual))
        return MasterPoint(bound, x[: self.options], x[self.options :], reduced, feasible=True)

    def _nothing(self) -> MasterPoint:
        """Return what is known without solving."""
        bound, reduced = self._weak_duality(np.zeros(self._right.size))
        return MasterPoint(bound, np.zeros(self.options), np.zeros(self.rows), reduced, feasible=True)

    def _weak_duality(self, duals: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        duals = np.maximum(duals, 0.0)
        reduced = self.cost - self._matrix.T @ duals
        columns = np.where(reduced > 0, reduced * self.upper, reduced * self.lower)
        return float(self._right @ duals + columns.sum()), reduced

    def limit(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the range of every option and row, shape (n + rows,) each."""
        self.lower, self.upper = lower.copy(), upper.copy()
        which = np.arange(lower.size, dtype=np.int32)
        self._solver.changeColsBounds(lower.size, which, lower, upper)

    def separate(self, y: NDArray[np.float64], most: int) -> int:
        """Add the odd cuts that a point violates most; return how many.

        Parameters
        ----------
        y : ndarray of float64, shape (n,)
        most : int
        """
        sets = find_odd_sets(self.core.cover, y, most, self._known)
        self.add(sets)
        return len(sets)

    def add(self, sets: list[NDArray[np.int64]]) -> None:
        """Add the cuts of odd sets of rows."""
        if not sets:
            return
        matrix, right = cut_rows(self.core.cover, sets)
        self._add(matrix, right)
        self._matrix = _stacked(self._matrix, matrix)
        self._right = np.append(self._right, right)
        self._sets += sets
        self._version += 1

    @property
    def sets(self) -> list[NDArray[np.int64]]:
        """The odd sets whose cuts are there."""
        return self._sets

    def trim(self) -> None:
        """Drop the cuts that do not bind."""
        if self.stopped:  # there may be no basis
            return
        status = self._solver.getBasis().row_status[self._base :]
        loose = np.array([s == highspy.HighsBasisStatus.kBasic for s in status], dtype=bool)
        if not loose.any():
            return
        gone = np.flatnonzero(loose)
        self._solver.deleteRows(gone.size, (self._base + gone).astype(np.int32))
        self._known -= {self._sets[k].tobytes() for k in gone}
        self._sets = [rows for rows, out in zip(self._sets, loose, strict=True) if not out]
        keep = np.concatenate([np.ones(self._base, dtype=bool), ~loose])
        self._matrix = sparse.csr_array(self._matrix[np.flatnonzero(keep)])
        self._right = self._right[keep]
        self._version += 1

    def basis(self) -> Basis:
        """Return the present basis, to come back to."""
        return Basis(self._version, self._solver.getBasis())

    def go_back(self, basis: Basis) -> None:
        """Return to a basis, unless cuts have come or gone since."""
        if basis.version == self._version:
            self._solver.setBasis(basis.kept)


def _constraints(cover: sparse.csr_array) -> sparse.csr_array:
    """Return what options take, then for each row what counts less what covers it: (1 + rows, n + rows)."""
    rows, options = cover.shape
    indptr = np.concatenate([[0, options], options + cover.indptr[1:] + np.arange(1, rows + 1)])
    last = indptr[2:] - 1
    covering = np.ones(int(indptr[-1]), dtype=bool)
    covering[:options], covering[last] = False, False
    indices, data = np.empty(covering.size, dtype=np.int32), np.ones(covering.size)
    indices[:options], indices[last] = np.arange(options), options + np.arange(rows)
    indices[covering], data[covering] = cover.indices, -cover.data
    return sparse.csr_array((data, indices, indptr.astype(np.int32)), shape=(1 + rows, options + rows))


def _stacked(upper: sparse.csr_array, lower: sparse.csr_array) -> sparse.csr_array:
    """Return one matrix on top of another, in a fifth of the library's time for small ones."""
    parts = [(part.data, part.indices) for part in (upper, lower)]
    data, indices = (np.concatenate(both) for both in zip(*parts, strict=True))
    indptr = np.concatenate([upper.indptr, upper.indptr[-1] + lower.indptr[1:]])
    return sparse.csr_array((data, indices, indptr), shape=(indptr.size - 1, upper.shape[1]))
