"""Bases in place on one day, from a file that holds the deployments of years.

Of each mission in the area the latest state not after the day is taken; what has no row in it is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.errors import Finding
from layers.fields import BLANKS, numbers, plain, rows_finding, shorten, words
from layers.positions import BBox, within
from layers.sources.base_layer import (
    DEFAULT_TOOL,
    UNNAMED,
    BaseLayer,
    assistants,
    empty_layer,
    finished,
    idle,
    level,
    presence,
)
from layers.sources.base_states import current_states
from layers.sources.placed import WHERE, read_rows, resolve_placed, row_points

REQUIRED = ("name", "year")
_APART_DEG = 0.05
"""Two rows of one name further apart (about 5 km) are two places."""
_UNKNOWN = frozenset({"unknown", "unk", "?", "not known", "unspecified"})


@dataclass(frozen=True, slots=True)
class Layout:
    """A published table of deployments.

    Parameters
    ----------
    recognised : str
        Its name.
    usual : mapping of str to tuple of str
        Our columns to its own: name, mission, year, month, latitude, longitude, personnel, personnel_mean
        (of the year, used before personnel), unpol, unmo, hq, contingent, cla.
    yearly_unless_repeated : bool
        The month counts only where some place has rows of several months in one year; else the rows stand
        for their year.
    """

    recognised: str
    usual: Mapping[str, tuple[str, ...]]
    yearly_unless_repeated: bool = False


def read_history(
    path: Path,
    layout: Layout,
    *,
    role: str,
    columns: Mapping[str, str],
    as_of: date,
    near: BBox | None,
    year: int | None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Read a history of deployments; the parameters are those of `read_base_layer`."""
    head, findings = read_rows(path, role=role, max_rows=1)
    if not len(head.columns):
        return empty_layer(layout.recognised), findings
    found, faults = resolve_placed(
        head.columns, layout.usual, columns=columns, required=REQUIRED, file=path.name, role=role
    )
    if any(fault.severity == "error" for fault in faults):
        return empty_layer(layout.recognised), faults
    if "personnel" in columns:
        found.pop("personnel_mean", None)
    table, findings = read_rows(path, role=role, keep=set(found.values()))
    if table.empty:
        return empty_layer(layout.recognised), (*findings, *faults)
    if layout.yearly_unless_repeated and not _repeats(table, found):
        found.pop("month", None)
    layer, told = history_layer(
        table,
        found,
        file=path.name,
        recognised=layout.recognised,
        as_of=as_of,
        near=near,
        year=year,
        missions=missions,
    )
    return layer, (*findings, *faults, *told)


def _repeats(table: pd.DataFrame, found: Mapping[str, str]) -> bool:
    """Return whether a place has rows of several months in one year."""
    if "month" not in found:
        return False
    place = [found[name] for name in ("mission", "name", "year") if name in found]
    return bool(table[[*place, found["month"]]].drop_duplicates().duplicated(subset=place).any())


def history_layer(
    table: pd.DataFrame,
    found: Mapping[str, str],
    *,
    file: str,
    recognised: str,
    as_of: date,
    near: BBox | None,
    year: int | None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Return the bases of the latest state not after `as_of` from a table of all years.

    Parameters
    ----------
    table : DataFrame of str
        Its index holds row numbers.
    found : mapping of str to str
        Our names to the table's, see :class:`Layout`.
    file, recognised : str
    as_of : date
    near : tuple of float, optional
        Box of the area and what is near it, degrees: bases outside are left out.
    year : int, optional
        This year instead of the latest.
    missions : collection of str, optional
        Only these missions; all with a site in `near` where empty.
    """
    states, findings = current_states(
        table, found, file=file, as_of=as_of, near=near, year=year, missions=missions
    )
    fate = states.fate.copy()
    chosen = table.loc[fate == ""]
    rows, told = _values(chosen, found, file)
    points, faults = row_points(chosen, found, file=file, near=near, missing=None)
    findings += (*told, *faults)
    everything = rows.set_geometry(points)
    rows, joined = _joined(everything)
    fate.loc[joined] = "joined with another row of the same place"
    findings += _joined_finding(joined, everything, found, file)
    nowhere = rows.geometry.isna()
    blank = nowhere & _without_position(chosen, found).loc[rows.index]
    fate.loc[rows.index[nowhere]] = "coordinates at fault"
    fate.loc[rows.index[blank]] = "no coordinates"
    findings += _nowhere(rows, blank, found, file)
    rows = rows.loc[~nowhere]
    outside = pd.Series(False, index=rows.index)
    if near is not None:
        outside |= ~within(rows.geometry.x.to_numpy(), rows.geometry.y.to_numpy(), near)
    fate.loc[rows.index[outside]] = "outside the area and its surroundings"
    findings += _told(rows, outside, found, file)
    month = states.month or None  # an unknown month is none
    return finished(rows, fate, recognised=recognised, year=states.year, month=month), findings


def _blank_frame(chosen: pd.DataFrame, found: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return the rows with our columns, none of them filled, and no geometry."""
    names = words(chosen[found["name"]])
    unknown = dict.fromkeys(("personnel", "unpol", "unmo", "hq", "cla"), np.nan)
    rows = pd.DataFrame(
        {"name": names.where(names != "", UNNAMED), "tool": DEFAULT_TOOL, "contingent": "", **unknown},
        chosen.index,
    )
    return gpd.GeoDataFrame(rows, geometry=[None] * len(rows), crs=4326)


def _values(
    chosen: pd.DataFrame, found: Mapping[str, str], file: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return our columns of the rows; personnel_mean stays beside personnel until places are joined."""
    rows = _blank_frame(chosen, found)
    rows["personnel_mean"] = np.nan
    findings: tuple[Finding, ...] = ()
    for ours in ("personnel", "personnel_mean"):
        if ours in found:
            text = words(chosen[found[ours]])
            text = text.mask(text.str.lower().isin(_UNKNOWN | BLANKS), "")
            rows[ours], faults = numbers(text, file=file, column=found[ours], low=0, unreadable="warning")
            findings += faults
    if "contingent" in found:
        rows["contingent"] = words(chosen[found["contingent"]])
    for ours, read in (("unpol", presence), ("unmo", presence), ("hq", level), ("cla", assistants)):
        if ours in found:
            rows[ours], faults = read(words(chosen[found[ours]]), file=file, column=found[ours])
            findings += faults
    return rows, findings


def _without_position(chosen: pd.DataFrame, found: Mapping[str, str]) -> pd.Series:
    given = {name: words(chosen[found[name]]) != "" for name in WHERE if name in found}
    none = pd.Series(False, index=chosen.index)
    return ~((given.get("latitude", none) & given.get("longitude", none)) | given.get("mgrs", none))


def _joined(rows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Index]:
    """Return one row for each place, in the order of the file, and the rows that went into another.

    Personnel is the mean of the year where the file has one, else the greatest of the rows: they are
    states of one place at different times, so adding them would count troops twice.
    """
    key = _place_key(rows)
    groups = rows.groupby(key, sort=False)
    first = pd.Series(rows.index, index=rows.index).groupby(key, sort=False).transform("first")
    joined = rows.index[first.to_numpy() != rows.index.to_numpy()]
    kept = rows.drop(index=joined).copy()
    for column in ("personnel", "personnel_mean", "unpol", "unmo", "hq", "cla"):
        kept[column] = groups[column].transform("max").loc[kept.index]
    named = rows["contingent"].mask(rows["contingent"] == "")
    kept["contingent"] = named.groupby(key, sort=False).transform("first").loc[kept.index].fillna("")
    placed = rows.loc[rows.geometry.notna()]
    where = placed.groupby(first.loc[placed.index].to_numpy())["geometry"].first()
    kept["geometry"] = gpd.GeoSeries(where.reindex(kept.index), crs=4326)
    kept["personnel"] = kept["personnel_mean"].fillna(kept["personnel"])
    return kept, joined


def _place_key(rows: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return what rows of one place share: the name, and the spot where one name means several places."""
    name = rows["name"].map(plain)
    name = name.where(rows["name"] != UNNAMED, [f"row {number}" for number in rows.index])
    spot = pd.DataFrame({"x": rows.geometry.x, "y": rows.geometry.y})
    grouped = spot.groupby(name.to_numpy())
    apart = ((grouped.transform("max") - grouped.transform("min")) > _APART_DEG).any(axis=1) & spot[
        "x"
    ].notna()
    key: NDArray[np.object_] = name.where(
        ~apart, name + spot["x"].map(" {:.6f}".format) + spot["y"].map(" {:.6f}".format)
    ).to_numpy(dtype=object)
    return key


def _joined_finding(
    joined: pd.Index, rows: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Say how many rows went into others, and by which rule."""
    rule = "the greatest number of troops"
    if "personnel_mean" in found:
        rule = f"the file's own mean of the year ({found['personnel_mean']})"
    return rows_finding(
        "info",
        f"the row is of a place with an earlier row in the same state: they are one base, with {rule}",
        "",
        file=file,
        column=found["name"],
        bad=pd.Series(rows.index.isin(joined), index=rows.index),
        values=rows["name"],
    )


def _nowhere(
    rows: gpd.GeoDataFrame, blank: pd.Series, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Tell of places without coordinates: a warning that names those with troops, else a count."""
    column = ", ".join(found[name] for name in WHERE if name in found)
    manned = blank & (rows["personnel"] > 0)
    listed = ", ".join(
        f"{shorten(name)} ({troops:,.0f})"
        for name, troops in rows.loc[manned, ["name", "personnel"]].head(8).itertuples(index=False)
    )
    return (
        *rows_finding(
            "warning",
            f"the base has troops and no coordinates, and is left out: {listed}",
            "give its coordinates",
            file=file,
            column=column,
            bad=manned,
            values=rows["name"],
        ),
        *rows_finding(
            "info",
            "the site has no coordinates and no known troops, and is left out",
            "",
            file=file,
            column=column,
            bad=blank & ~manned,
            values=rows["name"],
        ),
    )


def _told(
    rows: gpd.GeoDataFrame, outside: pd.Series, found: Mapping[str, str], file: str
) -> tuple[Finding, ...]:
    """Tell of places outside, of unknown numbers of troops, and of several places on one spot."""
    inside = rows.loc[~outside]
    place = {"file": file, "column": found["name"]}
    if len(rows) and inside.empty:
        message = f"none of the {len(rows):,} places lies in the area or near it"
        return (Finding("error", message, "check that this file is for the area", file, None, found["name"]),)
    return (
        *rows_finding(
            "info",
            "the place lies outside the area and its surroundings, and is left out",
            "",
            bad=outside,
            values=rows["name"],
            **place,
        ),
        *rows_finding(
            "warning",
            "the number of troops is not known",
            "add it where it matters: a base counts all the same",
            bad=inside["personnel"].isna(),
            values=inside["name"],
            **place,
        ),
        *rows_finding(
            "warning",
            "the base stands on the very spot of one before it; both are kept",
            "check that they are two bases",
            bad=pd.DataFrame({"x": inside.geometry.x, "y": inside.geometry.y}).duplicated(),
            values=inside["name"],
            **place,
        ),
        *idle(inside, **place),
    )
