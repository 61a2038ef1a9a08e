"""Views of a mission: credit in the areas that its register calls strategic, must or should, or in one."""

from __future__ import annotations

import numpy as np

from geo_poc import translate
from geo_poc.mission import Mission
from geo_poc.posed import Posed
from layers.errors import Finding, InputError
from optimisation.views import View

COST, EVERYTHING = "cost", "all"


def view_of(posed: Posed, name: str) -> View:
    """Return the objective's weights in the cells that a view is about."""
    assembly, demand = posed.assembly, posed.assembly.demand
    if name == EVERYTHING:
        return View(name, posed.problem.weights)
    areas = [
        threat.cells
        for threat in demand.threats
        if name in (threat.id, threat.priority) or (name == "strategic" and threat.strategic)
    ]
    inside = np.zeros(demand.cells.size, dtype=np.bool_)
    inside[np.concatenate(areas)] = True
    weights = np.zeros_like(posed.problem.weights)
    for number, block in enumerate(assembly.rows.blocks):
        weights += assembly.rows.summed(number, np.where(inside[block.cells], block.weights, 0.0))
    return View(name, weights)


def check_views(mission: Mission, first: str, second: str) -> None:
    """Refuse, before anything is planned, a view that the register has no threat for."""
    register = translate.register(mission)
    known = [EVERYTHING, *sorted({entry.priority for entry in register}), *(entry.id for entry in register)]
    known += ["strategic"] if any(entry.strategic for entry in register) else []
    if second == COST and first != EVERYTHING:
        raise _unknown(first, "cost is weighed against the objective: leave the first view out")
    for name in (first, second):
        if name not in known and (name, second) != (COST, COST):
            raise _unknown(name, f"use one of {', '.join(known)}, or cost as the second")


def _unknown(name: str, remedy: str) -> InputError:
    return InputError((Finding("error", "no such view", remedy, column="view", value=name),))
