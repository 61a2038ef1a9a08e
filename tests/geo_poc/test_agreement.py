"""Keys that are sound one by one and contradict each other."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from geo_poc.agreement import disagreements
from geo_poc.defaults_assets import ASSETS
from geo_poc.defaults_effects import EFFECTIVENESS
from layers.errors import Finding, InputError
from tests.geo_poc.test_schema import THREAT, mission

LOCKS = [
    {"name": "West", "status": "locked", "reason": "agreed with the host"},
    {"name": "WEST", "status": "forbidden", "reason": "floods"},
]


def _found(**keys: Any) -> dict[str, Finding]:
    with pytest.raises(ValidationError) as caught:
        mission(**keys)
    cause = caught.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, InputError)
    assert all(finding.remedy and finding.value for finding in cause.findings)
    return {finding.column: finding for finding in cause.findings}


def test_sound_missions_agree() -> None:
    """The defaults contradict nothing."""
    assert disagreements(mission()) == []


def test_every_disagreement_is_told_at_once() -> None:
    """Contradictions of several kinds come together, each with its own key."""
    found = _found(
        band_values=[1.0, 0.5, 0.8],
        services={"response": 0.4, "dialogue": 0.3},
        site=LOCKS,
        actor=[{"name": "A", "source": "state"}, {"name": "A", "source": "communal"}],
        scenario=[{"name": "s", "intent": "x"}, {"name": "s", "intent": "y"}],
    )
    assert set(found) == {
        "band_values",
        "services",
        "assets.patrol.service",
        "assets.night_patrol.service",
        "assets.long_patrol.service",
        "assets.foot_patrol.service",
        "assets.joint_patrol.service",
        "assets.coordinated_patrol.service",
        "site[2].status",
        "actor.name",
        "scenario.name",
    }
    assert found["services"].value == "0.7"


def test_locked_and_forbidden_are_named_with_both_reasons() -> None:
    """A site that is locked and forbidden is told by name, in any case and order, with both reasons."""
    for locks in (LOCKS, LOCKS[::-1]):
        told = _found(site=locks)["site[2].status"]
        assert told.value.casefold() == "west"
        assert "locked (agreed with the host)" in told.message
        assert "forbidden (floods)" in told.message
    assert mission(site=[LOCKS[0], LOCKS[0]]).site[1].status == "locked"


def test_assets_name_what_is_there() -> None:
    """Hosts, services, personas, tools and effects that do not exist are told."""
    jpt = {**ASSETS["jpt"], "hosts": ["camp"]}
    found = _found(
        assets={"cob": ASSETS["cob"], "jpt": jpt, "drone": ASSETS["cob"]},
        effectiveness={"cob": EFFECTIVENESS["cob"], "jpt": {"state": 0.5}},
        services={"response": 1.0},
        travel={"road_kmh": {"": 20.0}, "off_road_kmh": {"military": 5.0}},
        threat=[{**THREAT, "district": "N", "tools": ["tank"]}, {**THREAT, "id": "T2", "district": "N"}],
        site=[{**LOCKS[0], "tool": "tank"}],
    )
    assert set(found) == {
        "assets.jpt.hosts",
        "assets.jpt.escorted_by",
        "assets.drone",
        "effectiveness.jpt",
        "effectiveness.drone",
        "assets.jpt.service",
        "assets.jpt.persona",
        "threat[1].tools",
        "site[1].tool",
    }
    assert found["effectiveness.jpt"].value == "armed_group, communal, criminal, unattributed"
    assert _found(threat=[{**THREAT, "district": "N", "tools": []}])["threat[1].tools"].value == "none"


def test_support_to_the_host_state_claims_nothing_against_it() -> None:
    """An effect of support to host police on violence of the state is refused."""
    effects = {**EFFECTIVENESS, "host_support": {**EFFECTIVENESS["host_support"], "state": 0.2}}
    found = _found(effectiveness=effects)
    assert set(found) == {"effectiveness.host_support.state"}


def test_escorts_flights_and_coordination_agree_with_themselves() -> None:
    """An escort that costs nothing, a flight that never arrives, patrols coordinated with nobody are told."""
    assets = {
        **ASSETS,
        "cob": {**ASSETS["cob"], "routes": {"coordinated_patrol": 1}},
        "jpt": {**ASSETS["jpt"], "escort_days": 0.0},
        "qrf_air": {**ASSETS["qrf_air"], "preparation_min": 120.0},
        "fpu": {**ASSETS["fpu"], "stands": "district"},
    }
    assert set(_found(assets=assets)) == {
        "assets.jpt.escorted_by",
        "assets.qrf_air.preparation_min",
        "assets.fpu.stands",
        "patrols.coordinated_with",
    }
