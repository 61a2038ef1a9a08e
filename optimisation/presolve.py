"""Make a placement problem small: decide what is decided, and merge rows that the same options cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.cover_sets import canonical, group_rows, row_any
from optimisation.problem import CoverProblem


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """What is left to decide, over free options in the order of their ids.

    Parameters
    ----------
    options : ndarray of int64, shape (n,)
        Position of each free option in the problem.
    cover : csr_array of float64, shape (rows, n)
        Ones where an option covers a merged row.
    gains : ndarray of float64, shape (rows, 1 + floors)
        Weight of each merged row: objective in units of `scale`, then each floor as a share of its base.
    credit : float
        Objective weight that the fixed options cover, in units of `scale`.
    wanted : ndarray of float64, shape (floors,)
        Share that each floor still needs beyond the fixed options (0 when met).
    hard : ndarray of bool, shape (floors,)
    penalty : float
        Objective lost per unit of an elastic floor's shortfall, in units of `scale`.
    scale : float
        Weight of the problem that one unit of objective stands for.
    use : ndarray of float64, shape (resources, n)
        Divided, with `left`, by the resource's largest use.
    left : ndarray of float64, shape (resources,)
        Stock that the fixed options leave.
    hosts : csr_array of float64, shape (needing options, n)
        Each row the options of which one must be open for option `needing` of that row to be open.
    needing : ndarray of int64, shape (needing options,)
    exclusive : csr_array of float64, shape (sets, n)
        Sets of which at most one is open.
    must_host : csr_array of float64, shape (sets, n)
        Sets of which at least one must be open, for options that are fixed open.
    reasons : tuple of str
        Why no plan can exist; () when none is known.
    """

    options: NDArray[np.int64]
    cover: sparse.csr_array
    gains: NDArray[np.float64]
    credit: float
    wanted: NDArray[np.float64]
    hard: NDArray[np.bool_]
    penalty: float
    scale: float
    use: NDArray[np.float64]
    left: NDArray[np.float64]
    hosts: sparse.csr_array
    needing: NDArray[np.int64]
    exclusive: sparse.csr_array
    must_host: sparse.csr_array
    reasons: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Free options."""
        return self.options.size


def reduce_problem(problem: CoverProblem) -> Core:
    """Return the undecided core of a valid problem.

    Dropped are forbidden options, those excluded by a fixed one, those whose every host is gone and those
    that no stock allows. Rows that a fixed option covers become a constant; rows with equal cover sets merge.
    """
    free, reasons = decide_options(problem)
    rank = np.argsort(np.asarray(problem.option_ids, dtype=object), kind="stable")
    options = np.asarray(rank[free[rank]], dtype=np.int64)
    cover, columns, constants = merge_rows(problem, options)
    total = float(problem.weights.sum())
    scale = total if total > 0 else 1.0
    divisors = np.array([scale, *(floor.base for floor in problem.floors)])
    shares = np.array([floor.share for floor in problem.floors])
    position = np.full(len(problem.option_ids), -1, dtype=np.int64)
    position[options] = np.arange(options.size)
    needing = [i for i in options if problem.requires[i] and not _met(problem, int(i))]
    owing = [
        i for i in np.flatnonzero(problem.fixed_open) if problem.requires[i] and not _met(problem, int(i))
    ]
    used = problem.use[:, problem.fixed_open].sum(axis=1)
    size = np.maximum(np.abs(problem.use[:, options]).max(axis=1, initial=0), 1e-300)
    size[size == 1e-300] = 1.0
    return Core(
        options=options,
        cover=cover,
        gains=columns / divisors,
        credit=float(constants[0] / scale),
        wanted=np.maximum(0.0, shares - constants[1:] / divisors[1:]),
        hard=np.array([floor.hard for floor in problem.floors], dtype=bool),
        penalty=problem.shortfall_penalty * total / scale,
        scale=scale,
        use=problem.use[:, options] / size[:, None],
        left=(problem.stock - used) / size,
        hosts=_sets([problem.requires[i] for i in needing], position, options.size),
        needing=position[np.asarray(needing, dtype=np.int64)],
        exclusive=_sets(
            [s for s in problem.exclusive if np.sum(position[list(s)] >= 0) > 1], position, options.size
        ),
        must_host=_sets([problem.requires[i] for i in owing], position, options.size),
        reasons=reasons,
    )


def decide_options(problem: CoverProblem) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Return which options are still free, and in words why none of the plans can hold."""
    reasons: list[str] = []
    gone = problem.forbidden.copy()
    fixed = problem.fixed_open
    for members in problem.exclusive:
        standing = [i for i in members if fixed[i]]
        if len(standing) > 1:
            names = ", ".join(problem.option_ids[i] for i in standing)
            reasons.append(f"options {names} exclude each other, yet all are fixed open")
        if standing:
            gone[[i for i in members if not fixed[i]]] = True
    while True:
        before = int(gone.sum())
        for i, hosts in enumerate(problem.requires):
            if hosts and not gone[i] and not fixed[i] and all(gone[h] for h in hosts):
                gone[i] = True
        gone |= _over_stock(problem, gone) & ~fixed
        if int(gone.sum()) == before:
            break
    reasons += [
        f"option {problem.option_ids[i]} is fixed open, yet no option that it requires can be"
        for i in np.flatnonzero(fixed)
        if problem.requires[i] and all(gone[h] for h in problem.requires[i])
    ]
    return ~gone & ~fixed, tuple(reasons) + _overdrawn(problem, ~gone & ~fixed)


def _over_stock(problem: CoverProblem, gone: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return options that no stock allows, even with every supply open."""
    left = _best_left(problem, ~gone & ~problem.fixed_open)
    over = problem.use > (left + 1e-9 * np.maximum(1.0, np.abs(left)))[:, None]
    return np.asarray((over & (problem.use > 0)).any(axis=0))


def _best_left(problem: CoverProblem, free: NDArray[np.bool_]) -> NDArray[np.float64]:
    used = problem.use[:, problem.fixed_open].sum(axis=1)
    supply = np.minimum(problem.use[:, free], 0.0).sum(axis=1)
    return np.asarray(problem.stock - used - supply)


def _overdrawn(problem: CoverProblem, free: NDArray[np.bool_]) -> tuple[str, ...]:
    left = _best_left(problem, free)
    return tuple(
        f"the fixed options use {used:g} of {name}, of which there are {stock:g}"
        for name, stock, used, rest in zip(
            problem.resource_names,
            problem.stock,
            problem.use[:, problem.fixed_open].sum(axis=1),
            left,
            strict=True,
        )
        if rest < -1e-9 * max(1.0, abs(stock))
    )


def _met(problem: CoverProblem, option: int) -> bool:
    return any(problem.fixed_open[host] for host in problem.requires[option])


def _sets(sets: list[tuple[int, ...]], position: NDArray[np.int64], width: int) -> sparse.csr_array:
    members = [np.unique(position[list(s)]) for s in sets]
    members = [m[m >= 0] for m in members]
    indptr = np.concatenate([[0], np.cumsum([m.size for m in members])]).astype(np.int32)
    indices = np.concatenate([*members, np.empty(0, dtype=np.int64)]).astype(np.int32)
    return sparse.csr_array((np.ones(indices.size), indices, indptr), shape=(len(sets), width))


def merge_rows(
    problem: CoverProblem, options: NDArray[np.int64]
) -> tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """Merge the rows that no fixed option covers by their sets of free options.

    Parameters
    ----------
    problem : CoverProblem
    options : ndarray of int64, shape (n,)
        Free options; the columns of the result in this order.

    Returns
    -------
    cover : csr_array of float64, shape (merged rows, n)
    columns : ndarray of float64, shape (merged rows, 1 + floors)
        Summed weights: objective, then each floor.
    constants : ndarray of float64, shape (1 + floors,)
        Weights of the rows that fixed options cover.
    """
    source = canonical(problem.cover)
    weights = [problem.weights, *(floor.weights for floor in problem.floors)]
    fixed_hit = row_any(source, problem.fixed_open)
    constants = np.array([float(w[fixed_hit].sum()) for w in weights])
    matters = np.zeros(source.shape[0], dtype=bool)
    for w in weights:
        matters |= w > 0
    position = np.full(source.shape[1], -1, dtype=np.int32)
    position[options] = np.arange(options.size, dtype=np.int32)
    open_rows = np.flatnonzero(matters & ~fixed_hit & row_any(source, position >= 0))
    indptr, indices = _restrict(source, open_rows, position)
    first, group = group_rows(indptr, indices, options.size)
    columns = np.empty((first.size, len(weights)))
    for k, w in enumerate(weights):
        columns[:, k] = np.bincount(group, w[open_rows], first.size)
    whole = sparse.csr_array((np.ones(indices.size), indices, indptr), shape=(open_rows.size, options.size))
    merged = whole[first]
    merged.sort_indices()
    return merged, columns, constants


def _restrict(
    cover: sparse.csr_array, rows: NDArray[np.int64], position: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    part = cover[rows]
    indices = position[part.indices]
    keep = indices >= 0
    seen = np.concatenate([[0], np.cumsum(keep)])
    return seen[part.indptr], indices[keep]


def shrink(
    core: Core, lower: NDArray[np.float64], upper: NDArray[np.float64]
) -> tuple[Core, NDArray[np.int64]]:
    """Return the core with some of its options decided, rows merged again, and the positions of what is left.

    Parameters
    ----------
    core : Core
    lower, upper : ndarray of float64, shape (n,)
        1, 1 for an option that is open, 0, 0 for one that is closed, 0, 1 for one that stays free. Opened
        options may need a host that is still free.
    """
    opened, free = lower > 0.5, np.flatnonzero((lower < 0.5) & (upper > 0.5))
    hit = np.asarray(core.cover @ opened.astype(float) > 0)
    part = sparse.csr_array(core.cover[np.flatnonzero(~hit)][:, free])
    some = np.flatnonzero(np.diff(part.indptr))
    part = sparse.csr_array(part[some])
    first, group = group_rows(part.indptr.astype(np.int64), part.indices, free.size)
    rest = core.gains[~hit][some]
    columns = [np.bincount(group, rest[:, k], first.size) for k in range(rest.shape[1])]
    covered = core.gains[hit].sum(axis=0)
    hosted = np.asarray(core.hosts @ opened.astype(float) > 0)
    position = np.full(core.size, -1, dtype=np.int64)
    position[free] = np.arange(free.size)
    keep = ~hosted & (position[core.needing] >= 0)
    owing = ~hosted & opened[core.needing]
    met = np.asarray(core.must_host @ opened.astype(float) > 0)
    hosts = sparse.csr_array(core.hosts[:, free])
    small = Core(
        options=core.options[free],
        cover=sparse.csr_array(part[first]),
        gains=np.stack(columns, axis=1),
        credit=core.credit + float(covered[0]),
        wanted=np.maximum(0.0, core.wanted - covered[1:]),
        hard=core.hard,
        penalty=core.penalty,
        scale=core.scale,
        use=core.use[:, free],
        left=core.left - core.use[:, opened].sum(axis=1),
        hosts=sparse.csr_array(hosts[np.flatnonzero(keep)]),
        needing=position[core.needing[keep]],
        exclusive=sparse.csr_array(core.exclusive[:, free]),
        must_host=sparse.csr_array(
            sparse.vstack([core.must_host[np.flatnonzero(~met)][:, free], hosts[np.flatnonzero(owing)]])
        ),
    )
    return small, free
