"""Small files that the tests of the readers write."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from layers.errors import Finding

DATA = Path(os.environ.get("GEO_POC_DATA", Path(__file__).parents[4] / "shared" / "data"))
"""Open data of two countries; tests on it are skipped where it is absent."""

DRC = (27.0, -5.1, 31.4, 3.8)


def geojson(path: Path, features: Iterable[tuple[BaseGeometry | None, Mapping[str, object]]]) -> Path:
    """Write features as GeoJSON."""
    written = [
        {"type": "Feature", "properties": dict(row), "geometry": None if shape is None else mapping(shape)}
        for shape, row in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}), encoding="utf-8")
    return path


def table(path: Path, header: Sequence[str] | None, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows as csv."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        if header is not None:
            writer.writerow(header)
        writer.writerows(rows)
    return path


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors among findings."""
    return [finding for finding in findings if finding.severity == "error"]


def told(findings: Iterable[Finding], severity: str, part: str) -> Finding:
    """Return the one finding of a severity whose message holds `part`."""
    found = [finding for finding in findings if finding.severity == severity and part in finding.message]
    assert len(found) == 1, [finding.text() for finding in findings]
    return found[0]
