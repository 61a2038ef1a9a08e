"""What a check tells of the layers that the landscape does not hold."""

from __future__ import annotations

import csv
from pathlib import Path

from geo_poc.cli import run_command
from geo_poc.inspection import NOT_READ, inspect_file
from geo_poc.inspection_beside import DECISIONS
from geo_poc.threat_proposals import COLUMNS
from tests.tiny_mission import Tiny, box, write_tiny

FACTOR = """
[[factor]]
name = "raids"
role = "intent"
path = "raids.csv"
source = "workshop"
date = 2025-05-01
author = "JMAC"
elsewhere = 0.5
"""
DISTRICTS = (("Westland", box(-0.1, -0.1, 0.3, 0.7)), ("Eastland", box(0.3, -0.1, 0.7, 0.7)))
VALUES = "district,value\nWestland,0.5\nEastland,0.5\n"


def _decided(mission: Path) -> Path:
    """Accept the first proposed threat of a mission, leave the others open, and name the table in it."""
    table = mission.parent / "threats.csv"
    assert run_command(["threats", str(mission), "--out", str(table), "--quiet"]) == 0
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 1
    rows[0]["decision"] = "accept"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    text = mission.read_text(encoding="utf-8") + '\n[threat_decisions]\npath = "threats.csv"\n'
    mission.write_text(text, encoding="utf-8")
    return mission


def test_decisions_that_are_in_the_register_are_told_as_read(tmp_path: Path) -> None:
    """The table of decisions has its rows: those decided on, and those that wait."""
    mission = _decided(write_tiny(tmp_path / "m"))
    layers = {layer.key: layer for layer in inspect_file(mission).layers}
    told = layers["threat_decisions"]
    assert (told.file, told.recognised) == ("threats.csv", DECISIONS)
    assert told.rows_read is not None
    assert told.rows_read - told.rows_dropped["not decided on"] == 1


def test_decisions_stay_read_where_another_layer_fails(tmp_path: Path) -> None:
    """A mission whose bases cannot be read has its decisions read all the same."""
    mission = _decided(write_tiny(tmp_path / "m"))
    (mission.parent / "bases.csv").write_text("nothing\n", encoding="utf-8")
    found = inspect_file(mission)
    assert found.failed
    assert {layer.key: layer.recognised for layer in found.layers}["threat_decisions"] == DECISIONS


def test_a_factor_by_table_is_told_as_what_it_is(tmp_path: Path) -> None:
    """A factor that the estimate holds is not called unread; one of a mission that fails is."""
    mission = write_tiny(tmp_path / "m", Tiny(districts=DISTRICTS, extra=FACTOR, files={"raids.csv": VALUES}))
    assert {layer.key: layer.recognised for layer in inspect_file(mission).layers}["factor[1]"] == (
        "factor of risk: raids (intent)"
    )
    (mission.parent / "bases.csv").write_text("nothing\n", encoding="utf-8")
    assert {layer.key: layer.recognised for layer in inspect_file(mission).layers}["factor[1]"] == NOT_READ
