"""A tiny mission to weigh, and documents held against their published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from geo_poc.mission import Mission
from geo_poc.record import as_text
from geo_poc.tradeoff_words import tradeoff_lines
from tests.tiny_mission import Tiny, write_tiny

THREAT = """
[[threat]]
id = "T1"
name = "Raids in the west"
source = "armed_group"
priority = "must"
strategic = true
centre = [0.15, 0.30]
radius_km = 8
"""
TWO = Tiny(budget={"cob": 1, "jpt": 1}, extra=THREAT)


def mission_of(folder: Path, tiny: Tiny = TWO) -> Mission:
    """Return a tiny mission written to a folder."""
    return Mission.load(write_tiny(folder, tiny))


def published(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document as it is printed, after holding it against the published schema."""
    schema = Path(__file__).parents[2] / "docs" / "schemas" / "trade-offs.schema.json"
    printed: dict[str, Any] = json.loads(as_text(document))
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(printed)
    assert tradeoff_lines(printed)
    return printed


VIEWS = ("western", "eastern")


def _view(name: str, threat: str) -> str:
    asked = 'consulted = [{ who = "women", date = 2025-05-01, people = 40, how = "poll" }]'
    return f'[[view]]\nname = "{name}"\nlevel = "local"\n{asked}\nthreat_weights = {{ {threat} = 9.0 }}\n\n'


EASTERN = THREAT.replace("T1", "T2").replace("west", "east").replace("0.15", "0.45").replace("true", "false")
TWO_VIEWS = Tiny(
    budget={"cob": 1, "jpt": 0},
    bases=(("South", 0.30, 0.10),),
    places=(("West", 0.15, 0.30), ("East", 0.45, 0.30)),
    extra=THREAT.replace('"must"', '"should"')
    + EASTERN.replace('"must"', '"should"')
    + _view("western", "T1")
    + _view("eastern", "T2"),
)
"""One new base for two places alike: each view weighs one of them more."""
