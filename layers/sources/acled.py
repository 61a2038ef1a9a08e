"""ACLED events, in the three layouts in which they are exported.

Sources: ACLED Codebook (editions of 2021, 2023, October 2024) and Guide to 2023 Column Changes; names of
actor types also as exports in public repositories have them ("Political militia", "External/Other forces",
"Communal Militia" of earlier years) and ACLED's own acledR (acled_transform_interaction: "Others").
time_precision: 1 the day, 2 the week, 3 the month is known. geo_precision: 1 the place, 2 a part of a region
(placed at a town near by), 3 a larger region (placed at its provincial capital). ACLED's terms forbid passing
rows on: nothing here writes any.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.attribution import AGAINST_CIVILIANS, CIVILIANS, EXCESSIVE_FORCE, AcledEvent, acled_kind
from layers.errors import Finding
from layers.fields import numbers, plain, rows_finding, words
from layers.positions import BBox, read_points
from layers.sheets import read_any_table
from layers.sources.events import INCIDENT_COLUMNS, Kept, Opened, codes, keep_events, written_days
from layers.vectors import empty_frame

USED = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type"),
    *("actor1", "inter1", "actor2", "inter2", "admin1", "admin2", "location", "latitude", "longitude"),
    *("geo_precision", "fatalities"),
)
"""Columns that must be there, even if empty."""

ACLED_COLUMNS = (
    *INCIDENT_COLUMNS,
    *("feed", "harm", "event", "sub_event", "inter_a", "inter_b", "civilian_targeting", "victim_group"),
)
"""Columns of the result, besides geometry."""

PLACE_PRECISION: Mapping[int, int] = MappingProxyType({1: 1, 2: 2, 3: 4})
"""geo_precision to the scale of UCDP's where_prec: the place, near by, the first admin level."""

TIME_PRECISION: Mapping[int, int] = MappingProxyType({1: 1, 2: 3, 3: 4})
"""time_precision to the scale of UCDP's date_prec: the day, the week, the month."""

_MARKS = frozenset({"event_id_cnty", "event_date", "actor1", "inter1"})
_TARGETING = "civilian_targeting"
_ASSOCIATED = ("assoc_actor_1", "assoc_actor_2")
_INTER: Mapping[str, int] = MappingProxyType(
    {
        "stateforces": 1,
        "rebelgroup": 2,
        "rebelgroups": 2,
        "politicalmilitia": 3,
        "politicalmilitias": 3,
        "identitymilitia": 4,
        "identitymilitias": 4,
        "communalmilitia": 4,
        "communalmilitias": 4,
        "rioters": 5,
        "protesters": 6,
        "protestors": 6,
        "civilians": 7,
        "externalotherforces": 8,
        "externalforces": 8,
        "otherforces": 8,
        "other": 8,
        "others": 8,
    }
)
_EVENTS: tuple[tuple[str, AcledEvent], ...] = (
    ("^battle", "battle"),
    ("^(?:explosions|remote violence)", "explosion"),
    ("^violence against civilians", "against_civilians"),
    ("^protests", "protest"),
    ("^riots", "riot"),
    ("^(?:strategic development|headquarters or base|non-violent)", "strategic"),
)
_HARM: tuple[tuple[str, str], ...] = (
    ("^sexual violence", "sexual"),
    ("^abduction", "abduction"),
    ("^looting", "looting"),
)


@dataclass(frozen=True, slots=True)
class AcledRows:
    """What a file held: its layout in words, its rows, and which events stay."""

    layout: str
    rows_read: int
    kept: Kept


def recognise(header: Sequence[str]) -> bool:
    """Return whether a header is that of an ACLED export, whatever its case."""
    return {_plain_name(name) for name in header} >= _MARKS


def read_acled(
    path: Path, *, as_of: date, role: str = "layers.incidents", near: BBox | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read ACLED events.

    Parameters
    ----------
    path : Path
        A csv or xlsx: the 31 columns of today, these with population_* besides, or those before March 2023
        (data_id, iso3, no civilian_targeting, perhaps a row of HXL tags). Column names in any case.
    as_of : date
        Later events are not read.
    role : str
        Key of the mission file, named in findings.
    near : tuple of float, optional
        Box of the area, to recognise swapped coordinates. Events outside it are kept.

    Returns
    -------
    GeoDataFrame
        EPSG:4326. The columns of :data:`layers.sources.events.INCIDENT_COLUMNS` (type 3 against civilians,
        1 fighting with a state, 2 other fighting, 0 neither; low and high are NaN: ACLED gives one
        estimate), and feed ("acled"), harm (tuple of str), event (one word), sub_event (as published),
        inter_a, inter_b (int, 0 none), civilian_targeting (True, False; None without the column),
        victim_group (whom the civilian side's associated actor names, "" where nobody; it enters no export),
        geometry (points). Rows at fault are left out; the findings hold an error for them.
    tuple of Finding
    """
    rows = read_acled_rows(path, as_of=as_of, role=role, near=near)
    return rows.kept.events, rows.kept.findings


def read_acled_rows(
    path: Path, *, as_of: date, role: str, near: BBox | None, opened: Opened | None = None
) -> AcledRows:
    """Read as :func:`read_acled` does (or take a table read already), and tell what became of the rows."""
    file = path.name
    marks = ("data_id", "population_best", _TARGETING, *_ASSOCIATED)
    known = (*USED, *marks)
    keep = {*known, *(name.upper() for name in known), "\ufeffevent_id_cnty"}
    table, findings = opened or read_any_table(path, role=role, keep=keep)
    table = table.rename(columns=_plain_name)
    table = table[[name for name in table.columns if name in known]]
    layout = _layout(table.columns)
    empty = empty_frame(ACLED_COLUMNS)
    if table.columns.empty and any(finding.severity == "error" for finding in findings):
        return AcledRows(layout, 0, Kept(empty, (), findings))
    missing = [name for name in USED if name not in table.columns]
    if missing:
        message = f"columns of ACLED are missing: {', '.join(missing)}"
        remedy = "export all columns; they may be empty but must be there"
        found = Finding("error", message, remedy, file, 1, role)
        return AcledRows(layout, len(table), Kept(empty, (), (*findings, found)))
    if table.empty:
        return AcledRows(layout, 0, Kept(empty, (), findings))
    if _TARGETING not in table.columns:
        message = "the file has no civilian_targeting (exports before March 2023): explosions and riots that "
        message += "name civilians or protesters as a side count as against civilians"
        remedy = "export the data anew"
        findings += (Finding("info", message, remedy, file, 1, _TARGETING),)
    events, faults = _typed(table.apply(words), file, near)
    whole = events[["id", "date", "precision", "date_precision", "event", "inter_a", "inter_b"]].notna()
    kept = keep_events(
        events,
        whole.all(axis=1),
        file=file,
        role=role,
        id_column="event_id_cnty",
        date_column="event_date",
        as_of=as_of,
        near=near,
    )
    frame = _described(kept.events)
    return AcledRows(layout, len(table), Kept(frame, kept.dropped, (*findings, *faults, *kept.findings)))


def _plain_name(name: object) -> str:
    return str(name).strip().lstrip("\ufeff").lower()


def _layout(columns: pd.Index) -> str:
    if "data_id" in columns:
        return "layout before March 2023, with data_id"
    return "current layout with population" if "population_best" in columns else "current layout, 31 columns"


def _typed(table: pd.DataFrame, file: str, near: BBox | None) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Turn words into types, dates, numbers and points; NaN where at fault."""
    found = {"latitude": "latitude", "longitude": "longitude"}
    points, findings = read_points(table, found, file=file, near=near)
    day, faults = written_days(table["event_date"], file=file, column="event_date")
    findings += faults
    findings += rows_finding(
        "error",
        "the event has no id",
        "give it one",
        file=file,
        column="event_id_cnty",
        bad=table["event_id_cnty"] == "",
    )
    columns: dict[str, object] = {
        "id": table["event_id_cnty"].where(table["event_id_cnty"] != ""),
        "date": day,
        "date_end": day,
        "type": 0,
        "side_a": table["actor1"],
        "side_b": table["actor2"],
    }
    precision, faults = _precision(table, file)
    columns |= precision
    findings += faults
    columns["best"], faults = numbers(table["fatalities"], file=file, column="fatalities", low=0)
    findings += faults
    columns |= {"low": np.nan, "high": np.nan, "place": table["location"]}
    columns |= {"adm_1": table["admin1"], "adm_2": table["admin2"], "feed": "acled"}
    for ours, theirs in (("inter_a", "inter1"), ("inter_b", "inter2")):
        columns[ours], faults = _inter(table[theirs], file)
        findings += faults
    inter_a = columns["inter_a"]
    columns["event"], faults = _events(table["event_type"], inter_a, file)  # type: ignore[arg-type]
    findings += faults
    columns |= {"sub_event": table["sub_event_type"], _TARGETING: _targeting(table)}
    columns["victim_group"] = _victim_group(table, inter_a, columns["inter_b"])  # type: ignore[arg-type]
    return gpd.GeoDataFrame(columns, index=table.index, geometry=points, crs=4326), findings


def _precision(table: pd.DataFrame, file: str) -> tuple[dict[str, pd.Series], tuple[Finding, ...]]:
    """Return how precisely place and day of each event are known, on the scales of UCDP."""
    found: dict[str, pd.Series] = {}
    findings: tuple[Finding, ...] = ()
    for ours, theirs, scale, exactly, serious in (
        ("precision", "geo_precision", PLACE_PRECISION, "located exactly", True),
        ("date_precision", "time_precision", TIME_PRECISION, "dated to the day", False),
    ):
        code, faults = codes(
            table[theirs], file=file, column=theirs, worst=3, best_in_words=exactly, serious=serious
        )
        found[ours] = code.map(scale)
        findings += faults
    return found, findings


def _targeting(table: pd.DataFrame) -> pd.Series:
    """Return whether civilians were targeted; Python's own None where the file does not say: NaN is true."""
    given: list[bool | None] = [None] * len(table)
    if _TARGETING in table.columns:
        given = [value != "" for value in table[_TARGETING]]
    return pd.Series(given, index=table.index, dtype=object)


def _victim_group(table: pd.DataFrame, inter_a: pd.Series, inter_b: pd.Series) -> pd.Series:
    """Return what ACLED says further of the civilians of an event, "" where nothing or no civilians.

    An associated actor of an armed side acts beside it or is its larger body: it tells no victim, and not
    whose threat the event is, which goes by the side itself.
    """
    found = pd.Series("", index=table.index, dtype=object)
    for column, inter in zip(_ASSOCIATED, (inter_a, inter_b), strict=True):
        if column in table.columns:
            found = found.mask((inter == CIVILIANS) & (table[column] != "") & (found == ""), table[column])
    return found


def _inter(text: pd.Series, file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return actor types 0 to 8 as float64 from numbers or names; empty is 0, NaN at fault."""
    number = pd.to_numeric(text, errors="coerce").astype(float)
    number = number.where(number.isin(range(9)))
    named = text.map(lambda value: _INTER.get(plain(value), np.nan)).astype(float)
    code = number.fillna(named).mask(text == "", 0.0)
    return code, rows_finding(
        "error",
        "the type of actor is neither 0 to 8 nor one of ACLED's names",
        "give it as ACLED exports it, e.g. 1 or State forces",
        file=file,
        column=str(text.name),
        bad=code.isna(),
        values=text,
    )


def _events(text: pd.Series, inter_a: pd.Series, file: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return event types in one word; "Riots/Protests" of exports before 2019 go by the first actor."""
    small = text.str.lower()
    event = pd.Series(None, index=text.index, dtype=object)
    for pattern, word in _EVENTS:
        event = event.mask(event.isna() & small.str.contains(re.compile(pattern)), word)
    both = small == "riots/protests"
    event = event.mask(both & (inter_a == 6), "protest")
    return event, rows_finding(
        "error",
        "the type of event is none of ACLED's",
        "give it as ACLED exports it",
        file=file,
        column="event_type",
        bad=event.isna(),
        values=text,
    )


def _described(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add what follows from the types: type on UCDP's scale, and harm."""
    events = events.astype({"inter_a": int, "inter_b": int})
    kinds = [
        acled_kind(event, sub_event, a, b, targeting)
        for event, sub_event, a, b, targeting in zip(
            events["event"],
            events["sub_event"],
            events["inter_a"],
            events["inter_b"],
            events[_TARGETING],
            strict=True,
        )
    ]
    with_state = (events["inter_a"].isin((1, 8)) | events["inter_b"].isin((1, 8))).tolist()
    types = [
        0 if kind is None else 3 if kind == AGAINST_CIVILIANS else 1 if state else 2
        for kind, state in zip(kinds, with_state, strict=True)
    ]
    harm = [_harm(sub, best) for sub, best in zip(events["sub_event"], events["best"], strict=True)]
    harms = pd.Series(harm, index=events.index, dtype=object)
    described = events.assign(type=np.array(types, dtype=int), harm=harms)
    return described[[*ACLED_COLUMNS, "geometry"]]


def _harm(sub_event: str, deaths: float) -> tuple[str, ...]:
    """Return what harm the published type and deaths say; an attack without deaths says none."""
    small = sub_event.lower()
    found = [harm for pattern, harm in _HARM if re.match(pattern, small)]
    if deaths > 0:
        found.insert(0, "killing")
    elif small.startswith(EXCESSIVE_FORCE):
        found.append("injury")
    return tuple(found)
