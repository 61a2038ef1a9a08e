"""The exact solver's own process: reads one integer program, solves it, writes what it found.

It is started by `optimisation.exact`, which may kill it at any time. It ends itself when its parent is gone.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from scipy import sparse

from optimisation.parent_death import end_with_parent
from optimisation.row_model import RowModel


def main(folder: Path) -> None:
    """Solve `problem.npz` of a folder into `result.npz`; the file appears only when it is whole."""
    end_with_parent(os.getppid())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with np.load(folder / "problem.npz") as given:
        shape = (given["lower"].size, given["cost"].size)
        matrix = sparse.csr_array((given["data"], given["indices"], given["indptr"]), shape=shape)
        model = RowModel(given["cost"], int(given["integers"]), matrix, given["lower"], given["upper"])
        nodes, seconds = int(given["nodes"]), float(given["seconds"])
    status, bound, open_options = solve(model, nodes=nodes, seconds=seconds)
    half = folder / "half.npz"
    np.savez(half, status=status, bound=bound, open=open_options)
    half.rename(folder / "result.npz")


def solve(model: RowModel, *, nodes: int, seconds: float) -> tuple[str, float, NDArray[np.bool_]]:
    """Return "optimal", "feasible", "infeasible" or "unknown", the bound in units, and the open options.

    Parameters
    ----------
    model : RowModel
    nodes : int
        Most nodes of the tree.
    seconds : float
        Asked of the solver, which may overrun it; inf for no limit.
    """
    parameters = mathopt.SolveParameters(relative_gap_tolerance=1e-8, absolute_gap_tolerance=1e-7)
    parameters.node_limit = nodes
    if np.isfinite(seconds):
        parameters.time_limit = timedelta(seconds=seconds)
    # The option is HiGHS's own: MathOpt refuses its general `threads` for this solver.
    parameters.highs.int_options["threads"] = 1
    result = mathopt.solve(
        mathopt.Model.from_model_proto(model_proto(model)), mathopt.SolverType.HIGHS, params=parameters
    )
    reason = result.termination.reason
    bound = float(result.termination.objective_bounds.dual_bound)
    none = np.zeros(model.integers, dtype=bool)
    if reason == mathopt.TerminationReason.INFEASIBLE:
        return "infeasible", -np.inf, none
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


def _end_with_parent() -> None:
    """Leave at once when the pipe from the parent closes, as it does when the parent dies."""
    sys.stdin.buffer.read()
    os._exit(3)
