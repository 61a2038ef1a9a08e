"""Typed cells as text."""

from __future__ import annotations

import datetime as dt

import pytest

from layers.cell_text import cell_text, is_hxl


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (2, "2"),
        (2.0, "2"),
        (0.25, "0.25"),
        (float("nan"), ""),
        (None, ""),
        (dt.date(2025, 1, 2), "2025-01-02"),
        (dt.datetime(2025, 1, 2), "2025-01-02"),  # noqa: DTZ001  sheets hold no time zone
        (dt.datetime(2025, 1, 2, 3, 4), "2025-01-02 03:04:00"),  # noqa: DTZ001
    ],
)
def test_values_are_written_as_in_a_csv(value: object, text: str) -> None:
    """Each type has one way to be written."""
    assert cell_text(value) == text


def test_hxl_rows_hold_tags_alone() -> None:
    """Blank cells do not matter; a row of blanks is none."""
    assert is_hxl(["#date", "", " #geo+lat"])
    assert not is_hxl(["#date", "2025"])
    assert not is_hxl(["", " "])
