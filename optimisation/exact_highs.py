"""HiGHS called directly: it takes a plan to start from, and tells its bound when its time runs out."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from optimisation.master import INF, QuietHighs
from optimisation.row_model import RowModel


def solve(
    model: RowModel,
    *,
    nodes: int,
    near: float = 1e-7,
    seconds: float,
    start: NDArray[np.float64] | None = None,
) -> tuple[str, float, NDArray[np.bool_]]:
    """Return "optimal", "feasible", "infeasible" or "unknown", the bound in units, and the open options.

    Parameters
    ----------
    model : RowModel
    nodes : int
        Most nodes of the tree.
    near : float
        Distance of plan and bound, in units, at which to stop.
    seconds : float
        Asked of the solver, which may overrun it; inf for no limit.
    start : ndarray of float64, shape (columns,), or None
        A plan to start from.
    """
    solver = QuietHighs()  # type: ignore[no-untyped-call]
    options: dict[str, float] = {"threads": 1, "mip_rel_gap": 1e-8, "mip_abs_gap": near}
    options["mip_max_nodes"] = nodes
    if np.isfinite(seconds):
        options["time_limit"] = seconds
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_program(model))
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = start.tolist()
        solver.setSolution(known)
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    none = np.zeros(model.integers, dtype=bool)
    if status == highspy.HighsModelStatus.kInfeasible:
        return "infeasible", -np.inf, none
    bound = float(info.mip_dual_bound)
    if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return "unknown", bound, none
    chosen = np.asarray(solver.getSolution().col_value)[: model.integers] > 0.5
    # Closer than `near` to its bound is not proven yet, but as near as was asked for.
    done = status == highspy.HighsModelStatus.kOptimal
    return "optimal" if done else "feasible", bound, chosen


def _program(model: RowModel) -> highspy.HighsLp:
    """Return the program as HiGHS takes it."""
    columns, rows, matrix = model.cost.size, model.lower.size, model.matrix.sorted_indices()
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = columns, rows
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = model.cost
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
    program.row_lower_ = np.maximum(model.lower, -INF)
    program.row_upper_ = np.minimum(model.upper, INF)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    kinds = highspy.HighsVarType
    program.integrality_ = [kinds.kInteger] * model.integers + [kinds.kContinuous] * (
        columns - model.integers
    )
    return program
