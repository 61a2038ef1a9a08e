"""The published JSON Schemas: real documents pass, broken ones do not, and the docs name every key."""

from __future__ import annotations

import copy
import inspect
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from geo_poc import schema, schema_constraints, schema_layers, schema_views
from geo_poc.cli import run_command
from geo_poc.inspection import finding_document
from geo_poc.mission import Mission
from geo_poc.planning import Planned
from geo_poc.record import as_text
from geo_poc.schema import MissionFile
from geo_poc.schema_part import Part
from tests.tiny_mission import write_tiny

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS.parent / "examples" / "drc_east" / "mission.toml"
OF_A_RUN = ("plan", "evaluation", "run")


def _schema(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        (DOCS / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    )
    return document


def _check(name: str) -> Draft202012Validator:
    return Draft202012Validator(_schema(name))


def _document(planned: Planned, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(planned.run.file(f"{name}.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times out of the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(params=["tiny_run", "impossible_run", "told_run"])
def planned(request: pytest.FixtureRequest) -> Planned:
    """Return a run with a plan, one without, and one of a mission that knows of everything."""
    run: Planned = request.getfixturevalue(request.param)
    return run


@pytest.mark.parametrize("name", [*OF_A_RUN, "findings", "plan-command", "mission"])
def test_schemas_are_schemas(name: str) -> None:
    """Each is a valid schema of the 2020-12 draft that says so."""
    document = _schema(name)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(document)
    assert Path(DOCS / "schemas" / f"{name}.schema.json").read_bytes().endswith(b"}\n")


@pytest.mark.parametrize("name", OF_A_RUN)
def test_documents_of_runs_pass(planned: Planned, name: str) -> None:
    """What a run writes is what its schema says, with a plan and without."""
    document = _document(planned, name)
    assert [error.message for error in _check(name).iter_errors(document)] == []
    assert document["schema_version"] == 1


def test_documents_are_written_in_one_way(planned: Planned) -> None:
    """Every document reads back to the same bytes: digits, order and newline are settled."""
    for name in OF_A_RUN:
        text = planned.run.file(f"{name}.json").read_text(encoding="utf-8")
        assert as_text(json.loads(text)) == text


def _without_each_key(document: Any, root: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Yield a document for each key of its tables, without that key; of a list the first item's."""
    if isinstance(document, dict):
        for key in document:
            broken = copy.deepcopy(root)
            table = broken
            for step in place:
                table = table[step]
            del table[key]
            yield ".".join(map(str, (*place, key))), broken
            yield from _without_each_key(document[key], root, (*place, key))
    elif isinstance(document, list) and document:
        yield from _without_each_key(document[0], root, (*place, 0))


def _first_items(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _first_items(item) for key, item in value.items()}
    return [_first_items(item) for item in value[:1]] if isinstance(value, list) else value


def _fullest_items(value: Any) -> Any:
    """Return a document in which every list has one item, the one that says most."""
    if isinstance(value, dict):
        return {key: _fullest_items(item) for key, item in value.items()}
    if isinstance(value, list) and value:
        return [_fullest_items(max(value, key=lambda item: len(json.dumps(item))))]
    return value


FREE = re.compile(
    r"(^|\.)(timings|versions|people_within|groups_within|shares)\.|equity\.groups\.\w+$"
    r"|\.(reach|reach_night|reach_to_need|within)(\.[a-z_]+)?\.\d+$"
)
"""Tables whose keys differ from run to run."""


@pytest.mark.parametrize("name", OF_A_RUN)
def test_no_key_can_be_dropped(tiny_run: Planned, name: str) -> None:
    """A document that lacks any one of its keys, at any depth, is refused."""
    check, document = _check(name), _first_items(_document(tiny_run, name))
    kept = [
        place
        for place, broken in _without_each_key(document, document)
        if check.is_valid(broken) and not FREE.search(place)
    ]
    assert kept == []


def test_no_key_of_the_account_can_be_dropped(told_run: Planned) -> None:
    """What is told of troops, actors, threats and harm has all its keys, whichever row says most."""
    check, part = _check("evaluation"), _document(told_run, "evaluation")
    rows = part["plan"].pop("who_could_act")
    document = _fullest_items(part)
    for kinds in (("un_civilian", "host_state"), ("host_state", "un_civilian")):
        ten = [row for kind in kinds for row in rows[0]["rows"] if row["kind"] == kind] * 5
        document["plan"]["who_could_act"] = [rows[0] | {"rows": ten}]
        kept = [
            place
            for place, broken in _without_each_key(document, document)
            if check.is_valid(broken) and not FREE.search(place)
        ]
        assert kept == []


def _plan(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document.update({key: value})


@pytest.mark.parametrize(
    "change",
    [
        _plan("status", "done"),
        _plan("status", "infeasible"),
        _plan("objective", None),
        _plan("objective", "12"),
        _plan("bound", float("nan")),
        _plan("gap", 0.01),
        _plan("stopped_by", "time"),
        lambda document: document.update(stopped_by="effort", reproducible=False),
        _plan("reasons", ["too few bases"]),
        _plan("schema_version", 2),
        _plan("shortfalls", [{"name": "must: A", "wanted": 80, "got": 0.1}]),
        lambda document: document["placements"][0].update(tool="tank"),
        lambda document: document["placements"][0].update(lat=91.0),
        lambda document: document["placements"][0].update(mgrs="31N"),
    ],
)
def test_broken_plans_are_refused(tiny_run: Planned, change: Callable[[dict[str, Any]], None]) -> None:
    """A plan that contradicts itself or holds what cannot be is refused."""
    document = _document(tiny_run, "plan")
    change(document)
    # The text of a document has null where a number is none.
    assert not _check("plan").is_valid(json.loads(as_text(document)))


@pytest.mark.parametrize(
    ("key", "value"),
    [("reasons", []), ("objective", 1.0), ("gap_of_gain", 0.0), ("status", "feasible"), ("placements", [{}])],
)
def test_broken_infeasible_plans_are_refused(impossible_run: Planned, key: str, value: object) -> None:
    """Without a plan there must be reasons and no numbers."""
    assert not _check("plan").is_valid(_document(impossible_run, "plan") | {key: value})


def _area(**keys: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["plan"]["uncovered"][0].update(keys)


@pytest.mark.parametrize(
    "change",
    [
        _area(why="far"),
        _area(rank=0),
        _area(sources=["rebels"]),
        _area(people=None),
        lambda document: document["plan"]["reach"]["total"].update({"15": 1.5}),
        lambda document: document["plan"]["reach"].update(total=None),
        lambda document: document["plan"]["engagement"].update(state="none"),
        lambda document: document["plan"]["three_numbers"]["people_out_of_reach"].update(value=-1),
        lambda document: document.update(present=None),
        lambda document: document["present"]["straight_line_share_km"].update({"10": 50}),
        lambda document: document.update(bands_min=[]),
    ],
)
def test_broken_evaluations_are_refused(tiny_run: Planned, change: Callable[[dict[str, Any]], None]) -> None:
    """Shares beyond 1, unknown reasons and a missing present are refused."""
    document = _document(tiny_run, "evaluation")
    change(document)
    assert not _check("evaluation").is_valid(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["inputs"][0].update(sha256="abc"),
        lambda document: document.update(inputs=[]),
        lambda document: document.update(classification="Secret"),
        lambda document: document.update(as_of="30/06/2025"),
        lambda document: document["sizes"].update(cells=1.5),
        lambda document: document["findings"][0].update(severity="fatal"),
        lambda document: document["findings"][0].update(row=0),
    ],
)
def test_broken_runs_are_refused(tiny_run: Planned, change: Callable[[dict[str, Any]], None]) -> None:
    """Hashes, dates, sizes and findings have their form."""
    document = _document(tiny_run, "run")
    change(document)
    assert not _check("run").is_valid(document)


@pytest.mark.parametrize("sound", [True, False])
def test_check_prints_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str], sound: bool) -> None:
    """`check --json` prints a document of the schema, also where the mission cannot be planned on."""
    path = write_tiny(tmp_path / "m")
    if not sound:
        path.write_text(path.read_text(encoding="utf-8").replace("cob = 0", "cob = -1"), encoding="utf-8")
    run_command(["check", str(path), "--json", "--quiet"])
    document = json.loads(capsys.readouterr().out)
    assert [error.message for error in _check("findings").iter_errors(document)] == []
    assert any(finding["severity"] == "error" for finding in document["findings"]) != sound
    for key in document["findings"][0]:
        item = {k: v for k, v in document["findings"][0].items() if k != key}
        assert not _check("findings").is_valid(document | {"findings": [item]})


def test_plan_prints_its_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`plan --json` prints a document of the schema that leads to the run folder."""
    out = tmp_path / "run"
    run_command(["plan", str(write_tiny(tmp_path / "m")), "--out", str(out), "--json", "--quiet"])
    document = json.loads(capsys.readouterr().out)
    check = _check("plan-command")
    assert [error.message for error in check.iter_errors(document)] == []
    assert Path(document["runs"][0]["path"]) == out
    assert [p for p, broken in _without_each_key(document, document) if check.is_valid(broken)] == []
    assert not check.is_valid(document | {"runs": []})


def test_findings_of_a_run_are_those_of_check(tiny_run: Planned) -> None:
    """run.json tells its findings as `check --json` does."""
    told = _document(tiny_run, "run")["findings"]
    assert told == [finding_document(finding) for finding in tiny_run.outcome.findings]


def test_mission_schema_is_up_to_date() -> None:
    """docs/schemas/mission.schema.json is what the models say."""
    wanted = {"$schema": "https://json-schema.org/draft/2020-12/schema", **MissionFile.model_json_schema()}
    assert _schema("mission") == wanted


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_mission_files_pass_the_schema(tmp_path: Path, tiny_run: Planned) -> None:
    """The example, a tiny mission and the file that a run keeps are all accepted."""
    for file in (EXAMPLE, tiny_run.run.file("mission.toml"), write_tiny(tmp_path / "m")):
        document = _as_json(tomllib.loads(file.read_text(encoding="utf-8")))
        assert [error.message for error in _check("mission").iter_errors(document)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("colour", 1), ("budget", {"drone": 1}), ("kind", "war"), ("effectiveness", {"cob": {"state": 2}})],
)
def test_broken_mission_files_are_refused(key: str, value: object) -> None:
    """Unknown keys and values out of range are refused; an effect may be one number or some ends."""
    document = _as_json(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    assert not _check("mission").is_valid(document | {key: value})
    for effect in (0.4, {"mid": 0.3}):
        assert _check("mission").is_valid(document | {"effectiveness": {"cob": {"state": effect}}})


def _models() -> Iterator[type[BaseModel]]:
    found = {
        model
        for module in (schema, schema_constraints, schema_layers, schema_views)
        for _, model in inspect.getmembers(module, inspect.isclass)
        if issubclass(model, Part) and model is not Part
    }
    yield from sorted(found, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", list(_models()), ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    """docs/mission-file.md names every key of every table."""
    text = (DOCS / "mission-file.md").read_text(encoding="utf-8")
    missing = [name for name in model.model_fields if not re.search(rf"`\[*(\w+\.)*{name}\]*`", text)]
    assert missing == []


def test_smallest_mission_of_the_docs_works(tmp_path: Path) -> None:
    """The mission file that docs/mission-file.md starts with is one, and its scenario fits it."""
    text = (DOCS / "mission-file.md").read_text(encoding="utf-8")
    smallest, scenario = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    path = tmp_path / "mission.toml"
    path.write_text(smallest + scenario, encoding="utf-8")
    mission = Mission.load(path, scenario="wet-season", settings=re.findall(r"--set ([a-z]\S*)", text))
    assert mission.keys.travel.season == "wet"
    assert mission.keys.budget.cob == 3


@pytest.mark.parametrize("name", OF_A_RUN)
def test_every_key_of_a_run_is_described(tiny_run: Planned, name: str) -> None:
    """docs/run-folder.md names every file and every key of its documents."""
    text = (DOCS / "run-folder.md").read_text(encoding="utf-8")
    assert all(f"`{file.name}`" in text for file in tiny_run.run.path.iterdir())
    keys = set(_schema(name)["properties"])
    if name == "evaluation":
        keys |= set(_schema(name)["$defs"]["evaluation"]["properties"])
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
