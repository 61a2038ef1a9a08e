"""A future laid out, and what any plan comes to in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_poc.futures import RECORDED, Future
from geo_poc.pipeline import reaches_of, scales_of
from geo_poc.posed import Posed
from optimisation.assemble import open_assets
from optimisation.assets import Scale
from optimisation.credit import recorded_credit
from optimisation.reaches import Reaches
from optimisation.robust import left_standing
from optimisation.tally import tally
from optimisation.three_numbers import Conditions, ThreeNumbers, numbers_under
from optimisation.what_if import standing_under


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A future laid out: its problem with the plan made for it, and how plans are counted under it."""

    future: Future
    posed: Posed
    reaches: Reaches
    scale: Scale

    def score(self, ids: frozenset[str]) -> tuple[float, ThreeNumbers]:
        """Return the credit and the three numbers of what of a plan can act in this future.

        What stands today stands here too, unless it is lost; what has lost its hosts goes with them.
        """
        assembly, problem = self.posed.assembly, self.posed.problem
        wanted = np.array([asset.id in ids for asset in assembly.assets], dtype=np.bool_)
        standing = left_standing(wanted & ~problem.forbidden, problem.requires, problem.fixed_open)
        assets = open_assets(assembly, standing)
        numbers = numbers_under(assets, self.reaches, Conditions())
        if self.future.name == RECORDED:
            found = tally(assets, self.reaches)
            return recorded_credit(assets, found, self.reaches, self.scale, 1), numbers
        return standing_under(assets, self.reaches, self.scale).credit, numbers

    def chosen(self) -> frozenset[str]:
        """Return the ids of what the plan made for this future opens."""
        return frozenset(self.posed.assembly.assets[n].id for n in np.flatnonzero(self.posed.plan.chosen))


def lay_out(future: Future, posed: Posed) -> Laid:
    """Return a future with how plans are counted under it."""
    reaches = reaches_of(posed.mission, posed.ground, posed.assembly.demand)
    return Laid(future, posed, reaches, scales_of(posed.mission, posed.ground)[0])
