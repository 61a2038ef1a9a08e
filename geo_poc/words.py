"""The sentences of a run: what stays uncovered first, then what is reached, under which assumptions."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import Any

from geo_poc.defaults import FLOOR_SHARE
from geo_poc.floor_words import BACKUP, FLOOR, MUST, TIER, VIOLENCE, VISITS, floor_words
from geo_poc.must_words import musts_line, pair_words
from geo_poc.placed_words import engagement_lines, patrol_lines, placed_lines
from geo_poc.range_words import PLANNED, has_range, range_line, ranged
from geo_poc.reach_left import left_line
from geo_poc.response_words import partner_lines, response_lines
from geo_poc.schema import MissionFile
from geo_poc.share_ends import at_most_words
from geo_poc.spare_words import more_lines, spare_lines
from maps.wording import WHY_WORDS, people_words, share_words

BOUNDARIES = (
    "The boundaries and names shown and the designations used do not imply official endorsement or "
    "acceptance."
)
DISCLAIMER = f"{BOUNDARIES} Not cleared."
ASSUMPTIONS = (
    "Within reach means in time by road and on foot under the assumptions of this mission file; it says "
    "nothing about what happens on arrival."
)
DEFAULTS_NOTE = (
    "Bands, shares of services and effectiveness are editable defaults, not calibrated figures. Only the "
    "likelihood of incidents can be checked against later incidents; everything else is judgement."
)
OLD_DAYS = 365
"""Incidents that end longer before as_of are told with every product."""

ENDS = {
    "gap": "it was as close as was asked for",
    "effort": "its counted effort was used up",
    "time": "its time was up",
    "user": "somebody stopped it",
}
NO_PLAN = "No plan meets every demand:"


def evaluation_headlines(plan: dict[str, Any], evaluation: dict[str, Any]) -> tuple[str, ...]:
    """Return the lines of a run: what is not met and who is out of reach, then what is reached."""
    return (*first_lines(plan, evaluation), *plan_lines(plan, evaluation))


def first_lines(plan: dict[str, Any], evaluation: dict[str, Any]) -> tuple[str, ...]:
    """Return what is not met, who is out of reach, the three numbers, and what a reader must know."""
    now, then = evaluation["present"], evaluation["plan"]
    if then is None:
        opening = NO_PLAN if plan["status"] == "infeasible" else plan["status_text"]
        return (opening, *plan["reasons"], *_uncovered(now, None), *evaluation.get("banners", ()))
    lines = [shortfall_line(item) for item in sorted(plan["shortfalls"], key=_rank)]
    lines += plan["notes"]
    lines += _uncovered(then, now)
    numbers, before = then["three_numbers"], now["three_numbers"]
    if numbers["must_met"]["of"]:
        lines.append(musts_line(then, now))
    if numbers["strategic_in_time"]["value"] is not None:
        lines.append(
            f"Strategic risk within its time limit: {ranged(numbers['strategic_in_time'], percent)} "
            f"(today {percent(before['strategic_in_time']['value'])})."
        )
    if "range_over" in evaluation and has_range(numbers):
        lines.append(range_line(evaluation["range_over"], evaluation["range_not_over"]))
    return (*lines, *evaluation.get("banners", ()))


def plan_lines(plan: dict[str, Any], evaluation: dict[str, Any]) -> tuple[str, ...]:
    """Return what the plan reaches, on what terms, and what it recommends; nothing where there is none."""
    now, then = evaluation["present"], evaluation["plan"]
    if then is None:
        return ()
    return (
        *reach_lines(now, then, evaluation["bands_min"]),
        *response_lines(plan, now, then),
        *patrol_lines(plan, now, then),
        *engagement_lines(plan),
        *partner_lines(evaluation),
        *placed_lines(plan),
        *spare_lines(plan.get("spare", ())),
        *more_lines(plan.get("spare", ()), plan.get("credit") or 0.0),
        distance_line(plan),
    )


def percent(share: float | None) -> str:
    """Return a share in words: "5 %"; a little is not 0 %, nearly all is not 100 %."""
    return "not known" if share is None else share_words(share)


def middle_band(bands_min: list[float]) -> str:
    """Return the band nearest to an hour, as the documents name it."""
    return f"{min(bands_min, key=lambda band: (abs(band - 60), band)):g}"


def shortfall_line(item: dict[str, Any]) -> str:
    """Return a floor that is not met as a sentence."""
    name = floor_words(item["name"])
    got, wanted = pair_words(item["got"], item["wanted"])
    if item["name"].startswith(MUST):
        return f"Must threat not met: {name}. {got} of it is within reach in time; {wanted} is asked for."
    if item["name"].startswith(VISITS):
        return (
            f"Patrols visit it less than asked for: {item['name'].removeprefix(VISITS)}. They make {got} of "
            f"the visits; {wanted} is asked for."
        )
    beginning, _, about = item["name"].partition(": ")
    if beginning == "floor":
        return f"Floor not met: {about}. {got} of it is within reach; {wanted} is asked for."
    if beginning == "backup":
        return (
            f"Backup is missing: {about}. It has {got} of the distinct sites within reach that are asked "
            f"for{'' if wanted == '100 %' else f', and {wanted} of them is enough'}."
        )
    if beginning.startswith("tier "):
        return f"Activities of {beginning} are missing: {about}. There are {got} of those asked for."
    return (
        f"Floor not met: {name}. {got} of its risk in the must and should areas (of all, where the register "
        f"has none) is within a base's own reach; {wanted} is asked for."
    )


def _rank(shortfall: dict[str, Any]) -> int:
    """Return where a shortfall is told: musts, then visits, the mission's floors, then those of sources."""
    beginnings = (MUST, VISITS, FLOOR, BACKUP, TIER)
    return next((n for n, word in enumerate(beginnings) if shortfall["name"].startswith(word)), 5)


def _uncovered(then: dict[str, Any], now: dict[str, Any] | None) -> list[str]:
    """Return who is out of reach, the largest uncovered area, and people nobody knows about."""
    number, of = then["three_numbers"]["people_out_of_reach"], f" of {_people(then['people_at_risk'])}"
    today = "" if now is None else f" (today {_people(now['three_numbers']['people_out_of_reach']['value'])})"
    whether = "are out of reach today" if now is None else "stay out of reach"
    meaning = (
        "At risk: who lives where the highest risk lies, down to 90 % of all risk. Out of reach: beyond the "
        "own reach of every base, quick reaction force and police unit; temporary bases reach less far."
    )
    out = ranged(
        number, _people, f"{of} people at risk {whether}", case="as things stand" if now is None else PLANNED
    )
    lines = [f"{out}{today}. {meaning}"]
    areas = then["uncovered"]
    if areas:
        first = areas[0]
        lines.append(
            f"Uncovered areas: {len(areas)}. The one with most risk: {first['name']}, "
            f"{_people(first['people'])} people, {WHY_WORDS.get(first['why'], first['why'])}."
        )
    silent = sum(area["people"] or 0.0 for area in areas if area["why"] == "no_information")
    if silent >= 1:
        lines.append(f"{_people(silent)} people live out of reach where nobody reports: unknown, not calm.")
    return lines


def _people(people: float | None) -> str:
    return "an unknown number of" if people is None else people_words(people)


def reach_lines(now: dict[str, Any], then: dict[str, Any], bands_min: list[float]) -> tuple[str, str]:
    """Return the share of weighted risk within the band nearest to an hour: in all, then by source."""
    band = middle_band(bands_min)
    share, before = then["reach"]["total"][band], now["reach"]["total"][band]
    parts = [
        f"{words} {percent(then['reach'][source][band]) if then['risk'][source] else 'no risk estimated'}"
        for source, words in VIOLENCE.items()
        if then["reach"][source] is not None
    ]
    missing = [
        words
        for source, words in VIOLENCE.items()
        if then["reach"][source] is None and source != "unattributed"
    ]
    unseen = f"; not observed, so not told apart: {', '.join(missing)}" if missing else ""
    of_all = f"{percent(share)} of weighted risk is within reach in {band} minutes of a base"
    dark = night_share(then, band)
    by_night = f", {dark} by night" if dark not in ("", percent(share)) else ""
    return (
        f"{of_all} (today {percent(before)}){by_night}.",
        f"Of each source, within those {band} minutes: {', '.join(parts)}{unseen}.",
    )


def night_share(evaluation: dict[str, Any], band: str) -> str:
    """Return the share of weighted risk within a band by night, "" in runs without it."""
    return percent(evaluation["reach_night"]["total"][band]) if "reach_night" in evaluation else ""


def distance_line(plan: dict[str, Any]) -> str:
    """Return how far the plan is from the best possible one, in plain words."""
    if plan["status"] == "optimal":
        return (
            "Distance from the best possible plan: none, proven. With this budget, these sites and these "
            "assumptions no plan scores higher."
        )
    if plan["gap_of_gain"] is None:
        return f"{plan['status_text']} Its distance from the best possible plan is not known."
    far = distance_words(plan["gap_of_gain"])
    told = (
        f"Distance from the best possible plan: {far} of what could be gained.",
        left_line(plan),
        f"The search ended because {ENDS.get(plan['stopped_by'], 'its work was done')}.",
    )
    return " ".join(filter(None, told))


def distance_words(share: float) -> str:
    """Return the distance from the best possible plan as a share: an upper end, so rounded up."""
    if share < 0.001:
        return "less than 0.1 %"
    return f"at most {at_most_words(share)}"


def banners(keys: MissionFile) -> tuple[str, ...]:
    """Return what a reader must know of the settings: sources weighed less, floors lowered, late reviews."""
    objective = keys.objective
    told = list(lowered_banner(keys))
    if objective.floor_share < FLOOR_SHARE:
        told.append(
            f"The floor of each source is lowered from {percent(FLOOR_SHARE)} to "
            f"{percent(objective.floor_share)} of the overall reach. {objective.reason}"
        )
    late = [
        f"{threat.name} ({threat.review_date.isoformat()}{', ' if threat.owner_role else ''}"
        f"{threat.owner_role})"
        for threat in keys.threat
        if threat.review_date is not None and threat.review_date < keys.as_of
    ]
    if late:
        told.append(f"Review overdue in the threat register: {'; '.join(late)}.")
    return tuple(told)


def lowered_banner(keys: MissionFile, withheld: Container[str] = ()) -> tuple[str, ...]:
    """Return what a reader must know where a source of threat was weighed less than the rest.

    Parameters
    ----------
    keys : MissionFile
    withheld : container of str
        Sources that the reader does not see: nothing is said of their weight, nor the reason, which may
        name them.
    """
    weights = keys.objective.source_weights
    shown = {source: weight for source, weight in weights.items() if source not in withheld}
    most = max(shown.values(), default=1.0)
    told = [VIOLENCE[source] for source, weight in shown.items() if weight < most]
    if not told:
        return ()
    others = any(weight != most for source, weight in weights.items() if source in withheld)
    reason = "" if others else f" {keys.objective.reason}"
    return (f"Counts less than the rest by decision: {', '.join(told)}.{reason}",)


def data_banners(keys: MissionFile, risk_from: date) -> tuple[str, ...]:
    """Return what a reader must know of the data: how old the incidents are, how thin the roads."""
    told = []
    if (keys.as_of - risk_from).days > OLD_DAYS:
        told.append(f"Risk is as of {risk_from.isoformat()}: the incidents end then.")
    if any(layer.skeleton for layer in keys.layers.roads):
        told.append("The roads are a skeleton of main links: reach is understated where roads are missing.")
    return tuple(told)


def notes_of(run: dict[str, Any]) -> tuple[str, ...]:
    """Return the notes of a run: its warnings, its assumptions, the disclaimer."""
    warnings = [finding for finding in run["findings"] if finding["severity"] == "warning"]
    told = [
        f"{w['file']}: {w['message']}" if w["file"] and not w["file"].endswith(".toml") else w["message"]
        for w in warnings
    ]
    unique = tuple(dict.fromkeys(told))
    return (*unique, ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER)
