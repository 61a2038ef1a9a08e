"""The sentences of a run, and what no sentence of the packages may claim."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo_poc.planning import Planned
from geo_poc.record import evaluation_document, plan_document
from geo_poc.words import (
    ASSUMPTIONS,
    DISCLAIMER,
    VIOLENCE,
    banners,
    distance_line,
    evaluation_headlines,
    floor_words,
    middle_band,
    notes_of,
    percent,
    reach_lines,
    shortfall_line,
)
from layers.landscape import SOURCES
from tests.geo_poc.conftest import Planner
from tests.geo_poc.test_schema import THREAT, WEIGHTS, mission
from tests.tiny_mission import REBELS, STATE, Event, Tiny

ROOT = Path(__file__).parents[2]
PACKAGES = ("geo_poc", "maps", "layers", "optimisation")
FLOOR = (
    "Floor not met: violence by state actors. 5 % of its risk in the must and should areas (of all, where "
    "the register has none) is within a base's own reach; 27 % is asked for."
)
OF_EACH = (
    "Of each source, within those 60 minutes: violence by state actors 50 %, violence by armed groups no "
    "risk estimated; not observed, so not told apart: communal violence, criminal violence."
)
DISTANCE = (
    "Distance from the best possible plan: at most 2.4 % of what could be gained. The search ended because "
    "its counted effort was used up."
)
CLAIMS = re.compile(r"\b(un)?(protected|safe|safely|safer|safety|secured?)\b", re.IGNORECASE)


def _evaluation(**changes: Any) -> dict[str, Any]:
    by_source = {"state": 10.0, "armed_group": 0.0, "communal": None, "criminal": None, "unattributed": None}
    reach = {
        source: None if risk is None else {"30": 0.1, "60": 0.5, "120": 0.9}
        for source, risk in by_source.items()
    }
    return {
        "three_numbers": {
            "must_met": {"met": 1, "of": 2},
            "people_out_of_reach": {"value": 12_345.0},
            "strategic_in_time": {"value": 0.004},
        },
        "people_at_risk": 98_765.0,
        "risk": by_source | {"total": 10.0},
        "reach": reach | {"total": {"30": 0.1, "60": 0.5, "120": 0.9}},
        "uncovered": [
            {"name": "Mill", "people": 4_321.0, "why": "out_of_reach"},
            {"name": "Fen", "people": 987.0, "why": "no_information"},
        ],
        **changes,
    }


MEANING = (
    " At risk: who lives where the highest risk lies, down to 90 % of all risk. Out of reach: beyond the own "
    "reach of every base, quick reaction force and police unit; temporary bases reach less far."
)


def documents(**changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a plan, changed as asked, and its evaluation: what a run's sentences are made from."""
    plan = {
        "status": "feasible",
        "status_text": "A plan.",
        "stopped_by": "effort",
        "gap_of_gain": 0.0234,
        "shortfalls": [
            {"name": "must: Raids", "wanted": 0.5, "got": 0.04},
            {"name": "reach for threats from state", "wanted": 0.27, "got": 0.05},
        ],
        "reasons": [],
        "notes": ["Missed for a floor."],
        "placements": [
            {"tool": "cob", "in_place": False, "name": "Mill", "mgrs": "35MRV1"},
            {"tool": "cob", "in_place": True, "name": "Old", "mgrs": "35MRV2"},
            {"tool": "jpt", "in_place": False, "name": "Fen", "mgrs": "35MRV3"},
        ],
        **changes,
    }
    now = _evaluation(
        three_numbers={
            "must_met": {"met": 0, "of": 2},
            "people_out_of_reach": {"value": 50_000.0},
            "strategic_in_time": {"value": 0.0},
        }
    )
    return plan, {"bands_min": [30, 60, 120], "banners": ["Heed."], "present": now, "plan": _evaluation()}


def test_what_is_missed_comes_first() -> None:
    """Shortfalls, then who stays out of reach, then the numbers with today's, then reach and distance."""
    assert evaluation_headlines(*documents()) == (
        "Must threat not met: Raids. 4 % of it is within reach in time; 50 % is asked for.",
        FLOOR,
        "Missed for a floor.",
        f"12,000 of 99,000 people at risk stay out of reach (today 50,000).{MEANING}",
        "Uncovered areas: 2. The one with most risk: Mill, 4,300 people, out of reach.",
        "990 people live out of reach where nobody reports: unknown, not calm.",
        "Must threats met: 1 of 2 (today 0).",
        "Strategic risk within its time limit: under 1 % (today 0 %).",
        "Heed.",
        "50 % of weighted risk is within reach in 60 minutes of a base (today 50 %).",
        OF_EACH,
        "Recommended new company operating bases (1): Mill (35MRV1).",
        "Recommended joint protection teams (1): Fen (35MRV3).",
        DISTANCE,
    )


def test_musts_come_before_visits_and_floors() -> None:
    """Whatever order the optimiser tells them in, a must that is not met is the first line."""
    plan, evaluation = documents()
    visits = {"name": "visits: Road", "wanted": 0.5, "got": 0.125}
    told = evaluation_headlines({**plan, "shortfalls": [*plan["shortfalls"][::-1], visits]}, evaluation)
    assert told[0].startswith("Must threat not met: Raids.")
    assert told[1] == (
        "Patrols visit it less than asked for: Road. They make 12 % of the visits; 50 % is asked for."
    )
    assert told[2] == FLOOR
    assert floor_words(visits["name"]) == "visits to Road"


def test_night_is_told_where_it_differs() -> None:
    """The share by night follows today's where a reader would see another number, and only there."""
    total = {"30": 0.1, "60": 0.25, "120": 0.9}
    evaluation = _evaluation(reach_night={"total": total})
    assert reach_lines(_evaluation(), evaluation, [30, 60, 120])[0] == (
        "50 % of weighted risk is within reach in 60 minutes of a base (today 50 %), 25 % by night."
    )
    same = _evaluation(reach_night={"total": {**total, "60": 0.501}})
    assert "night" not in reach_lines(_evaluation(), same, [30, 60, 120])[0]


def test_the_rest_follows_reach() -> None:
    """Response, patrols, engagements and partners come between reach and what is recommended."""
    plan, evaluation = documents(
        routes=[{"tool": "patrol", "name": "Mill"}],
        engagements=[{"tool": "mediation", "name": "Raids", "delay_weeks": 6}],
    )
    parts = {"alert": 0.5, "credit_as_recorded": {"low": 4.0, "mid": 5.0, "high": 8.0}}
    more = {"readiness": parts, "credit": {"total": 10.0}, "visited": {"total": 0.4}}
    evaluation["partners"] = [{"actor": "Police", "credit": 0.25, "counted": True, "why": ""}]
    evaluation["present"] |= more
    evaluation["plan"] |= more
    told = evaluation_headlines(plan, evaluation)
    beginnings = (
        "Of each source",
        "If units",
        "Somebody",
        "1 patrol a period",
        "Patrols by",
        "Engaged on",
        "Others",
        "Rec",
    )
    places = [next(i for i, line in enumerate(told) if line.startswith(word)) for word in beginnings]
    assert places == list(range(places[0], places[0] + len(beginnings)))


@pytest.mark.parametrize(
    ("status", "stopped_by", "reasons", "opening"),
    [
        ("infeasible", "proof", ["hard floor must: Raids wants 50 %"], "No plan meets every demand:"),
        ("not_found", "time", ["none of the plans tried meets all hard limits"], "Stopped."),
        ("not_found", "effort", ["none of the plans tried meets all hard limits"], "Stopped."),
        ("cancelled", "user", ["none of the plans tried meets all hard limits"], "Stopped."),
    ],
)
def test_without_a_plan_the_reasons_come_first(
    status: str, stopped_by: str, reasons: list[str], opening: str
) -> None:
    """A run without a plan says why, and who is out of reach today; that there is none only where proven."""
    how = {"status": status, "stopped_by": stopped_by, "status_text": "Stopped."}
    plan, evaluation = documents(reasons=reasons, gap_of_gain=None, **how)
    lines = evaluation_headlines(plan, {**evaluation, "plan": None})
    assert lines[:3] == (
        opening,
        reasons[0],
        f"50,000 of 99,000 people at risk are out of reach today.{MEANING}",
    )
    assert "Heed." in lines


def test_proven_plan_says_so_and_others_say_how_far() -> None:
    """A proof is told as one; a distance says at most, and why the search ended."""
    plan, _ = documents()
    assert "proven" in distance_line({**plan, "status": "optimal"})
    near = distance_line({**plan, "gap_of_gain": 0.0004, "stopped_by": "gap"})
    assert "less than 0.1 % of" in near
    assert "as close as was asked for" in near
    assert "proven" not in near


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.0001, "under 1 %"),
        (0.05, "5 %"),
        (0.994, "99 %"),
        (0.9951, "over 99 %"),
        (1.0, "100 %"),
        (None, "not known"),
    ],
)
def test_percent_never_rounds_to_nothing_or_all(share: float | None, words: str) -> None:
    """A little is not none, and nearly all is not all."""
    assert percent(share) == words


def test_shortfall_never_reads_as_met() -> None:
    """A floor missed by less than a percent shows the digits that tell."""
    line = shortfall_line({"name": "must: Raids", "wanted": 0.5, "got": 0.4996})
    assert "49.96 % of it" in line
    assert "50.00 % is asked" in line


def test_floors_of_the_optimiser_have_words(plan_tiny: Planner) -> None:
    """The names that the optimiser gives its floors are turned into plain words, for every source."""
    events = (Event(0.15, 0.30, REBELS, 60), Event(0.55, 0.55, STATE, 3))
    people = ((0.15, 0.30, 50_000.0), (0.55, 0.55, 5_000.0))
    short = plan_tiny(Tiny(events=events, people=people, places=(("South", 0.30, 0.10),))).plan.shortfalls
    assert [floor_words(item.name) for item in short] == ["violence by state actors"]
    assert floor_words("must: Raids") == "Raids"
    told = [floor_words(short[0].name.replace("state", source)) for source in SOURCES]
    assert told == list(VIOLENCE.values())


def test_middle_band_is_nearest_to_an_hour() -> None:
    """The band told is the one nearest to 60 minutes, the shorter of two equally near."""
    assert middle_band([15, 30, 60, 120]) == "60"
    assert middle_band([45, 75]) == "45"
    assert middle_band([7.5]) == "7.5"


def test_lines_of_a_real_run_are_plain(tiny_run: Planned, impossible_run: Planned) -> None:
    """Every sentence of real runs is a sentence, with no code word, no bare number and no bare percent."""
    for planned in (tiny_run, impossible_run):
        outcome = planned.outcome
        lines = evaluation_headlines(plan_document(outcome.plan), evaluation_document(outcome))
        assert any("people at risk" in line for line in lines)
        for line in lines:
            assert line[-1] in ".:" or line in outcome.plan.reasons
            assert not re.search(r"armed_group|out_of_reach|None|nan|null", line)
            assert line in outcome.plan.reasons or not re.search(r"\d%", line)


def test_banners_tell_what_was_decided() -> None:
    """A source that counts less, a floor lowered and a review that is late are told with the reason."""
    weights = {**WEIGHTS["source_weights"], "state": 0.5}
    late = {**THREAT, "district": "N", "review_date": date(2024, 12, 31), "owner_role": "Chief"}
    due = {**THREAT, "id": "T2", "name": "Later", "district": "N", "review_date": date(2025, 1, 1)}
    objective = {**WEIGHTS, "source_weights": weights, "floor_share": 0.5, "reason": "Decided in May."}
    told = banners(mission(objective=objective, threat=[late, due]))
    assert told == (
        "Counts less than the rest by decision: violence by state actors. Decided in May.",
        "The floor of each source is lowered from 80 % to 50 % of the overall reach. Decided in May.",
        "Review overdue in the threat register: Raids (2024-12-31, Chief).",
    )
    assert banners(mission()) == ()


def test_notes_hold_warnings_once_then_assumptions_and_disclaimer() -> None:
    """Warnings come first, each once and with its layer's file; infos stay in run.json."""
    finding = {"severity": "warning", "file": "roads.csv", "message": "thin"}
    run = {
        "findings": [
            finding,
            finding,
            {**finding, "file": "mission.toml", "message": "assumed"},
            {**finding, "severity": "info", "message": "fine"},
        ]
    }
    notes = notes_of(run)
    assert notes[:2] == ("roads.csv: thin", "assumed")
    assert ASSUMPTIONS in notes
    assert notes[-1] == DISCLAIMER
    assert "fine" not in notes


def _strings(package: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Docstrings below geo_poc are for programmers; in geo_poc the commands show theirs.
        alone = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and package != "geo_poc"}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value
    for path in sorted((ROOT / package).rglob("*")):
        if path.suffix in (".css", ".html", ".js") and "leaflet" not in path.name.lower():
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_string_claims_safety(package: str) -> None:
    """Being within reach is an assumption about roads and units: nothing is called protected or safe."""
    strings = list(_strings(package))
    assert [f"{place}: {text[:60]}" for place, text in strings if CLAIMS.search(text)] == []
    assert len(strings) > 100


def test_claims_are_told_from_the_mandate() -> None:
    """The scan meets the claims and passes the names of the mandate and of the teams."""
    assert CLAIMS.search("80 % of people are protected")
    assert CLAIMS.search("a Safe area")
    assert not CLAIMS.search("protection of civilians; joint protection team")
