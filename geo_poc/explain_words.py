"""What lifting caveats and denials would gain, and who could act, in lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.loss_parts import parts_words
from geo_poc.option_words import option_words
from geo_poc.who_could_act import NOT_ENGAGED, NOT_IN_TIME
from geo_poc.words import percent
from maps.style import number_text
from maps.wording import people_words

CAVEATS = {
    "no_night": "no movement by night",
    "maximum_distance": "a maximum distance",
    "no_go": "sectors it does not enter",
    "no_joint": "no joint operations",
}
NOT_PLACED = (NOT_ENGAGED, NOT_IN_TIME)
"""Why a component of the mission does not act where another plan could have it act."""

KINDS = {
    "un_military": "UN military",
    "un_police": "UN police",
    "un_civilian": "UN civilians",
    "mediation": "mediation and pressure by leadership",
}

HOW = {"un_civilian": "within their own reach", "mediation": "engaged on"}
"""How a kind comes to a threat it is not at in time: engagement never stands in the place of reach."""


def lifting_lines(lifting: Mapping[str, Any], credit: float) -> list[str]:
    """Return what each lifting gains, and what suspected caveats would take away.

    Parameters
    ----------
    lifting : mapping
        Of a document of :func:`geo_poc.explain`.
    credit : float
        Of its plan.
    """
    lines = []
    for row in lifting["caveats"]:
        lines.append(f"Without {_caveat(row)}: {_gained(row, credit)}")
        lines += _singly(row, credit)
    for row in lifting["if_suspected_bite"]:
        lost = "not counted" if row["credit"] is None else f"loses {_standing(row)}"
        lines.append(f"If {_caveat(row)} binds, the plan {lost}")
    for row in lifting["restrictions"]:
        who = row["authority"] or "nobody named"
        about = f"{', '.join(row['restrictions'])}; {', '.join(row['applies_to'])}"
        lines.append(f"Without what {who} denies ({about}): {_gained(row, credit)}")
        lines += _singly(row, credit)
    return lines


def acting_lines(threats: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return for each threat who stays out of reach, who could act on it and who could not.

    Parameters
    ----------
    threats : sequence of mapping
        `who_could_act` of a document.
    """
    return [line for threat in threats for line in _threat(threat)]


def _caveat(row: Mapping[str, Any]) -> str:
    kind = "declared" if row["declared"] else "suspected"
    return f"the {kind} caveat of {row['contingent']} ({CAVEATS[row['caveat']]})"


def _singly(row: Mapping[str, Any], credit: float) -> list[str]:
    """Return a line for each restriction or sector that is lifted alone."""
    return [f"  without {_one(one)} alone: {_gained(one, credit)}" for one in row["singly"]]


def _one(one: Mapping[str, Any]) -> str:
    about = ", ".join(one["applies_to"]) if "applies_to" in one else ("" if one["declared"] else "suspected")
    return f"{one['name']} ({about})" if about else str(one["name"])


def _gained(row: Mapping[str, Any], credit: float) -> str:
    if row["credit"] is None:
        return "not looked at"
    words = f"the plan as it stands gains {_standing(row)}"
    if row["status"] == "not found":
        return f"{words}; no plan was found when placed again"
    if row["status"] != "placed again":
        return words
    moved = ""
    if row["opens"] or row["leaves"]:
        moved = f": {_named(row['opens']) or 'nothing new'} instead of {_named(row['leaves']) or 'nothing'}"
    return f"{words}; placed again {parts_words(row['parts'], credit, gains=True)}{moved}"


def _standing(row: Mapping[str, Any]) -> str:
    by_day, by_night = people_words(row["people"]), people_words(row["people_night"])
    credit = number_text(row["credit"])
    return f"{credit} weighted reach and {by_day} people within reach by day, {by_night} by night"


def _named(options: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(map(option_words, options))


def _threat(threat: Mapping[str, Any]) -> list[str]:
    rows = [row for row in threat["rows"] if row["kind"] != "no_one"]
    could = [_who(row) for row in rows if row["able"]]
    ask = [f"{_kind(row)} ({row['why']})" for row in rows if row["able"] is None]
    idle = [f"{_kind(row)} ({row['why']})" for row in rows if not row["able"] and row["why"] in NOT_PLACED]
    could_not = [
        f"{_kind(row)} ({row['why']})"
        for row in rows
        if row["able"] is False and row["why"] not in NOT_PLACED
    ]
    about = f"{threat['name']} ({threat['priority']}, {threat['source'].replace('_', ' ')})"
    out, people = people_words(threat["people_out_of_reach"]), people_words(threat["people"])
    lines = [
        f"{about}: {out} of {people} people out of reach in {threat['limit_min']:g} minutes",
        f"  could act: {'; '.join(could) or 'no one as the plan stands'}",
    ]
    lines += [f"  could act if placed: {'; '.join(idle)}"] if idle else []
    lines += [f"  find out first: {'; '.join(ask)}"] if ask else []
    return lines + ([f"  could not: {'; '.join(could_not)}"] if could_not else [])


def _who(row: Mapping[str, Any]) -> str:
    told = [actor["name"] for actor in row["actors"]]
    if row["share_in_time"] is not None and row["assets"]:
        what = "asset" if row["assets"] == 1 else "assets"
        how = HOW.get(row["kind"], "in time")
        told.append(f"{row['assets']} {what}, {percent(row['share_in_time'])} of its risk {how}")
        told += _accepted(row)
    told += _visits(row["visits"]) if row["visits"] else []
    told += [row["why"]] if row["why"] else []
    return f"{_kind(row)} ({', '.join(told)})" if told else _kind(row)


def _accepted(row: Mapping[str, Any]) -> list[str]:
    """Return how much of what is reached the register accepts, nothing where that is all."""
    if row["share_accepted"] <= 0:
        return ["by nothing that the register accepts"]
    accepted = percent(row["share_accepted"])
    return [] if accepted == percent(row["share_in_time"]) else [f"{accepted} by what the register accepts"]


def _visits(visits: Mapping[str, Any]) -> list[str]:
    """Return what patrols visit: they are not there in time."""
    one = visits["patrols"] == 1
    who = f"{visits['patrols']} {'patrol visits' if one else 'patrols visit'}"
    return [f"{who} {percent(visits['share'])} of its risk, {people_words(visits['people'])} people"]


def _kind(row: Mapping[str, Any]) -> str:
    return KINDS.get(row["kind"], str(row["kind"]).replace("_", " "))
