"""A plan that somebody made is held against the constraints of its mission."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo_poc import evaluating
from geo_poc.evaluating import evaluate
from geo_poc.ground import Ground
from geo_poc.mission import Mission
from layers.errors import InputError
from tests.tiny_mission import Tiny, write_tiny

RULES = """
[[constraints.spacing]]
metres = 40000
[[constraints.veto]]
flag = "exploitation"
reason = "no capacity to train"
[[constraints.floor]]
name = "everybody"
of = "people"
share = 1.0
[[constraints.tier]]
name = "dialogue"
"""


def _told(folder: Path, extra: str) -> list[str]:
    plan = pd.DataFrame({"site": ["c-north"], "tool": ["cob"]})
    outcome = evaluate(Mission.load(write_tiny(folder, Tiny(budget={"cob": 1}, extra=extra))), plan)
    return [finding.message for finding in outcome.findings if finding.column == "constraints"]


def test_a_plan_is_told_what_it_breaks(tmp_path: Path) -> None:
    """Distances, vetoes, floors and tiers are warnings, with what the plan has of them."""
    told = _told(tmp_path / "a", RULES)
    assert any(words.startswith("company operating base at North: exploitation") for words in told)
    assert any("West" in words and "North" in words and "less than 40 km apart" in words for words in told)
    assert not any("West and East" in words for words in told)
    assert any(words.startswith("floor: everybody: the plan has") for words in told)
    assert any(words.startswith("tier I: dialogue: the plan has 0.0%") for words in told)


def test_without_constraints_nothing_is_told(tmp_path: Path) -> None:
    """A mission without constraints holds no plan against any."""
    assert _told(tmp_path / "b", "") == []


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ('[[constraints.hub]]\nname = "hospital"\nsites = ["Nowhere"]\nwithin_min = 60\n', "hub[1].sites"),
        ('[[constraints.floor]]\nname = "all"\nshare = 0.5\ndistrict = "Nowhere"\n', "floor[1].district"),
        ('[[constraints.release]]\nsite = "Nowhere"\nreason = "why"\nclose_cost = 1\n', "release[1].site"),
    ],
)
def test_a_rule_that_names_what_is_not_there_ends_before_travel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, key: str
) -> None:
    """The key and the name are told, and no minute of travel is computed for it."""

    def never(*_: object, **__: object) -> Ground:
        raise AssertionError("travelled")

    monkeypatch.setattr(evaluating, "travelled", never)
    with pytest.raises(InputError) as raised:
        _told(tmp_path, rule)
    assert [(f.column, f.value) for f in raised.value.findings] == [(f"constraints.{key}", "Nowhere")]
