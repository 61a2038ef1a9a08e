"""Views of a mission: its own, those of its file, and credit in the areas of threats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo_poc import translate
from geo_poc.assembling import reaches_of, scales_of
from geo_poc.locks import may_close
from geo_poc.mission import Mission
from geo_poc.posed import Posed
from geo_poc.view_weights import ViewWeights
from layers.errors import Finding, InputError
from optimisation.views import View
from optimisation.weigh import row_weights

COST, EVERYTHING = "cost", "all"


def views_of(posed: Posed, names: Sequence[str]) -> list[View]:
    """Return views by their names: of the mission file, of threats, or "all" (the objective).

    Parameters
    ----------
    posed : Posed
    names : sequence of str
        Checked by :func:`check_views`.
    """
    mission, ground = posed.mission, posed.ground
    told = {view.name for view in mission.keys.view}
    demand = posed.assembly.demand
    weights = ViewWeights(mission, ground, demand, may_close(mission, ground.sites, posed.locks))
    found = []
    for name in names:
        if name in told:
            reaches, scale = reaches_of(mission, ground, demand), scales_of(mission, ground)[0]
            rows = row_weights(posed.assembly, reaches, scale, weights.of(name))
            found.append(View(name, rows))
        else:
            found.append(_of_threats(posed, name))
    return found


def _of_threats(posed: Posed, name: str) -> View:
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
        found = assembly.rows.summed(number, np.where(inside[block.cells], block.weights, 0.0))
        weights[: found.size] += found  # rows of rules on tiers come after those of cells, and weigh nothing
    return View(name, weights)


def check_pair(mission: Mission, first: str, second: str) -> None:
    """Refuse, before anything is planned, two views that cannot be weighed against each other."""
    check_views(mission, (first,) if second == COST else (first, second), also=(COST,))
    if second == COST and first != EVERYTHING:
        against = "cost is weighed against the objective alone, not against a view"
        raise _unknown(first, "leave the first view out, or name a view as the second", against)


def check_views(mission: Mission, names: Sequence[str], *, also: Sequence[str] = ()) -> None:
    """Refuse, before anything is planned, views that the mission does not have, and one given twice."""
    register = translate.register(mission)
    known = [EVERYTHING, *(view.name for view in mission.keys.view)]
    known += [*sorted({entry.priority for entry in register}), *(entry.id for entry in register)]
    known += ["strategic"] if any(entry.strategic for entry in register) else []
    for number, name in enumerate(names):
        if name not in known:
            more = f", or {' or '.join(also)} as the second" if also else ""
            raise _unknown(name, f"use one of {', '.join(known)}{more}")
        if name in names[:number]:
            raise _unknown(name, "name each view once", "this view is named twice")


def _unknown(name: str, remedy: str, message: str = "no such view") -> InputError:
    return InputError((Finding("error", message, remedy, column="view", value=name),))
