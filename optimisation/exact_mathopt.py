"""OR-Tools' MathOpt with HiGHS behind it: the exact solver of cores whose options differ in kind."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

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
    parameters = mathopt.SolveParameters(relative_gap_tolerance=1e-8, absolute_gap_tolerance=near)
    parameters.node_limit = nodes
    if np.isfinite(seconds):
        parameters.time_limit = timedelta(seconds=seconds)
    # The option is HiGHS's own: MathOpt refuses its general `threads` for this solver.
    parameters.highs.int_options["threads"] = 1
    program = mathopt.Model.from_model_proto(model_proto(model))
    hints = []
    if start is not None:
        values = dict(zip(program.variables(), start.tolist(), strict=True))
        hints.append(mathopt.SolutionHint(variable_values=values))
    result = mathopt.solve(
        program,
        mathopt.SolverType.HIGHS,
        params=parameters,
        model_params=mathopt.ModelSolveParameters(solution_hints=hints),
    )
    reason = result.termination.reason
    none = np.zeros(model.integers, dtype=bool)
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return "infeasible", -np.inf, none
    bound = float(result.termination.objective_bounds.dual_bound)
    if not result.solutions or result.solutions[0].primal_solution is None:
        return "unknown", bound, none
    values = result.solutions[0].primal_solution.variable_values
    chosen = np.array([value > 0.5 for variable, value in sorted(values.items(), key=_id)][: model.integers])
    status = "optimal" if reason == mathopt.TerminationReason.OPTIMAL else "feasible"
    return status, bound, chosen


def _id(item: tuple[mathopt.Variable, float]) -> int:
    return int(item[0].id)


def model_proto(model: RowModel) -> model_pb2.ModelProto:
    """Return the program as a message, filled from arrays: expressions would take many times longer."""
    proto = model_pb2.ModelProto()
    columns, rows = model.cost.size, model.lower.size
    proto.variables.ids.extend(range(columns))
    proto.variables.lower_bounds.extend([0.0] * columns)
    proto.variables.upper_bounds.extend([1.0] * columns)
    proto.variables.integers.extend([True] * model.integers + [False] * (columns - model.integers))
    proto.objective.maximize = True
    used = np.flatnonzero(model.cost)
    proto.objective.linear_coefficients.ids.extend(used.tolist())
    proto.objective.linear_coefficients.values.extend(model.cost[used].tolist())
    proto.linear_constraints.ids.extend(range(rows))
    proto.linear_constraints.lower_bounds.extend(model.lower.tolist())
    proto.linear_constraints.upper_bounds.extend(model.upper.tolist())
    matrix = model.matrix.sorted_indices()
    lines = np.repeat(np.arange(rows), np.diff(matrix.indptr))
    proto.linear_constraint_matrix.row_ids.extend(lines.tolist())
    proto.linear_constraint_matrix.column_ids.extend(matrix.indices.tolist())
    proto.linear_constraint_matrix.coefficients.extend(matrix.data.tolist())
    return proto
