"""Lines on who could act: what the plan leaves out is told apart from what nobody could do."""

from __future__ import annotations

from typing import Any

import pytest

from geo_poc import who_could_act as words
from geo_poc.explain_words import acting_lines
from geo_poc.tradeoff_words import tradeoff_lines


def _row(kind: str, able: bool | None, why: str = "", assets: int = 0) -> dict[str, Any]:
    share = 0.5 if assets else None
    row = {"kind": kind, "able": able, "why": why, "assets": assets, "actors": [], "visits": None}
    return row | {"share_in_time": share, "share_accepted": share}


def _lines(*rows: dict[str, Any]) -> list[str]:
    threat = {"name": "Raids", "priority": "must", "source": "armed_group", "limit_min": 60.0}
    people = {"people": 1000.0, "people_out_of_reach": 400.0}
    return acting_lines([{**threat, **people, "rows": [*rows, _row(words.NO_ONE, None)]}])


def test_who_is_not_placed_is_not_told_as_unable() -> None:
    """Talks that nobody holds yet and teams that stand elsewhere could act; who is turned back could not."""
    _, could, placed, ask, could_not = _lines(
        _row("un_military", able=True, assets=2),
        _row("un_civilian", able=False, why=words.NOT_IN_TIME),
        _row("mediation", able=False, why=words.NOT_ENGAGED),
        _row("regional", able=None, why=words.MAY_BE_SOURCE),
        _row("un_police", able=False, why=words.NO_TOOL),
    )
    assert could == "  could act: UN military (2 assets, 50 % of its risk in time)"
    assert placed == (
        "  could act if placed: UN civilians (none within reach in time); "
        "mediation and pressure by leadership (not engaged on this threat)"
    )
    assert ask.startswith("  find out first: regional (")
    assert could_not == "  could not: UN police (the mission has no such tool)"


def test_engagement_is_not_told_as_being_there_in_time() -> None:
    """A mediation that begins in six weeks, and teams within their own reach, stand beside reach in time."""
    _, could = _lines(
        _row("un_police", able=True, assets=1),
        _row("un_civilian", able=True, assets=3),
        _row("mediation", able=True, assets=1),
    )
    assert could == (
        "  could act: UN police (1 asset, 50 % of its risk in time); "
        "UN civilians (3 assets, 50 % of its risk within their own reach); "
        "mediation and pressure by leadership (1 asset, 50 % of its risk engaged on)"
    )


@pytest.mark.parametrize(
    ("accepted", "told"),
    [(0.0, "by nothing that the register accepts"), (0.2, "20 % by what the register accepts")],
)
def test_what_the_register_does_not_accept_is_told_apart(accepted: float, told: str) -> None:
    """Of what is there in time only a part, or nothing, is acceptable."""
    row = _row("un_military", able=True, assets=2) | {"share_accepted": accepted}
    _, could = _lines(row)
    assert could == f"  could act: UN military (2 assets, 50 % of its risk in time, {told})"


def test_visits_are_told_apart_from_who_is_there_in_time() -> None:
    """Who only visits could act, is not there in time, and is not told as if it did not act."""
    visits = {"patrols": 3, "tools": ["patrol"], "share": 0.681, "people": 19_303.0}
    only = _row("un_military", able=True, why=words.NOT_IN_TIME) | {"visits": visits}
    _, could = _lines(only)
    seen = "3 patrols visit 68 % of its risk, 19,000 people"
    assert could == f"  could act: UN military ({seen}, none within reach in time)"
    _, could = _lines(_row("un_military", able=True, assets=1) | {"visits": visits | {"patrols": 1}})
    one = seen.replace("3 patrols visit", "1 patrol visits")
    assert could == f"  could act: UN military (1 asset, 50 % of its risk in time, {one})"


def test_nobody_acts_as_the_plan_stands() -> None:
    """Where a base elsewhere could reach, no one acts as the plan stands, and nobody is told as unable."""
    _, could, placed = _lines(_row("un_military", able=False, why=words.NOT_IN_TIME))
    assert could == "  could act: no one as the plan stands"
    assert placed == "  could act if placed: UN military (none within reach in time)"


@pytest.mark.parametrize(
    ("credit", "most", "told"),
    [
        (1000.0, 54.1, "no plan gains more than 5.5 % of the plan's weighted reach"),
        (0.0, 22_330.1, "no plan gains more than 22,400 weighted reach"),
        (1000.0, None, "how much weighted reach a plan gains at most is not known"),
    ],
)
def test_what_is_gained_at_most_is_never_rounded_down(credit: float, most: float | None, told: str) -> None:
    """A bound is rounded up; it is a share of the plan's reach where there is any."""
    parts = {"credit": most, "penalties": 0.0, "musts": []}
    relief = {"kind": "stock", "name": "tob", "gain": None, "at_least": 0.0, "most": parts}
    numbers = {"people_out_of_reach": 0.0, "must_met": 0, "must_of": 0}
    empty = ("sites", "closings", "calmed", "spare", "binding", "who_could_act", "not_asked")
    lifting: dict[str, Any] = {"caveats": [], "if_suspected_bite": [], "restrictions": []}
    document = dict.fromkeys(empty, ()) | {
        "kind": "explain",
        "objective": 1.0,
        "bound": 1.0,
        "worth": credit,
        "three_numbers": numbers,
    }
    document |= {"credit": credit, "weighed_for": {}}
    lines = tradeoff_lines(document | {"lifting": lifting, "reliefs": [relief], "reproducible": True})
    assert lines[2].endswith(f"not placed again: {told}")
