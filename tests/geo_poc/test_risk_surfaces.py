"""Risk without a plan: totals, classes, and where presence may hide risk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo_poc.mission import Mission
from geo_poc.risk_run import Surfaced
from geo_poc.risk_surfaces import LOWEST, estimate_surfaces
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny


def test_total_is_the_sum_of_the_observed_sources(tiny_risk: Surfaced) -> None:
    """The total comes last and holds every observed source once."""
    surfaces = tiny_risk.surfaces.surfaces
    assert list(surfaces)[-1] == "total"
    parts = [surface for name, surface in surfaces.items() if name != "total"]
    np.testing.assert_allclose(surfaces["total"], np.sum(parts, axis=0))
    assert "criminal" not in surfaces


def test_reach_is_that_of_the_bases_in_place(tiny_risk: Surfaced) -> None:
    """Cells of the bases are within their reach; a far corner off the road is not."""
    found = tiny_risk.surfaces
    grid = found.landscape.grid
    cell = grid.cell_of(*grid.project([0.15, 0.45, 0.02], [0.30, 0.30, 0.58]))
    assert found.reached.ravel()[cell].tolist() == [True, True, False]


def test_low_with_presence_is_low_known_peopled_and_within_reach(tiny_risk: Surfaced) -> None:
    """It is never where risk is high, where nobody observes, where nobody lives, or out of reach."""
    found = tiny_risk.surfaces
    for surface in found.surfaces.values():
        low = found.low_with_presence(surface)
        assert (found.classes(surface)[low] <= LOWEST).all()
        assert not (low & (found.unknown | ~found.reached | (found.risk.people <= 0))).any()
    assert found.low_with_presence(found.surfaces["total"]).any()
    assert (
        found.low_with_presence(np.zeros(found.landscape.grid.shape)).sum()
        == (found.reached & ~found.unknown & found.landscape.grid.mask & (found.risk.people > 0)).sum()
    )


def test_threat_without_a_place_is_told(tmp_path: Path) -> None:
    """An entry of the register whose district is not there ends with a finding that names the mission."""
    threat = (
        '[[threat]]\nid = "T9"\nname = "Nowhere"\nsource = "state"\npriority = "must"\n'
        'district = "Nowhere"\nreview_date = 2026-01-31\n'
    )
    mission = Mission.load(write_tiny(tmp_path, Tiny(extra=threat)))
    with pytest.raises(InputError, match="district that is not there") as told:
        estimate_surfaces(mission)
    assert told.value.findings[0].file == "mission.toml"
