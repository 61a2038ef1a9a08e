"""The forecast in risk.json and tables: each period's events, their range, and how it was checked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_periods import ahead_key
from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import SOURCES
from layers.risk.forecast import MONTHS, Count, Period, Skill
from layers.risk.forecast_places import district_kind

Counts = Mapping[str, Count]
"""Events of some cells by the key of a period."""

NO_COUNTS: Mapping[str, Counts] = {}
"""Nobody looked ahead."""

KEYS = tuple(ahead_key(months) for months in MONTHS)


def ahead_document(found: Surfaces) -> list[dict[str, Any]]:
    """Return each period ahead; empty where nobody looked, or for an audience that gets no forecast."""
    forecast = found.risk.forecast
    return [] if forecast is None else [_row(found, period) for period in forecast.periods]


def spot_counts(found: Surfaces) -> dict[str, dict[str, Count]]:
    """Return the events that each threat area's source is expected to have in it, by its id and period."""
    forecast = found.risk.forecast
    if forecast is None:
        return {}
    cell_m = found.landscape.grid.cell_m
    return {
        spot.id: {
            ahead_key(period.months): period.count(str(spot.source), spot.cells, cell_m)
            for period in forecast.periods
            if spot.source in period.expected
        }
        for spot in found.hotspots
    }


def district_counts(
    found: Surfaces, cells: Sequence[NDArray[np.int64]], level: int | None
) -> list[dict[str, Count]]:
    """Return the events of all sources shown that are expected in each district of a level, by period."""
    forecast, kind = found.risk.forecast, district_kind(level)
    counts: list[dict[str, Count]] = [{} for _ in cells]
    for period in () if forecast is None else forecast.periods:
        if period.expected:
            told = period.counts(TOTAL, cells, found.landscape.grid.cell_m, kind)
            for own, count in zip(counts, told, strict=True):
                own[ahead_key(period.months)] = count
    return counts


def district_documents(counts: Counts) -> dict[str, Any]:
    """Return the events expected in a district by period, null where there is no forecast."""
    return {
        key: {**_count(counts[key]), "chance": counts[key].chance} if key in counts else None for key in KEYS
    }


def count_columns(counts: Counts) -> dict[str, float | None]:
    """Return the columns of a table: low, expected, high and chance of any, None without a forecast."""
    found: dict[str, float | None] = {}
    for key in KEYS:
        one = counts.get(key)
        found[f"{key}_low_10"] = None if one is None else one.low
        found[key] = None if one is None else one.expected
        found[f"{key}_high_90"] = None if one is None else one.high
        found[f"{key}_chance"] = None if one is None else one.chance
    return found


def skill_row(skill: Skill) -> dict[str, Any]:
    """Return how a forecast did on past windows; null for a score of none."""
    scores = {"nats_over_uniform": skill.nats, "kernel_nats_over_uniform": skill.kernel_nats}
    return {
        "model": skill.model,
        "better": skill.learned,
        "windows": skill.windows,
        "months": skill.months,
        **{name: score if math.isfinite(score) else None for name, score in scores.items()},
    }


def _row(found: Surfaces, period: Period) -> dict[str, Any]:
    cell_m = found.landscape.grid.cell_m
    there = {str(source) for source in period.expected}
    told = {
        name: _count(period.count(name, None, cell_m)) if there and (name in there or name == TOTAL) else None
        for name in (*SOURCES, TOTAL)
    }
    unknown = float(period.total()[found.unknown].sum()) if there else None
    return {
        "key": ahead_key(period.months),
        "begins": period.begins.isoformat(),
        "ends": period.ends.isoformat(),
        "reason": period.reason,
        **skill_row(period.skill),
        "beyond_noise": period.skill.beyond_noise,
        "totals_tried": period.tried,
        "totals_held": period.held,
        "places": [
            {
                "kind": kind,
                "tried": one.tried,
                "held": one.held,
                "above": one.above,
                "filled": one.filled if math.isfinite(one.filled) else None,
                "scatter": one.scatter,
            }
            for kind, one in period.places.items()
            if one.tried
        ],
        "events": told,
        "events_where_unknown": unknown,
    }


def _count(count: Count) -> dict[str, float]:
    return {"low": count.low, "expected": count.expected, "high": count.high}
