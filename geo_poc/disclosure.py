"""What keeps single incidents out of products that leave the mission.

A smoothed surface of one incident has its peak where that was, and ground that nothing else makes known is a
disc around it. For readers outside:

- ground counts as known by incidents only where `FEWEST_TOLD` or more lie within the distance of the rule;
- where fewer than that of a source lie within `NEAR_BANDWIDTHS` bandwidths, its surfaces are means over
  blocks of `COARSE_M`, known and unknown cells apart; their sums stay;
- threat areas that rest on fewer are left out, and smaller counts of incidents are not told;
- that a surface is data-poor is told without its count.

Five is what statistical offices use at most as the least count of a published cell; judgement here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.blocks import block_means
from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import Source
from layers.risk.ensemble import Ensemble
from layers.risk.events import ThreatEvents
from layers.risk.forecast import Forecast
from layers.risk.prior import Prior, prior_of
from layers.risk.surface import Risk
from layers.risk.unknown import UnknownRule, farther_than, unknown_cells

FEWEST_TOLD = 5
NEAR_BANDWIDTHS = 2.0
COARSE_M = 25_000.0
FEW = "few incidents on the map, or all on one point"

_Thin = tuple[NDArray[np.bool_], NDArray[np.bool_]]
_Masks = Mapping[Source, _Thin]


def disclosed(found: Surfaces, hidden: frozenset[str]) -> Surfaces:
    """Return surfaces of which no single incident can be read; hidden sources observe nothing.

    Parameters
    ----------
    found : Surfaces
        With the events of its risk; without them it is returned as it is.
    hidden : frozenset of str
        Sources that the reader does not see.
    """
    events = found.risk.events
    if events is None:
        return found
    unknown = _unknown(found, events, hidden)
    thin = {source: (mask & ~unknown, mask & unknown) for source, mask in _thin(found, events).items()}
    block = max(1, round(COARSE_M / found.landscape.grid.cell_m))
    risk = _coarse_risk(found, thin, block, unknown)
    return replace(
        found,
        risk=risk,
        hotspots=tuple(spot for spot in found.hotspots if spot.events >= FEWEST_TOLD),
        ensemble=_coarse_ensemble(found.ensemble, thin, block),
        fewest_told=FEWEST_TOLD,
    )


def _unknown(found: Surfaces, events: ThreatEvents, hidden: frozenset[str]) -> NDArray[np.bool_]:
    """Return where nobody observes for a reader outside: hidden incidents and few of them tell nothing."""
    rule = found.mission.keys.risk
    shown = [source not in hidden for source in events.sources]
    kept = events.exact & (events.weights[:, shown].sum(axis=1) > 0)
    return unknown_cells(
        found.landscape,
        UnknownRule(far_m=rule.unknown_beyond_m, event_m=rule.unknown_event_m),
        x=events.x[kept],
        y=events.y[kept],
        least=FEWEST_TOLD,
    )


def _thin(found: Surfaces, events: ThreatEvents) -> dict[Source, NDArray[np.bool_]]:
    """Return the cells of the area around which too few incidents of a source lie, demand shape."""
    grid = found.landscape.grid
    cells = np.flatnonzero(grid.mask)
    centre = np.column_stack(grid.centre(cells))
    placed = events.located & ~np.isin(events.precision, (3, 4))
    masks: dict[Source, NDArray[np.bool_]] = {}
    for band, source in enumerate(events.sources):
        own = placed & (events.weights[:, band] > 0)
        points = np.column_stack([events.x[own], events.y[own]])
        reach = NEAR_BANDWIDTHS * found.risk.bandwidth_m
        mask = np.zeros(grid.shape, dtype=np.bool_)
        mask.ravel()[cells] = farther_than(centre, points, reach, least=FEWEST_TOLD)
        masks[source] = mask
    return masks


def _coarse(values: NDArray[np.float64], thin: _Thin, block: int) -> NDArray[np.float64]:
    made = values.copy()
    for part in thin:
        made = np.where(part, block_means(values, part, block), made)
    made.setflags(write=False)
    return made


def _coarse_risk(found: Surfaces, thin: _Masks, block: int, unknown: NDArray[np.bool_]) -> Risk:
    risk = found.risk
    prior = prior_of(found.landscape, risk.people, risk.people_known, unknown)

    def each(surfaces: Mapping[Any, NDArray[np.float64]]) -> Mapping[Any, NDArray[np.float64]]:
        return MappingProxyType({s: _coarse(values, thin[s], block) for s, values in surfaces.items()})

    parts = {
        source: tuple(replace(part, after=_coarse(part.after, thin[source], block)) for part in of)
        for source, of in risk.parts.items()
    }
    bare = each(risk.bare)
    made = {}
    for source in risk.risk:
        before = parts[source][-1].after if parts.get(source) else bare[source]
        made[source] = prior.fill(before)[0]
        made[source].setflags(write=False)
    return replace(
        risk,
        likelihood=each(risk.likelihood),
        risk=MappingProxyType(made),
        earlier=each(risk.earlier),
        bare=bare,
        parts=parts,
        kinds={},
        unknown=unknown,
        forecast=_coarse_ahead(risk.forecast, thin, block, prior),
        data_poor=dict.fromkeys(risk.data_poor, FEW),
    )


def _coarse_ahead(forecast: Forecast | None, thin: _Masks, block: int, prior: Prior) -> Forecast | None:
    """Return a forecast as coarse as the surfaces; what it was learned from stays inside."""
    if forecast is None:
        return None
    periods = []
    for period in forecast.periods:
        expected = {s: _coarse(values, thin[s], block) for s, values in period.expected.items()}
        risk = {s: prior.fill(_coarse(values, thin[s], block))[0] for s, values in period.risk.items()}
        for values in risk.values():
            values.setflags(write=False)
        periods.append(replace(period, expected=MappingProxyType(expected), risk=MappingProxyType(risk)))
    return replace(forecast, periods=tuple(periods), workings=None)


def _coarse_ensemble(ensemble: Ensemble | None, thin: _Masks, block: int) -> Ensemble | None:
    """Return what members say, coarse where a source is; the total is where any of them is."""
    if ensemble is None:
        return None
    known, unknown = zip(*thin.values(), strict=True)
    any_thin: _Thin = (np.any(known, axis=0), np.any(unknown, axis=0))
    masks: dict[str, _Thin] = {**{str(source): pair for source, pair in thin.items()}, TOTAL: any_thin}
    coarse: dict[str, Any] = {}
    for name in ("median", "low", "high", "top_decile"):
        surfaces: Mapping[str, NDArray[np.float64]] = getattr(ensemble, name)
        coarse[name] = MappingProxyType(
            {key: _coarse(values, masks[key], block) for key, values in surfaces.items()}
        )
    return replace(ensemble, **coarse, kept=())
