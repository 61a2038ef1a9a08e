"""A mission's own incidents: any table or layer of points, its columns mapped in the mission file."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.attribution import AGAINST_CIVILIANS, FIGHTING
from layers.errors import Finding
from layers.fields import dates, numbers, plain, resolve, rows_finding, words, written
from layers.file_kind import file_kind
from layers.landscape import SOURCES
from layers.positions import POSITION, BBox
from layers.sheets import read_any_table
from layers.sources.events import (
    INCIDENT_COLUMNS,
    Kept,
    Opened,
    codes,
    deaths_in_order,
    keep_events,
    written_days,
)
from layers.sources.incident_notes import NOTE_COLUMNS, NOTES, read_notes
from layers.sources.incident_places import Places, place_incidents
from layers.tables import MAX_ROWS
from layers.vectors import Feed, count_features, empty_frame, only, read_vector

GENERIC_COLUMNS = (*INCIDENT_COLUMNS, "feed", "harm", "kind", "source", *NOTE_COLUMNS)
"""Columns of the result, besides geometry."""

WANTED: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "incident_id", "event_id", "ref"),
    "date": ("date", "incident_date", "event_date", "date_start"),
    "date_end": ("date_end", "end_date"),
    **POSITION,
    "mgrs": ("mgrs", "grid", "grid_reference"),
    "pcode": ("pcode", "p_code", "adm2_pcode", "adm3_pcode", "adm1_pcode", "admin2pcode"),
    "district": ("district", "territory", "county", "admin2", "adm2_en"),
    "precision": ("precision", "where_prec"),
    "source": ("threat_source", "source_of_threat"),
    "perpetrator": ("perpetrator", "alleged_perpetrator", "actor"),
    "kind": ("kind", "incident_kind"),
    "best": ("deaths", "killed", "fatalities", "best"),
    "low": ("deaths_low", "low"),
    "high": ("deaths_high", "high"),
    "place": ("place", "location", "village", "locality"),
    **NOTES,
}
"""Our names of columns, each with the usual ones. A column plainly called source is not taken for the source
of threat unless it is mapped: in most files it says who reported."""

_LARGEST_VECTOR = 500_000_000
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("againstcivilians", "civilians", "poc", "protectionofcivilians"), AGAINST_CIVILIANS),
    **dict.fromkeys(("fighting", "fightingnearby", "battle", "clash", "armedclash"), FIGHTING),
}


@dataclass(frozen=True, slots=True)
class GenericRows:
    """What a file held: its form in words, its rows, and which incidents stay."""

    layout: str
    rows_read: int
    kept: Kept


def read_generic(
    path: Path | Feed,
    *,
    role: str,
    columns: Mapping[str, str],
    as_of: date,
    near: BBox | None = None,
    districts: gpd.GeoDataFrame | None = None,
    opened: Opened | None = None,
) -> GenericRows:
    """Read a mission's own incidents.

    Parameters
    ----------
    path : Path or Feed
        A csv, an xlsx, a Parquet table, or a layer of points (GeoPackage, GeoJSON, shapefile, GeoParquet, a
        database).
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str
        Keys of :data:`WANTED` to the file's columns; what it leaves out is recognised by its usual names.
    as_of : date
        Incidents that end later are not read.
    near : tuple of float, optional
        Box of the area, degrees. Incidents outside it are kept.
    districts : GeoDataFrame, optional
        Columns name, code, geometry: for incidents known by P-code or district.
    opened : tuple of DataFrame and findings, optional
        The table, where it was read already.

    Returns
    -------
    GenericRows
        Events in EPSG:4326 with the columns of :data:`layers.sources.events.INCIDENT_COLUMNS` (side_a the
        perpetrator, type 3 against civilians, 2 fighting), feed ("generic"), harm (tuple of str), kind,
        source ("" where not given), what :func:`layers.sources.incident_notes.read_notes` gives, geometry
        (points). Rows at fault are left out; the findings hold an error for them.
    """
    file, empty = path.name, empty_frame(GENERIC_COLUMNS)
    table, geometry, layout, findings = _opened(path, role, opened)
    if table.empty:
        return GenericRows(layout, 0, Kept(empty, (), findings))
    found, faults = resolve(table.columns, WANTED, columns=columns, required=("date",), file=file, role=role)
    faults += _no_position(found, geometry, columns, file, role)
    findings += faults
    if any(finding.severity == "error" for finding in faults):
        return GenericRows(layout, len(table), Kept(empty, (), findings))
    places, faults = place_incidents(
        table, found, geometry=geometry, districts=districts, file=file, role=role, near=near
    )
    events, more = _typed(table, found, places, file)
    kept = keep_events(
        events,
        events[["id", "date", "precision", "source", "kind"]].notna().all(axis=1),
        file=file,
        role=role,
        id_column=found.get("id", role),
        date_column=found["date"],
        as_of=as_of,
        near=near,
    )
    frame = kept.events[[*GENERIC_COLUMNS, "geometry"]]
    told = (*findings, *faults, *more, *kept.findings)
    return GenericRows(f"{layout}, {len(table.columns)} columns", len(table), Kept(frame, kept.dropped, told))


def _opened(
    path: Path | Feed, role: str, opened: Opened | None
) -> tuple[pd.DataFrame, gpd.GeoSeries | None, str, tuple[Finding, ...]]:
    """Return the rows, their geometry where the file has any, and what it is in words."""
    if isinstance(path, Path) and file_kind(path) != "vector":
        table, findings = opened or read_any_table(path, role=role)
        return table, None, "table", findings
    refused = _too_large(path, role) if isinstance(path, Path) else ()
    if refused:
        return pd.DataFrame(), None, "layer of points", refused
    frame, findings = read_vector(path, role=role)
    frame, dropped = only(frame, "point", file=path.name, role=role)
    if frame.empty:
        return pd.DataFrame(), None, "layer of points", (*findings, *dropped)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return table, _single(frame), "layer of points", (*findings, *dropped)


def _single(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return one point for each feature: of several the first."""
    points = [shape if shape.geom_type == "Point" else shape.geoms[0] for shape in frame.geometry]
    return gpd.GeoSeries(points, index=frame.index, crs=4326)


def _too_large(path: Path, role: str) -> tuple[Finding, ...]:
    """Refuse layers that would not fit the memory before they are read."""
    size = path.stat().st_size if path.is_file() else 0
    with path.open("rb") if path.is_file() else io.BytesIO() as stream:
        json = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    # Counting the features of GeoJSON would mean reading all of them; size bounds such files.
    features = 0 if json or size > _LARGEST_VECTOR else count_features(path)
    if size <= _LARGEST_VECTOR and features <= MAX_ROWS:
        return ()
    message = f"the layer is too large: {size / 1e6:,.0f} MB, at most {_LARGEST_VECTOR / 1e6:,.0f} MB and "
    message += f"{MAX_ROWS:,} features are read"
    remedy = "cut it to the area and the years that are planned for"
    return (Finding("error", message, remedy, path.name, None, role),)


def _no_position(
    found: Mapping[str, str],
    geometry: gpd.GeoSeries | None,
    columns: Mapping[str, str],
    file: str,
    role: str,
) -> tuple[Finding, ...]:
    pair = {"latitude", "longitude"} <= set(found)
    if geometry is not None or pair or {"mgrs", "pcode", "district"} & set(found):
        return ()
    if {"latitude", "longitude", "mgrs", "pcode", "district"} & set(columns):
        return ()  # a mapping that meets nothing is told already
    message = "no column for the position was recognised"
    remedy = f"map latitude and longitude, mgrs, pcode or district in {role}.columns"
    return (Finding("error", message, remedy, file, None, f"{role}.columns"),)


def _typed(
    table: pd.DataFrame, found: Mapping[str, str], places: Places, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Turn words into what a table of incidents holds; NaN where at fault."""
    blank = pd.Series("", index=table.index, dtype=object)

    def text(name: str) -> pd.Series:
        return words(table[found[name]]) if name in found else blank

    def figure(name: str) -> pd.Series:
        return written(table[found[name]]) if name in found else blank

    ids = text("id").str.replace(r"\.0$", "", regex=True)
    start, end, findings = _days(table, found, file)
    kind, faults = _kinds(text("kind"), found.get("kind", ""), file)
    findings += faults
    source, faults = _sources(text("source"), found.get("source", ""), file)
    findings += faults
    precision, faults = _precision(figure("precision"), places.precision, found, file)
    findings += faults
    deaths: dict[str, pd.Series] = {}
    for name in ("best", "low", "high"):
        deaths[name], faults = numbers(figure(name), file=file, column=found.get(name, name), low=0)
        findings += faults
    findings += deaths_in_order(deaths, file=file, column="deaths")
    notes, faults = read_notes(table, found, file=file, start=start, deaths=deaths["best"])
    findings += faults
    events = {
        "id": ids.where(ids != "", "row " + table.index.astype(str).to_series(index=table.index)),
        "date": start,
        "date_end": end,
        "type": np.where(kind == FIGHTING, 2, 3),
        "side_a": text("perpetrator"),
        "side_b": "",
        "precision": precision,
        "date_precision": 1,
        **deaths,
        "place": text("place"),
        "adm_1": "",
        "adm_2": places.district.where(places.district != "", text("district")),
        "feed": "generic",
        "kind": kind,
        "source": source,
        **notes,
    }
    return gpd.GeoDataFrame(events, index=table.index, geometry=places.points, crs=4326), findings


def _days(
    table: pd.DataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.Series, pd.Series, tuple[Finding, ...]]:
    """Return first and last day; without an end, or with one before the start, an incident lasts a day."""
    start, findings = written_days(table[found["date"]], file=file, column=found["date"])
    if "date_end" not in found:
        return start, start, findings
    end, faults = dates(table[found["date_end"]], file=file, column=found["date_end"])
    backwards = end < start
    faults += rows_finding(
        "warning",
        "the incident ends before it starts; it is taken to end on the day it starts",
        "correct the dates",
        file=file,
        column=found["date_end"],
        bad=backwards,
        values=end,
    )
    return start, end.where(~(end.isna() | backwards), start), (*findings, *faults)


def _kinds(text: pd.Series, column: str, file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    kind = text.map(lambda word: _KINDS.get(plain(word)) if word else AGAINST_CIVILIANS)
    findings = rows_finding(
        "error",
        "there is no such kind of incident",
        f"write {AGAINST_CIVILIANS} or {FIGHTING}",
        file=file,
        column=column,
        bad=kind.isna(),
        values=text,
    )
    empty = int((text == "").sum())
    if empty:
        message = f"{empty:,} incidents do not state their kind and count as against civilians"
        findings += (Finding("info", message, "map a column to kind", file, None, column or "kind"),)
    return kind, findings


def _sources(text: pd.Series, column: str, file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    known = {plain(name): name for name in SOURCES} | {"": ""}
    source = text.map(lambda word: known.get(plain(word)))
    return source, rows_finding(
        "error",
        "there is no such source of threat",
        f"use one of {', '.join(SOURCES)}, or leave it empty",
        file=file,
        column=column,
        bad=source.isna(),
        values=text,
    )


def _precision(
    text: pd.Series, placed: pd.Series, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the coarser of what the file says of a position and what its form allows."""
    if "precision" not in found or not re.search(r"\S", "".join(text.unique())):
        return placed, ()
    code, findings = codes(
        text,
        file=file,
        column=found["precision"],
        worst=7,
        best_in_words="located exactly",
        serious=False,
    )
    return placed.where(placed.isna() | code.isna(), np.maximum(placed, code)).mask(code.isna()), findings
