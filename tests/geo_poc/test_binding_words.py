"""What leaves a plan no room, as people read it."""

from __future__ import annotations

from geo_poc.binding_words import binding_words
from optimisation.binding import Binding


def test_no_key_or_id_is_left_in_words() -> None:
    """A stock is named by its tool in words, and sites too near to one another by what would stand there."""
    stock = Binding("stock", "tob", "tob: 2 of 2 used, no more fits", 2.0, 2.0)
    assert binding_words(stock, {}) == "temporary operating bases: 2 of 2 used, no more fits"
    apart = Binding("exclusion", "cob:1, tob:2", "only one of cob:1, tob:2 may be open", 1.0, 1.0)
    names = {"cob:1": "cob at Drave", "tob:2": "tob at Selvane"}
    told = "only one of company operating base at Drave, temporary operating base at Selvane may be open"
    assert binding_words(apart, names) == told
    floor = Binding("floor", "must: Raids", "must: Raids: 10.0 % of the 50.0 % wanted", 0.1, 0.5)
    assert binding_words(floor, names) == floor.words
