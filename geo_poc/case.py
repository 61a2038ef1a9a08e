"""One set of open assets under account, with everything that its account is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_poc import translate, troops
from geo_poc.host_support import without_host_against_itself
from geo_poc.mission import Mission
from geo_poc.partners import partnerships, with_partners
from layers.landscape import Landscape
from optimisation.assets import Asset, Scale
from optimisation.demand import Demand
from optimisation.evaluate import Evaluation
from optimisation.plan import Site
from optimisation.reaches import Reaches

if TYPE_CHECKING:
    from geo_poc.outcome import Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One set of open assets.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    demand : Demand
    sites : tuple of Site
    reaches : Reaches
    scale : Scale
        With the middle effectiveness.
    evaluation : Evaluation
        Of these assets.
    assets : tuple of Asset
        Open in this case.
    today : tuple of Asset
        Open today; the same in the case of the present.
    """

    mission: Mission
    landscape: Landscape
    demand: Demand
    sites: tuple[Site, ...]
    reaches: Reaches
    scale: Scale
    evaluation: Evaluation
    assets: tuple[Asset, ...]
    today: tuple[Asset, ...]

    def bases(self) -> tuple[Asset, ...]:
        """Return the open bases."""
        return tuple(asset for asset in self.assets if self.reaches.tools[asset.tool].base)

    def new(self) -> tuple[Asset, ...]:
        """Return what stands at a site in this case and does not today."""
        before = {asset.id for asset in self.today}
        return tuple(
            asset
            for asset in self.assets
            if asset.id not in before and self.reaches.tools[asset.tool].stands == "site"
        )

    def closed(self) -> tuple[Asset, ...]:
        """Return today's bases at whose site no base is open in this case."""
        kept = {asset.site for asset in self.bases()}
        return tuple(
            asset for asset in self.today if self.reaches.tools[asset.tool].base and asset.site not in kept
        )


def case_of(outcome: Outcome, evaluation: Evaluation, assets: tuple[Asset, ...]) -> Case:
    """Return the case of some assets of an outcome.

    Parameters
    ----------
    outcome : Outcome
    evaluation : Evaluation
        `outcome.present`, or `outcome.evaluation`.
    assets : tuple of Asset
        What it evaluates.
    """
    mission, landscape = outcome.mission, outcome.landscape
    partners, _ = partnerships(mission, landscape)
    scale = translate.scale(mission, alert=troops.alert_known(mission, landscape))
    return Case(
        mission=mission,
        landscape=landscape,
        demand=outcome.demand,
        sites=outcome.sites,
        reaches=outcome.reaches,
        scale=without_host_against_itself(with_partners(scale, partners), mission, landscape),
        evaluation=evaluation,
        assets=assets,
        today=outcome.present_assets,
    )
