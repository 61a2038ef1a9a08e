"""From a run's tables and classed rasters to the values a map is drawn from: what lies above what."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd

from maps.country import context_layers
from maps.others import other_layers
from maps.outlines import reach_layers
from maps.patrols import patrol_layers
from maps.picture import Picture
from maps.placed import placed_layers
from maps.spec import MapSpec, ShapeLayer
from maps.surfaces import bands_layer, risk_layers
from maps.threats import threat_layers
from maps.uncovered import left_out_note, number_layers, outline_layers, uncovered_list


def compose_map(picture: Picture) -> MapSpec:
    """Return the map of one run."""
    tables = picture.tables
    return MapSpec(
        title=picture.title,
        subtitle=picture.subtitle,
        bounds=bounds_of(tables["area"]),
        layers=(
            *risk_layers(picture),
            bands_layer(picture),
            *context_layers(tables),
            *plan_layers(tables),
        ),
        classification=picture.classification,
        watermark=picture.watermark,
        as_of=picture.as_of,
        headlines=picture.headlines,
        plan_lines=picture.plan_lines,
        table=uncovered_list(tables["uncovered"]),
        table_note=left_out_note(tables["uncovered"]),
        sources=picture.sources,
        notes=picture.notes,
    )


def plan_layers(tables: Mapping[str, gpd.GeoDataFrame]) -> list[ShapeLayer]:
    """Return the plan from the ground up: reach, threats, uncovered areas, patrols, who is there, numbers."""
    return [
        *reach_layers(tables),
        *threat_layers(tables.get("threats")),
        *outline_layers(tables["uncovered"]),
        *patrol_layers(tables.get("patrols")),
        *other_layers(tables.get("other_actors")),
        *placed_layers(tables["placements"]),
        *number_layers(tables["uncovered"]),
    ]


def bounds_of(area: gpd.GeoDataFrame) -> tuple[float, float, float, float]:
    """Return south, west, north and east of a table, degrees."""
    west, south, east, north = (float(v) for v in area.total_bounds)
    return south, west, north, east
