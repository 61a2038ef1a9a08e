"""What a response hangs on, in sentences: who can call it, whether units respond, who else counts."""

from __future__ import annotations

from typing import Any

from maps.wording import share_words

OIOS = "OIOS 2014: 20 % of 507 attacks met an immediate response"
CALLS = frozenset({"cla", "can"})


def recorded_share(evaluation: dict[str, Any]) -> str:
    """Return the part of credit that is left if units respond as recorded, as a range; "" if unknown."""
    left = _left(evaluation)
    return "" if left is None else left[0]


def _left(evaluation: dict[str, Any]) -> tuple[str, str] | None:
    """Return the range of the credit that is left, and its middle where the ends differ."""
    credit = (evaluation.get("credit") or {}).get("total")
    if "readiness" not in evaluation or not credit:
        return None
    ends = evaluation["readiness"]["credit_as_recorded"]
    low, middle, high = (share_words(ends[end] / credit) for end in ("low", "mid", "high"))
    return (middle, "") if low == high else (f"{low} to {high}", middle)


def alert_share(evaluation: dict[str, Any], plan: dict[str, Any]) -> str:
    """Return the part of reached risk where somebody can call; "" where calls are not counted."""
    if "readiness" not in evaluation:
        return ""
    share = evaluation["readiness"]["alert"]
    said = any(p["tool"] in CALLS for p in plan["placements"])
    return "" if share >= 1.0 and not said else share_words(share)


def response_lines(plan: dict[str, Any], now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    """Return how much credit stays if units respond as recorded, and where somebody can call them."""
    lines = []
    left = _left(then)
    if left is not None:
        middle = f" (middle {left[1]})" if left[1] else ""
        lines.append(f"If units respond as recorded, {left[0]} of the plan's credit is left{middle}. {OIOS}.")
    called = alert_share(then, plan)
    if called:
        today = alert_share(now, plan) or "not counted"
        lines.append(
            f"Somebody can call a response (liaison assistants, alert networks) for {called} of the risk "
            f"that is within reach (today {today})."
        )
    return lines


def partner_lines(evaluation: dict[str, Any]) -> list[str]:
    """Return which others in place count, for how much, and whose credit is withheld and why."""
    partners = evaluation.get("partners", [])
    counted = [f"{p['actor']} ({share_words(p['credit'])})" for p in partners if p["counted"]]
    lines = [f"{p['why'].rstrip('.')}." for p in partners if not p["counted"] and p["why"]]
    if counted:
        lines.insert(0, f"Others in place count, as a part of a company base's effect: {'; '.join(counted)}.")
    return lines
