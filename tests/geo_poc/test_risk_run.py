"""The folder of risk surfaces and its command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import rasterio
from playwright.sync_api import Browser

import geo_poc
from geo_poc import risk_run
from geo_poc.cli import run_command
from geo_poc.mission import Mission
from geo_poc.risk_product import Product
from geo_poc.risk_run import Surfaced
from tests.browser import visit
from tests.geo_poc.conftest import MEMBERS
from tests.geo_poc.test_risk_record import CHECK
from tests.tiny_mission import Event, Tiny, write_tiny

FILES = {"mission.toml", "risk.json",
         "risk.tif", "risk.qml", "risk.gpkg", "map.html", "sheet.pdf", "sheet.png",
         "hotspots.csv", "hotspots.xlsx", "districts.csv", "districts.xlsx", "surfaces"}  # fmt: skip
Captured = pytest.CaptureFixture[str]
WET = """
[[scenario]]
name = "wet"
intent = "When the rains have come."
[scenario.overrides]
travel = { season = "wet" }
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_folder_holds_its_files_and_no_more(tiny_risk: Surfaced) -> None:
    """The folder has its files, and nothing is left beside it."""
    assert {path.name for path in tiny_risk.run.path.iterdir()} == FILES
    assert {path.name for path in tiny_risk.run.path.parent.iterdir()} == {"mission", "risk"}


def test_equal_input_gives_equal_files(tiny_risk: Surfaced, tmp_path: Path) -> None:
    """Raster, layers and map are the same bytes again; risk.json differs in its timings alone."""
    mission = Mission.load(tiny_risk.surfaces.mission.path)
    folder = tiny_risk.run.path.parent / "again"
    again = geo_poc.risk_to(mission, folder, product=Product(members=MEMBERS))
    try:
        for path in sorted(tiny_risk.run.path.rglob("*.*")):
            if path.name != "risk.json":
                other = folder / path.relative_to(tiny_risk.run.path)
                assert other.read_bytes() == path.read_bytes(), path.name
        assert again.document | {"timings": 0} == tiny_risk.document | {"timings": 0}
    finally:
        shutil.rmtree(folder)


def test_value_without_files(tiny_risk: Surfaced) -> None:
    """The public API gives the surfaces without writing anything."""
    found = geo_poc.risk(tiny_risk.surfaces.mission)
    assert found.breaks == tiny_risk.surfaces.breaks
    assert list(found.surfaces) == list(tiny_risk.surfaces.surfaces)


def test_command_with_scenario_and_settings(tmp_path: Path, capsys: Captured) -> None:
    """The command takes a scenario and settings, and prints a document of the schema with its folder."""
    mission, out = write_tiny(tmp_path / "m", Tiny(extra=WET)), tmp_path / "out"
    words = [
        "risk",
        str(mission),
        "--out",
        str(out),
        "--sheet",
        "none",
        "--scenario",
        "wet",
        "--set",
        'name="Wet"',
        "--json",
    ]
    assert run_command([*words, "--quiet"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    assert (document["path"], document["scenario"], document["mission"]) == (str(out), "wet", "Wet")
    assert said.err == ""


def test_command_says_where_its_map_is(tmp_path: Path, capsys: Captured) -> None:
    """In words it begins with the unknown, and ends with the map; warnings go to standard error."""
    out = tmp_path / "out"
    assert run_command(["risk", str(write_tiny(tmp_path / "m")), "--out", str(out), "--members", "3"]) == 0
    said = capsys.readouterr()
    assert "unknown, not low" in said.out.splitlines()[0]
    assert said.out.splitlines()[-1] == f"map: {out / 'map.html'}"
    assert "warning: " in said.err


def test_a_future_cluster_changes_nothing_of_any_product(tmp_path: Path, capsys: Captured) -> None:
    """With incidents planted after as_of rasters, threat areas, sums and forecast are the same to the bit."""
    made = {}
    for name, extra in (("clean", ()), ("later", (Event(0.5, 0.1, count=20),))):
        events = (*(Event(x, 0.3, count=300) for x in (0.15, 0.45)), *extra)
        mission = write_tiny(tmp_path / name, Tiny(events=events))
        words = ["risk", str(mission), "--out", str(tmp_path / f"{name}-out"), "--sheet", "none"]
        words += ["--members", "3", "--set", "as_of=2025-01-31", "--json", "--quiet"]
        assert run_command(words) == 0
        made[name] = json.loads(capsys.readouterr().out)
    clean, later = made["clean"], made["later"]
    assert [row["reason"] for row in clean["forecast"]] == [""] * 3
    for key in ("forecast", "hotspots", "by_area", "risk", "events_per_year", "breaks", "validation"):
        assert clean[key] == later[key], key
    rasters = sorted((tmp_path / "clean-out").rglob("*.tif"))
    assert len(rasters) == 1 + 3 * 2 + 2 * 3  # the state is observed, without an event to forecast by
    for path in rasters:
        other = tmp_path / "later-out" / path.relative_to(tmp_path / "clean-out")
        with rasterio.open(path) as one, rasterio.open(other) as two:
            assert one.read().tobytes() == two.read().tobytes(), path.name
            assert "nothing" not in one.tags()["VALIDATED"] or "next" not in path.name


def test_forecast_can_be_left_out(tiny_risk: Surfaced, tmp_path: Path, capsys: Captured) -> None:
    """Asked for none there is none, and all else is as it was; looking ahead has its own line."""
    out = tmp_path / "out"
    mission = str(tiny_risk.surfaces.mission.path)
    words = ["risk", mission, "--out", str(out), "--sheet", "none", "--members", str(MEMBERS)]
    assert run_command([*words, "--no-forecast", "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [error.message for error in CHECK.iter_errors(document)] == []
    assert document["forecast"] == []
    assert [bool(row["reason"]) for row in tiny_risk.document["forecast"]] == [True] * 3
    assert (out / "risk.tif").read_bytes() == tiny_risk.run.file("risk.tif").read_bytes()


@pytest.mark.parametrize(
    "wrong",
    [
        ["--scenario", "none"],
        ["--set", "colour=1"],
        ["--sheet", "a0"],
        ["--audience", "press"],
        ["--members", "1"],
    ],
)
def test_bad_input_writes_nothing(tmp_path: Path, capsys: Captured, wrong: list[str]) -> None:
    """An unknown scenario, key, sheet or audience, or one member, ends with 2 and leaves no folder."""
    mission = write_tiny(tmp_path / "m")
    assert run_command(["risk", str(mission), "--out", str(tmp_path / "out"), *wrong]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert {path.name for path in tmp_path.iterdir()} == {"m"}


def test_folder_that_is_there_is_kept(tmp_path: Path, capsys: Captured) -> None:
    """A folder that is not empty is never overwritten."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("mine", encoding="utf-8")
    assert run_command(["risk", str(write_tiny(tmp_path / "m")), "--out", str(out), "--members", "3"]) == 2
    assert "there already" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["mine"]


def test_failure_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """When the last file cannot be made the folder does not appear."""

    def fail(*_arguments: object, **_options: object) -> str:
        raise RuntimeError("no map")

    monkeypatch.setattr(risk_run, "render_risk_page", fail)
    mission = write_tiny(tmp_path / "m")
    assert run_command(["risk", str(mission), "--out", str(tmp_path / "out"), "--quiet"]) == 4
    assert "no map" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_map_opens_offline_and_shows_one_source_at_a_time(browser: Browser, tiny_risk: Surfaced) -> None:
    """Nothing is fetched, sources exclude each other, and the legend tells unknown and presence apart."""
    with visit(browser, tiny_risk.run.file("map.html").as_uri()) as seen:
        page = seen.page
        tabs = page.get_by_role("tab")
        assert tabs.all_inner_texts() == ["all observed sources", "state", "armed groups"]
        tabs.nth(1).click()
        alts = page.eval_on_selector_all("img.classes", "found => found.map(one => one.alt)")
        assert len(alts) == 1
        assert alts[0].startswith("Risk: state, recent")
        shown = page.locator("#layers .classes:visible").inner_text()
        assert "low with presence" in shown
        assert "unknown: nobody observes" in shown
        page.get_by_label("Likelihood alone").check()
        assert "not checked: too few incidents" in page.locator("#layers .classes:visible").inner_text()
        assert page.get_by_role("heading", name="Risk by source of threat").count() == 1
        body = page.inner_text("body")
        assert "EXERCISE" in body
        assert body.count("UNCLASSIFIED") == 2
        rows = page.locator("table.uncovered tbody tr")
        assert rows.count() == len(tiny_risk.document["hotspots"]) > 0
        rows.first.locator("button").click()
        assert page.locator("details.why[open]").count() == 1
        assert (seen.console, seen.violations) == ([], [])
        assert [address for address in seen.asked if not address.startswith("file:")] == []
