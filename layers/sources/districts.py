"""Districts: polygons with names and codes, from geoBoundaries, OCHA COD-AB, Natural Earth or any file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.admin import match
from layers.errors import Finding
from layers.fields import plain, resolve, rows_finding, words
from layers.positions import BBox
from layers.sources.district_columns import UNKNOWN_LEVEL, layout, stated_level
from layers.sources.district_topology import topology
from layers.vectors import Feed, empty_frame, only, read_vector

COLUMNS = ("name", "code", "level", "parent", "parent_code")
"""Columns of every table of districts."""


def read_districts(
    path: Path | Feed,
    *,
    role: str = "layers.districts",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
    level: int | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read districts of one level.

    Parameters
    ----------
    path : Path or Feed
        A vector file of polygons, or a layer of a database.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "code", "parent" and "parent_code" to the file's columns; without them those of geoBoundaries,
        OCHA (the finest level present), GADM and Natural Earth are recognised. A recognised column that is
        empty gives way to the next.
    bbox : tuple of float, optional
        West, south, east, north in degrees.
    level : int, optional
        0 for countries, 1, 2, ... for what the mission says the file holds; an error where the file says
        otherwise.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; name (the code where there is none), code ("" where there is none), level (-1 where
        neither file nor mission says it), parent and parent_code (of the area above, "" where the file has
        none), geometry. Empty where the file has no names.
    tuple of Finding
        Overlaps and gaps are warnings with their area.
    """
    file, columns = path.name, columns or {}
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, "polygon", file=file, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame(COLUMNS), findings
    attributes = [str(name) for name in frame.columns if name != "geometry"]
    present = [name for name in attributes if name in columns.values() or (words(frame[name]) != "").any()]
    known = layout(present)
    found, faults = resolve(present, known.wanted, columns=columns, required=("name",), file=file, role=role)
    findings += faults
    if "name" not in found:
        return empty_frame(COLUMNS), findings
    text = {
        name: words(frame[found[name]]) if name in found else pd.Series("", index=frame.index)
        for name in ("name", "code", "parent", "parent_code")
    }
    stated = stated_level(words(frame[found["type"]])) if "type" in found else known.level
    findings += (*_level_faults(stated, level, file, role), *_faults(text, found, file))
    names = text["name"].where(text["name"] != "", text["code"].where(text["code"] != "", "unnamed"))
    table = {
        "name": names,
        "code": text["code"],
        "level": np.int64(stated if level is None else level),
        "parent": text["parent"],
        "parent_code": text["parent_code"],
    }
    districts = gpd.GeoDataFrame(table, geometry=frame.geometry.to_numpy(), crs=4326, index=frame.index)
    findings += topology(districts, file=file, role=role, bbox=bbox)
    return districts.reset_index(drop=True), findings


def stack_levels(
    tables: Sequence[gpd.GeoDataFrame], *, role: str = "layers.districts"
) -> tuple[Mapping[int, gpd.GeoDataFrame], tuple[Finding, ...]]:
    """Return the districts of a mission by level, checked against the level above.

    Parameters
    ----------
    tables : sequence of GeoDataFrame
        As :func:`read_districts` gives them, one for each file; empty ones are passed over.
    role : str

    Returns
    -------
    mapping of int to GeoDataFrame
        From the coarsest level to the finest. `parent` and `parent_code` are filled from each other where the
        level above is there.
    tuple of Finding
        A level given twice, or unknown beside others, is an error; a parent that is not there a warning.
    """
    filled = [table for table in tables if len(table)]
    levels = [int(table["level"].iloc[0]) for table in filled]
    findings: list[Finding] = []
    for level in sorted({level for level in levels if levels.count(level) > 1}):
        said = "no level is stated" if level == UNKNOWN_LEVEL else f"level {level} is given"
        remedy = "state level = 1, 2, ... for each file, each once"
        findings.append(Finding("error", f"{said} for {levels.count(level)} files", remedy, column=role))
    if UNKNOWN_LEVEL in levels and len(levels) > 1 and levels.count(UNKNOWN_LEVEL) == 1:
        remedy = "state level = 1, 2, ... for it"
        findings.append(Finding("error", "one of several files does not say its level", remedy, column=role))
    by_level = dict(sorted(zip(levels, filled, strict=True), key=lambda pair: pair[0]))
    made: dict[int, gpd.GeoDataFrame] = {}
    for level, table in by_level.items():
        above = made.get(level - 1)
        made[level], found = (table, ()) if above is None else _below(table, above, level, role)
        findings += found
    return made, tuple(findings)


def _below(
    table: gpd.GeoDataFrame, above: gpd.GeoDataFrame, level: int, role: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Fill the parents of districts from the level above; tell of those that are not there."""
    said = table["parent_code"].where(table["parent_code"] != "", table["parent"])
    by_code, _ = match(table["parent_code"], above)
    by_name, _ = match(table["parent"], above)
    at = np.where(by_code >= 0, by_code, by_name)
    has = at >= 0
    filled = table.copy()
    for column, theirs in (("parent", "name"), ("parent_code", "code")):
        values = above[theirs].to_numpy()[np.maximum(at, 0)]
        filled[column] = np.where(has & (table[column] == "").to_numpy(), values, table[column])
    lost = sorted({str(value) for value in said[~has] if value})
    if not lost:
        return filled, ()
    count = int((~has & (said != "")).sum())
    message = f"{count:,} districts of level {level} name an area above that is not there"
    remedy = f"give both levels of one edition; not there: {', '.join(lost[:8])}"
    return filled, (Finding("warning", message, remedy, column=role, value=lost[0]),)


def _level_faults(stated: int, level: int | None, file: str, role: str) -> tuple[Finding, ...]:
    if level is None or stated in (level, UNKNOWN_LEVEL):
        return ()
    message = f"the file holds districts of level {stated}, not {level}"
    remedy = f"state level = {stated}, or give the file of level {level}"
    return (Finding("error", message, remedy, file, None, f"{role}.level", str(level)),)


def _faults(text: Mapping[str, pd.Series], found: Mapping[str, str], file: str) -> tuple[Finding, ...]:
    """Warn of districts without a name, of what occurs twice, and of codes not built on their parent's."""
    names, codes, parents = text["name"], text["code"], text["parent_code"]
    key, column = (codes, found["code"]) if (codes != "").any() else (names, found["name"])
    place = key.map(plain) if (codes != "").any() else key.map(plain) + "|" + text["parent"].map(plain)
    twice = (key != "") & place.duplicated()
    built = [code.startswith(parent) for code, parent in zip(codes, parents, strict=True)]
    strange = pd.Series(~np.array(built, dtype=bool), index=codes.index) & (codes != "")
    ocha = found.get("code", "").upper().endswith("PCODE")
    return (
        *rows_finding(
            "warning", "the district has no name", "name it", file=file, column=found["name"], bad=names == ""
        ),
        *rows_finding(
            "warning",
            "the district occurs twice; both are kept as they are",
            "join the polygons of one district to one feature",
            file=file,
            column=column,
            bad=twice,
            values=key,
        ),
        *rows_finding(
            "warning",
            "the P-code does not begin with that of the area above",
            "check both codes; they may be of different editions",
            file=file,
            column=column,
            bad=strange & ocha,
            values=codes,
        ),
    )
