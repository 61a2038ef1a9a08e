"""Planning a tiny mission in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from geo_poc.pipeline import make_plan
from geo_poc.planning import Planned, plan_to
from geo_poc.risk_product import Product
from geo_poc.risk_run import Surfaced, risk_to
from tests.geo_poc.told_mission import TOLD
from tests.tiny_mission import Tiny, box, write_tiny

Planner = Callable[[Tiny], Outcome]


@pytest.fixture
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep travel times of the tests apart from the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the file of a tiny mission."""
    return write_tiny(tmp_path / "mission")


@pytest.fixture
def plan_tiny(tmp_path: Path) -> Planner:
    """Return a function that writes a tiny mission and plans it in this process."""
    number = iter(range(1000))

    def planned(tiny: Tiny) -> Outcome:
        return make_plan(Mission.load(write_tiny(tmp_path / f"tiny-{next(number)}", tiny)))

    return planned


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Return a run of the tiny mission on disk, planned once; tests leave its folder as it is."""
    folder = tmp_path_factory.mktemp("tiny")
    return plan_to(Mission.load(write_tiny(folder / "mission")), folder / "run")


@pytest.fixture(scope="session")
def impossible_run(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Return a run whose hard must nobody can meet."""
    folder = tmp_path_factory.mktemp("impossible")
    threat = (
        '[[threat]]\nid = "T1"\nname = "Far corner"\nsource = "state"\npriority = "must"\nhard = true\n'
        'time_limit_min = 20\ntools = ["cob"]\ncentre = [0.55, 0.57]\nradius_km = 3\n'
        "review_date = 2025-01-31\n"
    )
    return plan_to(Mission.load(write_tiny(folder / "mission", Tiny(extra=threat))), folder / "run")


@pytest.fixture(scope="session")
def told_run(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """Return a run of a mission that knows contingents, other actors, displaced people and threats."""
    folder = tmp_path_factory.mktemp("told")
    return plan_to(Mission.load(write_tiny(folder / "mission", TOLD)), folder / "run")


MEMBERS = 6
"""Of the ensemble of the tiny mission's risk: few, to be quick."""

DISTRICTS = (("Westland", box(0.0, 0.0, 0.3, 0.6)), ("Eastland", box(0.3, 0.0, 0.6, 0.55)))
"""The north-east corner of the tiny mission is in neither."""


@pytest.fixture(scope="session")
def tiny_risk(tmp_path_factory: pytest.TempPathFactory) -> Surfaced:
    """Return the risk folder of a tiny mission with districts and a threat; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("risk")
    threat = (
        '[[threat]]\nid = "T1"\nname = "Around West"\nsource = "armed_group"\npriority = "must"\n'
        "centre = [0.15, 0.30]\nradius_km = 10\nreview_date = 2026-01-31\n"
    )
    tiny = Tiny(districts=DISTRICTS, extra=threat)
    return risk_to(
        Mission.load(write_tiny(folder / "mission", tiny)), folder / "risk", product=Product(members=MEMBERS)
    )
