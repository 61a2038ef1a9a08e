"""What a run says, as JSON documents with fixed digits and sorted keys."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.account import account, account_classification
from geo_poc.admin_reach import AdminArea, admin_areas, reach_by_area
from geo_poc.asked_values import check_kinds
from geo_poc.case import case_of
from geo_poc.classification import watermark
from geo_poc.conflicts import conflict_document
from geo_poc.must_record import time_row
from geo_poc.number_ranges import NOT_OVER, range_over, three_numbers
from geo_poc.outcome import Outcome
from geo_poc.partner_record import partner_rows
from geo_poc.references import mgrs_of
from geo_poc.spare_words import spare_rows
from geo_poc.words import banners, data_banners
from layers.landscape import SOURCES
from layers.proximity import people_beside, straight_line_shares
from optimisation.assets import Asset
from optimisation.evaluate import Evaluation
from optimisation.met import ThreatStatus
from optimisation.plan import Placement, Plan, PlannedRoute, Site
from optimisation.uncovered import UncoveredArea

SCHEMA_VERSION = 1


def as_text(document: Mapping[str, Any]) -> str:
    """Return a document as JSON: floats with 9 significant digits, keys sorted, one final newline.

    A document without a schema_version gets the present one; numbers that are not finite become null.
    """
    versioned = {"schema_version": SCHEMA_VERSION, **_rounded(document)}
    return json.dumps(versioned, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.9g}") + 0.0 if math.isfinite(value) else None  # no negative zero
    return value


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return plan.json.

    Parameters
    ----------
    plan : Plan
        The `plan` of an outcome.

    Returns
    -------
    dict
        As docs/schemas/plan.schema.json says, but for the marks of its mission.

    Raises
    ------
    InputError
        When it is no plan.
    """
    check_kinds({"plan": plan}, {"plan": (Plan, "give outcome.plan, of what geo_poc.plan(mission) returns")})
    return {
        "schema_version": SCHEMA_VERSION,
        "status": plan.status,
        "status_text": plan.status_text,
        "stopped_by": plan.stopped_by or None,
        "reproducible": plan.reproducible,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "gap_of_gain": plan.gap_of_gain,
        "credit": plan.credit if plan.objective is not None or plan.status == "evaluated" else None,
        "seed": plan.seed,
        "placements": [_placement(placement) for placement in plan.placements],
        "routes": [_route(route) for route in plan.routes],
        "engagements": [
            {
                "id": item.id,
                "tool": item.tool,
                "threat": item.threat,
                "name": item.name,
                "delay_weeks": item.delay_weeks,
            }
            for item in plan.engagements
        ],
        "shortfalls": [{"name": s.name, "wanted": s.wanted, "got": s.got} for s in plan.shortfalls],
        "floor_share": plan.floor_share,
        "binding": [
            {"kind": b.kind, "name": b.name, "words": b.words, "has": b.has, "limit": b.limit}
            for b in plan.binding
        ],
        "spare": spare_rows(plan.spare),
        "reasons": list(plan.reasons),
        "conflict": None if plan.conflict is None else conflict_document(plan.conflict),
        "notes": list(plan.notes),
    }


def _placement(placement: Placement) -> dict[str, Any]:
    return {
        "id": placement.id,
        "tool": placement.tool,
        "site": placement.site,
        "name": placement.name,
        "lon": placement.lon,
        "lat": placement.lat,
        "mgrs": mgrs_of(placement.lon, placement.lat),
        "fixed": placement.fixed,
        "in_place": placement.in_place,
        "personnel": placement.personnel,
        "visits_per_month": placement.visits_per_month,
        "escort_from": placement.escort_from or None,
    }


def _route(route: PlannedRoute) -> dict[str, Any]:
    """Return a patrol; its line is in plan.gpkg."""
    return {
        "id": route.id,
        "tool": route.tool,
        "site": route.site,
        "name": route.name,
        "minutes": route.minutes,
        "people": route.people,
        "risk": route.risk,
        "stops": [{"lon": lon, "lat": lat, "mgrs": mgrs_of(lon, lat)} for lon, lat in route.stops],
    }


def evaluation_document(outcome: Outcome) -> dict[str, Any]:
    """Return evaluation.json: the plan beside the present.

    Parameters
    ----------
    outcome : Outcome
        Of :func:`geo_poc.plan` or :func:`geo_poc.evaluate`.

    Returns
    -------
    dict
        As docs/schemas/evaluation.schema.json says; `plan` is None where no plan was found.

    Raises
    ------
    InputError
        When it is no outcome.
    """
    check_kinds({"outcome": outcome}, {"outcome": (Outcome, "give what geo_poc.plan(mission) returns")})
    present_sites = {site.id for site in outcome.sites if site.kind == "base"}
    areas = admin_areas(outcome.landscape, outcome.demand)
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "bands_min": list(outcome.mission.keys.bands_min),
        "banners": [
            *data_banners(outcome.mission.keys, outcome.risk.decay_from),
            *banners(outcome.mission.keys),
        ],
        "classification": account_classification(outcome.mission, outcome.landscape),
        "watermark": watermark(outcome.mission),
        "partners": partner_rows(outcome),
        "range_over": range_over(outcome),
        "range_not_over": list(NOT_OVER),
        "present": _evaluation(outcome, outcome.present, outcome.present_assets, present_sites, areas),
        "plan": None,
    }
    if outcome.evaluation is not None:
        opened = {p.site for p in outcome.plan.placements if _is_base(outcome, p.tool)}
        document["plan"] = _evaluation(outcome, outcome.evaluation, outcome.assets, opened, areas)
    return document


def _is_base(outcome: Outcome, tool: str) -> bool:
    return next(item.base for item in outcome.tools if item.name == tool)


def _evaluation(
    outcome: Outcome,
    evaluation: Evaluation,
    assets: tuple[Asset, ...],
    opened: set[str],
    areas: Sequence[AdminArea],
) -> dict[str, Any]:
    told = account(case_of(outcome, evaluation, assets))
    sites = [site for site in outcome.sites if site.id in opened]
    return {
        "three_numbers": three_numbers(outcome, evaluation, assets),
        "missed_musts": list(evaluation.missed_musts),
        "threats": [_threat(status) for status in evaluation.threats],
        "risk": _by_source(_risk(outcome)),
        "reach": _by_source(evaluation.reach),
        "reach_night": _by_source(evaluation.reach_night),
        "engagement": _by_source(evaluation.engagement),
        "visited": _by_source(evaluation.visited),
        "credit": _by_source(evaluation.credit),
        "credit_low": _by_source(evaluation.credit_low),
        "credit_high": _by_source(evaluation.credit_high),
        **told,
        "readiness": _readiness(evaluation) | told["readiness"],
        "people_within": dict(evaluation.people_within),
        "groups_within": {name: dict(bands) for name, bands in sorted(evaluation.groups_within.items())},
        "people_at_risk": evaluation.people_at_risk,
        **_beside(outcome, sites),
        "uncovered": [_uncovered(area) for area in evaluation.uncovered],
        "importance": [
            {"site": outcome.sites[number].id, "name": outcome.sites[number].name, "loss": loss}
            for number, loss in evaluation.importance
        ],
        "by_area": list(reach_by_area(outcome, evaluation, areas)),
    }


def _beside(outcome: Outcome, sites: Sequence[Site]) -> dict[str, Any]:
    """Return the people close to each base, and the shares of incidents by straight-line distance to any."""
    window = outcome.mission.keys.evaluation
    return {
        "close_proximity": [
            {
                "base": site.id,
                "name": site.name,
                "people": people_beside(outcome.landscape, site.lon, site.lat),
            }
            for site in sites
        ],
        "straight_line_share_km": straight_line_shares(
            outcome.landscape.incidents,
            [site.lon for site in sites],
            [site.lat for site in sites],
            start=window.window_start,
            end=window.window_end,
        ),
    }


def _uncovered(area: UncoveredArea) -> dict[str, Any]:
    return {
        "rank": area.rank,
        "name": area.name,
        "lon": area.lon,
        "lat": area.lat,
        "people": area.people,
        "risk": area.risk,
        "sources": list(area.sources),
        "why": area.why,
    }


def _threat(status: ThreatStatus) -> dict[str, Any]:
    return {
        "id": status.id,
        "name": status.name,
        "source": status.source,
        "priority": status.priority,
        **time_row(status),
        "met": status.met,
        "engaged_by": list(status.engaged_by),
        "visits": status.visits,
        "visits_wanted": status.visits_wanted,
    }


def _readiness(evaluation: Evaluation) -> dict[str, Any]:
    """Return the parts of response, and the credit if units respond as recorded."""
    parts, (low, middle, high) = evaluation.parts, evaluation.credit_recorded
    return {
        "within_reach": parts.within_reach,
        "by_night": parts.by_night,
        "alert": parts.alert,
        "timeliness": parts.timeliness,
        "readiness": parts.readiness,
        "credit_as_recorded": {"low": low, "mid": middle, "high": high},
    }


def _risk(outcome: Outcome) -> dict[str, float]:
    """Return the weighted risk of each observed source: the need that its reach stands beside."""
    risk = {source: float(weight.sum()) for source, weight in outcome.demand.weights.items()}
    return risk | {"total": float(outcome.demand.total().sum())}


def _by_source(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for every source and the total; a source that is not observed is null, never zero."""
    return {name: values.get(name) for name in (*SOURCES, "total")}
