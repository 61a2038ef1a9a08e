"""Weights that cannot decide anything beside others are told with their place; zero and usual ones not."""

from __future__ import annotations

from pathlib import Path

from geo_poc.mission import Mission
from geo_poc.pipeline import check
from geo_poc.weight_spans import span_findings
from tests.tiny_mission import Tiny, write_tiny

VIEW = (
    '[[view]]\nname = "local"\nlevel = "local"\nwords = "w"\nsource_weights = { criminal = 1e-8 }\n'
    "district_weights = { A = 1000, B = 1e-4 }\n"
    'consulted = [{ who = "women", date = 2025-01-01, people = 3 }]\n'
)
SMALL = '[objective]\nreason = "r"\nsource_weights = { state = 1000, communal = 1e-6, criminal = 0 }\n'


def _mission(tmp_path: Path, extra: str) -> Mission:
    return Mission.load(write_tiny(tmp_path / "m", Tiny(extra=extra)))


def test_each_weight_that_decides_nothing_has_its_key(tmp_path: Path) -> None:
    """Of the mission's own and of views, less than a millionth of the largest; a weight of 0 is meant."""
    found = span_findings(_mission(tmp_path, SMALL + VIEW))
    assert [(finding.column, finding.value) for finding in found] == [
        ("objective.source_weights.communal", "1e-06"),
        ("view[1].source_weights.communal", "1e-06"),
        ("view[1].source_weights.criminal", "1e-08"),
        ("view[1].district_weights.B", "0.0001"),
    ]
    assert span_findings(_mission(tmp_path / "usual", "")) == ()


def test_check_tells_it_before_anything_is_solved(tmp_path: Path) -> None:
    """What reading a mission has to say holds the warning."""
    told = {finding.column for finding in check(_mission(tmp_path, SMALL)) if finding.severity == "warning"}
    assert "objective.source_weights.communal" in told
