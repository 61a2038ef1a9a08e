"""Make a placement problem small: decide what is decided, and merge rows that the same options cover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.merge import RowSets, merge_rows, row_sets
from optimisation.problem import CoverProblem
from optimisation.scoring import too_much_words
from optimisation.watch import look


@dataclass(frozen=True, slots=True, eq=False)
class Core:
    """What is left to decide, over free options in the order of their ids.

    Parameters
    ----------
    options : ndarray of int64, shape (n,)
        Position of each free option in the problem.
    cover : csr_array of float64, shape (rows, n)
        How often an option covers a merged row, no more often than the row counts; no row is empty.
    gains : ndarray of float64, shape (rows, 1 + floors)
        Weight of each merged row, each time that it counts: objective in units of `scale`, then each floor as
        a share of its base.
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
    also : csr_array of float64, shape (rows, n), or None
        Second sets of joint rows, empty for the others; None where no row is joint.
    most : ndarray of float64, shape (rows,), or None
        How often each row can count, at most its options; None where all count once.
    least_short : float
        What every plan falls short by, in sum over the elastic floors; 0 where nothing is known.
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
    also: sparse.csr_array | None = None
    most: NDArray[np.float64] | None = None
    least_short: float = 0.0

    @property
    def size(self) -> int:
        """Free options."""
        return self.options.size

    @property
    def entries(self) -> int:
        """Entries of all cover sets."""
        return int(self.cover.nnz) + (0 if self.also is None else int(self.also.nnz))

    @property
    def full(self) -> NDArray[np.float64]:
        """What each row is worth when it counts as often as it can, shape (rows, 1 + floors)."""
        return self.gains if self.most is None else self.gains * self.most[:, None]


def reduce_problem(problem: CoverProblem, stop: Callable[[], bool] = lambda: False) -> Core:
    """Return the undecided core of a valid problem.

    Dropped are forbidden options, those excluded by a fixed one, those whose every host is gone and those
    that no stock allows. What fixed options complete becomes a constant; rows with equal cover sets merge.

    Parameters
    ----------
    problem : CoverProblem
    stop : callable
        Asked between steps, and at the end.

    Raises
    ------
    Stopped
        When `stop` said so.
    """
    look(stop)
    free, reasons = decide_options(problem)
    look(stop)
    options = _by_id(problem, free)
    sets = row_sets(problem)
    look(stop)
    weights = [problem.weights, *(floor.weights for floor in problem.floors)]
    merged = merge_rows(sets, weights, problem.fixed_open, options, stop)
    look(stop)
    scale = _whole_weight(problem, sets)
    divisors = np.array([scale, *(floor.base for floor in problem.floors)])
    shares = np.array([floor.share for floor in problem.floors])
    position = np.full(len(problem.option_ids), -1, dtype=np.int64)
    position[options] = np.arange(options.size)
    needing = _hostless(problem, options)
    owing = _hostless(problem, np.flatnonzero(problem.fixed_open))
    choices = [members for members in problem.exclusive if np.sum(position[list(members)] >= 0) > 1]
    use, left = _spending(problem, options)
    core = Core(
        options=options,
        cover=merged.cover,
        gains=merged.columns / divisors,
        credit=float(merged.constants[0] / scale),
        wanted=np.maximum(0.0, shares - merged.constants[1:] / divisors[1:]),
        hard=np.array([floor.hard for floor in problem.floors], dtype=bool),
        penalty=problem.shortfall_penalty * float(problem.weights.sum()) / scale,
        scale=scale,
        use=use,
        left=left,
        hosts=_sets([problem.requires[i] for i in needing], position, options.size),
        needing=position[np.asarray(needing, dtype=np.int64)],
        exclusive=_sets(choices, position, options.size),
        must_host=_sets([problem.requires[i] for i in owing], position, options.size),
        reasons=reasons,
        also=merged.also,
        most=merged.most,
    )
    look(stop)
    return core


def _by_id(problem: CoverProblem, free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the free options in the order of their ids."""
    rank = np.argsort(np.asarray(problem.option_ids, dtype=object), kind="stable")
    return np.asarray(rank[free[rank]], dtype=np.int64)


def _whole_weight(problem: CoverProblem, sets: RowSets) -> float:
    """Return the weight of all rows, as often as each can count; 1 where there is none."""
    total = float((problem.weights if sets.most is None else problem.weights * sets.caps).sum())
    return total if total > 0 else 1.0


def _hostless(problem: CoverProblem, options: NDArray[np.int64]) -> list[int]:
    """Return the options that need a host which is not fixed open."""
    return [int(i) for i in options if problem.requires[i] and not _met(problem, int(i))]


def _spending(
    problem: CoverProblem, options: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what options use and what the fixed ones leave, both divided by each resource's largest use."""
    used = problem.use[:, problem.fixed_open].sum(axis=1)
    size = np.maximum(np.abs(problem.use[:, options]).max(axis=1, initial=0), 1e-300)
    size[size == 1e-300] = 1.0
    return problem.use[:, options] / size[:, None], (problem.stock - used) / size


def decide_options(problem: CoverProblem) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Return which options are still free, and in words why none of the plans can hold."""
    reasons: list[str] = []
    gone = problem.forbidden.copy()
    fixed = problem.fixed_open
    for members in problem.exclusive:
        standing = [i for i in dict.fromkeys(members) if fixed[i]]
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
    spent = np.maximum(problem.use[:, problem.fixed_open], 0.0).sum(axis=1)
    lacking = np.flatnonzero(left < -1e-9 * np.maximum(1.0, np.abs(problem.stock)))
    return tuple(
        f"the fixed options use {too_much_words(problem.resource_names[r], spent[r], spent[r] + left[r])}"
        for r in lacking
    )


def _met(problem: CoverProblem, option: int) -> bool:
    return any(problem.fixed_open[host] for host in problem.requires[option])


def _sets(sets: list[tuple[int, ...]], position: NDArray[np.int64], width: int) -> sparse.csr_array:
    members = [np.unique(position[list(s)]) for s in sets]
    members = [m[m >= 0] for m in members]
    indptr = np.concatenate([[0], np.cumsum([m.size for m in members])]).astype(np.int32)
    indices = np.concatenate([*members, np.empty(0, dtype=np.int64)]).astype(np.int32)
    return sparse.csr_array((np.ones(indices.size), indices, indptr), shape=(len(sets), width))


def shrink(
    core: Core,
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Core, NDArray[np.int64]]:
    """Return the core with some of its options decided, rows merged again, and the positions of what is left.

    Parameters
    ----------
    core : Core
    lower, upper : ndarray of float64, shape (n,)
        1, 1 for an option that is open, 0, 0 for one that is closed, 0, 1 for one that stays free. Opened
        options may need a host that is still free. What an opened option excludes is closed.
    stop : callable
        Asked between steps, and at the end.

    Raises
    ------
    Stopped
        When `stop` said so.
    """
    look(stop)
    opened = lower > 0.5
    undecided = (lower < 0.5) & (upper > 0.5)
    if core.exclusive.shape[0]:
        taken = np.asarray(core.exclusive @ opened.astype(float) > 0, dtype=float)
        undecided &= ~(core.exclusive.T @ taken > 0)
    free = np.flatnonzero(undecided)
    joint = None if core.also is None else np.diff(core.also.indptr) > 0
    most = None if core.most is None else core.most.astype(np.int64)
    sets = RowSets(core.cover, core.also, joint, most)
    merged = merge_rows(sets, list(core.gains.T), opened, free, stop)
    look(stop)
    hosts, needing, must_host = _still_needed(core, opened, free)
    small = Core(
        options=core.options[free],
        cover=merged.cover,
        gains=merged.columns,
        credit=core.credit + float(merged.constants[0]),
        wanted=np.maximum(0.0, core.wanted - merged.constants[1:]),
        hard=core.hard,
        penalty=core.penalty,
        scale=core.scale,
        use=core.use[:, free],
        left=core.left - core.use[:, opened].sum(axis=1),
        hosts=hosts,
        needing=needing,
        exclusive=_columns(core.exclusive, free),
        must_host=must_host,
        also=merged.also,
        most=merged.most,
        least_short=core.least_short,
    )
    look(stop)
    return small, free


def _columns(sets: sparse.csr_array, kept: NDArray[np.int64]) -> sparse.csr_array:
    """Return some columns; where there is no row, which is often so, without the work of choosing them."""
    if not sets.shape[0]:
        return sparse.csr_array((0, kept.size))
    return sparse.csr_array(sets[:, kept])


def _still_needed(
    core: Core, opened: NDArray[np.bool_], free: NDArray[np.int64]
) -> tuple[sparse.csr_array, NDArray[np.int64], sparse.csr_array]:
    """Return hosts, needing and sets that must host, as a core has them, over the options that stay free."""
    if not core.needing.size and not core.must_host.shape[0]:
        none = _columns(core.hosts, free)
        return none, core.needing, none
    hosted = np.asarray(core.hosts @ opened.astype(float) > 0)
    position = np.full(core.size, -1, dtype=np.int64)
    position[free] = np.arange(free.size)
    keep = ~hosted & (position[core.needing] >= 0)
    owing = ~hosted & opened[core.needing]
    met = np.asarray(core.must_host @ opened.astype(float) > 0)
    hosts = sparse.csr_array(core.hosts[:, free])
    owed = [core.must_host[np.flatnonzero(~met)][:, free], hosts[np.flatnonzero(owing)]]
    kept = sparse.csr_array(hosts[np.flatnonzero(keep)])
    return kept, position[core.needing[keep]], sparse.csr_array(sparse.vstack(owed))
