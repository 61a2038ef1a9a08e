"""What stands around the map of a sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.paper import papers
from maps.sheet_draw import shortened, text_width_mm, wrapped
from maps.sheet_margin import fitted_columns

ROWS = (
    ("No.", "Threat area", "Source", "People", "Share", "Trend"),
    ("12", "9 km north of Upper Dravemark", "unattributed", "1,500,000", "under 1 %", "too few"),
)


@pytest.mark.parametrize("size", ["a3", "a4"])
@pytest.mark.parametrize("share", [0.8, 0.9, 1.0])
def test_list_is_as_wide_as_its_column(size: str, share: float) -> None:
    """Columns together take the width, and all but that of names hold their texts whole."""
    (paper, _) = papers(size)
    width = 92.0 * paper.unit * share
    points, widths = fitted_columns(ROWS, width, paper)
    assert sum(widths) == pytest.approx(width)
    for column, held in enumerate(widths):
        if column != 1:
            assert all(text_width_mm(row[column], points, "bold") <= held for row in ROWS)


@given(text=st.text(st.sampled_from("abcWMil ÀéñŠ.,-()12"), max_size=60), width=st.floats(5, 60))
def test_lines_fit_their_width_and_lose_nothing(text: str, width: float) -> None:
    """Wrapped text holds every character in order; shortened text is no wider than asked for."""
    lines = wrapped(text, width, 7.0)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(text_width_mm(line, 7.0) <= width for line in lines if len(line) > 1)
    assert text_width_mm(shortened(text, width, 7.0), 7.0) <= width
