"""The futures that plans are held against."""

from __future__ import annotations

from pathlib import Path

from geo_poc.control import NO_CONTROL
from geo_poc.futures import futures_of
from geo_poc.mission import Mission
from geo_poc.siting import prepare_ground
from tests.tiny_mission import Tiny, write_tiny

LOCKED = '[[site]]\nname = "West"\nstatus = "locked"\nreason = "agreed"\n'


def test_each_future_changes_its_own_keys_alone(tmp_path: Path) -> None:
    """Ends of effectiveness become its middle, a lost base is forbidden whatever a lock says."""
    mission = Mission.load(write_tiny(tmp_path, Tiny(extra=LOCKED)))
    ground = prepare_ground(mission, NO_CONTROL)
    found = {future.name: future for future in futures_of(mission, ground, NO_CONTROL, (0,))}
    assert list(found) == [
        "as_planned", "effectiveness_low", "effectiveness_high", "lost:west", "wet_season", "as_recorded"
    ]  # fmt: skip
    assert found["as_planned"].mission is mission
    for end in ("low", "high"):
        effect = found[f"effectiveness_{end}"].mission.keys.effectiveness["cob"]["state"]
        wanted = getattr(mission.keys.effectiveness["cob"]["state"], end)
        assert (effect.low, effect.mid, effect.high) == (wanted, wanted, wanted)
    lost = found["lost:west"]
    assert [(lock.name, lock.status) for lock in lost.mission.keys.site] == [("west", "forbidden")]
    assert lost.ground() is ground
    wet = found["wet_season"]
    assert wet.mission.keys.travel.season == "wet"
    there = wet.ground()
    assert there.sites == ground.sites
    assert there.risk is ground.risk
    assert ("military", "wet") in there.landscape.friction
    assert not found["as_recorded"].planned
