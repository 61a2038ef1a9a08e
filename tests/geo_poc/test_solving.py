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
