"""Threats where nobody lives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geo_poc.empty_threats import empty_threats
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import then


def test_a_threat_where_nobody_lives_is_told(told_run: Planned) -> None:
    """Only the area without people is warned of, by the threat's id and name."""
    demand = then(told_run.outcome).demand
    first = demand.threats[0]
    assert empty_threats(demand) == ()
    nobody = replace(
        demand, people=np.where(np.isin(np.arange(demand.cells.size), first.cells), 0.0, demand.people)
    )
    (found, *_) = empty_threats(nobody)
    assert (found.severity, found.column) == ("warning", f"threat.{first.id}")
    assert first.name in found.message
