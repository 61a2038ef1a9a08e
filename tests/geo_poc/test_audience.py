"""What a risk product leaves out for whom it is for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo_poc.audience import AUDIENCES, GENERALISED_M, audience_of, for_audience
from geo_poc.blocks import block_means
from geo_poc.disclosure import FEWEST_TOLD
from geo_poc.mission import Mission
from geo_poc.risk_product import Product
from geo_poc.risk_run import Surfaced, write_surfaces
from geo_poc.risk_surfaces import Surfaces, estimate_surfaces
from geo_poc.risk_words import risk_headlines
from layers.errors import InputError
from layers.geopackage import read_layers
from layers.risk.unknown import UnknownRule, unknown_cells
from tests.geo_poc.test_risk_record import CHECK
from tests.tiny_mission import STATE, Event, Tiny, box, write_tiny

REGISTER = """
[[threat]]
id = "T1"
name = "Soldiers at West"
source = "state"
priority = "must"
centre = [0.15, 0.30]
radius_km = 10
review_date = 2026-01-31

[[threat]]
id = "T2"
name = "Front A at East"
source = "armed_group"
priority = "must"
centre = [0.45, 0.30]
radius_km = 10
review_date = 2026-01-31
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Surfaces:
    """Return the surfaces of a mission with a threat by the state."""
    folder = tmp_path_factory.mktemp("audiences")
    tiny = Tiny(
        events=(Event(0.15, 0.30, STATE), Event(0.45, 0.30)),
        districts=(("Westland", box(0.0, 0.0, 0.3, 0.6)), ("Eastland", box(0.3, 0.0, 0.6, 0.55))),
        restrictions=(("Soldiers only", box(0.0, 0.0, 0.1, 0.1), "civilian"),),
        extra=REGISTER,
    )
    return estimate_surfaces(Mission.load(write_tiny(folder / "mission", tiny)), members=4)


@pytest.fixture(scope="module")
def products(whole: Surfaces, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return one folder for each audience."""
    folder = tmp_path_factory.mktemp("products")
    made = {}
    for key, audience in AUDIENCES.items():
        made[key] = folder / key
        made[key].mkdir()
        write_surfaces(for_audience(whole, audience), made[key], Product(audience=key, sheet="none"))
    return made


@pytest.mark.parametrize("key", ["host_authority", "public"])
def test_state_is_in_no_file_for_the_host(products: dict[str, Path], key: str) -> None:
    """Neither surface, threat, sum nor word of the state is there, and the total is that of the rest."""
    folder = products[key]
    with rasterio.open(folder / "risk.tif") as raster:
        bands = dict(zip(raster.descriptions, raster.read(), strict=True))
    assert np.isnan(bands["state"]).all()
    assert np.isnan(bands["likelihood_state"]).all()
    np.testing.assert_allclose(bands["total"], bands["armed_group"], rtol=1e-5)
    document = json.loads((folder / "risk.json").read_text(encoding="utf-8"))
    assert [error.message for error in CHECK.iter_errors(document)] == []
    assert document["risk"]["state"] is None
    assert "state" not in document["not_observed"]
    assert "Of all risk" not in "".join(risk_headlines(document))
    assert document["findings"] == []
    told = "".join((folder / name).read_text(encoding="utf-8") for name in ("risk.json", "map.html"))
    assert "Soldiers" not in told
    assert "violence by state" not in told
    assert "Risk: state" not in told
    assert b"Soldiers" not in (folder / "risk.gpkg").read_bytes()
    assert {row["source"] for row in document["hotspots"]} <= {"armed_group"}
    assert "state" not in "".join(row["also"] for row in document["hotspots"])
    assert not list((folder / "surfaces").glob("*state*"))
    for path in (folder / "surfaces").glob("risk_total_*.tif"):
        with rasterio.open(path) as raster:
            assert "median" not in raster.descriptions  # its range would hold the state's
    assert not (folder / "mission.toml").exists()


def test_others_see_the_state(products: dict[str, Path]) -> None:
    """The mission, the United Nations and humanitarian partners have the state's surface and threat."""
    for key in ("internal", "un", "humanitarian"):
        threats = read_layers(products[key] / "risk.gpkg", ["threats"])["threats"]
        assert sorted(threats["id"]) == ["T1", "T2"]
        with rasterio.open(products[key] / "risk.tif") as raster:
            assert np.nansum(raster.read(raster.descriptions.index("state") + 1)) > 0
            assert raster.tags()["AUDIENCE"] == key
    assert (products["internal"] / "mission.toml").exists()
    assert len(read_layers(products["humanitarian"] / "risk.gpkg", ["restrictions"])["restrictions"]) == 0


def test_public_has_no_site_and_no_fine_cell(products: dict[str, Path]) -> None:
    """Bases and displaced people are gone, and values are the same over blocks."""
    tables = read_layers(products["public"] / "risk.gpkg", ["bases", "displaced", "threats", "restrictions"])
    assert [len(table) for table in tables.values()] == [0, 0, 0, 0]
    with (
        rasterio.open(products["public"] / "risk.tif") as fine,
        rasterio.open(products["internal"] / "risk.tif") as exact,
    ):
        band = fine.descriptions.index("armed_group") + 1
        public, own = fine.read(band), exact.read(band)
    assert np.nansum(public) == pytest.approx(np.nansum(own), rel=1e-4)
    assert not (products["public"] / "hotspots.csv").exists()
    assert (products["host_authority"] / "hotspots.csv").exists()
    assert np.unique(public[np.isfinite(public)]).size < np.unique(own[np.isfinite(own)]).size / 4


def _alone(found: Surfaces, xy: Sequence[tuple[float, float]], sources: Sequence[str]) -> Surfaces:
    """Return surfaces of five events at each of these places, which nothing but they observe."""
    xy, sources = [*xy] * FEWEST_TOLD, [*sources] * FEWEST_TOLD
    events, landscape = found.risk.events, found.landscape
    assert events is not None
    count = len(xy)
    weights = np.array([[float(name == source) for name in events.sources] for source in sources])
    x, y = np.array(xy).T
    moved = replace(events, x=x, y=y, weights=weights, precision=np.ones(count, np.int64))
    empty = {name: getattr(landscape, name).iloc[:0] for name in ("bases", "roads", "places")}
    silent = replace(landscape, **empty)
    unknown = unknown_cells(silent, UnknownRule(), x=x, y=y)
    return replace(found, landscape=silent, risk=replace(found.risk, events=moved, unknown=unknown))


def test_incident_of_the_state_does_not_show_as_a_hole_in_the_unknown(whole: Surfaces) -> None:
    """Ground that nothing but an incident of the state makes known is unknown to the host."""
    grid = whole.landscape.grid
    places = [grid.project(0.1, 0.1), grid.project(0.5, 0.5)]
    found = _alone(whole, places, ["state", "armed_group"])
    inside = grid.mask.sum()
    assert 0 < (found.unknown & grid.mask).sum() < inside
    shown = for_audience(found, AUDIENCES["host_authority"])
    own = unknown_cells(
        found.landscape, UnknownRule(), x=np.array([places[1][0]]), y=np.array([places[1][1]])
    )
    np.testing.assert_array_equal(shown.unknown, own)
    assert shown.unknown.sum() > found.unknown.sum()
    np.testing.assert_array_equal(for_audience(found, AUDIENCES["un"]).unknown, found.unknown)


def test_public_reads_no_base_and_no_incident_off_a_mask(whole: Surfaces) -> None:
    """What is reached and what is unknown hold over whole blocks: half of a block or more."""
    grid = whole.landscape.grid
    found = _alone(whole, [grid.project(0.5, 0.5)], ["armed_group"])
    shown = for_audience(found, AUDIENCES["public"])
    block = round(GENERALISED_M / grid.cell_m)
    for made, exact in ((shown.unknown, found.unknown), (shown.reached, found.reached)):
        for row in range(0, grid.shape[0], block):
            for column in range(0, grid.shape[1], block):
                part = np.s_[row : row + block, column : column + block]
                inside = grid.mask[part]
                if inside.any():
                    assert np.unique(made[part][inside]).size == 1
                    assert made[part][inside][0] == (exact[part][inside].mean() >= 0.5)
    assert not np.array_equal(shown.unknown, found.unknown)


@given(
    values=arrays(float, (7, 11), elements=st.floats(0, 1e6)),
    mask=arrays(bool, (7, 11)),
    block=st.integers(1, 12),
)
def test_block_means_keep_the_sum_of_each_block(values: np.ndarray, mask: np.ndarray, block: int) -> None:
    """Each block of the area holds one value, and as much in sum as before; outside there is nothing."""
    made = block_means(values, mask, block)
    assert (made[~mask] == 0).all()
    for row in range(0, 7, block):
        for column in range(0, 11, block):
            part = np.s_[row : row + block, column : column + block]
            inside = mask[part]
            assert made[part][inside].sum() == pytest.approx(values[part][inside].sum(), rel=1e-9, abs=1e-6)
            assert np.unique(made[part][inside]).size <= 1


def test_confidential_is_not_for_the_public(tiny_risk: Surfaced, tmp_path: Path) -> None:
    """A product for the public of confidential layers, and an audience nobody knows, are refused."""
    mission = tiny_risk.surfaces.mission
    assert audience_of("public", mission).generalised
    with pytest.raises(InputError, match="no such audience"):
        audience_of("press", mission)
    path = write_tiny(tmp_path / "m")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"Unclassified"', '"Confidential"', 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"public cannot be Confidential.*mark area Unclassified"):
        audience_of("public", Mission.load(path))
