"""The list of must threats that plans on a page do not meet."""

from __future__ import annotations

from geo_poc.must_list import ROWS, missed_list
from tests.geo_poc.test_must_words import LATE, must

NOBODY = "nobody who may answer reaches it, 60 minutes asked for"


def test_a_threat_stands_once_with_the_plans_that_miss_it() -> None:
    """Uncovered first; where plans differ in how far they are off, each has a row."""
    plans = [
        ("A", [must("Road", **LATE), must("Raids")]),
        ("B", [must("Raids")]),
        ("C", [must("Raids"), must("Road", **LATE | {"within_min": 100.0})]),
    ]
    assert missed_list(plans) == (
        ("Must threat", "Not met by", "How far off"),
        ("Raids", "every plan", NOBODY),
        ("Road", "C", "50 % of it reached in 100 minutes, 60 asked for"),
        ("Road", "A", "50 % of it reached in 75 minutes, 60 asked for"),
    )
    assert missed_list([("A", []), ("B", [])]) == ()


def test_a_long_list_tells_how_many_more() -> None:
    """A register of many must threats does not fill the page."""
    rows = missed_list([("A", [must(f"T{number:02}") for number in range(ROWS + 3)])])
    assert (len(rows), rows[1], rows[-1]) == (ROWS + 2, ("T00", "A", NOBODY), ("and 3 more", "", ""))
