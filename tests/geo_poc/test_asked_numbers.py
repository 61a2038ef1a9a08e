"""Numbers that no search can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo_poc.compromising import compromise
from geo_poc.explaining import explain
from geo_poc.pipeline import make_plan
from geo_poc.robustness import robust
from geo_poc.tradeoffs import frontier, portfolio
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of

WRONG: dict[str, Any] = {"effort": 0, "seed": -1, "time_limit_s": -1.0}


@pytest.mark.parametrize("ask", [make_plan, frontier, compromise, portfolio, explain, robust])
def test_numbers_of_the_search_are_refused_before_layers_are_read(
    ask: Callable[..., Any], tmp_path: Path
) -> None:
    """Every one is told at once, as a finding; the layers are not there to be read."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    for file in mission.path.parent.glob("*.*"):
        file.unlink()
    wrong = WRONG if ask is make_plan else {**WRONG, "gap": -0.1}
    with pytest.raises(InputError) as refused:
        ask(mission, **wrong)
    assert {finding.column for finding in refused.value.findings} == set(wrong)
