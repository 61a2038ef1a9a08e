"""What assets are called in a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.asset_words import asset_words
from optimisation.assets import Asset
from optimisation.plan import Site

SITES = (Site("a", "Ash", 0.0, 0.0, "base"), Site("b", "Birch", 1.0, 0.0, "candidate"))
CELLS = np.array([0], dtype=np.int64)


@pytest.mark.parametrize(
    ("asset", "words"),
    [
        (Asset("jpt:b", "jpt", 1), "joint protection team at Birch"),
        (Asset("jpt:b+a", "jpt", 1, escort=0), "joint protection team at Birch with an escort from Ash"),
        (Asset("mediation:T1", "mediation", cells=CELLS), "mediation and good offices on Raids"),
        (
            Asset("host_support:police/North", "host_support", cells=CELLS, about="Police in North"),
            "support to host police and justice for Police in North",
        ),
    ],
)
def test_assets_are_called_by_what_they_are_and_where(asset: Asset, words: str) -> None:
    """A site, the base that escorts, the threat, the actor and district: never a key."""
    assert asset_words(asset, SITES, {"T1": "Raids"}) == words
