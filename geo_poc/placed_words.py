"""What a plan places, sends and engages on, in sentences that stay short however large the plan is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from maps.wording import ENGAGEMENT_WORDS, share_words

PLACED = {
    "cob": "new company operating bases",
    "tob": "new temporary operating bases",
    "jpt": "joint protection teams",
    "adviser": "protection advisers",
    "cla": "posts of community liaison assistants",
    "can": "community alert networks",
    "qrf": "quick reaction forces by road",
    "qrf_air": "quick reaction forces by helicopter",
    "fpu": "formed police units",
    "unpol": "UN police teams",
    "human_rights": "human rights presences",
    "field_office": "field offices",
    "cvr": "projects of community violence reduction",
}
MOST_NAMED = 12
"""Names in one sentence; the rest is counted, and listed in plan.json."""


def placed_lines(plan: dict[str, Any]) -> list[str]:
    """Return what the plan recommends, by tool, with the place and its MGRS reference."""
    new = [p for p in plan["placements"] if not p["in_place"]]
    names = {p.get("site"): p["name"] for p in plan["placements"]}
    verb = "Given" if plan.get("status") == "evaluated" else "Recommended"
    lines = []
    for tool in (*PLACED, *sorted({p["tool"] for p in new} - PLACED.keys())):
        named = [f"{p['name']} ({p['mgrs']}){_escort(p, names)}" for p in new if p["tool"] == tool]
        if named:
            lines.append(f"{verb} {PLACED.get(tool, tool)} ({len(named)}): {listed(named)}.")
    return lines or [f"Nothing new is {verb.lower()}."]


def _escort(placement: dict[str, Any], names: dict[Any, str]) -> str:
    """Return whose troops escort a team, in words."""
    site = placement.get("escort_from")
    return f", escorted by troops of {names.get(site, site)}" if site else ""


def listed(names: Sequence[str], joint: str = "; ") -> str:
    """Return names in a row, those beyond the most that a sentence holds as a number."""
    more = len(names) - MOST_NAMED
    told = joint.join(names[:MOST_NAMED])
    return f"{told} and {more:,} more" if more > 0 else told


def patrol_count(plan: dict[str, Any]) -> str:
    """Return how many patrols a plan has: "57 (48 by day, 9 by night)", "0"."""
    day, night = _by_hours(plan)
    if not night:
        return f"{day}" if not day else f"{day} (by day)"
    return f"{day + night} ({day} by day, {night} by night)" if day else f"{night} (by night)"


def _by_hours(plan: dict[str, Any]) -> tuple[int, int]:
    routes = plan.get("routes", [])
    night = sum(route["tool"] == "night_patrol" for route in routes)
    return len(routes) - night, night


def patrol_lines(plan: dict[str, Any], now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    """Return how many patrols visit how much risk, and how many each base keeps going."""
    routes = plan.get("routes", [])
    if not routes:
        return []
    day, night = _by_hours(plan)
    number = day + night
    hours = f" ({day} by day, {night} by night)" if day and night else ""
    share, before = then["visited"]["total"], now["visited"]["total"]
    patrols = "patrol" if number == 1 else "patrols"
    visited = f"cells with {share_words(share)} of weighted risk are visited (today {share_words(before)})"
    return [
        f"{number} {patrols} a period{hours}: {visited}.",
        f"Patrols by base: {_by_base(routes)}.",
    ]


def _by_base(routes: Sequence[dict[str, Any]]) -> str:
    """Return how many patrols each base keeps going, bases of one number together."""
    bases = Counter(route["name"] for route in routes)
    numbers = sorted(set(bases.values()), reverse=True)
    groups = [(n, sorted(name for name, count in bases.items() if count == n)) for n in numbers]
    return "; ".join(
        f"{n}{' each' if len(names) > 1 else ''} at {listed(names, ', ')}" for n, names in groups
    )


def engagements(plan: dict[str, Any]) -> list[str]:
    """Return what the plan engages on: "mediation: Clashes (takes 6 weeks)"."""
    return [
        f"{ENGAGEMENT_WORDS.get(item['tool'], item['tool'])}: {item['name']}"
        + (f" (takes {item['delay_weeks']} weeks)" if item["delay_weeks"] else "")
        for item in plan.get("engagements", [])
    ]


def engagement_lines(plan: dict[str, Any]) -> list[str]:
    """Return the engagements as one sentence that says what they are not."""
    named = engagements(plan)
    return [f"Engaged on, beside and never in place of reach in time, by {listed(named)}."] if named else []
