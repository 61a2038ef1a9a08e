"""The forecast in place of the kernel: likelihood and risk of each source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.attribution import Kind
from layers.errors import Finding
from layers.landscape import Landscape, Source
from layers.risk.combine import Judged
from layers.risk.density import SourceSurfaces, source_surfaces
from layers.risk.events import ThreatEvents
from layers.risk.forecast import Forecast, Skill, Workings, skill_of
from layers.risk.forecast_density import LearnedGround, learned_density, learned_ground
from layers.risk.forecast_totals import events_in_area, expected_per_year
from layers.risk.learned import LEARNED_MONTHS, Learned, learn
from layers.side_by_side import side_by_side


@dataclass(frozen=True, slots=True, eq=False)
class Forecasted:
    """Surfaces to use, and the forecast that they are or rest on.

    Parameters
    ----------
    surfaces : mapping of source to SourceSurfaces
        The kernel's where nothing learned did better.
    forecast : Forecast or None
        None where the record allows none.
    findings : tuple of Finding
    """

    surfaces: Mapping[Source, SourceSurfaces]
    forecast: Forecast | None
    findings: tuple[Finding, ...]


def forecasted(
    landscape: Landscape,
    attributed: pd.DataFrame,
    events: ThreatEvents,
    kernel: Mapping[Source, SourceSurfaces],
    *,
    as_of: date,
    judged: Judged,
    observed: NDArray[np.float64] | None,
    seed: int = 0,
) -> Forecasted:
    """Learn from the record, and return the learned surfaces where they did better than the kernel's.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event.
    events : ThreatEvents
    kernel : mapping of source to SourceSurfaces
        What the kernel gives.
    as_of : date
    judged : Judged
    observed : ndarray of float64, window shape, or None
        Share of events that somebody would report.
    seed : int
    """
    learned = learn(landscape, attributed, as_of=as_of, seed=seed)
    if learned is None:
        text = "nothing can be learned for a forecast: no incident of the area can be used"
        return Forecasted(kernel, None, (Finding("warning", text, "give a longer record"),))
    level = expected_per_year(events, events_in_area(landscape, events), LEARNED_MONTHS)
    surfaces = kernel
    if learned.validated:
        ground = learned_ground(landscape, events)
        surfaces = learned_surfaces(landscape, ground, learned, level, judged=judged, observed=observed)
    forecast = Forecast(skill_of(learned), workings=Workings(learned, kernel))
    return Forecasted(surfaces, forecast, (_note(skill_of(learned), level),))


def learned_surfaces(
    landscape: Landscape,
    ground: LearnedGround,
    learned: Learned,
    level: float,
    *,
    judged: Judged,
    observed: NDArray[np.float64] | None,
    threads: int = 1,
) -> dict[Source, SourceSurfaces]:
    """Return the surfaces of every source as a forecast has them.

    Parameters
    ----------
    landscape : Landscape
    ground : LearnedGround
    learned : Learned
    level : float
        Weighted events a year that are expected in the area.
    judged : Judged
    observed : ndarray of float64, window shape, or None
        Share of events that somebody would report.
    threads : int
        Sources that are worked on side by side; changes no result.
    """
    canvas, sources = ground.spread.canvas, ground.events.sources
    shares = learned_density(ground, learned, threads=threads)

    def surfaces(band: int) -> SourceSurfaces:
        steps = judged.steps(landscape, sources[band], canvas.window_slices)
        return source_surfaces(landscape, canvas, shares[band] * level, 0.0, steps, observed)

    found = side_by_side(surfaces, range(len(sources)), threads=threads)
    return dict(zip(sources, found, strict=True))


def kinds_of(
    surfaces: Mapping[Source, SourceSurfaces], kernel: Mapping[tuple[Source, Kind], NDArray[np.float64]]
) -> dict[tuple[Source, Kind], NDArray[np.float64]]:
    """Return the likelihood of each kind in the kernel's proportions, so that kinds sum to the surfaces.

    Where the kernel has nothing, the proportions are those of the whole.
    """
    found = {}
    for (source, kind), own in kernel.items():
        both = np.sum([values for (name, _), values in kernel.items() if name == source], axis=0)
        whole = float(own.sum() / both.sum()) if both.sum() > 0 else 0.0
        part = np.divide(own, both, out=np.full_like(own, whole), where=both > 0)
        found[source, kind] = surfaces[source].likelihood * part
    return found


def _note(skill: Skill, level: float) -> Finding:
    seen = f"{skill.windows} windows of {LEARNED_MONTHS:g} months that it had not seen"
    if skill.learned:
        text = (
            f"likelihood is the forecast by {skill.model}: {skill.nats:.2f} nats per event over uniform"
            f" in {seen}, the kernel {skill.kernel_nats:.2f}; {level:.4g} weighted events a year are"
            " expected in the area"
        )
        return Finding("info", text, column="risk.likelihood", value=skill.model)
    text = (
        "likelihood is the kernel's: no learned forecast did better in the windows before, or too few could"
        " be tried"
    )
    return Finding("info", text, column="risk.likelihood", value=skill.model)
