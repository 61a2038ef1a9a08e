"""UCDP Georeferenced Event Dataset (GED), in the variants in which it is published.

Source: Sundberg and Melander 2013, Journal of Peace Research 50(4), and the GED codebook: where_prec 1 exact,
2 within about 25 km, 3 admin 2, 4 admin 1, 5 line or fuzzy, 6 country, 7 international; date_prec 1 day to 5
over a month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.fields import dates, numbers, rows_finding, words
from layers.positions import BBox, read_points
from layers.row_checks import RowCheck, tell_rows
from layers.sheets import read_any_table
from layers.sources.events import INCIDENT_COLUMNS, Kept, Opened, codes, deaths_in_order, keep_events
from layers.vectors import empty_frame


def _names(text: str) -> list[str]:
    return text.split()


NAMES = _names(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id "
    "conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id "
    "side_b_new_id side_b number_of_sources source_article source_office source_date source_headline "
    "source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude "
    "geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a "
    "deaths_b deaths_civilians deaths_unknown best high low gwnoa gwnob "
)
"""The 49 columns of GED 18.1 to 25.1 and of the candidate releases, in their order."""

USED = _names(
    "id type_of_violence side_a side_b where_prec where_coordinates where_description adm_1 adm_2 "
    "latitude longitude date_prec date_start date_end best high low "
)
"""Columns that must be there."""

_HDX_COLUMNS = [*NAMES[: NAMES.index("country") + 1], "iso3", *NAMES[NAMES.index("country") + 1 :]]
_MARKS = {"id", "type_of_violence", "side_a", "side_b", "date_start"}


def recognise(header: Sequence[str]) -> bool:
    """Return whether a header is that of a UCDP GED file."""
    return {name.strip().lstrip("\ufeff") for name in header} >= _MARKS


def read_ucdp(
    path: Path, *, as_of: date, role: str = "layers.incidents", near: BBox | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read UCDP GED events.

    Parameters
    ----------
    path : Path
        A csv or xlsx of 49 columns, of HDX's 50 (with iso3 and a second row of HXL tags), or of either
        without a header row.
    as_of : date
        Events that end later are not read.
    role : str
        Key of the mission file, named in findings.
    near : tuple of float, optional
        Box of the area, to recognise swapped coordinates. Events outside it are kept.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; id (text), date and date_end (datetime64), type (int, 1 state-based, 2 non-state,
        3 one-sided), side_a, side_b (text), precision (int 1 to 7, 1 where empty), date_precision (int
        1 to 5, 1 where empty), best, low, high (deaths, float64, NaN where empty), place, adm_1, adm_2
        (text), geometry (points). Rows at fault are left out; the findings hold an error for them.
    tuple of Finding
    """
    layer = read_ucdp_rows(path, as_of=as_of, role=role, near=near)
    return layer.kept.events, layer.kept.findings


@dataclass(frozen=True, slots=True)
class UcdpRows:
    """What a file held: its layout in words, its rows, and which events stay."""

    layout: str
    rows_read: int
    kept: Kept


def read_ucdp_rows(
    path: Path, *, as_of: date, role: str, near: BBox | None, opened: Opened | None = None
) -> UcdpRows:
    """Read as :func:`read_ucdp` does (or take a table read already), and tell what became of the rows."""
    file = path.name
    empty = empty_frame(INCIDENT_COLUMNS)
    table, findings = opened or read_any_table(path, role=role, keep=(*USED, "iso3"), headerless=names_for)
    layout = "HDX layout, 50 columns" if "iso3" in table.columns else "49 columns"
    if table.columns.empty and findings and findings[-1].severity == "error":
        return UcdpRows(layout, 0, Kept(empty, (), findings))
    missing = [name for name in USED if name not in table.columns]
    if missing:
        return UcdpRows(layout, len(table), Kept(empty, (), (*findings, _not_ged(path, missing, role))))
    if table.empty:
        return UcdpRows(layout, 0, Kept(empty, (), findings))
    events, faults = _typed(table[USED].apply(words), file, near)
    whole = events[["id", "type", "date", "precision", "date_precision"]].notna().all(axis=1)
    kept = keep_events(
        events,
        whole,
        file=file,
        role=role,
        id_column="id",
        date_column="date_end",
        as_of=as_of,
        near=near,
    )
    return UcdpRows(layout, len(table), Kept(kept.events, kept.dropped, (*findings, *faults, *kept.findings)))


def names_for(first: Sequence[str]) -> Sequence[str] | None:
    """Return the columns of a file whose first row is an event already, else None."""
    names = {len(NAMES): NAMES, len(_HDX_COLUMNS): _HDX_COLUMNS}.get(len(first))
    if names is None or recognise(first):
        return None
    row = pd.Series(first, index=names, dtype=object)
    kind = _types(row[["type_of_violence"]])
    day, _ = dates(row[["date_start"]], file="", column="")
    place, _ = numbers(row[["latitude", "longitude"]], file="", column="")
    return names if kind.notna().all() and day.notna().all() and place.notna().all() else None


def _not_ged(path: Path, missing: Sequence[str], role: str) -> Finding:
    listed = ", ".join(missing)
    if len(missing) == len(USED):
        message = (
            "the file has neither the header of UCDP GED nor, without one, its 49 or 50 columns and types"
        )
        listed = ""
    else:
        message = f"columns of UCDP GED are missing: {listed}"
    remedy = "give the csv as UCDP or HDX publish it; columns may be empty but must be there"
    return Finding("error", message, remedy, path.name, 1, role, listed)


def _types(text: pd.Series) -> pd.Series:
    """Return 1, 2 or 3 as float64 from numbers or words, NaN for anything else."""
    small = text.str.lower()
    number = pd.to_numeric(small, errors="coerce").astype(float)
    number = number.where(number.isin([1, 2, 3]))
    for kind, pattern in ((3, "one.?sided"), (2, "non.?state"), (1, "^state")):
        number = number.mask(number.isna() & small.str.contains(pattern, regex=True), float(kind))
    return number


def _typed(table: pd.DataFrame, file: str, near: BBox | None) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Turn words into types, dates, numbers and points; NaN where at fault."""
    found = {"latitude": "latitude", "longitude": "longitude"}
    points, misplaced = read_points(table, found, file=file, near=near)
    kind, number_id = _types(table["type_of_violence"]), table["id"].str.replace(r"\.0$", "", regex=True)
    unnamed = _unnamed(table, kind, number_id, file)
    days, undated = _days(table, file)
    precision, imprecise = _precision(table, file)
    deaths, miscounted = _deaths(table, file)
    where, described = table["where_coordinates"], table["where_description"]
    columns = {
        "id": number_id.where(number_id != ""),
        **days,
        "type": kind,
        "side_a": table["side_a"],
        "side_b": table["side_b"],
        **precision,
        **deaths,
        "place": where.where(where != "", described),
        "adm_1": table["adm_1"],
        "adm_2": table["adm_2"],
    }
    findings = (*misplaced, *unnamed, *undated, *imprecise, *miscounted)
    return gpd.GeoDataFrame(columns, index=table.index, geometry=points, crs=4326), findings


def _unnamed(table: pd.DataFrame, kind: pd.Series, number_id: pd.Series, file: str) -> tuple[Finding, ...]:
    """Return errors for events without a type or an id."""
    typeless = "the type of violence is not 1, 2 or 3, nor a name of one"
    column = "type_of_violence"
    checks = (
        RowCheck("error", typeless, "correct it", column, kind.isna(), table[column]),
        RowCheck("error", "the event has no id", "give it one", "id", number_id == "", table["id"]),
    )
    return tell_rows(checks, file=file)


def _precision(table: pd.DataFrame, file: str) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return how precisely place and date of each event are known."""
    place, first = codes(
        table["where_prec"],
        file=file,
        column="where_prec",
        worst=7,
        best_in_words="located exactly",
        serious=True,
    )
    day, second = codes(
        table["date_prec"],
        file=file,
        column="date_prec",
        worst=5,
        best_in_words="dated to the day",
        serious=False,
    )
    return {"precision": place, "date_precision": day}, (*first, *second)


def _days(table: pd.DataFrame, file: str) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return first and last day; an event without an end, or with one before its start, lasts a day."""
    start, first = dates(table["date_start"], file=file, column="date_start", required=True)
    end, second = dates(table["date_end"], file=file, column="date_end")
    backwards = end < start
    third = rows_finding(
        "warning",
        "the event ends before it starts; it is taken to end on the day it starts",
        "correct the dates",
        file=file,
        column="date_end",
        bad=backwards,
        values=table["date_end"],
    )
    days = {"date": start, "date_end": end.where(~(end.isna() | backwards), start)}
    return days, (*first, *second, *third)


def _deaths(table: pd.DataFrame, file: str) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    findings: tuple[Finding, ...] = ()
    deaths: dict[str, pd.Series] = {}
    for name in ("best", "low", "high"):
        deaths[name], faults = numbers(table[name], file=file, column=name, low=0)
        findings += faults
    findings += deaths_in_order(deaths, file=file, column="low, best, high")
    return deaths, findings
