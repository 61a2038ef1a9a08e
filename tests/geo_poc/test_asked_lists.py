"""A single text where a list of texts is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

import geo_poc
from geo_poc.asked_lists import check_texts
from layers.errors import InputError
from tests.geo_poc.weighed_missions import TWO_VIEWS, mission_of


@pytest.mark.parametrize("wrong", ["budget.cob=3", b"x", 3, None, {"budget.cob": 3}, [3]])
def test_what_is_no_list_of_texts_is_refused(wrong: object) -> None:
    """The argument is named, with an example."""
    with pytest.raises(InputError, match=r"settings is no list of texts .* \['a'\]"):
        check_texts("settings", wrong, "['a']")


@pytest.mark.parametrize("right", [(), ["a"], ("a", "b"), {"a"}])
def test_every_list_of_texts_passes(right: object) -> None:
    """Tuples and sets serve as well, and so does nothing."""
    check_texts("settings", right, "['a']")


def test_a_text_is_not_read_as_its_letters(tmp_path: Path) -> None:
    """Settings, scenarios, views and sources are each told by their argument, not by their first letter."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    for argument, ask in {
        "settings": lambda: geo_poc.Mission.load(mission.path, settings="budget.cob=3"),
        "names": lambda: geo_poc.plan_scenarios(mission, tmp_path / "out", names="balanced"),
        "views": lambda: geo_poc.compromise(mission, views="western"),
        "withheld": lambda: geo_poc.risk(mission, withheld="state"),
    }.items():
        with pytest.raises(InputError) as fault:
            ask()
        assert [finding.column for finding in fault.value.findings] == [argument]


def test_every_name_and_setting_at_fault_is_told(tmp_path: Path) -> None:
    """Not the first alone; a scenario named twice is one fault."""
    mission = mission_of(tmp_path / "mission", TWO_VIEWS)
    with pytest.raises(InputError) as fault:
        geo_poc.plan_scenarios(mission, tmp_path / "out", names=["nix", "nax", "nix"])
    assert [finding.value for finding in fault.value.findings] == ["nix", "nax", "nix"]
    with pytest.raises(InputError) as fault:
        geo_poc.Mission.load(mission.path, settings=["budget.cob", "scenario=3"])
    assert [finding.value for finding in fault.value.findings] == ["budget.cob", "scenario=3"]
    with pytest.raises(InputError) as fault:
        geo_poc.risk(mission, members=1, withheld=["nix", "state", "nax"])
    assert [finding.value for finding in fault.value.findings] == ["1", "nix", "nax"]
