"""Bases of a plan whose worth recent risk understates, since their presence may be what made it calm."""

from __future__ import annotations

from typing import Any

from geo_poc.assembling import scales_of
from geo_poc.evaluator import evaluator
from geo_poc.posed import Posed
from optimisation.assemble import open_assets

LEAST_MORE = 0.01
"""Of the loss on recent risk: what is less is not worth a line; judgement."""


def calmed(posed: Posed) -> list[dict[str, Any]]:
    """Return the bases in place that cost more credit to close once earlier risk near them counts too."""
    scales = scales_of(posed.mission, posed.ground)
    assets = open_assets(posed.assembly, posed.plan.chosen)
    recent = dict(evaluator(posed.ground, posed.reaches, scales)(assets).importance)
    weighed = evaluator(posed.ground, posed.reaches, scales, mission=posed.mission)(assets).importance
    sites = posed.ground.sites
    return [
        {"id": sites[site].id, "name": sites[site].name, "loss": loss, "loss_recent": recent[site]}
        for site, loss in weighed
        if loss > recent[site] * (1 + LEAST_MORE)
    ]
