"""Codes and numbers in words."""

from __future__ import annotations

import pytest

from maps.wording import minutes_words, people_words, share_words


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (0.0, "0"),
        (0.4, "0"),
        (1.0, "1"),
        (42.4, "42"),
        (999.0, "1,000"),
        (1234.0, "1,200"),
        (12_500_000.0, "12,000,000"),
    ],
)
def test_people_are_told_to_two_digits(people: float, words: str) -> None:
    """Numbers of people are never more exact than their source."""
    assert people_words(people) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.0, "0 min"), (45.4, "45 min"), (59.6, "1 h"), (470.0, "7 h 50 min"), (480.0, "8 h")],
)
def test_durations_are_hours_and_minutes(minutes: float, words: str) -> None:
    """A duration is told as a person would, never as a bare number of minutes above an hour."""
    assert minutes_words(minutes) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_shares_never_round_to_nothing_or_all(share: float, words: str) -> None:
    """A little is not none, and nearly all is not all."""
    assert share_words(share) == words
