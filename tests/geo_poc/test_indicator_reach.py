"""Indicators counted from the assets, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo_poc.case import Case
from geo_poc.indicators import indicator_rows, indicators_of
from geo_poc.planning import Planned
from tests.geo_poc.told_mission import then


def test_figures_counted_again(told_run: Planned) -> None:
    """Shares within bands, by persona and source, and response times, from the cells themselves."""
    case = then(told_run.outcome)
    found = {indicator.id: indicator.value for indicator in indicators_of(case)}
    total, people = case.demand.total(), case.demand.people
    order = np.argsort(-total, kind="stable")
    held = np.cumsum(total[order]) - total[order] < 0.9 * total.sum()
    at_risk = np.zeros(total.size, dtype=bool)
    at_risk[order[held]] = True
    assert found["people_at_risk"] == pytest.approx(people[at_risk].sum())
    minutes = _minutes(case, "cob", {0: 10.0})
    near = minutes <= 60
    assert found["people_out_of_reach"] == pytest.approx(people[at_risk & ~near].sum())
    assert found["within_military_60"] == pytest.approx(people[at_risk & near].sum() / people[at_risk].sum())
    assert found["tier_2"] == pytest.approx(total[near].sum() / total.sum())
    state = case.demand.weights["state"]
    assert found["reach_state_30"] == pytest.approx(state[minutes <= 30].sum() / state.sum())
    each = sorted(zip(minutes[at_risk].tolist(), people[at_risk].tolist(), strict=True))
    for name, share in (("response_median", 0.5), ("response_p90", 0.9)):
        reached = np.cumsum([count for _, count in each])
        value = each[int(np.argmax(reached >= share * people[at_risk].sum()))][0]
        assert found[name] == (pytest.approx(value) if np.isfinite(value) else None)
    assert (found["musts"], found["musts_met"]) == (1, 1)


def _minutes(case: Case, tool: str, waits: dict[int, float]) -> np.ndarray:
    """Return least minutes by position from every open asset of a tool, straight from its table."""
    demand, reaches = case.demand, case.reaches
    table, least = reaches.tables[tool], np.full(demand.cells.size, np.inf)
    for asset in case.assets:
        if asset.tool == tool:
            row = slice(table.indptr[asset.site], table.indptr[asset.site + 1])
            at = demand.position[table.cells[row]]
            least[at] = np.minimum(least[at], table.tenths[row] / 10 + waits.get(asset.site, 0.0))
    return least


def test_patrol_hours_are_all_of_them(tiny_run: Planned) -> None:
    """Hours over all deciles sum to the routes' own; the present drives those of its bases."""
    outcome = tiny_run.outcome
    for row, assets in (("plan", outcome.assets), ("present", outcome.present_assets)):
        hours = sum(asset.route.minutes for asset in assets if asset.route is not None) / 60
        told = [r[row] for r in indicator_rows(outcome) if str(r["id"]).startswith("patrol_hours_")]
        assert sum(told) == pytest.approx(hours)
        assert len(told) == 11
    assert hours > 0
