"""Bases in place, from a table or vector file of the mission's own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import dates, numbers, plain, rows_finding, words
from layers.file_kind import file_kind
from layers.positions import BBox, within
from layers.sources.base_history import history_layer
from layers.sources.base_layer import (
    COLUMNS,
    DEFAULT_TOOL,
    UNNAMED,
    BaseLayer,
    assistants,
    empty_layer,
    finished,
    idle,
    level,
    presence,
    unique_ids,
)
from layers.sources.placed import WHERE, read_placed
from layers.vectors import Feed, only

__all__ = ["COLUMNS", "DEFAULT_TOOL", "generic_layer", "read_bases", "unique_ids"]

RECOGNISED = "a list of bases"

_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "location", "base", "site", "base_name", "site_name"),
    "personnel": ("personnel", "troops", "troops_mean", "NoTroops", "No.troops", "strength", "untrp"),
    "tool": ("tool", "class", "base_class"),
    "unpol": ("unpol", "police", "un_police"),
    "unmo": ("unmo", "unmob", "military_observers", "observers"),
    "hq": ("hq", "headquarters"),
    "contingent": ("contingent", "contingent_name", "tcc"),
    "cla": ("cla", "clas", "number_of_clas", "community_liaison_assistants"),
    "year": ("year",),
    "mission": ("mission",),
    "opened": ("opened", "opened_on", "open_from"),
    "closed": ("closed", "closed_on", "open_until"),
}


def read_bases(
    path: Path | Feed,
    *,
    role: str = "layers.bases",
    columns: Mapping[str, str] | None = None,
    near: BBox | None = None,
    as_of: date | None = None,
    year: int | None = None,
    missions: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read bases: the frame of :func:`generic_layer`."""
    layer, findings = generic_layer(
        path, role=role, columns=columns, near=near, as_of=as_of, year=year, missions=missions
    )
    return layer.frame, findings


def generic_layer(
    path: Path | Feed,
    *,
    role: str = "layers.bases",
    columns: Mapping[str, str] | None = None,
    near: BBox | None = None,
    as_of: date | None = None,
    year: int | None = None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Read a list of bases.

    Parameters
    ----------
    path : Path or Feed
        A csv or spreadsheet with a name and latitude and longitude (degrees, WGS84) or MGRS in each row,
        or a vector file of points.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "latitude", "longitude", "mgrs", "personnel", "tool", "unpol", "unmo", "hq", "contingent",
        "cla", "year", "mission", "opened" and "closed" to the file's columns; what it leaves out is
        recognised by its usual names.
    near : tuple of float, optional
        Box of the area and its surroundings: bases outside it are left out with a warning, and swapped
        coordinates are recognised by it.
    as_of : date, optional
        Bases opened later or closed by then are left out, and a file with rows of one base in several
        years is read as a history. Without it dates are not looked at and a history is an error.
    year : int, optional
        This year of a history.
    missions : collection of str, optional
        Only these missions of a history.

    Returns
    -------
    BaseLayer
        Rows without a usable place are left out; the findings hold an error for them.
    tuple of Finding
    """
    file = path.name
    vector = file_kind(path) == "vector"
    frame, found, findings = read_placed(
        path, role=role, wanted=_WANTED, required=("name",), columns=columns or {}, near=near
    )
    if frame.empty:
        return empty_layer(RECOGNISED), findings
    if vector:
        frame, dropped = only(frame, "point", file=file, role=role)
        frame = frame.set_geometry(frame.geometry.representative_point())
        findings += dropped
    if as_of is not None and not vector and _is_history(frame, found):
        table = pd.DataFrame(frame.drop(columns="geometry"))
        layer, told = history_layer(
            table,
            found,
            file=file,
            recognised="a history of bases",
            as_of=as_of,
            near=near,
            year=year,
            missions=missions,
        )
        return layer, (*_not_of_rows(findings), *told)
    rows, faults = _values(frame, found, file)
    findings += (*faults, *_faults(rows, frame, found, file))
    fate = pd.Series("", index=frame.index, dtype=object)
    fate.loc[frame.geometry.isna()] = "no usable position"
    findings += _not_open(fate, frame, found, file, as_of)
    findings += _far_off(fate, rows, near, file, found)
    findings += idle(rows.loc[fate == ""], file=file, column=found.get("personnel", ""))
    return finished(rows, fate, recognised=RECOGNISED), findings


def _is_history(frame: gpd.GeoDataFrame, found: Mapping[str, str]) -> bool:
    """Return whether some base has rows of several years."""
    if "year" not in found:
        return False
    named = pd.DataFrame(
        {"name": words(frame[found["name"]]).map(plain), "year": words(frame[found["year"]])}
    )
    return bool(named.drop_duplicates().loc[lambda rows: rows["name"] != "", "name"].duplicated().any())


def _not_of_rows(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings on the file as a whole: those on rows are told anew for the rows of the state."""
    return tuple(finding for finding in findings if finding.row is None or finding.severity == "info")


def _values(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return our columns of all rows."""
    names = words(frame[found["name"]])
    tool = words(frame[found["tool"]]).str.lower() if "tool" in found else pd.Series("", index=frame.index)
    rows = gpd.GeoDataFrame(
        {"name": names.where(names != "", UNNAMED), "tool": tool.where(tool != "", DEFAULT_TOOL)},
        geometry=frame.geometry,
        crs=4326,
    )
    findings: tuple[Finding, ...] = ()
    rows["personnel"] = np.nan
    if "personnel" in found:
        column = found["personnel"]
        rows["personnel"], findings = numbers(
            frame[column], file=file, column=column, low=0, unreadable="warning"
        )
    rows["contingent"] = words(frame[found["contingent"]]) if "contingent" in found else ""
    for ours, read in (("unpol", presence), ("unmo", presence), ("hq", level), ("cla", assistants)):
        rows[ours] = np.nan
        if ours in found:
            rows[ours], faults = read(frame[found[ours]], file=file, column=found[ours])
            findings += faults
    return rows, findings


def _faults(
    rows: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Report bases without a name, and several on one spot.

    The same base in several years is an error here, where no day is given to choose by: a base that closed
    long ago would be planned with.
    """
    placed = rows.geometry.notna()
    spot = pd.DataFrame({"x": rows.geometry.x, "y": rows.geometry.y}, index=rows.index)
    same_spot = spot.duplicated() & placed
    base = spot.assign(name=rows["name"].str.lower())
    history = base.duplicated() & placed
    history &= ~base.assign(year=frame[found["year"]]).duplicated() if "year" in found else False
    names = words(frame[found["name"]])
    where = ", ".join(found[name] for name in WHERE if name in found) or "geometry"
    return (
        *rows_finding(
            "warning", "the base has no name", "name it", file=file, column=found["name"], bad=names == ""
        ),
        *rows_finding(
            "error",
            "the base occurs before, in a file of several years",
            "keep the rows of one year only",
            file=file,
            column=found.get("year", ""),
            bad=history,
            values=names,
        ),
        *rows_finding(
            "warning",
            "the base stands on the very spot of one before it; both are kept",
            "check that they are two bases",
            file=file,
            column=where,
            bad=same_spot & ~history,
            values=names,
        ),
    )


def _not_open(
    fate: pd.Series, frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str, as_of: date | None
) -> tuple[Finding, ...]:
    """Mark the bases that are not open on the day."""
    findings: tuple[Finding, ...] = ()
    if as_of is None:
        return findings
    for ours, reason in (("opened", "opened after as_of"), ("closed", "closed by as_of")):
        if ours in found:
            column = found[ours]
            day, faults = dates(frame[column], file=file, column=column)
            bad = (day > pd.Timestamp(as_of)) if ours == "opened" else (day <= pd.Timestamp(as_of))
            fate.loc[bad & (fate == "")] = reason
            message = f"the base was {reason.replace('as_of', str(as_of))} and is left out"
            told = rows_finding(
                "info", message, "", file=file, column=column, bad=bad, values=words(frame[column])
            )
            findings += (*faults, *told)
    if "year" in found:
        year = pd.to_numeric(frame[found["year"]], errors="coerce")
        findings += rows_finding(
            "warning",
            f"the row is of a year after {as_of}; it is used all the same",
            "give the bases of that day, or a later as_of",
            file=file,
            column=found["year"],
            bad=year > as_of.year,
            values=year,
        )
    return findings


def _far_off(
    fate: pd.Series, rows: gpd.GeoDataFrame, near: BBox | None, file: str, found: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Mark the bases outside the area and its surroundings."""
    if near is None:
        return ()
    outside = ~within(rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy(), near)
    bad = pd.Series(outside, index=rows.index) & (fate == "")
    fate.loc[bad] = "outside the area and its surroundings"
    return rows_finding(
        "warning",
        "the base lies outside the area and its surroundings, and is left out",
        "check its position, or widen the area or travel.buffer_km where it should count",
        file=file,
        column=found["name"],
        bad=bad,
        values=rows["name"],
    )
