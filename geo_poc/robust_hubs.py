"""What of a plan no hub supports in a future: it stands and counts there, and goes against a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo_poc.constraining import constraints_of
from geo_poc.ground import Ground
from geo_poc.locks import may_close
from geo_poc.mission import Mission
from geo_poc.rules_held import beyond_hubs
from geo_poc.troops import standing
from optimisation.assets import Asset
from optimisation.constraints import Constraints
from optimisation.options import Lock
from optimisation.plan import Site
from optimisation.prepare_travel import site_positions
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True, eq=False)
class Hubs:
    """The rules on hubs of a mission, on the ground of a future.

    Parameters
    ----------
    rules : Constraints
        Those on hubs alone.
    today : tuple of Asset
        What stands today, what is lost in the future too.
    locked : frozenset of str
        Ids of what a lock opens.
    closing : tuple of int
        Sites whose base closes, or may.
    sites : tuple of Site
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    reaches : Reaches
    """

    rules: Constraints
    today: tuple[Asset, ...]
    locked: frozenset[str]
    closing: tuple[int, ...]
    sites: tuple[Site, ...]
    site_cells: NDArray[np.int64]
    reaches: Reaches

    @classmethod
    def of(cls, mission: Mission, ground: Ground, locks: Sequence[Lock], reaches: Reaches) -> Hubs:
        """Return the rules on hubs of a mission; none where it has none.

        Parameters
        ----------
        mission : Mission
        ground : Ground
        locks : sequence of Lock
        reaches : Reaches
        """
        asked = mission.keys.constraints
        keys = mission.keys.model_copy(update={"constraints": type(asked)(hub=asked.hub)})
        sites = ground.sites
        rules, _ = constraints_of(
            replace(mission, keys=keys),
            ground.landscape,
            reaches.demand,
            tools=ground.tools,
            sites=sites,
            locks=locks,
        )
        return cls(
            rules,
            tuple(Asset(f"{tool}:{sites[site].id}", tool, site) for site, tool in standing(ground.landscape)),
            frozenset(f"{lock.tool}:{sites[lock.site].id}" for lock in locks if lock.open),
            may_close(mission, sites, locks),
            sites,
            site_positions(ground.landscape, reaches.demand, ground.site_cells),
            reaches,
        )

    def beyond(self, assets: Sequence[Asset]) -> list[str]:
        """Return in words what of some assets no hub, and no base among them, supports.

        Parameters
        ----------
        assets : sequence of Asset
        """
        if not self.rules.supports:
            return []
        found = beyond_hubs(
            self.rules,
            assets,
            today={asset.id for asset in self.today},
            locked=self.locked,
            closing=self.closing,
            sites=self.sites,
            site_cells=self.site_cells,
            reaches=self.reaches,
        )
        return [words for some in found.values() for words in some]
