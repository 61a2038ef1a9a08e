"""A plan typed by hand is worth what the optimiser's is, and is written as a run of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import geo_poc
from geo_poc import planning
from geo_poc.cli import run_command
from geo_poc.compare import comparison_page
from geo_poc.evaluating import evaluate, evaluate_to
from geo_poc.mission import Mission
from geo_poc.picture import open_run
from geo_poc.plan_table import plan_text
from geo_poc.planning import Planned, plan_to
from layers.errors import InputError
from tests.geo_poc.given_plans import at, document, warned, world
from tests.geo_poc.test_planning import plain_pages
from tests.layers.sources.plans import write_plan

WORDS = {
    "cob": "COB", "jpt": "Joint Protection Team", "cla": "CLAs", "adviser": "POC adviser", "tob": "TOB",
    "patrol": "Day patrol", "night_patrol": "Night Patrol", "mediation": "good offices",
}  # fmt: skip
SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times of the tests apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Return the optimiser's own plan of the tiny world: bases, teams, patrols, an engagement."""
    folder = tmp_path_factory.mktemp("planned")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "map_page", lambda _run: "map")
        made = plan_to(world(folder / "m"), folder / "run")
    tools = {placement.tool for placement in made.outcome.plan.placements}
    assert {"cob", "jpt", "cla"} <= tools
    assert {route.tool for route in made.outcome.plan.routes} == {"patrol", "night_patrol"}
    assert made.outcome.plan.engagements
    return made


def _mission(planned: Planned) -> Mission:
    return planned.outcome.mission


def typed(plan: dict[str, Any]) -> list[dict[str, object]]:
    """Return a plan as somebody types it: their own words, MGRS, names of places, stops below each other."""
    rows: list[dict[str, object]] = [
        {"asset": WORDS[p["tool"]], "place": p["name"], "grid": p["mgrs"]} for p in plan["placements"]
    ]
    for number, route in enumerate(plan["routes"], start=1):
        rows += [
            {
                "asset": WORDS[route["tool"]],
                "base": route["name"],
                "route": f"R{number}",
                "stop": k,
                "grid": stop["mgrs"],
            }
            for k, stop in enumerate(route["stops"], start=1)
        ]
    return [*rows, *({"asset": WORDS[e["tool"]], "threat": e["threat"]} for e in plan["engagements"])]


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
@pytest.mark.parametrize("only", [False, True])
def test_the_optimisers_plan_typed_by_hand_is_worth_the_same(
    planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, only: bool
) -> None:
    """In a spreadsheet with MGRS, on top of today or as the whole plan: evaluation.json byte by byte."""
    plain_pages(monkeypatch)
    plan = document(planned.run.path, "plan")
    if not only:  # what stands today need not be typed
        plan["placements"] = [p for p in plan["placements"] if not p["in_place"]]
    file = write_plan(tmp_path / name, typed(plan))
    item = evaluate_to(_mission(planned), file, tmp_path / "out", only=only)
    wanted = planned.run.file("evaluation.json").read_bytes()
    assert item.run.file("evaluation.json").read_bytes() == wanted
    assert [f.text() for f in item.outcome.findings if f.file == name and f.severity != "info"] == []


def test_a_run_folder_is_evaluated_again(
    planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its GeoPackage, its plan.csv and tables in Python hold the whole plan, stops and engagements too."""
    plain_pages(monkeypatch)
    mission, wanted = _mission(planned), planned.run.file("evaluation.json").read_bytes()
    item = evaluate_to(mission, planned.run.path, tmp_path / "out", only=True)
    assert item.run.file("evaluation.json").read_bytes() == wanted
    assert document(item.run.path, "plan")["placements"] == document(planned.run.path, "plan")["placements"]
    assert document(item.run.path, "plan")["routes"] == document(planned.run.path, "plan")["routes"]
    assert item.run.file("plan.csv").read_bytes() == planned.run.file("plan.csv").read_bytes()
    table = pd.read_csv(planned.run.file("plan.csv"), dtype=str)
    assert evaluate(mission, table).plan.credit == item.outcome.plan.credit
    frame = gpd.GeoDataFrame(
        table.drop(columns=["mgrs", "latitude", "longitude"]),
        geometry=gpd.points_from_xy(table["longitude"].astype(float), table["latitude"].astype(float)),
        crs=4326,
    )
    frame.loc[frame["threat"].notna(), "geometry"] = None
    assert evaluate(mission, frame.to_crs(32631)).plan.credit == item.outcome.plan.credit
    with pytest.raises(InputError, match="coordinate reference system"):
        evaluate(mission, frame.set_crs(None, allow_override=True))


def test_the_run_claims_nothing_that_was_not_computed(
    planned: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """plan.json has credit and neither objective nor bound, run.json the file; both keep their schemas."""
    plain_pages(monkeypatch)
    file = write_plan(tmp_path / "bases.csv", [{"tool": "jpt", "site": "east"}])
    item = geo_poc.evaluate_to(_mission(planned), file, tmp_path / "out")
    plan, run = document(item.run.path, "plan"), document(item.run.path, "run")
    for name, read in (("plan", plan), ("run", run), ("evaluation", document(item.run.path, "evaluation"))):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        assert [error.message for error in Draft202012Validator(schema).iter_errors(read)] == []
        if name == "plan":
            assert not Draft202012Validator(schema).is_valid(read | {"bound": read["credit"]})
            assert not Draft202012Validator(schema).is_valid(read | {"status": "feasible"})
    assert plan["status"] == "evaluated"
    assert [
        plan[key] for key in ("objective", "bound", "gap", "gap_of_gain", "floor_share", "stopped_by")
    ] == [None] * 6
    assert plan["credit"] == document(item.run.path, "evaluation")["plan"]["credit"]["total"]
    assert plan["shortfalls"][0]["name"] == "must: Raids in the north"
    (given,) = (entry for entry in run["inputs"] if entry["key"] == "plan")
    assert (item.run.path / given["file"]).resolve() == file.resolve()
    replayed = Mission.load(item.run.file("mission.toml")).file("bases.csv")
    assert replayed.resolve() == _mission(planned).file("bases.csv").resolve()
    assert "evaluation" in run["timings"]


def test_patrols_are_not_assumed_unless_asked_for(tmp_path: Path) -> None:
    """Without a budget of patrols the present has those of its bases, and the plan only what it lists."""
    mission = world(tmp_path / "m", budget={"cob": 1, "jpt": 1})
    file = write_plan(tmp_path / "mine.csv", [{"tool": "cob", "site": "north"}])
    bare, full = evaluate(mission, file), evaluate(mission, file, patrols=True)
    told = warned(bare.findings, "the plan has no patrols, and the present is counted with the")
    assert (told.file, told.column) == ("mine.csv", "route")
    assert bare.plan.routes == ()
    assert {route.site for route in full.plan.routes} == {"west", "east", "c-north"}
    assert full.plan.credit > full.present.credit["total"] > bare.plan.credit
    assert full.present.credit == bare.present.credit
    assert not [f for f in full.findings if "no patrols" in f.message]
    assert evaluate(mission, file, patrols=True).plan.routes == full.plan.routes


def test_closing_bases_weighs_what_they_calmed(tmp_path: Path) -> None:
    """A base that the whole plan leaves out closes: it is told, and risk weighs as if locked shut."""
    mission = world(tmp_path / "m", budget={"patrol": 0, "night_patrol": 0})
    file = write_plan(tmp_path / "mine.csv", [{"tool": "cob", "site": "east"}])
    outcome = evaluate(mission, file, only=True)
    assert [asset.id for asset in outcome.assets] == ["cob:east"]
    assert [asset.id for asset in outcome.present_assets] == ["cob:west", "cob:east", "cla:west"]
    warned(outcome.findings, "this plan closes West")
    shut = mission.with_settings(site=[{"name": "west", "status": "forbidden", "reason": "Handed over."}])
    locked = evaluate(shut, file)
    assert [asset.id for asset in locked.assets] == ["cob:east"]
    warned(locked.findings, "this scenario closes West")
    for source, weight in outcome.demand.weights.items():
        assert weight.tolist() == locked.demand.weights[source].tolist()
    assert outcome.present.credit == locked.present.credit


def test_new_places_have_travel_of_their_own(tmp_path: Path) -> None:
    """A base where the planner knows none reaches what lies around it, and is drawn among the sites."""
    mission = world(tmp_path / "m", budget={"cob": 1, "patrol": 0, "night_patrol": 0})
    file = write_plan(tmp_path / "mine.geojson", [{"tool": "cob", "name": "Kiga", "lon": 0.52, "lat": 0.52}])
    outcome = evaluate(mission, file)
    (new,) = [site for site in outcome.sites if site.kind == "given"]
    assert (new.id, outcome.plan.placements[-1].site) == ("p-kiga", "p-kiga")
    assert outcome.evaluation is not None
    near = (outcome.evaluation.minutes <= 60) & (outcome.present.minutes > 60)
    assert near.sum() > 5
    (tmp_path / "again.csv").write_text(plan_text(outcome.plan), encoding="utf-8-sig")
    again = evaluate(mission, tmp_path / "again.csv", only=True)
    assert again.plan.credit == outcome.plan.credit
    assert [p.id for p in again.plan.placements] == [p.id for p in outcome.plan.placements]
    x, y = outcome.landscape.grid.project(0.52, 0.52)
    far = ((outcome.demand.x[near] - x) ** 2 + (outcome.demand.y[near] - y) ** 2) ** 0.5
    assert far.max() < 8000


def test_rows_that_make_no_sense_end_with_2_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them are told with file, row and column, and there is no folder."""
    mission = world(tmp_path / "m")
    file = write_plan(
        tmp_path / "mine.csv",
        [
            {"tool": "cob", **at(0.9, 0.9)},
            {"tool": "jpt", "site": "Wset"},
            {"tool": "mediation", "threat": "T9"},
        ],
    )
    out = tmp_path / "out"
    assert run_command(["evaluate", str(mission.path), str(file), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "mine.csv:2 [position]: the position lies" in said
    assert "mine.csv:3 [site]: no site has this id or name" in said
    assert "mine.csv:4 [threat]: no threat of the register has this id" in said
    assert run_command(["evaluate", str(mission.path), str(tmp_path / "none.csv"), "--out", str(out)]) == 2
    assert not out.exists()


def test_the_command_writes_a_run_that_is_drawn_and_compared(
    planned: Planned, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Headlines begin with what is missed and out of reach; map and comparison take the run."""
    mission = _mission(planned)
    file = write_plan(
        tmp_path / "mine.csv", [{"tool": "jpt", "site": "east"}, {"tool": "cla", "site": "north"}]
    )
    out = tmp_path / "out"
    assert (
        run_command(["evaluate", str(mission.path), str(file), "--out", str(out), "--set", "budget.jpt=0"])
        == 0
    )
    said = capsys.readouterr()
    lines = [line.strip() for line in said.out.splitlines()]
    assert lines[1].startswith("Must threat not met: Raids in the north.")
    assert lines[2].startswith(
        "In the plan and counted for nothing, since it cannot act as given: "
        "community liaison assistants at North."
    )
    assert "people at risk stay out of reach" in lines[3]
    assert any(line.startswith("Given joint protection teams (1): East") for line in lines)
    assert "This plan was given and evaluated, not optimised" in said.out
    assert lines[-1] == f"map: {out / 'map.html'}"
    assert "mine.csv:2 [tool]: the plan has 1 new joint protection teams, and the budget allows 0" in said.err
    for word in ("protected", "safe", "Recommended"):
        assert word not in said.out + said.err
    assert run_command(["map", str(out), "--out", str(tmp_path / "again.html")]) == 0
    page = comparison_page([open_run(planned.run.path), open_run(out)])
    assert "not known: evaluated, not optimised" in page


def test_json_is_all_that_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`evaluate --json --quiet` prints one document of the schema of plan's, and no more."""
    plain_pages(monkeypatch)
    mission = world(tmp_path / "m")
    file = write_plan(tmp_path / "mine.csv", [{"tool": "jpt", "site": "east"}])
    out = tmp_path / "out"
    assert (
        run_command(["evaluate", str(mission.path), str(file), "--out", str(out), "--json", "--quiet"]) == 0
    )
    said = capsys.readouterr()
    printed = json.loads(said.out)
    schema = json.loads((SCHEMAS / "plan-command.schema.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(printed)] == []
    assert printed["runs"][0]["status"] == "evaluated"
    assert said.err == ""
