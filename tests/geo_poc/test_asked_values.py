"""Arguments of public functions that are of another kind, or of another mission."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import geo_poc
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of

OUT = "never-written"
ASKED: list[tuple[Callable[..., Any], tuple[object, ...]]] = [
    (geo_poc.backtest, ()),
    (geo_poc.check, ()),
    (geo_poc.compromise, ()),
    (geo_poc.evaluate, (pd.DataFrame(),)),
    (geo_poc.evaluate_to, (pd.DataFrame(), OUT)),
    (geo_poc.explain, ()),
    (geo_poc.frontier, ()),
    (geo_poc.plan, ()),
    (geo_poc.plan_scenarios, (OUT,)),
    (geo_poc.plan_to, (OUT,)),
    (geo_poc.portfolio, ()),
    (geo_poc.prepare_ground, ()),
    (geo_poc.prepare_what_if, ()),
    (geo_poc.risk, ()),
    (geo_poc.risk_to, (OUT,)),
    (geo_poc.robust, ()),
    (geo_poc.why, ("West",)),
]


@pytest.fixture(scope="module")
def posed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mission, Ground]:
    """Return a tiny mission and its ground."""
    mission = mission_of(tmp_path_factory.mktemp("asked") / "mission", TWO_VIEWS)
    return mission, geo_poc.prepare_ground(mission)


def _refused(ask: Callable[..., Any], *given: object, **named: object) -> set[str]:
    with pytest.raises(InputError) as fault:
        ask(*given, **named)
    assert all(finding.remedy for finding in fault.value.findings)
    return {finding.column for finding in fault.value.findings}


@pytest.mark.parametrize(("ask", "more"), ASKED)
def test_the_path_of_a_mission_is_no_mission(ask: Callable[..., Any], more: tuple[object, ...]) -> None:
    """Who gives the path instead of the loaded mission is told so, and what to give."""
    assert _refused(ask, "mission.toml", *more) == {"mission"}


@pytest.mark.parametrize(
    "ask",
    [geo_poc.compromise, geo_poc.explain, geo_poc.frontier, geo_poc.plan, geo_poc.portfolio, geo_poc.robust],
)
def test_ground_of_another_mission_is_refused(ask: Callable[..., Any], posed: tuple[Mission, Ground]) -> None:
    """A plan on the travel times of another season would pass for one of this; the key is named."""
    mission, ground = posed
    with pytest.raises(InputError, match="travel"):
        ask(mission.with_settings(travel__season="wet"), ground=ground)
    assert _refused(ask, mission, ground=mission, control=print) == {"ground", "control"}


def test_ground_of_the_same_layers_in_another_folder_is_refused(
    posed: tuple[Mission, Ground], tmp_path: Path
) -> None:
    """Two mission files may read alike and lie beside other layers."""
    with pytest.raises(InputError, match="folder of their files"):
        geo_poc.plan(mission_of(tmp_path / "other", TWO_VIEWS), ground=posed[1])


def test_ground_serves_other_budgets(posed: tuple[Mission, Ground]) -> None:
    """Budgets change no ground: it need not be read again."""
    mission, ground = posed
    assert geo_poc.plan(mission.with_settings(budget__cob=2), ground=ground).plan.objective is not None


def test_answers_are_written_with_their_own_mission(posed: tuple[Mission, Ground], tmp_path: Path) -> None:
    """A folder would carry the mission file of another question; nothing is written."""
    mission, ground = posed
    session = geo_poc.prepare_what_if(mission, ground=ground)
    document = geo_poc.what_if(session, drop=["South"])
    out = tmp_path / "answer"
    for wrong in ({**document, "scenario": "other"}, {"kind": "plan"}, [document]):
        assert _refused(geo_poc.answer_to, wrong, mission, ground, out) == {"document"}
    assert _refused(geo_poc.answer_to, document, mission, None, out) == {"ground"}
    assert not out.exists()
    assert geo_poc.answer_to(document, mission, ground, str(out)) == out


def test_values_of_another_kind_are_told(posed: tuple[Mission, Ground], tmp_path: Path) -> None:
    """Each is named with what to give instead."""
    mission, ground = posed
    outcome = geo_poc.plan(mission, ground=ground)
    assert _refused(geo_poc.what_if, mission) == {"session"}
    assert _refused(geo_poc.tables, outcome.plan) == {"outcome"}
    assert _refused(geo_poc.evaluation_document, outcome.plan) == {"outcome"}
    assert _refused(geo_poc.plan_document, outcome) == {"plan"}
    assert _refused(geo_poc.evaluate, mission, [1]) == {"plan"}
    assert _refused(geo_poc.prepare_what_if, mission, run=3) == {"run"}
    assert _refused(geo_poc.plan_to, mission, None) == {"out"}
    assert _refused(geo_poc.risk_to, mission, tmp_path, product="public") == {"product"}
    assert _refused(geo_poc.why, mission, (0.1, 0.3)) == {"where"}
    assert _refused(geo_poc.Mission.load, 3) == {"path"}
    assert _refused(geo_poc.draw_map, 3, None) == {"run", "file"}
    assert _refused(geo_poc.draw_comparison, "runs/a", tmp_path / "new.html") == {"runs"}
    assert _refused(geo_poc.draw_comparison, [3], tmp_path / "new.html") == {"runs[0]"}
    assert _refused(geo_poc.Control, tell="a", cancel=True, cache_dir="c") == {"tell", "cancel", "cache_dir"}


def test_paths_may_be_text(posed: tuple[Mission, Ground], tmp_path: Path) -> None:
    """Maps and the training mission take a path as text, as all that writes folders does."""
    run = geo_poc.plan_to(posed[0], str(tmp_path / "run")).run
    assert geo_poc.draw_map(str(run.path), str(tmp_path / "map.html")).is_file()
    assert geo_poc.draw_comparison([str(run.path)], str(tmp_path / "compare.html")).is_file()
    assert _refused(geo_poc.write_training_mission, str(tmp_path), seed=1.5) == {"", "seed"}


def test_ground_knows_its_mission(posed: tuple[Mission, Ground]) -> None:
    """What changes the ground of a future leaves the mission that it was prepared for."""
    mission, ground = posed
    assert ground.mission is mission
    assert replace(ground, findings=()).mission is mission
