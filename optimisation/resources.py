"""What options use of each resource, and what there is of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import Asset
from optimisation.escorts import NO_ESCORTS, Escorts, patrol_days
from optimisation.options import Means
from optimisation.reaches import Reaches

ENGAGEMENTS = "engagements"
"""Resource of mediation and political pressure: how many can be kept up at once."""


FLIGHT_HOURS = "helicopter hours"


ESCORTS = "escorts"
"""Resources of what flies, and of teams that go with troops."""


def uses(
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    means: Means,
    reaches: Reaches,
    *,
    escorts: Escorts = NO_ESCORTS,
    labels: Sequence[str] = (),
) -> tuple[tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the names of the resources, the use of each by each asset, and the stocks.

    What stands uses nothing but patrol-days, which it supplies. Every tool with a counted budget is a
    resource, and so are engagements, helicopter hours, escorts, and the patrol-days of each base that may
    lend one.
    """
    budget = {name: count for name, count in (means.budget or {}).items() if count is not None}
    tools = [reaches.tools[asset.tool] for asset in assets]
    names = [tool for tool in reaches.tools if tool in budget and reaches.tools[tool].stands != "threat"]
    stock = [float(budget[name]) for name in names]
    use = [[float(asset.tool == name) for asset in assets] for name in names]
    if any(tool.stands == "threat" for tool in reaches.tools.values()):
        names.append(ENGAGEMENTS)
        stock.append(float(means.engagements))
        use.append([float(tool.stands == "threat") for tool in tools])
    # What nothing may use is told as left unspent.
    if means.flight_hours > 0 or any(tool.flight_hours for tool in tools):
        names.append(FLIGHT_HOURS)
        stock.append(means.flight_hours)
        use.append([tool.flight_hours for tool in tools])
    if means.escorts > 0 or escorts.assets:
        names.append(ESCORTS)
        stock.append(float(means.escorts))
        use.append([float(asset.escort >= 0) for asset in assets])
    table = np.array(use, dtype=np.float64).reshape(len(names), len(assets)) * ~in_place
    chosen = {a.tool for a in assets if a.route is not None and not means.kept(a.tool)}
    days, spent = patrol_days(assets, escorts, reaches, labels, budgeted=chosen)
    table = np.vstack([table, *(row[None, :] for row in spent)])
    return (*names, *days), table, np.array([*stock, *(0.0 for _ in days)])
