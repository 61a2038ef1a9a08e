"""The least shortfall of all elastic floors together, which bounds what every plan pays for them.

A linear program spreads parts of options over what floors ask for, so that it misses none of them where every
plan must miss one. A penalty is many times what any plan is worth: then the bound is far from every plan. The
rows of the floors alone are few, and a program of these rows without any other objective is soon solved by
whole options. What it cannot avoid holds for every plan, so it becomes a row of whatever bounds plans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.envelope import UNIT
from optimisation.exact import solve_exactly
from optimisation.layout import Layout
from optimisation.merge import RowSets, merge_rows
from optimisation.presolve import Core
from optimisation.start import Start, improve_known, rebuild
from optimisation.watch import Watch

MOST_ENTRIES = 50_000
"""Largest core of floors, in cover entries, that is solved."""

NODES = 2_000
"""Most nodes of its tree."""

WORK = 20_000_000
"""Nodes times entries."""

SLACK = 1e-8
"""Shortfall, in shares, that the bound is below what the solver says."""

SHORT = 1e-6
"""Sum of shortfalls, in shares, that counts as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Shortfall:
    """What is known of the floors alone.

    Parameters
    ----------
    least : float
        No plan falls short by less in sum over the elastic floors, in shares of their bases.
    open : ndarray of bool, shape (n,), or None
        The plan found that falls short least, whatever else it is worth; to be checked by the caller.
    status : str
        Of the solver, see :class:`optimisation.exact.Exact`; "large" where it was not asked.
    """

    least: float
    open: NDArray[np.bool_] | None
    status: str


def floor_core(core: Core) -> Core:
    """Return a core that is worth what its floors are: the objective's weights go, and rows merge again.

    Parameters
    ----------
    core : Core
    """
    gains = core.gains * np.append(False, core.wanted > 0)
    joint = None if core.also is None else np.diff(core.also.indptr) > 0
    most = None if core.most is None else core.most.astype(np.int64)
    merged = merge_rows(
        RowSets(core.cover, core.also, joint, most),
        list(gains.T),
        np.zeros(core.size, dtype=bool),
        np.arange(core.size),
    )
    return replace(core, cover=merged.cover, also=merged.also, most=merged.most, gains=merged.columns)


def least_shortfall(
    core: Core,
    start: NDArray[np.bool_],
    *,
    time_limit_s: float | None = None,
    cancel: Callable[[], bool] = lambda: False,
) -> Shortfall:
    """Return how far every plan falls short of the elastic floors together, and the plan that does so least.

    Parameters
    ----------
    core : Core
    start : ndarray of bool, shape (n,)
        A plan that holds.
    time_limit_s, cancel
        See :func:`optimisation.exact.solve_exactly`.
    """
    small = floor_core(core)
    whole = core.penalty * UNIT
    if small.entries > MOST_ENTRIES or whole <= 0:
        return Shortfall(0.0, None, "large")
    found = solve_exactly(
        small,
        nodes=max(20, min(NODES, WORK // max(small.entries, 1))),
        near=SLACK * whole,
        start=start,
        time_limit_s=time_limit_s,
        cancel=cancel,
    )
    known = found.status in ("optimal", "feasible", "unknown") and np.isfinite(found.bound)
    least = max(0.0, -found.bound / whole - SLACK) if known else 0.0
    return Shortfall(least, found.open, found.status)


def press(layout: Layout, best: Start, watch: Watch) -> tuple[Start, float]:
    """Return the best plan known, and what is newly known that every plan falls short by: 0 for nothing.

    Parameters
    ----------
    layout : Layout
        Overwritten.
    best : Start
        Where it meets every elastic floor nothing is asked.
    watch : Watch
        Told where the time ended it.
    """
    rebuild(layout, best.open)
    short = layout.shortfall()
    if not best.feasible or short <= SHORT:
        return best, 0.0
    found = least_shortfall(layout.core, best.open, time_limit_s=watch.left_s(), cancel=watch.cancelled)
    watch.heard(found.status)
    if found.open is not None:
        best = improve_known(layout, best, found.open, cancel=watch.hit)
    # One above the plan in hand is no bound.
    return best, found.least if SHORT < found.least <= short + SHORT else 0.0
