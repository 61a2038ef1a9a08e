"""The risk value: one surface for each source of threat, with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.attribution import Kind
from layers.errors import Finding
from layers.landscape import Source
from layers.risk.bandwidth import BandwidthChoice
from layers.risk.density import Part
from layers.risk.events import ThreatEvents
from layers.risk.factors import Combination, Factor
from layers.risk.forecast import Forecast
from layers.risk.incident_rules import IncidentRules
from layers.risk.severity import Severity


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the decayed, weighted events of a source went, events a year.

    Parameters
    ----------
    recorded : float
        All events of the record.
    unplaced : float
        Without a place on the map.
    far : float
        Located beyond the kernel's reach of the area.
    beyond : float
        Known to a district or disc, the part of it outside the area.
    spread : float
        On the surface, in the area and within the kernel's reach of it; recorded less the three above.
    in_area : float
        On the surface in the area.
    """

    recorded: float
    unplaced: float
    far: float
    beyond: float
    spread: float
    in_area: float


@dataclass(frozen=True, slots=True, eq=False)
class Risk:
    """Risk per demand cell and source: likelihood x people x factors (neutral until given).

    Parameters
    ----------
    likelihood : mapping of source to ndarray of float64, demand shape
        Forecast, events per 100 km2 and year (a rate: averaged when resampled). A source that no feed
        can see is absent: not observed, never zero.
    risk : mapping of source to ndarray of float64, demand shape
        People x events per 100 km2 and year, computed on travel cells and then summed; 0 outside the area.
    earlier : mapping of source to ndarray of float64, demand shape
        The same with the long-run average instead of the decayed rate (for bases that may close).
    people : ndarray of float64, demand shape
        People at demand cells, 0 where unknown.
    people_known : ndarray of bool, demand shape
        False where no population layer has a value.
    unknown : ndarray of bool, demand shape
        True where nobody observes; their risk is the prior of their district.
    bandwidth_m : float
        Validated bandwidth of the kernel.
    half_life_days : float
        Decay of the weight of an event.
    decay_from : date
        The earlier of as_of and the last incident.
    findings : tuple of Finding
        What was assumed.
    events_per_year : mapping of source to float
        Decayed rate of all events of the record, those without a place on the map included.
    nats_over_uniform : mapping of float to float
        Score of each bandwidth (metres) on rolling origins, nats per event; empty where not validated.
    choice : BandwidthChoice or None
        How the bandwidth was found: folds, events forecast, cells of the test.
    events : ThreatEvents or None
        What the estimate rests on.
    kinds : mapping of (Source, Kind) to ndarray of float64, demand shape
        Likelihood of each kind of incident, against civilians and fighting nearby; the two of a source sum
        to its likelihood.
    bare : mapping of source to ndarray of float64, demand shape
        People x likelihood before factors and the prior.
    parts : mapping of source to tuple of Part
        Risk after each factor; empty where there are none.
    factors : tuple of Factor
    combination : {"multiplicative", "additive"}
    severity : mapping of source to Severity
        How deadly its events against civilians are; absent where deaths are not known.
    balance : mapping of source to Balance
        Where the decayed events went.
    data_poor : mapping of source to str
        Sources whose surface rests on too little, with the reason.
    incident_rules : IncidentRules
        How incidents became mass.
    forecast : Forecast or None
        Whether `likelihood` is learned, and the events of the next months where somebody looked ahead
        (:mod:`layers.risk.forecast_ahead`); None where neither was asked for.
    source_weights : mapping of source to float
        What `risk` and `earlier` were multiplied by (:mod:`layers.risk.weigh`); empty where they were not.
    """

    likelihood: Mapping[Source, NDArray[np.float64]]
    risk: Mapping[Source, NDArray[np.float64]]
    earlier: Mapping[Source, NDArray[np.float64]]
    people: NDArray[np.float64]
    people_known: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    bandwidth_m: float
    half_life_days: float
    decay_from: date
    findings: tuple[Finding, ...] = ()
    events_per_year: Mapping[Source, float] = field(default_factory=dict)
    nats_over_uniform: Mapping[float, float] = field(default_factory=dict)
    choice: BandwidthChoice | None = None
    events: ThreatEvents | None = None
    kinds: Mapping[tuple[Source, Kind], NDArray[np.float64]] = field(default_factory=dict)
    bare: Mapping[Source, NDArray[np.float64]] = field(default_factory=dict)
    parts: Mapping[Source, tuple[Part, ...]] = field(default_factory=dict)
    factors: tuple[Factor, ...] = ()
    combination: Combination = "multiplicative"
    severity: Mapping[Source, Severity] = field(default_factory=dict)
    balance: Mapping[Source, Balance] = field(default_factory=dict)
    data_poor: Mapping[Source, str] = field(default_factory=dict)
    incident_rules: IncidentRules = field(default_factory=IncidentRules)
    forecast: Forecast | None = None
    source_weights: Mapping[Source, float] = field(default_factory=dict)

    @property
    def observed(self) -> tuple[Source, ...]:
        """Sources that some feed can see, in the fixed order."""
        return tuple(self.risk)

    @property
    def learned(self) -> bool:
        """Whether the likelihood is a learned forecast, which did better than the kernel."""
        return self.forecast is not None and self.forecast.replaces

    @property
    def validated(self) -> bool:
        """Whether the likelihood in use, learned or the kernel's, was checked against later incidents."""
        return self.learned or (self.choice is not None and self.choice.validated)

    def total(self) -> NDArray[np.float64]:
        """Return the sum over sources, demand shape."""
        return np.asarray(np.sum(list(self.risk.values()), axis=0), dtype=np.float64)
