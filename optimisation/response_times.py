"""Response times: least minutes from some kinds of assets, and how they are spread over people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset
from optimisation.reaches import NEVER, Reaches


def least_minutes(
    assets: Sequence[Asset], reaches: Reaches, *, tier: int, persona: str | None = None
) -> NDArray[np.float64]:
    """Return the least minutes by day from assets of one tier that stand at sites, inf where none comes.

    Parameters
    ----------
    assets : sequence of Asset
    reaches : Reaches
    tier : int
    persona : str or None
        Only of those who travel as this persona.
    """
    least = np.full(reaches.demand.cells.size, NEVER, dtype=np.uint16)
    for asset in assets:
        tool = reaches.tools[asset.tool]
        if tool.stands == "site" and tool.tier == tier and persona in (None, tool.persona):
            positions, tenths = reaches.pairs(asset)
            least[positions] = np.minimum(least[positions], tenths)
    return np.where(least == NEVER, np.inf, least / 10.0)


def people_quantile(minutes: NDArray[np.float64], people: NDArray[np.float64], share: float) -> float | None:
    """Return the minutes within which a share of people is reached, None where so many are not reached.

    Parameters
    ----------
    minutes : ndarray of float64
        inf where nobody comes.
    people : ndarray of float64
    share : float
        0 to 1; 0.5 is the median.
    """
    order = np.argsort(minutes, kind="stable")
    reached = np.cumsum(people[order])
    if not reached.size or reached[-1] <= 0:
        return None
    # The first person of all is at least asked for, so that a share of 0 is the shortest time.
    wanted = share * float(reached[-1]) * (1 - 1e-12)
    held = people[order] > 0
    found = float(minutes[order][held][int(np.searchsorted(reached[held], wanted))])
    return found if np.isfinite(found) else None
