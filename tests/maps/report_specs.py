"""The report of a check as a value, changed as asked."""

from __future__ import annotations

from typing import Any

from maps.report_spec import FindingLine, LayerLine, ReportSpec
from tests.maps.demo import WATERMARK, collection

AREA = (27.0, -5.0, 31.0, 4.0)


RING = [[[27, -5], [31, -5], [31, 4], [27, 4], [27, -5]]]


def report_spec(**changes: Any) -> ReportSpec:
    """Return a sound report with two findings and four layers, changed as asked."""
    parts: dict[str, Any] = {
        "title": "Mission: check of the layers",
        "subtitle": "Mission file mission.toml",
        "verdict": ("This mission can be planned on.", "1 warning, 1 info."),
        "sound": True,
        "findings": (
            FindingLine("info", "a.csv", "assumed"),
            FindingLine("warning", "b.csv:7 [date]", "doubtful", "31/02", "mend the date"),
        ),
        "layers": (
            LayerLine("area", "area.geojson", "outline", bounds=AREA),
            LayerLine("roads 1", "roads.gpkg", "roads", ("9 rows read",), (20, -9, 40, 9), "spans the area"),
            LayerLine("bases", "bases.csv", "bases", (), (28, -4, 30, 2), "spans 30 % of the area"),
            LayerLine("places", "places.gpkg", "not understood", lost=True),
        ),
        "outline": collection([("Polygon", RING, {})]),
        "bounds": AREA,
        "gaps": (("Unknown", "13 %", "710,000 people (4 %)"),),
        "gap_note": "312,000 km2",
        "not_given": ("restrictions: nobody is denied passage",),
        "classification": "Confidential",
        "watermark": WATERMARK,
        "as_of": "2024-12-31",
        "sources": ("UCDP GED (CC BY 4.0)",),
        "notes": ("Not cleared.",),
    }
    return ReportSpec(**{**parts, **changes})
