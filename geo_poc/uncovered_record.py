"""The uncovered areas of a plan as documents about plans have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optimisation.uncovered import UncoveredArea

MOST_AREAS = 10
"""Uncovered areas listed for a plan, those with most risk."""


def uncovered_part(areas: Sequence[UncoveredArea]) -> dict[str, Any]:
    """Return `uncovered`, the uncovered areas with most risk, and `uncovered_rest`, how many more there are.

    Parameters
    ----------
    areas : sequence of UncoveredArea
        By falling risk.

    Returns
    -------
    dict
        `uncovered`: rank, name, lon, lat, people, risk, why; `uncovered_rest`: areas, people.
    """
    rest = areas[MOST_AREAS:]
    people = sum(area.people or 0.0 for area in rest)
    return {
        "uncovered": _rows(areas[:MOST_AREAS]),
        "uncovered_rest": {"areas": len(rest), "people": people},
    }


def _rows(areas: Sequence[UncoveredArea]) -> list[dict[str, Any]]:
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
        for area in areas
    ]
