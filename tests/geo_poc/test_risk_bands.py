"""Bands of a risk raster."""

from __future__ import annotations

import numpy as np
import rasterio

from geo_poc.risk_bands import LIKELIHOOD, LIKELIHOOD_UNIT, RISK_UNIT, surface_bands
from geo_poc.risk_run import Surfaced
from layers.landscape import SOURCES


def test_every_source_has_a_band_of_risk_and_of_likelihood(tiny_risk: Surfaced) -> None:
    """The order is fixed, each band has a unit, and a source that is not observed has no value."""
    bands, units = surface_bands(tiny_risk.surfaces)
    assert list(bands) == [
        *SOURCES, "total", *(f"{LIKELIHOOD}{source}" for source in SOURCES),
        "people", "unknown", "low_with_presence",
    ]  # fmt: skip
    assert units["total"] == RISK_UNIT
    assert units["likelihood_state"] == LIKELIHOOD_UNIT
    assert np.isnan(bands["criminal"]).all()
    assert np.isnan(bands["likelihood_criminal"]).all()
    outside = ~tiny_risk.surfaces.landscape.grid.mask
    assert all(np.isnan(values[outside]).all() for values in bands.values())
    known = [bands[source] for source in SOURCES if np.isfinite(bands[source]).any()]
    np.testing.assert_allclose(np.sum(known, axis=0), bands["total"])


def test_file_says_units_marks_and_inputs(tiny_risk: Surfaced) -> None:
    """risk.tif is cloud-optimised and says what each band is, how it is marked and what it was made from."""
    with rasterio.open(tiny_risk.run.file("risk.tif")) as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        bands, units = surface_bands(tiny_risk.surfaces)
        assert raster.descriptions == (*bands, "class")
        assert raster.units == (*units.values(), "class, see the tag CLASSES")
        tags = raster.tags()
        np.testing.assert_allclose(raster.read(6), bands["total"].astype(np.float32))
    assert (tags["CLASSIFICATION"], tags["WATERMARK"]) == ("Unclassified", "EXERCISE")
    assert tags["NOT_OBSERVED"] == "communal, criminal"
    assert tiny_risk.document["banners"]
    assert tags["BANNERS"] == " ".join(tiny_risk.document["banners"])
    assert tags["VALIDATED"] == "nothing"
    for item in tiny_risk.document["inputs"]:
        assert item["sha256"] in tags["INPUTS_SHA256"]
