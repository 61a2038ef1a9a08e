"""Bases of a plan whose worth recent risk understates, since their presence may be what made it calm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def by_worth(sites: Sequence[dict[str, Any]], quieted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sites, those that may have made it calm before all that take less weighted reach away.

    So a base whose surroundings fell quiet after it opened does not stand last, as the first to close: the
    floors of the plan know recent risk alone. Sites that a must threat hangs on stay before it. Two that may
    both have made it calm are held against each other in one measure, the higher of recent and earlier risk.

    Parameters
    ----------
    sites : sequence of dict
        The most loss first, with what `closes` with each and the `parts` of its loss.
    quieted : sequence of dict
        Of :func:`calmed`.
    """
    earlier = {base["id"]: base["loss"] for base in quieted}
    ordered: list[dict[str, Any]] = []
    for site in sites:
        loss = _calmed_loss(site, earlier)
        place = len(ordered)
        while place and _takes_less(ordered[place - 1], loss, earlier):
            place -= 1
        ordered.insert(place, site)
    return ordered


def _calmed_loss(site: dict[str, Any], earlier: Mapping[str, float]) -> float:
    """Return what closing a site loses where it may have made it calm; 0 where it may not."""
    closing = {one["id"].partition(":")[2] for one in site["closes"]}
    return max((earlier[base] for base in closing if base in earlier), default=0.0)


def _takes_less(site: dict[str, Any], loss: float, earlier: Mapping[str, float]) -> bool:
    """Return whether closing a site takes away less weighted reach, and no must threat."""
    parts = site["parts"]
    if parts is None or parts["musts"]:
        return False
    return max(float(parts["credit"]), _calmed_loss(site, earlier)) < loss
