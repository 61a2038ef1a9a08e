"""Ranges in words."""

from __future__ import annotations

from geo_poc.range_words import has_range, range_line, ranged
from geo_poc.words import evaluation_headlines
from maps.wording import people_words
from tests.geo_poc.test_words import documents

WIDE = {"value": 12_345.0, "low": 12_345.0, "high": 20_400.0}


def test_the_range_comes_first_and_the_figure_as_planned_after_it() -> None:
    """A range that reads as one figure is one figure, and so is a run that knows none."""
    assert ranged(WIDE, people_words, " of all") == "12,000 to 20,000 of all, 12,000 as planned"
    assert ranged(WIDE | {"high": 12_346.0}, people_words, " of all") == "12,000 of all"
    assert ranged({"met": 2, "of": 3}, str, " of 3") == "2 of 3"
    assert ranged({"met": 2, "low": 0, "high": 2}, str, case="today") == "0 to 2, 2 today"


def test_only_a_wider_range_asks_for_the_line_on_what_it_is_over() -> None:
    """A number without range, and one whose ends agree, ask for none."""
    assert has_range({"a": WIDE})
    assert not has_range({"a": {"value": None, "low": None, "high": None}, "b": WIDE | {"high": 12_345.0}})
    assert range_line(["by night"], ["the data"]) == (
        "The ranges are over: by night. They leave out the data."
    )


def test_headlines_tell_ranges_and_what_they_are_over() -> None:
    """Who is out of reach and the musts each with their range; one line says what it is over."""
    plan, evaluation = documents()
    numbers = {
        "must_met": {"met": 1, "of": 2, "low": 0, "high": 1},
        "people_out_of_reach": WIDE,
        "strategic_in_time": {"value": 0.004, "low": 0.004, "high": 0.3},
    }
    then = evaluation["plan"] | {"three_numbers": numbers}
    over = {"range_over": ["by night"], "range_not_over": ["the data"]}
    lines = evaluation_headlines(plan, evaluation | over | {"plan": then})
    assert lines[3].startswith(
        "12,000 to 20,000 of 99,000 people at risk stay out of reach, 12,000 as planned"
    )
    assert "Must threats met: 0 to 1 of 2, 1 as planned (today 0)." in lines
    assert (
        "Strategic risk within its time limit: under 1 % to 30 %, under 1 % as planned (today 0 %)." in lines
    )
    assert "The ranges are over: by night. They leave out the data." in lines
