"""Tests of the training country's factor."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from geo_poc.ground import survey
from geo_poc.mission import Mission
from layers.risk.why import why
from layers.training.judgements import VALUES
from layers.training.mission import write_training_mission


def test_the_example_works_once_its_marks_are_removed(tmp_path: Path) -> None:
    """Uncommented, three analysts' values are pooled and lower communal risk alone, each part told."""
    path = write_training_mission(tmp_path / "t")
    text = path.read_text(encoding="utf-8")
    start = text.index("# [[factor]]")
    example = text[start : text.index("\n\n", start)]
    opened = "\n".join(line.removeprefix("# ") for line in example.splitlines())
    path.write_text(text.replace(example, opened), encoding="utf-8")
    _, risk, findings = survey(Mission.load(path, settings=["risk.bandwidths_m=[5000]"]))
    (factor,) = risk.factors
    assert factor.analysts == len({analyst for _, _, analyst in VALUES}) == 3
    assert any("median of 3 analysts" in finding.message for finding in findings)
    peak = np.array([risk.risk["communal"].argmax()])
    told = why(risk, "communal", peak)
    part = next(cause for cause in told.causes if cause.name == factor.name)
    assert 0.3 <= part.value <= 1.0
    assert (part.rests_on, part.reliability) == ("judgement", "B3")
    assert risk.risk["communal"].sum() < 0.9 * risk.bare["communal"].sum()
    assert risk.parts["state"] == ()
