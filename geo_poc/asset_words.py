"""What one asset is called in a sentence: what and where, a patrol by number, an escort by its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo_poc.conflicts import option_name
from geo_poc.option_words import named_words, tool_words
from optimisation.assets import Asset
from optimisation.plan import Site


def asset_words(asset: Asset, sites: Sequence[Site], threats: Mapping[str, str]) -> str:
    """Return what an asset is called: a patrol by number and start, all else as options are.

    Parameters
    ----------
    asset : Asset
    sites : sequence of Site
    threats : mapping of id to name
    """
    if asset.route is not None:
        return f"{tool_words(asset.tool)} {asset.route.number} from {sites[asset.site].name}"
    return named_words(option_name(asset, sites, threats))
