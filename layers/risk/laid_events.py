"""Events laid on the canvas, and the kernel's surfaces of each source that follow from their weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape, Source
from layers.risk.bandwidth import BandwidthChoice
from layers.risk.canvas import Canvas, canvas_around
from layers.risk.combine import Judged
from layers.risk.density import SourceSurfaces, source_surfaces
from layers.risk.events import ThreatEvents
from layers.risk.incident_rules import IncidentRules
from layers.risk.kernel import TRUNCATE
from layers.risk.reporting import reported_share
from layers.risk.spread import FUZZY_SIGMA_M, Spread, prior_intensity, spread_events


@dataclass(frozen=True, slots=True, eq=False)
class LaidEvents:
    """Events with the cells that they fall on, and what turns them into surfaces.

    Parameters
    ----------
    landscape : Landscape
    events : ThreatEvents
    spread : Spread
    bandwidth_m : float
    decayed : ndarray of float64, shape (n,)
        Decayed weight of each event, events a year.
    observed_share : ndarray of float64, window shape, or None
        Share of events that somebody would report; None without a correction.
    judged : Judged
    """

    landscape: Landscape
    events: ThreatEvents
    spread: Spread
    bandwidth_m: float
    decayed: NDArray[np.float64]
    observed_share: NDArray[np.float64] | None
    judged: Judged

    def surfaces(self, per_year: NDArray[np.float64]) -> dict[Source, SourceSurfaces]:
        """Return the surfaces of each source with these weights of the events, events a year."""
        canvas = self.spread.canvas
        return {
            source: source_surfaces(
                self.landscape,
                canvas,
                self.spread.mass(self.events.weights[:, band] * per_year),
                self.bandwidth_m,
                self.judged.steps(self.landscape, source, canvas.window_slices),
                self.observed_share,
            )
            for band, source in enumerate(self.events.sources)
        }


def lay_events(
    landscape: Landscape,
    events: ThreatEvents,
    choice: BandwidthChoice,
    *,
    half_life_days: float,
    judged: Judged,
    rules: IncidentRules,
) -> LaidEvents:
    """Lay events on the canvas that the chosen bandwidth needs.

    Parameters
    ----------
    landscape : Landscape
    events : ThreatEvents
    choice : BandwidthChoice
    half_life_days : float
        > 0.
    judged : Judged
    rules : IncidentRules
    """
    decayed = events.decay(half_life_days) / events.decayed_years(half_life_days)
    canvas = canvas_of(landscape, events, choice.bandwidth_m)
    spread = spread_events(
        events,
        landscape,
        canvas,
        intensity=prior_intensity(events, canvas, choice.bandwidth_m, decayed, rules),
    )
    observed_share = None
    if rules.reporting_half_m is not None:
        observed_share = reported_share(landscape, canvas.window_slices, rules.reporting_half_m)
    return LaidEvents(landscape, events, spread, choice.bandwidth_m, decayed, observed_share, judged)


def canvas_of(landscape: Landscape, events: ThreatEvents, bandwidth_m: float) -> Canvas:
    """Return the canvas that the kernels of these events need."""
    fuzzy = bool((events.located & np.isin(events.precision, (2, 5))).any())
    cell = landscape.travel.cell_m  # each kernel ends at a whole cell
    reach = TRUNCATE * bandwidth_m + cell + (TRUNCATE * FUZZY_SIGMA_M + cell if fuzzy else 0.0)
    return canvas_around(landscape.travel, reach, block=landscape.factor)
