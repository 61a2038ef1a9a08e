"""The one problem form: options cover rows, spend resources, and need or exclude each other.

Nothing here knows geography: rows and options are positions in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from layers.errors import Finding

LEAST_TOTAL = 1e-290
"""Sum of all weights below which shares of it are no longer told apart."""

NEED = "need: "
"""How the names of resources begin that say what an option needs beside what it requires."""


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """A share of some weight that a plan should cover.

    Parameters
    ----------
    name : str
        In words, as a plan's first line would say it.
    weights : ndarray of float64, shape (rows,)
        Weight of each row, >= 0, each time that it counts.
    base : float
        What a share of 1 means, > 0; at least all that the rows can be worth unless stated in words.
    share : float
        Wanted share, 0 to 1.
    hard : bool
        A hard floor that cannot be met makes the problem infeasible; an elastic one is told as a shortfall.
    kind : str
        "source", "must", "group", "area" or "strategic".
    """

    name: str
    weights: NDArray[np.float64]
    base: float
    share: float
    hard: bool = False
    kind: str = "source"


@dataclass(frozen=True, slots=True, eq=False)
class CoverProblem:
    """Rows covered by options under resources, requirements, exclusions and floors.

    Parameters
    ----------
    option_ids : tuple of str, length options
        Unique; ties between equal plans go to the lowest id.
    cover : csr_array of bool or whole numbers, shape (rows, options)
        Which option covers which row, and how often where a row counts more than once.
    weights : ndarray of float64, shape (rows,)
        Objective weight of each row, >= 0 (0 for rows that only floors use).
    floors : tuple of Floor
    resource_names : tuple of str, length resources
    use : ndarray of float64, shape (resources, options)
        Use of each resource by each option; negative use is supply.
    stock : ndarray of float64, shape (resources,)
        `use @ x <= stock`.
    requires : tuple of tuples of int, length options
        For each option the options of which at least one must be open; () = none.
    exclusive : tuple of tuples of int
        Sets of which at most one is open.
    fixed_open, forbidden : ndarray of bool, shape (options,)
        Decided before solving. An option that is both is refused.
    cost : ndarray of float64, shape (options,)
        Declared cost, for the second pass; 0 for what is in place already.
    shortfall_penalty : float
        Objective lost per unit of share that an elastic floor falls short, as a multiple of the sum of
        `weights`.
    also : csr_array of bool, shape (rows, options), or None
        Second cover set of joint rows; rows that are not joint are empty in it. None = empty everywhere.
    joint : ndarray of bool, shape (rows,), or None
        Rows that count only when `also` is hit too: never, where their second set is empty. None = no row.
    most : ndarray of int64, shape (rows,), or None
        How many covering options count, >= 1, and 1 for joint rows; None = 1 for all rows.

    Notes
    -----
    A row is worth its weight times min(most, options open in `cover`); a joint row its weight where an option
    of `cover` and one of `also` (the same one, if it is in both) are open. Floors count rows likewise.
    """

    option_ids: tuple[str, ...]
    cover: sparse.csr_array
    weights: NDArray[np.float64]
    floors: tuple[Floor, ...]
    resource_names: tuple[str, ...]
    use: NDArray[np.float64]
    stock: NDArray[np.float64]
    requires: tuple[tuple[int, ...], ...]
    exclusive: tuple[tuple[int, ...], ...]
    fixed_open: NDArray[np.bool_]
    forbidden: NDArray[np.bool_]
    cost: NDArray[np.float64]
    shortfall_penalty: float = 10.0
    also: sparse.csr_array | None = None
    joint: NDArray[np.bool_] | None = None
    most: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A floor that the plan does not reach: shares of the floor's base."""

    name: str
    wanted: float
    got: float
    hard: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """What placement found.

    Parameters
    ----------
    status : str
        "optimal" (bound and objective agree to 1e-6 of the bound, or to rounding), "feasible", "infeasible"
        (proven: no plan meets all hard limits), "not_found" (no plan was found, and no proof that there is
        none) or "cancelled".
    status_text : str
        The same in plain words.
    stopped_by : str
        "proof", "gap", "effort", "time" or "user".
    chosen : ndarray of bool, shape (options,)
        Open options, fixed ones included; all False without a plan.
    objective, bound : float or None
        Credit less penalties for shortfalls, and a valid upper bound on the best; None without a plan.
    credit : float
        Covered weight without penalties.
    fixed_bound : float
        Objective of the fixed options alone.
    shortfalls : tuple of Shortfall
    reasons : tuple of str
        Why there is no plan; () otherwise.
    rows_before, rows_after, entries : int
        Rows before and after merging, and cover entries after merging.
    notes : tuple of str
    cut_short : bool
        Time or the user ended the search for a cheaper plan of the same worth, or came with the proof.
    lost : bool
        The exact solver ended without an answer: it crashed, or somebody killed it.
    """

    status: str
    status_text: str
    stopped_by: str
    chosen: NDArray[np.bool_]
    objective: float | None
    bound: float | None
    credit: float
    fixed_bound: float
    shortfalls: tuple[Shortfall, ...] = ()
    reasons: tuple[str, ...] = ()
    rows_before: int = 0
    rows_after: int = 0
    entries: int = 0
    notes: tuple[str, ...] = field(default=())
    cut_short: bool = False
    lost: bool = False

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes: not after a stop by time or the user, or a crash."""
        return not (self.cut_short or self.lost) and self.stopped_by not in ("time", "user")

    @property
    def gap(self) -> float | None:
        """Distance from the bound as a share of the bound; 0 when 0/0."""
        return _share_short(self.objective, self.bound, 0.0, abs(self.fixed_bound))

    @property
    def gap_of_gain(self) -> float | None:
        """Distance from the bound as a share of what could be gained over the fixed options alone."""
        return _share_short(self.objective, self.bound, self.fixed_bound, abs(self.fixed_bound))


def _share_short(objective: float | None, bound: float | None, start: float, size: float) -> float | None:
    if objective is None or bound is None:
        return None
    room = bound - start
    short = max(0.0, bound - objective)
    if short <= 1e-12 * max(abs(bound), size):  # what rounding leaves of nothing
        return 0.0
    return 0.0 if short == 0 or room == 0 else short / abs(room)


def check_problem(problem: CoverProblem) -> tuple[Finding, ...]:
    """Return everything that makes a problem meaningless, as errors; () for a sound one.

    Parameters
    ----------
    problem : CoverProblem
    """
    shapes = _wrong_shapes(problem)
    if shapes:
        return tuple(_fault(*shape) for shape in shapes)
    found = (*_wrong_numbers(problem), *_wrong_options(problem), *_wrong_counting(problem))
    return tuple(_fault(*fault) for fault in found)


def _fault(column: str, message: str, remedy: str, value: object = "") -> Finding:
    return Finding("error", message, remedy, column=column, value=str(value)[:80])


_Fault = tuple[str, str, str, object]


def _wrong_shapes(problem: CoverProblem) -> list[_Fault]:
    rows, options = problem.cover.shape
    resources = len(problem.resource_names)
    expected: list[tuple[str, tuple[int, ...], tuple[int, ...]]] = [
        ("option_ids", (len(problem.option_ids),), (options,)),
        ("weights", problem.weights.shape, (rows,)),
        ("use", problem.use.shape, (resources, options)),
        ("stock", problem.stock.shape, (resources,)),
        ("requires", (len(problem.requires),), (options,)),
        ("fixed_open", problem.fixed_open.shape, (options,)),
        ("forbidden", problem.forbidden.shape, (options,)),
        ("cost", problem.cost.shape, (options,)),
        *((f"floor {floor.name}", floor.weights.shape, (rows,)) for floor in problem.floors),
    ]
    if problem.also is not None:
        expected.append(("also", problem.also.shape, (rows, options)))
    for name, values in (("joint", problem.joint), ("most", problem.most)):
        if values is not None:
            expected.append((name, values.shape, (rows,)))
    return [
        (name, f"the shape is not {wanted}", "give one value for each row, option or resource", shape)
        for name, shape, wanted in expected
        if shape != wanted
    ]


def _wrong_numbers(problem: CoverProblem) -> list[_Fault]:
    found: list[_Fault] = []
    not_negative = [("weights", problem.weights), ("cost", problem.cost)]
    not_negative += [(f"floor {floor.name}", floor.weights) for floor in problem.floors]
    for name, values in not_negative:
        bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
        with np.errstate(over="ignore"):
            total = float(values.sum())
        if bad.size:
            message = f"{bad.size} values are negative or not finite, first at position {bad[0]}"
            found.append((name, message, "give finite numbers of at least 0", values[bad[0]]))
        elif total == np.inf:
            message = "together the values are more than a number can hold"
            found.append((name, message, "give them in a larger unit", total))
        elif 0 < total < LEAST_TOTAL:
            message = "together the values are too small to be told apart"
            found.append((name, message, "give them in a smaller unit", total))
    found += [
        (name, "values are not finite", "give finite numbers", "")
        for name, values in (("use", problem.use), ("stock", problem.stock))
        if not np.isfinite(values).all()
    ]
    for floor in problem.floors:
        if not (np.isfinite(floor.base) and floor.base > 0):
            found.append(
                (f"floor {floor.name}", "the base is not above 0", "leave the floor out", floor.base)
            )
        if not 0 <= floor.share <= 1:
            found.append((f"floor {floor.name}", "the share is not in 0 to 1", "give a share", floor.share))
    if not (np.isfinite(problem.shortfall_penalty) and problem.shortfall_penalty >= 0):
        remedy = "give a finite number of at least 0"
        found.append(("shortfall_penalty", "the penalty is not usable", remedy, problem.shortfall_penalty))
    return found


def _wrong_options(problem: CoverProblem) -> list[_Fault]:
    found: list[_Fault] = []
    options = len(problem.option_ids)
    if len(set(problem.option_ids)) != options:
        seen: set[str] = set()
        twice = next(i for i in problem.option_ids if i in seen or seen.add(i))  # type: ignore[func-returns-value]
        found.append(("option_ids", "an id is given twice", "give each option its own id", twice))
    for i in np.flatnonzero(problem.fixed_open & problem.forbidden):
        remedy = "drop one of the two"
        found.append(
            ("fixed_open", "an option is fixed open and forbidden at once", remedy, problem.option_ids[i])
        )
    sets = (("requires", problem.requires), ("exclusive", problem.exclusive))
    outside = [name for name, groups in sets if any(not 0 <= i < options for group in groups for i in group)]
    found += [
        (name, "a position is not that of an option", "give positions in option_ids", "") for name in outside
    ]
    if not outside:
        found += [
            (
                "requires",
                "an option requires itself, directly or around",
                "remove the loop",
                problem.option_ids[i],
            )
            for i in _in_loops(problem.requires)
        ]
    return found


def _wrong_counting(problem: CoverProblem) -> list[_Fault]:
    """Return what is wrong with joint and counted rows."""
    found: list[_Fault] = []
    joint = np.zeros(problem.cover.shape[0], bool) if problem.joint is None else problem.joint.astype(bool)
    entries = problem.cover.data
    wrong = np.empty(0, dtype=np.int64)
    if entries.dtype != np.bool_:  # millions of entries, none of which can be wrong
        wrong = np.flatnonzero((entries < 0) | (entries != np.floor(entries)))
    if wrong.size:
        message = f"{wrong.size} entries are not whole numbers of at least 0"
        found.append(("cover", message, "say how often an option covers a row", entries[wrong[0]]))
    if problem.most is not None:
        bad = np.flatnonzero(~((problem.most >= 1) & (np.floor(problem.most) == problem.most)))
        if bad.size:
            message = f"{bad.size} values are not whole numbers of at least 1, first at position {bad[0]}"
            found.append(("most", message, "give 1 where a row counts once", problem.most[bad[0]]))
        bad = np.flatnonzero(joint & (problem.most > 1))
        if bad.size:
            message = f"{bad.size} joint rows count more than once, first at position {bad[0]}"
            found.append(("most", message, "give 1 for joint rows", problem.most[bad[0]]))
    if problem.also is not None:
        bad = np.flatnonzero(~joint & (problem.also.astype(np.int32).sum(axis=1) > 0))
        if bad.size:
            message = f"{bad.size} rows have a second cover set but are not joint, first at position {bad[0]}"
            found.append(("also", message, "mark them in joint, or leave their second set empty", bad[0]))
    return found


def _in_loops(requires: tuple[tuple[int, ...], ...]) -> list[int]:
    """Return the options that lie on a loop of requirements."""
    hosts = np.array([h for group in requires for h in group], dtype=np.int64)
    lines = np.repeat(np.arange(len(requires)), [len(group) for group in requires])
    graph = sparse.csr_array((np.ones(hosts.size), (lines, hosts)), shape=(len(requires), len(requires)))
    _, label = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(label, minlength=1)
    return [i for i, group in enumerate(requires) if i in group or size[label[i]] > 1]
