"""How a product is marked: the highest of its inputs and its own floor."""

from __future__ import annotations

from geo_poc.mission import Mission

LEVELS = ("Unclassified", "Confidential", "Strictly Confidential")
WATERMARKS = {
    "exercise": "EXERCISE",
    "illustration": "ILLUSTRATION FROM PUBLIC DATA, NOT A DEPLOYMENT PROPOSAL",
    "operation": "DRAFT",
}
"""An operation's plan prints DRAFT until somebody approves it."""


def classification(mission: Mission) -> str:
    """Return the marking of a run's products.

    Uncovered areas and future sites are at least Confidential whatever the inputs; only exercises and
    examples from public data may be lower.
    """
    marks = [layer.classification for layer in mission.layers().values()]
    if mission.keys.kind == "operation":
        marks.append("Confidential")
    return max(marks, key=LEVELS.index)


def watermark(mission: Mission) -> str:
    """Return the words across every product."""
    return WATERMARKS[mission.keys.kind]
