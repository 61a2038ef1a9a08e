"""What page, sheet and rasters of a risk estimate share."""

from __future__ import annotations

import numpy as np

from geo_poc.risk_run import Surfaced
from geo_poc.risk_shown import class_band, class_words, risk_date, risk_scale, shown_classes


def test_classes_of_rasters_are_those_drawn(tiny_risk: Surfaced) -> None:
    """A raster holds the drawn classes but for low with presence, which has one number for all missions."""
    found = tiny_risk.surfaces
    total = found.risk.total()
    drawn, held, mask = shown_classes(found, total), class_band(found, total), found.landscape.grid.mask
    presence = drawn == risk_scale(found).presence_class
    assert presence.any()
    assert (held[presence] == 254).all()
    assert (held[mask & ~presence] == drawn[mask & ~presence]).all()
    assert (drawn[~mask] == 0).all()
    words = class_words(found)
    assert all(f"{number} = " in words for number in np.unique(held[mask]).astype(int))


def test_date_names_that_of_the_risk_where_it_is_earlier() -> None:
    """A record that ends in another month than the mission's date is told."""
    same = {"as_of": "2026-01-31", "validation": {"decay_from": "2026-01-15"}}
    earlier = {"as_of": "2026-01-31", "validation": {"decay_from": "2025-06-30"}}
    assert risk_date(same) == "2026-01-31"
    assert risk_date(earlier) == "2026-01-31; risk as of 2025-06-30"
