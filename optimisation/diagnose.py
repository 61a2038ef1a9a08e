"""Why no plan can hold, in plain words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimisation.bound import relax
from optimisation.demands import TIER
from optimisation.envelope import UNIT, make_envelope
from optimisation.master import Master
from optimisation.presolve import Core
from optimisation.problem import CoverProblem, Floor


def reasons_for(
    problem: CoverProblem, core: Core, stop: Callable[[], bool] = lambda: False
) -> tuple[str, ...]:
    """Return which hard floors cannot be reached alone, else which conflict, else that the needs do.

    Parameters
    ----------
    problem : CoverProblem
    core : Core
        Of this problem; no plan of it satisfies all constraints.
    stop : callable
        Polled; True ends the reckoning of what a budget allows with what is known by then.
    """
    hard = [k for k in np.flatnonzero(core.hard) if core.wanted[k] > 0]
    if not _sides_hold(core):
        return ("what the fixed options require cannot be opened within the stocks and exclusions",)
    found = []
    for k in hard:
        floor = problem.floors[k]
        most = floor.share - float(core.wanted[k]) + float(core.full[:, k + 1].sum())
        within = floor.share - _least_short(core, int(k), stop)
        if most < floor.share - 1e-9:
            found.append(f"{_asked(floor)}, yet all sites and assets together reach {_reached(floor, most)}")
        elif within < floor.share - 1e-9:
            found.append(f"{_asked(floor)}, yet the budget allows at most {_reached(floor, within)}")
    if found:
        return tuple(found)
    names = ", ".join(problem.floors[k].name for k in hard)
    if len(hard) > 1:
        return (f"{names}: these demands cannot all be met within the budget",)
    if hard:
        return (f"{names}: this demand cannot be met within the budget",)
    return ("no set of whole options satisfies the requirements, exclusions and stocks together",)


def _asked(floor: Floor) -> str:
    if floor.kind == TIER:
        return f"{floor.name}: at least {_reached(floor, floor.share)} must act"
    return f"{floor.name}: {_percent(floor.share)} of it must be within reach"


def _reached(floor: Floor, share: float) -> str:
    """Return a share of a floor: of a tier as whole activities."""
    return f"{math.floor(share * floor.base + 1e-6)}" if floor.kind == TIER else _percent(share)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _sides_hold(core: Core) -> bool:
    loose = replace(core, wanted=np.zeros_like(core.wanted), hard=np.zeros_like(core.hard))
    envelope = make_envelope(loose)
    return Master(loose, envelope).solve().feasible


def _least_short(core: Core, floor: int, stop: Callable[[], bool]) -> float:
    """Return a lower bound on a floor's shortfall when nothing else matters."""
    wanted = np.zeros_like(core.wanted)
    wanted[floor] = core.wanted[floor]
    gains = np.zeros_like(core.gains)
    gains[:, floor + 1] = core.gains[:, floor + 1]
    alone = replace(core, gains=gains, wanted=wanted, hard=np.zeros_like(core.hard), penalty=1.0)
    envelope = make_envelope(alone)
    found = relax(Master(alone, envelope), alone, envelope, None, stop=lambda _bound, _y: stop())
    return max(0.0, -found.bound / UNIT)
