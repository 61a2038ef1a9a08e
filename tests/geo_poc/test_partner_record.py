"""Others in place in evaluation.json."""

from __future__ import annotations

import csv
from pathlib import Path

from geo_poc.mission import Mission
from geo_poc.partner_record import partner_rows
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned
from tests.tiny_mission import Tiny, write_tiny

PARTNERS = """
[[partner]]
actor = "Police"
activity = "joint_operation"
credit = 0.25
reason = "Patrols together."
[[partner]]
actor = "Battalion"
activity = "escort"
credit = 0.5
reason = "Offers escorts."
[[partner]]
actor = "Guard"
credit = 0.0
reason = "Is there."
[layers.other_actors]
path = "other_actors.csv"
"""
COLUMNS = ("name", "kind", "component", "hrddp", "hrddp_reference", "hrddp_expiry", "latitude", "longitude")


def test_who_counts_and_why_others_do_not(tmp_path: Path) -> None:
    """A cleared partner has its part, a barred one nothing and the reason, one without credit no reason."""
    path = write_tiny(tmp_path / "m", Tiny(extra=PARTNERS))
    with (path.parent / "other_actors.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        for name, state in (("Police", "cleared"), ("Battalion", "barred"), ("Guard", "not_assessed")):
            table.writerow((name, "host_state", "military", state, "R1", "2030-01-01", 0.3, 0.3))
    police, battalion, guard = partner_rows(make_plan(Mission.load(path)))
    assert (police["actor"], police["counted"], police["credit"], police["why"]) == ("Police", True, 0.25, "")
    assert (battalion["counted"], battalion["credit"]) == (False, 0.0)
    assert "barred" in battalion["why"]
    assert (guard["counted"], guard["why"]) == (False, "")


def test_missions_without_partners_have_no_rows(tiny_run: Planned) -> None:
    """Nothing is said of others where the mission says nothing."""
    assert partner_rows(tiny_run.outcome) == []
