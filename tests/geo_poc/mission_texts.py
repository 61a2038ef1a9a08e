"""Small mission files as text, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geo_poc.mission import Mission
from layers.errors import Finding, InputError

SMALL = """\
schema_version = 1
name = "Small"
kind = "exercise"
as_of = 2025-06-30
[area]
path = "area.geojson"
[layers.incidents]
path = "incidents.csv"
[layers.bases]
path = "bases.csv"
[[layers.population]]
path = "people.tif"
unit = "people_per_cell"
[budget]
cob = 1
jpt = 2
"""


SCENARIOS = """\
[[scenario]]
name = "wet"
intent = "The rains."
[scenario.overrides]
bands_min = [30, 60]
band_values = [1.0, 0.4]
travel = { season = "wet" }
budget = { cob = 5 }
[scenario.overrides.layers]
population = [{ path = "other.tif", unit = "people_per_km2" }]
[[scenario]]
name = "dry"
intent = "The dry months."
"""


THREAT = '[[threat]]\nid = "T1"\nname = "Raids"\nsource = "state"\npriority = "must"\n'


def write_mission(folder: Path, text: str) -> Path:
    """Return the mission file that holds a text."""
    path = folder / "mission.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found_in(path: Path, **options: Any) -> dict[str, Finding]:
    """Return the errors of loading a mission, by column; each has a remedy and names the file."""
    with pytest.raises(InputError) as caught:
        Mission.load(path, **options)
    assert all(f.severity == "error" and f.remedy and f.file == path.name for f in caught.value.findings)
    return {finding.column: finding for finding in caught.value.findings}
