"""The sentences of a run: what stays uncovered first, then what is reached, under which assumptions."""

from __future__ import annotations

from typing import Any

from maps.compose import people_words

DISCLAIMER = (
    "The boundaries and names shown and the designations used do not imply official endorsement or "
    "acceptance. Not cleared."
)
ASSUMPTIONS = (
    "Within reach means in time by road and on foot under the assumptions of this mission file; it says "
    "nothing about what happens on arrival."
)
DEFAULTS_NOTE = (
    "Bands, shares of services and effectiveness are editable defaults, not calibrated figures; likelihood "
    "is validated against later incidents, everything else is judgement."
)


def evaluation_headlines(plan: dict[str, Any], evaluation: dict[str, Any]) -> tuple[str, ...]:
    """Return the first lines of a run: shortfalls, the three numbers, distance from the best plan."""
    if plan["status"] == "infeasible":
        return ("No plan meets every demand:", *plan["reasons"])
    now, then = evaluation["present"], evaluation["plan"]
    lines = [f"Not met: {_shortfall(item)}" for item in plan["shortfalls"]]
    numbers, before = then["three_numbers"], now["three_numbers"]
    out, out_before = numbers["people_out_of_reach"]["value"], before["people_out_of_reach"]["value"]
    lines.append(
        f"{people_words(out)} people at risk stay out of reach (today {people_words(out_before)}), "
        f"of {people_words(then['people_at_risk'])} at risk."
    )
    if numbers["must_met"]["of"]:
        lines.append(
            f"Must threats met: {numbers['must_met']['met']} of {numbers['must_met']['of']} "
            f"(today {before['must_met']['met']})."
        )
    strategic = numbers["strategic_in_time"]["value"]
    if strategic is not None:
        lines.append(
            f"Strategic risk within its time limit: {strategic:.0%} "
            f"(today {before['strategic_in_time']['value']:.0%})."
        )
    lines.append(reach_line(now, then, evaluation["bands_min"]))
    lines.append(distance_line(plan))
    return tuple(lines)


def _shortfall(item: dict[str, Any]) -> str:
    name = item["name"].removeprefix("must: ")
    return f"{name}, {item['got']:.0%} within reach of {item['wanted']:.0%} wanted."


def reach_line(now: dict[str, Any], then: dict[str, Any], bands_min: list[float]) -> str:
    """Return the share of weighted risk within the band nearest to an hour."""
    band = f"{min(bands_min, key=lambda b: abs(b - 60)):g}"
    share, before = then["reach"]["total"][band], now["reach"]["total"][band]
    return f"{share:.0%} of weighted risk is within reach in {band} minutes of a base (today {before:.0%})."


def distance_line(plan: dict[str, Any]) -> str:
    """Return how far the plan is from the best possible one, in plain words."""
    if plan["status"] == "optimal":
        return "No better plan exists under these assumptions (proven)."
    share = plan["gap_of_gain"]
    told = "less than 0.1 %" if share < 0.001 else f"at most {share:.1%}".replace("%", " %")
    return f"Distance from the best possible plan: {told} of what could be gained. {plan['status_text']}"


def notes_of(run: dict[str, Any], plan: dict[str, Any]) -> tuple[str, ...]:
    """Return the notes of a run: its warnings, its assumptions, the disclaimer."""
    warnings = [finding["message"] for finding in run["findings"] if finding["severity"] == "warning"]
    files = [finding["file"] for finding in run["findings"] if finding["severity"] == "warning"]
    told = [f"{file}: {message}" if file else message for file, message in zip(files, warnings, strict=True)]
    unique = tuple(dict.fromkeys(told))
    return (*unique, *plan["notes"], ASSUMPTIONS, DEFAULTS_NOTE, DISCLAIMER)
