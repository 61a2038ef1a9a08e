"""The master linear program: options, block values and shortfalls under all side constraints, with cuts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.envelope import UNIT, Cut, Envelope
from optimisation.interrupt import Interrupt
from optimisation.presolve import Core

INF = float(highspy.kHighsInf)


@dataclass(frozen=True, slots=True, eq=False)
class MasterPoint:
    """An optimum of the master.

    Parameters
    ----------
    bound : float
        Upper bound on the objective beyond the fixed options, in units; computed in float64 from the duals by
        weak duality, hence valid whatever the solver's tolerances.
    y : ndarray of float64, shape (n,)
    values : ndarray of float64, shape (parts,)
    reduced : ndarray of float64, shape (n,)
        Change of the bound per unit of each option.
    feasible : bool
        False where the side constraints or hard floors cannot all hold.
    """

    bound: float
    y: NDArray[np.float64]
    values: NDArray[np.float64]
    reduced: NDArray[np.float64]
    feasible: bool


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Linear rows: lower <= matrix @ x <= upper."""

    matrix: sparse.csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def side_rows(core: Core, envelope: Envelope) -> Rows:
    """Return resources, requirements, exclusions and floors over options, parts and shortfalls.

    Parameters
    ----------
    core : Core
    envelope : Envelope
        Its floors get one row each, of which the elastic ones have a shortfall variable. What all plans
        fall short by, where it is known, is a row too.
    """
    n, parts, short = core.size, envelope.totals.size, envelope.floors.size
    need = sparse.csr_array(
        (np.ones(core.needing.size), (np.arange(core.needing.size), core.needing)),
        shape=(core.needing.size, n),
    )
    sides = sparse.vstack(
        [sparse.csr_array(core.use), core.hosts - need, core.exclusive, core.must_host], format="csr"
    )
    empty = sparse.csr_array((sides.shape[0], parts + short))
    lower = [np.full(core.left.size, -INF), np.zeros(core.needing.size)]
    lower += [np.full(core.exclusive.shape[0], -INF), np.ones(core.must_host.shape[0])]
    upper = [core.left, np.full(core.needing.size, INF)]
    upper += [np.ones(core.exclusive.shape[0]), np.full(core.must_host.shape[0], INF)]
    floors = sparse.hstack(
        [
            sparse.csr_array((short, n)),
            sparse.csr_array((short, envelope.blocks)),
            sparse.kron(sparse.eye_array(short), np.ones((1, envelope.blocks)), format="csr"),
            sparse.diags_array(np.where(core.hard[envelope.floors], 0.0, UNIT)),
        ],
        format="csr",
    )
    wanted = core.wanted[envelope.floors] - np.where(core.hard[envelope.floors], 1e-9, 0.0)
    matrix = sparse.csr_array(sparse.vstack([sparse.hstack([sides, empty]), floors]))
    matrix.eliminate_zeros()
    rows = Rows(
        matrix, np.concatenate([*lower, wanted * UNIT]), np.concatenate([*upper, np.full(short, INF)])
    )
    elastic = ~core.hard[envelope.floors]
    if core.least_short <= 0 or not elastic.any():
        return rows
    all_short = np.concatenate([np.zeros(n + parts), elastic * UNIT])
    least = np.array([core.least_short * UNIT])
    return _stack(rows, Rows(sparse.csr_array(all_short[None, :]), least, np.array([INF])))


def _stack(above: Rows, below: Rows) -> Rows:
    return Rows(
        sparse.csr_array(sparse.vstack([above.matrix, below.matrix], format="csr")),
        np.append(above.lower, below.lower),
        np.append(above.upper, below.upper),
    )


class QuietHighs(highspy.Highs):
    """HiGHS that prints no banner when it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802 (the name is HiGHS's)
        """Switch output off first: enabling callbacks is what prints."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Master:
    """A growing linear program, solved again from its last basis.

    Parameters
    ----------
    core : Core
    envelope : Envelope
    cost : ndarray of float64, shape (n,) or None
        Makes the objective minus this cost, while the former objective holds as a constraint.
    at_least : float
        What the former objective must reach, in units; used with `cost` alone.
    stop : callable
        Asked while the solver runs; True ends that run, and later ones before they begin.

    Notes
    -----
    `stock_prices`, shape (resources,), are those of the last optimum: its bound falls by as much for each
    unit (of `Core.left`) that a stock has less, and still holds.
    """

    def __init__(
        self,
        core: Core,
        envelope: Envelope,
        *,
        cost: NDArray[np.float64] | None = None,
        at_least: float = 0.0,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.options, self.parts = core.size, envelope.totals.size
        short = envelope.floors.size
        self.cost = np.zeros(self.options + self.parts + short)
        self.cost[self.options : self.options + envelope.blocks] = 1.0
        self.cost[self.options + self.parts :] = -core.penalty * UNIT
        self.lower = np.zeros(self.cost.size)
        self.upper = np.concatenate([np.ones(self.options), envelope.totals, np.ones(short)])
        rows = side_rows(core, envelope)
        if cost is not None:
            held = Rows(sparse.csr_array(self.cost[None, :]), np.array([at_least]), np.array([INF]))
            rows = _stack(rows, held)
            self.cost = np.concatenate([-cost, np.zeros(self.parts + short)])
        self._pieces = [rows]
        self._stocks = core.left.size
        self.stock_prices = np.zeros(self._stocks)
        self._interrupt = Interrupt(stop)
        self._solver = self._loaded(rows)
        self._interrupt.watch(self._solver)

    def _loaded(self, rows: Rows) -> QuietHighs:
        """Return a solver with the first program."""
        solver = QuietHighs()  # type: ignore[no-untyped-call]
        for name, value in (("threads", 1), ("solver", "simplex"), ("presolve", "off")):
            solver.setOptionValue(name, value)
        solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        solver.addVars(self.cost.size, self.lower, self.upper)
        solver.changeColsCost(self.cost.size, np.arange(self.cost.size, dtype=np.int32), self.cost)
        matrix = rows.matrix
        solver.addRows(
            matrix.shape[0],
            rows.lower,
            rows.upper,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        return solver

    def add(self, cuts: list[Cut]) -> None:
        """Add tangents: value[part] - slope @ y <= constant."""
        if not cuts:
            return
        indices = np.concatenate([np.append(c.options, self.options + c.part) for c in cuts]).astype(np.int32)
        data = np.concatenate([np.append(-c.slope, 1.0) for c in cuts])
        starts = np.concatenate([[0], np.cumsum([c.options.size + 1 for c in cuts])]).astype(np.int32)
        upper = np.array([c.constant for c in cuts])
        lower = np.full(len(cuts), -INF)
        self._solver.addRows(len(cuts), lower, upper, data.size, starts[:-1], indices, data)
        matrix = sparse.csr_array((data, indices, starts), shape=(len(cuts), self.cost.size))
        self._pieces.append(Rows(matrix, lower, upper))
        # Pieces halve in size from first to last, so that no row is copied more than a few times.
        while len(self._pieces) > 1 and self._pieces[-2].matrix.nnz <= self._pieces[-1].matrix.nnz:
            last = self._pieces.pop()
            self._pieces[-1] = _stack(self._pieces[-1], last)

    def limit(self, lower: NDArray[np.float64], upper: NDArray[np.float64]) -> None:
        """Set the range of every option, shape (n,) each."""
        self.lower[: self.options], self.upper[: self.options] = lower, upper
        which = np.arange(self.options, dtype=np.int32)
        self._solver.changeColsBounds(self.options, which, np.asarray(lower, float), np.asarray(upper, float))

    def solve(self) -> MasterPoint:
        """Return the optimum and a bound that holds in float64; of a run that was stopped a bound alone."""
        if not self._interrupt.stopped:
            self._solver.run()
        if self._interrupt.settle():
            return self._nothing()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            none = np.zeros(self.options)
            return MasterPoint(-np.inf, none, np.zeros(self.parts), none, feasible=False)
        solution = self._solver.getSolution()
        x = np.clip(np.asarray(solution.col_value), self.lower, self.upper)
        bound, reduced = self._weak_duality(np.asarray(solution.row_dual))
        return MasterPoint(
            bound,
            x[: self.options],
            x[self.options : self.options + self.parts],
            reduced[: self.options],
            feasible=True,
        )

    def _nothing(self) -> MasterPoint:
        """Return what is known without solving."""
        rows = sum(part.lower.size for part in self._pieces)
        bound, reduced = self._weak_duality(np.zeros(rows))
        none = np.zeros(self.options)
        return MasterPoint(bound, none, np.zeros(self.parts), reduced[: self.options], feasible=True)

    def _weak_duality(self, duals: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        reduced, constant, first = self.cost.copy(), 0.0, 0
        for rows in self._pieces:
            part = duals[first : first + rows.lower.size]
            first += rows.lower.size
            part = np.where((part > 0) & (rows.upper >= INF), 0.0, part)
            part = np.where((part < 0) & (rows.lower <= -INF), 0.0, part)
            if first == rows.lower.size:  # the first piece begins with the resources
                self.stock_prices = part[: self._stocks].copy()
            reduced -= rows.matrix.T @ part
            constant += float(part @ np.where(part > 0, rows.upper, np.where(part < 0, rows.lower, 0.0)))
        columns = np.where(reduced > 0, reduced * self.upper, reduced * self.lower)
        return constant + float(columns.sum()), reduced
