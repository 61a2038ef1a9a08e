"""Features of a table or query in PostGIS: read only, timed, capped, and never guessed at.

The only place that imports sqlalchemy and psycopg. Everything happens in one read-only transaction.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import psycopg
import shapely
import sqlalchemy
from psycopg import conninfo
from pyproj import CRS
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from layers.errors import Finding, InputError
from layers.positions import BBox
from layers.sources.postgis_faults import MASK, Place, address_fault, connection_fault, statement_fault
from layers.sources.postgis_layer import Limits, read_layer
from layers.vectors import empty_frame

if TYPE_CHECKING:
    from layers.sources.vector_source import DatabaseLayer

_CONNECT_SECONDS = 10
_SET = "SELECT pg_catalog.set_config(%s, %s, true)"


class _Session:
    """One transaction, its time, and where its faults are told."""

    def __init__(self, connection: Connection, place: Place, seconds: float) -> None:
        self._connection = connection
        self._end = time.monotonic() + seconds
        self.place = place

    def rows(self, statement: str, *parameters: object) -> tuple[list[Any], Sequence[Any]]:
        """Return the rows and the description of their columns; `statement` has psycopg's placeholders."""
        try:
            self._hurry()
            result = self._connection.exec_driver_sql(statement, parameters)
            described = [] if result.cursor is None else list(result.cursor.description or ())
            return list(result), described
        except sqlalchemy.exc.DBAPIError as problem:
            raise InputError([statement_fault(problem.orig, self.place)]) from None

    def frame(self, statement: str, parameters: tuple[object, ...], crs: CRS) -> gpd.GeoDataFrame:
        """Return the features of a select with a column called geometry."""
        try:
            self._hurry()
            return gpd.read_postgis(
                statement, self._connection, geom_col="geometry", crs=crs, params=parameters
            )
        except (sqlalchemy.exc.DBAPIError, pd.errors.DatabaseError) as problem:
            wrapped = problem if isinstance(problem, sqlalchemy.exc.DBAPIError) else problem.__cause__
            raise InputError([statement_fault(getattr(wrapped, "orig", wrapped), self.place)]) from None
        except (shapely.errors.ShapelyError, psycopg.Error, ValueError, OverflowError) as problem:
            raise InputError([statement_fault(problem, self.place)]) from None

    def _hurry(self) -> None:
        """Give the next statement the time that is left."""
        left = max(1, int(1000 * (self._end - time.monotonic())))
        self._connection.exec_driver_sql(_SET, ("statement_timeout", str(left)))


def fetch(
    layer: DatabaseLayer, *, role: str, bbox: BBox | None, limits: Limits | None = None
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read a layer's features as they are stored.

    Parameters
    ----------
    layer : DatabaseLayer
    role : str
        Key of the mission file, named in findings.
    bbox : tuple of float, optional
        West, south, east, north in degrees; the database returns only features whose box meets it.

    Returns
    -------
    GeoDataFrame
        In the layer's own system. Index "feature": the primary key where a table has one of one integer,
        else the number of the row from 1. Empty where the findings hold an error.
    tuple of Finding
        Nothing is raised, and nothing told holds a password.
    """
    place = Place(layer.name, role, "query" if layer.query else "table", _secrets(layer.address))
    if not all(_sendable(text) for text in (layer.address, layer.table, layer.query)):
        remedy = "write it again by hand"
        return empty_frame(), (place.fault("it holds signs that are no text", remedy),)
    if layer.shown.endswith(f"://{MASK}"):
        # libpq would look for a host in what is left of the password, and tell of it.
        return empty_frame(), (address_fault(place),)
    try:
        return _fetch(layer, place, bbox, limits or Limits())
    except InputError as problem:
        return empty_frame(), problem.findings


def _fetch(
    layer: DatabaseLayer, place: Place, bbox: BBox | None, limits: Limits
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: _connect(layer.address), poolclass=NullPool
    )
    try:
        connection = engine.connect()
    except (sqlalchemy.exc.DBAPIError, psycopg.Error, UnicodeError) as problem:
        raise InputError([connection_fault(problem, place)]) from None
    try:
        session = _Session(connection, place, limits.seconds)
        for setting, value in (("synchronize_seqscans", "off"), ("max_parallel_workers_per_gather", "0")):
            session.rows(_SET, setting, value)  # rows come in the order in which they are stored
        return read_layer(session, layer.table, layer.query, bbox, limits)
    finally:
        connection.close()
        engine.dispose()


def _connect(address: str) -> psycopg.Connection[Any]:
    """Connect as libpq would, which finds a password, service or certificate by its own means."""
    # No prepared statements: poolers in front of a server lose them.
    text = address
    if "connect_timeout" not in conninfo.conninfo_to_dict(address):
        text = conninfo.make_conninfo(address, connect_timeout=_CONNECT_SECONDS)
    connection = psycopg.connect(text, prepare_threshold=None)
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def _sendable(text: str) -> bool:
    """Return whether a text reaches the server whole: libpq stops at a NUL."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _secrets(address: str) -> tuple[str, ...]:
    """Return every spelling of a password that the address holds."""
    try:
        given = conninfo.conninfo_to_dict(address)
    except (psycopg.Error, UnicodeError):
        return ()
    found = {str(value) for name, value in given.items() if "password" in name and value}
    raw = re.findall(r"//[^:@/]*:([^@]*)@|password=([^&]*)", address, re.IGNORECASE)
    return tuple(sorted(found | {text for pair in raw for text in pair if text}, key=len, reverse=True))
