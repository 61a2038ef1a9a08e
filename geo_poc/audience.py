"""Whom a risk product is for, and what it leaves out for them.

The host authority may be the threat: its product has no state surface, no threat of that source, no access
conditions, and its total is the sum of what it shows, or the state's share could be subtracted from it. What
the public reads the host reads too; it is generalised besides, and names no site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_poc.blocks import block_half, block_means
from geo_poc.classification import classification
from geo_poc.disclosure import disclosed
from geo_poc.mission import Mission
from geo_poc.risk_surfaces import TOTAL, Surfaces, breaks_of
from geo_poc.threat_proposals import Proposed, proposed
from layers.errors import error
from layers.risk.ensemble import Ensemble
from layers.risk.forecast import Forecast
from layers.risk.forecast_places import PlaceRange
from layers.risk.hotspots import Hotspot
from layers.risk.surface import Risk

_BY_NUMBER = frozenset({"nats_over_uniform"})
"""Mappings of a risk value that are not by source."""

GENERALISED_M = 25_000.0
"""Side of the blocks that the public product is averaged over."""


@dataclass(frozen=True, slots=True)
class Audience:
    """What a product for somebody holds.

    Parameters
    ----------
    key, words : str
    withheld : tuple of str
        Sources of threat that it does not show, nor count in any sum.
    inner : bool
        It holds the mission as used, findings, and what the run was made from.
    left_out : tuple of str
        Tables that it does not have.
    generalised : bool
    """

    key: str
    words: str
    withheld: tuple[str, ...] = ()
    inner: bool = False
    left_out: tuple[str, ...] = ()
    generalised: bool = False


AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        one.key: one
        for one in (
            Audience("internal", "internal", inner=True),
            Audience("un", "United Nations"),
            Audience("humanitarian", "humanitarian partners", left_out=("restrictions",)),
            Audience("host_authority", "host authority", ("state",), left_out=("restrictions",)),
            Audience(
                "public", "public", ("state",),
                left_out=("restrictions", "bases", "displaced", "threats", "hotspots"),
                generalised=True,
            ),
        )
    }
)  # fmt: skip


def audience_of(key: str, mission: Mission) -> Audience:
    """Return an audience by its key.

    Raises
    ------
    InputError
        When there is none of that name, or the mission's marking does not allow it.
    """
    if key not in AUDIENCES:
        raise error(
            "there is no such audience",
            f"choose one of {', '.join(AUDIENCES)}",
            column="--audience",
            value=key,
        )
    mark = classification(mission)
    if key == "public" and mark != "Unclassified":
        raise error(
            f"a product for the public cannot be {mark}",
            _lowered(mission),
            column="--audience",
            value=key,
        )
    return AUDIENCES[key]


def _lowered(mission: Mission) -> str:
    """Return what would make a product for the public possible."""
    if mission.keys.kind == "operation":
        return "choose another audience: products of an operation are Confidential whatever their layers are"
    marked = [name for name, layer in mission.layers().items() if layer.classification != "Unclassified"]
    return (
        f"mark {', '.join(marked)} Unclassified where their owners agree, use a mission file without "
        "those that cannot be (as contingents), or choose another audience"
    )


def for_audience(found: Surfaces, audience: Audience) -> Surfaces:
    """Return the surfaces as an audience may see them; sums and classes are made anew from what is left."""
    if audience.inner:
        return found
    hidden = frozenset(audience.withheld)
    found = disclosed(found, hidden)
    risk, reached = _less(found.risk, hidden), found.reached
    if audience.generalised:
        grid = found.landscape.grid
        block = max(1, round(GENERALISED_M / grid.cell_m))
        risk, reached = _generalised(risk, grid.mask, block), block_half(reached, grid.mask, block)
    breaks, likelihood_breaks = breaks_of(risk, found.landscape)
    threats = {
        entry.id: found.threats[entry.id] & (entry.source not in hidden)
        for entry in found.mission.keys.threat
        if entry.id in found.threats
    }
    spots = () if audience.generalised else _shown_spots(found.hotspots, hidden)
    return replace(
        found,
        risk=risk,
        breaks=breaks,
        likelihood_breaks=likelihood_breaks,
        reached=reached,
        threats=threats,
        hotspots=spots,
        ensemble=None if audience.generalised else _less_members(found.ensemble, hidden),
        withheld=audience.withheld,
    )


def _less(risk: Risk, hidden: frozenset[str]) -> Risk:
    """Return risk without what is kept by a hidden source, and without the incidents it rests on."""
    kept: dict[str, Any] = {}
    for field in fields(risk):
        value = getattr(risk, field.name)
        if isinstance(value, Mapping) and field.name not in _BY_NUMBER:
            kept[field.name] = MappingProxyType({k: v for k, v in value.items() if _source(k) not in hidden})
    return replace(risk, **kept, events=None, factors=(), forecast=_less_ahead(risk.forecast, hidden))


def _less_ahead(forecast: Forecast | None, hidden: frozenset[str]) -> Forecast | None:
    """Return a forecast without hidden sources, and without what it was learned from, which holds all."""
    if forecast is None:
        return None
    gone = {*hidden, TOTAL} if hidden else set()
    periods = []
    for period in forecast.periods:
        kept: dict[str, Any] = {
            name: MappingProxyType({k: v for k, v in getattr(period, name).items() if k not in gone})
            for name in ("expected", "risk", "together")
        }
        if hidden:  # how totals of all sources were told
            kept |= {"tried": 0, "held": 0, "places": _scatter_alone(period.places)}
        periods.append(replace(period, **kept))
    return replace(forecast, periods=tuple(periods), workings=None)


def _scatter_alone(places: Mapping[str, PlaceRange]) -> Mapping[str, PlaceRange]:
    """Return what widens ranges of places, without how often those of all sources held."""
    return MappingProxyType({kind: PlaceRange(one.scatter) for kind, one in places.items()})


def _source(key: Any) -> str:
    return str(key[0] if isinstance(key, tuple) else key)


def _generalised(risk: Risk, mask: NDArray[np.bool_], block: int) -> Risk:
    """Return risk averaged over blocks, without the finer values that it was made from."""
    averaged: dict[str, Any] = {
        name: MappingProxyType({s: block_means(values, mask, block) for s, values in surfaces.items()})
        for name, surfaces in (
            ("likelihood", risk.likelihood),
            ("risk", risk.risk),
            ("earlier", risk.earlier),
        )
    }
    people, unknown = block_means(risk.people, mask, block), block_half(risk.unknown, mask, block)
    return replace(
        risk, **averaged, people=people, unknown=unknown, kinds={}, bare={}, parts={}, severity={},
        balance={}, forecast=None if risk.forecast is None else replace(risk.forecast, periods=()),
    )  # fmt: skip


def _shown_spots(spots: Sequence[Hotspot], hidden: frozenset[str]) -> tuple[Hotspot, ...]:
    """Return the threat areas of the other sources, ranked anew; a hidden source is not named in them."""
    shown = [spot for spot in spots if spot.source not in hidden]
    return tuple(
        replace(spot, rank=rank, by_source=tuple(part for part in spot.by_source if part[0] not in hidden))
        for rank, spot in enumerate(shown, start=1)
    )


def _less_members(ensemble: Ensemble | None, hidden: frozenset[str]) -> Ensemble | None:
    """Return what members say of the other sources; the total's range holds the hidden one's and goes."""
    if ensemble is None:
        return None
    gone = {*hidden, TOTAL} if hidden else set()
    kept: dict[str, Any] = {
        name: MappingProxyType({k: v for k, v in getattr(ensemble, name).items() if k not in gone})
        for name in ("median", "low", "high", "top_decile", "mass_casualty")
    }
    areas = {name: area for name, area in ensemble.areas.items() if area.source not in hidden}
    return replace(ensemble, **kept, kept=(), areas=MappingProxyType(areas))


def proposed_to(key: str, found: Surfaces) -> dict[str, Proposed]:
    """Return the proposed entries of the threat register by threat area; insiders alone get them."""
    if not AUDIENCES[key].inner:
        return {}
    return {spot.id: proposed(spot, found.mission, found.threats) for spot in found.hotspots}


def without(tables: Mapping[str, gpd.GeoDataFrame], audience: Audience) -> dict[str, gpd.GeoDataFrame]:
    """Return tables with those that an audience does not get emptied."""
    return {name: table.iloc[:0] if name in audience.left_out else table for name, table in tables.items()}
