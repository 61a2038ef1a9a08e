"""Surfaces that rest on too little: one event, or all events on one point, say little of anywhere else."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from layers.errors import Finding
from layers.landscape import Source
from layers.risk.canvas import Canvas
from layers.risk.events import ThreatEvents

FEWEST = 10
_SAME_M = 100.0
_OF_A_UNIT = (3, 4)
"""Precisions that place an event by the name of its district or first level, not by its point."""


def data_poor(events: ThreatEvents, canvas: Canvas) -> dict[Source, str]:
    """Return the sources whose surface rests on too little, each with the reason in words.

    Parameters
    ----------
    events : ThreatEvents
    canvas : Canvas
        The area and the kernel's reach: an event at a point beyond it says nothing of the area.

    Returns
    -------
    dict of source to str
        Observed sources with fewer than ten events on the map, none included, or all of them on one point.
    """
    poor: dict[Source, str] = {}
    at_point = events.located & ~np.isin(events.precision, _OF_A_UNIT)
    near = events.located & (~at_point | (canvas.cell_of(events.x, events.y) >= 0))
    for band, source in enumerate(events.sources):
        own = events.weights[:, band] > 0
        placed = own & near
        count = int(placed.sum())
        if not own.any():
            poor[source] = "none of the incidents read is by it"
        elif not (own & events.located).any():
            poor[source] = "none of its events has a place on the map"
        elif count == 0:
            poor[source] = "none of its events lies in or near the area"
        elif not at_point[placed].any():
            poor[source] = "none of its events in or near the area is known closer than to a district"
        elif np.ptp(events.x[placed]) < _SAME_M and np.ptp(events.y[placed]) < _SAME_M and count > 1:
            poor[source] = f"all of its {count} events on the map lie on one point"
        elif count < FEWEST:
            poor[source] = "1 event on the map" if count == 1 else f"{count} events on the map"
    return poor


def poor_notes(poor: Mapping[Source, str]) -> list[Finding]:
    """Warn of each surface that rests on too little."""
    return [
        Finding(
            "warning",
            f"the surface of {source} is data-poor: {reason}; where it shows nothing, little is known",
            "give a longer record, or more precise positions",
            column="incidents",
            value=source,
        )
        for source, reason in poor.items()
    ]
