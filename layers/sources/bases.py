"""Bases in place, from a generic csv."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, plain, resolve, rows_finding, words
from layers.positions import POSITION, BBox, read_points
from layers.tables import read_table
from layers.vectors import empty_frame

DEFAULT_TOOL = "cob"
"""A base is a company operating base unless the file says otherwise."""

_COLUMNS = ("id", "name", "tool", "personnel")
_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "location", "base", "site", "base_name", "site_name"),
    **POSITION,
    "personnel": ("personnel", "troops", "troops_mean", "NoTroops", "No.troops", "strength", "untrp"),
    "tool": ("tool", "class", "base_class"),
}


def read_bases(
    path: Path,
    *,
    role: str = "layers.bases",
    columns: Mapping[str, str] | None = None,
    near: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read bases.

    Parameters
    ----------
    path : Path
        A csv with a name, latitude and longitude (degrees, WGS84) in each row.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "latitude", "longitude", "personnel" and "tool" to the file's columns; what it leaves out
        is recognised by its usual names.
    near : tuple of float, optional
        Box of the area, to recognise swapped coordinates. Bases outside it are kept.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; id (made from the name, unique, in the order of the file), name (as given), tool
        (small letters, "cob" where not given), personnel (float64, NaN where unknown), geometry
        (points). Rows without a usable place are left out; the findings hold an error for them.
    tuple of Finding
    """
    file = path.name
    table, findings = read_table(path, role=role)
    if table.empty:
        return empty_frame(_COLUMNS), findings
    required = ("name", "latitude", "longitude")
    found, faults = resolve(
        table.columns, _WANTED, columns=columns or {}, required=required, file=file, role=role
    )
    findings += faults
    if not set(required) <= set(found):
        return empty_frame(_COLUMNS), findings
    points, faults = read_points(table, found, file=file, near=near)
    names = words(table[found["name"]])
    personnel, unread = _personnel(table, found, file)
    findings += (*faults, *unread, *_faults(table, names, points, found, file))
    names = names.where(names != "", "unnamed base")
    tool = words(table[found["tool"]]).str.lower() if "tool" in found else pd.Series("", index=table.index)
    bases = gpd.GeoDataFrame(
        {"name": names, "tool": tool.where(tool != "", DEFAULT_TOOL), "personnel": personnel},
        geometry=points,
        crs=4326,
    )
    bases = bases.loc[points.notna()].reset_index(drop=True)
    bases.insert(0, "id", unique_ids(bases["name"]))
    return bases, findings


def unique_ids(names: Iterable[str]) -> list[str]:
    """Return an id of small letters, digits and hyphens for each name: "bunia", then "bunia-2".

    Names without a Latin letter or a digit become "base".
    """
    taken: set[str] = set()
    ids: list[str] = []
    for name in names:
        ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or "base"
        candidate, number = stem, 1
        while candidate in taken:
            number += 1
            candidate = f"{stem}-{number}"
        taken.add(candidate)
        ids.append(candidate)
    return ids


def _personnel(
    table: pd.DataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    if "personnel" not in found:
        return pd.Series(np.nan, index=table.index), ()
    column = found["personnel"]
    return numbers(table[column], file=file, column=column, low=0, unreadable="warning")


def _faults(
    table: pd.DataFrame, names: pd.Series, points: gpd.GeoSeries, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Report bases without a name, and several on one spot.

    The same base in several years is an error: a base that closed long ago would be planned with.
    """
    spot = pd.DataFrame({"x": points.x, "y": points.y}, index=table.index)
    same_spot = spot.duplicated() & points.notna()
    year = next((column for column in table.columns if plain(column) == "year"), None)
    base = spot.assign(name=names.str.lower())
    history = base.duplicated() & points.notna()
    history &= ~base.assign(year=table[year]).duplicated() if year else False
    return (
        *rows_finding(
            "warning", "the base has no name", "name it", file=file, column=found["name"], bad=names == ""
        ),
        *rows_finding(
            "error",
            "the base occurs before, in a file of several years",
            "keep the rows of one year only",
            file=file,
            column=year or "",
            bad=history,
            values=names,
        ),
        *rows_finding(
            "warning",
            "the base stands on the very spot of one before it; both are kept",
            "check that they are two bases",
            file=file,
            column=f"{found['latitude']}, {found['longitude']}",
            bad=same_spot & ~history,
            values=names,
        ),
    )
