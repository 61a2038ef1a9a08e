"""When patrols stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from geo_poc.control import NO_CONTROL
from geo_poc.futures import futures_of
from geo_poc.kept_routes import same_patrols
from geo_poc.mission import Mission
from geo_poc.patrolling import patrol_assets
from geo_poc.siting import prepare_ground
from tests.geo_poc.test_robustness import STRIP
from tests.tiny_mission import write_tiny


def test_what_closes_to_civilians_alone_leaves_patrols_as_they_are(tmp_path: Path) -> None:
    """The routes kept are those that laying them out anew gives; civilians travel less far."""
    mission = Mission.load(write_tiny(tmp_path, STRIP))
    ground = prepare_ground(mission, NO_CONTROL)
    (future,) = [f for f in futures_of(mission, ground, NO_CONTROL, ()) if f.name == "consent:Council"]
    there = future.ground()
    assert there.routes is ground.routes
    anew, _ = patrol_assets(
        mission, there.landscape, there.risk, there.sites, there.site_cells, executor=None, cancel=None
    )
    assert [(one.id, one.cells.tolist()) for one in anew] == [
        (one.id, one.cells.tolist()) for one in ground.routes
    ]
    before, after = (one.tables["jpt"].cells.size for one in (ground, there))
    assert after < before


def test_what_closes_to_troops_changes_patrols(tmp_path: Path) -> None:
    """One cell of their ground is enough."""
    mission = Mission.load(write_tiny(tmp_path))
    landscape = prepare_ground(mission, NO_CONTROL).landscape
    assert same_patrols(mission, landscape, landscape, ("dry", "dry"))
    minutes = landscape.friction[("military", "dry")].copy()
    minutes.flat[np.flatnonzero(np.isfinite(minutes))[0]] = np.inf
    closed = replace(landscape, friction={**landscape.friction, ("military", "dry"): minutes})
    assert not same_patrols(mission, landscape, closed, ("dry", "dry"))
