"""Tests of the sentences that tell what was assumed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from layers.risk.bandwidth import BandwidthChoice
from layers.risk.canvas import canvas_around
from layers.risk.events import collect_events
from layers.risk.factors import ROLES, role_name
from layers.risk.notes import (
    bandwidth_notes,
    factor_notes,
    people_notes,
    place_notes,
    rate_notes,
    unknown_notes,
)
from layers.risk.spread import spread_events
from layers.risk.unknown import PriorCells, UnknownRule
from tests.layers.risk.tiny import attributed, incidents, landscape, points

HERE = (50e3, 50e3)


def _choice(best: float, scores: tuple[tuple[float, float], ...]) -> BandwidthChoice:
    return BandwidthChoice(best, True, scores, 24, 500, 5000.0, False)


def test_scores_of_all_bandwidths_are_told() -> None:
    """The table has every bandwidth with its score; in the middle of the list there is no more to say."""
    told = bandwidth_notes(_choice(10e3, ((5e3, 1.0), (10e3, 1.2), (15e3, 1.1))))
    assert len(told) == 1
    assert "5 km 1.00, 10 km 1.20, 15 km 1.10" in told[0].message


def test_a_bandwidth_at_the_end_or_without_skill_is_told() -> None:
    """The end of the list and a score below uniform each get their sentence."""
    told = bandwidth_notes(_choice(15e3, ((5e3, -1.0), (15e3, -0.2))))
    assert [finding.severity for finding in told] == ["info", "warning", "info"]
    assert "uniform surface" in told[1].message
    assert "at the end" in told[2].message


@pytest.mark.parametrize(("as_of", "severity"), [(date(2020, 3, 1), "info"), (date(2023, 1, 1), "warning")])
def test_an_old_record_is_a_warning(as_of: date, severity: str) -> None:
    """When the last incident is more than a half-life old, the reader is warned."""
    world = landscape(incidents([HERE] * 2, ["2019-01-01", "2020-01-01"]))
    events, _ = collect_events(world, attributed(["state"] * 2), observed=(), as_of=as_of)
    told = rate_notes(events, {"state": 3.0}, {"state": 2.5}, 365.0, as_of)
    assert told[0].severity == severity
    assert str((as_of - date(2020, 1, 1)).days) in told[0].message
    assert told[1].message == "state: 3 weighted incidents a year, of which 2.5 on the map in the area"


def test_spread_events_are_counted_by_kind() -> None:
    """Events within 25 km and events without a district are each counted."""
    world = landscape(incidents([HERE] * 4, ["2020-01-01"] * 4, [1, 2, 3, 4]))
    events, _ = collect_events(world, attributed(["state"] * 4), observed=(), as_of=date(2021, 1, 1))
    spread = spread_events(events, world, canvas_around(world.travel, 60e3, block=5))
    told = place_notes(events, spread, has_districts=False)
    assert [finding.message.split()[0] for finding in told] == ["1", "2"]
    assert "no district outlines" in told[1].message
    assert "lie in no district" in place_notes(events, spread, has_districts=True)[1].message


def test_every_missing_factor_is_named() -> None:
    """All factors that are neutral stand in one sentence."""
    told = factor_notes((), ("state",))[0].message
    assert all(role_name(role) in told for role in ROLES)


def test_full_population_needs_no_note() -> None:
    """With people known everywhere nothing is said."""
    world = landscape(incidents([HERE], ["2020-01-01"]))
    assert people_notes(world, np.ones((20, 20), dtype=bool)) == []


def test_unknown_note_says_where_the_prior_comes_from() -> None:
    """A prior that is not a district's is a warning; absent layers are named."""
    world = landscape(incidents([HERE], ["2020-01-01"]), bases=points([HERE]))
    unknown = np.zeros((20, 20), dtype=bool)
    unknown[0, :3] = True
    told = unknown_notes(world, unknown, np.full((20, 20), 7.0), PriorCells(1, 2, 0), UnknownRule())
    assert [finding.severity for finding in told] == ["info", "warning", "warning"]
    assert "no roads" in told[0].message
    assert "3 of 400 cells, with 21 people" in told[1].message
    assert "prior of 2 unknown cells" in told[2].message
    none = unknown_notes(world, unknown & False, np.ones((20, 20)), PriorCells(0, 0, 0), UnknownRule())
    assert [finding.severity for finding in none] == ["info", "info"]
