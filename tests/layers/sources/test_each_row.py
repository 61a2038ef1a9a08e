"""Findings row by row."""

from __future__ import annotations

import pandas as pd

from layers.sources.each_row import MOST, each_number, each_row
from tests.layers.sources.written import errors


def test_every_row_at_fault_is_named() -> None:
    """Two rows, two findings, each with its row and value."""
    values = pd.Series(["a", "b", "c"], index=[2, 5, 9])
    found = each_row("error", "m", "r", file="f", column="c", bad=values != "b", values=values)
    assert [(finding.row, finding.value) for finding in found] == [(2, "a"), (9, "c")]
    assert each_row("error", "m", "r", file="f", column="c", bad=values == "") == ()


def test_a_fault_of_very_many_rows_is_counted() -> None:
    """No list of thousands of lines: the first rows one by one, the rest in a sum."""
    bad = pd.Series(True, index=range(2, 1002))
    found = each_row("error", "m", "r", file="f", column="c", bad=bad)
    assert len(found) == MOST + 1
    assert f"{1000 - MOST:,} more rows" in found[-1].message
    assert found[-1].row == 2 + MOST


def test_every_odd_number_is_named() -> None:
    """Words, numbers out of range and decimal commas, each in its row; what is readable is kept."""
    values = pd.Series(["1", "x", "", "-3", "2,5", "7"], index=range(2, 8))
    number, found = each_number(values, file="f", column="c", low=0)
    assert number.dropna().to_dict() == {2: 1.0, 7: 7.0}
    assert [(finding.row, finding.value) for finding in errors(found)] == [(3, "x"), (5, "-3"), (6, "2,5")]


def test_very_many_odd_numbers_are_counted() -> None:
    """One finding with the count."""
    values = pd.Series(["x"] * (MOST + 1), index=range(2, MOST + 3))
    _, found = each_number(values, file="f", column="c")
    assert [finding.row for finding in found] == [2]
    assert f"{MOST + 1:,} rows" in found[0].message
