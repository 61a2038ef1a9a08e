"""The books of an estimate: every recorded event is on the surface, or told where else it went."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Source
from layers.risk.density import SourceSurfaces
from layers.risk.events import ThreatEvents
from layers.risk.spread import Spread
from layers.risk.surface import Balance


def balance_of(
    events: ThreatEvents,
    spread: Spread,
    per_year: NDArray[np.float64],
    surfaces: Mapping[Source, SourceSurfaces],
) -> dict[Source, Balance]:
    """Return where the events of each source went, events a year."""
    located = events.located
    laid = spread.zone >= 0
    kept = np.zeros(located.size)
    kept[laid] = np.asarray(spread.shares.sum(axis=1)).ravel()[spread.zone[laid]]
    found: dict[Source, Balance] = {}
    for band, (source, surface) in enumerate(surfaces.items()):
        mass = events.weights[:, band] * per_year
        found[source] = Balance(
            recorded=float(mass.sum()),
            unplaced=float(mass[~located].sum()),
            far=float(mass[located & ~laid].sum()),
            beyond=float((mass * (1.0 - kept))[laid].sum()),
            spread=surface.on_canvas,
            in_area=surface.in_area,
        )
    return found
