# ruff: noqa: S608 - names are quoted and values bound; a mission's query is its own, in a read-only transaction
"""What a table or query in PostGIS holds: its columns, its geometry, its reference system, its rows.

Statements have psycopg's placeholders and always a bound parameter: the server then takes only one statement.
A mission's query stands inside a subquery, so that it must be a select.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from layers.errors import Finding, InputError
from layers.fields import shorten
from layers.grid import WGS84, transformer
from layers.positions import BBox
from layers.sources.postgis_faults import Place, near_names
from layers.vectors import empty_frame

MAX_ROWS = 2_000_000
"""As many rows as of a csv."""

MAX_BYTES = 400_000_000
"""Of a layer's rows as text; their geometry takes about as much again in memory."""

SECONDS = 25.0
"""For all statements of one layer together."""

_NAME = re.compile(r'\s*("(?:[^"]|"")+"|[^\s".]+)\s*(?:\.|$)')
_COMMENT = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|\()*+", re.DOTALL)
_QUOTED = re.compile(r"""'(?:[^']|'')*+'|"[^"]*+"|--[^\n]*+|/\*.*?\*/""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be read; tests lower it."""

    rows: int = MAX_ROWS
    size: int = MAX_BYTES
    seconds: float = SECONDS


class Session(Protocol):
    """A transaction that asks for rows and features; a fault raises InputError."""

    place: Place

    def rows(self, statement: str, *parameters: object) -> tuple[list[Any], Sequence[Any]]:
        """Return the rows, and the description of their columns."""

    def frame(self, statement: str, parameters: tuple[object, ...], crs: CRS) -> gpd.GeoDataFrame:
        """Return the features of a select with a column called geometry."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a layer looks like: its select, its columns, and where its geometry is."""

    select: str
    order: str
    key: str
    columns: tuple[str, ...]
    geometry: str
    schema: str


def read_layer(
    session: Session, table: str, query: str, bbox: BBox | None, limits: Limits
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read the features of a table or query that meet a box.

    Parameters
    ----------
    session : Session
    table, query : str
        One of them.
    bbox : tuple of float or None
        West, south, east, north in degrees.
    limits : Limits

    Returns
    -------
    GeoDataFrame
        In the layer's own system, index "feature"; empty where nothing can be used.
    tuple of Finding

    Raises
    ------
    InputError
        What cannot be read at all.
    """
    shape = _shape(session, table, query, _postgis(session))
    crs, srid, findings = _system(session, shape)
    if srid is None or crs is None:
        return empty_frame(), findings
    frame, found = _features(session, shape, crs, srid, bbox, limits)
    return frame, (*findings, *found)


def _postgis(session: Session) -> str:
    """Return the schema of PostGIS, quoted for a statement."""
    rows, _ = session.rows(
        "SELECT n.nspname FROM pg_catalog.pg_extension e"
        " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = %s",
        "postgis",
    )
    if not rows:
        remedy = "run CREATE EXTENSION postgis in it, or name the right database"
        raise InputError([session.place.fault("the database has no PostGIS", remedy, key="path")])
    return _escaped(str(rows[0][0]))


def _shape(session: Session, table: str, query: str, schema: str) -> _Shape:
    """Return the layer's select, columns and geometry column."""
    if query:
        select, order, key = _select(query, session.place), "", ""
    else:
        select, order, key = _table(session, table)
    _, described = session.rows(f"SELECT * FROM ({select}\n) AS layer LIMIT %s", 0)
    types, _ = session.rows(
        "SELECT oid FROM pg_catalog.pg_type WHERE typname = ANY(%s)", ["geometry", "geography"]
    )
    kinds = {int(row[0]) for row in types}
    names = [str(column[0]) for column in described]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message, remedy = "two columns have one name", "name each column once in the query"
        raise InputError([session.place.fault(message, remedy, value=", ".join(twice))])
    shapes = [str(column[0]) for column in described if column[1] in kinds]
    if len(shapes) != 1:
        remedy = "choose one in a query: select name, geom from ..."
        if shapes:
            message, value = "there are several geometry columns", ", ".join(shapes)
        else:
            message, value = "there is no geometry column", ", ".join(names)
            remedy = "give a table, or a query, with a column of type geometry"
        raise InputError([session.place.fault(message, remedy, value=shorten(value))])
    return _Shape(select, order, key, tuple(names), shapes[0], schema)


def _select(query: str, place: Place) -> str:
    """Return a query without its semicolon, with signs of percent as psycopg wants them."""
    text = query.strip().removesuffix(";").strip()
    first = _COMMENT.sub("", text, count=1).split(None, 1)
    if not first or first[0].lower() not in ("select", "with", "values", "table"):
        remedy = "give one select; a layer is only ever read"
        raise InputError([place.fault("the query is not a select", remedy, value=shorten(text))])
    if re.search(r"\$\d", _QUOTED.sub(" ", text)):
        # It would be taken for one of our own.
        raise InputError([place.fault("the query has a parameter", "write its value in its place")])
    return text.replace("%", "%%")


def _table(session: Session, written: str) -> tuple[str, str, str]:
    """Return the select of a table, its order, and its key where that is one integer."""
    schema, name = _parts(written, session.place)
    rows, _ = session.rows(
        "SELECT n.nspname, c.relname, c.oid::bigint, c.relkind::text FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r','v','m','f','p')"
        " AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND lower(c.relname) = lower(%s)"
        " AND CASE WHEN %s::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)"
        " ELSE lower(n.nspname) = lower(%s) END"
        " ORDER BY (c.relname = %s) DESC, (n.nspname = %s) DESC, 1, 2",
        name, schema, schema, name, schema,
    )  # fmt: skip
    if not rows:
        raise InputError([_no_table(session, written)])
    found_schema, found, oid, kind = rows[0]
    select = f"SELECT * FROM {_escaped(found_schema)}.{_escaped(found)}"
    keys, _ = session.rows(
        "SELECT a.attname, a.atttypid::bigint IN (20, 21, 23) FROM pg_catalog.pg_index i"
        " JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s AND i.indisprimary"
        " ORDER BY a.attnum",
        oid,
    )
    if keys:
        order = ", ".join(_escaped(row[0]) for row in keys)
        return select, order, str(keys[0][0]) if len(keys) == 1 and keys[0][1] else ""
    return select + (" ORDER BY ctid" if kind in "rm" else ""), "", ""


def _parts(written: str, place: Place) -> tuple[str | None, str]:
    """Return schema and name, as written between dots; quoted parts may hold dots."""
    parts, rest = [], written
    while rest:
        match = _NAME.match(rest)
        if match is None:
            break
        parts.append(match.group(1).removeprefix('"').removesuffix('"').replace('""', '"'))
        rest = rest[match.end() :]
    if rest or not 1 <= len(parts) <= 2 or written.rstrip().endswith(".") or "\0" in written:
        remedy = 'write table = "schema.table"; a select goes into query'
        raise InputError([place.fault("the table's name is not understood", remedy, value=shorten(written))])
    return (parts[0] if len(parts) == 2 else None), parts[-1]


def _no_table(session: Session, written: str) -> Finding:
    rows, _ = session.rows(
        "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_attribute a"
        " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
        " WHERE t.typname = ANY(%s) AND c.relkind IN ('r','v','m','f','p') ORDER BY 1 LIMIT 1000",
        ["geometry", "geography"],
    )
    remedy = near_names(written, [str(row[0]) for row in rows])
    return session.place.fault("the database has no such table", remedy, value=shorten(written))


def _system(session: Session, shape: _Shape) -> tuple[CRS | None, int | None, tuple[Finding, ...]]:
    """Return the one reference system of all geometries; no row gives a warning, several systems an error."""
    place, geometry = session.place, _escaped(shape.geometry)
    cast = f"{geometry}::{shape.schema}.geometry"
    rows, _ = session.rows(
        f"SELECT CASE WHEN {geometry} IS NULL OR {shape.schema}.st_isempty({cast}) THEN NULL"
        f" ELSE {shape.schema}.st_srid({cast}) END AS srid, count(*) FROM ({shape.select}\n) AS layer"
        " GROUP BY 1 ORDER BY 1 LIMIT %s",
        1000,
    )
    counts = {row[0]: int(row[1]) for row in rows}
    bare = counts.pop(None, 0)
    findings: tuple[Finding, ...] = ()
    if bare:
        message = "the feature has no geometry and was dropped" + (f" ({bare:,} rows)" if bare > 1 else "")
        findings = (place.fault(message, "give it one, or remove it", severity="warning"),)
    if not counts:
        message = "there is no row" if not bare else "no row has a place"
        remedy = "check that this table is for the area and is filled"
        return None, None, (*findings, place.fault(message, remedy, severity="warning"))
    if len(counts) > 1:
        told = ", ".join(f"{srid} ({count:,} rows)" for srid, count in sorted(counts.items()))
        remedy = "bring them to one with ST_Transform in a query; 0 says that a row has none"
        message = "the geometries are in several reference systems"
        return None, None, (*findings, place.fault(message, remedy, value=told))
    (srid,) = counts
    if srid == 0:
        message = "the geometries do not say their coordinate reference system (SRID 0)"
        remedy = (
            "set it with UpdateGeometrySRID, or in a query with ST_SetSRID(geom, ...); it is never guessed"
        )
        return None, None, (*findings, place.fault(message, remedy))
    return _crs(session, shape.schema, int(srid)), int(srid), findings


def _crs(session: Session, schema: str, srid: int) -> CRS:
    """Return a system as the database defines it."""
    rows, _ = session.rows(
        f"SELECT auth_name, auth_srid, srtext FROM {schema}.spatial_ref_sys WHERE srid = %s", srid
    )
    for authority, code, text in rows:
        try:
            if authority in ("EPSG", "ESRI") and code:
                return CRS.from_authority(authority, code)
            return CRS.from_wkt(str(text))
        except CRSError:
            continue
    remedy = "transform the layer to EPSG:4326 with ST_Transform"
    raise InputError([session.place.fault("the reference system is not known", remedy, value=f"SRID {srid}")])


def _features(
    session: Session, shape: _Shape, crs: CRS, srid: int, bbox: BBox | None, limits: Limits
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Measure what would come, refuse too much, and read it."""
    place, geometry, schema = session.place, _escaped(shape.geometry), shape.schema
    cast = f"{geometry}::{schema}.geometry"
    where, box = f"{geometry} IS NOT NULL AND NOT {schema}.st_isempty({cast})", _box(bbox, crs)
    values: tuple[object, ...] = ()
    if box is not None:
        where += f" AND {cast} OPERATOR({schema}.&&) {schema}.st_makeenvelope(%s, %s, %s, %s, %s)"
        values = (*box, srid)
    source = f"({shape.select}\n) AS layer WHERE {where}"
    rows, _ = session.rows(
        f"SELECT count(*), sum(octet_length(geo_poc_row::text))"
        f" FROM (SELECT * FROM {source} LIMIT %s) AS geo_poc_row",
        *values, limits.rows + 1,
    )  # fmt: skip
    count, size = int(rows[0][0]), int(rows[0][1] or 0)
    remedy = "cut it to the area, simplify it, or leave columns out in a query"
    if count > limits.rows:
        return empty_frame(), (place.fault(f"there are more than {limits.rows:,} rows", remedy),)
    if size > limits.size:
        message = f"the rows hold {size / 1e6:,.0f} MB, more than {limits.size / 1e6:,.0f}"
        return empty_frame(), (place.fault(message, remedy),)
    if not count:
        message, remedy = "no feature lies in the area's box", "check that this table is for the area"
        return empty_frame(), (place.fault(message, remedy, severity="warning"),)
    others = [_escaped(name) for name in shape.columns if name not in (shape.geometry, "geometry")]
    flat = f"{schema}.st_asbinary({schema}.st_curvetoline({schema}.st_force2d({cast}))) AS geometry"
    order = f" ORDER BY {shape.order}" if shape.order else ""
    statement = f"SELECT {', '.join([*others, flat])} FROM {source}{order} LIMIT %s"
    frame = session.frame(statement, (*values, limits.rows), crs)
    return _numbered(frame, shape), ()


def _box(bbox: BBox | None, crs: CRS) -> tuple[float, ...] | None:
    """Return a box in the layer's system; None, so no filter, where it cannot be projected."""
    if bbox is None:
        return None
    box = transformer(WGS84, crs).transform_bounds(*bbox)
    return tuple(float(value) for value in box) if np.isfinite(box).all() else None


def _numbered(frame: gpd.GeoDataFrame, shape: _Shape) -> gpd.GeoDataFrame:
    """Return the features numbered, with what tables of files do not hold turned into text."""
    number = frame[shape.key] if shape.key else np.arange(1, len(frame) + 1)
    frame.index = pd.Index(np.asarray(number, dtype=np.int64), name="feature")
    for column in frame.columns.drop(frame.geometry.name):
        if frame[column].dtype == object and frame[column].map(lambda value: isinstance(value, dict)).any():
            frame[column] = frame[column].map(
                lambda value: json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
            )
    return frame


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _escaped(name: str) -> str:
    """Return a quoted name with signs of percent as psycopg wants them in a statement."""
    return _quoted(name).replace("%", "%%")
