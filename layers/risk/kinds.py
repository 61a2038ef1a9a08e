"""The two kinds of incident as surfaces of their own: against civilians, and fighting nearby."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from layers.attribution import AGAINST_CIVILIANS, FIGHTING, Kind
from layers.landscape import Landscape, Source
from layers.risk.density import SourceSurfaces, source_surfaces
from layers.risk.events import ThreatEvents
from layers.risk.spread import Spread


def kind_surfaces(
    landscape: Landscape,
    events: ThreatEvents,
    spread: Spread,
    bandwidth_m: float,
    per_year: NDArray[np.float64],
    whole: Mapping[Source, SourceSurfaces],
    observed: NDArray[np.float64] | None = None,
) -> dict[tuple[Source, Kind], NDArray[np.float64]]:
    """Return the likelihood of each source and kind, events per 100 km2 and year, demand shape.

    Parameters
    ----------
    landscape : Landscape
    events : ThreatEvents
        Fighting carries its weight, as in the whole.
    spread : Spread
    bandwidth_m : float
    per_year : ndarray of float64, shape (n,)
        Events a year that each event stands for.
    whole : mapping of source to SourceSurfaces
        Of both kinds; taken as it is where a source has one kind alone.
    observed : ndarray of float64, window shape, optional
        Share of events that somebody would report.
    """
    found: dict[tuple[Source, Kind], NDArray[np.float64]] = {}
    for band, (source, both) in enumerate(whole.items()):
        fighting = events.fighting[:, band]
        against = events.weights[:, band] - fighting
        weights: tuple[tuple[Kind, NDArray[np.float64], NDArray[np.float64]], ...] = (
            (AGAINST_CIVILIANS, against, fighting),
            (FIGHTING, fighting, against),
        )
        for kind, own, other in weights:
            if not own.any():
                found[source, kind] = np.zeros(landscape.grid.shape)
            elif not other.any():
                found[source, kind] = both.likelihood
            else:
                mass = spread.mass(own * per_year)
                surfaces = source_surfaces(landscape, spread.canvas, mass, bandwidth_m, observed=observed)
                found[source, kind] = surfaces.likelihood
    return found
