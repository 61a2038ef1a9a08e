"""Proposed threats: written from threat areas, decided on, and back in the register."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from geo_poc import translate
from geo_poc.classification import classification, watermark
from geo_poc.cli import run_command
from geo_poc.ground import survey
from geo_poc.mission import Mission
from geo_poc.threat_decisions import decision_findings
from geo_poc.threat_proposals import COLUMNS, proposals
from layers.errors import InputError
from layers.risk.hotspots import find_hotspots
from optimisation.prepare_areas import priority_map
from tests.tiny_mission import write_tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the path of the tiny mission."""
    return write_tiny(tmp_path / "m")


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))


def _decide(tiny: Path, rows: list[dict[str, str]]) -> Path:
    """Write decisions beside the mission and name them in it."""
    with (tiny.parent / "threats.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    text = tiny.read_text(encoding="utf-8") + '\n[threat_decisions]\npath = "threats.csv"\n'
    tiny.write_text(text, encoding="utf-8")
    return tiny


def test_what_is_proposed_and_accepted_is_in_the_register(tiny: Path) -> None:
    """The command's rows, one accepted, one overridden with a reason: the plan has both as threats."""
    out = tiny.parent / "proposed.csv"
    assert run_command(["threats", str(tiny), "--out", str(out), "--quiet"]) == 0
    rows = _rows(out)
    assert rows
    before = len(Mission.load(tiny).keys.threat)
    rows[0] |= {"decision": "accept"}
    extra = rows[0] | {"id": "own", "decision": "override", "decision_reason": "seen on patrol"}
    extra |= {"priority": "must", "radius_km": "5", "outline": ""}
    mission = Mission.load(_decide(tiny, [*rows, extra]))
    entries = {threat.id: threat for threat in mission.keys.threat}
    assert len(entries) == before + 2
    first = entries[rows[0]["id"]]
    assert first.source == rows[0]["source"]
    assert (first.outline, first.centre) == (rows[0]["outline"], None)
    assert entries["own"].centre == (float(rows[0]["longitude"]), float(rows[0]["latitude"]))
    assert first.scenario == "accepted as proposed"
    assert (entries["own"].priority, entries["own"].radius_km) == ("must", 5.0)
    assert entries["own"].scenario == "accepted with changes: seen on patrol"
    told = [finding.message for finding in decision_findings(mission.keys, mission.file)]
    assert "2 proposed threats were accepted into the register, 0 rejected" in told
    landscape, risk, findings = survey(mission)
    areas = priority_map(landscape, translate.register(mission))
    spot = next(spot for spot in find_hotspots(landscape, risk) if spot.id == rows[0]["id"])
    assert np.flatnonzero(areas[spot.id]).tolist() == spot.cells.tolist()
    assert any("accepted into the register" in finding.message for finding in findings)
    assert "own" in {threat.id for threat in mission.with_settings(budget__cob=1).keys.threat}


def test_a_proposal_covers_its_area_and_tells_why(tiny: Path) -> None:
    """The circle proposed holds every cell of its threat area; figures are those of the area."""
    mission = Mission.load(tiny)
    landscape, risk, _ = survey(mission)
    spots = find_hotspots(landscape, risk)
    areas = priority_map(landscape, translate.register(mission))
    rows = list(csv.DictReader(StringIO(proposals(spots, mission, areas))))
    assert [row["id"] for row in rows] == [spot.id for spot in spots]
    for row, spot in zip(rows, spots, strict=True):
        assert float(row["people"]) == pytest.approx(spot.people, abs=0.5)
        assert row["why"].startswith(f"{spot.risk_share:.0%} of the known risk")
        assert row["decision"] == ""
        x, y = landscape.grid.project(float(row["longitude"]), float(row["latitude"]))
        cx, cy = landscape.grid.centre(spot.cells)
        assert np.hypot(cx - x, cy - y).max() <= 1000 * float(row["radius_km"])


def test_proposals_carry_their_marks_and_no_formula(tiny: Path) -> None:
    """Each row says how it is classified and as of when; a name that begins like a formula is text."""
    mission = Mission.load(tiny)
    landscape, risk, _ = survey(mission)
    spot = replace(find_hotspots(landscape, risk)[0], name='=HYPERLINK("x")')
    row = next(csv.DictReader(StringIO(proposals([spot], mission, {}))))
    assert row["name"] == '\'=HYPERLINK("x")'
    assert row["classification"] == classification(mission)
    assert (row["watermark"], row["as_of"]) == (watermark(mission), mission.keys.as_of.isoformat())


def test_decisions_that_cannot_be_used_stop_the_mission(tiny: Path) -> None:
    """An id that the register has and a bad date: told at once, with their rows."""
    out = tiny.parent / "proposed.csv"
    assert run_command(["threats", str(tiny), "--out", str(out), "--quiet"]) == 0
    row = _rows(out)[0] | {"decision": "accept"}
    lines = ("[[threat]]", 'id = "T1"', 'name = "a"', 'source = "state"', 'priority = "must"')
    entry = "\n".join((*lines, "centre = [0.1, 0.1]", "radius_km = 5"))
    tiny.write_text(f"{tiny.read_text(encoding='utf-8')}\n{entry}\n", encoding="utf-8")
    rows = [row | {"id": "T1"}, row | {"id": "x", "review_date": "soon"}]
    with pytest.raises(InputError) as caught:
        Mission.load(_decide(tiny, rows))
    text = str(caught.value)
    assert "threats.csv:2 [id]" in text
    assert "threats.csv:3 [review_date]" in text


def test_outlines_are_areas_of_the_mission_file_too(tiny: Path) -> None:
    """A proposal's text as `outline` of a [[threat]] is its area; two areas, or no polygon, are errors."""
    mission = Mission.load(tiny)
    landscape, risk, _ = survey(mission)
    spot = find_hotspots(landscape, risk)[0]
    outline = next(csv.DictReader(StringIO(proposals([spot], mission, {}))))["outline"]
    threat = '\n[[threat]]\nid = "T9"\nname = "Found"\nsource = "armed_group"\npriority = "must"\n'
    text = tiny.read_text(encoding="utf-8") + threat
    tiny.write_text(f'{text}outline = "{outline}"\n', encoding="utf-8")
    areas = priority_map(landscape, translate.register(Mission.load(tiny)))
    assert np.flatnonzero(areas["T9"]).tolist() == spot.cells.tolist()
    for area, message in (
        (f'outline = "{outline}"\ndistrict = "West"', "give one of a district"),
        ('outline = "POINT (0.1 0.1)"', "the outline is no polygon"),
    ):
        tiny.write_text(f"{text}{area}\n", encoding="utf-8")
        with pytest.raises(InputError, match=message):
            Mission.load(tiny)
