"""Tests of reading and writing rasters."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import CRS

from layers.errors import InputError
from layers.grid import Grid, local_equal_area
from layers.rasters import place, read_window, write_cog

BOX = (29.0, -2.0, 30.0, -1.0)


def store(path: Path, values: np.ndarray, **options: Any) -> Path:
    """Write a GeoTIFF of 0.1 degree pixels from 28 E, 1 N (or as the options say)."""
    profile = {"crs": "EPSG:4326", "transform": Affine(0.1, 0, 28, 0, -0.1, 1), "dtype": values.dtype.name}
    profile |= {"driver": "GTiff", "count": 1, "height": values.shape[0], "width": values.shape[1]} | options
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(values, 1)
    return path


def numbered() -> np.ndarray:
    """Return 40 x 40 pixels that count up."""
    return np.arange(1600, dtype=np.float32).reshape(40, 40)


def finding(path: Path, box: tuple[float, float, float, float] = BOX) -> Any:
    """Return the finding with which reading fails."""
    with pytest.raises(InputError) as caught:
        read_window(path, bbox=box, role="population")
    (found,) = caught.value.findings
    assert found.severity == "error"
    assert found.remedy
    assert found.file == path.name
    return found


def test_only_the_window_is_read(tmp_path: Path) -> None:
    """The window holds the pixels that meet the box, and its transform places them."""
    window = read_window(store(tmp_path / "a.tif", numbered()), bbox=(29.05, -1.95, 29.95, -1.05), role="x")
    assert window.values.shape == (10, 10)
    assert window.values[0, 0] == 20 * 40 + 10
    assert place(window.transform, 0, 0) == pytest.approx((29.0, -1.0))
    assert window.crs.to_epsg() == 4326


def test_a_box_larger_than_the_raster_reads_all_of_it(tmp_path: Path) -> None:
    """Nothing is invented beyond the raster's edge."""
    window = read_window(store(tmp_path / "a.tif", numbered()), bbox=(0, -60, 60, 60), role="x")
    assert np.array_equal(window.values, numbered())


def test_projected_rasters_are_met(tmp_path: Path) -> None:
    """The box is projected into the raster's own system, Mollweide here."""
    x0, y0 = Grid(CRS.from_user_input("ESRI:54009"), 0, 0, 1, np.ones((1, 1), np.float32)).project(29.5, -1.5)
    transform = Affine(1000, 0, float(x0) - 20000, 0, -1000, float(y0) + 20000)
    path = store(tmp_path / "m.tif", numbered(), crs="ESRI:54009", transform=transform, nodata=-200)
    assert read_window(path, bbox=BOX, role="x").values.shape == (40, 40)
    assert read_window(path, bbox=(29.45, -1.55, 29.5, -1.5), role="x").values.shape[0] in (6, 7, 8)


@pytest.mark.parametrize("mark", [-99999.0, -3.4e38, -200.0, -1e-6, math.nan, math.inf])
def test_every_negative_value_is_nodata(tmp_path: Path, mark: float) -> None:
    """Whatever is declared, negative and endless values are unknown; zero is a value."""
    values = np.zeros((40, 40), dtype=np.float32)
    values[25, 15] = mark
    window = read_window(store(tmp_path / "a.tif", values), bbox=BOX, role="x")
    assert np.isnan(window.values).sum() == 1
    assert (window.values == 0).sum() == window.values.size - 1


def test_declared_nodata_of_whole_numbers_is_unknown(tmp_path: Path) -> None:
    """A positive nodata value is unknown too."""
    values = np.full((40, 40), 7, dtype=np.uint16)
    values[25, 15] = 65535
    window = read_window(store(tmp_path / "a.tif", values, nodata=65535), bbox=BOX, role="x")
    assert np.isnan(window.values).sum() == 1
    assert window.values.dtype == np.float32


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The finding names the file, not its folder."""
    assert "missing" in finding(tmp_path / "none.tif").message


def test_no_raster_at_all(tmp_path: Path) -> None:
    """A text file is no raster."""
    path = tmp_path / "a.tif"
    path.write_text("people,place\n1,2\n")
    assert "cannot be read" in finding(path).message


def test_a_missing_system_is_never_guessed(tmp_path: Path) -> None:
    """Without coordinate system a raster is refused."""
    assert "no coordinate system" in finding(store(tmp_path / "a.tif", numbered(), crs=None)).message


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_a_missing_position_is_refused(tmp_path: Path) -> None:
    """A raster that does not say where it lies is refused."""
    path = store(tmp_path / "a.tif", numbered(), transform=Affine.identity())
    assert "no position" in finding(path).message


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_file_is_found_by_reading(tmp_path: Path, kept: float) -> None:
    """A file cut short fails whether or not it still opens."""
    rng = np.random.default_rng(1)
    path = store(
        tmp_path / "a.tif", rng.random((40, 40), dtype=np.float32), tiled=True, blockxsize=16, blockysize=16
    )
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert "cannot be read" in finding(path, (27, -4, 33, 2)).message


def test_a_raster_of_another_country(tmp_path: Path) -> None:
    """A raster that does not meet the area is refused."""
    assert "another country" in finding(store(tmp_path / "a.tif", numbered()), (-10, 40, -5, 45)).message


def test_nodata_everywhere(tmp_path: Path) -> None:
    """A window without any value is refused."""
    assert "nodata" in finding(store(tmp_path / "a.tif", np.full((40, 40), -99999, np.float32))).message


def test_an_enormous_raster_costs_its_window_only(tmp_path: Path) -> None:
    """Of a raster of a million by a million pixels a small window reads and a large one is refused."""
    path = tmp_path / "huge.tif"
    profile = {
        "driver": "GTiff",
        "count": 1,
        "height": 10**6,
        "width": 10**6,
        "dtype": "float32",
        "crs": "EPSG:4326",
    }
    profile |= {"transform": Affine(1e-5, 0, 25, 0, -1e-5, 5), "sparse_ok": True, "bigtiff": "YES"}
    with rasterio.open(path, "w", tiled=True, blockxsize=4096, blockysize=4096, **profile) as raster:
        raster.write(np.ones((50, 50), np.float32), 1, window=((500000, 500050), (500000, 500050)))
    small = read_window(path, bbox=(30, -0.0005, 30.0005, 0), role="x")
    assert max(small.values.shape) <= 51
    assert "too many" in finding(path, (26, -4, 34, 4)).message


VRT = """<VRTDataset rasterXSize="{size}" rasterYSize="{size}"><SRS>EPSG:4326</SRS>
<GeoTransform>29, {step}, 0, -1, 0, -{step}</GeoTransform>
<VRTRasterBand dataType="Float32" band="1">{source}</VRTRasterBand></VRTDataset>"""
SOURCE = '<SimpleSource><SourceFilename relativeToVRT="1">{file}</SourceFilename></SimpleSource>'


def test_a_virtual_raster_may_declare_anything(tmp_path: Path) -> None:
    """A million by a million pixels in 300 bytes are refused before anything is allocated."""
    path = tmp_path / "huge.vrt"
    path.write_text(VRT.format(size=10**6, step=1e-6, source=""))
    assert "too many" in finding(path).message


@pytest.mark.parametrize(
    "file", ["/vsizip/bomb.zip/a.tif", "/vsicurl/http://example.org/a.tif", "http://x/a.tif", "other.vrt"]
)
def test_a_virtual_raster_that_reaches_elsewhere_is_refused(tmp_path: Path, file: str) -> None:
    """Archives, the network and further virtual rasters are not followed; a plain file is."""
    path = tmp_path / "a.vrt"
    path.write_text(VRT.format(size=40, step=0.025, source=SOURCE.format(file=file)))
    assert "reaches beyond plain files" in finding(path).message
    store(tmp_path / "plain.tif", numbered(), transform=Affine(0.025, 0, 29, 0, -0.025, -1))
    path.write_text(VRT.format(size=40, step=0.025, source=SOURCE.format(file="plain.tif")))
    assert np.nanmax(read_window(path, bbox=BOX, role="x").values) == 1599


@pytest.mark.parametrize("name", ["people.zip", "people.tif"])
def test_an_archive_is_refused_by_its_bytes(tmp_path: Path, name: str) -> None:
    """A zip is not opened, whatever it is called and however large it would become."""
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.tif", bytes(10_000_000))
    assert "packed in an archive" in finding(path).message
    inside = Path(f"/vsizip/{path}/people.tif")
    with pytest.raises(InputError, match="missing"):
        read_window(inside, bbox=BOX, role="population")


def test_pixels_without_extent_are_refused(tmp_path: Path) -> None:
    """A transform that cannot be turned round is a finding, not a traceback."""
    path = store(tmp_path / "a.tif", numbered(), transform=Affine(0.1, 0, 29, 0.1, 0, -1))
    assert finding(path).message


def test_complex_numbers_are_refused(tmp_path: Path) -> None:
    """People are no complex numbers."""
    assert "cannot be read" in finding(store(tmp_path / "a.tif", numbered().astype(np.complex64))).message


def test_a_wrong_declared_system_misses_the_area(tmp_path: Path) -> None:
    """Degrees declared as metres lie beside the origin of the zone, not in the area."""
    path = store(tmp_path / "a.tif", numbered(), crs="EPSG:32735")
    assert "another system" in finding(path).message


def test_a_rotated_raster_keeps_its_rotation(tmp_path: Path) -> None:
    """The window's transform places its pixels where the whole raster's does."""
    turned = Affine(0.1, 0.03, 27.5, 0.03, -0.1, 0.2)
    window = read_window(store(tmp_path / "a.tif", numbered(), transform=turned), bbox=BOX, role="x")
    row, column = divmod(int(window.values[2, 3]), 40)
    assert place(window.transform, 3.5, 2.5) == pytest.approx(place(turned, column + 0.5, row + 0.5))


def test_a_window_of_one_pixel(tmp_path: Path) -> None:
    """An area within one pixel reads that pixel."""
    window = read_window(store(tmp_path / "a.tif", numbered()), bbox=(29.01, -1.04, 29.02, -1.03), role="x")
    assert window.values.tolist() == [[20 * 40 + 10]]


def test_strips_give_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading by strips that do not fit the blocks gives every pixel once."""
    monkeypatch.setattr("layers.rasters._STRIP_PIXELS", 70)
    path = store(tmp_path / "a.tif", numbered(), tiled=True, blockxsize=16, blockysize=16)
    assert np.array_equal(read_window(path, bbox=(0, -60, 60, 60), role="x").values, numbered())


def test_the_lowest_value_may_be_negative(tmp_path: Path) -> None:
    """Heights below the sea are kept where they are asked for."""
    path = store(tmp_path / "a.tif", numbered() - 820)
    assert np.nanmin(read_window(path, bbox=BOX, role="x", lowest=-15.0).values) == -10
    assert read_window(path, bbox=BOX, role="x").tags["dtype"] == "float32"


def test_several_bands_are_told(tmp_path: Path) -> None:
    """The first band is read, with a warning."""
    path = tmp_path / "two.tif"
    with rasterio.open(store(path, numbered(), count=2), "r+") as raster:
        raster.write(numbered() + 1, 2)
    window = read_window(path, bbox=BOX, role="x")
    assert window.values[0, 0] == 20 * 40 + 10
    assert [found.severity for found in window.findings] == ["warning"]


def grid() -> Grid:
    """Return 700 x 600 cells, large enough for an overview."""
    return Grid(local_equal_area(29, -1), -3e5, 4e5, 1000.0, np.ones((700, 600), dtype=np.float32))


def test_cog_round_trip(tmp_path: Path) -> None:
    """Values, names, tags, place and nodata come back, and overviews exist."""
    rng = np.random.default_rng(2)
    bands = {"state": rng.random((700, 600)), "communal": rng.random((700, 600))}
    bands["state"][0, 0] = np.nan
    write_cog(tmp_path / "risk.tif", bands, grid(), tags={"UNIT": "people"})
    with rasterio.open(tmp_path / "risk.tif") as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.descriptions == ("state", "communal")
        assert raster.tags()["UNIT"] == "people"
        assert raster.bounds == grid().bounds
        assert raster.overviews(1)
        assert math.isnan(raster.nodata)
        assert np.array_equal(raster.read(1), bands["state"].astype(np.float32), equal_nan=True)
        assert np.array_equal(raster.read(2), bands["communal"].astype(np.float32))
        assert rasterio.crs.CRS.from_wkt(grid().crs.to_wkt()) == raster.crs


def _offset(raster: Any, item: str, level: int | None) -> int:
    found = raster.get_tag_item(item, "TIFF", bidx=1, ovr=level)
    assert found is not None, f"{item} of overview {level}"
    return int(found)


def test_large_cog_has_the_layout_that_gdal_asks_for(tmp_path: Path) -> None:
    """GDAL's rules: tiles, inner overviews that halve, directories first, then data from the smallest on."""
    classes = np.random.default_rng(5).choice([0.0, 1.0, 5.0, 254.0, 255.0], (1000, 1000))
    large = Grid(local_equal_area(29, -1), -5e5, 5e5, 1000.0, np.ones((1000, 1000), dtype=np.float32))
    write_cog(tmp_path / "a.tif", {"class": classes}, large, tags={})
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]
    head = (tmp_path / "a.tif").read_bytes()[:300]
    assert b"LAYOUT=IFDS_BEFORE_DATA" in head
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.block_shapes == [(512, 512)]
        overviews = raster.overviews(1)
        assert overviews
        assert overviews == [2 ** (n + 1) for n in range(len(overviews))]
        levels = [None, *range(len(overviews))]
        directories = [_offset(raster, "IFD_OFFSET", level) for level in levels]
        data = [_offset(raster, "BLOCK_OFFSET_0_0", level) for level in levels]
    assert directories == sorted(directories)
    assert directories[0] < 300
    assert max(directories) < min(data)
    assert data == sorted(data, reverse=True)
    with rasterio.open(tmp_path / "a.tif", overview_level=0) as small:
        assert max(small.shape) <= 512
        assert set(np.unique(small.read(1))) <= {0.0, 1.0, 5.0, 254.0, 255.0}


def test_cog_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    """Two writes give equal bytes, whatever the order of tags, and leave no other file."""
    values = np.random.default_rng(3).random((700, 600))
    write_cog(tmp_path / "a.tif", {"x": values}, grid(), tags={"B": "2", "A": "1"})
    write_cog(tmp_path / "b.tif", {"x": values}, grid(), tags={"A": "1", "B": "2"})
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tif", "b.tif"]


def test_cog_nodata_replaces_nan(tmp_path: Path) -> None:
    """A stated nodata value stands for NaN."""
    values = np.ones((700, 600))
    values[5, 5] = np.nan
    write_cog(tmp_path / "a.tif", {"x": values}, grid(), tags={}, nodata=-1.0)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.nodata == -1
        assert raster.read(1)[5, 5] == -1


def test_cog_refuses_another_shape(tmp_path: Path) -> None:
    """A band of another grid is refused and nothing is written."""
    with pytest.raises(ValueError, match="shape"):
        write_cog(tmp_path / "a.tif", {"x": np.ones((3, 3))}, grid(), tags={})
    assert not list(tmp_path.iterdir())
