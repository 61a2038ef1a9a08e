"""Columns, numbers and dates."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from layers.fields import dates, flags, numbers, plain, resolve, rows_finding, shorten, words
from tests.layers.sources.written import errors, told

WANTED = {"name": ("name", "location"), "people": ("people", "No.troops")}


def _series(*values: object) -> pd.Series:
    return pd.Series(values, index=range(2, 2 + len(values)), dtype=object)


def test_plain_ignores_case_spaces_and_points() -> None:
    """Names that people write differently compare equal."""
    assert plain("No.Troops") == plain("no_troops ") == "notroops"


def test_shorten_makes_one_short_line() -> None:
    """A long value with newlines becomes one line of the limit."""
    assert shorten("a\nb") == "a b"
    assert len(shorten("x" * 100)) == 60


def test_rows_finding_names_the_first_and_counts() -> None:
    """Many rows at fault give one finding with the first row and the count."""
    values = _series("a", "b", "c")
    (finding,) = rows_finding(
        "error", "bad", "mend", file="f.csv", column="x", bad=values.isin(["b", "c"]), values=values
    )
    assert (finding.row, finding.value) == (3, "b")
    assert "2 rows" in finding.message
    assert rows_finding("error", "bad", "", file="f", column="x", bad=values == "z") == ()


def test_resolve_recognises_usual_names() -> None:
    """Without a mapping usual names are found whatever their case."""
    found, findings = resolve(
        ["Location", "NoTroops"], WANTED, columns={}, required=["name"], file="f", role="layers.x"
    )
    assert found == {"name": "Location", "people": "NoTroops"}
    assert not findings


def test_resolve_prefers_the_mapping() -> None:
    """What the mission maps comes before what is recognised."""
    found, _ = resolve(["name", "titre"], WANTED, columns={"name": "titre"}, required=[], file="f", role="r")
    assert found["name"] == "titre"


@pytest.mark.parametrize(
    ("columns", "message", "remedy"),
    [
        ({"nmae": "name"}, "no such column", "name, people"),
        ({"people": "peopel"}, "the file has no such column", "did you mean 'people'?"),
        ({"people": "zzz"}, "the file has no such column", "choose one of"),
    ],
)
def test_resolve_refuses_wrong_mappings(columns: dict[str, str], message: str, remedy: str) -> None:
    """A mapping that meets nothing is an error that says what to write."""
    _, findings = resolve(["name", "people"], WANTED, columns=columns, required=[], file="f", role="r")
    assert message in errors(findings)[0].message
    assert remedy in errors(findings)[0].remedy


def test_resolve_names_every_required_column_that_is_missing() -> None:
    """All missing columns are told at once."""
    _, findings = resolve(["a"], WANTED, columns={}, required=list(WANTED), file="f", role="layers.x")
    assert [finding.column for finding in errors(findings)] == [
        "layers.x.columns.name",
        "layers.x.columns.people",
    ]


def test_words_turns_all_kinds_of_nothing_into_empty_text() -> None:
    """None, NaN and the words for nothing are empty; dates become ISO text."""
    assert words(_series(" a ", None, math.nan, "NA", "null", 3)).tolist() == ["a", "", "", "", "", "3"]
    days = pd.Series(pd.to_datetime(["2020-01-02", None]))
    assert words(days).tolist() == ["2020-01-02", ""]


def test_flags_take_the_usual_yes() -> None:
    """Booleans, numbers and words for yes are true, all else false."""
    assert flags(_series(True, "TRUE", 1.0, "yes", False, None, "0", "")).tolist() == [True] * 4 + [False] * 4


def test_numbers_read_and_leave_gaps() -> None:
    """Plain numbers are read, empty values are NaN without a finding."""
    values, findings = numbers(_series("1.5", " -2 ", "", None, math.nan, "1e3"), file="f", column="x")
    assert values.dropna().tolist() == [1.5, -2.0, 1000.0]
    assert not findings


@pytest.mark.parametrize("value", ["nan", "NaN", "NA", "n/a", "null", "None", "<NA>"])
def test_a_word_for_no_number_is_no_empty_cell(value: str) -> None:
    """What only means that there is no number is a fault with its row and value, unless a feed writes so."""
    column = _series("1", value, "")
    values, findings = numbers(column, file="f.csv", column="x", low=0)
    finding = told(findings, "error", "not a number")
    assert (finding.file, finding.row, finding.column, finding.value) == ("f.csv", 3, "x", value)
    assert "leave it empty" in finding.remedy
    assert values.isna().tolist() == [False, True, True]
    assert numbers(words(column), file="f.csv", column="x", low=0)[1] == ()


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("1,5", "comma"),
        ("many", "not a number"),
        ("inf", "not a number"),
        ("-1", "of at least 0"),
        ("", "missing"),
    ],
)
def test_numbers_report_each_fault(value: str, part: str) -> None:
    """Each fault is an error with its row and value, and the number is NaN."""
    values, findings = numbers(_series("1", value), file="f.csv", column="x", low=0, required=True)
    finding = told(findings, "error", part)
    assert (finding.file, finding.row, finding.column, finding.value) == ("f.csv", 3, "x", value)
    assert math.isnan(values.iloc[1])


def test_numbers_may_only_warn() -> None:
    """Where a number is a nicety, text in its place is a warning."""
    _, findings = numbers(_series("unknown"), file="f", column="x", unreadable="warning")
    assert told(findings, "warning", "taken as unknown").value == "unknown"


@pytest.mark.parametrize("text", ["2020-12-31", "2020-12-31 00:00:00.000", "2020-12-31T12:00:00Z"])
def test_dates_accept_iso_in_three_dresses(text: str) -> None:
    """Plain, with time, and ISO-T give the same day."""
    days, findings = dates(_series(text), file="f", column="d")
    assert days.iloc[0] == pd.Timestamp(2020, 12, 31)
    assert not findings


@pytest.mark.parametrize("text", ["31/12/2020", "2020-13-01", "2020-02-30", "2020", "yesterday"])
def test_dates_never_guess(text: str) -> None:
    """Other orders and impossible days are errors."""
    days, findings = dates(_series("2020-01-01", text), file="f", column="d")
    assert told(findings, "error", "not a date").row == 3
    assert days.isna().tolist() == [False, True]


def test_dates_may_be_required() -> None:
    """An empty date is an error only where asked."""
    assert not dates(_series(""), file="f", column="d")[1]
    assert told(dates(_series(""), file="f", column="d", required=True)[1], "error", "missing").row == 2
