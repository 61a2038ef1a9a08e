"""A plan that somebody made: assets and patrols with their places, from a spreadsheet or a map.

Every fault is told at once with its row and column, so that a plan typed by hand is mended in one pass.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import geopandas as gpd

from layers.errors import Finding
from layers.fields import plain, resolve, shorten
from layers.positions import BBox
from layers.sources.plan_file_places import place_rows
from layers.sources.plan_file_routes import route_rows
from layers.sources.plan_file_rows import COLUMNS, WANTED, asset_rows
from layers.sources.plan_file_source import read_source
from layers.vectors import empty_frame

__all__ = ["COLUMNS", "read_plan_file"]


def read_plan_file(
    path: Path,
    *,
    role: str = "plan",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
    tools: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read a plan.

    Parameters
    ----------
    path : Path
        Csv, xlsx, GeoJSON or GeoPackage, told apart by what they hold; of several sheets or layers the one
        with a column for tools, of a run's own GeoPackage its placements and patrols. Each row is an asset,
        or a stop of a patrol. Its place is a geometry, latitude and longitude (degrees, WGS84), MGRS, the id
        of a site, or, for mediation and pressure, of a threat.
    role : str
        Named in findings that concern no column.
    columns : mapping of str to str, optional
        "tool", "id", "name", "site", "count", "contingent", "threat", "escorted", "route", "order",
        "in_place", "latitude", "longitude" and "mgrs" to the file's columns; what it leaves out is
        recognised by its usual names.
    bbox : tuple of float, optional
        West, south, east, north in degrees: positions far outside are errors, and swapped coordinates are
        recognised by it.
    tools : collection of str
        Tools of the mission beside :data:`layers.sources.plan_file_tools.TOOLS`.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; id (unique, made where not given), tool, name, site, contingent, threat, route (text, ""
        where not given), count (int64, at least 1), escorted, in_place (bool), order (int64: 1, 2, ... for
        the stops of a route, 0 for what is no patrol), row (int64: of the file), geometry (point, or None
        where site or threat says where). Rows with one route are the stops of one patrol, one after the
        other in their order; a drawn line has a row for each vertex, and a patrol of one stop is a route too.
    tuple of Finding
        Nothing is raised. With an error among them the frame is not to be used.
    """
    given = columns or {}
    rows, findings = read_source(path, role=role, rank=lambda names: _rank(names, given))
    if rows.empty:
        return empty_plan(), findings
    drawn = rows.geometry.geom_type.isin(("LineString", "MultiLineString")).any()
    names = [str(name) for name in rows.columns if name != "geometry"]
    found, faults = resolve(
        names, WANTED, columns=given, required=() if drawn else ("tool",), file=path.name, role=role
    )
    findings += faults
    if any(fault.severity == "error" for fault in faults):
        return empty_plan(), findings
    findings += _left_over(names, found, path.name)
    shapes, at_fault, faults = place_rows(rows, found, file=path.name, role=role, bbox=bbox)
    findings += faults
    assets, faults = asset_rows(rows, found, shapes, file=path.name, tools=tools)
    findings += faults
    plan, faults = route_rows(assets, shapes, at_fault, found, file=path.name)
    return plan[[*COLUMNS, "geometry"]], (*findings, *faults)


def empty_plan() -> gpd.GeoDataFrame:
    """Return a plan without assets."""
    return empty_frame(COLUMNS)


MARKS = ("classification", "watermark")
"""Columns of a plan that say how it is marked."""


def _left_over(names: Sequence[str], found: Mapping[str, str], file: str) -> tuple[Finding, ...]:
    """Tell which columns are not read: a warning where one looks like a slip of the pen, else a note."""
    usual = {plain(word): ours for ours, words in WANTED.items() if ours not in found for word in words}
    taken = {plain(word) for words in WANTED.values() for word in words}
    slips, rest = [], []
    for name in names:
        if name in found.values() or not name.strip() or plain(name) in {*taken, *MARKS}:
            continue
        near = difflib.get_close_matches(plain(name), usual, n=1, cutoff=0.8)
        if near:
            remedy = f"name it {usual[near[0]]}, if that is meant; else leave it"
            slips.append(Finding("warning", "the column is not read", remedy, file, None, name))
        else:
            rest.append(name)
    if not rest:
        return tuple(slips)
    told = shorten(", ".join(rest), limit=300)
    return (*slips, Finding("info", f"columns that are not read: {told}", "", file))


def _rank(names: Sequence[str], columns: Mapping[str, str]) -> int | None:
    """Return how well columns fit a plan: by the place of their word for tools among the usual ones."""
    if "tool" in columns:
        return 0 if columns["tool"] in names else None
    have = {plain(name) for name in names}
    return next((number for number, word in enumerate(WANTED["tool"]) if plain(word) in have), None)
