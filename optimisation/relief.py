"""What one more unit of each resource would gain, and what lifting each lock would.

An upper bound comes first, from the relaxation alone: most reliefs that are worth nothing need no placement.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimisation.bound import relax
from optimisation.envelope import UNIT, make_envelope
from optimisation.master import Master
from optimisation.presolve import reduce_problem
from optimisation.problem import CoverProblem, Solution
from optimisation.series import Series, Step

NOTHING = 1e-6
"""Share of the objective below which a gain is none."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What easing one limit would gain.

    Parameters
    ----------
    kind : str
        "stock" (one more unit), "open" (an option no longer held open) or "shut" (no longer forbidden).
    name : str
        Of the resource or the option.
    at_most : float
        No plan of the eased problem gains more.
    gain : float or None
        What the best plan found gains, >= 0; None where none was sought.
    """

    kind: str
    name: str
    at_most: float
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Reliefs:
    """Reliefs, those that could gain most first.

    Parameters
    ----------
    found : tuple of Relief
    stopped_by : str
        "" where all was sought, else "time" or "user".
    """

    found: tuple[Relief, ...]
    stopped_by: str = ""

    @property
    def reproducible(self) -> bool:
        """Whether the same input gives the same bytes."""
        return self.stopped_by == ""


def reliefs(
    problem: CoverProblem,
    plan: Solution,
    *,
    locks: Sequence[int] | None = None,
    solve: int | None = None,
    effort: int = 1,
    gap: float = 0.0,
    seed: int = 0,
    time_limit_s: float | None = None,
    progress: Callable[[Step], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Reliefs:
    """Return what one more unit of each resource, and lifting each lock, would gain over a plan.

    Parameters
    ----------
    problem : CoverProblem
    plan : Solution
        With a plan.
    locks : sequence of int or None
        Options fixed open or forbidden whose lock is lifted, one at a time; None = all of them.
    solve : int or None
        For how many reliefs, those with the greatest bounds first, a plan is placed; None = all that could
        gain anything.
    effort, gap, seed, time_limit_s, progress, cancel
        See :class:`optimisation.series.Series`.
    """
    series = Series(
        effort=effort,
        gap=gap,
        seed=seed,
        time_limit_s=time_limit_s,
        progress=progress,
        cancel=cancel,
        known=[plan.chosen],
    )
    assert plan.objective is not None  # noqa: S101 (reliefs of a plan, not of the lack of one)
    eased: list[tuple[Relief, CoverProblem]] = []
    for kind, name, other in _eased(problem, locks):
        if series.over():
            break
        gain = max(0.0, upper_bound(other) - plan.objective)
        eased.append((Relief(kind, name, gain), other))
    eased.sort(key=lambda pair: (-pair[0].at_most, pair[0].kind, pair[0].name))
    worth_it = sum(relief.at_most > NOTHING * abs(plan.objective) for relief, _ in eased)
    sought = worth_it if solve is None else min(solve, worth_it)
    found = [relief for relief, _ in eased]
    for number in range(sought):
        if series.over():
            break
        relief, other = eased[number]
        best = series.place(other, f"the best plan with {_words(relief)}", to_come=sought - number)
        if best.objective is not None and best.bound is not None:
            at_most = max(0.0, min(relief.at_most, best.bound - plan.objective))
            gain = max(0.0, best.objective - plan.objective)
            found[number] = replace(relief, at_most=max(at_most, gain), gain=gain)
    for number in range(worth_it, len(found)):
        found[number] = replace(found[number], gain=0.0)
    return Reliefs(tuple(found), series.stopped_by)


def _words(relief: Relief) -> str:
    words = {"stock": "one more of", "open": "leave to close", "shut": "leave to open"}
    return f"{words[relief.kind]} {relief.name}"


def _eased(problem: CoverProblem, locks: Sequence[int] | None) -> list[tuple[str, str, CoverProblem]]:
    found = []
    for number, name in enumerate(problem.resource_names):
        stock = problem.stock.copy()
        stock[number] += 1.0
        found.append(("stock", name, replace(problem, stock=stock)))
    if locks is None:
        locks = np.flatnonzero(problem.fixed_open | problem.forbidden).tolist()
    for option in locks:
        free = np.zeros(len(problem.option_ids), dtype=np.bool_)
        free[option] = True
        kind = "open" if problem.fixed_open[option] else "shut"
        eased = replace(problem, fixed_open=problem.fixed_open & ~free, forbidden=problem.forbidden & ~free)
        found.append((kind, problem.option_ids[option], eased))
    return found


def upper_bound(problem: CoverProblem) -> float:
    """Return what no plan is worth more than, from the relaxation alone; -inf where none can hold.

    Parameters
    ----------
    problem : CoverProblem
        Valid.
    """
    core = reduce_problem(problem)
    if core.reasons:
        return -np.inf
    envelope = make_envelope(core)
    bound = relax(Master(core, envelope), core, envelope, None).bound
    if bound == -np.inf:
        return -np.inf
    return float(core.scale * (core.credit + min(bound / UNIT, float(core.full[:, 0].sum()))))
