"""Layers of a GeoPackage that this project wrote, read back."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from layers.errors import InputError
from layers.geopackage import read_layers
from layers.vectors import write_geopackage


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

        monkeypatch.setattr("layers.vectors._write_layer", fail)
        with pytest.raises(RuntimeError, match="no such type"):
            _write(tmp_path / "bad.gpkg")
        assert pyogrio.get_gdal_config_option(name) == "FULL"
        assert [path.name for path in tmp_path.iterdir()] == ["good.gpkg"]
    finally:
        pyogrio.set_gdal_config_options({name: None})
