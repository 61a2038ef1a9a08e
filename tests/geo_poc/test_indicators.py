"""indicators.csv."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from geo_poc.indicators import COLUMNS, indicators_text
from geo_poc.planning import Planned

DOCS = Path(__file__).parents[2] / "docs" / "indicators.md"


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_is_flat_and_marked(told_run: Planned) -> None:
    """One header, unique ids, the day and the marking in every row; the run folder holds the same text."""
    text = indicators_text(told_run.outcome)
    assert told_run.run.file("indicators.csv").read_bytes().decode() == text
    rows = _read(text)
    assert tuple(rows[0]) == COLUMNS
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["period"] == "2025-06-30"
        assert row["classification"] == "Confidential"
        assert row["watermark"] == "EXERCISE"
        assert row["name"]
        assert row["unit"]


def test_every_id_is_documented(told_run: Planned) -> None:
    """docs/indicators.md names each id, or the pattern that it follows."""
    names = re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8"))
    sources = "state|armed_group|communal|criminal|unattributed|total"
    patterns = [
        name.replace("BAND", r"[\d.]+").replace("SOURCE", f"({sources})").replace("GROUP", r"\w+")
        for name in names
    ]
    patterns += [r"patrol_hours_\d+", r"age_layers\..+"]
    for row in _read(indicators_text(told_run.outcome)):
        assert any(re.fullmatch(pattern, row["id"]) for pattern in patterns), row["id"]


def test_unobserved_is_empty_and_never_zero(told_run: Planned) -> None:
    """A source that nobody observes, a tool that is not there, and a layer without dates are empty."""
    rows = {row["id"]: row for row in _read(indicators_text(told_run.outcome))}
    for name in (
        "reach_communal_60",
        "within_police_60",
        "age_layers.roads[1]",
        "tier_3",
        "strategic_in_time",
    ):
        assert (rows[name]["present"], rows[name]["plan"]) == ("", "")
    assert rows["tier_1"]["present"] != ""
    assert rows["age_layers.incidents"]["present"] == "2"
    assert rows["age_layers.displaced"]["plan"] == "29"


def test_without_a_plan_its_column_is_empty(impossible_run: Planned) -> None:
    """The present is told where there is no plan."""
    rows = {row["id"]: row for row in _read(indicators_text(impossible_run.outcome))}
    assert (rows["musts_met"]["present"], rows["musts"]["present"]) == ("0", "1")
    assert all(row["plan"] == "" for row in rows.values())
