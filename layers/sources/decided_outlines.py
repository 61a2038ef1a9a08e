"""Outlines of decided threats: sound, and in keeping with the circle beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from layers.errors import Finding
from layers.fields import rows_finding
from layers.outline_text import read_outline

_SLACK, _SLACK_KM = 0.2, 1.0
"""How far the circle may miss the outline's farthest corner: it is drawn around whole cells, and rounded."""


def outline_faults(rows: pd.DataFrame, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return which kept decisions have an unsound outline, with findings.

    Parameters
    ----------
    rows : DataFrame
        decision, outline (WKT, "" for the circle), longitude, latitude, radius_km.
    file, column : str

    Returns
    -------
    Series of bool
    tuple of Finding
        Errors for outlines that are none; a warning where the circle does not reach the outline's farthest
        corner, or reaches beyond it: one of the two was changed, and the outline counts.
    """
    kept = rows["decision"].isin(("accept", "override")) & (rows["outline"] != "")
    told = {row: _told(str(text)) for row, text in rows.loc[kept, "outline"].items()}
    findings: tuple[Finding, ...] = ()
    bad = pd.Series([isinstance(told.get(row), str) for row in rows.index], index=rows.index)
    for message in dict.fromkeys(said for said in told.values() if isinstance(said, str)):
        wrong = pd.Series([told.get(row) == message for row in rows.index], index=rows.index)
        remedy = "correct it, or empty it and give the circle"
        shown = rows["outline"].str.slice(0, 60)
        findings += rows_finding("error", message, remedy, file=file, column=column, bad=wrong, values=shown)
    apart = kept & ~bad & pd.Series([_apart(rows.loc[row], told.get(row)) for row in rows.index], rows.index)
    findings += rows_finding(
        "warning",
        "the outline and the circle do not agree: the outline counts",
        "empty the outline to use the circle, or correct longitude, latitude and radius_km",
        file=file,
        column=column,
        bad=apart,
        values=rows["radius_km"].astype(str),
    )
    return bad, findings


def _told(text: str) -> shapely.Geometry | str:
    """Return the outline, or what is wrong with it."""
    try:
        return read_outline(text)
    except ValueError as fault:
        return str(fault)


def _apart(row: pd.Series, outline: shapely.Geometry | str | None) -> bool:
    """Return whether the circle's radius misses the distance to the outline's farthest corner."""
    if outline is None or isinstance(outline, str):
        return False
    corners = shapely.get_coordinates(outline)
    lon, lat = (np.full(len(corners), float(row[name])) for name in ("longitude", "latitude"))
    _, _, metres = Geod(ellps="WGS84").inv(lon, lat, corners[:, 0], corners[:, 1])
    farthest, radius = float(np.max(metres)) / 1000.0, float(row["radius_km"])
    return abs(farthest - radius) > _SLACK * farthest + _SLACK_KM
