"""How sure it is that the plan of an answer is the best."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_poc.answer_words import page_lines
from geo_poc.explaining import explain
from geo_poc.sure_words import sure_line
from geo_poc.tradeoff_words import tradeoff_lines
from geo_poc.tradeoffs import portfolio
from tests.geo_poc.weighed_missions import mission_of, published

PROVEN = "The plan is proven to be the best possible under these assumptions."


@pytest.mark.parametrize(
    ("objective", "bound", "worth", "words"),
    [
        (200.0, 200.0, 200.0, PROVEN),
        (-9e9, -9e9 + 1, 200.0, PROVEN),
        (200.0, 250.1, 200.0, "one with up to 25.1 % more weighted reach is not ruled out."),
        (
            -800.0,
            -790.0,
            200.0,
            "up to 5 % more weighted reach, or with musts and floors that fall less short, is",
        ),
        (-800.0, -790.0, 0.0, "one with more weighted reach, or with musts"),
    ],
)
def test_a_plan_says_what_is_not_ruled_out(objective: float, bound: float, worth: float, words: str) -> None:
    """As a share of weighted reach, rounded up; what falls short is named where something does."""
    line = sure_line({"objective": objective, "bound": bound, "worth": worth})
    assert words in line
    assert (line == PROVEN) == (words == PROVEN)


def test_answers_say_how_sure_their_plan_is(tmp_path: Path) -> None:
    """Before the plans of a portfolio, and with the first lines of an explanation, on pages too."""
    mission = mission_of(tmp_path)
    several, one = published(portfolio(mission, plans=2)), published(explain(mission, solve=0))
    loose = {**several, "plans": [several["plans"][0] | {"bound": several["plans"][0]["objective"] * 2}]}
    open_end = "not proven to be the best possible: one with up to "
    for document in (several, one):
        assert PROVEN in tradeoff_lines(document)
        assert PROVEN in page_lines(document)[0]
    for document in (loose, one | {"bound": one["objective"] * 2}):
        assert any(open_end in line for line in page_lines(document)[0])
        assert PROVEN not in tradeoff_lines(document)
