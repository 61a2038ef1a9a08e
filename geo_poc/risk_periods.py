"""The periods that a risk product shows: the average of the record, what is recent, and what is forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import Source
from layers.risk.forecast import Forecast
from layers.risk.forecast import Period as Window
from layers.risk.learned import LEARNED_MONTHS

RECENT = "recent"
EARLIER = "earlier"
MOST_PERIODS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """Risk of one period.

    Parameters
    ----------
    key : str
        In names of files.
    words : str
    risk : mapping of source, and "total", to ndarray of float64, demand shape
    counts : mapping of str to mapping of source to ndarray of float64, demand shape
        Of a forecast: weighted events within the period, "expected", "expected_low_10" and
        "expected_high_90".
    """

    key: str
    words: str
    risk: Mapping[str, NDArray[np.float64]]
    counts: Mapping[str, Mapping[Source, NDArray[np.float64]]] = field(default_factory=dict)


def periods_of(found: Surfaces) -> tuple[Period, ...]:
    """Return the periods in the order of time, at most 12; maps open with the recent one."""
    recent = f"recent, to {found.risk.decay_from.isoformat()} ({_weighed(found)})"
    return (
        Period(EARLIER, "average of the whole record", _with_total(found.risk.earlier)),
        Period(RECENT, recent, found.surfaces),
        *(() if found.risk.forecast is None else _ahead(found, found.risk.forecast)),
    )[:MOST_PERIODS]


def _weighed(found: Surfaces) -> str:
    """Return how the recent surface weighs incidents: by decay alone, or as a forecast learned."""
    forecast = found.risk.forecast
    if forecast is None or not found.risk.learned:
        return "older incidents count less"
    return f"as the learned forecast weighs incidents: {forecast.model}"


def _ahead(found: Surfaces, forecast: Forecast) -> Iterator[Period]:
    """Yield the periods of a forecast: recent risk times the rate expected over the rate of late."""
    grid, risk = found.landscape.grid, found.risk
    hundreds = grid.share.astype(np.float64) * (grid.cell_m / 10_000.0) ** 2
    checked = f"checked on windows of {LEARNED_MONTHS:g} months" if forecast.validated else "not checked"
    for window in forecast.periods:
        surfaces = {
            source: values * _times(window, source, hundreds, risk.likelihood[source])
            for source, values in risk.risk.items()
            if source in window.expected
        }
        months = f"{window.months:g} month{'s' if window.months != 1 else ''}"
        yield Period(
            key=f"next_{window.months:g}_months",
            words=f"next {months} after {risk.decay_from.isoformat()} (forecast, {checked})",
            risk=_with_total(surfaces),
            counts={
                "expected": window.expected,
                "expected_low_10": window.low,
                "expected_high_90": window.high,
            },
        )


def _times(
    window: Window, source: Source, hundreds: NDArray[np.float64], likelihood: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the rate of a period over that of late; where nothing was likely of late, nothing is."""
    events = window.expected[source] * 12.0 / window.months
    late = likelihood * hundreds
    return np.divide(events, late, out=np.zeros_like(late), where=late > 0)


def _with_total(surfaces: Mapping[Source, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    made = {str(name): values for name, values in surfaces.items()}
    return {**made, TOTAL: np.asarray(np.sum(list(made.values()), axis=0), dtype=np.float64)}
