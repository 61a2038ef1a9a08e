"""Restrictions that contradict each other."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import box

from layers.sources.restriction_conflicts import contradictions
from layers.sources.restrictions import STATES
from tests.layers.sources.written import told

BASE = {
    "name": "",
    "applies_to": ("civilian",),
    "state": "free",
    "season": "",
    "valid_from": "",
    "valid_to": "",
}
STRICT = {**BASE, "name": "Camp", "state": "denied"}


def pair(one: dict[str, object], other: dict[str, object], *, apart: float = 0.5) -> gpd.GeoDataFrame:
    """Return two restrictions, the second shifted by `apart` degrees."""
    shapes = [box(0, 0, 1, 1), box(apart, 0, 1 + apart, 1)]
    return gpd.GeoDataFrame([one, other], geometry=shapes, crs=4326, index=[1, 2])


def test_the_stricter_is_said_to_count() -> None:
    """The warning names both, who is meant, and the area."""
    for table, row in ((pair(STRICT, BASE), 2), (pair(BASE, STRICT), 1)):
        finding = told(contradictions(table, STATES, file="f", column="state"), "warning", "contradict")
        assert f"Camp is denied and feature {row} is free for civilian" in finding.message
        assert finding.row == row
        assert "km2" in finding.message


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ({"applies_to": ("police",)}, 0.5),
        ({"state": "denied"}, 0.5),
        ({"valid_to": "2024-01-31"}, 0.5),
        ({"season": "dry"}, 0.5),
        ({}, 1.0),
        ({}, 3.0),
    ],
)
def test_what_does_not_meet_is_no_contradiction(change: dict[str, object], apart: float) -> None:
    """Other personas, the same state, other terms, other seasons and other places do not contradict."""
    strict = {**STRICT, "valid_from": "2024-02-01", "season": "wet"}
    table = pair(strict, {**BASE, **change}, apart=apart)
    assert not contradictions(table, STATES, file="f", column="state")


def test_each_pair_counts_once() -> None:
    """Three on one place in three states are three pairs."""
    rows = [{**BASE, "state": state} for state in ("free", "notify", "denied")]
    table = gpd.GeoDataFrame(rows, geometry=[box(0, 0, 1, 1)] * 3, crs=4326)
    assert contradictions(table, STATES, file="f", column="state")[0].message.startswith("3 pairs")
    assert not contradictions(table.iloc[:1], STATES, file="f", column="state")
