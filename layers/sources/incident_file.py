"""Incidents of any feed, told apart by what the file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import geopandas as gpd
import pandas as pd

from layers.errors import Finding
from layers.file_kind import file_kind
from layers.positions import BBox
from layers.sheets import is_workbook, read_any_table
from layers.sources import acled, ucdp
from layers.sources.events import Opened
from layers.sources.generic_incidents import read_generic
from layers.vectors import Feed

IncidentFeed = Literal["ucdp", "acled", "generic"]


@dataclass(frozen=True, slots=True, eq=False)
class IncidentLayer:
    """The incidents of one file.

    Parameters
    ----------
    feed : {"ucdp", "acled", "generic"}
    frame : GeoDataFrame
        EPSG:4326; the columns of :data:`layers.sources.events.INCIDENT_COLUMNS`, feed, harm (tuple of str)
        and what :func:`layers.incidents.attribute` needs for the feed. Never written to a file.
    recognised : str
        What the file is, in words.
    rows_read : int
        Rows of the file that were looked at.
    rows_dropped : tuple of (str, int)
        Reason and number of the rows that are not in `frame`.
    """

    feed: IncidentFeed
    frame: gpd.GeoDataFrame
    recognised: str
    rows_read: int
    rows_dropped: tuple[tuple[str, int], ...]


def read_incidents(
    path: Path | Feed,
    *,
    role: str = "layers.incidents",
    columns: Mapping[str, str] | None = None,
    as_of: date,
    near: BBox | None = None,
    districts: gpd.GeoDataFrame | None = None,
) -> tuple[IncidentLayer, tuple[Finding, ...]]:
    """Read incidents: UCDP GED or ACLED by their header, anything else as a mission's own table.

    Parameters
    ----------
    path : Path or Feed
        A csv, xlsx or Parquet table of any feed, or a layer of points.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        Of a mission's own table, see :data:`layers.sources.generic_incidents.WANTED`; published feeds need
        none.
    as_of : date
        Incidents that end later are not read.
    near : tuple of float, optional
        Box of the area, degrees, to recognise swapped coordinates. Incidents outside it are kept.
    districts : GeoDataFrame, optional
        Columns name, code, geometry: for incidents known by P-code or district.

    Returns
    -------
    IncidentLayer
    tuple of Finding
        Nothing is raised: a file that cannot be read gives an empty frame and errors.
    """
    feed, opened = _recognised(path, role)
    if feed == "generic" or not isinstance(path, Path):
        generic = read_generic(
            path,
            role=role,
            columns=columns or {},
            as_of=as_of,
            near=near,
            districts=districts,
            opened=opened,
        )
        kept, rows = generic.kept, generic.rows_read
        words = f"a mission's own incidents, {generic.layout}"
    elif feed == "acled":
        export = acled.read_acled_rows(path, as_of=as_of, role=role, near=near, opened=opened)
        kept, rows, words = export.kept, export.rows_read, f"ACLED, {export.layout}"
    else:
        release = ucdp.read_ucdp_rows(path, as_of=as_of, role=role, near=near, opened=opened)
        kept, rows, words = release.kept, release.rows_read, f"UCDP GED, {release.layout}"
    findings = kept.findings
    if feed != "generic" and columns:
        message = "the file is recognised by its header; the mapping of columns is not used"
        findings += (Finding("warning", message, f"remove {role}.columns", path.name, None, role, words),)
    frame = kept.events if feed != "ucdp" else _as_ucdp(kept.events)
    return IncidentLayer(feed, frame, words, rows, kept.dropped), findings


def _as_ucdp(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add feed and harm: UCDP records events with deaths only."""
    harm = pd.Series([("killing",)] * len(events), index=events.index, dtype=object)
    return events.assign(feed="ucdp", harm=harm)


def _recognised(path: Path | Feed, role: str) -> tuple[IncidentFeed, Opened | None]:
    """Return the feed by the first row; a workbook is read for it, and only once."""
    if not isinstance(path, Path) or file_kind(path) == "vector":
        return "generic", None
    if is_workbook(path):
        opened = read_any_table(path, role=role, headerless=ucdp.names_for)
        return _feed_of([str(name) for name in opened[0].columns]), opened
    first: list[Sequence[str]] = []

    def look(record: Sequence[str]) -> None:
        first.append(record)

    read_any_table(path, role=role, keep=(), headerless=look, max_rows=1)
    return _feed_of(first[0] if first else ()), None


def _feed_of(record: Sequence[str]) -> IncidentFeed:
    if acled.recognise(record):
        return "acled"
    if ucdp.recognise(record) or ucdp.names_for(record) is not None:
        return "ucdp"
    return "generic"
