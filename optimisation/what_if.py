"""What a set of assets earns and reaches when the conditions of some troops were others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from optimisation.assets import Asset, Scale, Unit
from optimisation.credit import cell_credit
from optimisation.reaches import Reaches
from optimisation.tally import any_within, tally, unique_assets


@dataclass(frozen=True, slots=True)
class Standing:
    """What a set of assets comes to.

    Parameters
    ----------
    credit : float
        With the middle effectiveness, over all sources.
    people, people_night : float
        Within the own reach of a tier II tool that stands at a site, by day and by night.
    """

    credit: float
    people: float
    people_night: float

    def less(self, other: Standing) -> Standing:
        """Return the differences to another standing."""
        return Standing(
            self.credit - other.credit,
            self.people - other.people,
            self.people_night - other.people_night,
        )


def standing_under(
    assets: Sequence[Asset], reaches: Reaches, scale: Scale, units: Mapping[int, Unit] | None = None
) -> Standing:
    """Return what assets earn and reach.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
    scale : Scale
    units : mapping of site to Unit, or None
        Conditions to count with in place of those of `reaches`.
    """
    if units is not None:
        reaches = replace(reaches, units=units)
    demand, tools = reaches.demand, list(reaches.tools.values())
    found = tally(unique_assets(assets), reaches)
    credit = cell_credit(found, demand.weights, tools, scale)
    troops = [tool for tool in tools if tool.reaching]
    size = demand.cells.size
    return Standing(
        credit=float(sum(part.sum() for part in credit.values())),
        people=float(demand.people[any_within(found, troops, size)].sum()),
        people_night=float(demand.people[any_within(found, troops, size, "night")].sum()),
    )
