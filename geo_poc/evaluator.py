"""What evaluates a set of open assets on a mission's ground, and what acts today."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from geo_poc.ground import Ground
from geo_poc.mission import Mission
from geo_poc.quieted import weights_without
from optimisation.assemble import Assembly
from optimisation.assets import Asset, Scale
from optimisation.evaluate import Evaluation, evaluate
from optimisation.prepare import people_by_group
from optimisation.reaches import Reaches


def evaluator(
    ground: Ground,
    reaches: Reaches,
    scales: tuple[Scale, Scale, Scale],
    *,
    mission: Mission | None = None,
) -> Callable[[Sequence[Asset]], Evaluation]:
    """Return what evaluates a set of open assets.

    With the mission, closing a base in place is weighed with what stood around it before it fell quiet.
    """
    middle, low, high = scales
    groups = people_by_group(ground.landscape, reaches.demand)
    without = None if mission is None else weights_without(mission, ground, reaches.demand)
    return lambda assets: evaluate(
        assets, reaches=reaches, scale=middle, low=low, high=high, groups=groups, without=without
    )


def present_choice(assembly: Assembly) -> NDArray[np.bool_]:
    """Return what acts today: what stands, and partners.

    Nobody hands over which patrols are driven today. Where their number is not budgeted, bases in place keep
    theirs going as they would in a plan, so that a plan does not gain by what is done already.
    """
    partners = [asset.tool.startswith("partner:") for asset in assembly.assets]
    return assembly.in_place | assembly.today | np.array(partners, dtype=np.bool_)
