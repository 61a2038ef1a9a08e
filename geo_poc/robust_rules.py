"""Which of a mission's rules a plan goes against in a future: it stands and counts there all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.constraining import constraints_of
from geo_poc.ground import Ground
from geo_poc.locks import may_close
from geo_poc.mission import Mission
from geo_poc.rules_held import beyond_hubs, held_of, near_words, wholes_of
from geo_poc.troops import standing
from optimisation.assets import Asset
from optimisation.constraints import Constraints
from optimisation.options import Lock
from optimisation.plan import Site
from optimisation.prepare_travel import site_positions
from optimisation.reaches import Reaches
from optimisation.spacing import too_near


@dataclass(frozen=True, slots=True, eq=False)
class FutureRules:
    """The rules of a mission that travel, risk or a loss can put a plan against, on the ground of a future.

    Parameters
    ----------
    rules : Constraints
        Least distances, hubs, floors, backups and tiers.
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
    wholes : tuple of float
        What floors and backups are shares of.
    """

    rules: Constraints
    today: tuple[Asset, ...]
    locked: frozenset[str]
    closing: tuple[int, ...]
    sites: tuple[Site, ...]
    site_cells: NDArray[np.int64]
    reaches: Reaches
    wholes: tuple[float, ...]

    @classmethod
    def of(
        cls,
        mission: Mission,
        ground: Ground,
        locks: Sequence[Lock],
        reaches: Reaches,
        options: Sequence[Asset],
    ) -> FutureRules:
        """Return the rules of a mission; what is wrong with them a plan has told.

        Parameters
        ----------
        mission : Mission
        ground : Ground
        locks : sequence of Lock
        reaches : Reaches
        options : sequence of Asset
            What a plan may open in that future.
        """
        sites = ground.sites
        rules, _ = constraints_of(
            mission, ground.landscape, reaches.demand, tools=ground.tools, sites=sites, locks=locks
        )
        return cls(
            rules,
            tuple(Asset(f"{tool}:{sites[site].id}", tool, site) for site, tool in standing(ground.landscape)),
            frozenset(f"{lock.tool}:{sites[lock.site].id}" for lock in locks if lock.open),
            may_close(mission, sites, locks),
            sites,
            site_positions(ground.landscape, reaches.demand, ground.site_cells),
            reaches,
            wholes_of(rules, options, reaches),
        )

    def against(self, assets: Sequence[Asset]) -> list[str]:
        """Return in words what some assets go against, or fall short of.

        Parameters
        ----------
        assets : sequence of Asset
        """
        held = held_of(self.rules, assets, self.wholes, site_cells=self.site_cells, reaches=self.reaches)
        return [*self._near(assets), *self.beyond(assets), *(one.words for one in held if one.short)]

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

    def _near(self, assets: Sequence[Asset]) -> list[str]:
        """Return in words which sites are too near to each other, but for two that stand today."""
        stands, told = {asset.id for asset in self.today}, []
        for spacing in self.rules.spacing:
            held = [asset for asset in assets if asset.tool in spacing.tools and asset.site >= 0]
            for one, other in sorted(too_near(spacing, held, self.site_cells, self.reaches)):
                if {held[one].id, held[other].id} <= stands:
                    continue
                names = " and ".join(self.sites[held[n].site].name for n in (one, other))
                told.append(near_words(spacing, names))
        return told
