"""A database with the tables that tests of its layers share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from layers.sources.vector_source import DatabaseLayer
from tests.postgres import Server, running

_PLACES = """CREATE TABLE %s (id integer PRIMARY KEY, name text, geom geometry(%s))"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return one server for all tests of sources, with the tables they share."""
    with running() as started:
        started.run(
            "CREATE SCHEMA boundaries",
            _PLACES % ("places", "Point, 4326"),
            "INSERT INTO places VALUES (20, 'Goma', ST_Point(29.2, -1.7, 4326)),"
            " (10, 'Beni', ST_Point(29.5, 0.5, 4326)), (30, 'Paris', ST_Point(2.3, 48.9, 4326)),"
            " (40, 'Nowhere', NULL)",
            "CREATE INDEX ON places USING gist (geom)",
            """CREATE TABLE boundaries."Odd.Name 100%%" ("nom %" text, "Geom""x" geometry(Point, 32735))""",
            """INSERT INTO boundaries."Odd.Name 100%%" VALUES ('a', ST_Point(7e5, 9.8e6, 32735))""",
            "CREATE TABLE unsaid (name text, geom geometry)",
            "INSERT INTO unsaid VALUES ('a', ST_Point(29, -1))",
            "CREATE TABLE mixed (name text, geom geometry)",
            "INSERT INTO mixed VALUES ('a', ST_Point(29, -1, 4326)), ('b', ST_Point(7e5, 9e6, 32735))",
            "CREATE TABLE vacant (name text, geom geometry(Point, 4326))",
            "CREATE TABLE plain (name text)",
            "CREATE TABLE two (name text, geom geometry(Point, 4326), centre geometry(Point, 4326))",
            "CREATE TABLE own_system (geom geometry(Point, 4326))",
            "CREATE TABLE closed (name text, geom geometry(Point, 4326))",
            "CREATE SEQUENCE counter",
            "CREATE ROLE reader LOGIN PASSWORD 'r3ader'",
            "GRANT SELECT ON places TO reader",
            "CREATE FUNCTION wipe() RETURNS geometry LANGUAGE sql AS"
            " 'DELETE FROM places; SELECT ST_Point(0, 0, 4326)'",
        )
        yield started


@pytest.fixture
def layer(server: Server) -> Callable[..., DatabaseLayer]:
    """Return a maker of layers of the shared server."""

    def make(table: str = "", query: str = "") -> DatabaseLayer:
        return DatabaseLayer(server.address(), table, query)

    return make
