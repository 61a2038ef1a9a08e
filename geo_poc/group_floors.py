"""People of groups that floors may be about, and whether a floor on one says anything of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_poc.mission import Mission
from geo_poc.schema_constraints import FloorRule
from layers.displaced import add_displaced
from layers.errors import Finding
from layers.grid import block_sum
from layers.landscape import Landscape
from optimisation.demand import Demand
from optimisation.equity import share_spread
from optimisation.prepare import people_by_group

DISPLACED = "displaced"
"""Group of the people at sites of displaced people."""


def group_people(landscape: Landscape, demand: Demand) -> dict[str, NDArray[np.float64]]:
    """Return the people of each group that a layer counts, by demand position.

    Parameters
    ----------
    landscape : Landscape
    demand : Demand
    """
    found = people_by_group(landscape, demand)
    if len(landscape.displaced):
        nobody = np.zeros(landscape.travel.shape)
        people, _ = add_displaced(nobody, landscape.travel, landscape.displaced)
        found[DISPLACED] = block_sum(people, landscape.factor).ravel()[demand.cells]
    return found


def uninformative(
    mission: Mission, landscape: Landscape, demand: Demand, rule: FloorRule, key: str
) -> tuple[Finding, ...]:
    """Return a warning where a group's share of a cell's people barely varies: its floor says nothing.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    demand : Demand
    rule : FloorRule
        With a group.
    key : str
        Of the rule, for the finding.
    """
    people = group_people(landscape, demand)
    own = people.get(rule.group or "")
    if own is None:
        return ()
    # Displaced people are told against everybody, the groups against all that groups count.
    counted = [values for name, values in people.items() if name != DISPLACED]
    everybody = demand.people if rule.group == DISPLACED else np.sum(counted, axis=0)
    spread = share_spread(own, np.maximum(everybody, own))
    least = mission.keys.evaluation.group_spread
    if spread >= least:
        return ()
    return (
        Finding(
            "warning",
            f"the share of {rule.group} among people barely varies between cells (spread {spread:.3f}, from "
            f"{least:g} on it would tell): floor {rule.name} carries no information, it asks for what a "
            "floor on everybody asks for",
            "leave the group out, or give finer figures by age and sex",
            column=f"{key}.group",
            value=str(rule.group),
        ),
    )
