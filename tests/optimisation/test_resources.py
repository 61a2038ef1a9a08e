"""What options use of each resource."""

from __future__ import annotations

from optimisation.options import engagement_assets
from optimisation.resources import ENGAGEMENTS, FLIGHT_HOURS
from tests.optimisation.small_means import (
    MEDIATION,
    ROUTES,
    assembled,
    planned,
    small_world,
    with_more,
)
from tests.optimisation.small_worlds import (
    threat,
)


def test_patrols_can_be_limited() -> None:
    """With one patrol for the whole mission the one that is worth most is driven."""
    assembly = assembled({"patrol": 1}, routes=ROUTES)
    assert planned(assembly) == {"cob:west", "patrol:west/2"}
    assert planned(assembled({"patrol": 0}, routes=ROUTES)) == {"cob:west"}
    assert planned(assembled({"patrol": 9}, routes=ROUTES)) == {
        "cob:west",
        "patrol:west/1",
        "patrol:west/2",
    }


def test_engagements_are_limited_and_need_somebody_to_talk_to() -> None:
    """Of two threats that could be talked about the heavier is; one without an interlocutor never is."""
    areas = [
        threat([2], [4.0], id="T1", source="armed_group", priority="could", interlocutors=("mediation",)),
        threat([3], [8.0], id="T2", source="armed_group", priority="could", interlocutors=("mediation",)),
        threat([1], [2.0], id="T3", source="armed_group", priority="could"),
    ]
    world = small_world(threats=areas)
    assert [one.id for one in engagement_assets(MEDIATION, world)] == ["mediation:T1", "mediation:T2"]
    assembly = assembled({}, world=world, engagements=1)
    assert ENGAGEMENTS in assembly.problem.resource_names
    assert planned(assembly) == {"cob:west", "mediation:T2"}
    assert planned(assembled({}, world=world, engagements=2)) == {
        "cob:west",
        "mediation:T1",
        "mediation:T2",
    }
    assert planned(assembled({}, world=world)) == {"cob:west"}


def test_helicopter_hours_limit_what_flies() -> None:
    """Hours for one let one fly, though the budget has two; hours for none let none."""
    assert FLIGHT_HOURS in with_more({"qrf_air": 2}).problem.resource_names
    flying = [
        {name for name in planned(with_more({"qrf_air": 2}, hours=h)) if "air" in name} for h in (90, 30, 29)
    ]
    assert [len(names) for names in flying] == [1, 1, 0]  # a second one would add nothing here
    far = with_more({"qrf_air": 2}, hours=59.0)
    row = far.problem.resource_names.index(FLIGHT_HOURS)
    assert set(far.problem.use[row].tolist()) == {0.0, 30.0}
