"""What a plan places, sends and engages on, in sentences."""

from __future__ import annotations

from typing import Any

import pytest

from geo_poc.defaults_assets import ASSETS
from geo_poc.placed_words import (
    MOST_NAMED,
    PLACED,
    engagement_lines,
    listed,
    patrol_count,
    patrol_lines,
    placed_lines,
)

NOW, THEN = {"visited": {"total": 0.1}}, {"visited": {"total": 0.4}}


def _placement(tool: str, name: str = "Mill", *, in_place: bool = False) -> dict[str, Any]:
    return {"tool": tool, "name": name, "mgrs": "35MRV1", "in_place": in_place}


def _routes(**counts: int) -> list[dict[str, Any]]:
    return [{"tool": "patrol", "name": name} for name, count in counts.items() for _ in range(count)]


def test_every_tool_that_stands_at_a_site_has_words() -> None:
    """No tool of the defaults is told by its code."""
    assert set(PLACED) == {name for name, asset in ASSETS.items() if asset.get("stands", "site") == "site"}


def test_what_is_new_is_told_by_tool() -> None:
    """Each tool has one sentence with its number, in a fixed order; what stands today is not recommended."""
    plan = {"placements": [_placement("cla"), _placement("tob"), _placement("cob", in_place=True)]}
    assert placed_lines(plan) == [
        "Recommended new temporary operating bases (1): Mill (35MRV1).",
        "Recommended posts of community liaison assistants (1): Mill (35MRV1).",
    ]
    assert placed_lines({"placements": []}) == ["Nothing new is recommended."]


def test_a_tool_without_words_is_not_lost() -> None:
    """A tool of a later version is told by its name."""
    assert placed_lines({"placements": [_placement("drone")]}) == ["Recommended drone (1): Mill (35MRV1)."]


def test_long_lists_end_in_a_number() -> None:
    """A sentence names so many places and counts the rest."""
    names = [f"b{number}" for number in range(MOST_NAMED + 28)]
    assert listed(names).endswith(f"; b{MOST_NAMED - 1} and 28 more")
    assert listed(names[:2]) == "b0; b1"
    assert listed(names[:2], ", ") == "b0, b1"
    many = placed_lines({"placements": [_placement("cob", f"Place {n}") for n in range(60)]})
    assert len(many[0]) < 400


@pytest.mark.parametrize(
    ("day", "night", "words"),
    [
        (0, 0, "0"),
        (3, 0, "3 (by day)"),
        (0, 2, "2 (by night)"),
        (48, 9, "57 (48 by day, 9 by night)"),
    ],
)
def test_patrols_are_counted_by_hours(day: int, night: int, words: str) -> None:
    """Day and night patrols are told apart; a run of before patrols has none."""
    routes = [{"tool": "patrol"}] * day + [{"tool": "night_patrol"}] * night
    assert patrol_count({"routes": routes}) == words
    assert patrol_count({}) == "0"


def test_patrols_are_told_by_base_and_not_one_by_one() -> None:
    """Eighty patrols are two sentences: how much risk they visit, and how many each base keeps going."""
    plan = {"routes": [*_routes(Mill=2, Fen=4, Bo=2), {"tool": "night_patrol", "name": "Fen"}]}
    assert patrol_lines(plan, NOW, THEN) == [
        (
            "9 patrols a period (8 by day, 1 by night): cells with 40 % of weighted risk are visited "
            "(today 10 %)."
        ),
        "Patrols by base: 5 at Fen; 2 each at Bo, Mill.",
    ]
    large = patrol_lines({"routes": _routes(**{f"Base {n}": 6 for n in range(80)})}, NOW, THEN)
    assert len(large[1]) < 250
    assert large[1].endswith("and 68 more.")
    assert patrol_lines({}, {}, {}) == []
    assert patrol_lines({"routes": _routes(Bo=1)}, NOW, THEN)[0].startswith("1 patrol a period: cells with")


def test_engagements_are_never_told_as_reach() -> None:
    """Mediation and pressure are told with the threat and their delay, and as beside reach in time."""
    plan = {
        "engagements": [
            {"tool": "mediation", "name": "Clashes", "delay_weeks": 6},
            {"tool": "pressure", "name": "Sweeps", "delay_weeks": 0},
        ]
    }
    assert engagement_lines(plan) == [
        (
            "Engaged on, beside and never in place of reach in time, by mediation: Clashes (takes 6 weeks); "
            "pressure by leadership: Sweeps."
        )
    ]
    assert engagement_lines({}) == []
