"""risk.json: what is observed and what is not, how well, and people and risk by source and district."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geo_poc.ahead_record import ahead_document, district_documents, skill_row
from geo_poc.audience import AUDIENCES, proposed_to
from geo_poc.classification import classification, watermark
from geo_poc.floor_words import VIOLENCE
from geo_poc.hotspot_table import spot_rows
from geo_poc.inspection import exported_finding
from geo_poc.mission import Mission
from geo_poc.provenance import hashed, layer_input, versions
from geo_poc.risk_areas import AreaRisk, whole_area
from geo_poc.risk_bands import FORECAST_UNIT, LIKELIHOOD_UNIT, RISK_UNIT
from geo_poc.risk_product import DEFAULT, Product
from geo_poc.risk_surfaces import Surfaces
from geo_poc.run import attributions
from geo_poc.words import data_banners, lowered_banner
from layers.risk.factors import role_name

SCHEMA_VERSION = 1


def risk_document(
    found: Surfaces, areas: Sequence[AreaRisk], folder: Path, product: Product = DEFAULT
) -> dict[str, Any]:
    """Return risk.json.

    Parameters
    ----------
    found : Surfaces
    areas : sequence of AreaRisk
    folder : Path
        Where it is written; inputs beside it are named relative to it.
    product : Product
        Findings and inputs are told to insiders alone: they name files, rows and sides.
    """
    inner = AUDIENCES[product.audience].inner
    mission, risk, whole = found.mission, found.risk, whole_area(found)
    keys = mission.keys
    return {
        "schema_version": SCHEMA_VERSION,
        **_origin(mission, folder, product),
        "timings": dict(found.seconds),
        "banners": [
            *lowered_banner(keys, found.withheld),
            *(f"Data-poor, {VIOLENCE[source]}: {reason}." for source, reason in risk.data_poor.items()),
            *data_banners(keys, risk.decay_from),
        ],
        "observed": list(risk.observed),
        "not_observed": list(found.not_observed),
        "validation": _validation(found),
        "units": {"risk": RISK_UNIT, "likelihood": LIKELIHOOD_UNIT, "forecast": FORECAST_UNIT},
        "breaks": {"risk": list(found.breaks), "likelihood": list(found.likelihood_breaks)},
        "cells": whole.cells,
        "people": whole.people,
        "unknown": {"cells": int(found.unknown.sum()), "people": whole.unknown_people},
        "low_with_presence": _presence(found),
        "off_map": _off_map(found),
        "risk": whole.risk,
        "events_per_year": whole.events_per_year,
        "forecast": ahead_document(found),
        "half_of_risk": _half(found),
        "hotspots": spot_rows(found, proposed_to(product.audience, found)),
        "ensemble": _ensemble(found),
        "by_area": [_area(area) for area in areas],
        "findings": [exported_finding(finding) for finding in found.findings if inner],
    }


def _origin(mission: Mission, folder: Path, product: Product) -> dict[str, Any]:
    """Return which mission a product is of, for whom, and what it was made from and with."""
    inner, keys = AUDIENCES[product.audience].inner, mission.keys
    return {
        "mission": keys.name,
        "scenario": mission.scenario_name,
        "intent": keys.applied.intent if keys.applied and inner else "",
        "kind": keys.kind,
        "as_of": keys.as_of.isoformat(),
        "classification": classification(mission),
        "watermark": watermark(mission),
        "audience": product.audience,
        "clearance": product.clearance,
        "attributions": list(attributions(mission)),
        "inputs": [
            layer_input(mission, key, layer.path, folder) for key, layer in mission.layers().items() if inner
        ],
        "mission_file": hashed(mission.path),
        "versions": versions(),
    }


def _validation(found: Surfaces) -> dict[str, Any]:
    """Return how the likelihood was checked against later incidents; nothing else was."""
    risk, choice = found.risk, found.risk.choice
    scored = choice is not None and choice.validated
    asked = None if risk.forecast is None else risk.forecast.skill
    return {
        "validated": risk.validated,
        "validated_parts": ["likelihood"] if risk.validated else [],
        "model": asked.model if asked is not None and risk.learned else "kernel",
        "forecast": None if asked is None else skill_row(asked),
        "judgement": ["people x likelihood", *_factors(found), "missing factors are neutral"],
        "factors": _factors(found),
        "bandwidth_m": risk.bandwidth_m,
        "half_life_days": risk.half_life_days,
        "decay_from": risk.decay_from.isoformat(),
        "nats_over_uniform": risk.nats_over_uniform.get(risk.bandwidth_m) if scored else None,
        "folds": 0 if choice is None else choice.folds,
        "events": None if found.withheld else 0 if choice is None else choice.events,
        "precise_only": choice is not None and choice.precise_only,
        "bandwidths": [
            {"bandwidth_m": width, "nats_over_uniform": score}
            for width, score in sorted(risk.nats_over_uniform.items())
        ],
    }


def _factors(found: Surfaces) -> list[str]:
    """Return the factors that the surfaces shown hold, each with its role."""
    parts = [part for of in found.risk.parts.values() for part in of]
    if found.withheld:  # an analyst's name for a factor may tell of what is left out: the role alone
        return list(dict.fromkeys(role_name(part.role) for part in parts))
    return list(dict.fromkeys(f"{part.name} ({role_name(part.role)})" for part in parts))


def _presence(found: Surfaces) -> dict[str, Any]:
    low = found.low_with_presence(found.risk.total())
    return {"cells": int(low.sum()), "people": float(found.risk.people[low].sum())}


def _off_map(found: Surfaces) -> dict[str, float] | None:
    """Return the recent incidents that no surface holds because nobody knows where they were."""
    parts = found.risk.balance.values()
    if not parts:
        return None
    return {
        "events_per_year": sum(part.unplaced for part in parts),
        "of_events_per_year": sum(part.recorded for part in parts),
    }


def _half(found: Surfaces) -> dict[str, Any] | None:
    """Return the people and the area of the fewest known cells that hold half of the risk."""
    grid = found.landscape.grid
    total = np.where(grid.mask & ~found.unknown, found.risk.total(), 0.0).ravel()
    if not total.any():
        return None
    order = np.argsort(-total, kind="stable")
    count = int(np.searchsorted(np.cumsum(total[order]), total.sum() / 2.0)) + 1
    held = order[:count]
    share = grid.share.ravel().astype(np.float64)
    return {
        "cells": count,
        "people": float(found.risk.people.ravel()[held].sum()),
        "area_share": float(share[held].sum() / share.sum()),
    }


def _ensemble(found: Surfaces) -> dict[str, Any] | None:
    """Return what the range of the surfaces rests on."""
    made = found.ensemble
    if made is None:
        return None
    return {"members": made.count, "seed": made.seed, "bandwidths_m": list(made.bandwidths_m)}


def _area(area: AreaRisk) -> dict[str, Any]:
    return {
        **area.place_and_people,
        "risk": area.risk,
        "events_per_year": area.events_per_year,
        "forecast": district_documents(area.ahead),
    }
