"""Shares that are an end: rounded so that what is said holds."""

from __future__ import annotations

import pytest

from geo_poc.share_ends import at_least_words, at_most_words, number_at_most


@pytest.mark.parametrize(
    ("share", "least", "most"),
    [
        (0.0, "0 %", "0 %"),
        (1.0, "100 %", "100 %"),
        (1.0 - 1e-12, "100 %", "100 %"),
        (1e-5, "0 %", "0.1 %"),
        (0.9964, "99.6 %", "99.7 %"),
        (0.25, "25 %", "25 %"),
    ],
)
def test_ends_are_rounded_to_their_side(share: float, least: str, most: str) -> None:
    """What is had at least is rounded down, what is lost at most up; whole figures stay."""
    assert (at_least_words(share), at_most_words(share)) == (least, most)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (22_396.6, "22,400"), (22_300.1, "22,400"), (22_300.0, "22,300"), (0.0123, "0.0123")],
)
def test_a_number_at_most_is_never_less_than_it(value: float, words: str) -> None:
    """Three digits, the last of them rounded up."""
    assert number_at_most(value) == words
