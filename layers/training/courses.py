"""Courses of action of the training country: what may be added, scenarios compared, partners weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.training.layout import DENIED_DISTRICT


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario: name, intent in words, budget by tool, and how near to the best plan the search stops.

    A gap of None is that of the mission.
    """

    name: str
    intent: str
    budget: Mapping[str, int]
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """Support to police or justice of the host state that may be given in a district."""

    actor: str
    district: str
    reason: str


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
    Scenario(
        "every-means",
        "A little of everything: reserves by road and by air, police, monitors, an office, community "
        "projects, support to the police, and a team with an escort where civilians are turned back.",
        {
            "cob": 4, "tob": 1, "jpt": 2, "cla": 1, "can": 1, "adviser": 1, "engagements": 1, "qrf": 1,
            "qrf_air": 1, "helicopter_hours": 30, "fpu": 1, "unpol": 1, "human_rights": 1, "field_office": 1,
            "cvr": 1, "host_support": 1, "escorts": 1,
        },
        gap=0.003,
    ),
)  # fmt: skip

SUPPORT: tuple[Support, ...] = (
    Support(
        "Provincial police", "Tolbrane", "Courts and cells of the provincial town; assessed and cleared."
    ),
    Support(
        "2nd Upland Battalion", DENIED_DISTRICT, "Asked for; entered to show what due diligence says to it."
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
