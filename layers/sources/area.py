"""The area of responsibility: the outline, and the part of it that is planned for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Finding
from layers.positions import BBox
from layers.vectors import Feed, only, read_vector


@dataclass(frozen=True, slots=True, eq=False)
class AreaShapes:
    """The outline of a country or mission, and the area inside it.

    Parameters
    ----------
    outline : shapely geometry
        All polygons of the file as one, EPSG:4326.
    area : shapely geometry
        The outline cut to the box, EPSG:4326; polygons only.
    """

    outline: BaseGeometry
    area: BaseGeometry


def read_area(
    path: Path | Feed, *, role: str = "area", bbox: BBox | None = None
) -> tuple[AreaShapes, tuple[Finding, ...]]:
    """Read the outline and cut it to a box.

    Parameters
    ----------
    path : Path
        A vector file of polygons; all are united.
    role : str
        Key of the mission file, named in findings.
    bbox : tuple of float, optional
        West, south, east, north in degrees; without one the area is the whole outline.

    Returns
    -------
    AreaShapes
        Empty polygons where the findings hold an error.
    tuple of Finding
    """
    frame, findings = read_vector(path, role=role)
    polygons, dropped = only(frame, "polygon", file=path.name, role=role)
    findings += (*dropped, *_box_faults(bbox, path.name, role))
    failed = any(finding.severity == "error" for finding in findings)
    if polygons.empty and not failed:
        remedy = "give a layer of polygons"
        findings += (Finding("error", "the file has no outline", remedy, path.name, None, role),)
    if polygons.empty or failed:
        return AreaShapes(shapely.Polygon(), shapely.Polygon()), findings
    outline = shapely.union_all(polygons.geometry.to_numpy())
    area = outline if bbox is None else _polygons(shapely.intersection(outline, shapely.box(*bbox)))
    if area.is_empty and bbox is not None:
        reach = ", ".join(f"{value:.2f}" for value in outline.bounds)
        findings += (
            Finding(
                "error",
                "the box does not meet the outline",
                f"the outline reaches over {reach} (west, south, east, north): choose a box within it",
                path.name,
                None,
                f"{role}.bbox",
                ", ".join(f"{value:g}" for value in bbox),
            ),
        )
    return AreaShapes(outline, area), findings


def _box_faults(bbox: BBox | None, file: str, role: str) -> tuple[Finding, ...]:
    if bbox is None:
        return ()
    value = ", ".join(f"{edge:g}" for edge in bbox)

    def fault(message: str, remedy: str) -> tuple[Finding, ...]:
        return (Finding("error", message, remedy, file, None, f"{role}.bbox", value),)

    order = "give west, south, east, north in degrees"
    if len(bbox) != 4 or not all(math.isfinite(edge) for edge in bbox):
        return fault("the box is not four numbers", order)
    west, south, east, north = bbox
    if west >= east:
        return fault("the box's west edge is not west of its east edge", order)
    if south >= north:
        return fault("the box's south edge is not south of its north edge", order)
    if min(west, east) < -180 or max(west, east) > 180 or south < -90 or north > 90:
        return fault("the box reaches beyond 180 or 90 degrees", order)
    return ()


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return only the polygons of what a cut left (edges that touch leave lines and points)."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.Polygon()
