"""The sentences of a risk surface: what nobody knows first, then where risk lies, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.ahead_words import ahead_lines
from geo_poc.audience import AUDIENCES
from geo_poc.disclosure import COARSE_M, FEWEST_TOLD
from geo_poc.floor_words import VIOLENCE
from geo_poc.words import BOUNDARIES, percent
from maps.style import number_text
from maps.wording import people_words

JUDGEMENT = (
    "Only the likelihood of incidents can be checked against later incidents. People are data; multiplying "
    "the two, and every factor (vulnerability, impact, nature, intent, capacity, opportunity, drivers), is "
    "judgement: one that nobody gave is neutral."
)
SMOOTHED = (
    "Surfaces are smoothed sums of incidents; a lone one shows as a peak and makes ground known to insiders "
    f"alone. Outside the mission, where fewer than {FEWEST_TOLD} lie near, a source is averaged over "
    f"{COARSE_M / 1000:g} km, they make no ground known, and smaller counts are not told."
)
MEMBERS = (
    "How sure: members vary the record (events, positions, widths, factors, deaths) and not the forecast. "
    "Their median, ranges and shares are of the kernel's surface, beside the learned forecast that is shown."
)
PRIOR = "Cells where nobody observes have the mean risk per person of their district; read them as unknown."
PRESENCE = (
    "Low with presence: low risk within the own reach of a base in place. The calm may be the presence, and "
    "may end with it; reach is by road and on foot under the assumptions of this mission file."
)


def risk_headlines(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines of risk.json: unknown and not observed, then where risk lies, then how well known."""
    total, unknown = document["people"], document["unknown"]
    lines = [
        f"{people_words(unknown['people'])} of {people_words(total)} people live where nobody reports: "
        "unknown, not low."
        if unknown["people"] >= 1
        else "No people are known to live where nobody reports."
    ]
    if document["not_observed"]:
        names = ", ".join(VIOLENCE[name] for name in document["not_observed"])
        lines.append(f"Not observed, which is not zero: {names}.")
    off = document["off_map"]
    if off is not None and off["events_per_year"] > 0:
        lines.append(
            f"Known only to the country or without a position: {number_text(off['events_per_year'])} of "
            f"{number_text(off['of_events_per_year'])} weighted incidents a year count in rates and in "
            "no place of the map."
        )
    lines += document["banners"]
    partial = bool(AUDIENCES[document["audience"]].withheld)
    whole = "the risk shown here" if partial else "all risk"
    if (half := document["half_of_risk"]) is not None:
        lines.append(
            f"Half of {whole} lies where {people_words(half['people'])} people live, in "
            f"{percent(half['area_share'])} of the area."
        )
    lines.append(f"Of {whole}: {_shares(document)}.")
    presence = document["low_with_presence"]
    if presence["people"] >= 1:
        lines.append(
            f"{people_words(presence['people'])} people live at low risk"
            f"{' of what is shown here' if partial else ''} within a base's own reach: low with presence, "
            "not low."
        )
    return (*lines, skill_line(document["validation"]), *_members_line(document), *ahead_lines(document))


def _members_line(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what members vary, where the likelihood is not what they are drawn from."""
    ahead = document["validation"]["forecast"]
    return (MEMBERS,) if document["ensemble"] is not None and ahead is not None and ahead["better"] else ()


def _shares(document: Mapping[str, Any]) -> str:
    risk = {name: value for name, value in document["risk"].items() if value is not None and name != "total"}
    total = document["risk"]["total"]
    if not total:
        return "no risk is estimated anywhere"
    # Nothing estimated is said in words: 0 % would read as none.
    return ", ".join(
        f"{VIOLENCE[name]} {percent(value / total) if value > 0 else 'nothing estimated'}"
        for name, value in risk.items()
    )


def skill_line(validation: Mapping[str, Any]) -> str:
    """Return how well the likelihood forecast what came later."""
    ahead = validation["forecast"]
    if ahead is not None and ahead["better"]:
        return (
            f"The likelihood is a learned forecast ({ahead['model']}), checked on {ahead['windows']} later "
            f"windows of {ahead['months']:g} months: {ahead['nats_over_uniform']:.2f} nats per event over an "
            f"even spread, where the kernel scored {ahead['kernel_nats_over_uniform']:.2f}."
        )
    width = f"{validation['bandwidth_m'] / 1000:g} km"
    if not validation["validated"]:
        few = "too few events" if validation["events"] is None else f"{validation['events']:,} events"
        too_few = "" if validation["events"] is None else ", too few"
        return (
            f"The likelihood is not checked: {few} could be forecast{too_few}. Its "
            f"bandwidth of {width} is a default."
        )
    score = f"{validation['nats_over_uniform']:.2f} nats per event over an even spread"
    events = "events" if validation["events"] is None else f"{validation['events']:,} events"
    return (
        f"The likelihood is checked on {events} of {validation['folds']} later "
        f"quarters: its bandwidth of {width} scored {score}, the best of those compared."
    )


def risk_notes(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the notes of a risk map: its warnings, what it rests on, the disclaimer."""
    told = [
        f"{f['file']}: {f['message']}" if f["file"] and not f["file"].endswith(".toml") else f["message"]
        for f in document["findings"]
        if f["severity"] == "warning"
    ]
    return (*dict.fromkeys(told), *sheet_notes(document), disclaimer(document["clearance"]))


def disclaimer(clearance: str) -> str:
    """Return the disclaimer on boundaries, and whether the product is cleared."""
    return f"{BOUNDARIES} {f'Cleared: {clearance}.' if clearance else 'Not cleared.'}"


def sheet_notes(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the surface rests on, for the foot of a printed sheet: the factors given are named."""
    given = document["validation"]["factors"]
    told = f"{JUDGEMENT} Given: {', '.join(given)}." if given else JUDGEMENT
    return (told, PRESENCE, PRIOR, SMOOTHED)
