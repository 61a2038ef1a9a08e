"""Harm, victims, grading and response of incidents."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from layers.errors import Finding
from layers.sources.incident_notes import NOTE_COLUMNS, read_notes
from tests.layers.sources.written import told


def _notes(deaths: float = 0.0, **columns: str) -> tuple[dict[str, object], tuple[Finding, ...]]:
    table = pd.DataFrame(
        {"date": ["2024-05-01 10:00"], **{name: [value] for name, value in columns.items()}}, index=[7]
    )
    notes, findings = read_notes(
        table,
        {name: name for name in table.columns},
        file="t.csv",
        start=pd.Series(pd.Timestamp(2024, 5, 1), index=table.index),
        deaths=pd.Series([deaths], index=table.index),
    )
    assert set(notes) == {*NOTE_COLUMNS, "harm"}
    return {name: series.iloc[0] for name, series in notes.items()}, findings


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("killing", ("killing",)),
        ("Abduction; Sexual violence", ("sexual", "abduction")),
        ("looted/displaced", ("displacement", "looting")),
        ("", ()),
    ],
)
def test_harm_in_one_order(text: str, harm: tuple[str, ...]) -> None:
    """Several words, in any order and dress, are the known kinds of harm."""
    notes, findings = _notes(harm=text)
    assert notes["harm"] == harm
    assert not findings


def test_unknown_harm_is_told() -> None:
    """A word that is no harm is left out with a warning, the others stay."""
    notes, findings = _notes(harm="killing; tax")
    assert notes["harm"] == ("killing",)
    assert (told(findings, "warning", "not known").row, told(findings, "warning", "not known").value) == (
        7,
        "tax",
    )


@pytest.mark.parametrize(("deaths", "harm"), [(2.0, ("killing",)), (0.0, ()), (math.nan, ())])
def test_deaths_mean_killing_where_no_harm_is_given(deaths: float, harm: tuple[str, ...]) -> None:
    """Without a column of harm, deaths tell it."""
    assert _notes(deaths)[0]["harm"] == harm


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"reliability": "B2"}, ("B", 2.0)),
        ({"reliability": "c-3"}, ("C", 3.0)),
        ({"reliability": "F"}, ("F", None)),
        ({"reliability": "A", "credibility": "6"}, ("A", 6.0)),
        ({}, ("", None)),
    ],
)
def test_grading(columns: dict[str, str], expected: tuple[str, float | None]) -> None:
    """Letter and figure in one column or two."""
    notes, findings = _notes(**columns)
    credibility = notes["credibility"]
    assert isinstance(credibility, float)
    assert (notes["reliability"], None if math.isnan(credibility) else credibility) == expected
    assert not findings


@pytest.mark.parametrize("columns", [{"reliability": "G7"}, {"reliability": "A", "credibility": "high"}])
def test_odd_gradings_are_unknown_with_a_warning(columns: dict[str, str]) -> None:
    """They do not stop the work."""
    assert told(_notes(**columns)[1], "warning", "A to F and 1 to 6").row == 7


@pytest.mark.parametrize(
    ("columns", "alert", "response"),
    [
        ({"alert_time": "15", "response_time": "40"}, 15.0, 40.0),
        ({"alert_time": "2024-05-01 10:30", "response_time": "2024-05-01T12:00:00"}, 30.0, 90.0),
        ({"response_time": "2024-05-01 11:00"}, None, 60.0),
        ({"alert_time": "2024-05-01 09:00"}, None, None),
        ({}, None, None),
    ],
)
def test_minutes_to_alert_and_response(
    columns: dict[str, str], alert: float | None, response: float | None
) -> None:
    """From minutes or moments; a response is counted from the alert; before the incident is unknown."""
    notes, findings = _notes(**columns)
    found = [None if pd.isna(notes[name]) else notes[name] for name in ("alert_minutes", "response_minutes")]  # type: ignore[arg-type]
    assert found == [alert, response]
    assert bool(findings) == (columns.get("alert_time") == "2024-05-01 09:00")


@pytest.mark.parametrize("time", ["10:30", "nan"])
def test_unreadable_times_are_unknown_with_a_warning(time: str) -> None:
    """A time of day without its day is not guessed, and a word for no time is no empty cell."""
    assert told(_notes(alert_time=time)[1], "warning", "neither minutes").value == time


def test_victims_are_numbers() -> None:
    """By sex and age; empty is unknown, not zero."""
    notes, _ = _notes(women="3", girls="")
    assert notes["victims_women"] == 3.0
    assert math.isnan(float(str(notes["victims_girls"])))
