"""Tests of the training mission's mission.toml."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from layers.training.layout import DISTRICTS, TOWNS
from layers.training.mission_file import mission_text, toml_value

TOWN_AT = {entry.key: entry.at for entry in TOWNS}


@pytest.fixture(scope="module")
def mission() -> dict[str, object]:
    """Parse the mission file."""
    return tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))


def test_single_keys_come_before_tables(mission: dict[str, object]) -> None:
    """The top-level keys are where a reader expects them."""
    assert mission["schema_version"] == 1
    assert mission["kind"] == "exercise"
    assert mission["as_of"] == date(2025, 6, 30)
    assert mission["bands_min"] == [15, 30, 60, 120]
    assert mission["evaluation"] == {"window_start": date(2022, 7, 1), "window_end": date(2025, 6, 30)}
    assert mission["grid"] == {"demand_cell_m": 2000, "travel_cell_m": 500, "crs": "auto"}
    assert mission["budget"] == {"cob": 3, "jpt": 8}


def test_three_scenarios_in_order_with_their_budgets() -> None:
    """Present, military-heavy, balanced: each with an intent."""
    scenarios = tomllib.loads(mission_text(seed=7, town_at=TOWN_AT))["scenario"]
    assert [(entry["name"], entry["overrides"]["budget"]) for entry in scenarios] == [
        ("present", {"cob": 0, "jpt": 0}),
        ("military-heavy", {"cob": 5, "jpt": 2}),
        ("balanced", {"cob": 3, "jpt": 8}),
    ]
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
