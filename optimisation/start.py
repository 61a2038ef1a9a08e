"""Good plans fast: greedy over bundles, swaps that carry dependants along, and seeded restarts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.layout import Layout
from optimisation.presolve import Core

MOVES = 400
"""Swaps tried per unit of effort."""

KNOWN_MOVES = 150
"""Swaps tried on a known plan."""

IDLE = 3
"""Restarts in a row without a better plan, per unit of effort, that end the search."""

BETTER = 1e-10
"""Smallest gain, as a share of the whole objective, that counts as one."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """The best plan found.

    Parameters
    ----------
    open : ndarray of bool, shape (n,)
    value : float
        Objective beyond the fixed options, in units of the core's scale.
    feasible : bool
        False where no plan was found that meets every hard limit.
    """

    open: NDArray[np.bool_]
    value: float
    feasible: bool


def find_start(
    core: Core,
    *,
    seed: int = 0,
    effort: int = 1,
    cancel: Callable[[], bool] = lambda: False,
    broken: Callable[[], bool] | None = None,
    layout: Layout | None = None,
    first: Start | None = None,
) -> Start:
    """Return the best of two greedy plans, improved by swaps and restarted from perturbations.

    Parameters
    ----------
    core : Core
    seed : int
        Of the perturbations.
    effort : int
        Multiplies the counted moves.
    cancel : callable
        Asked before every move and every option opened; True ends the search with the best plan so far.
    broken : callable or None
        Asked instead while the first greedy plan is made, so that a time limit, say, still leaves all of it.
    layout : Layout or None
        An empty layout of the core, to spare building one.
    first : Start or None
        A plan to go on from instead of the greedy ones.
    """
    layout = layout or Layout(core)
    empty = layout.save()
    price = scarcity(core)
    best = Start(layout.open.copy(), layout.value(), layout.feasible())
    moves = MOVES * effort
    best = first or best
    for weights, stop in ((price, broken or cancel), (np.ones(core.size), cancel)) if first is None else ():
        layout.restore(empty)
        fill(layout, weights, stop)
        moves -= swap(layout, price, moves=moves, cancel=cancel)
        best = keep_better(best, layout)
    rng = np.random.default_rng(seed)
    idle = 0
    while moves > 0 and idle < IDLE * effort and best.open.any() and not cancel():
        layout.restore(empty)
        rebuild(layout, best.open)
        perturb(layout, price, rng, cancel)
        moves -= 1 + swap(layout, price, moves=moves, cancel=cancel)
        last, best = best, keep_better(best, layout)
        idle = idle + 1 if last is best else 0
    return best


def first_plan(
    layout: Layout,
    known: NDArray[np.bool_] | None,
    *,
    alike: bool,
    seed: int = 0,
    cancel: Callable[[], bool] = lambda: False,
    broken: Callable[[], bool] | None = None,
) -> Start:
    """Return a plan to begin with; a known one spares the restarts, unless plain greedy is better already.

    Parameters
    ----------
    layout : Layout
        Empty.
    known : ndarray of bool, shape (n,), or None
        A plan to go on from.
    alike : bool
        Whether exchanges follow, so that greedy will do.
    seed : int
        Of the perturbations.
    cancel, broken : callable
        See :func:`find_start`.
    """
    price = scarcity(layout.core)
    empty, best = layout.save(), Start(layout.open.copy(), layout.value(), layout.feasible())
    if known is not None:
        rebuild(layout, known)
        if np.array_equal(layout.open, known) and layout.feasible():
            best = keep_better(best, layout)
        fill(layout, price, cancel)
        if not alike:
            swap(layout, price, moves=KNOWN_MOVES, cancel=cancel)
        best = keep_better(best, layout)
        layout.restore(empty)
    if alike or known is not None:
        last = best
        fill(layout, price, (broken or cancel) if known is None else cancel)
        best = keep_better(best, layout)
        if alike or best is last:
            return best
        layout.restore(empty)
    found = find_start(layout.core, seed=seed, cancel=cancel, broken=broken, layout=layout)
    return found if known is None or (found.feasible, found.value) > (best.feasible, best.value) else best


def improve(
    layout: Layout,
    best: Start,
    guide: NDArray[np.float64],
    *,
    moves: int = 60,
    cancel: Callable[[], bool] = lambda: False,
) -> Start:
    """Return the better of `best` and a plan rounded from a fractional one.

    Parameters
    ----------
    layout : Layout
        Overwritten.
    best : Start
    guide : ndarray of float64, shape (n,)
        Fractional options; the larger, the sooner an option is opened.
    moves : int
        Most swaps to try on the rounded plan.
    cancel : callable
    """
    price = scarcity(layout.core)
    rebuild(layout, np.zeros(layout.core.size, dtype=bool))
    fill(layout, price / (0.001 + guide), cancel)
    swap(layout, price, moves=moves, cancel=cancel)
    return keep_better(best, layout)


def improve_known(
    layout: Layout, best: Start, known: NDArray[np.bool_], *, cancel: Callable[[], bool] = lambda: False
) -> Start:
    """Return the better of `best` and a known plan, filled up and improved by swaps.

    Parameters
    ----------
    layout : Layout
        Overwritten.
    best : Start
    known : ndarray of bool, shape (n,)
        One that breaks a limit is left aside.
    cancel : callable
    """
    price = scarcity(layout.core)
    rebuild(layout, known)
    if not (np.array_equal(layout.open, known) and layout.feasible()):
        return best
    fill(layout, price, cancel)
    swap(layout, price, moves=KNOWN_MOVES, cancel=cancel)
    return keep_better(best, layout)


def scarcity(core: Core) -> NDArray[np.float64]:
    """Return the share of the stocks that each option uses up, shape (n,), > 0."""
    stock = np.maximum(core.left, 1e-9)[:, None]
    return np.asarray(1e-3 + np.minimum(np.maximum(core.use, 0.0) / stock, 1.0).sum(axis=0))


def fill(layout: Layout, price: NDArray[np.float64], cancel: Callable[[], bool] = lambda: False) -> None:
    """Open the best option or bundle per price until nothing gains; ties go to the first option.

    Cancelled, what is open by then stays: a plan that keeps what it met.
    """
    while not cancel():
        able = np.flatnonzero(layout.addable())
        gain = layout.gains()[able]
        which = layout.addable_pairs()
        pairs, pair_gain = layout.pairs[which], layout.pair_gains(which)
        rate = np.where(gain > BETTER, gain / price[able], 0.0)
        pair_rate = np.where(pair_gain > BETTER, pair_gain / price[pairs].sum(axis=1), 0.0)
        if max(rate.max(initial=0.0), pair_rate.max(initial=0.0)) <= 0:
            return
        if pair_rate.max(initial=0.0) > rate.max(initial=0.0):
            enabled, enabler = pairs[int(pair_rate.argmax())]
            layout.add(int(enabler))
            layout.add(int(enabled))
        else:
            layout.add(int(able[int(rate.argmax())]))


def swap(
    layout: Layout, price: NDArray[np.float64], *, moves: int, cancel: Callable[[], bool] = lambda: False
) -> int:
    """Close one option at a time with its dependants, refill, and keep what is better; return moves made."""
    made = 0
    improved = True
    while improved and made < moves:
        improved = False
        for option in np.flatnonzero(layout.open):
            if not layout.open[option]:
                continue
            if made >= moves or cancel():
                return made
            made += 1
            before, saved = layout.value(), layout.save()
            layout.drop(int(option))
            fill(layout, price, cancel)
            if layout.value() > before + BETTER:
                improved = True
            else:
                layout.restore(saved)
    return made


def perturb(
    layout: Layout,
    price: NDArray[np.float64],
    rng: np.random.Generator,
    cancel: Callable[[], bool] = lambda: False,
) -> None:
    """Close a random third of the open options and refill at randomly changed prices."""
    standing = np.flatnonzero(layout.open)
    for option in rng.permutation(standing)[: max(2, standing.size // 3)]:
        if layout.open[option]:
            layout.drop(int(option))
    fill(layout, price * np.exp(0.5 * rng.standard_normal(price.size)), cancel)


def rebuild(layout: Layout, wanted: NDArray[np.bool_]) -> None:
    """Bring the layout to exactly the wanted options."""
    for option in np.flatnonzero(layout.open & ~wanted)[::-1]:
        if layout.open[option]:
            layout.drop(int(option))
    for option in np.flatnonzero(wanted & ~layout.open):
        layout.add(int(option))


def keep_better(best: Start, layout: Layout) -> Start:
    """Return the better of a plan and the layout; the first of equals, a feasible one before any other."""
    found = Start(layout.open.copy(), layout.value(), layout.feasible())
    if found.feasible != best.feasible:
        return found if found.feasible else best
    return found if found.value > best.value + BETTER else best
