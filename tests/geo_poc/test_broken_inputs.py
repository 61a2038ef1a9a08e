"""Broken inputs: exit 2, a message with file, place and remedy, no traceback, and nothing left behind."""

from __future__ import annotations

import csv
import os
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import rasterio
from playwright.sync_api import Browser
from rasterio.crs import CRS

from geo_poc.cli import run_command
from layers.sources.ucdp import NAMES
from tests.browser import visit
from tests.tiny_mission import Tiny, write_tiny

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times of the tests apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("GEO_POC_DATA", raising=False)


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def _cut_raster(folder: Path) -> None:
    raster = folder / "population.tif"
    raster.write_bytes(raster.read_bytes()[:9000])


def _raster_without_crs(folder: Path) -> None:
    with rasterio.open(folder / "population.tif", "r+") as raster:
        raster.crs = CRS()


def _vector_without_crs(folder: Path) -> None:
    places = geopandas.read_file(folder / "places.geojson")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that no CRS is given is the point
        places.set_crs(None, allow_override=True).to_file(folder / "places.shp")
    _replace(folder / "mission.toml", '"places.geojson"', '"places.shp"')


def _swapped_bases(folder: Path) -> None:
    (folder / "bases.csv").write_text(
        "name,latitude,longitude\nWest,29.10,-1.50\nEast,29.40,-1.50\n", encoding="utf-8"
    )
    _shifted(folder)
    _rows(folder / "incidents.csv", lambda row: row | {"latitude": "-1.5", "longitude": "29.2"})


def _swapped_incidents(folder: Path) -> None:
    (folder / "bases.csv").write_text(
        "name,latitude,longitude\nWest,-1.50,29.10\nEast,-1.50,29.40\n", encoding="utf-8"
    )
    _shifted(folder)
    _rows(folder / "incidents.csv", lambda row: row | {"latitude": "29.2", "longitude": "-1.5"})


def _shifted(folder: Path) -> None:
    """Move the area to where latitude and longitude cannot be taken for each other."""
    ring = "[[29, -2], [29.6, -2], [29.6, -1.4], [29, -1.4], [29, -2]]"
    (folder / "area.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "Square"}, '
        f'"geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}',
        encoding="utf-8",
    )


def _rows(file: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [change(row) for row in csv.DictReader(stream)]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, NAMES)
        writer.writeheader()
        writer.writerows(rows)


def _unknown_incidents(folder: Path) -> None:
    (folder / "incidents.csv").write_text(
        "1,2025-01-01,0.15,0.30,3\n2,2025-01-02,0.15,0.30,3\n", encoding="utf-8"
    )


def _nan_coordinates(folder: Path) -> None:
    _replace(folder / "bases.csv", "West,0.3,0.15", "West,nan,0.15")


def _nan_incident(folder: Path) -> None:
    _rows(folder / "incidents.csv", lambda row: row | ({"longitude": "NaN"} if row["id"] == "3" else {}))


def _nobody(folder: Path) -> None:
    with rasterio.open(folder / "population.tif", "r+") as raster:
        raster.write(raster.read(1) * 0, 1)


def _no_incident(folder: Path) -> None:
    (folder / "incidents.csv").write_text(",".join(NAMES) + "\n", encoding="utf-8")


def _climbing(folder: Path) -> None:
    (folder / "roads.geojson").rename(folder.parent / "roads.geojson")
    _replace(folder / "mission.toml", '"roads.geojson"', '"../roads.geojson"')


def _too_many_cells(folder: Path) -> None:
    _replace(folder / "mission.toml", "travel_cell_m = 1000", "travel_cell_m = 0.5")


def _unknown_key(folder: Path) -> None:
    _replace(folder / "mission.toml", "[budget]\n", "[budget]\nhelicopters = 2\n")


def _not_toml(folder: Path) -> None:
    _replace(folder / "mission.toml", "[budget]", "[budget")


def _contradicting_locks(folder: Path) -> None:
    with (folder / "mission.toml").open("a", encoding="utf-8") as stream:
        for status in ("locked", "forbidden"):
            stream.write(f'[[site]]\nname = "North"\nstatus = "{status}"\nreason = "{status} here"\n')


def _contradicting_names(folder: Path) -> None:
    with (folder / "mission.toml").open("a", encoding="utf-8") as stream:
        for name, status in (("North", "locked"), ("c-north", "forbidden")):
            stream.write(f'[[site]]\nname = "{name}"\nstatus = "{status}"\nreason = "{status} here"\n')


def _unknown_lock(folder: Path) -> None:
    with (folder / "mission.toml").open("a", encoding="utf-8") as stream:
        stream.write('[[site]]\nname = "Atlantis"\nstatus = "locked"\nreason = "agreed"\n')


def _folder_for_a_file(folder: Path) -> None:
    (folder / "bases.csv").unlink()
    (folder / "bases.csv").mkdir()


def _missing_mission(folder: Path) -> None:
    (folder / "mission.toml").unlink()


CASES = {
    "truncated GeoTIFF": (_cut_raster, "population.tif", "", "cannot be read", "fetch the file again"),
    "raster without CRS": (_raster_without_crs, "population.tif", "", "no coordinate system", "assign it"),
    "vector without CRS": (
        _vector_without_crs,
        "places.shp",
        "[layers.places]",
        "coordinate reference system",
        "set it",
    ),
    "bases swapped": (
        _swapped_bases,
        "bases.csv:2",
        "[latitude, longitude]",
        "wrong way round",
        "swap the two columns",
    ),
    "incidents swapped": (
        _swapped_incidents,
        "incidents.csv:2",
        "[latitude, longitude]",
        "wrong way round",
        "swap the two columns",
    ),
    "unknown incident file": (
        _unknown_incidents,
        "incidents.csv",
        "[layers.incidents.columns.date]",
        "no column for date was recognised",
        "add columns = {",
    ),
    "NaN in a base": (_nan_coordinates, "bases.csv:2", "[latitude", "the value is missing", "remove"),
    "NaN in an incident": (
        _nan_incident,
        "incidents.csv:4",
        "[longitude]",
        "the value is missing",
        "fill it in",
    ),
    "nobody in the area": (
        _nobody,
        "mission.toml",
        "",
        "no population layer has people",
        "give a population",
    ),
    "no incident": (_no_incident, "incidents.csv", "[layers.incidents]", "no rows", "give a file"),
    "path that climbs out": (
        _climbing,
        "mission.toml",
        "[layers.roads[1].path]",
        "leaves its folder",
        "allow_outside = true",
    ),
    "ten thousand million cells": (
        _too_many_cells,
        "mission.toml",
        "[grid.travel_cell_m]",
        "travel cells, more than",
        "raise grid.travel_cell_m",
    ),
    "unknown key": (_unknown_key, "mission.toml", "[budget.helicopters]", "", "remove this key"),
    "not TOML": (_not_toml, "mission.toml", "", "not TOML", "mend"),
    "contradicting locks": (_contradicting_locks, "mission.toml", "", "locked", "remove one"),
    "contradicting locks under two names": (
        _contradicting_names,
        "mission.toml",
        "[site[2].name]",
        "both locked and forbidden",
        "remove one",
    ),
    "unknown lock": (_unknown_lock, "mission.toml", "[site[1].name]", "no site has this name", "name a base"),
    "folder for a file": (_folder_for_a_file, "bases.csv", "[layers.bases]", "", ""),
    "missing mission": (_missing_mission, "mission.toml", "", "no such mission file", "give the path"),
}


@pytest.mark.parametrize("case", CASES)
def test_broken_input_is_told_and_nothing_is_written(case: str, tmp_path: Path, capsys: Captured) -> None:
    """Each fault ends with 2, a line with file, place and remedy, and no folder, draft or parent."""
    break_it, file, place, message, remedy = CASES[case]
    mission = write_tiny(tmp_path / "mission")
    break_it(mission.parent)
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["plan", str(mission), "--out", str(tmp_path / "deep" / "run")]) == 2
    said = capsys.readouterr()
    lines = [line for line in said.err.splitlines() if line.startswith("error: ")]
    start = f"error: {file} {place}".rstrip()
    found = [line for line in lines if line.startswith(start)]
    assert found, said.err
    assert message in found[0]
    assert f"Remedy: {remedy}" in found[0] or remedy in found[0].partition("Remedy: ")[2]
    assert found[0].partition("Remedy: ")[2]
    assert "Traceback" not in said.err
    assert said.out == ""
    assert sorted(tmp_path.rglob("*")) == before
    assert run_command(["check", str(mission), "--quiet"]) == 2
    again = capsys.readouterr()
    assert [line for line in again.err.splitlines() if line.startswith(start)] == found
    assert sorted(tmp_path.rglob("*")) == before


def test_too_many_cells_are_refused_before_memory_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """Ten thousand million cells are counted, not allocated."""
    mission = write_tiny(tmp_path / "mission")

    def refuse(*_given: object, **_options: object) -> None:
        raise AssertionError("grids were made")

    monkeypatch.setattr("layers.gridding.Grid", refuse)
    assert run_command(["check", str(mission), "--quiet"]) == 4
    capsys.readouterr()
    assert (
        run_command(["plan", str(mission), "--out", str(tmp_path / "run"), "--set", "grid.travel_cell_m=0.5"])
        == 2
    )
    said = capsys.readouterr().err
    assert "the grid would have " in said
    assert int(said.split("the grid would have ")[1].split(" ")[0].replace(",", "")) > 10**10


def test_script_in_a_name_is_text_on_the_map(tmp_path: Path, capsys: Captured, browser: Browser) -> None:
    """A base named like a script is planned with; its name is shown as text and nothing of it runs."""
    name = "<script>window.harm=1</script><img src=x onerror=window.harm=2>"
    bases = ((name, 0.15, 0.30), ("East", 0.45, 0.30))
    mission = write_tiny(tmp_path / "mission", Tiny(bases=bases))
    assert run_command(["plan", str(mission), "--out", str(tmp_path / "run"), "--quiet"]) == 0
    capsys.readouterr()
    page = tmp_path / "run" / "map.html"
    html = page.read_text(encoding="utf-8")
    assert "<script>window.harm" not in html
    assert "<img src=x" not in html
    with visit(browser, page.as_uri()) as seen:
        seen.page.wait_for_selector(".leaflet-container")
        assert seen.page.evaluate("window.harm") is None
        assert "window.harm=1" in seen.page.content()
        assert seen.console == []
        assert seen.violations == []
        assert seen.asked == [page.as_uri()]


def test_output_that_is_there_is_left_alone(tmp_path: Path, capsys: Captured) -> None:
    """A folder with something in it, a file and a place below a file are refused and stay as they are."""
    mission = write_tiny(tmp_path / "mission")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for out, message in (
        ("full", "is there already and is not empty"),
        ("full/mine", "is there already and is not empty"),
        ("full/mine/run", "cannot be written"),
        ("x" * 300, "cannot be written"),
    ):
        assert run_command(["plan", str(mission), "--out", str(tmp_path / out)]) == 2
        said = capsys.readouterr().err
        assert said.startswith("error: ")
        assert "[--out]" in said
        assert message in said
        assert "Remedy: " in said
        assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "full" / "mine").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_parent_is_told(tmp_path: Path, capsys: Captured) -> None:
    """A parent that may not be written to is told before any work."""
    mission = write_tiny(tmp_path / "mission")
    (tmp_path / "locked").mkdir(mode=0o500)
    assert run_command(["plan", str(mission), "--out", str(tmp_path / "locked" / "run")]) == 2
    assert "cannot be written: Permission denied" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--scenario", "none"],
            "[scenario]: the mission has no such scenario (value: none) Remedy: add [[scenario]] tables",
        ),
        (["--scenario", "all"], "[scenario]: the mission has no scenarios"),
        (["--set", "budget.helicopters=2"], "[budget.helicopters]"),
        (["--set", "budget.cob"], "[--set]: a setting must read key=value"),
        (["--set", "name.first=x"], "this key is not a table"),
        (["--set", "budget.cob.first=x"], "[budget.cob.first]: this key is not a table"),
        (["--set", "budget.cob=many"], "[budget.cob]"),
    ],
)
def test_option_that_does_not_fit_the_mission(
    arguments: list[str], message: str, tmp_path: Path, capsys: Captured
) -> None:
    """Scenarios and settings that the mission does not know are told with a remedy; nothing is written."""
    mission = write_tiny(tmp_path / "mission")
    before = sorted(tmp_path.rglob("*"))
    assert run_command(["plan", str(mission), "--out", str(tmp_path / "deep" / "run"), *arguments]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: mission.toml")
    assert message in said.err
    assert "Remedy: " in said.err
    assert said.out == ""
    assert sorted(tmp_path.rglob("*")) == before
