"""Impartiality and equity as evaluation.json has them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo_poc.case import Case
from geo_poc.planning import Planned
from geo_poc.source_account import NO_INFORMATION, groups_part, impartiality_part
from layers.landscape import SOURCES
from tests.geo_poc.told_mission import now, then


def test_sources_stand_beside_their_need(told_run: Planned) -> None:
    """Every source has its place; needs sum to 1, and what nobody observes is null, never zero."""
    part = impartiality_part(then(told_run.outcome))
    assert list(part) == list(SOURCES)
    assert part["communal"] is None
    assert part["criminal"] is None
    seen = [account for account in part.values() if account is not None]
    assert sum(account["need"] for account in seen) == pytest.approx(1.0)
    assert sum(account["people_at_risk"] for account in seen) == pytest.approx(1.0)


def test_ratios_weigh_back_to_one(told_run: Planned) -> None:
    """Ratios weighted by need have the mean 1: what one source has more, another has less."""
    for case in (now(told_run.outcome), then(told_run.outcome)):
        part = [account for account in impartiality_part(case).values() if account is not None]
        for band in ("15", "30", "60", "120"):
            assert sum(a["need"] * a["reach_to_need"][band] for a in part) == pytest.approx(1.0)


def _with_groups(case: Case, shares: np.ndarray) -> Case:
    """Return a case in which girls have a share of each travel cell's people, and boys the rest."""
    people = np.nan_to_num(case.landscape.travel_people)
    groups = {"girls": people * shares, "boys": people * (1 - shares)}
    cells, factor = case.demand.cells, case.landscape.factor
    ny, nx = case.landscape.grid.shape
    within = {}
    for name, fine in groups.items():
        coarse = fine.reshape(ny, factor, nx, factor).sum(axis=(1, 3)).ravel()[cells]
        bands = {f"{b:g}": float(coarse[case.evaluation.minutes <= b].sum()) for b in (15.0, 60.0)}
        within[name] = bands | {"all": float(coarse.sum())}
    evaluation = replace(case.evaluation, groups_within=within)
    return replace(case, landscape=replace(case.landscape, groups=groups), evaluation=evaluation)


def test_equal_mixes_say_that_they_say_nothing(told_run: Planned) -> None:
    """With the same mix everywhere shares within reach are equal, and the note says what that is worth."""
    case = now(told_run.outcome)
    part = groups_part(_with_groups(case, np.full(case.landscape.travel.shape, 0.4)))
    girls, boys = part["groups"]["girls"], part["groups"]["boys"]
    assert girls["within"] == pytest.approx(boys["within"])
    assert girls["share"] == pytest.approx(0.4)
    assert not girls["informative"]
    assert part["note"] == NO_INFORMATION


def test_different_mixes_are_informative(told_run: Planned) -> None:
    """Where girls live in the east alone, the figure of each group is its own."""
    case = now(told_run.outcome)
    shares = np.zeros(case.landscape.travel.shape)
    shares[:, shares.shape[1] // 2 :] = 1.0
    part = groups_part(_with_groups(case, shares))
    assert part["groups"]["girls"]["informative"]
    assert part["groups"]["girls"]["within"]["15"] > part["groups"]["boys"]["within"]["15"]
    assert part["note"] == ""
    strict = _with_groups(case, shares)
    strict = replace(strict, mission=case.mission.with_settings(evaluation__group_spread=1.0))
    assert groups_part(strict)["least_spread"] == 1.0


def test_sites_of_displaced_people(told_run: Planned) -> None:
    """The camp beside East is reached at once; without East its site has West's minutes, or none."""
    case = now(told_run.outcome)
    (camp,) = groups_part(case)["displaced"]
    assert (camp["name"], camp["people"], camp["counted"], camp["stale"]) == (
        "Camp",
        500.0,
        "2025-06-01",
        False,
    )
    assert (camp["within"], camp["minutes"] < 15) == (15.0, True)
    nobody = replace(case.evaluation, minutes=np.full(case.demand.cells.size, np.inf))
    (camp,) = groups_part(replace(case, evaluation=nobody))["displaced"]
    assert (camp["minutes"], camp["within"]) == (None, None)
    edge = replace(case.evaluation, minutes=np.full(case.demand.cells.size, 60.0))
    assert groups_part(replace(case, evaluation=edge))["displaced"][0]["within"] == 60.0


def test_no_groups_and_no_sites_are_no_rows(told_run: Planned) -> None:
    """Without layers of groups and sites nothing is claimed."""
    case = now(told_run.outcome)
    bare = replace(case, landscape=replace(case.landscape, displaced=case.landscape.displaced.iloc[:0]))
    part = groups_part(bare)
    assert (part["groups"], part["displaced"], part["note"]) == ({}, [], "")
