"""A look at csv files, spreadsheets and Parquet tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.fields import words
from layers.found.columns import kind_of, marks, settlements
from layers.found.sight import Kind, Sight, unclear
from layers.parquet_bounds import MARK
from layers.positions import POSITION, BBox
from layers.sheets import read_any_table
from layers.sources import acled, ucdp
from layers.sources.events import written_days
from layers.sources.geopko import geopko_layout
from layers.sources.radpko import is_radpko

SAMPLE = 200
MAX_BYTES = 1_000_000_000
_FIRST = 1_000_000
_ROLE = "file"


def see_table(path: Path, *, today: date) -> Sight:
    """Look at a csv, xlsx or Parquet table: its header, 200 rows, and the columns of dates and positions.

    Parameters
    ----------
    path : Path
    today : date
        Later days are not taken for the newest.
    """
    if path.stat().st_size > MAX_BYTES:
        return unclear(path, "the file is larger than 1 GB")
    with path.open("rb") as stream:
        head = stream.read(_FIRST)
    if not head.strip():
        return unclear(path, "the file is empty")
    if len(head) == _FIRST and not head.startswith((b"PK", MARK)) and not {10, 13} & set(head):
        return unclear(path, "the first line is longer than 1 MB")
    sample, findings = read_any_table(path, role=_ROLE, headerless=ucdp.names_for, max_rows=SAMPLE)
    if sample.empty:
        faults = [f.message for f in findings if f.severity == "error"]
        return unclear(path, faults[0] if faults else "the file has no rows")
    names = [str(name) for name in sample.columns]
    kind, told, found = _published(names) or kind_of(names, sample, placed=False)
    if not kind:
        return unclear(path, told)
    return _measured(path, kind, told, found, sample, today)


def _published(names: list[str]) -> tuple[Kind, str, dict[str, str]] | None:
    """Return what a publisher's header says, None where it is nobody's."""
    if acled.recognise(names):
        return "incidents", "ACLED", {"date": _named(names, "event_date")}
    if ucdp.recognise(names):
        return "incidents", "UCDP GED", {"date": "date_end" if "date_end" in names else "date_start"}
    layout = geopko_layout(names)
    if layout is not None:
        return "bases", layout.recognised, {"year": _named(names, "year")}
    if is_radpko(names):
        return "bases", "RADPKO: rows for each base", {"year": _named(names, "year")}
    return None


def _named(names: list[str], wanted: str) -> str:
    return next((name for name in names if name.lower() == wanted), wanted)


def _measured(
    path: Path, kind: Kind, told: str, found: Mapping[str, str], sample: pd.DataFrame, today: date
) -> Sight:
    """Read the columns of dates and positions whole, and count."""
    position = marks([str(name) for name in sample.columns], POSITION)
    dated = [found[name] for name in ("date_end", "date", "year") if name in found]
    keep = [*dated[:1], *position.values()]
    rows, findings = read_any_table(path, role=_ROLE, keep=keep, headerless=ucdp.names_for)
    if any("more than" in f.message for f in findings if f.severity == "error"):
        return unclear(path, findings[0].message)
    by_year = bool(dated) and dated[0] == found.get("year")
    days = rows[dated[0]] if dated and dated[0] in rows else None
    newest = None if days is None else newest_year(days, today) if by_year else newest_day(days, today)
    points = _points(rows, position)
    return Sight(
        path,
        kind,
        told,
        rows=len(rows),
        newest=newest,
        by_year=by_year,
        box=box_of(points),
        points=points,
        share=settlements(sample, found) if kind == "places" else 0.0,
        named="name" in found,
    )


def newest_day(values: pd.Series, today: date) -> date | None:
    """Return the latest readable day that is not after today."""
    days, _ = written_days(values, file="", column="")
    past = days[days <= pd.Timestamp(today)]
    return None if past.empty else pd.Timestamp(past.max()).date()


def newest_year(values: pd.Series, today: date) -> date | None:
    """Return the end of the latest year that is not after this one, at most today."""
    years = pd.to_numeric(words(values), errors="coerce")
    past = years[(years >= 1900) & (years <= today.year)]
    return None if past.empty else min(today, date(int(past.max()), 12, 31))


def _points(rows: pd.DataFrame, position: Mapping[str, str]) -> NDArray[np.float64]:
    if not set(POSITION) <= set(position):
        return np.empty((0, 2))
    degrees = [
        pd.to_numeric(words(rows[position[name]]), errors="coerce") for name in ("longitude", "latitude")
    ]
    points = np.column_stack([column.to_numpy(dtype=float) for column in degrees])
    kept: NDArray[np.float64] = points[(np.abs(points) <= (180.0, 90.0)).all(axis=1)]
    return kept


def box_of(points: NDArray[np.float64]) -> BBox | None:
    """Return the box of points, None without any."""
    if not len(points):
        return None
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)
