"""What is sent to a database, without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from shapely.geometry import Point

from layers.errors import InputError
from layers.sources.postgis_faults import Place
from layers.sources.postgis_layer import Limits, read_layer

COLUMNS = (("name", 25), ("geom", 99))


class _Session:
    """A database that knows one table, and writes down what it is asked."""

    def __init__(self) -> None:
        self.place = Place("postgis m/t", "r", "table")
        self.asked: list[tuple[str, tuple[object, ...]]] = []

    def rows(self, statement: str, *parameters: object) -> tuple[list[Any], Sequence[Any]]:
        """Answer by what the statement asks of."""
        self.asked.append((statement, parameters))
        answers: dict[str, list[Any]] = {
            "pg_extension": [("gis",)],
            "pg_index": [],
            "relkind::text": [("s", str(parameters[0]), 1, "v")],
            "pg_type WHERE": [(99,)],
            "st_srid": [(4326, 1)],
            "spatial_ref_sys": [("EPSG", 4326, "")],
            "count(*), sum": [(1, 10)],
        }
        found = next((rows for part, rows in answers.items() if part in statement), [])
        return found, COLUMNS if "LIMIT %s" in statement else ()

    def frame(self, statement: str, parameters: tuple[object, ...], crs: CRS) -> gpd.GeoDataFrame:
        """Return one feature."""
        self.asked.append((statement, parameters))
        return gpd.GeoDataFrame({"name": ["a"]}, geometry=[Point(1, 1)], crs=crs)


def test_every_statement_binds_a_value() -> None:
    """Only so does the server refuse several statements in one; PostGIS is called in its own schema."""
    session = _Session()
    frame, findings = read_layer(session, "", "SELECT name, geom FROM t;", (0, 0, 2, 2), Limits())
    assert frame.index.tolist() == [1]
    assert not findings
    for statement, parameters in session.asked:
        assert parameters
        assert statement.replace("%%", "").count("%s") == len(parameters)
    last, values = session.asked[-1]
    assert 'OPERATOR("gis".&&)' in last
    assert values == (0.0, 0.0, 2.0, 2.0, 4326, Limits().rows)


@given(st.text(min_size=1, max_size=20).filter(lambda name: "\0" not in name))
def test_names_are_always_quoted(name: str) -> None:
    """Whatever a table is called, it stands quoted in the statement, its own quotes and percents doubled."""
    session = _Session()
    written = '"' + name.replace('"', '""') + '"'
    read_layer(session, written, "", None, Limits())
    quoted = written.replace("%", "%%")
    assert f'FROM "s".{quoted}' in session.asked[-1][0]


@pytest.mark.parametrize(
    "query", [" ;", "-- select", "update t set a = 1", "(((", "explain select 1", "do $$x$$"]
)
def test_other_than_selects_are_never_sent(query: str) -> None:
    """What does not begin as a select is refused here."""
    session = _Session()
    with pytest.raises(InputError, match="not a select"):
        read_layer(session, "", query, None, Limits())
    assert not [statement for statement, _ in session.asked if query in statement]


def test_long_comments_take_no_time() -> None:
    """Looking for the first word, and for parameters, never tries every way to read a text."""
    for query in ("(" * 50_000, "--\n" * 50_000, "/**/" * 50_000 + "x", "'" * 50_001):
        with pytest.raises(InputError, match="not a select"):
            read_layer(_Session(), "", query, None, Limits())
    with pytest.raises(InputError, match="parameter"):
        read_layer(_Session(), "", "select " + "''" * 50_000 + " $1", None, Limits())
