"""What all feeds of events share."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.sources.events import INCIDENT_COLUMNS, codes, deaths_in_order, keep_events, written_days
from tests.layers.sources.written import errors, told


def _events(*rows: tuple[str, str]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(dict.fromkeys(INCIDENT_COLUMNS, ""), index=range(2, 2 + len(rows)))
    days = pd.to_datetime([day for _, day in rows])
    frame = frame.assign(
        id=[name for name, _ in rows], date=days, date_end=days, type=3, precision=1, date_precision=1
    )
    return gpd.GeoDataFrame(frame, geometry=[Point(29, 1)] * len(rows), crs=4326)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-03-08", "2023-03-08"),
        ("2023-03-08T10:00", "2023-03-08"),
        ("08 March 2023", "2023-03-08"),
        ("8-mar-2023", "2023-03-08"),
        ("2023/03/08 00:00:00.000", "2023-03-08"),
    ],
)
def test_days_in_every_dress(text: str, day: str) -> None:
    """ISO, month in words, and year first with slashes."""
    days, findings = written_days(pd.Series([text], index=[2]), file="t", column="d")
    assert days.dt.strftime("%Y-%m-%d").tolist() == [day]
    assert not findings


@pytest.mark.parametrize("text", ["08/03/2023", "03-08-2023", "30 February 2023", "8 Mars 2023", "20230308"])
def test_days_are_never_guessed(text: str) -> None:
    """Orders of numbers alone, days that do not exist and other languages are errors."""
    days, findings = written_days(pd.Series([text], index=[2]), file="t", column="d")
    assert days.isna().all()
    assert told(findings, "error", "not a date").value


@pytest.mark.parametrize(("serious", "severity"), [(True, "warning"), (False, "info")])
def test_empty_codes_count_as_one(serious: bool, severity: str) -> None:
    """A gap is told with its count, a part of a code is an error."""
    code, findings = codes(
        pd.Series(["", "2", "2.5"]), file="t", column="c", worst=3, best_in_words="exact", serious=serious
    )
    assert code.tolist()[:2] == [1.0, 2.0]
    assert told(findings, severity, "1 of 3").column == "c"
    assert told(findings, "error", "whole").value == "2.5"


@pytest.mark.parametrize(
    ("low", "best", "high", "wrong"),
    [
        (1, 2, 3, False),
        (3, 2, 4, True),
        (1, 3, 2, True),
        (3, float("nan"), 1, True),
        (1, float("nan"), 1, False),
    ],
)
def test_deaths_in_order(low: float, best: float, high: float, wrong: bool) -> None:
    """Low above high is told even where the best is unknown."""
    deaths = {
        name: pd.Series([float(value)]) for name, value in (("low", low), ("best", best), ("high", high))
    }
    assert bool(deaths_in_order(deaths, file="t", column="deaths")) is wrong


def test_every_dropped_row_has_a_reason() -> None:
    """At fault, repeated, later: the counts add up to the rows that are missing."""
    events = _events(("a", "2024-01-01"), ("a", "2024-01-01"), ("b", "2025-01-01"), ("c", "2024-01-02"))
    whole = pd.Series([True, True, True, False], index=events.index)
    kept = keep_events(
        events,
        whole,
        file="t",
        role="r",
        id_column="id",
        date_column="date",
        as_of=date(2024, 6, 1),
        near=(28, 0, 30, 2),
    )
    assert kept.events["id"].tolist() == ["a"]
    assert kept.events.index.tolist() == [0]
    assert dict(kept.dropped) == {"at fault": 1, "repeated": 1, "later than 2024-06-01": 1}
    assert told(kept.findings, "info", "1 events end after").row == 4
    assert not errors(kept.findings)
