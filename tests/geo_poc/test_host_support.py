"""Support to host police and coordinated patrols: only where the due diligence policy allows them."""

from __future__ import annotations

import pytest

from geo_poc.outcome import Outcome
from layers.errors import InputError
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import REBELS, STATE, Event, Tiny, box

ACTORS = """\
name,kind,component,hrddp,hrddp_reference,hrddp_expiry,latitude,longitude
Barred police,host_state,police,barred,HRDDP 1,2026-01-01,0.50,0.30
Cleared police,host_state,police,cleared,HRDDP 2,2026-01-01,0.50,0.30
Late police,host_state,police,cleared,HRDDP 3,2025-01-01,0.50,0.30
New police,host_state,police,not_assessed,,,0.50,0.30
Cleared force,regional,military,mitigations,HRDDP 4,2026-01-01,0.50,0.30
Health agency,humanitarian,civilian,,,,0.50,0.30
"""
LAYER = '[layers.other_actors]\npath = "other_actors.csv"\n'
DISTRICTS = (("Northland", box(0.0, 0.40, 0.6, 0.6)), ("Southland", box(0.0, 0.0, 0.6, 0.40)))


def _planned(
    plan_tiny: Planner, extra: str = "", *, side: str = REBELS, many: int = 1, patrols: bool = False
) -> Outcome:
    budget = {"cob": 0, "jpt": 0, "host_support": many}
    return plan_tiny(
        Tiny(
            events=(Event(0.30, 0.50, side, 40), Event(0.15, 0.30, REBELS, 2)),
            people=((0.30, 0.50, 40_000.0), (0.15, 0.30, 5_000.0)),
            budget=budget if patrols else {**budget, "patrol": 0, "night_patrol": 0},
            districts=DISTRICTS,
            extra=LAYER + extra,
            files={"other_actors.csv": ACTORS},
        )
    )


def _support(actor: str, district: str = "Northland") -> str:
    return f'[[host_support]]\nactor = "{actor}"\ndistrict = "{district}"\nreason = "tested"\n'


def _credit(outcome: Outcome, source: str = "total") -> float:
    assert outcome.evaluation is not None
    return outcome.evaluation.credit[source]


def test_cleared_support_acts_on_its_district_and_reaches_nobody(plan_tiny: Planner) -> None:
    """It adds credit in its district, is told with its delay, and counts in no reach and no must."""
    alone, helped = _planned(plan_tiny), _planned(plan_tiny, _support("Cleared police"))
    assert _credit(helped) > _credit(alone)
    (item,) = helped.plan.engagements
    assert (item.id, item.tool) == ("host_support:cleared-police/Northland", "host_support")
    assert (item.name, item.delay_weeks) == ("Cleared police in Northland", 26)
    assert alone.evaluation is not None
    assert helped.evaluation is not None
    assert helped.evaluation.reach == alone.evaluation.reach
    assert helped.evaluation.numbers == alone.evaluation.numbers


@pytest.mark.parametrize("actor", ["Barred police", "Late police", "New police"])
def test_without_a_valid_assessment_there_is_no_support(plan_tiny: Planner, actor: str) -> None:
    """Barred, expired or not assessed: no option, no credit, and a warning that names the policy."""
    outcome = _planned(plan_tiny, _support(actor))
    assert outcome.plan.engagements == ()
    assert _credit(outcome) == _credit(_planned(plan_tiny))
    assert any("due diligence" in f.message and actor in f.message for f in outcome.findings)


def test_the_host_state_never_counters_its_own_violence(plan_tiny: Planner) -> None:
    """Where the state is the source its own police, supported, earn nothing against it."""
    alone = _planned(plan_tiny, side=STATE)
    helped = _planned(plan_tiny, _support("Cleared police"), side=STATE)
    assert _credit(helped, "state") == _credit(alone, "state")


def test_support_has_a_capacity(plan_tiny: Planner) -> None:
    """Of two programmes one is chosen where one can be kept up: where more is at stake."""
    both = _support("Cleared police", "Southland") + _support("Cleared police")
    outcome = _planned(plan_tiny, both)
    assert [item.threat for item in outcome.plan.engagements] == ["cleared-police/Northland"]
    assert len(_planned(plan_tiny, both, many=2).plan.engagements) == 2
    assert _planned(plan_tiny, both, many=0).plan.engagements == ()


def test_faults_of_support_are_told_at_once(plan_tiny: Planner) -> None:
    """Unknown actors and districts, forces that are not of the host state, humanitarians on patrol."""
    extra = (
        '[patrols]\ncoordinated_with = "Health agency"\n'
        + _support("Ghosts")
        + _support("Cleared force")
        + _support("Cleared police", "Nowhere")
    )
    with pytest.raises(InputError) as caught:
        _planned(plan_tiny, extra)
    assert {finding.column for finding in caught.value.findings if finding.severity == "error"} == {
        "host_support[1].actor",
        "host_support[2].actor",
        "host_support[3].district",
        "patrols.coordinated_with",
    }
    assert any("never tasked" in finding.message for finding in caught.value.findings)


def _coordinated(actor: str) -> str:
    return (
        "[assets.cob]\nroutes = { patrol = 0, night_patrol = 0, coordinated_patrol = 1 }\n"
        f'[patrols]\nwaypoints = 60\ncoordinated_with = "{actor}"\n'
    )


def test_coordinated_patrols_ask_for_an_assessment(plan_tiny: Planner) -> None:
    """With a barred force there are none; with a cleared one there are, and they earn."""
    barred = _planned(plan_tiny, _coordinated("Barred police"), patrols=True)
    assert not [route for route in barred.plan.routes if route.tool == "coordinated_patrol"]
    assert any("a coordinated patrol with Barred police is no option" in f.message for f in barred.findings)
    cleared = _planned(plan_tiny, _coordinated("Cleared police"), patrols=True)
    assert [route for route in cleared.plan.routes if route.tool == "coordinated_patrol"]
    assert _credit(cleared) > _credit(barred)


def test_coordinated_patrols_with_the_host_state_do_nothing_against_it(plan_tiny: Planner) -> None:
    """A regional force's patrols count against the state, the host's own do not."""
    events = {"side": STATE, "patrols": True}
    own = _planned(plan_tiny, _coordinated("Cleared police"), **events)  # type: ignore[arg-type]
    other = _planned(plan_tiny, _coordinated("Cleared force"), **events)  # type: ignore[arg-type]
    none = _planned(plan_tiny, _coordinated("Barred police"), **events)  # type: ignore[arg-type]
    assert _credit(own, "state") == _credit(none, "state") < _credit(other, "state")
