"""Tests of the training mission's mission.toml."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from layers.training.layout import DISTRICTS, TOWNS
from layers.training.mission_file import mission_text, toml_value

TOWN_AT = {entry.key: entry.at for entry in TOWNS}
BALANCED = {"cob": 3, "tob": 2, "jpt": 6, "cla": 4, "can": 2, "adviser": 2, "engagements": 2}


@pytest.fixture(scope="module")
def mission() -> dict[str, object]:
    """Parse the mission file."""
    return tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))


EVERY_MEANS = dict.fromkeys(
    (
        "tob", "cla", "can", "adviser", "engagements", "qrf", "qrf_air", "fpu", "unpol",
        "human_rights", "field_office", "cvr", "host_support", "escorts",
    ),
    1,
) | {"cob": 4, "jpt": 2, "helicopter_hours": 30}  # fmt: skip


def test_single_keys_come_before_tables(mission: dict[str, object]) -> None:
    """The top-level keys are where a reader expects them."""
    assert mission["schema_version"] == 1
    assert mission["kind"] == "exercise"
    assert mission["as_of"] == date(2025, 6, 30)
    assert mission["bands_min"] == [15, 30, 60, 120]
    assert mission["evaluation"] == {"window_start": date(2022, 7, 1), "window_end": date(2025, 6, 30)}
    assert mission["grid"] == {"demand_cell_m": 2000, "travel_cell_m": 500, "crs": "auto"}
    assert mission["budget"] == BALANCED


def test_four_scenarios_in_order_with_their_budgets() -> None:
    """Present, military-heavy, balanced, a little of everything: each with an intent."""
    scenarios = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))["scenario"]
    nothing = dict.fromkeys(BALANCED, 0)
    assert [(entry["name"], entry["overrides"]["budget"]) for entry in scenarios] == [
        ("present", nothing),
        ("military-heavy", nothing | {"cob": 4, "tob": 4, "jpt": 2}),
        ("balanced", BALANCED),
        ("every-means", EVERY_MEANS),
    ]
    assert [entry["overrides"].get("limits") for entry in scenarios] == [None, None, None, {"gap": 0.003}]
    assert all(len(entry["intent"]) > 20 for entry in scenarios)


def test_every_layer_but_the_caveats_is_unclassified_and_all_are_fictional() -> None:
    """Each layer has its classification and attribution, and a plain relative path; caveats are marked."""
    parsed = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))
    layers = [parsed["area"]]
    for entry in parsed["layers"].values():
        layers += entry if isinstance(entry, list) else [entry]
    assert len(layers) == 14
    for layer in layers:
        caveats = layer["path"] == "contingents.csv"
        assert layer["classification"] == ("Confidential" if caveats else "Unclassified")
        assert layer["attribution"] == "Fictional, generated"
        assert "/" not in layer["path"]


def test_threats_are_complete_and_one_review_is_overdue() -> None:
    """Each threat names one place, known words alone, and one review date has passed."""
    parsed = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))
    threats = parsed["threat"]
    assert len({threat["id"] for threat in threats}) == len(threats) == 8
    assert sum(threat["priority"] == "must" for threat in threats) >= 2
    assert sum(threat["review_date"] < parsed["as_of"] for threat in threats) == 1
    names = {district.name for district in DISTRICTS}
    for threat in threats:
        assert ("district" in threat) != ("centre" in threat)
        assert threat.get("district", "Dravemark") in names
        assert threat["source"] in {"state", "armed_group", "communal"}
        assert threat["priority"] in {"must", "should", "could"}
        assert set(threat["tools"]) <= {"cob", "jpt"}
        assert threat["legal_frame"]
        assert threat["owner_role"]


def test_some_threats_have_interlocutors_and_one_is_to_be_revisited() -> None:
    """Engagements have somebody to talk to, told by role; one road is to be patrolled again and again."""
    threats = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))["threat"]
    talks = {threat["id"]: threat["interlocutors"] for threat in threats if "interlocutors" in threat}
    assert {tool for talk in talks.values() for tool in talk} == {"mediation", "pressure"}
    assert len(talks) < len(threats)
    assert [threat["revisits"] for threat in threats if "revisits" in threat] == [2]


def test_one_partner_is_cleared_and_one_is_barred() -> None:
    """Both ask for support, so that due diligence decides which of them earns anything."""
    partners = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))["partner"]
    assert [partner["actor"] for partner in partners] == ["Provincial police", "2nd Upland Battalion"]
    assert all(partner["activity"] != "none" and partner["credit"] > 0 for partner in partners)
    assert all(len(partner["reason"]) > 20 for partner in partners)


def test_every_line_of_the_budget_says_what_it_is() -> None:
    """Each number of the budget has its words beside it, since people copy the file."""
    text = mission_text(seed=7, town_at=TOWN_AT)
    lines = text[text.index("[budget]") : text.index("[candidates]")].splitlines()[1:]
    assert all("#" in line for line in lines if line.strip())


def test_actors_and_the_forbidden_site_are_told() -> None:
    """Two militias are communal; one site is forbidden with a reason."""
    parsed = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))
    assert [actor["source"] for actor in parsed["actor"]].count("communal") == 2
    (site,) = parsed["site"]
    assert site["status"] == "forbidden"
    assert site["name"] in {entry.name for entry in TOWNS}
    assert "school" in site["reason"]


@pytest.mark.parametrize(
    "text", ['say "no"', "back\\slash", "line\nbreak", "tab\t", "Zürich", "\x7f", "\U0001f33e"]
)
def test_texts_survive_the_file(text: str) -> None:
    """Quotes, backslashes, control and other characters are escaped."""
    assert tomllib.loads(f"key = {toml_value(text)}")["key"] == text
