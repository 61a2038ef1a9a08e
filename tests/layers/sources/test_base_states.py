"""Which rows of a history are its state on one day."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.base_states import States, current_states
from tests.layers.sources.written import DRC, told

COLUMNS = ("mission", "year", "month", "name", "latitude", "longitude")


def history(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Return a table of text; rows are mission, year, month, name, and optionally a position."""
    full = [(*row, *(-1.7, 29.2)[len(row) - 4 :]) if len(row) < 6 else row for row in rows]
    return pd.DataFrame(full, columns=list(COLUMNS), index=range(2, 2 + len(rows))).astype(str)


def states(
    table: pd.DataFrame, as_of: date, *, monthly: bool = True, **options: object
) -> tuple[States, tuple]:
    """Choose with every column recognised."""
    found = {name: name for name in COLUMNS if monthly or name != "month"}
    return current_states(
        table,
        found,
        file="f.csv",
        as_of=as_of,
        **{"near": DRC, "year": None, **options},  # type: ignore[arg-type]
    )


TWO_YEARS = history(("M", 2019, 3, "A"), ("M", 2020, 3, "A"), ("M", 2020, 3, "B"), ("M", 2020, 9, "B"))


def test_latest_month_not_after_the_day() -> None:
    """A month counts once it has begun; what has no row in it is closed."""
    chosen, findings = states(TWO_YEARS, date(2020, 9, 1))
    assert chosen.fate.tolist() == [*["earlier than the state that was taken"] * 3, ""]
    assert (chosen.year, chosen.month) == (2020, 9)
    assert told(findings, "info", "taken as closed: 1")
    chosen, _ = states(TWO_YEARS, date(2020, 8, 31))
    assert chosen.fate.tolist() == ["earlier than the state that was taken", "", "", "after as_of"]


def test_yearly_rows_stand_for_their_year() -> None:
    """A year counts once it has begun, and the finding says that it is not over."""
    chosen, findings = states(TWO_YEARS, date(2020, 2, 1), monthly=False)
    assert chosen.fate.tolist() == ["earlier than the state that was taken", "", "", ""]
    assert (chosen.year, chosen.month) == (2020, None)
    assert "not over" in told(findings, "info", "state of 2020").message
    assert (
        "not over"
        not in told(states(TWO_YEARS, date(2020, 12, 31), monthly=False)[1], "info", "state of 2020").message
    )


@pytest.mark.parametrize(
    ("day", "severity", "part"),
    [
        (date(2020, 10, 31), "info", "1 month old"),
        (date(2021, 9, 30), "info", "12 months old"),
        (date(2021, 10, 1), "warning", "13 months old"),
    ],
)
def test_age_is_told(day: date, severity: str, part: str) -> None:
    """A state of more than a year before the day is a warning."""
    assert told(states(TWO_YEARS, day)[1], severity, part).column == "year"


def test_each_mission_has_its_own_latest_state() -> None:
    """Maps of two missions come in different months; both count, and it is said."""
    table = history(("M", 2020, 9, "A"), ("N", 2020, 6, "B"), ("N", 2020, 5, "C"))
    chosen, findings = states(table, date(2020, 12, 31))
    assert chosen.fate.tolist() == ["", "", "earlier than the state that was taken"]
    assert "M (1 rows), N (1 rows)" in told(findings, "info", "several missions").message


def test_missions_that_ended_have_no_bases() -> None:
    """A year without rows while another goes on; soon after, with a warning."""
    table = history(("M", 2010, 9, "A"), ("N", 2012, 6, "B"))
    chosen, findings = states(table, date(2012, 12, 31))
    assert chosen.fate.tolist() == ["a mission that has ended", ""]
    assert "M has no row after 2010-09" in told(findings, "warning", "ended").message
    later = history(("M", 2010, 9, "A"), ("N", 2020, 6, "B"))
    assert told(states(later, date(2020, 12, 31))[1], "info", "ended")


def test_missions_with_later_rows_have_not_ended() -> None:
    """What comes after the day still shows that the mission goes on."""
    table = history(("M", 2010, 9, "A"), ("N", 2012, 6, "B"), ("M", 2013, 1, "A"))
    assert states(table, date(2012, 12, 31))[0].fate.tolist() == ["", "", "after as_of"]


def test_missions_elsewhere_are_left_out() -> None:
    """A file of the whole world serves one area; with no mission there it is an error."""
    table = history(("M", 2020, 1, "A"), ("MINUSMA", 2021, 1, "Gao", 16.3, 0.0))
    assert states(table, date(2021, 12, 31))[0].fate.tolist() == ["", "a mission elsewhere"]
    chosen, findings = states(table.iloc[1:], date(2021, 12, 31))
    assert chosen.year is None
    assert told(findings, "error", "none of the 1 rows").column == "mission"
    assert states(table, date(2021, 12, 31), near=None)[0].fate.tolist() == ["", ""]


def test_missions_can_be_chosen() -> None:
    """By the name in the file, whatever its case; an unknown one is an error that lists them."""
    table = history(("M", 2020, 9, "A"), ("N", 2020, 6, "B"))
    assert states(table, date(2020, 12, 31), missions=["n"])[0].fate.tolist() == [
        "a mission not asked for",
        "",
    ]
    assert "M, N" in told(states(table, date(2020, 12, 31), missions=["x"])[1], "error", "asked for").remedy


def test_a_year_can_be_chosen() -> None:
    """The last month of it; a year that is not there, or is yet to come, is an error with the years."""
    assert states(TWO_YEARS, date(2024, 1, 1), year=2019)[0].fate.iloc[0] == ""
    for year in (2018, 2020):
        chosen, findings = states(TWO_YEARS, date(2019, 12, 31), year=year)
        assert chosen.year is None
        assert "2019 to 2020" in told(findings, "error", f"year {year}").message


def test_unreadable_years_and_months() -> None:
    """A row without year is an error and dropped; one without month stands before January."""
    table = history(("M", "soon", 1, "A"), ("M", 2020, "NA", "B"), ("M", 2020, "2020-02-01", "C"))
    chosen, findings = states(table, date(2020, 12, 31))
    assert chosen.fate.tolist() == ["no readable year", "earlier than the state that was taken", ""]
    assert chosen.month == 2
    assert told(findings, "error", "not a number").row == 2
    assert told(findings, "warning", "month is not known").row == 3
    assert states(table.iloc[:1], date(2020, 12, 31))[0].fate.tolist() == ["no readable year"]


ROW = st.tuples(
    st.sampled_from(["M", "N"]), st.integers(2015, 2022), st.integers(1, 12), st.sampled_from("ABC")
)


@given(
    rows=st.lists(ROW, min_size=1, max_size=12),
    day=st.dates(date(2015, 1, 1), date(2022, 12, 31)),
)
def test_nothing_later_is_taken_and_every_state_is_whole(
    rows: list[tuple[str, int, int, str]], day: date
) -> None:
    """Chosen rows are not after the day, are of one month in each mission, and no later month was there."""
    table = history(*rows)
    chosen, _ = states(table, day)
    assert chosen.fate.index.equals(table.index)
    taken = [row for row, fate in zip(rows, chosen.fate, strict=True) if fate == ""]
    before = [row for row in rows if (row[1], row[2]) <= (day.year, day.month)]
    assert bool(taken) == bool(before)
    for mission in {row[0] for row in taken}:
        months = {(row[1], row[2]) for row in taken if row[0] == mission}
        latest = max((row[1], row[2]) for row in before if row[0] == mission)
        assert months == {latest}
