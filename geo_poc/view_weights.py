"""What the mission file's views weigh: each cell by source, together as heavy as the mission's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo_poc import translate
from geo_poc.ground import Ground
from geo_poc.locks import within_reach_of
from geo_poc.mission import Mission
from geo_poc.schema_views import View
from layers.errors import Finding, InputError
from layers.surface import read_surface
from optimisation.assemble import Assembly
from optimisation.assets import Scale
from optimisation.demand import Demand
from optimisation.prepare import Weighting, build_demand, people_by_group
from optimisation.prepare_areas import cells_of_district
from optimisation.reaches import Reaches
from optimisation.weigh import Weights, as_heavy, row_weights, weighed

Floats = NDArray[np.float64]


class ViewWeights:
    """The weights of a mission's views on one demand, each computed when it is asked for.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    demand : Demand
        Of the plan: with the bases that it closes.
    closing : sequence of int
        Those bases.
    """

    def __init__(self, mission: Mission, ground: Ground, demand: Demand, closing: Sequence[int]) -> None:
        self._mission, self._ground, self._demand = mission, ground, demand
        self._closing = closing
        self._risk: Weights | None = None

    def of(self, name: str) -> dict[str, Floats]:
        """Return the weights of one view.

        Raises
        ------
        InputError
            For a district, a group or a surface that is not there.
        """
        view = next(view for view in self._mission.keys.view if view.name == name)
        factor = self._priorities(view) * self._districts(view) * self._groups(view) * self._surface(view)
        sources = {
            str(source): weight
            for source, weight in (self._mission.keys.objective.source_weights | view.source_weights).items()
        }
        made = {source: sources[source] * risk * factor for source, risk in self._raw().items()}
        if not any(weight.any() for weight in made.values()):
            raise _fault(view, "", "this view has no weight anywhere", "give some area or source a weight")
        return as_heavy(made, self._demand)

    def _raw(self) -> Weights:
        """Return risk alone, by source, with what closing bases keeps of earlier risk."""
        if self._risk is None:
            keys = self._mission.keys.objective
            even = Weighting(dict.fromkeys(map(str, keys.source_weights), 1.0), _EVEN)
            self._risk = build_demand(
                self._ground.landscape,
                self._ground.risk,
                register=translate.register(self._mission),
                weighting=even,
                keep_earlier=within_reach_of(self._closing, self._ground, self._ground.tools),
            ).weights
        return self._risk

    def _priorities(self, view: View) -> Floats:
        """Return the highest weight of the threats on each cell, 1 where there is none."""
        given = self._mission.keys.objective.priority_weights | view.priority_weights
        own = {str(priority): weight for priority, weight in given.items()}
        factor = np.full(self._demand.cells.size, np.nan)
        for threat in self._demand.threats:
            weight = view.threat_weights.get(threat.id, own[threat.priority])
            factor[threat.cells] = np.fmax(factor[threat.cells], weight)
        return np.where(np.isnan(factor), 1.0, factor)

    def _districts(self, view: View) -> Floats:
        factor = np.ones(self._demand.cells.size)
        for name, weight in view.district_weights.items():
            inside = cells_of_district(self._ground.landscape, self._demand, name)
            if inside is None:
                message, remedy = "this view names a district that is not there", "see the district layer"
                raise _fault(view, "district_weights", message, remedy, name)
            factor[inside] *= weight
        return factor

    def _groups(self, view: View) -> Floats:
        """Return the mean weight of the people of each cell, groups that the view does not name at 1."""
        if not view.group_weights:
            return np.ones(self._demand.cells.size)
        groups = people_by_group(self._ground.landscape, self._demand)
        for name in view.group_weights:
            if name not in groups:
                remedy = f"use one of: {', '.join(groups)}" if groups else "add layers.groups"
                message = "this view weighs a group that is not counted"
                raise _fault(view, "group_weights", message, remedy, name)
        everybody = np.sum(list(groups.values()), axis=0)
        counted = np.sum([view.group_weights.get(g, 1.0) * people for g, people in groups.items()], axis=0)
        mean: Floats = np.divide(counted, everybody, out=np.ones(everybody.size), where=everybody > 0)
        return mean

    def _surface(self, view: View) -> Floats:
        """Return the mean of the surface in each cell, 1 where it says nothing."""
        if view.surface is None:
            return np.ones(self._demand.cells.size)
        role = f"view.{view.name}.surface"
        values = read_surface(self._mission.file(view.surface.path), self._ground.landscape.grid, role=role)
        found = values.ravel()[self._demand.cells]
        return np.asarray(np.where(np.isnan(found), 1.0, found), dtype=np.float64)


_EVEN = {"must": 1.0, "should": 1.0, "could": 1.0}


def _fault(view: View, key: str, message: str, remedy: str, value: str = "") -> InputError:
    column = f"view.{view.name}.{key}".rstrip(".")
    return InputError((Finding("error", message, remedy, column=column, value=value or view.name),))


def by_views(
    mission: Mission,
    ground: Ground,
    assembly: Assembly,
    reaches: Reaches,
    scale: Scale,
    closing: Sequence[int],
) -> Assembly:
    """Return an assembly whose objective is the mission's views together, by their shares.

    Parameters
    ----------
    mission : Mission
        With `objective.views`; without, the assembly stays as it is.
    ground : Ground
    assembly : Assembly
    reaches : Reaches
    scale : Scale
        The last two as it was assembled with.
    closing : sequence of int
        Bases that close.
    """
    mixed = mixed_weights(mission, ground, assembly.demand, closing)
    if mixed is None:
        return assembly
    rows = row_weights(assembly, reaches, scale, mixed)
    return replace(assembly, problem=weighed(assembly.problem, rows))


def mixed_weights(
    mission: Mission, ground: Ground, demand: Demand, closing: Sequence[int]
) -> dict[str, Floats] | None:
    """Return the weights of the mission's views together, by their shares; None where it plans for none.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    demand : Demand
        Of the plan.
    closing : sequence of int
        Bases that close.
    """
    shares = view_shares(mission)
    if not shares:
        return None
    weights = ViewWeights(mission, ground, demand, closing)
    mixed: dict[str, Floats] = {}
    for name, share in shares.items():
        for source, weight in weights.of(name).items():
            mixed[source] = mixed.get(source, np.zeros(weight.size)) + share * weight
    return mixed


def view_shares(mission: Mission) -> dict[str, float]:
    """Return the shares of the views in the objective, summing to 1; none where it is the mission's own."""
    given = mission.keys.objective.views
    whole = sum(given.values())
    return {name: weight / whole for name, weight in given.items()}


def views_told(mission: Mission) -> tuple[str, ...]:
    """Return in one sentence whose views the objective is, with who was asked, where it is any's."""
    shares = view_shares(mission)
    if not shares:
        return ()
    known = {view.name: view for view in mission.keys.view}
    told = "; ".join(f"{name} {share:.0%} ({asked_words(known[name])})" for name, share in shares.items())
    line = (
        f"Placed for the views {told}. Objective, bound and credit of the plan, and what one more unit "
        "would add, are in their weights; everything else is counted with the mission's own weights, as for "
        "every plan."
    )
    return (line,)


def asked_words(view: View) -> str:
    """Return who was asked about a view, when and how many."""
    return ", ".join(
        f"{asked.who.replace('_', ' ')}: {asked.people:,} asked {asked.date:%B %Y}"
        for asked in view.consulted
    )
