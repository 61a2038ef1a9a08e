"""The header of a raster in words, and what is not opened."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.raster_header import pixel_words, raster_header


def _written(path: Path, crs: str | None, transform: Affine) -> Path:
    profile = {"driver": "GTiff", "width": 6, "height": 4, "count": 1, "dtype": "float32", "crs": crs}
    with rasterio.open(path, "w", transform=transform, **profile) as raster:
        raster.write(np.zeros((4, 6), dtype=np.float32), 1)
    return path


def test_degrees_and_metres_are_told(tmp_path: Path) -> None:
    """Pixel, system, size and type are told, and the extent in degrees."""
    step = 1 / 120
    header = raster_header(_written(tmp_path / "a.tif", "EPSG:4326", Affine(step, 0, 30, 0, -step, 5)))
    assert header is not None
    assert header.words == "30 arc-seconds, EPSG:4326, 6 x 4 pixels, float32"
    assert header.bounds == pytest.approx((30, 5 - 4 * step, 30 + 6 * step, 5))
    header = raster_header(_written(tmp_path / "b.tif", "EPSG:32635", Affine(100, 0, 5e5, 0, -100, 1e5)))
    assert header is not None
    assert header.words.startswith("100 m, EPSG:32635")
    assert header.bounds is not None
    assert header.bounds[0] == pytest.approx(27.0, abs=0.01)


@pytest.mark.parametrize(
    ("step", "geographic", "words"),
    [
        (1 / 1200, True, "3 arc-seconds"),
        (1 / 6, True, "10 arc-minutes"),
        (1 / 3600, True, "1 arc-second"),
        (0.0003, True, "1.08 arc-seconds"),
        (1.5, True, "1.5 degrees"),
        (92.7, False, "92.7 m"),
        (20_000, False, "20 km"),
    ],
)
def test_pixels_are_told_in_their_unit(step: float, geographic: bool, words: str) -> None:
    """Sides are whole numbers where they are, else three digits."""
    assert pixel_words(step, geographic=geographic) == words


def test_what_is_no_plain_raster_is_not_opened(tmp_path: Path) -> None:
    """Tables, archives, virtual rasters, services and rasters without position give nothing."""
    inner = _written(tmp_path / "a.tif", "EPSG:4326", Affine(1, 0, 30, 0, -1, 5))
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(inner, "a.tif")
    (tmp_path / "a.vrt").write_text(
        '<VRTDataset rasterXSize="6" rasterYSize="4"><SRS>EPSG:4326</SRS><GeoTransform>30,1,0,5,0,-1'
        '</GeoTransform><VRTRasterBand dataType="Float32" band="1"><SimpleSource><SourceFilename>'
        f"{inner}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    (tmp_path / "a.xml").write_text(
        '<GDAL_WMS><Service name="TMS"><ServerUrl>http://localhost:9/</ServerUrl></Service></GDAL_WMS>',
        encoding="utf-8",
    )
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        _written(tmp_path / "bare.tif", None, Affine.identity())
    for name in ("a.csv", "a.zip", "a.vrt", "a.xml", "bare.tif", "absent.tif"):
        assert raster_header(tmp_path / name) is None, name
