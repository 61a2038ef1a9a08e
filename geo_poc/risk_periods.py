"""The periods that a risk product shows: the average of the record, what is recent, and what is forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import Source
from layers.risk.forecast import Forecast
from layers.risk.forecast import Period as Window

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
    ahead : layers.risk.forecast.Period or None
        The forecast that it is.
    """

    key: str
    words: str
    risk: Mapping[str, NDArray[np.float64]]
    ahead: Window | None = None


def periods_of(found: Surfaces) -> tuple[Period, ...]:
    """Return the periods in the order of time, at most 12; maps open with the recent one."""
    recent = f"recent, to {found.risk.decay_from.isoformat()} ({_weighed(found)})"
    return (
        Period(EARLIER, "average of the whole record", _with_total(found.risk.earlier)),
        Period(RECENT, recent, found.surfaces),
        *(() if found.risk.forecast is None else _ahead(found.risk.forecast)),
    )[:MOST_PERIODS]


def _weighed(found: Surfaces) -> str:
    """Return how the recent surface weighs incidents: by decay alone, or as a forecast learned."""
    forecast = found.risk.forecast
    if forecast is None or forecast.skill is None or not found.risk.learned:
        return "older incidents count less"
    return f"as the learned forecast weighs incidents: {forecast.skill.model}"


def _ahead(forecast: Forecast) -> Iterator[Period]:
    """Yield the periods of a forecast that have one."""
    for window in forecast.periods:
        if window.expected:
            yield Period(ahead_key(window.months), ahead_words(window), _with_total(window.risk), window)


def ahead_key(months: float) -> str:
    """Return the key of a forecast's period."""
    return f"next_{months:g}_months"


def months_words(months: float) -> str:
    """Return a length of time in words."""
    return f"{months:g} month{'s' if months != 1 else ''}"


def ahead_words(window: Window) -> str:
    """Return what a forecast's period is, and on how much it was checked."""
    day, skill = window.begins.isoformat(), window.skill
    tried = f"forecast, checked on {skill.windows} past windows of {months_words(window.months)}"
    noise = "" if skill.beyond_noise else ", within noise"
    ahead = f": {skill.nats - skill.kernel_nats:.2f} nats per event better than the kernel{noise}"
    return (
        f"next {months_words(window.months)} from {day} ({tried}{ahead if skill.learned else ': the kernel'})"
    )


def _with_total(surfaces: Mapping[Source, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    made = {str(name): values for name, values in surfaces.items()}
    return {**made, TOTAL: np.asarray(np.sum(list(made.values()), axis=0), dtype=np.float64)}
