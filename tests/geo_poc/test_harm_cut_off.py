"""Civilians cut off by bases that close and by restrictions."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.case import Case
from geo_poc.harm_cut_off import closed_bases, walled_in
from geo_poc.planning import Planned
from tests.geo_poc.conftest import Planner
from tests.geo_poc.told_mission import now, with_assets
from tests.tiny_mission import Tiny, box


def _reached(case: Case, site: int) -> set[int]:
    """Return the cells within 60 minutes of a base at a site, straight from the table."""
    table = case.reaches.tables["cob"]
    row = slice(table.indptr[site], table.indptr[site + 1])
    late = table.tenths[row] / 10 + case.reaches.units[site].preparation_min
    return set(case.demand.position[table.cells[row]][late <= 60].tolist())


def _people(case: Case, cells: set[int]) -> float:
    return float(case.demand.people[sorted(cells)].sum())


def test_a_base_that_closes(told_run: Planned) -> None:
    """West closes: its people lose reach but for those that East reaches, who is named with their number."""
    before = now(told_run.outcome)
    case = with_assets(before, dropped=("cob:west", "cla:west"))
    (flag,) = closed_bases(case)
    west, east = _reached(case, 0), _reached(case, 1)
    assert flag.id == "cut_off:west"
    assert flag.figure == pytest.approx(_people(case, west - east))
    assert f"East ({_people(case, west & east):,.0f} people) takes over" in flag.reason
    assert list(closed_bases(before)) == []


def test_nobody_takes_over(told_run: Planned) -> None:
    """Where every base closes nobody takes over and all of each base's people lose reach."""
    case = with_assets(now(told_run.outcome), dropped=("cob:west", "cob:east", "cla:west"))
    found = {flag.about: flag for flag in closed_bases(case)}
    assert found["east"].figure == pytest.approx(_people(case, _reached(case, 1)))
    assert all("nobody takes over" in flag.reason for flag in found.values())


def test_a_base_that_only_changes_class_does_not_close(told_run: Planned) -> None:
    """A temporary base in the place of a company's is open."""
    case = with_assets(now(told_run.outcome), "tob:west", dropped=("cob:west",))
    assert list(closed_bases(case)) == []


def test_restrictions_on_civilians_wall_in_nobody(told_run: Planned) -> None:
    """Troops pass where only civilians are denied."""
    assert list(walled_in(now(told_run.outcome))) == []


def test_walls_around_a_pocket(plan_tiny: Planner) -> None:
    """A strip across the north closes to troops: who lives in it and who lives behind it are both told."""
    tiny = Tiny(
        bases=(("West", 0.15, 0.30),),
        people=((0.15, 0.30, 20_000), (0.3, 0.475, 1000), (0.3, 0.56, 700)),
        restrictions=(("Strip", box(0.0, 0.45, 0.6, 0.5), "military"),),
        budget={"patrol": 0, "night_patrol": 0},
    )
    case = now(plan_tiny(tiny))
    (flag,) = walled_in(case)
    travel = case.landscape.travel
    lon, lat = travel.unproject(*travel.centre(np.arange(travel.mask.size)))
    people = np.nan_to_num(case.landscape.travel_people.ravel())
    strip = (lat > 0.45) & (lat < 0.5) & (lon > 0) & (lon < 0.6)
    behind = (lat > 0.5) & np.isfinite(case.landscape.friction[("military", "dry")].ravel())
    assert flag.figure == pytest.approx(float(people[strip | behind].sum()))
    assert people[strip].sum() > 1000
    assert people[behind].sum() > 700
    assert flag.where == "Strip"
    assert flag.id == "cut_off:restriction-1"
    told = [float(word.replace(",", "")) for word in flag.reason.split() if word[0].isdigit()]
    assert sum(told) == pytest.approx(flag.figure, abs=1.0)


def test_a_base_behind_the_wall_opens_the_pocket(plan_tiny: Planner) -> None:
    """With a base behind the strip only those in the strip are walled in."""
    tiny = Tiny(
        bases=(("West", 0.15, 0.30), ("Far", 0.3, 0.56)),
        people=((0.3, 0.475, 1000), (0.3, 0.56, 700)),
        restrictions=(("Strip", box(0.0, 0.45, 0.6, 0.5), "military"),),
        budget={"patrol": 0, "night_patrol": 0},
    )
    (flag,) = walled_in(now(plan_tiny(tiny)))
    # 6 x 72 pixels of 5 people and the thousand, less those on the very border.
    assert flag.figure == pytest.approx(6 * 72 * 5 + 1000, rel=0.05)
    assert "and 0 on ground" in flag.reason
