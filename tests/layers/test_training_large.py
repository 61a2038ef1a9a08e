"""Tests of the large training mission as it is handed over."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio

from layers.training import write_training_mission
from layers.training.ged import GED_COLUMNS


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the dense variant."""
    return write_training_mission(tmp_path_factory.mktemp("large") / "dense", size="large").parent


def test_one_seed_writes_the_same_bytes_and_the_variants_share_their_layers(
    folder: Path, tmp_path: Path
) -> None:
    """Dense twice is equal; sparse differs in the mission file alone; all is under 60 MB."""
    dense = contents(folder)
    again = contents(write_training_mission(tmp_path / "again", size="large").parent)
    sparse = contents(write_training_mission(tmp_path / "sparse", size="large", variant="sparse").parent)
    assert again == dense
    assert {name for name in dense if dense[name] != sparse[name]} == {"mission.toml"}
    assert set(sparse) == set(dense)
    assert sum(map(len, dense.values())) < 60_000_000
    wanted = [tomllib.loads(files["mission.toml"].decode())["candidates"] for files in (dense, sparse)]
    assert wanted[0]["max"] == 1500
    assert wanted[1]["spacing_m"] > 10 * wanted[0]["spacing_m"]


def test_the_mission_is_in_cells_of_a_kilometre_with_its_budget_and_plain_bands(folder: Path) -> None:
    """1 km cells, 60 bases and 40 teams, default bands, floors left on, threats of three sources."""
    mission = tomllib.loads((folder / "mission.toml").read_text(encoding="utf-8"))
    assert mission["kind"] == "exercise"
    assert mission["grid"]["demand_cell_m"] == mission["grid"]["travel_cell_m"] == 1000
    assert mission["budget"] == {"cob": 40, "tob": 20, "jpt": 40, "patrol": 0, "night_patrol": 0}
    assert mission["bands_min"] == [15, 30, 60, 120]
    assert "objective" not in mission
    assert {threat["source"] for threat in mission["threat"]} == {"state", "armed_group", "communal"}
    assert [threat["priority"] for threat in mission["threat"]].count("must") == 2
    assert "site" not in mission
    for entry in mission["layers"].values():
        for layer in entry if isinstance(entry, list) else [entry]:
            assert (folder / layer["path"]).exists()


def test_the_country_is_a_thousand_kilometres_wide_and_its_people_live_in_it(folder: Path) -> None:
    """950 to 1,000 km each way, in the open ocean; about 16 million people."""
    area = gpd.read_file(folder / "area.geojson")
    west, south, east, north = area.total_bounds
    assert 8.5 < east - west < 9.0
    assert 8.5 < north - south < 9.05
    assert -27.1 < west < east < -17.9
    with rasterio.open(folder / "population.tif") as file:
        people = file.read(1)
        row, column = np.nonzero(people > 0)
        lon, lat = rasterio.transform.xy(file.transform, row, column)
    assert people[people > 0].sum() == pytest.approx(16_000_000, rel=0.01)
    lived = gpd.GeoSeries.from_xy(lon, lat, crs=4326)
    assert lived.within(area.union_all()).all()
    assert not lived.within(gpd.read_file(folder / "lakes.geojson").union_all()).any()


def test_incidents_tell_every_source_that_the_feed_can_see(folder: Path) -> None:
    """Columns of the GED; state, two armed groups, two militias and some without a perpetrator."""
    incidents = pd.read_csv(folder / "incidents.csv", keep_default_na=False)
    assert list(incidents.columns) == list(GED_COLUMNS)
    assert 2000 < len(incidents) < 5000
    assert set(incidents["country"]) == {"Ondravia"}
    mission = tomllib.loads((folder / "mission.toml").read_text(encoding="utf-8"))
    named = {actor["name"] for actor in mission["actor"]}
    assert named | {""} == set(incidents["side_a"])
    assert 5 <= (incidents["side_a"] == "").sum() <= 100
    assert incidents["date_end"].max() < "2025-06-30"
    names = set(gpd.read_file(folder / "districts.geojson")["name"])
    assert set(incidents["adm_2"]) <= names


def test_a_closed_valley_a_season_and_a_site_beside_a_base(folder: Path) -> None:
    """The state denies civilians a valley; the corridor is closed in the dry season; the POC site is near."""
    restrictions = gpd.read_file(folder / "restrictions.geojson").set_index("state")
    assert set(restrictions.index) == {"denied", "notify", "seasonal"}
    assert restrictions.loc["denied", "authority"] == "Government of Ondravia"
    assert restrictions.loc["seasonal", "season"] == "dry"
    bases, displaced = (pd.read_csv(folder / f"{name}.csv") for name in ("bases", "displaced"))
    assert len(bases) == 25
    (site,) = displaced[displaced["type"] == "POC site"].index
    east = (bases["longitude"] - displaced["longitude"][site]) * 111_230
    north = (bases["latitude"] - displaced["latitude"][site]) * 110_570
    assert np.hypot(east, north).min() < 1000
    assert (displaced["date"] < "2025-04-01").sum() == 1
