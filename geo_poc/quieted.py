"""What risk counts where a base in place would close: its presence may be what made it calm."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from geo_poc import translate
from geo_poc.ground import Ground
from geo_poc.locks import within_reach_of
from geo_poc.mission import Mission
from optimisation.demand import Demand
from optimisation.prepare import build_demand
from optimisation.weigh import Weights


def weights_without(mission: Mission, ground: Ground, demand: Demand) -> Callable[[int], Weights | None]:
    """Return what gives the weights that count if the base of a site closes; None where none stands today.

    Within the reach of that base they are the higher of recent and earlier intensity, so that a base whose
    surroundings fell quiet after it opened is not the cheapest to close.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    demand : Demand
        Of the plan; what it keeps of earlier risk stays.
    """
    bases = tuple(number for number, site in enumerate(ground.sites) if site.kind == "base")

    @cache
    def everywhere() -> Weights:
        return build_demand(
            ground.landscape,
            ground.risk,
            register=translate.register(mission),
            weighting=translate.weighting(mission),
            keep_earlier=within_reach_of(bases, ground, ground.tools),
        ).weights

    def without(site: int) -> Weights | None:
        near = within_reach_of([site], ground, ground.tools) if site in bases else None
        if near is None:
            return None
        inside = near[demand.cells]
        return {
            source: np.where(inside, np.maximum(everywhere()[source], weight), weight)
            for source, weight in demand.weights.items()
        }

    return without
