"""Plans that somebody made."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import Point

from layers.errors import InputError, raise_errors
from layers.geopackage import write_geopackage
from layers.sources.plan_file import COLUMNS, empty_plan, read_plan_file
from layers.sources.plan_file_tools import ENGAGEMENTS, PATROLS, TOOLS
from tests.layers.sources.plans import FORMATS, grid, read, write_plan
from tests.layers.sources.written import errors, table, told

BUNIA = {"lat": 1.56, "lon": 30.25}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_plan_in_each_format(tmp_path: Path, ending: str) -> None:
    """Columns, types and defaults are the same whatever the file."""
    rows = [
        {"asset": "Company Operating Base", "place": "Bunia", **BUNIA, "count": 1, "contingent": "Alpha"},
        {"asset": "JPT", "place": "Beni", "site": "beni", "count": 2, "escorted": "yes"},
        {"asset": "good offices", "place": "", "threat": "T1"},
        {"asset": "night patrol", "place": "North", "lat": 1.6, "lon": 30.3},
    ]
    plan, findings = read_plan_file(write_plan(tmp_path / f"plan.{ending}", rows))
    assert not errors(findings)
    assert list(plan.columns) == [*COLUMNS, "geometry"]
    assert plan.crs.to_epsg() == 4326
    assert plan["tool"].tolist() == ["cob", "jpt", "mediation", "night_patrol"]
    assert plan["name"].tolist() == ["Bunia", "Beni", "", "North"]
    assert plan["site"].tolist() == ["", "beni", "", ""]
    assert plan["count"].tolist() == [1, 2, 1, 1]
    assert plan["contingent"].tolist() == ["Alpha", "", "", ""]
    assert plan["threat"].tolist() == ["", "", "T1", ""]
    assert plan["escorted"].tolist() == [False, True, False, False]
    assert plan["order"].tolist() == [0, 0, 0, 1]
    assert [bool(route) for route in plan["route"]] == [False, False, False, True]
    assert plan["row"].tolist() == ([1, 2, 3, 4] if ending in ("geojson", "gpkg") else [2, 3, 4, 5])
    assert plan.geometry.isna().tolist() == [False, True, True, False]
    assert plan.geometry.iloc[0].equals(Point(30.25, 1.56))
    assert plan["id"].is_unique
    assert {name: str(kind) for name, kind in plan.dtypes.items() if name in ("count", "order", "row")} == {
        "count": "int64", "order": "int64", "row": "int64",
    }  # fmt: skip


def test_the_own_plan_of_a_run(tmp_path: Path) -> None:
    """The placements and patrols of plan.gpkg come back, what is drawn under them does not."""
    placements = gpd.GeoDataFrame(
        {
            "id": ["cob@bunia", "jpt@bunia"], "tool": ["cob", "jpt"],
            "asset": ["company operating base", "joint protection team"], "mgrs": [grid(30.25, 1.56)] * 2,
            "site": ["bunia"] * 2, "name": ["Bunia"] * 2, "fixed": [True, False], "in_place": [True, False],
            "personnel": [120.0, 0.0], "visits_per_month": [0, 4],
        },
        geometry=[Point(30.25, 1.56)] * 2, crs=4326,
    )  # fmt: skip
    patrols = gpd.GeoDataFrame(
        {"id": ["r1"], "tool": ["patrol"], "site": ["bunia"], "name": ["Bunia"], "stops": [1]},
        geometry=gpd.GeoSeries.from_wkt(["LINESTRING (30.25 1.56, 30.3 1.6, 30.3 1.6, 30.25 1.56)"]),
        crs=4326,
    )
    camps = gpd.GeoDataFrame({"name": ["Camp"], "type": ["camp"]}, geometry=[Point(30.2, 1.5)], crs=4326)
    path = tmp_path / "plan.gpkg"
    write_geopackage(path, {"placements": placements, "displaced": camps, "patrols": patrols})
    plan, findings = read_plan_file(path)
    assert not errors(findings)
    assert plan["id"].tolist() == ["cob@bunia", "jpt@bunia", "r1-1", "r1-2", "r1-3"]
    assert plan["tool"].tolist() == ["cob", "jpt", "patrol", "patrol", "patrol"]
    assert plan["in_place"].tolist() == [True, False, False, False, False]
    assert plan["route"].tolist() == ["", "", "r1", "r1", "r1"]
    assert plan["count"].tolist() == [1] * 5
    assert plan.geometry.iloc[3].equals(Point(30.3, 1.6))
    assert "displaced" in told(findings, "info", "layers placements and patrols were read").message


def test_all_faults_are_told_at_once_with_row_and_column(tmp_path: Path) -> None:
    """A plan with every fault gives every finding, each in its row; two of a kind are two."""
    rows = [
        {"id": "A", "tool": "helicopter", **BUNIA},
        {"id": "A", "tool": "cob", **BUNIA},
        {"id": "", "tool": "jpt", "name": "Nowhere"},
        {"id": "", "tool": "jpt", "lat": 91, "lon": 30},
        {"id": "", "tool": "tob", "mgrs": "12x"},
        {"id": "", "tool": "tob", "mgrs": "13y"},
        {"id": "", "tool": "cob", "lat": 51.5, "lon": 0.1},
        {"id": "", "tool": "cob", **BUNIA, "count": "1.5"},
        {"id": "", "tool": "cob", **BUNIA, "count": 0},
        {"id": "", "tool": "cob", **BUNIA, "count": "two"},
        {"id": "", "tool": "", **BUNIA},
        {"id": "", "tool": "patrol", "route": "R9"},
        {"id": "", "tool": "can", **BUNIA, "escorted": "perhaps"},
        {"id": "", "tool": "mediation"},
    ]
    _, findings = read(tmp_path, *rows, bbox=(29.0, 0.0, 31.0, 3.0))
    where = "lat, lon, mgrs"
    assert {(finding.row, finding.column) for finding in errors(findings)} == {
        (2, "tool"), (3, "id"), (4, where), (5, "lat"), (6, "mgrs"), (7, "mgrs"), (8, where), (9, "count"),
        (10, "count"), (11, "count"), (12, "tool"), (13, "route"), (14, "escorted"), (15, where),
    }  # fmt: skip
    assert all(finding.file == "p.csv" and finding.remedy for finding in errors(findings))
    with pytest.raises(InputError):
        raise_errors(findings)


def test_columns_of_any_name_are_mapped(tmp_path: Path) -> None:
    """The mission's columns come first; one that does not exist is an error."""
    path = table(tmp_path / "p.csv", ["what", "where N", "where E"], [["COB", 1.56, 30.25]])
    columns = {"tool": "what", "latitude": "where N", "longitude": "where E"}
    plan, findings = read_plan_file(path, columns=columns)
    assert not errors(findings)
    assert plan.geometry.iloc[0].equals(Point(30.25, 1.56))
    plan, findings = read_plan_file(path, columns={"tool": "nothing"})
    assert told(findings, "error", "no such column").column == "plan.columns.tool"
    assert plan.empty
    assert told(read_plan_file(path)[1], "error", "no column for tool")


def feature(shape: str, **properties: str) -> bytes:
    """Return a collection of one feature, its geometry as text."""
    said = json.dumps(properties)
    one = f'{{"type": "Feature", "properties": {said}, "geometry": {shape}}}'
    return f'{{"type": "FeatureCollection", "features": [{one}]}}'.encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02\x03", b"tool,lat,lon\n", b"a,b\n1,2\n", b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0old", b"SQLite format 3\x00broken", b"{", b"{}",
        b'{"type": "FeatureCollection", "features": []}', b'{"type": "FeatureCollection", "features": [{"ty',
        b"<OGRVRTDataSource/>", b"<kml></kml>", b'tool,lat,lon\n"cob,1,2\n', b"tool,lat,lon\ncob,1\n",
        b"tool,tool,lat,lon\ncob,cob,1,2\n", b"\xff\xfet\x00", b"tool,mgrs\ncob,99ZZZ00\n",
        b"tool,lat,lon\ncob,nan,inf\n", feature("null"), feature("null", tool="cob"),
        feature('{"type": "Point", "coordinates": ["a", 1]}', tool="cob"),
        feature('{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}', tool="cob"),
        feature('{"type": "LineString", "coordinates": []}', tool="patrol"),
        feature('{"type": "GeometryCollection", "geometries": []}', tool="cob"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["csv", "gpkg"])
def test_broken_files_are_refused_as_input(tmp_path: Path, content: bytes, ending: str) -> None:
    """Empty, binary, cut off, without rows or columns, of the wrong kind: errors, never a traceback."""
    path = tmp_path / f"plan.{ending}"
    path.write_bytes(content)
    plan, findings = read_plan_file(path)
    assert list(plan.columns) == [*COLUMNS, "geometry"]
    with pytest.raises(InputError):
        raise_errors(findings)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    """Both are told."""
    for path in (tmp_path / "none.csv", tmp_path):
        plan, findings = read_plan_file(path)
        assert errors(findings)
        assert list(plan.columns) == list(empty_plan().columns)


PLACE = st.tuples(st.floats(-179, 179), st.floats(-75, 75)).map(lambda at: (round(at[0], 6), round(at[1], 6)))
ASSET = st.tuples(st.sampled_from(TOOLS), PLACE, st.integers(1, 9), st.booleans(), st.sampled_from(["", "A"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(assets=st.lists(ASSET, min_size=1, max_size=6), by_grid=st.booleans(), ending=st.sampled_from(FORMATS))
def test_whatever_is_written_is_read(tmp_path: Path, assets: list[tuple], by_grid: bool, ending: str) -> None:
    """A plan in any format comes back with its assets where they were, MGRS to the metre's square."""
    rows = [
        {
            "tool": tool, "count": count, "escorted": str(escorted), "contingent": contingent,
            "threat": "T1" if tool in ENGAGEMENTS else "",
            **({"mgrs": grid(*at)} if by_grid else {"lon": at[0], "lat": at[1]}),
        }
        for tool, at, count, escorted, contingent in assets
    ]  # fmt: skip
    path = tmp_path / f"plan.{ending}"
    path.unlink(missing_ok=True)
    plan, findings = read_plan_file(write_plan(path, rows))
    assert not errors(findings)
    for (tool, (lon, lat), count, escorted, contingent), (_, entry) in zip(
        assets, plan.iterrows(), strict=True
    ):
        assert (entry["tool"], entry["count"], entry["escorted"]) == (tool, count, escorted)
        assert (entry["contingent"], bool(entry["route"])) == (contingent, tool in PATROLS)
        off_m = Geod(ellps="WGS84").inv(lon, lat, entry.geometry.x, entry.geometry.y)[2]
        assert off_m <= (1.5 if by_grid else 1e-6)


def test_columns_that_are_not_read_are_told(tmp_path: Path) -> None:
    """One that looks like a slip of the pen is a warning, any other a note."""
    rows = [{"tool": "mediation", "treat": "T1", "threat_ids": "", "remarks": "as agreed", **BUNIA}]
    _, findings = read_plan_file(write_plan(tmp_path / "plan.csv", rows))
    slip, other, rest = (found for found in findings if "not read" in found.message)
    assert (slip.severity, slip.column, slip.file) == ("warning", "treat", "plan.csv")
    assert "name it threat" in slip.remedy
    assert other.column == "threat_ids"
    assert rest.severity == "info"
    assert rest.message.endswith(": remarks")
