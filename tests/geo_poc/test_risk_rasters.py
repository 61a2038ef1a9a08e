"""Rasters of each source and period, and the styles of the files for QGIS."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import rasterio

from geo_poc.hotspot_table import hotspot_text
from geo_poc.risk_periods import periods_of
from geo_poc.risk_rasters import raster_jobs
from geo_poc.risk_run import Surfaced
from geo_poc.risk_styles import layer_styles
from layers.geopackage import read_layers
from layers.side_by_side import do_all
from tests.geo_poc.conftest import MEMBERS


def test_each_source_and_period_has_a_raster_with_its_style(tiny_risk: Surfaced) -> None:
    """Files are named by source and period; unknown is nodata; the style has the document's breaks."""
    folder, found = tiny_risk.run.path / "surfaces", tiny_risk.surfaces
    names = {f"risk_{s}_{p}" for s in ("state", "armed_group", "total") for p in ("recent", "earlier")}
    assert {path.stem for path in folder.glob("*.tif")} == names
    assert {path.stem for path in folder.glob("*.qml")} == names
    with rasterio.open(folder / "risk_armed_group_recent.tif") as raster:
        names = ("risk", "class", "likelihood", "median", "low_10", "high_90", "top_decile")
        assert raster.descriptions == names
        bands = dict(zip(raster.descriptions, raster.read(), strict=True))
        tags = raster.tags()
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert found.unknown.any()
    shown = found.landscape.grid.mask & ~found.unknown
    assert (np.isfinite(bands.pop("class")) == found.landscape.grid.mask).all()
    for values in bands.values():
        assert (np.isfinite(values) == shown).all()
    np.testing.assert_allclose(bands["risk"][shown], found.risk.risk["armed_group"][shown], rtol=1e-5)
    assert (bands["low_10"] <= bands["high_90"] + 1e-3)[shown].all()
    assert (tags["SOURCE"], tags["MEMBERS"], tags["CLEARANCE"]) == (
        "armed_group",
        str(MEMBERS),
        "not cleared",
    )
    assert "254 = low with presence, not low; 255 = unknown, not low" in tags["CLASSES"]


def test_rasters_side_by_side_are_the_same(tiny_risk: Surfaced, tmp_path: Path) -> None:
    """Written by one thread or by three, every file has the same bytes, and none is left over."""
    files = {}
    for threads in (1, 3):
        folder = tmp_path / str(threads)
        folder.mkdir()
        jobs = raster_jobs(tiny_risk.surfaces, folder, {"TITLE": "t"})
        do_all(jobs, threads=threads)
        files[threads] = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files[1] == files[3]
    assert files[1].keys() == {path.name for path in (tiny_risk.run.path / "surfaces").iterdir()}


def test_raster_alone_tells_low_from_low_with_presence_and_unknown(tiny_risk: Surfaced) -> None:
    """The band of classes holds the cells of both masks and else the classes of the map, for every raster."""
    found = tiny_risk.surfaces
    low = found.low_with_presence(found.risk.total())
    assert low.any()
    assert found.unknown.any()
    mask = found.landscape.grid.mask
    known = mask & ~low & ~found.unknown
    for name in ("risk.tif", "surfaces/risk_total_recent.tif"):
        path = tiny_risk.run.path / name
        with rasterio.open(path) as raster:
            band = raster.descriptions.index("class") + 1
            classes = raster.read(band)
        assert ((classes == 254) == low).all()
        assert ((classes == 255) == found.unknown).all()
        assert (classes[known] == found.classes(found.risk.total())[known]).all()
        assert np.isnan(classes[~mask]).all()
        renderer = ET.parse(path.with_suffix(".qml")).find(".//rasterrenderer")  # noqa: S314 - made here
        assert renderer is not None
        assert renderer.get("band") == str(band)


def test_earlier_period_is_the_average_of_the_record(tiny_risk: Surfaced) -> None:
    """Two periods in the order of time, each with a total that is the sum of its sources."""
    earlier, recent = periods_of(tiny_risk.surfaces)
    assert (earlier.key, recent.key) == ("earlier", "recent")
    parts = [values for name, values in earlier.risk.items() if name != "total"]
    np.testing.assert_allclose(earlier.risk["total"], np.sum(parts, axis=0))
    np.testing.assert_array_equal(recent.risk["state"], tiny_risk.surfaces.risk.risk["state"])


def test_every_layer_of_the_geopackage_has_its_style(tiny_risk: Surfaced) -> None:
    """Each layer with geometry finds its default style inside the file."""
    path = tiny_risk.run.file("risk.gpkg")
    with closing(sqlite3.connect(path)) as connection:
        layers = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_geometry_columns")}
        styled = dict(connection.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    assert layers == set(styled)
    assert "risk_total" in layers
    for name, made in layer_styles(tiny_risk.surfaces, layers).items():
        assert styled[name] == made.qml
        ET.fromstring(made.sld)  # noqa: S314 - made here


def test_threat_areas_are_the_same_in_every_file(tiny_risk: Surfaced) -> None:
    """Document, table and layer have the same areas in the same order, with marks in the table."""
    listed = tiny_risk.document["hotspots"]
    assert listed
    layer = read_layers(tiny_risk.run.file("risk.gpkg"), ["hotspots"])["hotspots"]
    rows = list(csv.DictReader(io.StringIO(tiny_risk.run.file("hotspots.csv").read_text("utf-8-sig"))))
    assert [row["id"] for row in listed] == layer["id"].tolist() == [row["id"] for row in rows]
    assert {row["watermark"] for row in rows} == {"EXERCISE"}
    assert all(0 <= row["top_decile_share"] <= 1 for row in listed)


def test_name_that_begins_like_a_formula_is_text(tiny_risk: Surfaced) -> None:
    """No spreadsheet computes a name."""
    row = tiny_risk.document["hotspots"][0] | {"name": "=HYPERLINK(1)"}
    (told,) = csv.DictReader(io.StringIO(hotspot_text([row], {})))
    assert told["name"] == "'=HYPERLINK(1)"
    assert hotspot_text([], {}).startswith("rank,id,name,source")
