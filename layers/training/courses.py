"""Courses of action of the training country: what may be added, scenarios compared, partners weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario: name, intent in words and budget by tool."""

    name: str
    intent: str
    budget: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Partner:
    """Another actor in place, what is done with it, and the part of a company base's effect it would have."""

    actor: str
    activity: str
    credit: float
    reason: str


BUDGET: Mapping[str, int] = {
    "cob": 3, "tob": 2, "jpt": 6, "cla": 4, "can": 2, "adviser": 2, "engagements": 2,
}  # fmt: skip
"""What the mission may add; patrols are as many as the bases keep going."""

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "present",
        "The bases in place and nothing more: what is out of reach today.",
        dict.fromkeys(BUDGET, 0),
    ),
    Scenario(
        "military-heavy",
        "Four company bases, four temporary ones and only two teams: reach first, dialogue later.",
        dict.fromkeys(BUDGET, 0) | {"cob": 4, "tob": 4, "jpt": 2},
    ),
    Scenario(
        "balanced",
        "Five bases, six teams, liaison posts, alert networks, advisers and two engagements: reach, calls "
        "and dialogue side by side.",
        BUDGET,
    ),
)

PARTNERS: tuple[Partner, ...] = (
    Partner(
        "Provincial police",
        "joint_operation",
        0.25,
        "Patrols markets and roads together with UN police; assessed and cleared.",
    ),
    Partner(
        "2nd Upland Battalion",
        "escort",
        0.5,
        "Offers to escort teams into the uplands; entered to show what due diligence says to it.",
    ),
)
