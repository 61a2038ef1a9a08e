"""Everything that `geo-poc check` tells: what each layer was taken for, what is wrong, what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_poc import translate
from geo_poc.gaps import ROAD_FAR_M, Coverage, coverage_of
from geo_poc.ground import named, survey
from geo_poc.inspection_beside import decisions_report, factor_reports
from geo_poc.layers_asked import landscape_request
from geo_poc.mission import Mission
from geo_poc.siting import siting_findings
from layers.errors import Finding, InputError
from layers.grid import local_equal_area
from layers.incidents import unmapped_actors
from layers.landscape import Landscape, LayerReport
from layers.raster_header import raster_header
from layers.risk.surface import Risk
from layers.sources.area import read_area
from layers.sources.vector_source import is_address, mask_address
from layers.vector_layers import read_vector_layers

SEVERITIES = ("error", "warning", "info")
NOT_READ = "not read"
NOT_UNDERSTOOD = "not understood"
OUTLINE = "outline of the area (polygons)"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class InspectedLayer:
    """One layer of the mission and what became of it.

    Parameters
    ----------
    key, file : str
        Key of the mission file; base name.
    recognised : str
        What it was taken for; :data:`NOT_UNDERSTOOD` where nothing of it can be used, :data:`NOT_READ`
        where reading stopped before it.
    rows_read : int or None
        None for a raster, and for what was not read.
    rows_dropped : mapping of str to int
        By reason.
    bounds : tuple of float or None
        West, south, east, north, degrees, of what was read near the area; of a raster those of the file.
    area_share : float or None
        Share of the area inside these bounds.
    newest : str
        Newest date in it, ISO; "" where it has none.
    age_days : int or None
        From that date to as_of.
    classification, attribution : str
    """

    key: str
    file: str
    recognised: str
    rows_read: int | None
    rows_dropped: Mapping[str, int]
    bounds: Box | None
    area_share: float | None
    newest: str
    age_days: int | None
    classification: str
    attribution: str


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """What a mission's files were understood as.

    Parameters
    ----------
    path : Path
        The mission file.
    mission : Mission or None
        None where the mission file itself is at fault.
    findings : tuple of Finding
        Errors first, then warnings, then infos.
    layers : tuple of InspectedLayer
        Every layer of the mission file, in its order.
    coverage : Coverage or None
        None where an error stopped the reading before it was known.
    outline : shapely geometry or None
        The area, EPSG:4326.
    unmapped : tuple of (name, events, feed)
        Actors that the actor table leaves out, the most frequent first.
    """

    path: Path
    mission: Mission | None
    findings: tuple[Finding, ...]
    layers: tuple[InspectedLayer, ...]
    coverage: Coverage | None
    outline: BaseGeometry | None
    unmapped: tuple[tuple[str, int, str], ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the mission cannot be planned on."""
        return any(finding.severity == "error" for finding in self.findings)


def inspect_file(path: Path, *, scenario: str | None = None, settings: Sequence[str] = ()) -> Inspection:
    """Inspect a mission by its file; a mission file that cannot be used is told like everything else.

    Parameters
    ----------
    path : Path
    scenario, settings
        See :meth:`geo_poc.mission.Mission.load`.
    """
    try:
        mission = Mission.load(path, scenario=scenario, settings=settings)
    except InputError as fault:
        return Inspection(path, None, _in_order(fault.findings), (), None, None)
    return inspect(mission)


def inspect(mission: Mission) -> Inspection:
    """Read every layer of a mission, estimate its risk, and tell what was understood, wrong and left out.

    Parameters
    ----------
    mission : Mission

    Returns
    -------
    Inspection
        Nothing is raised for bad input: its errors are among the findings.
    """
    findings: tuple[Finding, ...] = ()
    landscape: Landscape | None = None
    risk: Risk | None = None
    try:
        landscape, risk, findings = survey(mission)
        findings += siting_findings(mission, landscape, risk)
    except InputError as fault:
        findings = (*findings, *fault.findings)
    findings = _in_order(named(mission, findings))
    if landscape is None:
        outline, reports = _what_can_be_read(mission)
    else:
        outline, reports = _in_degrees(landscape), (*landscape.reports, *factor_reports(mission))
    reports = (*reports, *decisions_report(mission))
    return Inspection(
        path=mission.path,
        mission=mission,
        findings=findings,
        layers=_layers(mission, reports, outline, findings),
        coverage=None if landscape is None or risk is None else coverage_of(landscape, risk),
        outline=outline,
        unmapped=() if landscape is None else _unmapped(mission, landscape),
    )


def _unmapped(mission: Mission, landscape: Landscape) -> tuple[tuple[str, int, str], ...]:
    """Return the actors that the actor table leaves out: name, events and feed, the most frequent first."""
    actors, _ = translate.actor_table(mission)
    table = unmapped_actors(landscape.incidents, actors)
    return tuple(zip(table["name"], (int(n) for n in table["events"]), table["feed"], strict=True))


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: SEVERITIES.index(finding.severity)))


def _in_degrees(landscape: Landscape) -> BaseGeometry:
    outline: BaseGeometry = gpd.GeoSeries([landscape.area], crs=landscape.grid.crs).to_crs(4326).iloc[0]
    return outline


def _what_can_be_read(mission: Mission) -> tuple[BaseGeometry | None, tuple[LayerReport, ...]]:
    """Return the outline and the vector layers of a mission whose reading failed, as far as they go.

    They are read a second time for it: what was understood of the others matters most where one fails.
    """
    try:
        request = landscape_request(mission)
        path = mission.file(mission.keys.area.path)
        shapes, findings = read_area(path, role=request.area.role, bbox=request.bbox)
        if shapes.area.is_empty or any(finding.severity == "error" for finding in findings):
            return None, ()
        return shapes.area, read_vector_layers(request, shapes).reports
    except InputError:
        return None, ()


def _layers(
    mission: Mission,
    reports: Sequence[LayerReport],
    outline: BaseGeometry | None,
    findings: Sequence[Finding],
) -> tuple[InspectedLayer, ...]:
    known = {report.key: report for report in reports}
    failed = {finding.file for finding in findings if finding.severity == "error"}
    layers: list[InspectedLayer] = []
    for key, layer in mission.layers().items():
        address = is_address(layer.path)
        file = mask_address(layer.path) if address else Path(layer.path).name
        report = known.get(key) or LayerReport(key, file, NOT_READ, None, {}, None, None)
        if key == "area" and outline is not None:
            report = replace(report, recognised=OUTLINE, bounds=_box(outline))
        if report.rows_read is None and key != "area" and not address:
            report = _with_header(report, mission.file(layer.path))
        if report.file in failed and not report.rows_read and not (key == "area" and outline is not None):
            report = replace(report, recognised=NOT_UNDERSTOOD, rows_read=None, bounds=None)
        age = None if report.newest is None else (mission.keys.as_of - report.newest).days
        layers.append(
            InspectedLayer(
                key=key,
                file=report.file,
                recognised=report.recognised,
                rows_read=report.rows_read,
                rows_dropped=dict(report.rows_dropped),
                bounds=report.bounds,
                area_share=_area_share(report.bounds, outline),
                newest="" if report.newest is None else report.newest.isoformat(),
                age_days=age,
                classification=layer.classification,
                attribution=layer.attribution,
            )
        )
    return tuple(layers)


def _with_header(report: LayerReport, path: Path) -> LayerReport:
    """Add the pixels, system and extent of a raster."""
    header = raster_header(path) if path.is_file() else None
    if header is None:
        return report
    what = "raster" if report.recognised == NOT_READ else report.recognised
    return replace(report, recognised=f"{what}, {header.words}", bounds=header.bounds)


def _box(shape: BaseGeometry) -> Box:
    west, south, east, north = (float(edge) for edge in shape.bounds)
    return west, south, east, north


def _area_share(bounds: Box | None, outline: BaseGeometry | None) -> float | None:
    """Return the share of the area inside bounds, measured in an equal-area system."""
    if bounds is None or outline is None:
        return None
    middle = outline.centroid
    crs = local_equal_area(middle.x, middle.y)
    inside = shapely.intersection(outline, shapely.box(*bounds))
    whole, part = gpd.GeoSeries([outline, inside], crs=4326).segmentize(0.2).to_crs(crs).area
    return min(1.0, round(float(part / whole), 6)) if whole > 0 else None


def missing_layers(inspection: Inspection) -> tuple[str, ...]:
    """Return the layers that a mission could have and does not give, in the mission file's order."""
    if inspection.mission is None:
        return ()
    layers = inspection.mission.keys.layers
    return tuple(name for name in type(layers).model_fields if not getattr(layers, name))


def finding_document(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it."""
    return {
        name: getattr(finding, name)
        for name in ("severity", "file", "row", "column", "value", "message", "remedy")
    }


def exported_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as exports have it: names of actors stay in the actor table."""
    return finding_document(finding) | ({"value": ""} if finding.column == "actors" else {})


def inspection_document(inspection: Inspection) -> dict[str, Any]:
    """Return what `geo-poc check --json` prints."""
    return {
        "findings": [finding_document(finding) for finding in inspection.findings],
        "layers": [_layer_document(layer) for layer in inspection.layers],
        "not_given": list(missing_layers(inspection)),
        "coverage": None if inspection.coverage is None else _coverage_document(inspection.coverage),
        "unmapped_actors": [
            {"name": name, "events": events, "feed": feed} for name, events, feed in inspection.unmapped
        ],
    }


def _layer_document(layer: InspectedLayer) -> dict[str, Any]:
    return {
        "key": layer.key,
        "file": layer.file,
        "recognised": layer.recognised,
        "rows_read": layer.rows_read,
        "rows_dropped": dict(layer.rows_dropped),
        "bounds": None if layer.bounds is None else list(layer.bounds),
        "area_share": layer.area_share,
        "newest": layer.newest or None,
        "age_days": layer.age_days,
        "classification": layer.classification,
        "attribution": layer.attribution,
    }


def _coverage_document(coverage: Coverage) -> dict[str, Any]:
    return {
        "area_km2": coverage.area_km2,
        "people": coverage.people,
        "road_distance_m": ROAD_FAR_M,
        "gaps": [
            {
                "name": gap.name,
                "level": gap.level,
                "area_share": gap.area_share,
                "people": gap.people,
                "people_share": gap.people_share,
            }
            for gap in coverage.gaps
        ],
    }
