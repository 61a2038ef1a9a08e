"""Threat areas as a table: a layer of the GeoPackage, hotspots.csv and hotspots.xlsx."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_poc.ahead_record import NO_COUNTS, Counts, count_columns, spot_counts
from geo_poc.references import mgrs_of
from geo_poc.risk_surfaces import Surfaces
from geo_poc.threat_proposals import Proposed
from layers.risk.ensemble import AreaRange, Ends
from layers.risk.hotspots import Hotspot
from layers.workbook_out import plain_text

NOTHING_PROPOSED: Mapping[str, Proposed] = MappingProxyType({})
NO_RANGES: Mapping[str, AreaRange] = MappingProxyType({})
_NOT_KNOWN = (None, None, None)


def hotspot_rows(
    spots: Sequence[Hotspot],
    certain: Mapping[str, float | None],
    proposed: Mapping[str, Proposed] = NOTHING_PROPOSED,
    *,
    ranges: Mapping[str, AreaRange] = NO_RANGES,
    ahead: Mapping[str, Counts] = NO_COUNTS,
    least: int = 1,
) -> list[dict[str, Any]]:
    """Return the figures of threat areas, the highest risk first; None where nothing is known.

    Parameters
    ----------
    spots : sequence of Hotspot
    certain : mapping of id to float or None
        Share of members in which its cells are among the top tenth of their source, on average.
    proposed : mapping of id to Proposed
        Entries of the threat register that are proposed for them; empty where that is for insiders.
    ranges : mapping of id to AreaRange
        What members of the ensemble say of deaths and mass casualties in them; empty where none were drawn.
    ahead : mapping of id to Counts
        Events of its source that are expected in it, by period.
    least : int
        Smaller counts of incidents are not told: None, in words "under" it.
    """
    return [
        _row(
            spot, certain.get(spot.id), proposed.get(spot.id), ranges.get(spot.id), ahead.get(spot.id), least
        )
        for spot in spots
    ]


def spot_rows(found: Surfaces, proposed: Mapping[str, Proposed] = NOTHING_PROPOSED) -> list[dict[str, Any]]:
    """Return the figures of the threat areas of an estimate, as it may be told."""
    return hotspot_rows(
        found.hotspots,
        found.certain,
        proposed,
        ranges=found.ranges,
        ahead=spot_counts(found),
        least=found.fewest_told,
    )


def mass_casualty(spot: Hotspot, drawn: AreaRange | None) -> Ends | None:
    """Return low, middle and high chance of a mass casualty: over the members, else by severity alone."""
    return spot.mass_casualty if drawn is None else drawn.mass_casualty


def told_count(count: int, least: int) -> int | None:
    """Return a count, None where it is too small to be told; none at all is told."""
    return count if count == 0 or count >= least else None


def told_words(count: int, least: int) -> str:
    """Return a count in words, see :func:`told_count`."""
    return f"under {least}" if told_count(count, least) is None else str(count)


def _row(
    spot: Hotspot,
    certain: float | None,
    entry: Proposed | None,
    drawn: AreaRange | None,
    ahead: Counts | None,
    least: int,
) -> dict[str, Any]:
    return {
        "rank": spot.rank,
        "id": spot.id,
        "name": spot.name,
        "source": spot.source,
        "district": spot.district,
        "mgrs": mgrs_of(spot.lon, spot.lat),
        "latitude": round(spot.lat, 5),
        "longitude": round(spot.lon, 5),
        "radius_km": spot.radius_m / 1000.0,
        "km2": spot.km2,
        "people": spot.people,
        "risk": spot.risk,
        "share_of_source": spot.risk_share,
        "events_per_year": spot.events_per_year,
        "against_civilians_per_year": spot.against_civilians_per_year,
        **count_columns(ahead or {}),
        "trend": spot.trend.direction,
        "events_half_year": told_count(spot.trend.recent, least),
        "events_two_years_before": told_count(spot.trend.before, least),
        "flags": ";".join(spot.flags),
        "group_targeted": spot.group_targeted.answer,
        "harms": ";".join(f"{name} {told_words(count, least)}" for name, count in spot.harms),
        **_ends("mass_casualty", mass_casualty(spot, drawn)),
        **_ends("deaths_per_year", None if drawn is None else drawn.deaths_per_year),
        "found_by": spot.method,
        "clustered": spot.significant,
        "gi_z": spot.gi_z if math.isfinite(spot.gi_z) else None,
        "top_decile_share": certain,
        "found_by_patrols": told_count(spot.found_by_patrols, least),
        "also": ";".join(f"{name} {value:.6g}" for name, value in spot.by_source if name != spot.source),
        "proposed_priority": None if entry is None else entry.priority,
        "proposed_objective": None if entry is None else entry.objective,
        "in_register": None if entry is None else ";".join(entry.in_register),
    }


def _ends(name: str, known: Ends | None) -> dict[str, float | None]:
    """Return low, middle and high end of a figure, in a column each."""
    low, middle, high = known or _NOT_KNOWN
    return {f"{name}_low": low, name: middle, f"{name}_high": high}


def hotspot_layer(spots: Sequence[Hotspot], rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return threat areas with their outlines, EPSG:4326."""
    table = pd.DataFrame([dict(row) for row in rows], columns=_columns(rows))
    return gpd.GeoDataFrame(table, geometry=[spot.outline for spot in spots], crs=4326)


def hotspot_text(rows: Sequence[Mapping[str, Any]], marks: Mapping[str, str]) -> str:
    """Return hotspots.csv: a row for each threat area, all with the same marks."""
    table = hotspot_frame(rows, marks)
    return str(plain_text(table).to_csv(index=False, lineterminator="\r\n", float_format="%.6g"))


def hotspot_frame(rows: Sequence[Mapping[str, Any]], marks: Mapping[str, str]) -> pd.DataFrame:
    """Return threat areas as rows and columns, with marks at the end of each."""
    return pd.DataFrame([{**row, **marks} for row in rows], columns=[*_columns(rows), *marks])


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(rows[0]) if rows else ["rank", "id", "name", "source"]
