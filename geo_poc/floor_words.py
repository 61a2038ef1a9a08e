"""What floors are called in words: without the technical beginning of their names."""

from __future__ import annotations

VIOLENCE = {
    "state": "violence by state actors",
    "armed_group": "violence by armed groups",
    "communal": "communal violence",
    "criminal": "criminal violence",
    "unattributed": "unattributed violence",
}
MUST, VISITS = "must: ", "visits: "
FLOOR, BACKUP, TIER = "floor: ", "backup: ", "tier "
"""How the optimiser's names of these floors begin."""


def floor_words(name: str) -> str:
    """Return the name of a floor without its technical beginning."""
    source = name.removeprefix("reach for threats from ")
    if name.startswith(VISITS):
        return f"visits to {name.removeprefix(VISITS)}"
    return VIOLENCE.get(source, name.removeprefix(MUST))
