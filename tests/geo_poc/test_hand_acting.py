"""What of a changed plan acts: equal to the whole evaluation where hosts, access or patrol-days are short."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from geo_poc.evaluating import evaluate
from geo_poc.hand_session import prepare_what_if
from geo_poc.hand_what_if import what_if
from geo_poc.mission import Mission
from tests.geo_poc.given_plans import world
from tests.layers.sources.plans import write_plan

BUDGET = {"cob": 2, "tob": 1, "jpt": 3, "escorts": 3, "night_patrol": 0}


@pytest.fixture(scope="module")
def mission(tmp_path_factory: pytest.TempPathFactory) -> Mission:
    """Return the tiny world whose bases keep their day patrols going, where civilians may not enter South."""
    closed = shapely.box(0.20, 0.05, 0.40, 0.20)
    folder = tmp_path_factory.mktemp("acting") / "m"
    extra = "[assets.jpt]\nescort_min = 600\n"
    return world(folder, budget=BUDGET, closed=closed, closed_to="civilian", extra=extra)


@pytest.mark.parametrize(
    ("tool", "site", "words"),
    [
        ("jpt", "North", "that could host it stands there"),
        ("jpt", "South", "have no access to South: it earns nothing"),
    ],
)
def test_what_cannot_act_earns_nothing_and_is_told(
    mission: Mission, tmp_path: Path, tool: str, site: str, words: str
) -> None:
    """A team without a host, or where civilians may not go: the figures of an evaluation, and why."""
    found = what_if(prepare_what_if(mission), add=[(tool, site)])
    (told,) = found["breaks"]
    assert words in told
    assert found["after"] == found["before"]
    plan = write_plan(tmp_path / "plan.csv", [{"tool": tool, "site": site}])
    whole = evaluate(mission, plan, patrols=True)
    assert whole.evaluation is not None
    assert found["after"]["credit"]["total"] == pytest.approx(whole.evaluation.credit["total"])


def test_an_escort_takes_the_last_patrols_of_its_base(mission: Mission, tmp_path: Path) -> None:
    """Patrols that nobody asked for give way, as in an evaluation; without the escort they go on."""
    session = prepare_what_if(mission)
    found = what_if(session, add=[("jpt", "South+East")])
    (change,) = found["changes"]
    assert change["opens"] == ["jpt:c-south+east"]
    assert change["closes"]
    assert all(one.startswith("patrol:east/") for one in change["closes"])
    assert found["breaks"] == []
    plan = write_plan(tmp_path / "plan.csv", [{"tool": "jpt", "site": "south", "escort_from": "east"}])
    whole = evaluate(mission, plan, patrols=True)
    assert whole.evaluation is not None
    assert found["after"]["credit"]["total"] == pytest.approx(whole.evaluation.credit["total"])
    back = what_if(session, add=[("jpt", "South+East")], move=[("cob", "West", "North")])
    assert any(one.startswith("patrol:c-north/") for one in back["changes"][0]["opens"])


def test_a_new_base_keeps_all_its_patrols_going(mission: Mission, tmp_path: Path) -> None:
    """Also those that would give way to an escort are driven, as in an evaluation."""
    found = what_if(prepare_what_if(mission), add=[("cob", "North")])
    whole = evaluate(
        mission, write_plan(tmp_path / "p.csv", [{"tool": "cob", "site": "north"}]), patrols=True
    )
    assert whole.evaluation is not None
    assert found["after"]["credit"]["total"] == pytest.approx(whole.evaluation.credit["total"])


def test_what_stands_today_does_not_act_without_the_base_that_goes(mission: Mission) -> None:
    """Closing the base alone takes the liaison assistants with it: they answer to it."""
    found = what_if(prepare_what_if(mission), drop=[("cob", "West")])
    assert {"cob:west", "cla:west"} <= set(found["changes"][0]["closes"])
