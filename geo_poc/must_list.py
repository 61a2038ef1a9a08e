"""The list of must threats that plans on a page do not meet: which, by which plans, and how far off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.must_words import by_need, how_words

ROWS = 12
"""Of a list beside a map; of more it is told how many."""


def missed_list(plans: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]) -> tuple[tuple[str, ...], ...]:
    """Return the must threats that plans do not meet, uncovered first; nothing without any.

    Parameters
    ----------
    plans : sequence of (letter, must threats that it does not meet)
        Those as :func:`geo_poc.must_record.numbers_document` has them in `not_met`.
    """
    by_threat: dict[tuple[str, str], list[str]] = {}
    for must in by_need([must for _, missed in plans for must in missed]):
        by_threat[(must["name"], how_words(must))] = []
    for letter, missed in plans:
        for must in missed:
            by_threat[(must["name"], how_words(must))].append(letter)
    if not by_threat:
        return ()
    rows = [
        (name, "every plan" if len(plans) == len(letters) > 1 else ", ".join(letters), how)
        for (name, how), letters in by_threat.items()
    ]
    more = [(f"and {len(rows) - ROWS} more", "", "")] if len(rows) > ROWS else []
    return (("Must threat", "Not met by", "How far off"), *rows[:ROWS], *more)
