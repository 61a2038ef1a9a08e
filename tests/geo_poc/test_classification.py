"""Markings of a run's products."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.classification import classification, watermark
from geo_poc.mission import Mission
from tests.tiny_mission import write_tiny


def _marked(folder: Path, *, kind: str, bases: str) -> Mission:
    path = write_tiny(folder)
    text = path.read_text(encoding="utf-8").replace('kind = "exercise"', f'kind = "{kind}"')
    given = '[layers.bases]\npath = "bases.csv"\nclassification = "Unclassified"'
    assert given in text
    line = f'classification = "{bases}"' if bases else ""
    path.write_text(text.replace(given, f'[layers.bases]\npath = "bases.csv"\n{line}'), encoding="utf-8")
    return Mission.load(path)


@pytest.mark.parametrize(
    ("kind", "bases", "expected"),
    [
        ("exercise", "Unclassified", "Unclassified"),
        ("illustration", "Unclassified", "Unclassified"),
        ("operation", "Unclassified", "Confidential"),
        ("operation", "Strictly Confidential", "Strictly Confidential"),
        ("exercise", "Confidential", "Confidential"),
        ("illustration", "Strictly Confidential", "Strictly Confidential"),
        ("exercise", "", "Confidential"),
    ],
)
def test_product_has_the_highest_marking(tmp_path: Path, kind: str, bases: str, expected: str) -> None:
    """A product is marked as its highest input; operations and unmarked layers are at least Confidential."""
    assert classification(_marked(tmp_path, kind=kind, bases=bases)) == expected


@pytest.mark.parametrize(
    ("kind", "words"),
    [("exercise", "EXERCISE"), ("illustration", "NOT A DEPLOYMENT PROPOSAL"), ("operation", "DRAFT")],
)
def test_watermark_says_what_the_plan_is_for(tmp_path: Path, kind: str, words: str) -> None:
    """Each kind of mission has its words across every product."""
    assert words in watermark(_marked(tmp_path, kind=kind, bases="Unclassified"))
