"""All demands of a problem as one integer program, each with a violation that can be allowed or not.

The rows are those of the hard floors alone, merged by their cover sets: the objective plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.asked import Asked
from optimisation.demands import Demand
from optimisation.master import INF
from optimisation.merge import Merged, merge_rows, row_sets
from optimisation.problem import CoverProblem, Floor
from optimisation.side_program import Answer, SideProgram, Solver

SMALL = 20_000
"""Most entries of a program that is solved in this process."""

SLACK = 1e-9
"""Share of a floor that counts as met, as in `optimisation.scoring`."""


class SideModel:
    """The program; its columns are options, rows and violations.

    A small one is solved here, a large one in a process of its own that can be killed.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
        Of the problem; others do not count.
    nodes : int
        Most nodes of each solve.
    small : int
        Most entries of a program that is solved here.
    """

    def __init__(
        self, problem: CoverProblem, demands: Sequence[Demand], *, nodes: int, small: int = SMALL
    ) -> None:
        program = side_program(problem, demands, nodes=nodes)
        self._demands = program.demands
        self._near: Solver | None = None
        self._far: Asked | None = None
        if program.matrix.nnz > small:
            with suppress(OSError):  # no room for its file: solved here after all
                self._far = Asked(program)
        if self._far is None:
            self._near = Solver(program)

    @property
    def lost(self) -> bool:
        """Whether its process ever ended without an answer: it crashed, or somebody killed it."""
        return self._far is not None and self._far.lost

    def close(self) -> None:
        """End the process, where there is one."""
        if self._far is not None:
            self._far.close()

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
        if self._near is not None:
            return self._near.ask(allowed, price, time_limit_s, cancel)
        assert self._far is not None  # noqa: S101 (one of the two is there)
        found = self._far.ask("ask", (allowed, price, time_limit_s), time_limit_s, cancel)
        if isinstance(found, Answer):
            return found
        return Answer(None, False, np.zeros(self._far.options, dtype=np.bool_), np.zeros(self._demands))

    def blame(
        self,
        allowed: NDArray[np.bool_],
        *,
        time_limit_s: float | None = None,
        cancel: Callable[[], bool] = lambda: False,
    ) -> NDArray[np.bool_] | None:
        """Return demands that not even parts of options meet together, none of them allowed to be violated.

        None where parts of options could meet all, or where time or the user ended it: nothing is known then.

        Parameters
        ----------
        allowed, time_limit_s, cancel
            See :meth:`ask`.
        """
        if self._near is not None:
            return self._near.blame(allowed, time_limit_s, cancel)
        assert self._far is not None  # noqa: S101 (one of the two is there)
        found = self._far.ask("blame", (allowed, time_limit_s), time_limit_s, cancel)
        return found if isinstance(found, np.ndarray) else None


def floor_entries(problem: CoverProblem) -> int:
    """Return how many cover entries the rows of a problem's hard floors have once merged: its program's size.

    Parameters
    ----------
    problem : CoverProblem
    """
    floors = [floor for floor in problem.floors if floor.hard and floor.share > 0]
    if not floors:
        return 0
    merged = _merged(problem, floors)
    return int(merged.cover.nnz) + (0 if merged.also is None else int(merged.also.nnz))


def side_program(problem: CoverProblem, demands: Sequence[Demand], *, nodes: int) -> SideProgram:
    """Return the program of some demands of a problem.

    Parameters
    ----------
    problem : CoverProblem
    demands : sequence of Demand
    nodes : int
    """
    floors = [problem.floors[demand.index] for demand in demands if demand.kind == "floor"]
    merged = _merged(problem, floors)
    options, rows = len(problem.option_ids), merged.cover.shape[0]
    shares = iter(merged.columns.T / np.array([floor.base for floor in floors]).reshape(-1, 1))
    lines = [_line(problem, demand, shares, options) for demand in demands]
    asked = _stacked(lines, options + rows)
    signs = sparse.diags_array([line.sign for line in lines], shape=(len(lines), len(lines)))
    counted = _counted(merged)
    blank = sparse.csr_array((counted.shape[0], len(lines)))
    none = np.zeros(counted.shape[0])
    return SideProgram(
        options=options,
        demands=len(lines),
        most=np.ones(rows) if merged.most is None else merged.most,
        matrix=sparse.csr_array(
            sparse.vstack([sparse.hstack([counted, blank]), sparse.hstack([asked, signs])], format="csr")
        ),
        lower=np.append(none, [line.lower for line in lines]),
        upper=np.append(none + INF, [line.upper for line in lines]),
        nodes=nodes,
    )


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
