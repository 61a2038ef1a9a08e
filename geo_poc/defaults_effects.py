"""Default effect of every tool on every source of threat, with its source: placeholders, not calibrated."""

from __future__ import annotations

from typing import Any

PLACEHOLDER = "default of this planner, not calibrated"

WEAK_AGAINST_STATES = "Fjelde, Hultman and Nilsson 2019: weak against states"
STRONG_AGAINST_REBELS = "Fjelde, Hultman and Nilsson 2019: strong against rebels"
MEAN = "mean of the four sources"
NOT_AGAINST_ITSELF = "a source of threat is never its own protector"


def _effects(**ends: tuple[float, float, float]) -> dict[str, dict[str, Any]]:
    """Return low, middle and high ends by source, with the mean of the four for what is unattributed."""
    mean = [round(sum(end[i] for end in ends.values()) / len(ends), 4) for i in range(3)]
    told = {name: (end, PLACEHOLDER) for name, end in ends.items()}
    told["unattributed"] = ((mean[0], mean[1], mean[2]), MEAN)
    return {
        name: {"low": low, "mid": mid, "high": high, "source": source}
        for name, ((low, mid, high), source) in told.items()
    }


_TROOPS: dict[str, dict[str, Any]] = {
    "state": {"low": 0.1, "mid": 0.2, "high": 0.4, "source": WEAK_AGAINST_STATES},
    "armed_group": {"low": 0.6, "mid": 0.8, "high": 0.9, "source": STRONG_AGAINST_REBELS},
    "communal": {"low": 0.4, "mid": 0.6, "high": 0.8, "source": PLACEHOLDER},
    "criminal": {"low": 0.3, "mid": 0.5, "high": 0.7, "source": PLACEHOLDER},
    "unattributed": {"low": 0.3, "mid": 0.525, "high": 0.7, "source": MEAN},
}

EFFECTIVENESS: dict[str, dict[str, dict[str, Any]]] = {
    "cob": {**_TROOPS},
    "tob": {
        "state": {"low": 0.05, "mid": 0.15, "high": 0.3, "source": WEAK_AGAINST_STATES},
        "armed_group": {"low": 0.4, "mid": 0.6, "high": 0.8, "source": STRONG_AGAINST_REBELS},
        "communal": {"low": 0.3, "mid": 0.45, "high": 0.6, "source": PLACEHOLDER},
        "criminal": {"low": 0.2, "mid": 0.375, "high": 0.5, "source": PLACEHOLDER},
        "unattributed": {"low": 0.2, "mid": 0.39375, "high": 0.55, "source": MEAN},
    },
    "patrol": {**_TROOPS},
    "night_patrol": {**_TROOPS},
    "jpt": _effects(
        state=(0.4, 0.6, 0.8), armed_group=(0.1, 0.3, 0.5), communal=(0.4, 0.6, 0.8), criminal=(0.1, 0.3, 0.5)
    ),
    "adviser": _effects(
        state=(0.1, 0.3, 0.5),
        armed_group=(0.05, 0.1, 0.2),
        communal=(0.1, 0.3, 0.5),
        criminal=(0.0, 0.1, 0.2),
    ),
    "mediation": _effects(
        state=(0.1, 0.3, 0.5), armed_group=(0.1, 0.4, 0.6), communal=(0.3, 0.6, 0.8), criminal=(0.0, 0.1, 0.2)
    ),
    "pressure": _effects(
        state=(0.2, 0.5, 0.7), armed_group=(0.0, 0.1, 0.3), communal=(0.0, 0.2, 0.4), criminal=(0.0, 0.1, 0.2)
    ),
    "qrf": {**_TROOPS},
    "qrf_air": {**_TROOPS},
    "long_patrol": {**_TROOPS},
    "foot_patrol": {**_TROOPS},
    "joint_patrol": {**_TROOPS},
    "coordinated_patrol": {**_TROOPS},
    "fpu": _effects(
        state=(0.05, 0.15, 0.3),
        armed_group=(0.1, 0.3, 0.5),
        communal=(0.4, 0.6, 0.8),
        criminal=(0.4, 0.6, 0.8),
    ),
    "unpol": _effects(
        state=(0.1, 0.2, 0.4), armed_group=(0.0, 0.1, 0.2), communal=(0.2, 0.4, 0.6), criminal=(0.2, 0.5, 0.7)
    ),
    "human_rights": _effects(
        state=(0.3, 0.5, 0.7), armed_group=(0.1, 0.2, 0.4), communal=(0.1, 0.3, 0.5), criminal=(0.0, 0.1, 0.2)
    ),
    "field_office": _effects(
        state=(0.05, 0.1, 0.2),
        armed_group=(0.0, 0.05, 0.1),
        communal=(0.05, 0.1, 0.2),
        criminal=(0.0, 0.05, 0.1),
    ),
    "cvr": _effects(
        state=(0.0, 0.05, 0.1),
        armed_group=(0.1, 0.3, 0.5),
        communal=(0.3, 0.5, 0.7),
        criminal=(0.1, 0.3, 0.5),
    ),
    "host_support": {
        **_effects(
            state=(0.0, 0.0, 0.0),
            armed_group=(0.0, 0.2, 0.4),
            communal=(0.1, 0.3, 0.5),
            criminal=(0.2, 0.4, 0.6),
        ),
        "state": {"low": 0.0, "mid": 0.0, "high": 0.0, "source": NOT_AGAINST_ITSELF},
    },
}
"""Effect of a tool on a source of threat, 0 to 1: low, middle and high end.

Tools of alert have none: they let a response be called. No published figure was found for quick reaction,
police, human rights presence, violence reduction and support to host police: all placeholders, entered so
that troops are strongest on armed groups, police on crime and communal violence, monitors on the state."""
