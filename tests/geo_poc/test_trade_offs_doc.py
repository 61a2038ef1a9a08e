"""The Python examples of docs/trade-offs.md and docs/robustness.md, run as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import geo_poc
from geo_poc.mission import Mission
from tests.geo_poc.weighed_missions import TWO_VIEWS
from tests.tiny_mission import write_tiny

DOCS = Path(__file__).parents[2] / "docs"
NAMED = replace(
    TWO_VIEWS,
    bases=(("Selvane", 0.30, 0.10), ("Drave", 0.15, 0.50)),
    places=(("Graudel", 0.45, 0.30), ("West", 0.15, 0.30)),
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
