"""The command `geo-poc backtest`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from geo_poc.cli import run_command
from tests.tiny_mission import Event, Tiny, write_tiny

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "backtest.schema.json"
EVENTS = (Event(0.15, 0.30, count=80), Event(0.45, 0.30, count=80))


def _check() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run_command(["backtest", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def _told(document: dict[str, Any]) -> list[str]:
    return [fault.message for fault in _check().iter_errors(document)]


def test_command_prints_and_writes_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints backtest.json, which its schema accepts; csv and plot lie beside it."""
    mission, out = str(write_tiny(tmp_path / "m", Tiny(events=EVENTS))), tmp_path / "out"
    code, text, _ = _run([mission, "--folds", "4", "--json", "--quiet", "--out", str(out)], capsys)
    assert code == 0
    document = json.loads(text)
    assert _told(document) == []
    assert document == json.loads((out / "backtest.json").read_text(encoding="utf-8"))
    assert (document["folds"], document["chosen"], document["over"]) == (4, "forecast", "box")
    assert document["beside"]["over"] == "area"
    assert {"last_3_months", "count_all", "kde", "kde_decay"} <= set(document["models"])
    rows = (out / "backtest.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 2 * len(document["models"])
    with Image.open(out / "backtest.png") as plot:
        assert plot.size == (1320, 624)
    for key in document:
        assert _told({name: value for name, value in document.items() if name != key})


def test_lines_say_what_was_tested_and_over_which_ground(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table names both grounds, the one asked for first, every model and what is not validated."""
    mission = str(write_tiny(tmp_path / "m", Tiny(events=EVENTS)))
    code, text, _ = _run([mission, "--folds", "4", "--over", "area", "--quiet"], capsys)
    assert code == 0
    assert text.index("Over the area alone") < text.index("Over the rectangle around the area")
    assert "> forecast" in text
    assert "impact and intent are judgement" in text
    assert "safe" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--over", "country"], "use box or area"),
        (["--folds", "0"], "give at least 1"),
        (["--horizon-months", "0"], "give months"),
        (["--cell-km", "1.5"], "give a multiple of"),
        (["--set", "as_of=1990-01-01"], "[layers.incidents]"),
    ],
)
def test_what_cannot_be_tested_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """Each mistake ends with the code of bad input and says what to do; nothing is written."""
    mission = str(write_tiny(tmp_path / "m", Tiny(events=EVENTS)))
    code, text, complaint = _run([mission, *arguments, "--quiet", "--out", str(tmp_path / "out")], capsys)
    assert (code, text) == (2, "")
    assert words in complaint
    assert not (tmp_path / "out").exists()


def test_options_that_are_none_are_told_together_before_layers_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cells, horizon and windows that cannot be are all told though no layer is there to read."""
    mission = write_tiny(tmp_path / "m", Tiny(events=EVENTS))
    (mission.parent / "incidents.csv").unlink()
    wrong = ["--cell-km", "nan", "--horizon-months", "0", "--folds", "-3", "--json"]
    code, text, complaint = _run([str(mission), *wrong], capsys)
    assert (code, text) == (2, "")
    named = [line.split(": ")[1] for line in complaint.splitlines()]
    assert named == ["--cell-km", "--horizon-months", "--folds"]
