"""Layers of a GeoPackage that this project wrote, read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.geometry import Point

from layers.errors import InputError
from layers.geopackage import read_layers, write_geopackage


def _write(path: Path) -> None:
    sites = gpd.GeoDataFrame(
        {
            "name": ["Bo", "<b>Éa</b>", ""],
            "in_place": [True, False, True],
            "personnel": [120.0, 6.0, 0.5],
            "visits": [0, 4, 0],
            "applies_to": [("military", "civilian"), (), ("police",)],
        },
        geometry=[shapely.Point(29, -1), shapely.Point(29.5, -1.5), shapely.Point(30, 0)],
        crs=4326,
    )
    shapes = gpd.GeoDataFrame(
        {"rank": [1]},
        geometry=[shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 1, 2, 2)])],
        crs=4326,
    )
    nothing = gpd.GeoDataFrame({"name": [], "rank": []}, geometry=[], crs=4326)
    write_geopackage(path, {"sites": sites, "areas": shapes, "camps": nothing})


def test_layers_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Text, flags, numbers and shapes survive the file; lists come back joined by semicolons."""
    path = tmp_path / "plan.gpkg"
    _write(path)
    found = read_layers(path, ("areas", "sites"))
    assert list(found) == ["areas", "sites"]
    sites = found["sites"]
    assert sites["name"].tolist() == ["Bo", "<b>Éa</b>", ""]
    assert sites["in_place"].dtype == bool
    assert sites["in_place"].tolist() == [True, False, True]
    assert sites["personnel"].tolist() == [120.0, 6.0, 0.5]
    assert sites["visits"].tolist() == [0, 4, 0]
    assert sites["applies_to"].tolist() == ["military;civilian", "", "police"]
    assert sites.geometry.iloc[1].equals(shapely.Point(29.5, -1.5))
    assert found["areas"].geometry.iloc[0].area == 2.0
    assert {table.crs.to_epsg() for table in found.values()} == {4326}


def test_layer_written_empty_comes_back_empty(tmp_path: Path) -> None:
    """An empty layer is an empty table with its columns and a geometry."""
    path = tmp_path / "plan.gpkg"
    _write(path)
    camps = read_layers(path, ["camps"])["camps"]
    assert isinstance(camps, gpd.GeoDataFrame)
    assert len(camps) == 0
    assert {"name", "rank", "geometry"} <= set(camps.columns)
    assert camps.crs.to_epsg() == 4326


def test_missing_file_and_missing_layer_are_errors(tmp_path: Path) -> None:
    """Both say which file and what to do."""
    path = tmp_path / "plan.gpkg"
    with pytest.raises(InputError, match="missing or damaged"):
        read_layers(path, ["sites"])
    _write(path)
    with pytest.raises(InputError, match="roads") as caught:
        read_layers(path, ["sites", "roads"])
    (finding,) = caught.value.findings
    assert (finding.file, finding.remedy) == ("plan.gpkg", "plan the mission again")


@pytest.mark.parametrize("kept", [0, 50, 5000, -4096])
def test_damaged_file_is_an_error(tmp_path: Path, kept: int) -> None:
    """A file cut short anywhere is told as damaged."""
    path = tmp_path / "plan.gpkg"
    _write(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match="missing or damaged"):
        read_layers(path, ["sites"])


def test_setting_of_the_writer_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a file is written or not, layers written elsewhere wait for the disk as before."""
    name = "OGR_SQLITE_SYNCHRONOUS"
    pyogrio.set_gdal_config_options({name: "FULL"})
    try:
        _write(tmp_path / "good.gpkg")
        assert pyogrio.get_gdal_config_option(name) == "FULL"

        def fail(*_: object) -> None:
            assert pyogrio.get_gdal_config_option(name) in ("OFF", False)
            raise RuntimeError("no such type")

        monkeypatch.setattr("layers.geopackage._write_layer", fail)
        with pytest.raises(RuntimeError, match="no such type"):
            _write(tmp_path / "bad.gpkg")
        assert pyogrio.get_gdal_config_option(name) == "FULL"
        assert [path.name for path in tmp_path.iterdir()] == ["good.gpkg"]
    finally:
        pyogrio.set_gdal_config_options({name: None})


def test_geopackage_comes_back_as_written(tmp_path: Path) -> None:
    """Layers, tuples, dates and empty tables survive; a table without geometry is written too."""
    rows = {"who": [("civilian", "police")], "when": [pd.Timestamp(2020, 1, 2)]}
    one = gpd.GeoDataFrame(rows, geometry=[Point(1, 2)], crs=4326, index=[9])
    none = gpd.GeoDataFrame({"name": []}, geometry=[], crs=32735)
    path = tmp_path / "o.gpkg"
    write_geopackage(path, {"one": one, "none": none, "words": pd.DataFrame({"a": ["x"]})})
    back = pyogrio.read_dataframe(path, layer="one")
    assert back["who"].tolist() == ["civilian;police"]
    assert back["when"].iloc[0] == pd.Timestamp(2020, 1, 2)
    assert shapely.equals(back.geometry.iloc[0], Point(1, 2))
    assert pyogrio.read_info(path, layer="none")["crs"] == "EPSG:32735"
    assert pyogrio.read_dataframe(path, layer="words")["a"].tolist() == ["x"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["o.gpkg"]


def test_a_file_says_that_it_was_changed_once(tmp_path: Path) -> None:
    """The driver's transactions are one more now and then: their number is no part of the file."""
    one = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)], crs=4326)
    write_geopackage(tmp_path / "a.gpkg", {"one": one, "two": one}, last_change=date(2024, 12, 31))
    head = (tmp_path / "a.gpkg").read_bytes()[:100]
    assert head[24:28] == head[92:96] == (1).to_bytes(4, "big")
    assert gpd.read_file(tmp_path / "a.gpkg", layer="two")["a"].tolist() == [1]


def test_equal_tables_give_equal_files(tmp_path: Path) -> None:
    """With the time of the last change given, two writings are the same bytes."""
    one = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(1, 2)], crs=4326)
    for name in ("a.gpkg", "b.gpkg"):
        write_geopackage(tmp_path / name, {"one": one}, last_change=date(2024, 12, 31))
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_geopackage_refuses_what_has_no_reference_system(tmp_path: Path) -> None:
    """Nothing is written where a table has no CRS, and an older file stays."""
    path = tmp_path / "o.gpkg"
    path.write_text("older")
    with pytest.raises(InputError, match="coordinate reference system"):
        write_geopackage(path, {"one": gpd.GeoDataFrame(geometry=[Point(1, 2)])})
    with pytest.raises(InputError, match="no table"):
        write_geopackage(path, {})
    assert path.read_text() == "older"
