"""The part of an evaluation that is quick enough to follow a hand: what a change of a plan does, at once.

Every figure comes from the functions that the whole evaluation uses, so that both agree to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset, Scale
from optimisation.evaluate import credit_by_source, least_tenths, people_within, reach_by_band
from optimisation.met import ThreatStatus, threat_statuses
from optimisation.reaches import Reaches
from optimisation.tally import Tally, any_within, tally, unique_assets
from optimisation.three_numbers import ThreeNumbers, count_numbers
from optimisation.uncovered import UncoveredArea, uncovered_areas


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """What a set of open assets reaches and misses, named as in `optimisation.evaluate.Evaluation`.

    Parameters
    ----------
    numbers : ThreeNumbers
    threats : tuple of ThreatStatus
    missed_musts : tuple of str
    reach : mapping of source (and "total") to mapping of band to share
    credit : mapping of source (and "total") to float
    people_within : mapping of band to people
    uncovered : tuple of UncoveredArea
    within_reach : ndarray of bool, by cell position
    """

    numbers: ThreeNumbers
    threats: tuple[ThreatStatus, ...]
    missed_musts: tuple[str, ...]
    reach: Mapping[str, Mapping[str, float]]
    credit: Mapping[str, float]
    people_within: Mapping[str, float]
    uncovered: tuple[UncoveredArea, ...]
    within_reach: NDArray[np.bool_]


def sketch(assets: Sequence[Asset], reaches: Reaches, scale: Scale, *, found: Tally | None = None) -> Sketch:
    """Evaluate a set of open assets, short of what takes long: ends of effectiveness, importance, groups.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
    scale : Scale
        Middle effectiveness.
    found : Tally or None
        Of the same assets and travel, to save counting it again: it does not depend on weights.
    """
    demand, tools = reaches.demand, list(reaches.tools.values())
    assets = unique_assets(assets)
    found, size = found or tally(assets, reaches), demand.cells.size
    troops = [tool for tool in tools if tool.reaching]
    physical, within = least_tenths(found, troops, size), any_within(found, troops, size)
    statuses = threat_statuses(demand, found, assets, reaches)
    return Sketch(
        numbers=count_numbers(demand, found, reaches, statuses),
        threats=statuses,
        missed_musts=tuple(s.name for s in statuses if s.priority == "must" and not s.met),
        reach=reach_by_band(demand, physical, scale.bands_min),
        credit=credit_by_source(demand, found, tools, scale),
        people_within=people_within(demand.people, physical, scale.bands_min),
        uncovered=uncovered_areas(demand, within, at_risk=demand.at_risk()),
        within_reach=within,
    )
