"""Faults of rows, told in the order in which they are looked for."""

from __future__ import annotations

import pandas as pd

from layers.row_checks import RowCheck, tell_rows


def test_each_fault_is_told_once_and_in_order() -> None:
    """Faults keep their order, name the first row that has them, and are silent where none has."""
    words = pd.Series(["a", "", "c"], index=[2, 3, 4])
    told = tell_rows(
        [
            RowCheck("warning", "it is long", "shorten it", "name", words != "", words),
            RowCheck("error", "it is empty", "fill it in", "name", words == ""),
            RowCheck("error", "it is wrong", "correct it", "name", words == "z", words),
        ],
        file="x.csv",
    )
    assert [finding.text() for finding in told] == [
        "warning: x.csv:2 [name]: it is long (2 rows; this is the first) (value: a) Remedy: shorten it",
        "error: x.csv:3 [name]: it is empty Remedy: fill it in",
    ]
