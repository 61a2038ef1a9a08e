"""Others in place in evaluation.json: whose presence counts for how much, and why that of others does not."""

from __future__ import annotations

from typing import Any

from geo_poc.outcome import Outcome
from geo_poc.partners import Partnership, partnerships
from geo_poc.schema_means import Partner


def partner_rows(outcome: Outcome) -> list[dict[str, Any]]:
    """Return one row for each partner of the mission file, in its order.

    A partner counts where it is among the assets that act today: one whose assessment does not allow the
    activity, or that stands where nobody can pass, does not, and `why` says so.
    """
    found, findings = partnerships(outcome.mission, outcome.landscape)
    acting = {asset.tool for asset in outcome.present_assets}
    told = {finding.column: finding.message for finding in findings}
    lost = {finding.value: finding.message for finding in outcome.findings}
    rows = []
    for number, partner in enumerate(outcome.mission.keys.partner, start=1):
        known = next((item for item in found if _is(partner, item)), None)
        counted = known is not None and known.tool.name in acting
        why = told.get(f"partner[{number}].actor", "")
        if known is not None and not counted:
            why = lost.get(known.name, "")
        rows.append(
            {
                "actor": known.name if known is not None else partner.actor,
                "activity": partner.activity,
                "credit": partner.credit if counted else 0.0,
                "counted": counted,
                "reason": partner.reason,
                "why": why,
            }
        )
    return rows


def _is(partner: Partner, item: Partnership) -> bool:
    return partner.actor.casefold() in (item.id.casefold(), item.name.casefold())
