"""A given plan as rows: from a file, a run folder or a table, every fault of its own told at once."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo_poc.mission import Mission
from layers.errors import Finding, Severity, error, raise_errors
from layers.fields import shorten
from layers.positions import BBox
from layers.sources.plan_file import read_plan_file

PlanSource = str | Path | pd.DataFrame
"""A file, a run folder, or a table with the columns of a plan file."""

TABLE = "plan"
"""What findings call a plan that was given as a table."""

MOST = 20
"""Rows with one fault that are told one by one; further ones are counted."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a plan: an asset, an engagement, or a stop of a patrol.

    Parameters
    ----------
    row : int
        Of the file.
    id, tool, name, site, contingent, threat, escort_from, route : str
        "" where not given; `escort_from` is the site whose troops escort it.
    count : int
    order : int
        Of a stop in its route, from 1; else 0.
    escorted, in_place : bool
    lon, lat : float
        Degrees, WGS84; NaN where the row has no position.
    """

    row: int
    id: str
    tool: str
    name: str
    site: str
    count: int
    contingent: str
    threat: str
    escorted: bool
    escort_from: str
    route: str
    order: int
    in_place: bool
    lon: float
    lat: float

    @property
    def placed(self) -> bool:
        """Whether it has a position of its own."""
        return not math.isnan(self.lon)

    @property
    def label(self) -> str:
        """What findings call it."""
        return shorten(self.route or self.name or self.id or self.tool)


class Told:
    """Findings about the rows of a plan, in the order they are made; of one fault the first are told."""

    __slots__ = ("_counts", "_findings", "file")

    def __init__(self, file: str) -> None:
        self.file = file
        self._findings: list[Finding] = []
        self._counts: dict[tuple[Severity, str], int] = {}

    def add(
        self,
        severity: Severity,
        message: str,
        remedy: str,
        *,
        row: int | None,
        column: str,
        value: object = "",
    ) -> None:
        """Tell one thing of one row, or of the plan as a whole."""
        kind = (severity, remedy)
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._counts[kind] <= MOST:
            self._findings.append(
                Finding(severity, message, remedy, self.file, row, column, shorten(str(value)))
            )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was told, and how many rows more have a fault that was told often."""
        more = [
            Finding(severity, f"{count - MOST:,} more rows have a fault told above", remedy, self.file)
            for (severity, remedy), count in self._counts.items()
            if count > MOST
        ]
        return (*self._findings, *more)


def plan_file(source: PlanSource) -> Path | None:
    """Return the file that a plan is read from, None for a table."""
    return None if isinstance(source, pd.DataFrame) else file_of(source)


def file_of(source: str | Path) -> Path:
    """Return the file that a plan is read from: of a run folder its GeoPackage."""
    path = Path(source)
    return path / "plan.gpkg" if path.is_dir() else path


def read_plan(
    mission: Mission, source: PlanSource, *, bbox: BBox | None = None
) -> tuple[tuple[PlanRow, ...], tuple[Finding, ...]]:
    """Read the rows of a plan.

    Parameters
    ----------
    mission : Mission
        Its tools are those that a row may name.
    source : str, Path or DataFrame
    bbox : tuple of float or None
        West, south, east, north of the area, degrees: positions far outside are errors.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    if isinstance(source, pd.DataFrame):
        frame, findings = _read_table(source, mission, bbox)
    else:
        path = file_of(source)
        if not path.is_file():
            raise error(
                "there is no such plan",
                "give a GeoJSON, GeoPackage, xlsx or csv file, or the folder of a run",
                file=path.name,
                column="PLAN",
                value=str(source),
            )
        frame, findings = read_plan_file(path, bbox=bbox, tools=tuple(mission.keys.assets))
    raise_errors(findings)
    return tuple(_row(record) for record in frame.to_dict("records")), findings


def _read_table(
    table: pd.DataFrame, mission: Mission, bbox: BBox | None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read a table by way of a file, so that it is checked as a file is."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(table, gpd.GeoDataFrame) and "geometry" in table:
            if table.crs is None:
                raise error(
                    "the table of the plan does not say its coordinate reference system",
                    "set it with set_crs; it is never guessed",
                    file=TABLE,
                )
            path = Path(folder) / f"{TABLE}.geojson"
            path.write_text(table.to_crs(4326).to_json(drop_id=True), encoding="utf-8")
        else:
            path = Path(folder) / f"{TABLE}.csv"
            path.write_text(pd.DataFrame(table).to_csv(index=False), encoding="utf-8")
        return read_plan_file(path, bbox=bbox, tools=tuple(mission.keys.assets))


def _row(record: Mapping[str, object]) -> PlanRow:
    place = record["geometry"]
    lon, lat = (place.x, place.y) if isinstance(place, shapely.Point) else (math.nan, math.nan)
    return PlanRow(
        row=int(str(record["row"])),
        id=str(record["id"]),
        tool=str(record["tool"]),
        name=str(record["name"]),
        site=str(record["site"]),
        count=int(str(record["count"])),
        contingent=str(record["contingent"]),
        threat=str(record["threat"]),
        escorted=bool(record["escorted"]),
        escort_from=str(record["escort_from"]),
        route=str(record["route"]),
        order=int(str(record["order"])),
        in_place=bool(record["in_place"]),
        lon=float(lon),
        lat=float(lat),
    )
