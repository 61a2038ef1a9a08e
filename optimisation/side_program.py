"""The program of a side model as plain arrays, and what HiGHS answers to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.master import INF, QuietHighs

SHARE = 1e-7
"""Dual value, or least violation, below which a demand takes no part in a conflict of the relaxation."""


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


@dataclass(frozen=True, slots=True, eq=False)
class SideProgram:
    """Columns are options, rows covered, and a violation of each demand; the demands are the last lines.

    Parameters
    ----------
    options, demands : int
    most : ndarray of float64, shape (rows covered,)
    matrix : csr_array, shape (lines, options + rows covered + demands)
    lower, upper : ndarray of float64, shape (lines,)
    nodes : int
        Most nodes of each solve.
    """

    options: int
    demands: int
    most: NDArray[np.float64]
    matrix: sparse.csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    nodes: int

    @property
    def first(self) -> int:
        """Column of the first violation."""
        return self.options + self.most.size


class Solver:
    """HiGHS with a program loaded, one thread.

    Parameters
    ----------
    program : SideProgram
    """

    def __init__(self, program: SideProgram) -> None:
        self._program = program
        self._highs = _loaded(program)
        self._stop: Callable[[], bool] = lambda: False
        self._kind: highspy.HighsVarType | None = None
        for asked_often in (self._highs.cbMipInterrupt, self._highs.cbSimplexInterrupt):
            asked_often.subscribe(self._interrupt)

    def _interrupt(self, event: highspy.HighsCallbackEvent) -> None:
        if self._stop():
            event.interrupt()

    def ask(
        self,
        allowed: NDArray[np.bool_],
        price: NDArray[np.float64] | None,
        time_limit_s: float | None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return whether whole options exist; see :meth:`optimisation.side_model.SideModel.ask`."""
        program, highs = self._program, self._highs
        self._run(highspy.HighsVarType.kInteger, allowed, price, time_limit_s, stop)
        status = highs.getModelStatus()
        none = np.zeros(program.options, dtype=np.bool_), np.zeros(program.demands)
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(False, True, *none)
        has = highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not has:
            return Answer(None, False, *none)
        x = np.asarray(highs.getSolution().col_value)
        proven = status == highspy.HighsModelStatus.kOptimal
        return Answer(True, proven, x[: program.options] > 0.5, x[program.first :])

    def blame(
        self,
        allowed: NDArray[np.bool_],
        time_limit_s: float | None,
        stop: Callable[[], bool] = lambda: False,
    ) -> NDArray[np.bool_] | None:
        """Return demands that not even parts of options meet together; None where parts could, or unknown.

        The others have no dual value where violations are as few as can be: by duality those that have one
        conflict alone (Farkas' lemma).
        """
        program, highs = self._program, self._highs
        every = np.ones(program.demands)
        self._run(
            highspy.HighsVarType.kContinuous, np.ones_like(allowed), ~allowed * every, time_limit_s, stop
        )
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        if highs.getInfo().objective_function_value <= SHARE:
            return None
        duals = np.abs(np.asarray(highs.getSolution().row_dual))[-program.demands :]
        return np.asarray((duals > SHARE) & ~allowed)

    def _run(
        self,
        kind: highspy.HighsVarType,
        allowed: NDArray[np.bool_],
        price: NDArray[np.float64] | None,
        time_limit_s: float | None,
        stop: Callable[[], bool],
    ) -> None:
        program, highs, demands = self._program, self._highs, self._program.demands
        self._stop = stop
        which = np.arange(program.first, program.first + demands, dtype=np.int32)
        # Parts of options are gone on with from the last basis: the next question is most often much alike.
        if kind != self._kind or kind == highspy.HighsVarType.kInteger:
            options = np.arange(program.options, dtype=np.int32)
            highs.changeColsIntegrality(options.size, options, np.full(options.size, kind))
            highs.clearSolver()
        self._kind = kind
        highs.changeColsBounds(demands, which, np.zeros(demands), np.where(allowed, INF, 0.0))
        paid = np.zeros(demands) if price is None else np.asarray(price, float)
        highs.changeColsCost(demands, which, paid)
        highs.setOptionValue("time_limit", INF if time_limit_s is None else highs.getRunTime() + time_limit_s)
        highs.run()


def _loaded(program: SideProgram) -> QuietHighs:
    highs = QuietHighs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_max_nodes", program.nodes)
    width = program.first + program.demands
    most = np.concatenate([np.ones(program.options), program.most, np.zeros(program.demands)])
    highs.addVars(width, np.zeros(width), most)
    matrix = program.matrix
    highs.addRows(
        matrix.shape[0],
        program.lower,
        program.upper,
        matrix.nnz,
        matrix.indptr[:-1].astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
    )
    return highs
