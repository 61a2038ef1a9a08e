"""Tests of the training mission as it is handed over: its files, and the dilemmas that they must hold."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial import cKDTree

from layers.errors import InputError
from layers.grid import local_equal_area
from layers.training import write_training_mission
from layers.training.ged import GED_COLUMNS
from layers.training.means import ACTOR_COLUMNS, CONTINGENT_COLUMNS

METRES = local_equal_area(-25.0, 2.0)
FILES = {
    "area.geojson",
    "bases.csv",
    "contingents.csv",
    "factors.csv",
    "displaced.csv",
    "districts.geojson",
    "incidents.csv",
    "injects.csv",
    "lakes.geojson",
    "mission.toml",
    "other_actors.csv",
    "places.geojson",
    "population.tif",
    "restrictions.geojson",
    "rivers.geojson",
    "roads.geojson",
    *(f"age_sex/hal_{sex}_{age}_2025.tif" for sex in "fm" for age in (0, 1, *range(5, 85, 5))),
}
FIXED = {"injects.csv", "contingents.csv", "factors.csv"}
"""Files that hold words alone."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the mission of the default seed."""
    return write_training_mission(tmp_path_factory.mktemp("training") / "mission").parent


def metres(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return x, y of a table with longitude and latitude, shape (n, 2)."""
    to_metres = Transformer.from_crs(4326, METRES, always_xy=True)
    return np.column_stack(to_metres.transform(table["longitude"], table["latitude"]))


def shapes(folder: Path, name: str) -> gpd.GeoDataFrame:
    """Return a GeoJSON layer in metres."""
    return gpd.read_file(folder / f"{name}.geojson").to_crs(METRES)


def cells(folder: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x, y of the centres of the cells with people, metres, and their people."""
    with rasterio.open(folder / "population.tif") as file:
        people = file.read(1)
        row, column = np.nonzero(people > 0)
        lon, lat = rasterio.transform.xy(file.transform, row, column)
    return metres(pd.DataFrame({"longitude": lon, "latitude": lat})), people[row, column].astype(float)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_same_seed_writes_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    """Every file is byte-equal for one seed; another seed moves the country."""
    again = contents(write_training_mission(tmp_path / "again", seed=7).parent)
    assert set(again) == FILES
    assert again == contents(folder)
    other = contents(write_training_mission(tmp_path / "other", seed=8).parent)
    same = {name for name in FILES if other[name] == again[name]}
    assert same == FIXED


def test_refuses_a_folder_with_files_an_unknown_size_and_a_negative_seed(tmp_path: Path) -> None:
    """Nothing is overwritten and nothing guessed."""
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        write_training_mission(tmp_path)
    with pytest.raises(InputError, match="size"):
        write_training_mission(tmp_path / "new", size="huge")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="variant"):
        write_training_mission(tmp_path / "new", variant="thin")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="negative"):
        write_training_mission(tmp_path / "new", seed=-1)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("area", {"name"}),
        ("districts", {"name", "code"}),
        ("rivers", {"name"}),
        ("lakes", {"name"}),
        ("roads", {"highway"}),
        ("places", {"name", "place", "population"}),
        ("restrictions", {"name", "applies_to", "state", "probability", "authority", "reason", "season"}),
    ],
)
def test_vectors_open_in_wgs84_with_their_columns(folder: Path, name: str, columns: set[str]) -> None:
    """Each GeoJSON holds valid shapes, its columns filled, in EPSG:4326."""
    table = gpd.read_file(folder / f"{name}.geojson")
    assert table.crs.to_epsg() == 4326
    assert columns <= set(table.columns)
    assert table.is_valid.all()
    assert table[list(columns)].notna().all().all()


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("bases", ["name", "latitude", "longitude", "personnel", "contingent", "cla"]),
        ("displaced", ["name", "type", "people", "date", "latitude", "longitude"]),
        ("contingents", list(CONTINGENT_COLUMNS)),
        ("other_actors", list(ACTOR_COLUMNS)),
        ("injects", ["id", "day", "title", "text", "effect"]),
        ("incidents", list(GED_COLUMNS)),
    ],
)
def test_tables_open_with_their_columns(folder: Path, name: str, columns: list[str]) -> None:
    """Each csv has the promised header, in order."""
    assert list(pd.read_csv(folder / f"{name}.csv").columns) == columns


def test_population_is_a_small_raster_of_people_inside_the_area_and_off_the_lake(folder: Path) -> None:
    """About two million people, all inside the outline, none in the lake."""
    assert (folder / "population.tif").stat().st_size < 400_000
    with rasterio.open(folder / "population.tif") as file:
        assert (file.crs.to_epsg(), file.dtypes[0], file.nodata) == (4326, "float32", -99999.0)
        assert file.res == pytest.approx((1 / 120, 1 / 120))
        assert set(np.unique(file.read(1)[file.read(1) < 0])) == {-99999.0}
    xy, people = cells(folder)
    points = gpd.GeoSeries.from_xy(*xy.T, crs=METRES)
    assert 1_500_000 < people.sum() < 2_500_000
    assert points.within(shapes(folder, "area").union_all()).all()
    assert not points.within(shapes(folder, "lakes").union_all()).any()


def test_the_protection_site_lies_beside_a_base_and_one_site_is_stale(folder: Path) -> None:
    """One POC site within 1 km of a base; one count older than 90 days."""
    displaced, bases = (pd.read_csv(folder / f"{name}.csv") for name in ("displaced", "bases"))
    site = displaced[displaced["type"] == "POC site"]
    assert len(site) == 1
    assert np.hypot(*(metres(bases) - metres(site)).T).min() < 1000
    age = pd.Timestamp("2025-06-30") - pd.to_datetime(displaced["date"])
    assert (age.dt.days > 90).sum() == 1
    assert (age.dt.days >= 0).all()


def test_no_base_stands_in_the_lake_or_on_a_river(folder: Path) -> None:
    """Bases keep more than a travel cell's diagonal from water, and lie in the area."""
    table = pd.read_csv(folder / "bases.csv")
    points = gpd.GeoSeries.from_xy(*metres(table).T, crs=METRES)
    assert 7 <= len(points) <= 8
    assert points.within(shapes(folder, "area").union_all()).all()
    assert points.distance(shapes(folder, "lakes").union_all()).min() > 1000
    assert points.distance(shapes(folder, "rivers").union_all()).min() > 1000


def test_some_bases_have_liaison_assistants_and_the_twins_have_none(folder: Path) -> None:
    """Every base says how many it has; the twins have the same, or they would differ in more than source."""
    assistants = pd.read_csv(folder / "bases.csv").set_index("name")["cla"]
    assert assistants.notna().all()
    assert 0 < (assistants > 0).sum() < len(assistants)
    assert list(assistants[["Ambreth", "Corlund"]]) == [0, 0]


def test_twin_hotspots_differ_in_source_alone(folder: Path) -> None:
    """Same number, dates, deaths and places of events, same people within 10 km, a base each."""
    incidents, bases = (pd.read_csv(folder / f"{name}.csv") for name in ("incidents", "bases"))
    events, (xy, people) = metres(incidents), cells(folder)
    told: list[pd.DataFrame] = []
    counts: list[float] = []
    for name in ("Ambreth", "Corlund"):
        base = metres(bases[bases["name"] == name])[0]
        near = np.hypot(*(events - base).T) < 20_000
        table = incidents[near].copy()
        table[["x", "y"]] = np.round(events[near] - base, -2)
        told.append(table)
        counts.append(people[np.hypot(*(xy - base).T) <= 10_000].sum())
    state, group = told
    assert len(state) > 80
    assert set(state["side_a"]) == {"Government of Halvena"}
    assert set(group["side_a"]) == {"Eastern Dawn Front"}
    alike = ["date_start", "date_end", "best", "low", "high", "where_prec", "type_of_violence"]
    keys = [*alike, "longitude"]
    first, second = (table.sort_values(keys)[alike].reset_index(drop=True) for table in told)
    pd.testing.assert_frame_equal(first, second)
    shift = np.sort(np.hypot(state["x"], state["y"])) - np.sort(np.hypot(group["x"], group["y"]))
    assert np.abs(shift).max() <= 200
    assert counts[0] == pytest.approx(counts[1], rel=0.01)


def test_the_silent_land_is_peopled_and_far_from_all_that_is_known(folder: Path) -> None:
    """Over 20,000 people live over 30 km from base, road and place and 10 km from any event."""
    xy, people = cells(folder)
    silent = np.ones(len(people), dtype=bool)
    for name in ("bases", "incidents"):
        known = cKDTree(metres(pd.read_csv(folder / f"{name}.csv")))
        silent &= known.query(xy)[0] > (30_000 if name == "bases" else 10_000)
    for name in ("roads", "places"):
        lines = shapes(folder, name).geometry.segmentize(200)
        silent &= cKDTree(lines.get_coordinates().to_numpy()).query(xy)[0] > 30_100
    assert people[silent].sum() > 20_000
    district = shapes(folder, "districts").set_index("name").geometry["Quellond"]
    inside = gpd.GeoSeries.from_xy(*xy.T, crs=METRES).within(district).to_numpy()
    assert people[silent & inside].sum() > 0.97 * people[silent].sum()


def test_the_denied_district_holds_state_violence_and_only_civilians_are_denied(folder: Path) -> None:
    """The state denies civilians the very district where it is a source."""
    restrictions = shapes(folder, "restrictions").set_index("state")
    assert set(restrictions.index) == {"denied", "notify", "seasonal"}
    assert restrictions.loc["denied", "applies_to"] == "civilian"
    districts = shapes(folder, "districts").set_index("name").geometry
    assert restrictions.geometry["denied"].equals(districts["Dravemark"])
    incidents = pd.read_csv(folder / "incidents.csv")
    inside = gpd.GeoSeries.from_xy(*metres(incidents).T, crs=METRES).within(districts["Dravemark"])
    state = (incidents["side_a"] == "Government of Halvena") & (incidents["type_of_violence"] == 3)
    assert (inside & state).sum() > 100


def test_one_must_threat_is_far_from_every_base_and_near_places(folder: Path) -> None:
    """No base reaches it within its hour even at 55 km/h in a straight line; a site beside it would."""
    mission = tomllib.loads((folder / "mission.toml").read_text(encoding="utf-8"))
    bases = metres(pd.read_csv(folder / "bases.csv"))
    places = shapes(folder, "places").get_coordinates().to_numpy()
    far = []
    for threat in mission["threat"]:
        if threat["priority"] == "must" and "centre" in threat:
            lon, lat = threat["centre"]
            centre = metres(pd.DataFrame({"longitude": [lon], "latitude": [lat]}))
            gap = np.hypot(*(bases - centre).T).min() - threat["radius_km"] * 1000
            if gap > threat["time_limit_min"] / 60 * 55_000:
                far.append(threat["id"])
                assert (np.hypot(*(places - centre).T) < 15_000).sum() >= 3
    assert far == ["T2"]
