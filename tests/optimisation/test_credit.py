"""The parts of response, and what is left if units respond as recorded."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from optimisation.assets import Scale, Tool, Unit
from optimisation.evaluate import Evaluation, evaluate
from tests.optimisation.small_worlds import BANDS, COB, SERVICES, VALUES, asset, demand, reaches, table

CLA = Tool("cla", "liaison assistants", 1, "alert", "civilian", 30.0, 3)
ROWS = [{0: 100, 1: 500}, {1: 100, 2: 250}]


def _evaluated(*names: tuple[str, int], units: Mapping[int, Unit] | None = None) -> Evaluation:
    world = demand({"armed_group": [1.0, 2.0, 1.0]})
    scale = Scale(BANDS, VALUES, SERVICES, {"cob": {"armed_group": 0.8}}, 0.5, 0.5)
    tables = {"cob": table(ROWS), "cla": table(ROWS)}
    return evaluate(
        [asset(*name) for name in names],
        reaches=reaches(world, (COB, CLA), tables, units),
        scale=scale,
        low=scale,
        high=scale,
    )


def test_a_base_that_nobody_can_call_is_worth_half() -> None:
    """Without liaison assistants response counts half; with them in full, where they reach."""
    base = 0.4 * 0.8 * (1.0 * 1.0 + 2.0 * 0.5)
    assert _evaluated(("cob", 0)).credit["total"] == pytest.approx(base / 2)
    heard = 0.4 * 0.8 * (1.0 * 1.0 + 2.0 * 0.5 / 2)
    assert _evaluated(("cob", 0), ("cla", 0)).credit["total"] == pytest.approx(heard)


def test_liaison_assistants_raise_response_and_nothing_else() -> None:
    """They change neither minutes, nor reach, nor who is visited, and alone they earn nothing."""
    without, with_ = _evaluated(("cob", 0)), _evaluated(("cob", 0), ("cla", 0))
    assert with_.minutes.tolist() == without.minutes.tolist()
    assert with_.reach == without.reach
    assert with_.visited == without.visited
    assert with_.people_within == without.people_within
    assert with_.credit["total"] > without.credit["total"]
    assert _evaluated(("cla", 0)).credit["total"] == 0.0


def test_a_night_caveat_halves_what_is_counted_half_by_night() -> None:
    """The night's half of response is lost, the day's stays, and so does reach by day."""
    free, bound = _evaluated(("cob", 0)), _evaluated(("cob", 0), units={0: Unit(night=False)})
    assert bound.credit["total"] == pytest.approx(free.credit["total"] / 2)
    assert bound.reach == free.reach
    assert bound.reach_night["total"] == {"15": 0.0, "30": 0.0, "60": 0.0}
    assert free.reach_night == free.reach


def test_response_as_recorded_counts_each_unit_by_its_record() -> None:
    """Where two bases reach a cell the better of timeliness x reliability counts."""
    units = {0: Unit(reliability=(0.1, 0.2, 0.4)), 1: Unit(reliability=(0.5, 0.5, 1.0))}
    alone = _evaluated(("cob", 0), units=units)
    assert alone.credit_recorded == pytest.approx(
        [alone.credit["total"] * share for share in (0.1, 0.2, 0.4)]
    )
    both = _evaluated(("cob", 0), ("cob", 1), units=units)
    # Cell 1 is 50 minutes from a slow record and 10 from a good one, cell 2 only the second reaches.
    middle = 0.4 * 0.8 * 0.5 * (1.0 * 0.2 + 2.0 * max(0.5 * 0.2, 1.0 * 0.5) + 1.0 * 0.8 * 0.5)
    assert both.credit_recorded[1] == pytest.approx(middle)


def test_parts_of_response_multiply_out_to_a_share() -> None:
    """Reach, alert, timeliness and readiness are shares of raw risk or means over what is reached."""
    units = {0: Unit(reliability=(0.2, 0.5, 1.0), night=False)}
    parts = _evaluated(("cob", 0), ("cla", 0), units=units).parts
    assert parts.within_reach == pytest.approx(3 / 4)
    assert parts.by_night == 0.0
    assert parts.alert == pytest.approx(1 / 3)
    assert parts.timeliness == pytest.approx((1.0 + 2 * 0.5) / 3)
    assert parts.readiness == pytest.approx(0.5)


def test_nothing_standing_has_no_parts() -> None:
    """Without a base every part is nothing, and no share is undefined."""
    parts = _evaluated().parts
    assert (parts.within_reach, parts.by_night, parts.alert, parts.timeliness, parts.readiness) == (0.0,) * 5
