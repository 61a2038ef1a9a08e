"""Layers from a real PostgreSQL with PostGIS."""

from __future__ import annotations

import socket
import string
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from layers.errors import Finding
from layers.sources.districts import read_districts
from layers.sources.located import read_located
from layers.sources.postgis import fetch
from layers.sources.postgis_layer import Limits
from layers.sources.restrictions import read_restrictions
from layers.sources.roads import read_roads
from layers.sources.vector_source import DatabaseLayer, read_source
from layers.vectors import read_vector
from tests.layers.sources.written import DATA, errors, geojson, told
from tests.postgres import SECRET, Server, running

_PLACES = """CREATE TABLE %s (id integer PRIMARY KEY, name text, geom geometry(%s))"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return one server for all tests of this file, with the tables they share."""
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


Make = Callable[..., DatabaseLayer]


def test_table_comes_in_the_order_of_its_key(layer: Make) -> None:
    """The integer key numbers the features; a row without geometry is told."""
    frame, findings = read_vector(layer("places"), role="layers.places")
    assert frame.index.tolist() == [10, 20, 30]
    assert frame["name"].tolist() == ["Beni", "Goma", "Paris"]
    assert frame.crs.to_epsg() == 4326
    assert told(findings, "warning", "no geometry").file == "postgis mission/places"


@pytest.mark.parametrize("name", ["PLACES", "public.places", '"public"."places"', " public . Places "])
def test_tables_in_every_writing(layer: Make, name: str) -> None:
    """Case, schema and quotes do not matter where the name is clear."""
    assert len(read_vector(layer(name), role="r")[0]) == 3


def test_odd_names_and_projected_systems(layer: Make) -> None:
    """Quotes, dots, blanks and signs of percent in names are names; metres come back in degrees."""
    frame, findings = read_vector(layer('boundaries."Odd.Name 100%%"'), role="r", bbox=(28, -3, 30, 0))
    assert frame["nom %"].tolist() == ["a"]
    assert 28 < frame.geometry.iloc[0].x < 29.5
    assert not findings


def test_query_is_a_layer(layer: Make) -> None:
    """A query counts its rows from 1; colons, percents, comments and a last semicolon are no trouble."""
    query = (
        "-- towns\nSELECT upper(name) AS name, '50% of :x $1'::text AS note, geom\nFROM places ORDER BY 1; "
    )
    frame, _ = read_vector(layer(query=query), role="r", bbox=(28, -3, 31, 3))
    assert frame["name"].tolist() == ["BENI", "GOMA"]
    assert frame["note"].tolist() == ["50% of :x $1"] * 2
    assert frame.index.tolist() == [1, 2]
    frame, _ = read_vector(layer(query="WITH x AS (SELECT geom FROM places) TABLE x -- all"), role="r")
    assert len(frame) == 3


def test_box_is_pushed_down(layer: Make) -> None:
    """Features outside the box never leave the database."""
    frame, _ = fetch(layer("places"), role="r", bbox=(28, -3, 31, 3))
    assert sorted(frame["name"]) == ["Beni", "Goma"]
    few = Limits(rows=2)
    assert not errors(fetch(layer("places"), role="r", bbox=(28, -3, 31, 3), limits=few)[1])
    assert errors(fetch(layer("places"), role="r", bbox=None, limits=few)[1])


def test_box_uses_the_index(server: Server, layer: Make) -> None:
    """A box over a large table is looked up in its spatial index."""
    server.run(
        "CREATE TABLE large AS SELECT i AS id, ST_Point(i / 1000.0, i % 90, 4326) AS geom"
        " FROM generate_series(1, 60000) AS i",
        "CREATE INDEX large_geom ON large USING gist (geom)",
        "ANALYZE large",
    )
    frame, findings = read_vector(layer("large"), role="r", bbox=(10, 10, 10.5, 11))
    assert set(frame["id"]) == {i for i in range(10_000, 10_501) if 10 <= i % 90 <= 11}
    assert not findings
    used = server.value("SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'large_geom'")
    assert int(str(used)) > 0


def test_values_become_what_files_give(layer: Make) -> None:
    """Numbers, dates, lists, JSON, curves, heights and geography come as a file would give them."""
    query = (
        "SELECT 1.50::numeric AS ratio, 'true'::boolean AS built, DATE '2024-02-29' AS day,"
        " ARRAY['a','b'] AS who, '{\"k\": 1}'::json AS more, 'x' AS geometry, "
        "ST_GeomFromText('CIRCULARSTRING Z (29 0 5, 29.5 0.5 5, 30 0 5)', 4326) AS place"
    )
    frame, findings = read_vector(layer(query=query), role="r")
    row = frame.iloc[0]
    assert (row["ratio"], row["built"], str(row["day"])[:10], row["who"]) == (
        1.5,
        True,
        "2024-02-29",
        ["a", "b"],
    )
    assert row["more"] == '{"k": 1}'
    assert isinstance(row["geometry"], LineString)
    assert not row["geometry"].has_z
    assert not findings
    spot = "SELECT 'a' AS name, ST_Point(29, 1, 4326)::geography AS place"
    assert (
        read_vector(layer(query=spot), role="r", bbox=(28, 0, 30, 2))[0].geometry.iloc[0].equals(Point(29, 1))
    )


_BROKEN = [
    ({"table": "place"}, "no such table", "public.places"),
    ({"table": "nothing.at.all"}, "not understood", "schema.table"),
    ({"table": "places; DROP TABLE places"}, "not understood", "schema.table"),
    ({"table": "pg_catalog.pg_class"}, "no such table", ""),
    ({"table": "plain"}, "no geometry column", "query"),
    ({"table": "two"}, "several geometry columns", "select name, geom"),
    ({"table": "unsaid"}, "SRID 0", "never guessed"),
    ({"table": "mixed"}, "several reference systems", "ST_Transform"),
    ({"query": "SELECT geom FROM missing"}, "table that is not there", ""),
    ({"query": "SELECT nom, geom FROM places"}, "column that is not there", ""),
    ({"query": "SELECT st_pont(1, 2) AS geom"}, "function that is not there", ""),
    ({"query": "SELEC geom FROM places"}, "not a select", ""),
    ({"query": "DELETE FROM places"}, "not a select", ""),
    ({"query": "/* SELECT */ DROP TABLE places"}, "not a select", ""),
    ({"query": "SELECT geom FROM places; DROP TABLE places"}, "not one select", ""),
    ({"query": "SELECT geom FROM places) AS a; COMMIT; DROP TABLE places; SELECT (1"}, "not one select", ""),
    ({"query": "WITH x AS (DELETE FROM places RETURNING *) SELECT * FROM x"}, "not a plain select", ""),
    ({"query": "SELECT * INTO copied FROM places"}, "not one select", ""),
    ({"query": "SELECT wipe() AS geom"}, "tries to change", ""),
    ({"query": "SELECT 'a' AS n, 'b' AS n, geom FROM places"}, "one name", ""),
    ({"query": "SELECT *, 'infinity'::date AS until FROM places"}, "cannot be read", "type"),
    ({"query": "SELECT ST_SetSRID(ST_Point(1, 1), 990001) AS geom"}, "reference system is not known", ""),
    ({"query": "SELECT 1 / 0 AS n, geom FROM places"}, "refuses the query", ""),
    ({"query": "SELECT geom FROM places WHERE id = $1"}, "has a parameter", ""),
    ({"query": "SELECT geom FROM places WHERE id = %s"}, "not one select", ""),
    ({"query": "SELECT geom FROM places\0 WHERE id = 10"}, "no text", ""),
    ({"query": "SELECT geom, '\ud800' FROM places"}, "no text", ""),
    ({"query": "SELECT geom FROM places /* WHERE"}, "not one select", ""),
    ({"query": "SELECT nextval('counter') AS n, geom FROM places"}, "tries to change", ""),
    ({"query": "SELECT 'TIN(((0 0,1 0,0 1,0 0)))'::geometry AS geom"}, "SRID 0", ""),
]


@pytest.mark.parametrize(("what", "message", "remedy"), _BROKEN)
def test_broken_layers_are_told(
    server: Server, layer: Make, what: dict[str, str], message: str, remedy: str
) -> None:
    """Each gives one error on its key, and nothing in the database changes."""
    frame, findings = read_vector(layer(**what), role="layers.places", bbox=None)
    assert frame.empty
    (finding,) = errors(findings)
    assert message in finding.message
    assert remedy in finding.remedy
    assert finding.column == f"layers.places.{'table' if 'table' in what else 'query'}"
    assert server.value("SELECT count(*) FROM places") == 4
    assert server.value("SELECT to_regclass('copied')") is None


def test_bombs_are_refused(layer: Make) -> None:
    """Endless rows, huge rows and waiting all end by the caps."""

    def only_error(query: str, limits: Limits) -> Finding:
        (finding,) = errors(fetch(layer(query=query), role="r", bbox=None, limits=limits)[1])
        return finding

    endless = "SELECT ST_Point(29, 1, 4326) AS geom FROM generate_series(1, 1000000000000)"
    assert "too long" in only_error(endless, Limits(seconds=0.5)).message
    assert (
        "too long"
        in only_error("SELECT ST_Point(1, 1, 4326) AS geom, pg_sleep(60)", Limits(seconds=0.5)).message
    )
    large = "SELECT repeat('a', 3000000) AS name, ST_Point(29, 1, 4326) AS geom"
    assert "MB" in only_error(large, Limits(size=1_000_000)).message
    many = "SELECT ST_Point(29, 1, 4326) AS geom FROM generate_series(1, 1001)"
    assert "more than 1,000 rows" in only_error(many, Limits(rows=1000)).message


def test_empty_and_elsewhere_are_warned(layer: Make) -> None:
    """An empty table and one for another area are warnings, as in a file."""
    assert told(read_vector(layer("vacant"), role="r")[1], "warning", "no row")
    assert told(read_vector(layer("places"), role="r", bbox=(100, 0, 101, 1))[1], "warning", "area's box")


def test_nothing_can_be_written(server: Server, layer: Make) -> None:
    """The transaction stays read-only whatever a query sets."""
    query = "SELECT set_config('transaction_read_only', 'off', true) AS x, wipe() AS geom"
    assert errors(read_vector(layer(query=query), role="r")[1])
    assert server.value("SELECT count(*) FROM places") == 4


def _connecting(address: str) -> Finding:
    (finding,) = errors(read_source(address, role="layers.places", table="places")[1])
    assert finding.column == "layers.places.path"
    return finding


def test_connections_that_fail(server: Server) -> None:
    """Wrong password, user, database, and none at all, each say which."""
    wrong = _connecting(server.address(password="wr0ng-s3cret"))  # noqa: S106 - the wrong one
    assert "password" in wrong.message
    assert "wr0ng-s3cret" not in wrong.text()
    assert "none was found" in _connecting(server.address(password=None)).message
    assert "password" in _connecting(server.address(user="nobody_here")).message
    assert "no such database" in _connecting(server.address(database="other")).message
    assert "service" in _connecting("service=absent_service").message
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gone = _connecting(f"postgresql://u:hidden@127.0.0.1:{port}/mission")
    assert "no database server" in gone.message
    assert "hidden" not in gone.text()


def test_silent_server_is_given_up() -> None:
    """A port that accepts and says nothing is left after the address's own time."""
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        finding = _connecting(f"postgresql://u:hidden@127.0.0.1:{port}/mission?connect_timeout=2")
    assert "no database server" in finding.message
    assert "hidden" not in finding.text()


def test_rights_are_told(server: Server) -> None:
    """A table that the user may not read says so."""
    address = server.address(user="reader", password="r3ader")  # noqa: S106 - of this test
    assert len(read_source(address, role="r", table="places")[0]) == 3
    (finding,) = errors(read_source(address, role="r", table="closed")[1])
    assert "may not read" in finding.message


def test_database_without_postgis(server: Server) -> None:
    """A database without the extension is told from one without the table."""
    (finding,) = errors(read_source(server.address(database="postgres"), role="r", table="places")[1])
    assert "no PostGIS" in finding.message


def test_password_by_libpqs_own_means(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PGPASSWORD, a password file and a service file work, and are read by libpq."""
    bare = server.address(password=None)
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert len(read_source(bare, role="r", table="places")[0]) == 3
    monkeypatch.delenv("PGPASSWORD")
    secrets = tmp_path / "pgpass"
    secrets.write_text(f"*:*:*:*:{SECRET}\n")
    secrets.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(secrets))
    assert len(read_source(bare, role="r", table="places")[0]) == 3
    service = tmp_path / "service.conf"
    service.write_text(f"[peacekeeping]\nhost={server.folder}\nuser=owner\ndbname=mission\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    for address in ("service=peacekeeping", "postgresql://?service=peacekeeping"):
        frame, findings = read_source(address, role="r", table="places")
        assert len(frame) == 3
        assert findings[0].file == "postgis peacekeeping/places"


def test_password_is_never_told(server: Server, layer: Make) -> None:
    """No finding of any broken layer, and no text of the layer itself, holds the password."""
    spelled = (SECRET, "s3cret%2Fword%40here")
    texts = [repr(layer("places")), layer("places").shown, layer("places").name]
    for what, _, _ in _BROKEN:
        texts += [finding.text() for finding in read_vector(layer(**what), role="r")[1]]
    query = f"SELECT '{SECRET}'::integer, geom FROM places"  # noqa: S608 - the server quotes it back
    texts += [finding.text() for finding in read_vector(layer(query=query), role="r")[1]]
    assert not [text for text in texts if any(secret in text for secret in spelled)]


def _literal(value: object) -> str:
    return "NULL" if pd.isna(value) else "'" + str(value).replace("'", "''") + "'"


def _written(server: Server, frame: gpd.GeoDataFrame, table: str) -> None:
    """Write a frame as a table of text columns and a geometry called shape."""
    columns = [name for name in frame.columns if name != "geometry"]
    values = [
        "(" + ", ".join([*(_literal(row[name]) for name in columns),
                         f"ST_GeomFromText('{row.geometry.wkt}', 4326)"]) + ")"
        for _, row in frame.iterrows()
    ]  # fmt: skip
    named = ", ".join(f'"{name}" text' for name in columns)
    server.run(
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TABLE {table} ({named}, shape geometry(Geometry, 4326))",
        f"INSERT INTO {table} VALUES {', '.join(values)}",  # noqa: S608 - the test's own values
    )


_WORD = st.text(string.ascii_letters + "éàçñ '\"%:;-", min_size=1, max_size=12)
_DEGREE = st.floats(-20, 20).map(lambda value: round(value, 6))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_WORD, _DEGREE, _DEGREE), min_size=1, max_size=8))
def test_table_and_file_give_the_same(
    server: Server, tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float, float]]
) -> None:
    """Whatever is written to both comes back the same from the one door, with a box and without."""
    path = geojson(
        tmp_path_factory.mktemp("same") / "a.geojson", [(Point(x, y), {"name": name}) for name, x, y in rows]
    )
    whole = gpd.GeoDataFrame(
        {"name": [name for name, _, _ in rows]}, geometry=[Point(x, y) for _, x, y in rows], crs=4326
    )
    _written(server, whole, "same")
    for bbox in (None, (-5.0, -5.0, 15.0, 15.0)):
        file, _ = read_source(path, role="r", bbox=bbox)
        table, _ = read_source(server.address(), role="r", table="same", bbox=bbox)
        assert table["name"].tolist() == file["name"].tolist() if len(file) else table.empty
        assert np.array_equal(table.geometry.x, file.geometry.x)
        assert np.array_equal(table.geometry.y, file.geometry.y)


def test_every_reader_takes_a_database_layer(server: Server, layer: Make) -> None:
    """Districts, restrictions, roads and located rows come from a database as from a file."""
    square = [box(0, 0, 1, 1)]
    _written(server, gpd.GeoDataFrame({"ADM1_EN": ["Unity"], "ADM1_PCODE": ["SS10"]}, geometry=square), "d")
    _written(server, gpd.GeoDataFrame({"applies_to": ["police"], "state": ["denied"]}, geometry=square), "r")
    _written(server, gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[LineString([(0, 0), (1, 1)])]), "l")
    districts, findings = read_districts(layer("d"))
    assert (districts["code"].iloc[0], findings) == ("SS10", ())
    assert read_restrictions(layer("r"))[0]["applies_to"].iloc[0] == ("police",)
    assert read_roads(layer("l"))[0]["class"].tolist() == ["primary"]  # type: ignore[arg-type]
    frame, found, _ = read_located(
        layer("places"),
        role="r",
        wanted={"name": ("name",)},
        required=["name"],
        columns={},
        bbox=(28, -3, 31, 3),
    )
    assert frame["name"].tolist() == ["Beni", "Goma"]
    assert found == {"name": "name"}


@pytest.mark.skipif(not DATA.exists(), reason="open data absent")
def test_real_counties_through_a_database(server: Server, layer: Make) -> None:
    """The 79 counties of South Sudan come out of a database as out of their file."""
    path = DATA / "south_sudan/admin/ssd_admbnda_adm2_imwg_nbs_20180817.geojson"
    _written(
        server,
        gpd.read_file(path)[["ADM2_EN", "ADM2_PCODE", "ADM1_EN", "ADM1_PCODE", "geometry"]],
        "counties",
    )
    file, _ = read_districts(path)
    table, _ = read_districts(layer("counties"))
    # A database fills gaps between its rows: the order is its own.
    table = table.sort_values("code", ignore_index=True)
    file = file.sort_values("code", ignore_index=True)
    pd.testing.assert_frame_equal(table.drop(columns="geometry"), file.drop(columns="geometry"))
    assert table.geometry.geom_equals_exact(file.geometry, 1e-9).all()
