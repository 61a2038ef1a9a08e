"""The bands of a risk raster: risk, its parts, and where it must not be read as low."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import SOURCES

RISK_UNIT = "people x events per 100 km2 and year"
LIKELIHOOD_UNIT = "events per 100 km2 and year"
FORECAST_UNIT = "weighted events within the period"
LIKELIHOOD = "likelihood_"
"""How the names of the bands of likelihood begin."""


def surface_bands(found: Surfaces) -> tuple[dict[str, NDArray[np.float64]], dict[str, str]]:
    """Return the bands by name, and the unit of each.

    Returns
    -------
    dict of str to ndarray of float64, demand shape
        NaN outside the area, and everywhere where the source is not observed.
    dict of str to str
    """
    mask, risk = found.landscape.grid.mask, found.risk
    bands: dict[str, NDArray[np.float64]] = {}
    units: dict[str, str] = {}

    def add(name: str, values: NDArray[np.generic] | None, unit: str) -> None:
        known = np.nan if values is None else values.astype(np.float64)
        bands[name] = np.where(mask, known, np.nan)
        units[name] = unit

    for source in SOURCES:
        add(source, risk.risk.get(source), RISK_UNIT)
    add(TOTAL, risk.total(), RISK_UNIT)
    for source in SOURCES:
        add(f"{LIKELIHOOD}{source}", risk.likelihood.get(source), LIKELIHOOD_UNIT)
    add("people", np.where(risk.people_known, risk.people, np.nan), "people")
    add("unknown", risk.unknown, "1 = nobody observes: not low, unknown")
    low = found.low_with_presence(risk.total())
    add(
        "low_with_presence",
        low,
        "1 = low within a base's own reach: not low, its calm may be the base's",
    )
    return bands, units
