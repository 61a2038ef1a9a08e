"""All demands of a problem as one integer program, each with a violation that can be allowed or not.

The rows are those of the hard floors alone, merged by their cover sets: the objective plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.demands import Demand
from optimisation.master import INF, QuietHighs
from optimisation.merge import Merged, merge_rows, row_sets
from optimisation.problem import CoverProblem, Floor

SLACK = 1e-9
"""Share of a floor that counts as met, as in `optimisation.scoring`."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the program says.

    Parameters
    ----------
    feasible : bool or None
        None where its nodes or its time ended before it was known.
    proven : bool
        Whether the sum of violations is proven to be the least.
    chosen : ndarray of bool, shape (options,)
    violated : ndarray of float64, shape (demands,)
    """

    feasible: bool | None
    proven: bool
    chosen: NDArray[np.bool_]
    violated: NDArray[np.float64]


class SideModel:
    """The program; its columns are options, rows and violations.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        Of the problem; others do not count.
    nodes : int
        Most nodes of each solve.
    """

    def __init__(self, problem: CoverProblem, demands: Sequence[Demand], *, nodes: int) -> None:
        floors = [problem.floors[demand.index] for demand in demands if demand.kind == "floor"]
        merged = _merged(problem, floors)
        self._options, self._demands = len(problem.option_ids), len(demands)
        self._rows = merged.cover.shape[0]
        shares = iter(merged.columns.T / np.array([floor.base for floor in floors]).reshape(-1, 1))
        lines = [_line(problem, demand, shares, self._options) for demand in demands]
        asked = _stacked(lines, self._options + self._rows)
        signs = sparse.diags_array([line.sign for line in lines], shape=(len(lines), len(lines)))
        counted = _counted(merged)
        blank = sparse.csr_array((counted.shape[0], self._demands))
        matrix = sparse.csr_array(
            sparse.vstack([sparse.hstack([counted, blank]), sparse.hstack([asked, signs])], format="csr")
        )
        none = np.zeros(counted.shape[0])
        lower = np.append(none, [line.lower for line in lines])
        upper = np.append(none + INF, [line.upper for line in lines])
        most = np.ones(self._rows) if merged.most is None else merged.most
        self._highs = _program(self._options, most, self._demands, matrix, lower, upper)
        self._highs.setOptionValue("mip_max_nodes", nodes)
        self._stop: Callable[[], bool] = lambda: False
        for asked_often in (self._highs.cbMipInterrupt, self._highs.cbSimplexInterrupt):
            asked_often.subscribe(self._interrupt)

    def _interrupt(self, event: highspy.HighsCallbackEvent) -> None:
        if self._stop():
            event.interrupt()

    def ask(
        self,
        allowed: NDArray[np.bool_],
        *,
        price: NDArray[np.float64] | None = None,
        time_limit_s: float | None = None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return whether a plan exists, and with a price the one that violates least.

        Parameters
        ----------
        allowed : ndarray of bool, shape (demands,)
            Demands that may be violated.
        price : ndarray of float64, shape (demands,), or None
            Of a whole violation of each; None = nothing is paid.
        time_limit_s : float or None
        cancel : callable
            Polled while it runs; True ends it, unknown.
        """
        self._stop = cancel
        first = self._options + self._rows
        which = np.arange(first, first + self._demands, dtype=np.int32)
        highs = self._highs
        highs.changeColsBounds(self._demands, which, np.zeros(self._demands), np.where(allowed, INF, 0.0))
        highs.changeColsCost(
            self._demands, which, np.zeros(self._demands) if price is None else np.asarray(price, float)
        )
        highs.setOptionValue("time_limit", INF if time_limit_s is None else highs.getRunTime() + time_limit_s)
        highs.clearSolver()
        highs.run()
        status = highs.getModelStatus()
        none = np.zeros(self._options, dtype=np.bool_), np.zeros(self._demands)
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(False, True, *none)
        has = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not has:
            return Answer(None, False, *none)
        x = np.asarray(highs.getSolution().col_value)
        proven = status == highspy.HighsModelStatus.kOptimal
        return Answer(True, proven, x[: self._options] > 0.5, x[first:])


def _merged(problem: CoverProblem, floors: Sequence[Floor]) -> Merged:
    """Return the merged rows of some floors over all options; of large problems the other rows go first."""
    counts = np.zeros(problem.weights.size, dtype=np.bool_)
    for floor in floors:
        counts |= floor.weights > 0
    rows = np.flatnonzero(counts)
    part = replace(
        problem,
        cover=problem.cover[rows],
        also=None if problem.also is None else problem.also[rows],
        joint=None if problem.joint is None else problem.joint[rows],
        most=None if problem.most is None else problem.most[rows],
    )
    every = np.arange(len(problem.option_ids), dtype=np.int64)
    weights = [floor.weights[rows] for floor in floors]
    return merge_rows(row_sets(part), weights, np.zeros(every.size, dtype=np.bool_), every)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One demand: lower <= coefficients of its columns + sign x violation <= upper."""

    columns: NDArray[np.int64]
    values: NDArray[np.float64]
    lower: float
    upper: float
    sign: float


def _line(
    problem: CoverProblem, demand: Demand, shares: Iterator[NDArray[np.float64]], options: int
) -> _Line:
    """Return the line of a demand; `shares` hands out what rows are worth to the hard floors, in order."""
    index = demand.index
    if demand.kind == "floor":
        row = next(shares)
        some = np.flatnonzero(row)
        return _Line(options + some, row[some], problem.floors[index].share - SLACK, INF, 1.0)
    if demand.kind == "stock":
        some, stock = np.flatnonzero(problem.use[index]), float(problem.stock[index])
        return _Line(some, problem.use[index, some], -INF, stock + SLACK * max(1.0, abs(stock)), -1.0)
    if demand.kind == "exclusive":
        members = np.unique(np.array(problem.exclusive[index], dtype=np.int64))
        return _Line(members, np.ones(members.size), -INF, 1.0, -1.0)
    own = np.array([index])
    if demand.kind == "open":
        return _Line(own, np.ones(1), 1.0, INF, 1.0)
    if demand.kind == "shut":
        return _Line(own, np.ones(1), -INF, 0.0, -1.0)
    hosts = np.unique(np.array(problem.requires[index], dtype=np.int64))
    values = np.append(1.0, -np.ones(hosts.size))
    return _Line(np.append(own, hosts), values, -INF, 0.0, -1.0)


def _stacked(lines: Sequence[_Line], width: int) -> sparse.csr_array:
    starts = np.concatenate([[0], np.cumsum([line.columns.size for line in lines])]).astype(np.int64)
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *(line.columns for line in lines)])
    values = np.concatenate([np.zeros(0), *(line.values for line in lines)])
    return sparse.csr_array((values, columns, starts), shape=(len(lines), width))


def _counted(merged: Merged) -> sparse.csr_array:
    """Return the lines by which no row counts more often than its sets are hit: >= 0, options then rows."""
    rows = merged.cover.shape[0]
    parts = [sparse.hstack([merged.cover, -sparse.eye_array(rows)])]
    if merged.also is not None:
        joint = np.flatnonzero(np.diff(merged.also.indptr))
        parts.append(sparse.hstack([merged.also[joint], -sparse.eye_array(rows, format="csr")[joint]]))
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _program(
    options: int,
    most: NDArray[np.float64],
    demands: int,
    matrix: sparse.csr_array,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> QuietHighs:
    highs = QuietHighs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    width = options + most.size + demands
    highs.addVars(width, np.zeros(width), np.concatenate([np.ones(options), most, np.zeros(demands)]))
    which = np.arange(options, dtype=np.int32)
    highs.changeColsIntegrality(options, which, np.full(options, highspy.HighsVarType.kInteger))
    highs.addRows(
        matrix.shape[0],
        lower,
        upper,
        matrix.nnz,
        matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
    )
    return highs
