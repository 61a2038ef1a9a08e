"""Why a place is at risk: the document, its lines and the command."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import geo_poc
from geo_poc.cli import run_command
from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.why_words import why_lines
from tests.geo_poc.conftest import DISTRICTS
from tests.tiny_mission import Tiny, write_tiny

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "why.schema.json"
HERE = "0.15,0.30"
FACTOR = """
[[factor]]
name = "{name}"
role = "{role}"
path = "{name}.csv"
source = "workshop"
date = 2025-05-01
author = "JMAC"
reliability = "B2"
elsewhere = 0.5
"""
ROLES = {"raids": "intent", "fields": "vulnerability", "watch": "driver_for"}


def _mission(folder: Path, combination: str) -> Path:
    keys = f'[risk]\ncombination = "{combination}"\n'
    keys += "".join(FACTOR.format(name=name, role=role) for name, role in ROLES.items())
    path = write_tiny(folder, Tiny(districts=DISTRICTS, extra=keys))
    for name in ROLES:
        (folder / f"{name}.csv").write_text("district,value\nWestland,0.5\nEastland,0.5\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=["multiplicative", "additive"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the document of a place under three factors, for each way to combine them."""
    path = _mission(tmp_path_factory.mktemp("why") / "m", request.param)
    document: dict[str, Any] = json.loads(as_text(geo_poc.why(Mission.load(path), HERE)))
    assert document["combination"] == request.param
    return document


def test_document_is_what_its_schema_says_and_no_key_can_be_dropped(told: dict[str, Any]) -> None:
    """The schema takes it whole, and refuses it without any key of it, its place, a source or a part."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    assert [fault.message for fault in check.iter_errors(told)] == []
    for place in ((), ("place",), ("presence",), ("sources", 0), ("sources", 0, "parts", 0)):
        whole: Any = told
        for step in place:
            whole = whole[step]
        for key in whole:
            broken = copy.deepcopy(told)
            part: Any = broken
            for step in place:
                part = part[step]
            del part[key]
            assert not check.is_valid(broken), (*place, key)


def test_parts_multiply_and_sum_to_the_risk(told: dict[str, Any]) -> None:
    """The product of the parts is the risk, and so is people x likelihood with what each part adds."""
    assert told["sources"]
    for source in told["sources"]:
        parts = source["parts"]
        assert math.prod(part["times"] for part in parts) == pytest.approx(source["risk"], rel=1e-6)
        assert source["bare"] + sum(part["adds"] for part in parts) == pytest.approx(source["risk"], rel=1e-6)
        base = math.prod(part["times"] for part in parts if part["rests_on"] != "judgement")
        assert base == pytest.approx(source["bare"], rel=1e-6)
        assert {part["name"]: part["role"] for part in parts if part["rests_on"] == "judgement"} == ROLES
    assert sum(source["risk"] for source in told["sources"]) == pytest.approx(told["risk"], rel=1e-6)


def test_parts_of_factors_are_the_formula_by_hand(told: dict[str, Any]) -> None:
    """Each factor is a half everywhere: a geometric mean of four and a whole, or a weighted mean of six."""
    harmful = [source for source in told["sources"] if source["bare"] > 0]
    assert harmful
    for source in harmful:
        times = {part["name"]: part["times"] for part in source["parts"]}
        adds = {part["name"]: part["adds"] for part in source["parts"]}
        assert times["watch"] == pytest.approx(1 / 1.5)
        if told["combination"] == "multiplicative":
            assert times["raids"] == pytest.approx(0.5**0.25)
            assert times["fields"] == pytest.approx(0.5)
        else:
            assert adds["raids"] == pytest.approx(-source["bare"] * 0.5 / 6)
            assert adds["fields"] == pytest.approx(adds["raids"])


def test_lines_tell_every_part_and_what_it_rests_on(told: dict[str, Any]) -> None:
    """Judgement is told with grade and source, people are data, and what nobody gave is neutral."""
    text = "\n".join(why_lines(told))
    assert told["classification"] in text
    for name, role in (("raids", "intent"), ("fields", "vulnerability"), ("watch", "drivers for protection")):
        assert f"{name} ({role})" in text
    assert "judgement, reliability B2: workshop" in text
    assert "neutral, nobody gave them: nature" in text
    assert "Not observed, which is not zero: " in text
    assert "violence by state actors: nothing is estimated" in text
    assert (" - " in text.split("raids (intent)")[1].splitlines()[0]) == (told["combination"] == "additive")


def test_command_prints_lines_or_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command tells the same in words and with --json; a bad place ends as bad input, nothing printed."""
    path = str(write_tiny(tmp_path / "m"))
    assert run_command(["why", path, HERE, "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert run_command(["why", path, HERE, "--quiet"]) == 0
    assert capsys.readouterr().out.splitlines() == why_lines(document)
    assert run_command(["why", path, "-3.5,0.1", "--quiet"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "the place lies outside the mission's area" in said.err
