"""What leaves a plan no room, told once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from geo_poc.binding_words import binding_words
from geo_poc.posed import pose
from geo_poc.room import room_part
from geo_poc.tradeoff_words import room_line, room_words
from optimisation.binding import binding
from tests.geo_poc.weighed_missions import TWO, mission_of

SMALL_BASES = """\
name,latitude,longitude,personnel,tool
West,0.30,0.15,40,tob
East,0.30,0.45,40,tob
"""


UNMET = """
[[threat]]
id = "T9"
name = "Far away"
source = "armed_group"
priority = "must"
centre = [0.30, 0.58]
radius_km = 3
time_limit_min = 5
tools = ["cob"]
share = 0.9
"""


def test_one_class_of_base_a_site_is_told_once_for_all_sites(tmp_path: Path) -> None:
    """Every exclusion between classes at a site is in the count of one row, and all else is as it was."""
    posed = pose(mission_of(tmp_path, replace(TWO, files={"bases.csv": SMALL_BASES})))
    every = binding(posed.problem, posed.plan.chosen)
    apart = [one for one in every if one.kind == "exclusion"]
    rows = room_part(posed)
    (row,) = [row for row in rows if row["kind"] == "exclusion"]
    assert len(apart) > 1
    assert len(row["sites"]) == len(apart)
    standing = {posed.assembly.assets[n].site for n in np.flatnonzero(posed.plan.chosen)}
    assert set(row["sites"]) <= {posed.ground.sites[site].name for site in standing}
    others = [one for one in every if one.kind != "exclusion"]
    assert [r["words"] for r in rows if r is not row] == [binding_words(o, posed.names()) for o in others]
    told = room_words(row)
    assert told.startswith(
        "only one of company operating base, temporary operating base may be open at a site: "
        "another would gain at "
    )
    assert str(len(apart)) in told


def test_a_floor_that_is_not_kept_falls_short(tmp_path: Path) -> None:
    """A must that no plan meets is not told like a stock that is used up."""
    posed = pose(mission_of(tmp_path, replace(TWO, extra=f"{TWO.extra}{UNMET}")))
    rows = room_part(posed)
    told = {row["kind"]: room_line(row) for row in rows if row["kind"] in ("floor", "stock")}
    assert told["floor"].startswith("Falls short: must: Far away: 0.0 % of the ")
    assert told["stock"].startswith("No room: ")
