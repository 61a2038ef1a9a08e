"""The three numbers with their range: the same plan by night, under suspected caveats, prepared late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from geo_poc import troops
from geo_poc.mission import Mission
from geo_poc.outcome import Outcome
from optimisation.assets import Asset, Unit
from optimisation.evaluate import Evaluation
from optimisation.three_numbers import Conditions, number_range, numbers_under

NIGHT = "by night"
BITE, LIFTED = "suspected caveats bite", "suspected caveats do not bite"
LATE = "preparation takes twice as long"
TOGETHER = "all that makes it worse at once"
NOT_OVER = (
    "the data: draws of incidents and people are not modelled yet",
    "the other season: it needs travel times of its own",
)
"""What a range leaves out, in words."""


def range_over(outcome: Outcome) -> list[str]:
    """Return in words what the ranges of the three numbers are over, beside the plan as it stands."""
    return list(_cases(outcome))


def three_numbers(outcome: Outcome, evaluation: Evaluation, assets: tuple[Asset, ...]) -> dict[str, Any]:
    """Return the three numbers, each with the least and the most that the cases give.

    Effectiveness is in none of them: they count what is within reach, not what it is worth.

    Parameters
    ----------
    outcome : Outcome
    evaluation : Evaluation
        Of the assets.
    assets : tuple of Asset
    """
    numbers = evaluation.numbers
    cases = [numbers_under(assets, outcome.reaches, case) for case in _cases(outcome).values()]
    found = number_range([numbers, *cases])
    return {
        "must_met": {"met": numbers.must_met, "of": numbers.must_of, **_ends(found.must_met)},
        "people_out_of_reach": {
            "value": numbers.people_out_of_reach,
            **_ends(found.people_out_of_reach),
        },
        "strategic_in_time": {"value": numbers.strategic_in_time, **_ends(found.strategic_in_time)},
    }


def _ends(ends: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = ends if ends is not None else (None, None)
    return {"low": low, "high": high}


def _cases(outcome: Outcome) -> dict[str, Conditions]:
    """Return the cases by their words; what changes nothing for any unit is no case."""
    planned = outcome.reaches.units
    bitten = _units(outcome, bite=True)
    cases = {NIGHT: Conditions(night=True)}
    for words, units in ((BITE, bitten), (LIFTED, _units(outcome, bite=False)), (LATE, _late(planned))):
        if units != planned:
            cases[words] = Conditions(units)
    return cases | {TOGETHER: Conditions(_late(bitten), night=True)}


def _units(outcome: Outcome, *, bite: bool) -> dict[int, Unit]:
    """Return the units as they are planned with, those that a given plan names for new bases too."""
    mission, landscape = with_suspected(outcome.mission, bite=bite), outcome.landscape
    planned = outcome.reaches.units
    names = {unit.name for unit in planned.values()}
    known = {name: troops.unit_of(mission, landscape, name) for name in sorted(names)}
    return {site: known[unit.name] for site, unit in planned.items()}


def with_suspected(mission: Mission, *, bite: bool) -> Mission:
    """Return a mission whose suspected caveats bind, or do not."""
    readiness = mission.keys.readiness.model_copy(update={"suspected_bite": bite})
    return replace(mission, keys=mission.keys.model_copy(update={"readiness": readiness}))


def _late(units: Mapping[int, Unit]) -> dict[int, Unit]:
    return {site: replace(unit, preparation_min=2 * unit.preparation_min) for site, unit in units.items()}
