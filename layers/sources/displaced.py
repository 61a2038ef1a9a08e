"""Sites of displaced people, with how many live there, by age and sex where known, and as of when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import dates, numbers, words
from layers.positions import BBox
from layers.row_checks import RowCheck, tell_rows
from layers.sources.age_sex import GROUPS, age_column, read_groups, wanted_groups
from layers.sources.placed import in_box, read_placed
from layers.vectors import Feed, empty_frame

_COLUMNS = ("name", "type", "people", "date", "stale", *GROUPS)
_WANTED: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "site", "site_name", "location"),
    "type": ("type", "site_type", "class"),
    "people": ("people", "individuals", "population", "idps", "persons"),
    "date": ("date", "as_of", "date_of_count", "updated"),
    **wanted_groups(),
}


def read_displaced(
    path: Path | Feed,
    *,
    role: str = "layers.displaced",
    as_of: date,
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
    stale_days: int = 90,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read sites of displaced people.

    Parameters
    ----------
    path : Path or Feed
        A csv or spreadsheet with latitude and longitude or MGRS, or points or polygons of a vector file.
    role : str
        Key of the mission file, named in findings.
    as_of : date
        Sites counted later are not read.
    columns : mapping of str to str, optional
        "name", "type", "people", "date", "women", "men", "girls", "boys", "female", "male" and, for a table,
        "latitude", "longitude" and "mgrs". Columns of ages such as "F 0-4" are recognised.
    bbox : tuple of float, optional
        West, south, east, north in degrees.
    stale_days : int
        A count older than this is stale.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; name, type (text), people (float64, none negative, none missing), date (datetime64,
        NaT where unknown), stale (bool: too old, or of unknown date), women, men, girls, boys, female and
        male (float64, NaN where unknown; see :func:`layers.sources.age_sex.read_groups`), geometry. Empty
        where the columns are not found; rows at fault carry an error.
    tuple of Finding
    """
    file = path.name
    frame, found, findings = read_placed(
        path,
        role=role,
        wanted=_WANTED,
        required=("people", "date"),
        columns=columns or {},
        near=bbox,
        also=age_column,
    )
    frame, faults = in_box(frame, bbox, file=file, role=role)
    findings += faults
    if frame.empty:
        return empty_frame(_COLUMNS), findings
    people, faults = numbers(frame[found["people"]], file=file, column=found["people"], low=0, required=True)
    day, day_faults = dates(frame[found["date"]], file=file, column=found["date"])
    later = day > pd.Timestamp(as_of)
    stale = day.isna() | (day < pd.Timestamp(as_of) - pd.Timedelta(days=stale_days))
    groups, group_faults = read_groups(frame, found, people=people, file=file)
    kept = (people.notna() & ~later).to_numpy(dtype=bool)
    old = f"the count of people is more than {stale_days} days older than {as_of}, or of unknown date"
    newer = "give a newer count, with its date"
    written = words(frame[found["date"]])
    check = RowCheck("warning", old, newer, found["date"], stale & kept, written)
    text = {ours: words(frame[found[ours]]) if ours in found else "" for ours in ("name", "type")}
    sites = gpd.GeoDataFrame(
        {**text, "people": people, "date": day, "stale": stale.astype(bool), **groups},
        index=frame.index,
        geometry=frame.geometry,
        crs=4326,
    )
    return sites.loc[kept].reset_index(drop=True), (
        *findings,
        *faults,
        *day_faults,
        *_later(later, as_of, file, found["date"]),
        *group_faults,
        *tell_rows([check], file=file),
    )


def _later(later: pd.Series, as_of: date, file: str, column: str) -> tuple[Finding, ...]:
    """Tell of the sites that were counted after the day of the plan."""
    if not later.any():
        return ()
    message = f"{int(later.sum()):,} sites were counted after {as_of} and were not read"
    return (Finding("info", message, "", file, int(later.index[int(np.argmax(later))]), column),)
