"""Look ahead: what the next 1, 3 and 6 months may hold, beside an estimate that stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.grid import block_sum
from layers.landscape import Landscape, Source
from layers.risk.combine import Judged
from layers.risk.events import ThreatEvents
from layers.risk.folds import DAYS_PER_MONTH
from layers.risk.forecast import BLOCK_M, MONTHS, Forecast, Period, Skill, block_sums, skill_of
from layers.risk.forecast_density import LearnedGround, learned_ground
from layers.risk.forecast_level import Level
from layers.risk.forecast_rolling import FEWEST_WINDOWS, KERNEL
from layers.risk.forecast_surfaces import learned_surfaces
from layers.risk.forecast_totals import TOTAL, events_in_area, levels_of
from layers.risk.learned import LEARNED_MONTHS, Learned, learn_each
from layers.risk.prior import Prior, prior_of
from layers.risk.reporting import reported_share
from layers.risk.surface import Risk
from layers.risk.unknown import WINDOW_M
from layers.side_by_side import side_by_side

NOTHING_USABLE = "no incident of the area can be learned from: none is placed well enough and was over"

_Surfaces = Mapping[Source, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class _Rates:
    """Likelihood and risk of each source, and the weighted events a year that they put in the area."""

    likelihood: _Surfaces
    risk: _Surfaces
    in_area: float


def look_ahead(
    landscape: Landscape,
    attributed: pd.DataFrame,
    risk: Risk,
    *,
    as_of: date,
    judged: Judged = Judged(),  # noqa: B008 - frozen
    window_m: float = WINDOW_M,
    learned: Callable[[], Sequence[Learned]] | None = None,
    seed: int = 0,
    threads: int = 1,
) -> Risk:
    """Return an estimate with the events of the next 1, 3 and 6 months; nothing else of it changes.

    Each period is learned on past windows of its own length. A learned model is used where it did better than
    the kernel on windows that it had not seen, else the kernel; where too few windows could be tried there is
    no forecast, and the period says why.

    Parameters
    ----------
    landscape : Landscape
    attributed : DataFrame
        Column event.
    risk : Risk
        As estimated from the same, with its events, before sources are weighed.
    as_of : date
        Nothing that begins or ends later is read.
    judged : Judged
        The factors of the estimate.
    window_m : float
        Side of the window that the prior of unknown cells comes from.
    learned : callable or None
        Gives what :func:`layers.risk.learned.learn_each` learns of it elsewhere, and is asked when all
        else is ready; the rest is learned here.
    seed : int
        Of the trees.
    threads : int
        Windows and periods that are worked on side by side; changes no result.

    Raises
    ------
    ValueError
        Where the estimate comes without its events.
    """
    if risk.events is None:
        raise ValueError("an estimate without its events cannot look ahead")
    sight = _Sight(landscape, risk, risk.events, judged, window_m, threads)
    known = known_already(risk)
    if learned is not None:
        sight.prepare()
        known |= {one.months: one for one in learned()}
    wanted = [months for months in MONTHS if months not in known]
    if wanted:
        found = learn_each(landscape, attributed, as_of=as_of, months=wanted, seed=seed, threads=threads)
        known |= {one.months: one for one in found}
    periods = tuple(sight.period(months, known.get(months)) for months in MONTHS)
    return replace(risk, forecast=replace(risk.forecast or Forecast(), periods=periods))


def known_already(risk: Risk) -> dict[float, Learned]:
    """Return what the likelihood was learned with, by its months: it is not learned again."""
    if risk.forecast is None or risk.forecast.workings is None:
        return {}
    return {LEARNED_MONTHS: risk.forecast.workings.learned}


class _Sight:
    """What the periods of one estimate share, made when first needed."""

    __slots__ = (
        "_ground",
        "_judged",
        "_prior",
        "_threads",
        "_window_m",
        "events",
        "in_area",
        "landscape",
        "risk",
    )

    def __init__(
        self,
        landscape: Landscape,
        risk: Risk,
        events: ThreatEvents,
        judged: Judged,
        window_m: float,
        threads: int,
    ) -> None:
        self.landscape, self.risk, self.events = landscape, risk, events
        self.in_area = events_in_area(landscape, events)
        self._judged, self._window_m, self._threads = judged, window_m, threads
        self._ground: LearnedGround | None = None
        self._prior: Prior | None = None

    def prepare(self) -> None:
        """Make what all periods share, while what they rest on is still being learned."""
        self._learned_ground()
        self._known_prior()

    def period(self, months: float, learned: Learned | None) -> Period:
        """Return a period, with the reason where there is no forecast."""
        nan = float("nan")
        skill = Skill(KERNEL, months, nan, nan, 0) if learned is None else skill_of(learned)
        first = self.risk.decay_from + timedelta(days=1)
        last = self.risk.decay_from + timedelta(days=round(months * DAYS_PER_MONTH))
        reason = _reason(skill, learned)
        levels = levels_of(self.events, self.in_area, months)
        if learned is None or reason:
            return Period(skill, first, last, reason=reason)
        rates = self._rates(learned, levels[TOTAL].expected * 12 / months)
        expected = self._expected(rates, levels[TOTAL].expected)
        if not expected:
            return Period(skill, first, last, reason="no incident lies on the map: nothing can be expected")
        scale = levels[TOTAL].expected * 12 / months / rates.in_area
        return Period(
            skill=skill,
            begins=first,
            ends=last,
            expected=_frozen(expected),
            risk=_frozen(self._filled({name: rates.risk[name] for name in expected}, scale)),
            scatter=learned.dispersion,
            together=MappingProxyType(self._together(expected, levels, learned.dispersion)),
            tried=levels[TOTAL].tried,
            held=levels[TOTAL].held,
            places=MappingProxyType(dict(learned.places)),
        )

    def _rates(self, learned: Learned, level: float) -> _Rates:
        """Return where events are expected, as a learned model has it or as the kernel has."""
        risk, forecast = self.risk, self.risk.forecast
        if risk.learned and learned.months == LEARNED_MONTHS:
            return _Rates(risk.likelihood, risk.risk, level)
        if learned.validated:
            parts = learned_surfaces(
                self.landscape,
                self._learned_ground(),
                learned,
                level,
                judged=self._judged,
                observed=self._observed(),
                threads=self._threads,
            )
            in_area = level
        elif risk.learned and forecast is not None and forecast.workings is not None:
            parts = dict(forecast.workings.kernel)
            in_area = sum(part.in_area for part in parts.values())
        else:
            in_area = sum(part.in_area for part in risk.balance.values())
            return _Rates(risk.likelihood, risk.risk, in_area)
        return _Rates(
            {source: part.likelihood for source, part in parts.items()},
            {source: part.risk for source, part in parts.items()},
            in_area,
        )

    def _expected(self, rates: _Rates, level: float) -> dict[Source, NDArray[np.float64]]:
        """Return events of each source that has any, which sum to the level."""
        travel, grid = self.landscape.travel, self.landscape.grid
        area = block_sum(np.asarray(travel.share, dtype=float), self.landscape.factor)
        hundreds = area * (travel.cell_m / 10_000.0) ** 2 * grid.mask
        counts = {source: rate * hundreds for source, rate in rates.likelihood.items()}
        total = sum(float(values.sum()) for values in counts.values())
        if not (total > 0 and level > 0 and rates.in_area > 0):
            return {}
        return {source: values * (level / total) for source, values in counts.items() if values.any()}

    def _together(self, expected: _Surfaces, levels: Mapping[str, Level], scatter: float) -> dict[str, float]:
        """Return the scatter of the whole beyond what its blocks, each by itself, would give it."""
        side = max(1, round(BLOCK_M / self.landscape.grid.cell_m))
        surfaces = {str(source): values for source, values in expected.items()}
        surfaces[TOTAL] = np.asarray(np.sum(list(expected.values()), axis=0))
        found = {}
        for name, values in surfaces.items():
            apart = scatter * float((block_sums(values, side) ** 2).sum()) / float(values.sum()) ** 2
            found[name] = max(0.0, levels[name].scatter - apart)
        return found

    def _filled(self, surfaces: _Surfaces, scale: float) -> dict[Source, NDArray[np.float64]]:
        """Return surfaces with the prior in unknown cells, scaled."""
        known = self._known_prior()
        found = side_by_side(
            lambda values: known.fill(values)[0] * scale, surfaces.values(), threads=self._threads
        )
        return dict(zip(surfaces, found, strict=True))

    def _known_prior(self) -> Prior:
        if self._prior is None:
            risk = self.risk
            self._prior = prior_of(
                self.landscape, risk.people, risk.people_known, risk.unknown, window_m=self._window_m
            )
        return self._prior

    def _learned_ground(self) -> LearnedGround:
        if self._ground is None:
            self._ground = learned_ground(self.landscape, self.events)
        return self._ground

    def _observed(self) -> NDArray[np.float64] | None:
        half_m = self.risk.incident_rules.reporting_half_m
        if half_m is None:
            return None
        return reported_share(self.landscape, self._learned_ground().spread.canvas.window_slices, half_m)


def _reason(skill: Skill, learned: Learned | None) -> str:
    """Return why there can be no forecast for a period; "" where there can."""
    if learned is None:
        return NOTHING_USABLE
    if skill.windows < FEWEST_WINDOWS:
        return (
            f"too few incidents: {skill.windows} past windows of this length hold any that a forecast could"
            f" be tried on, and {FEWEST_WINDOWS} are needed"
        )
    return ""


def _frozen(surfaces: _Surfaces) -> _Surfaces:
    for values in surfaces.values():
        values.setflags(write=False)
    return MappingProxyType(dict(surfaces))
