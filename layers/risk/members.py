"""Members of the ensemble: surfaces that the same record could as well have given.

Each member draws, from a generator of its own (seed, number):

    events       a weight of mean 1 for each, so that what rests on few events varies most (exponential;
                 Rubin, "The Bayesian bootstrap", Annals of Statistics 9 (1981))
    position     of events within about 25 km from their Gaussian, of events of a district by its people
    bandwidth    one of those that forecast nearly as well as the best, or a quarter wider or narrower
    factors      between the lowest and the highest value of the analysts, one quantile for each factor
    deaths       from the low (0) over the best (0.5) to the high estimate (1), one quantile for all events,
                 since who counts how is shared by them; and which events, with replacement
                 (:mod:`layers.risk.severity`)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Landscape, Source
from layers.risk.area_draws import AreaKernel, area_kernels
from layers.risk.canvas import Canvas
from layers.risk.combine import Judged
from layers.risk.density import source_surfaces
from layers.risk.events import ThreatEvents
from layers.risk.kernel import TRUNCATE
from layers.risk.laid_events import canvas_of
from layers.risk.prior import Prior, prior_of
from layers.risk.reporting import reported_share
from layers.risk.severity import FEWEST_TAIL, TAIL_SHARE, death_counts, deaths_at, fit_tail
from layers.risk.spread import FUZZY_SIGMA_M, Spread, prior_intensity, spread_events
from layers.risk.surface import Risk

NEARLY_NATS = 0.1
"""Bandwidths that score within this of the best are drawn with equal chance."""
BESIDE = (0.8, 1.0, 1.25)
"""Around each of them: the bandwidths compared are steps, the truth lies between."""
UNVALIDATED = (2.0 / 3.0, 1.0, 1.5)
"""Where no bandwidth is validated, multiples of the default."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One member.

    Parameters
    ----------
    number : int
    bandwidth_m : float
    likelihood, risk : mapping of source to ndarray of float64, demand shape
        As in :class:`layers.risk.surface.Risk`.
    mass_casualty : mapping of source to float
        Probability that an event against civilians is a mass casualty, from deaths drawn.
    deaths_per_event : mapping of source to float
        Mean deaths of an event against civilians, of the same draw.
    area_events : mapping of str to float
        Events against civilians a year in each area that was asked for, of its source.
    """

    number: int
    bandwidth_m: float
    likelihood: Mapping[Source, NDArray[np.float64]]
    risk: Mapping[Source, NDArray[np.float64]]
    mass_casualty: Mapping[Source, float]
    deaths_per_event: Mapping[Source, float] = field(default_factory=dict)
    area_events: Mapping[str, float] = field(default_factory=dict)

    def laid_over(self, risk: Risk) -> Risk:
        """Return an estimate with this member's surfaces in place of its own, as a scenario to plan for."""
        return replace(
            risk, likelihood=self.likelihood, risk=self.risk, bandwidth_m=self.bandwidth_m, findings=()
        )


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What all members share."""

    landscape: Landscape
    risk: Risk
    events: ThreatEvents
    judged: Judged
    canvas: Canvas
    spread: Spread
    prior: Prior
    observed: NDArray[np.float64] | None
    bandwidths_m: tuple[float, ...]
    deaths: NDArray[np.float64]
    mass_deaths: int
    seed: int
    areas: tuple[AreaKernel, ...] = ()

    def member(self, number: int) -> Member:
        """Return a member; it depends on the seed and its number alone."""
        rng = np.random.default_rng([self.seed, number])
        bandwidth_m = float(rng.choice(self.bandwidths_m))
        quantiles = {factor.name: float(rng.random()) for factor in self.judged.factors}
        half_life = self.risk.half_life_days
        per_year = self.events.decay(half_life) / self.events.decayed_years(half_life)
        per_year = per_year * rng.standard_exponential(per_year.size)
        cell = self._cells(rng)
        likelihood: dict[Source, NDArray[np.float64]] = {}
        risk: dict[Source, NDArray[np.float64]] = {}
        for band, source in enumerate(self.events.sources):
            surfaces = source_surfaces(
                self.landscape,
                self.canvas,
                _laid(cell, self.events.weights[:, band] * per_year, self.canvas),
                bandwidth_m,
                self.judged.steps(self.landscape, source, self.canvas.window_slices, quantiles),
                self.observed,
            )
            likelihood[source] = surfaces.likelihood
            weight = self.risk.source_weights.get(source, 1.0)
            risk[source] = self.prior.fill(surfaces.risk)[0] * weight
        mass_casualty, deaths_per_event = self._deaths(rng)
        return Member(
            number,
            bandwidth_m,
            MappingProxyType(likelihood),
            MappingProxyType(risk),
            mass_casualty,
            deaths_per_event,
            self._area_events(bandwidth_m, cell, per_year),
        )

    def _area_events(
        self, bandwidth_m: float, cell: NDArray[np.int64], per_year: NDArray[np.float64]
    ) -> Mapping[str, float]:
        """Return the events against civilians a year in each area."""
        civilian = self.events.weights - self.events.fighting
        found = {}
        for area in self.areas:
            mass = civilian[:, self.events.sources.index(area.source)] * per_year
            found[area.name] = area.events(bandwidth_m, cell, mass, self.canvas)
        return MappingProxyType(found)

    def _cells(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return a canvas cell for each event, -1 for those that fall beyond it."""
        spread, events = self.spread, self.events
        cell = np.full(events.x.size, -1, dtype=np.int64)
        draw = rng.random(events.x.size)
        shares = spread.shares
        laid = np.flatnonzero(spread.zone >= 0)
        single = np.diff(shares.indptr)[spread.zone[laid]] == 1
        first = shares.indptr[spread.zone[laid]]
        cell[laid[single]] = shares.indices[first[single]]
        for event in laid[~single]:
            low, high = shares.indptr[spread.zone[event]], shares.indptr[spread.zone[event] + 1]
            found = int(np.searchsorted(np.cumsum(shares.data[low:high]), draw[event]))
            cell[event] = shares.indices[low + found] if found < high - low else -1
        fuzzy = np.flatnonzero(spread.fuzzy)
        moved = _round(rng, fuzzy.size) * FUZZY_SIGMA_M
        cell[fuzzy] = self.canvas.cell_of(events.x[fuzzy] + moved[:, 0], events.y[fuzzy] + moved[:, 1])
        return cell

    def _deaths(self, rng: np.random.Generator) -> tuple[Mapping[Source, float], Mapping[Source, float]]:
        """Return the probability of a mass casualty and the mean deaths of an event against civilians."""
        events = self.events
        deaths = np.round(deaths_at(self.deaths, float(rng.random())))
        civilian = (events.weights - events.fighting) > 0
        known = np.isfinite(deaths)
        tails, means = {}, {}
        for band, source in enumerate(events.sources):
            own = known & civilian[:, band]
            if source not in self.risk.severity or not own.any():
                continue
            if int(own.sum()) < FEWEST_TAIL / TAIL_SHARE:
                own = known & civilian.any(axis=1)
            sample = deaths[own]
            sample = sample[rng.integers(0, sample.size, sample.size)]
            tails[source] = fit_tail(sample).at_least(self.mass_deaths)
            means[source] = float(sample.mean())
        return MappingProxyType(tails), MappingProxyType(means)


def members(landscape: Landscape, risk: Risk, *, count: int, seed: int = 0) -> Iterator[Member]:
    """Yield members of the ensemble, one at a time; nothing is kept.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
        The estimate, with its events.
    count : int
        The first members are the same whatever the count.
    seed : int
    """
    draws = draws_of(landscape, risk, seed=seed)
    for number in range(count):
        yield draws.member(number)


def draws_of(
    landscape: Landscape,
    risk: Risk,
    *,
    seed: int = 0,
    areas: Mapping[str, tuple[Source, NDArray[np.int64]]] = MappingProxyType({}),
) -> Draws:
    """Prepare what all members share.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
    seed : int
    areas : mapping of name to (Source, ndarray of int64)
        Flat demand cells of areas whose events are wanted, and of which source; members are the same with
        and without them.

    Raises
    ------
    ValueError
        When the estimate does not carry its events.
    """
    events = risk.events
    if events is None:
        raise ValueError("members are drawn from an estimate with its events")
    widths = _bandwidths(risk)
    canvas = canvas_of(landscape, events, max(widths))
    rules, half = risk.incident_rules, risk.half_life_days
    decayed = events.decay(half) / events.decayed_years(half)
    observed = None
    if rules.reporting_half_m is not None:
        observed = reported_share(landscape, canvas.window_slices, rules.reporting_half_m)
    severity = next(iter(risk.severity.values()), None)
    return Draws(
        landscape=landscape,
        risk=risk,
        events=events,
        judged=Judged(risk.factors, risk.combination),
        canvas=canvas,
        spread=spread_events(
            events,
            landscape,
            canvas,
            intensity=prior_intensity(events, canvas, risk.bandwidth_m, decayed, rules),
        ),
        prior=prior_of(landscape, risk.people, risk.people_known, risk.unknown),
        observed=observed,
        bandwidths_m=widths,
        deaths=death_counts(landscape, events),
        mass_deaths=1 if severity is None else severity.mass_deaths,
        seed=seed,
        areas=area_kernels(landscape, canvas, areas, widths, observed),
    )


def _bandwidths(risk: Risk) -> tuple[float, ...]:
    scores = risk.nats_over_uniform
    if not scores:
        return tuple(risk.bandwidth_m * factor for factor in UNVALIDATED)
    best = max(scores.values())
    near = [width for width, score in scores.items() if score >= best - NEARLY_NATS]
    return tuple(sorted({width * factor for width in near for factor in BESIDE}))


def _laid(cell: NDArray[np.int64], mass: NDArray[np.float64], canvas: Canvas) -> NDArray[np.float64]:
    on = cell >= 0
    ny, nx = canvas.shape
    return np.bincount(cell[on], mass[on], ny * nx).reshape(ny, nx).astype(np.float64)


def _round(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return draws of a round Gaussian cut at 4 standard deviations, shape (count, 2)."""
    length = np.sqrt(-2.0 * np.log1p(-rng.random(count) * -np.expm1(-(TRUNCATE**2) / 2.0)))
    turn = 2.0 * np.pi * rng.random(count)
    return np.column_stack([length * np.cos(turn), length * np.sin(turn)])
