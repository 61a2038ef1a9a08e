"""Reporting effort: the share of incidents that somebody would report, by the distance to those who do."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.errors import Finding
from layers.landscape import Landscape
from layers.risk.canvas import Window
from layers.risk.unknown import observers

LEAST = 0.25
"""No place is taken to report less than a quarter: the correction is at most four times."""


def reported_share(landscape: Landscape, window: Window, half_m: float) -> NDArray[np.float64]:
    """Return the share of incidents that is reported, `max(0.25, 2^(-distance / half))`, window shape.

    Parameters
    ----------
    landscape : Landscape
        Its bases, roads and places report.
    window : pair of slice
        Rows and columns of the travel cells that are wanted.
    half_m : float
        Distance over which reporting halves, metres, > 0.
    """
    travel = landscape.travel
    number = np.arange(travel.mask.size).reshape(travel.shape)[window]
    points = observers(landscape, travel)
    share = np.full(number.shape, LEAST)
    if len(points):
        centre = np.column_stack(travel.centre(number.ravel()))
        far = half_m * math.log2(1.0 / LEAST)
        away, _ = cKDTree(points).query(centre, distance_upper_bound=far)
        share = np.maximum(LEAST, np.exp2(-away / half_m)).reshape(number.shape)
    return share


def reporting_notes(before: float, after: float, half_m: float | None) -> list[Finding]:
    """Tell what the correction adds to the events in the area, where one is made."""
    if half_m is None:
        return []
    text = (
        f"likelihood is corrected for reporting that halves every {half_m / 1000:g} km from bases, roads and"
        f" places, at most four times: {after:.4g} events a year in the area instead of {before:.4g}"
    )
    return [
        Finding(
            "warning",
            text,
            "judgement: compare without it",
            column="risk.reporting_half_m",
            value=f"{half_m:g}",
        )
    ]
