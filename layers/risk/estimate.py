"""Estimate the risk surfaces: spread, decay, smooth, times people, with a prior where nobody observes.

For each source of threat s and travel cell c inside the area

    likelihood[s, c] = 100 / cell_km2 * K_h(sum over events of w * exp(-ln 2 age / T) * spread) / Y
    risk[s, cell]    = sum over travel cells c of a demand cell of people[c] * likelihood[s, c]

in events per 100 km2 and year, with K_h the Gaussian kernel of the validated bandwidth, T the half-life and Y
the integral of the decay over the record, in years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.attribution import Kind
from layers.errors import Finding, raise_errors
from layers.grid import block_sum
from layers.landscape import Landscape, Source
from layers.risk.balance import balance_of
from layers.risk.bandwidth import BandwidthChoice, choose_bandwidth
from layers.risk.combine import Judged
from layers.risk.data_poor import data_poor, poor_notes
from layers.risk.density import SourceSurfaces
from layers.risk.events import collect_events
from layers.risk.forecast_surfaces import Forecasted, forecasted, kinds_of
from layers.risk.incident_rules import IncidentRules
from layers.risk.kinds import kind_surfaces
from layers.risk.laid_events import LaidEvents, lay_events
from layers.risk.notes import (
    bandwidth_notes,
    factor_notes,
    people_notes,
    place_notes,
    rate_notes,
    unknown_notes,
)
from layers.risk.prior import Prior, prior_of
from layers.risk.reporting import reporting_notes
from layers.risk.severity import MASS_DEATHS, Severity, severities
from layers.risk.surface import Risk
from layers.risk.unknown import PriorCells, UnknownRule, unknown_cells


def estimate_risk(
    landscape: Landscape,
    attributed: pd.DataFrame,
    *,
    observed: tuple[Source, ...],
    as_of: date,
    half_life_days: float = 365.0,
    bandwidths_m: Sequence[float] = (5000, 7500, 10000, 15000, 20000, 30000),
    unknown_rule: UnknownRule = UnknownRule(),  # noqa: B008 - frozen
    judged: Judged = Judged(),  # noqa: B008 - frozen
    rules: IncidentRules = IncidentRules(),  # noqa: B008 - frozen
    mass_deaths: int = MASS_DEATHS,
    forecast: bool = False,
    seed: int = 0,
) -> Risk:
    """Estimate one risk surface for each observed source of threat.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Columns event (row position in `landscape.incidents`), source, kind, weight.
    observed : tuple of Source
        Sources that some feed can see: without events they are zero; all others without events are absent.
    as_of : date
        Nothing that begins or ends later is used.
    half_life_days : float
        Decay of the weight of an event, > 0.
    bandwidths_m : sequence of float
        Bandwidths to validate, metres, > 0.
    unknown_rule : UnknownRule
    judged : Judged
        Factors and how they combine.
    rules : IncidentRules
        How incidents become mass.
    mass_deaths : int
        Deaths from which an event is a mass casualty.
    forecast : bool
        Learn a forecast from the record, and take it as likelihood where it did better than the kernel on
        windows that it had not seen. `earlier`, `balance` and the kinds' proportions stay the kernel's.
    seed : int
        Of the resampling behind the range of severity, and of the forecast's trees; the kernel draws nothing.

    Returns
    -------
    Risk
        Unit of likelihood: events per 100 km2 and year; of risk: people x events per 100 km2 and year.

    Raises
    ------
    InputError
        When an option or the attributed table is unusable, no event can be located, or none reaches the area.

    Notes
    -----
    Kernel density with exponential decay; Diggle, "A kernel method for smoothing point process data",
    Applied Statistics 34 (1985), for the estimator.
    """
    raise_errors(_option_faults(landscape, half_life_days, bandwidths_m))
    events, findings = collect_events(
        landscape,
        attributed,
        observed=observed,
        as_of=as_of,
        screening=rules.screening,
        whole_interval=rules.whole_interval,
    )
    choice = choose_bandwidth(
        events, landscape.grid, bandwidths_m=bandwidths_m, half_life_days=half_life_days
    )
    laid = lay_events(landscape, events, choice, half_life_days=half_life_days, judged=judged, rules=rules)
    now = laid.surfaces(laid.decayed)
    before = laid.surfaces(np.full_like(laid.decayed, 1.0 / events.record_years))
    raise_errors(_out_of_reach(before))
    used = Forecasted(now, None, ())
    if forecast:
        used = forecasted(
            landscape,
            attributed,
            events,
            now,
            as_of=as_of,
            judged=judged,
            observed=laid.observed_share,
            seed=seed,
        )
    made = _Made(laid, choice, half_life_days, rules, now, before, used)
    severity = severities(landscape, events, mass_deaths=mass_deaths, seed=seed)
    return _assembled(made, _filled(made, unknown_rule), tuple(findings), as_of, severity)


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """What was estimated, on what, before anything is filled in or told."""

    laid: LaidEvents
    choice: BandwidthChoice
    half_life_days: float
    rules: IncidentRules
    now: Mapping[Source, SourceSurfaces]
    before: Mapping[Source, SourceSurfaces]
    used: Forecasted

    @property
    def rates(self) -> dict[Source, float]:
        """Decayed rate of each source's events, those without a place on the map included."""
        events = self.laid.events
        return {
            source: float(self.laid.decayed @ events.weights[:, band])
            for band, source in enumerate(events.sources)
        }


@dataclass(frozen=True, slots=True, eq=False)
class _Filled:
    """Risk with the prior where nobody observes, and what it rests on."""

    rule: UnknownRule
    people_known: NDArray[np.bool_]
    people: NDArray[np.float64]
    unknown: NDArray[np.bool_]
    risk: Mapping[Source, NDArray[np.float64]]
    earlier: Mapping[Source, NDArray[np.float64]]
    taken: PriorCells


def _filled(made: _Made, rule: UnknownRule) -> _Filled:
    landscape, events = made.laid.landscape, made.laid.events
    people_known, people = _people(landscape)
    unknown = unknown_cells(landscape, rule, x=events.x[events.exact], y=events.y[events.exact])
    prior = prior_of(landscape, people, people_known, unknown, window_m=rule.window_m)
    risk, taken = _with_prior(made.used.surfaces, prior)
    earlier, _ = _with_prior(made.before, prior)
    return _Filled(rule, people_known, people, unknown, risk, earlier, taken)


def _assembled(
    made: _Made,
    filled: _Filled,
    findings: tuple[Finding, ...],
    as_of: date,
    severity: Mapping[Source, Severity],
) -> Risk:
    laid, used = made.laid, made.used
    poor = data_poor(laid.events, laid.spread.canvas)
    return Risk(
        likelihood=_frozen({source: part.likelihood for source, part in used.surfaces.items()}),
        risk=_frozen(filled.risk),
        earlier=_frozen(filled.earlier),
        people=_read_only(filled.people),
        people_known=_read_only(filled.people_known),
        unknown=_read_only(filled.unknown),
        bandwidth_m=laid.bandwidth_m,
        half_life_days=made.half_life_days,
        decay_from=laid.events.decay_from,
        findings=(*findings, *poor_notes(poor), *_notes(made, filled, as_of)),
        events_per_year=made.rates,
        nats_over_uniform=dict(made.choice.scores),
        choice=made.choice,
        events=laid.events,
        kinds=_kinds(made),
        bare=_frozen({source: part.bare for source, part in used.surfaces.items()}),
        parts={source: part.parts for source, part in used.surfaces.items()},
        factors=laid.judged.factors,
        combination=laid.judged.how,
        severity=severity,
        balance=balance_of(laid.events, laid.spread, laid.decayed, made.now),
        data_poor=poor,
        incident_rules=made.rules,
        forecast=used.forecast,
    )


def _notes(made: _Made, filled: _Filled, as_of: date) -> list[Finding]:
    laid, parts = made.laid, made.now
    landscape, events = laid.landscape, laid.events
    in_area = {source: part.in_area for source, part in parts.items()}
    return [
        *bandwidth_notes(made.choice),
        *place_notes(events, laid.spread, has_districts=len(landscape.districts) > 0),
        *rate_notes(events, made.rates, in_area, made.half_life_days, as_of),
        *reporting_notes(
            sum(in_area.values()),
            sum(part.observed_in_area for part in parts.values()),
            made.rules.reporting_half_m,
        ),
        *made.used.findings,
        *factor_notes(laid.judged.factors, events.sources),
        *people_notes(landscape, filled.people_known),
        *unknown_notes(landscape, filled.unknown, filled.people, filled.taken, filled.rule),
    ]


def _kinds(made: _Made) -> Mapping[tuple[Source, Kind], NDArray[np.float64]]:
    laid, surfaces = made.laid, made.used.surfaces
    kinds = kind_surfaces(
        laid.landscape,
        laid.events,
        laid.spread,
        laid.bandwidth_m,
        laid.decayed,
        made.now,
        laid.observed_share,
    )
    return _frozen(kinds if surfaces is made.now else kinds_of(surfaces, kinds))


def _option_faults(
    landscape: Landscape, half_life_days: float, bandwidths_m: Sequence[float]
) -> list[Finding]:
    found = []
    if not (math.isfinite(half_life_days) and half_life_days > 0):
        text, remedy = "the half-life is not above 0", "give days, for example 365"
        found.append(Finding("error", text, remedy, column="half_life_days", value=str(half_life_days)))
    wrong = [width for width in bandwidths_m if not (math.isfinite(width) and width > 0)]
    if wrong or len(bandwidths_m) == 0:
        text, remedy = "a bandwidth is not above 0, or none is given", "give metres, for example 15000"
        found.append(Finding("error", text, remedy, column="bandwidths_m", value=str(wrong)))
    if not landscape.grid.mask.any():
        found.append(Finding("error", "no cell lies in the area", "check the area's outline and its system"))
    return found


def _out_of_reach(surfaces: Mapping[Source, SourceSurfaces]) -> list[Finding]:
    if any(part.in_area > 0 for part in surfaces.values()):
        return []
    text = "no located incident lies within the kernel's reach of the area"
    return [Finding("error", text, "check the area and the positions of the incidents")]


def _people(landscape: Landscape) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    blocks = block_sum(landscape.travel_people, landscape.factor)
    return np.isfinite(blocks), np.nan_to_num(blocks, nan=0.0)


def _with_prior(
    surfaces: Mapping[Source, SourceSurfaces], prior: Prior
) -> tuple[dict[Source, NDArray[np.float64]], PriorCells]:
    risk, taken = {}, PriorCells(0, 0, 0)
    for source, part in surfaces.items():
        risk[source], taken = prior.fill(part.risk)
    return risk, taken


_Key = TypeVar("_Key")


def _frozen(surfaces: Mapping[_Key, NDArray[np.float64]]) -> Mapping[_Key, NDArray[np.float64]]:
    for values in surfaces.values():
        values.setflags(write=False)
    return MappingProxyType(dict(surfaces))


_Values = TypeVar("_Values", bound=np.generic)


def _read_only(values: NDArray[_Values]) -> NDArray[_Values]:
    values.setflags(write=False)
    return values
