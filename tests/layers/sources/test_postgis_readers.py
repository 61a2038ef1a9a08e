"""Every reader on tables of a real PostgreSQL: they give what files give."""

from __future__ import annotations

import string
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from layers.sources.districts import read_districts
from layers.sources.located import read_located
from layers.sources.restrictions import read_restrictions
from layers.sources.roads import read_roads
from layers.sources.vector_source import DatabaseLayer, read_source
from tests.layers.sources.written import DATA, geojson
from tests.postgres import Server

Make = Callable[..., DatabaseLayer]


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
