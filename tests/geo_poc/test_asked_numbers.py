"""Numbers that no search can be asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo_poc.asked_numbers import Bounds, check_numbers
from geo_poc.backtesting import backtest
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


@pytest.mark.parametrize(
    ("ask", "wrong"),
    [
        (make_plan, {"effort": 2.5, "seed": None, "time_limit_s": "10"}),
        (make_plan, {"effort": True, "seed": 1.5}),
        (frontier, {"points": 2.5, "gap": 2.0, "seed": "7"}),
        (portfolio, {"plans": 2.5, "differ": 0, "within": 5, "effort": "many"}),
        (explain, {"solve": 1.5, "gap": float("nan")}),
        (robust, {"lose": 1.5, "members": "x", "tail": "x", "weights.as_planned": "x", "seed": None}),
        (compromise, {"tolerance": "x", "effort": 0}),
        (backtest, {"cell_km": "x", "horizon_months": None, "folds": 2.5, "seed": -1}),
    ],
)
def test_what_is_no_number_or_no_whole_one_is_refused(
    ask: Callable[..., Any], wrong: dict[str, Any], tmp_path: Path
) -> None:
    """All at once; a seed that is none would give a plan that cannot be made again."""
    asked = {name: value for name, value in wrong.items() if "." not in name}
    if "weights.as_planned" in wrong:
        asked["weights"] = {"as_planned": wrong["weights.as_planned"]}
    with pytest.raises(InputError) as refused:
        ask(mission_of(tmp_path / "mission", TWO_VIEWS), **asked)
    assert {finding.column for finding in refused.value.findings} == set(wrong)
    assert all("give" in finding.remedy for finding in refused.value.findings)


def test_numbers_of_numpy_are_numbers() -> None:
    """What a table holds need not be turned into Python's own."""
    bounds = {"points": Bounds(2, whole=True), "gap": Bounds(0, 1)}
    check_numbers({"points": np.int64(3), "gap": np.float64(0.5)}, bounds)


def test_faults_of_all_checks_are_raised_at_once(tmp_path: Path) -> None:
    """Numbers and names of views are told together; weights of futures are no list."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    with pytest.raises(InputError) as refused:
        frontier(mission, first="nix", points=0, seed=-1)
    assert {finding.column for finding in refused.value.findings} == {"view", "points", "seed"}
    with pytest.raises(InputError) as refused:
        robust(mission, weights=[1], tail=0)  # type: ignore[arg-type]
    assert {finding.column for finding in refused.value.findings} == {"weights", "tail"}
    with pytest.raises(InputError) as refused:
        backtest(mission, over="nix", folds="24")  # type: ignore[arg-type]
    assert {finding.column for finding in refused.value.findings} == {"--over", "folds"}
