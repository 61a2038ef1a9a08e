"""A risk estimate as what its page shows: a raster for each source, period and view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_poc.ahead_words import ahead_notes, ahead_rows
from geo_poc.audience import AUDIENCES, proposed_to
from geo_poc.hotspot_cards import hotspot_cards
from geo_poc.risk_bands import LIKELIHOOD_UNIT, RISK_UNIT
from geo_poc.risk_periods import RECENT, periods_of
from geo_poc.risk_shown import risk_marks, shown_classes, total_words
from geo_poc.risk_surfaces import Surfaces
from geo_poc.risk_words import risk_headlines, risk_notes
from layers.mercator import MercatorWarp
from layers.risk.classes import classify
from maps.picture import Classed
from maps.risk import RiskPicture
from maps.risk_page import Frame
from maps.risk_scale import CHANCE_BREAKS, SURE_BREAKS

MOST_PIXELS = 1200


def risk_picture(
    found: Surfaces, document: Mapping[str, Any], tables: Mapping[str, gpd.GeoDataFrame]
) -> RiskPicture:
    """Return what the page shows.

    Parameters
    ----------
    found : Surfaces
    document : mapping
        risk.json.
    tables : mapping of str to GeoDataFrame
        As :func:`geo_poc.risk_tables.surface_tables` returns them.
    """
    audience = AUDIENCES[document["audience"]]
    return RiskPicture(
        title=f"{document['mission']}: risk",
        **risk_marks(document),
        rasters=tuple(_rasters(found)),
        periods=tuple((period.key, period.words) for period in periods_of(found)),
        breaks=found.breaks,
        likelihood_breaks=found.likelihood_breaks,
        risk_unit=RISK_UNIT,
        likelihood_unit=LIKELIHOOD_UNIT,
        shown_period=RECENT,
        validated=document["validation"]["validated"],
        tables=tables,
        not_observed=tuple(document["not_observed"]),
        headlines=risk_headlines(document),
        notes=risk_notes(document),
        total_words=total_words(found),
        ahead=ahead_rows(document),
        ahead_notes=ahead_notes(document),
        cards=()
        if "hotspots" in audience.left_out
        else hotspot_cards(found, proposed_to(audience.key, found)),
    )


def _rasters(found: Surfaces) -> Iterator[tuple[Frame, Classed]]:
    warp = MercatorWarp(found.landscape.grid, max_pixels=MOST_PIXELS)
    for frame, classes in _frames(found):
        inside = np.where(found.landscape.grid.mask, classes, 0).astype(np.uint8)
        warped = warp.warp(inside)
        yield frame, Classed(np.asarray(warped.values, dtype=np.uint8), warped.bounds)


def _frames(found: Surfaces) -> Iterator[tuple[Frame, NDArray[np.uint8]]]:
    for period in periods_of(found):
        for source, surface in period.risk.items():
            yield Frame(source, period.key, "risk"), shown_classes(found, surface)
        if period.ahead is not None:
            for source in period.risk:
                classes = classify(period.ahead.chance(source), CHANCE_BREAKS, found.unknown)
                yield Frame(source, period.key, "chance"), classes
    for source, values in found.risk.likelihood.items():
        yield (
            Frame(str(source), RECENT, "likelihood"),
            classify(values, found.likelihood_breaks, found.unknown),
        )
    for source, share in ({} if found.ensemble is None else found.ensemble.top_decile).items():
        yield Frame(str(source), RECENT, "sure"), classify(share, SURE_BREAKS, found.unknown)
