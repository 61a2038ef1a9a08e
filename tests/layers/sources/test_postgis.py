"""Layers from a real PostgreSQL with PostGIS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shapely.geometry import LineString, Point

from layers.errors import Finding
from layers.sources.postgis import fetch
from layers.sources.postgis_layer import Limits
from layers.sources.vector_source import DatabaseLayer
from layers.vectors import read_vector
from tests.layers.sources.written import errors, told
from tests.postgres import SECRET, Server

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


def test_password_is_never_told(server: Server, layer: Make) -> None:
    """No finding of any broken layer, and no text of the layer itself, holds the password."""
    spelled = (SECRET, "s3cret%2Fword%40here")
    texts = [repr(layer("places")), layer("places").shown, layer("places").name]
    for what, _, _ in _BROKEN:
        texts += [finding.text() for finding in read_vector(layer(**what), role="r")[1]]
    query = f"SELECT '{SECRET}'::integer, geom FROM places"  # noqa: S608 - the server quotes it back
    texts += [finding.text() for finding in read_vector(layer(query=query), role="r")[1]]
    assert not [text for text in texts if any(secret in text for secret in spelled)]
