"""Codes of a run's files in words, for maps and the sentences around them."""

from __future__ import annotations

SOURCE_WORDS = {
    "state": "state",
    "armed_group": "armed groups",
    "communal": "communal",
    "criminal": "criminal",
    "unattributed": "unattributed",
}
WHY_WORDS = {
    "out_of_reach": "out of reach",
    "denied": "denied to troops",
    "no_information": "no information: assess",
}
PERSONA_WORDS = {"military": "troops", "police": "police", "civilian": "civilians"}
"""Whose access a restriction may be about, troops first."""

ENGAGEMENT_WORDS = {
    "mediation": "mediation",
    "pressure": "pressure by leadership",
    "host_support": "support to host police and justice",
}
KIND_WORDS = {
    "host_state": "host state",
    "regional": "regional force",
    "community": "community",
    "humanitarian": "humanitarian",
    "parallel_force": "parallel force",
}
HRDDP_WORDS = {
    "": "",
    "cleared": "cleared",
    "mitigations": "cleared with mitigations",
    "not_assessed": "not assessed",
    "barred": "barred",
}


def people_words(people: float) -> str:
    """Return a number of people for reading: two significant digits, thousands separated."""
    if people < 1:
        return "0"
    digits = max(0, len(str(int(people))) - 2)
    return f"{round(people, -digits):,.0f}"


def left_out_words(areas: int, people: float) -> str:
    """Return how many uncovered areas, with how many people, a map does not show; "" where it shows all."""
    if not areas:
        return ""
    more = "1 more area" if areas == 1 else f"{areas} more areas"
    return f"Neither listed nor drawn here: {more}, {people_words(people)} people in all."


def minutes_words(minutes: float) -> str:
    """Return a duration for reading: "45 min", "7 h 50 min"."""
    hours, rest = divmod(round(minutes), 60)
    return f"{rest} min" if not hours else f"{hours} h {rest} min" if rest else f"{hours} h"


def share_words(share: float) -> str:
    """Return a share as a whole percent; a little is not none, and nearly all is not all."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"
