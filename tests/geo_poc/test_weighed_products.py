"""A source that counts less does so in every file of a risk product, and every file says so."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import rasterio

from geo_poc.mission import Mission
from geo_poc.risk_product import Product
from geo_poc.risk_run import risk_to
from layers.errors import InputError
from tests.tiny_mission import STATE, Event, Tiny, write_tiny

BANNER = "Counts less than the rest by decision"
WEIGHTS = """
[objective]
reason = "{reason}"
[objective.source_weights]
state = 0.5
"""


def _mission(folder: Path, extra: str = "") -> Mission:
    tiny = Tiny(events=(Event(0.15, 0.30, STATE), Event(0.45, 0.30)), extra=extra)
    return Mission.load(write_tiny(folder, tiny))


@pytest.fixture(scope="module")
def lowered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a product with equal weights, and for insiders and the host one with the state at a half."""
    folder = tmp_path_factory.mktemp("weighed")
    less = _mission(folder / "less", WEIGHTS.format(reason="Leadership says so."))
    made = {name: folder / f"{name}-out" for name in ("even", "internal", "host_authority")}
    risk_to(_mission(folder / "even"), made["even"], product=Product(sheet="none", members=0))
    host = Product(audience="host_authority", sheet="none", members=0)
    made["even_host"] = folder / "even_host-out"
    risk_to(_mission(folder / "even_host"), made["even_host"], product=host)
    for key in ("internal", "host_authority"):
        risk_to(less, made[key], product=Product(audience=key, sheet="none", members=0))
    return made


def _band(path: Path, name: str) -> np.ndarray:
    with rasterio.open(path) as raster:
        return np.asarray(raster.read(raster.descriptions.index(name) + 1), dtype=np.float64)


def test_surfaces_and_total_are_lowered(lowered: dict[str, Path]) -> None:
    """The state's risk is half, its likelihood the same, the total the sum of its parts."""
    even, less = lowered["even"] / "risk.tif", lowered["internal"] / "risk.tif"
    np.testing.assert_allclose(_band(less, "state"), _band(even, "state") / 2.0, rtol=1e-5)
    np.testing.assert_allclose(_band(less, "likelihood_state"), _band(even, "likelihood_state"))
    parts = _band(less, "state") + _band(less, "armed_group")
    np.testing.assert_allclose(_band(less, "total"), parts, rtol=1e-5)


def test_every_file_carries_the_banner(lowered: dict[str, Path]) -> None:
    """Rasters, GeoPackage, tables, page and record say which source counts less and why."""
    folder = lowered["internal"]
    for path in (folder / "risk.tif", *sorted((folder / "surfaces").glob("*.tif"))):
        with rasterio.open(path) as raster:
            assert BANNER in raster.tags()["BANNERS"]
    for name in ("risk.json", "hotspots.csv", "map.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert BANNER in text
        assert "Leadership says so." in text
    table = pd.read_excel(folder / "hotspots.xlsx", engine="calamine")
    assert table["banners"].str.contains(BANNER).all()
    notes = pd.read_excel(folder / "hotspots.xlsx", sheet_name="read me", engine="calamine")
    assert notes.loc[notes["about"] == "banner", "text"].str.contains(BANNER).any()
    assert len(table)
    with sqlite3.connect(folder / "risk.gpkg") as file:
        told = [row[0] for row in file.execute("select description from gpkg_contents")]
    assert any(BANNER in text for text in told)


def test_host_reads_nothing_of_the_weight_of_what_it_does_not_see(lowered: dict[str, Path]) -> None:
    """A lowered state is neither told to the host nor does it change the host's surfaces."""
    folder = lowered["host_authority"]
    document = json.loads((folder / "risk.json").read_text(encoding="utf-8"))
    assert not any(BANNER in text for text in document["banners"])
    assert document["validation"]["events"] is None
    np.testing.assert_allclose(
        _band(folder / "risk.tif", "armed_group"), _band(lowered["even_host"] / "risk.tif", "armed_group")
    )


def test_rasters_of_the_earlier_period_claim_no_validation(lowered: dict[str, Path]) -> None:
    """What was checked is the recent likelihood; the average of the record says so of itself."""
    paths = sorted((lowered["internal"] / "surfaces").glob("*_earlier.tif"))
    assert paths
    for path in paths:
        with rasterio.open(path) as raster:
            assert raster.tags()["VALIDATED"] == "nothing"


def test_a_blank_reason_is_none(tmp_path: Path) -> None:
    """Spaces do not say why a source counts less."""
    with pytest.raises(InputError, match=r"objective\.reason must say why"):
        _mission(tmp_path / "m", WEIGHTS.format(reason="   "))
