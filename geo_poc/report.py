"""What a check found, in words: lines for a terminal, and the offline page for everybody else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo_poc.classification import classification, watermark
from geo_poc.extent_words import extent_words
from geo_poc.gaps import ROAD_FAR_M, Coverage, Gap
from geo_poc.inspection import (
    NOT_READ,
    NOT_UNDERSTOOD,
    SEVERITIES,
    InspectedLayer,
    Inspection,
    missing_layers,
)
from geo_poc.whole_files import write_new
from geo_poc.words import DISCLAIMER, percent
from layers.errors import Finding
from maps.report import render_report
from maps.report_spec import FindingLine, LayerLine, ReportSpec
from maps.wording import people_words

UNMARKED = "Confidential"
"""The marking of a report on a mission file that says none."""

EXTENTS = (
    "Extents are those of what was read near the area; of a raster, of the whole file. A layer whose extent "
    "spans the area may still have holes in it."
)
_WITHOUT = {
    "roads": "travel is off-road everywhere",
    "rivers": "rivers bar nobody",
    "lakes": "lakes bar nobody",
    "places": "no candidate sites, no names of areas",
    "districts": "no figures by district; incidents known to a district only are spread wide",
    "displaced": "displaced people count only where the population raster has them",
    "restrictions": "nobody is denied passage anywhere",
    "other_actors": "other actors in place do not count",
    "contingents": "no caveats bind, and how reliably units respond is not known",
    "groups": "no figures by age and sex",
    "friction": "travel is computed from roads, water and cover",
    "landcover": "one speed off the roads everywhere",
    "elevation": "slopes do not slow anybody",
    "actors": "sides of incidents are told apart by [[actor]] and by their names alone",
}
_GAPS = {
    "no_population": "No population layer has a value",
    "unknown": "Unknown: nobody observes (far from bases, roads, places and incidents)",
    "outside_districts": "Outside every district",
    "beyond_roads": f"Over {ROAD_FAR_M / 1000:g} km from every road of the layers",
}


def write_report(inspection: Inspection, file: Path) -> None:
    """Write the report of a check as one offline HTML page.

    Raises
    ------
    InputError
        When the file exists or cannot be written.
    """
    write_new(file, render_report(report_spec(inspection)))


def report_spec(inspection: Inspection) -> ReportSpec:
    """Return what the page of a check shows."""
    mission, coverage = inspection.mission, inspection.coverage
    name = inspection.path.name if mission is None else mission.keys.name
    attributions = [layer.attribution for layer in inspection.layers if layer.attribution]
    return ReportSpec(
        title=f"{name}: check of the layers",
        subtitle=_subtitle(inspection),
        verdict=verdict(inspection),
        sound=not inspection.failed,
        findings=tuple(_finding(finding) for finding in inspection.findings),
        layers=tuple(_layer(layer, inspection.findings) for layer in inspection.layers),
        outline=None if inspection.outline is None else _collection(inspection.outline),
        bounds=None if inspection.outline is None else shapely.bounds(inspection.outline).tolist(),
        gaps=() if coverage is None else tuple(_gap_row(gap) for gap in coverage.gaps),
        gap_note=_gap_note(coverage),
        not_given=tuple(
            f"{layer_name(name)}: {_WITHOUT.get(name, 'optional')}" for name in missing_layers(inspection)
        ),
        classification=UNMARKED if mission is None else classification(mission),
        watermark="" if mission is None else watermark(mission),
        as_of="" if mission is None else mission.keys.as_of.isoformat(),
        sources=tuple(dict.fromkeys(attributions)),
        notes=(EXTENTS, DISCLAIMER),
    )


def verdict(inspection: Inspection) -> tuple[str, ...]:
    """Return whether a mission can be planned on, and how many findings say what."""
    count: Counter[str] = Counter(finding.severity for finding in inspection.findings)
    words = [f"{count[s]:,} {s}{'' if count[s] == 1 else 's'}" for s in SEVERITIES]
    if inspection.failed:
        rest = f"Mend the errors and check again; also told: {words[1]}, {words[2]}."
        return f"This mission cannot be planned on: {words[0]}.", rest
    return (
        "This mission can be planned on.",
        f"{words[1]}, {words[2]}. A warning says what the plan would get wrong; an info what was assumed.",
    )


def layer_text(layer: InspectedLayer) -> str:
    """Return a layer on one line: key, file, what it was taken for, rows, extent, age, marking."""
    newest = f"newest {', '.join(_newest(layer))}" if layer.age_days is not None else ""
    parts = [layer.recognised, *_rows(layer), _extent(layer), newest, layer.classification]
    told = "; ".join(part for part in parts if part)
    return f"layer: {layer.file} [{layer.key}]: {told}"


def coverage_texts(inspection: Inspection) -> tuple[str, ...]:
    """Return what the layers leave out, one line each."""
    coverage = inspection.coverage
    if coverage is None:
        return ("coverage: not known, for an error stopped the reading",)
    lines = [f"coverage: {_gap_note(coverage)}"]
    for gap in coverage.gaps:
        words, area, people = _gap_row(gap)
        known = f", {people}" if gap.people is not None else ""
        lines.append(f"coverage: {words}: {area} of the area{known}")
    return tuple(lines)


def age_words(days: int) -> str:
    """Return an age in the unit one would say it in: days, months, years."""
    if days < 60:
        return f"{days} day{'' if days == 1 else 's'}"
    if days < 730:
        return f"{days / 30.4375:.0f} months"
    return f"{days / 365.25:.1f} years"


def _subtitle(inspection: Inspection) -> str:
    if inspection.mission is None:
        return f"Mission file {inspection.path.name}, which cannot be used"
    grid = inspection.mission.keys.grid
    return (
        f"Mission file {inspection.path.name}; demand cells of {grid.demand_cell_m / 1000:g} km, travel "
        f"cells of {grid.travel_cell_m / 1000:g} km"
    )


def _finding(finding: Finding) -> FindingLine:
    place = finding.file
    if finding.row is not None:
        place += f":{finding.row:,}" if place else f"row {finding.row:,}"
    if finding.column:
        place += f" [{finding.column}]" if place else finding.column
    return FindingLine(finding.severity, place, finding.message, finding.value, finding.remedy)


def _layer(layer: InspectedLayer, findings: tuple[Finding, ...]) -> LayerLine:
    return LayerLine(
        name=layer_name(layer.key),
        file=layer.file,
        recognised=layer.recognised,
        rows=_rows(layer),
        bounds=layer.bounds,
        extent=_extent(layer),
        newest=_newest(layer),
        marking=layer.classification,
        source=layer.attribution,
        findings=_counted(layer, findings),
        lost=layer.recognised in (NOT_READ, NOT_UNDERSTOOD),
    )


def layer_name(key: str) -> str:
    """Return a layer's key as a name: "layers.roads[2]" is "roads 2"."""
    name = key.removeprefix("layers.").replace("_", " ")
    return re.sub(r"\[(\d+)\]$", r" \1", name)


def _rows(layer: InspectedLayer) -> tuple[str, ...]:
    if layer.rows_read is None:
        return ()
    dropped = [f"{count:,} dropped: {reason}" for reason, count in layer.rows_dropped.items() if count]
    return f"{layer.rows_read:,} rows read", *(dropped or ["none dropped"])


def _extent(layer: InspectedLayer) -> str:
    return "" if layer.key == "area" else extent_words(layer.bounds, layer.area_share)


def _newest(layer: InspectedLayer) -> tuple[str, ...]:
    if layer.age_days is None:
        return ()
    if layer.age_days < 0:
        return layer.newest, "after as_of"
    return layer.newest, f"{age_words(layer.age_days)} before as_of"


def _counted(layer: InspectedLayer, findings: tuple[Finding, ...]) -> str:
    """Return how many findings are about a layer's file or its key."""
    count: Counter[str] = Counter(
        f.severity for f in findings if f.file == layer.file or f.column.startswith(layer.key)
    )
    return ", ".join(f"{count[s]:,} {s}{'' if count[s] == 1 else 's'}" for s in SEVERITIES if count[s])


def _gap_row(gap: Gap) -> tuple[str, str, str]:
    words = _GAPS[gap.name] + ("" if gap.level is None else f" of level {gap.level}")
    if gap.people is None or gap.people_share is None:
        return words, percent(gap.area_share), "not known"
    return words, percent(gap.area_share), f"{people_words(gap.people)} people ({percent(gap.people_share)})"


def _gap_note(coverage: Coverage | None) -> str:
    if coverage is None:
        return "Not known: an error stopped the reading before it."
    return f"{coverage.area_km2:,.0f} km2 and {people_words(coverage.people)} known people in the area"


def _collection(outline: shapely.Geometry) -> dict[str, Any]:
    """Return the outline for a small map: simplified to a four-hundredth of its size."""
    west, south, east, north = shapely.bounds(outline)
    small = shapely.simplify(outline, max(east - west, north - south) / 400)
    made: dict[str, Any] = gpd.GeoSeries([small], crs=4326).__geo_interface__
    return made
