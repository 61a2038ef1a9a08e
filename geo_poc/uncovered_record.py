"""The uncovered areas of a plan as documents about plans have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimisation.uncovered import UncoveredArea

MOST_AREAS = 10
"""Uncovered areas listed for a plan, those with most risk."""


def uncovered_rows(areas: Sequence[UncoveredArea]) -> list[dict[str, Any]]:
    """Return the uncovered areas with most risk: rank, name, lon, lat, people, risk, why.

    Parameters
    ----------
    areas : sequence of UncoveredArea
        By falling risk.
    """
    return [
        {
            "rank": area.rank,
            "name": area.name,
            "lon": area.lon,
            "lat": area.lat,
            "people": area.people,
            "risk": area.risk,
            "why": area.why,
        }
        for area in areas[:MOST_AREAS]
    ]
