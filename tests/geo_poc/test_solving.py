"""Two passes to a plan: what the first proves holds for the second."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_poc import solving
from geo_poc.posed import pose
from optimisation.placement import place
from optimisation.problem import CoverProblem, Solution
from tests.geo_poc.weighed_missions import mission_of


@pytest.mark.parametrize("why", ["user", "time"])
def test_a_pass_that_is_ended_keeps_the_bound_of_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """Cancelled or out of time before it bounds anything, the second pass has the first one's bound."""
    passes: list[Solution] = []

    def found(problem: CoverProblem, **options: Any) -> Solution:
        solution = place(problem, **options)
        assert solution.objective is not None
        ends = [("feasible", "gap", 1.01), ("cancelled" if why == "user" else "feasible", why, 1.5)]
        status, stopped_by, factor = ends[min(len(passes), 1)]
        bound = solution.objective * factor
        passes.append(replace(solution, status=status, stopped_by=stopped_by, bound=bound))
        return passes[-1]

    monkeypatch.setattr(solving, "place", found)
    plan = pose(mission_of(tmp_path), gap=0.0).plan
    assert len(passes) > 1
    assert plan.stopped_by == why
    assert plan.bound == passes[0].bound


@pytest.mark.parametrize(("gap", "asked"), [(0.0, 2), (0.001, 2), (0.01, 1)])
def test_the_pass_that_gives_s_is_near_the_best_in_weighted_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gap: float, asked: int
) -> None:
    """A small share of a gain that is mostly penalties is no small share of reach: the pass goes on."""
    gaps: list[float] = []

    def found(problem: CoverProblem, **options: Any) -> Solution:
        solution = place(problem, **{**options, "gap": 0.0})
        assert solution.objective is not None
        if options["gap"] > gap and not gaps:  # 4 % of reach is open, and a thousandth of the gain
            room, fixed = 0.04 * solution.credit, solution.objective - 40.0 * solution.credit
            loose = {"status": "feasible", "stopped_by": "gap", "fixed_bound": fixed}
            solution = replace(solution, bound=solution.objective + room, **loose)
        gaps.append(options["gap"])
        return solution

    monkeypatch.setattr(solving, "place", found)
    pose(mission_of(tmp_path), gap=gap)
    assert gaps[0] == max(solving.FIRST_GAP, gap)
    tighter = [one for one in gaps[1:] if 0 < one < solving.FIRST_GAP and one != gap]
    assert len(tighter) == asked - 1
    assert tighter == pytest.approx([solving.FIRST_GAP / 40.04] * len(tighter))
