"""When in the year something holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.seasons import months_of, seasons_of

YEAR = tuple(range(1, 13))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("", ())),
        ("Dry", ("dry", ())),
        ("saison  sèche", ("dry", ())),
        ("Saison des pluies", ("wet", ())),
        ("5-7", ("", (5, 6, 7))),
        ("nov-feb", ("", (1, 2, 11, 12))),
        ("May to October", ("", (5, 6, 7, 8, 9, 10))),
        ("août – déc.", ("", (8, 9, 10, 11, 12))),
        ("mars au juin", ("", (3, 4, 5, 6))),
        ("juin; juil", ("", (6, 7))),
        ("1, 2 and 12", ("", (1, 2, 12))),
        ("[4, 5]", ("", (4, 5))),
        ("all year", ("", YEAR)),
        ("toute l’année", ("", YEAR)),
    ],
)
def test_words_of_seasons_are_understood(text: str, expected: tuple[str, tuple[int, ...]]) -> None:
    """English, French, numbers, lists and spans across the new year."""
    assert months_of(text) == expected


@pytest.mark.parametrize(
    "text", ["harvest", "13", "0-4", "2024-05-01", "5-", "ma", "1-2-3", "9" * 5000, ";;", "5/7"]
)
def test_other_words_are_not_guessed(text: str) -> None:
    """What is no month gives nothing, never half of it."""
    assert months_of(text) is None


@given(st.sets(st.integers(1, 12), min_size=1))
def test_lists_of_months_come_back(months: set[int]) -> None:
    """Any set of months survives being written."""
    assert months_of(";".join(map(str, months))) == ("", tuple(sorted(months)))


@given(first=st.integers(1, 12), last=st.integers(1, 12))
def test_spans_hold_both_ends_and_what_lies_between(first: int, last: int) -> None:
    """A span is as long as walking from one month to the other."""
    meant = months_of(f"{first}-{last}")
    assert meant is not None
    assert {first, last} <= set(meant[1])
    assert len(meant[1]) == (last - first) % 12 + 1


def test_seasons_of_months() -> None:
    """Months of one season are of that season; without a calendar they are of both."""
    wet = {4, 5, 6}
    assert seasons_of((4, 5), wet) == ("wet",)
    assert seasons_of((1,), wet) == ("dry",)
    assert seasons_of((3, 4), wet) == ("dry", "wet")
    assert seasons_of((4,), None) == ("dry", "wet")
