"""The second pass: of plans with the same objective the cheapest, so that what adds nothing is not placed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from optimisation.branch import branch
from optimisation.envelope import UNIT, make_envelope
from optimisation.fewer import Fewer
from optimisation.layout import Layout
from optimisation.master import Master
from optimisation.presolve import shrink
from optimisation.start import rebuild
from optimisation.watch import Stopped

HELD = 1e-9
"""Share of the objective that the second pass may give up."""


def spend_less(
    layout: Layout,
    plan: NDArray[np.bool_],
    cost: NDArray[np.float64],
    *,
    limits: tuple[NDArray[np.float64], NDArray[np.float64]] | None,
    nodes: int,
    stop: Callable[[], bool],
    fewer: Fewer | None = None,
) -> NDArray[np.bool_]:
    """Return a plan with the same objective at the least cost found; ties go to the first options.

    Parameters
    ----------
    layout : Layout
        Overwritten.
    plan : ndarray of bool, shape (n,)
        Feasible.
    cost : ndarray of float64, shape (n,)
    limits : pair of ndarray of float64, shape (n,), or None
        Option ranges that keep every optimal plan; with them the least cost is searched for by branching,
        without them only by closing and swapping single options.
    nodes : int
        Most nodes.
    stop : callable
        Polled; True keeps what there is.
    fewer : Fewer or None
        Where all options cost the same: finds plans as good with fewer options, and says of a number
        whether none so small can be as good, so that nothing more need be searched for.
    """
    rebuild(layout, plan)
    core = layout.core
    least = layout.value() - HELD * abs(core.credit + layout.value())
    _close(layout, cost, least)
    if fewer is not None:
        rebuild(layout, fewer.found_from(layout.open.copy(), least))
    if fewer is not None and limits is not None:
        limits = limits if fewer.branched and not fewer.too_few(int(layout.open.sum()) - 1) else None
    if limits is not None and float(cost[layout.open].sum()) > 0 and not stop():
        rebuild(layout, _branch(layout, cost, least, limits, nodes, stop))
    _exchange(layout, cost, least, stop)
    return layout.open.copy()


def _close(layout: Layout, cost: NDArray[np.float64], least: float) -> None:
    """Close what adds nothing, the dearest and last first."""
    order = np.lexsort((-np.arange(cost.size), -cost))
    for option in order[layout.open[order]]:
        if layout.open[option]:
            saved = layout.save()
            layout.drop(int(option))
            if layout.value() < least or not layout.feasible():
                layout.restore(saved)


def _exchange(layout: Layout, cost: NDArray[np.float64], least: float, stop: Callable[[], bool]) -> None:
    """Replace options by cheaper, or equally dear and earlier, ones that hold the objective."""
    for option in np.flatnonzero(layout.open)[::-1]:
        if stop():
            return
        saved = layout.save()
        layout.drop(int(option))
        if saved.open.sum() - layout.open.sum() == 1:
            able = np.flatnonzero(layout.addable() & (layout.value() + layout.gains() >= least))
            able = able[(cost[able] < cost[option]) | ((cost[able] == cost[option]) & (able < option))]
            for other in able[np.lexsort((able, cost[able]))]:
                layout.add(int(other))
                if layout.feasible() and layout.value() >= least:
                    saved = layout.save()
                    break
                layout.drop(int(other))
        layout.restore(saved)


def _branch(
    layout: Layout,
    cost: NDArray[np.float64],
    least: float,
    limits: tuple[NDArray[np.float64], NDArray[np.float64]],
    nodes: int,
    stop: Callable[[], bool],
) -> NDArray[np.bool_]:
    plan = layout.open.copy()
    try:
        core, free = shrink(layout.core, *limits, stop)
        envelope = make_envelope(core, stop=stop)
    except Stopped:
        return plan
    scale = max(float(cost[free].max(initial=0.0)), 1e-300)
    at_least = (least - (core.credit - layout.core.credit)) * UNIT
    master = Master(core, envelope, cost=cost[free] / scale, at_least=at_least, stop=stop)
    opened = limits[0] > 0.5

    def value_of(part: NDArray[np.bool_]) -> float:
        whole = opened.copy()
        whole[free] = part
        rebuild(layout, whole)
        good = np.array_equal(layout.open, whole) and layout.feasible() and layout.value() >= least
        return -float(cost[free][part].sum()) / scale if good else -np.inf

    present = -float(cost[free][plan[free]].sum()) / scale
    proof = branch(master, envelope, value_of, present, nodes=nodes, stop=lambda _best, _bound: stop())
    if proof.open is not None:
        plan = opened.copy()
        plan[free] = proof.open
    return plan
