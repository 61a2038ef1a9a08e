"""Whose priorities differ in the training country: a national view and a local one that contradicts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class View:
    """One set of weights.

    Parameters
    ----------
    name, level, words : str
    consulted : tuple of mapping
        Who was asked, when, how many people, how.
    threat_weights : mapping of threat to weight
        In place of what its priority weighs.
    """

    name: str
    level: str
    words: str
    consulted: tuple[Mapping[str, object], ...]
    threat_weights: Mapping[str, float]


def _asked(who: str, when: date, people: int, how: str) -> dict[str, object]:
    return {"who": who, "date": when, "people": people, "how": how}


VIEWS: tuple[View, ...] = (
    View(
        "national",
        "national",
        "The authorities rank the border road to Quorrel (T6) first of eight and the lake shore (T7) last.",
        (_asked("authorities", date(2025, 3, 18), 9, "meeting with three ministries and the governors"),),
        {"T6": 6.0, "T7": 1.0},
    ),
    View(
        "local",
        "local",
        "A local poll ranks the lake shore at Pellmere (T7) first and the road to Quorrel (T6) last.",
        (
            _asked("women", date(2025, 4, 26), 206, "poll, presented by women's groups"),
            _asked("men", date(2025, 4, 26), 206, "the same poll"),
            _asked("displaced", date(2025, 4, 28), 38, "committees of six sites"),
            _asked("youth", date(2025, 4, 28), 24, "two meetings"),
        ),
        {"T7": 6.0, "T6": 1.0},
    ),
)
