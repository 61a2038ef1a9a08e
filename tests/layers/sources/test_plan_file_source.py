"""Which sheet or layer of a file a plan is, and its rows."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.geopackage import write_geopackage
from layers.sources import plan_file_source
from layers.sources.plan_file import read_plan_file
from tests.layers.sources.written import errors, geojson, table, told
from tests.layers.workbooks import workbook

PLAN = [["Tool", "MGRS"], ["COB", "35NRA5010072500"]]


def test_the_sheet_with_a_column_for_tools_is_read(tmp_path: Path) -> None:
    """Notes before it and lists behind it are named; hidden sheets do not count."""
    notes, people = [["Dear all", "see below"], ["x", "y"]], [["name", "type"], ["Camp", "camp"]]
    path = workbook(tmp_path / "p.xlsx", {"Notes": notes, "Camps": people, "Plan": PLAN})
    plan, findings = read_plan_file(path)
    assert not errors(findings)
    assert plan["tool"].tolist() == ["cob"]
    assert "'Plan' was read, these were not: Notes; Camps" in told(findings, "warning", "sheet").message


def test_an_empty_sheet_before_the_plan_is_no_trouble(tmp_path: Path) -> None:
    """A sheet whose only cell holds nothing has no header to look at."""
    path = workbook(tmp_path / "p.xlsx", {"Blank": [[""], [" "]], "Plan": PLAN})
    assert read_plan_file(path)[0]["tool"].tolist() == ["cob"]


def test_without_a_column_for_tools_the_first_sheet_is_told(tmp_path: Path) -> None:
    """The error says what columns there are."""
    path = workbook(tmp_path / "p.xlsx", {"A": [["x", "y"], ["1", "2"]], "B": [["u", "v"], ["1", "2"]]})
    assert "x, y" in told(read_plan_file(path)[1], "error", "no column for tool").remedy


def test_the_layer_with_a_column_for_tools_is_read(tmp_path: Path) -> None:
    """The column's best name wins; two layers that fit alike are a warning; tables without geometry count."""
    place = {"geometry": [Point(30.25, 1.56)], "crs": 4326}
    camps = gpd.GeoDataFrame({"type": ["camp"]}, **place)
    plan = gpd.GeoDataFrame({"Asset": ["COB"]}, **place)
    path = tmp_path / "p.gpkg"
    write_geopackage(path, {"camps": camps, "ours": plan})
    found, findings = read_plan_file(path)
    assert found["tool"].tolist() == ["cob"]
    assert "ours was read, these were not: camps" in told(findings, "info", "layer").message
    path.unlink()
    write_geopackage(path, {"ours": plan, "theirs": plan})
    assert told(read_plan_file(path)[1], "warning", "ours was read").remedy
    path.unlink()
    write_geopackage(path, {"sites": plan.drop(columns="geometry").assign(site="bunia")})
    found, findings = read_plan_file(path)
    assert (found["site"].tolist(), found.geometry.isna().tolist()) == (["bunia"], [True])
    assert not errors(findings)


def test_other_systems_and_heights_are_understood(tmp_path: Path) -> None:
    """Metres become degrees; a third coordinate goes."""
    path = tmp_path / "p.gpkg"
    plan = gpd.GeoDataFrame({"tool": ["cob"]}, geometry=[Point(30.25, 1.56)], crs=4326)
    plan.to_crs(32635).to_file(path, layer="p")
    at = read_plan_file(path)[0].geometry.iloc[0]
    assert (at.x, at.y) == pytest.approx((30.25, 1.56), abs=1e-9)
    high = geojson(tmp_path / "z.geojson", [(Point(30.25, 1.56, 900), {"tool": "cob"})])
    assert not read_plan_file(high)[0].geometry.iloc[0].has_z


def test_a_layer_without_its_system_is_refused(tmp_path: Path) -> None:
    """It is never guessed."""
    path = tmp_path / "p.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"tool": ["cob"]}, geometry=[Point(30.25, 1.56)]).to_file(path, layer="p")
    told(read_plan_file(path)[1], "error", "coordinate reference system")


def test_odd_columns_do_no_harm(tmp_path: Path) -> None:
    """A column called geometry, a day that does not exist, lists, missing values, an id of the feature."""
    feature = {
        "type": "Feature", "id": "F1",
        "properties": {"tool": "cob", "when": "2024-02-30", "geometry": "x", "tags": ["a"], "count": None},
        "geometry": {"type": "Point", "coordinates": [30.25, 1.56]},
    }  # fmt: skip
    path = tmp_path / "p.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    plan, findings = read_plan_file(path)
    assert not errors(findings)
    assert (plan["id"].tolist(), plan["count"].tolist()) == (["F1"], [1])
    path = table(tmp_path / "p.csv", ["tool", "geometry", "site"], [["cob", "x", "bunia"]])
    assert not errors(read_plan_file(path)[1])


def test_far_too_large_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows and bytes have bounds, in every format."""
    rows = [["cob", "bunia"]] * 4
    csv = table(tmp_path / "p.csv", ["tool", "site"], rows)
    xlsx = workbook(tmp_path / "p.xlsx", {"s": [["tool", "site"], *rows]})
    drawn = geojson(tmp_path / "p.geojson", [(Point(30, 1), {"tool": "cob"})] * 4)
    with monkeypatch.context() as patch:
        patch.setattr(plan_file_source, "MAX_ROWS", 3)
        for path in (csv, xlsx, drawn):
            assert errors(read_plan_file(path)[1])
    monkeypatch.setattr(plan_file_source, "MAX_BYTES", 5)
    for path in (csv, xlsx, drawn):
        told(read_plan_file(path)[1], "error", "larger")
