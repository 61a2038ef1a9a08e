"""Zipped vector files: what is chosen from them, and what is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString

from layers import archives
from layers.archives import gdal_path
from layers.errors import InputError
from layers.vectors import read_vector
from tests.layers.sources.written import errors

PARTS = (".shp", ".shx", ".dbf", ".prj")


def _zipped(
    path: Path, names: Iterable[str] = ("roads",), *, parts: Iterable[str] = PARTS, where: str = ""
) -> Path:
    """Write an archive of shapefiles of one line each."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            shape = path.parent / f"{name}.shp"
            line = LineString([(29.0, 0.0), (29.1, 0.1)])
            gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[line], crs=4326).to_file(shape)
            for end in parts:
                archive.write(shape.with_suffix(end), f"{where}{name}{end}")
    return path


@pytest.mark.parametrize("where", ["", "export/roads of 2025/"])
@pytest.mark.parametrize("name", ["roads.zip", "roads.dat", "my {roads}.zip"])
def test_one_shapefile_is_read_wherever_it_lies(tmp_path: Path, name: str, where: str) -> None:
    """Folders in the archive and its own name do not matter."""
    frame, findings = read_vector(_zipped(tmp_path / name, where=where), role="layers.roads")
    assert not findings
    assert frame["highway"].tolist() == ["primary"]


def test_what_macos_adds_is_passed_over(tmp_path: Path) -> None:
    """Resource forks have the names of shapefiles and are none."""
    path = _zipped(tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._roads.shp", b"\0\5")
    assert len(read_vector(path, role="r")[0]) == 1


def test_several_shapefiles_are_named(tmp_path: Path) -> None:
    """None of them is guessed to be the layer."""
    finding = errors(read_vector(_zipped(tmp_path / "a.zip", ("roads", "rivers")), role="layers.roads")[1])[0]
    assert (finding.file, finding.column) == ("a.zip", "layers.roads")
    assert "2 shapefiles" in finding.message
    assert "roads.shp, rivers.shp" in finding.remedy


def test_half_a_shapefile_is_told_what_it_lacks(tmp_path: Path) -> None:
    """Without its index or its table a shapefile cannot be read as it was."""
    finding = errors(read_vector(_zipped(tmp_path / "a.zip", parts=(".shp", ".prj")), role="r")[1])[0]
    assert "lacks roads.shx and roads.dbf" in finding.message
    assert ".prj" in finding.remedy


def test_a_missing_system_is_never_guessed(tmp_path: Path) -> None:
    """A shapefile zipped without its .prj says no coordinate system."""
    found = errors(read_vector(_zipped(tmp_path / "a.zip", parts=PARTS[:3]), role="r")[1])
    assert "coordinate reference system" in found[0].message


def _many(archive: zipfile.ZipFile) -> None:
    for number in range(6_000):
        archive.writestr(f"{number}.txt", b"")


def _repeated(archive: zipfile.ZipFile) -> None:
    archive.writestr("roads.dbf", bytes(150_000_000))


@pytest.mark.parametrize(("fill", "said"), [(_many, "6,000 files"), (_repeated, "times its size")])
def test_bombs_are_refused_by_what_they_state(
    tmp_path: Path, fill: Callable[[zipfile.ZipFile], None], said: str
) -> None:
    """Members and the ratio of sizes have bounds; nothing is unpacked."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    with pytest.raises(InputError, match=said):
        gdal_path(tmp_path / "a.zip", role="r")


def test_sizes_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unpacked bytes of all members count."""
    monkeypatch.setattr(archives, "MAX_UNPACKED", 100)
    with pytest.raises(InputError, match="archive holds"):
        gdal_path(_zipped(tmp_path / "a.zip"), role="r")


def test_a_password_is_told(tmp_path: Path) -> None:
    """An archive with a password is not tried."""
    path = _zipped(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(InputError, match="password"):
        gdal_path(path, role="r")


def test_other_files_are_opened_as_they_are(tmp_path: Path) -> None:
    """What is no archive stays a path; one without a shapefile is left to GDAL."""
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert gdal_path(tmp_path / "a.geojson", role="r") == tmp_path / "a.geojson"
    with zipfile.ZipFile(tmp_path / "b", "w") as archive:
        archive.write(tmp_path / "a.geojson", "a.geojson")
    assert str(gdal_path(tmp_path / "b", role="r")).startswith("/vsizip/")
