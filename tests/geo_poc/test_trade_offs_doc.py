"""The Python examples of docs/trade-offs.md and docs/robustness.md, run as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import geo_poc
from geo_poc.mission import Mission
from geo_poc.tradeoff_views import check_pair
from layers.training.layout import TOWNS
from tests.geo_poc.weighed_missions import TWO_VIEWS
from tests.tiny_mission import write_tiny

DOCS = Path(__file__).parents[2] / "docs"
NAMED = replace(
    TWO_VIEWS,
    bases=(("Selvane", 0.30, 0.10), ("Drave", 0.15, 0.50)),
    places=(("Grauden", 0.45, 0.30), ("West", 0.15, 0.30)),
)
"""A tiny mission with the sites that the examples name, two views and a strategic threat."""


def test_examples_of_every_question_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each door is named and gives the kind of document that it says."""
    mission = Mission.load(write_tiny(tmp_path / "mission", NAMED))
    monkeypatch.chdir(tmp_path)
    geo_poc.plan_to(mission, "runs/a")
    text = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("trade-offs.md", "robustness.md"))
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    names = {"geo_poc": geo_poc, "mission": mission}
    for block in blocks:
        exec(compile(block, "docs", "exec"), names)  # noqa: S102 (our own documents)
    for door in ("frontier", "compromise", "portfolio", "explain", "what_if", "robust"):
        found = names[door]
        assert isinstance(found, dict), door
        assert found["kind"] == door
    assert (tmp_path / "answer" / "frontier.json").is_file()


def test_examples_name_what_the_training_mission_has(tmp_path: Path) -> None:
    """Who pastes them with the built-in mission meets its sites and its views, not a fault."""
    text = (DOCS / "trade-offs.md").read_text(encoding="utf-8")
    moved = re.findall(r'\("(?:jpt", ")?(\w+)", "(\w+)"\)', text)
    (dropped,) = re.findall(r'drop=\["(\w+)"\]', text)
    sites = {*(site for pair in moved if "mediation" not in pair for site in pair), dropped}
    assert sites == {"Selvane", "Grauden", "Drave"}
    assert sites <= {town.name for town in TOWNS}
    mission = Mission.load(geo_poc.write_training_mission(tmp_path / "mission"))
    for view in re.findall(r'second="(\w+)"', text):
        check_pair(mission, "all", view)
