"""Credit for others in place: who earns it, and whom the due diligence policy withholds it from."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from geo_poc.outcome import Outcome
from geo_poc.partners import assessment_words
from layers.errors import InputError
from tests.geo_poc.conftest import Planner
from tests.tiny_mission import REBELS, STATE, Event, Tiny

ACTORS = """\
name,kind,component,hrddp,hrddp_reference,hrddp_expiry,latitude,longitude
Barred battalion,host_state,military,barred,HRDDP 1,2026-01-01,0.50,0.30
Cleared police,host_state,police,cleared,HRDDP 2,2026-01-01,0.50,0.30
Late battalion,host_state,military,cleared,HRDDP 3,2025-01-01,0.50,0.30
Unassessed force,regional,military,,,,0.50,0.30
Health agency,humanitarian,civilian,,,,0.50,0.30
Elders,community,community,,,,0.50,0.30
"""
LAYER = '[layers.other_actors]\npath = "other_actors.csv"\n'


def _planned(plan_tiny: Planner, *partners: str, side: str = REBELS) -> Outcome:
    events = (Event(0.30, 0.50, side, 40), Event(0.15, 0.30, REBELS, 2))
    people = ((0.30, 0.50, 40_000.0), (0.15, 0.30, 5_000.0))
    return plan_tiny(
        Tiny(
            events=events,
            people=people,
            budget={"cob": 0, "jpt": 0, "patrol": 0, "night_patrol": 0},
            extra=LAYER + "".join(partners),
            files={"other_actors.csv": ACTORS},
        )
    )


def _partner(actor: str, *, activity: str = "none", credit: float = 0.5) -> str:
    return (
        f'[[partner]]\nactor = "{actor}"\nactivity = "{activity}"\ncredit = {credit}\n'
        'reach_min = 60\nreason = "tested"\n'
    )


def _credit(outcome: Outcome) -> float:
    assert outcome.evaluation is not None
    return outcome.evaluation.credit["total"]


def test_others_in_place_earn_nothing_by_themselves(plan_tiny: Planner) -> None:
    """Without an entry under partner nobody but the mission earns credit."""
    outcome = _planned(plan_tiny)
    assert not any(asset.tool.startswith("partner") for asset in outcome.assets)


@pytest.mark.parametrize("actor", ["Barred battalion", "Late battalion", "Unassessed force"])
def test_support_without_a_valid_assessment_earns_nothing(plan_tiny: Planner, actor: str) -> None:
    """Barred, expired or not assessed: supported activity has no credit, and that is said."""
    alone = _credit(_planned(plan_tiny))
    outcome = _planned(plan_tiny, _partner(actor, activity="joint_operation"))
    assert _credit(outcome) == alone
    assert any("earns no credit" in f.message and actor in f.message for f in outcome.findings)


def test_support_to_a_cleared_force_earns_its_part_and_no_reach(plan_tiny: Planner) -> None:
    """A cleared force adds credit; people within reach stay those of the mission's own troops."""
    alone, with_ = _planned(plan_tiny), _planned(plan_tiny, _partner("Cleared police", activity="escort"))
    assert _credit(with_) > _credit(alone)
    assert alone.evaluation is not None
    assert with_.evaluation is not None
    assert with_.evaluation.reach == alone.evaluation.reach
    assert with_.evaluation.people_within == alone.evaluation.people_within
    assert with_.evaluation.numbers == alone.evaluation.numbers
    assert _credit(with_) == pytest.approx(with_.present.credit["total"])


def test_unsupported_presence_is_its_own_decision(plan_tiny: Planner) -> None:
    """Presence that nobody supports counts as the mission says, assessed or not."""
    alone = _credit(_planned(plan_tiny))
    assert _credit(_planned(plan_tiny, _partner("Elders"))) > alone
    assert _credit(_planned(plan_tiny, _partner("Elders", credit=0.0))) == alone


def test_a_threat_source_never_counters_its_own_violence(plan_tiny: Planner) -> None:
    """Host forces earn nothing against violence of the state, cleared or not."""
    alone = _credit(_planned(plan_tiny, side=STATE))
    outcome = _planned(plan_tiny, _partner("Cleared police", activity="escort"), side=STATE)
    before, after = _planned(plan_tiny, side=STATE).evaluation, outcome.evaluation
    assert before is not None
    assert after is not None
    assert after.credit["state"] == before.credit["state"]
    assert _credit(outcome) >= alone


def test_humanitarians_are_never_tasked(plan_tiny: Planner) -> None:
    """Credit for a humanitarian actor is refused, with its place and a remedy."""
    with pytest.raises(InputError) as caught:
        _planned(plan_tiny, _partner("Health agency"))
    (finding,) = caught.value.findings
    assert (finding.column, finding.value) == ("partner[1].actor", "Health agency")
    assert "never tasked" in finding.message


def test_unknown_partners_are_all_told_at_once(plan_tiny: Planner) -> None:
    """Names that no other actor has are errors that list the names there are."""
    with pytest.raises(InputError) as caught:
        _planned(plan_tiny, _partner("Ghosts"), _partner("Shadows"))
    assert [finding.value for finding in caught.value.findings] == ["Ghosts", "Shadows"]
    assert "Cleared police" in caught.value.findings[0].remedy


@pytest.mark.parametrize(
    ("state", "last", "reference", "words"),
    [
        ("cleared", "2025-06-29", "R1", "cleared but has expired: it was valid to 2025-06-29"),
        ("cleared", "2025-06-30", "", "cleared, valid to 2025-06-30, without a reference"),
        ("mitigations", None, "R1", "mitigations, without the last day on which it holds"),
        ("barred", "2024-01-01", "R1", "barred, valid to 2024-01-01"),
        ("not_assessed", None, "", "not assessed"),
    ],
)
def test_why_support_is_withheld_is_said(state: str, last: str | None, reference: str, words: str) -> None:
    """What was cleared is told as expired, or by what it lacks; it holds to its last day."""
    expiry = pd.NaT if last is None else pd.Timestamp(last)
    row = {"hrddp": state, "hrddp_expiry": expiry, "hrddp_reference": reference}
    assert assessment_words(row, date(2025, 6, 30)) == words
