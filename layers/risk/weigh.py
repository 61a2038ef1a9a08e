"""Risk with the weight that a decision gives each source of threat, told as a part of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Source
from layers.risk.density import Part
from layers.risk.forecast import Forecast
from layers.risk.surface import Risk

WEIGHT_NAME = "weight of this source, by decision"


def weighed(risk: Risk, weights: Mapping[Source, float]) -> Risk:
    """Return risk whose sources count by their weights; likelihood, a rate, stays as it is.

    Parameters
    ----------
    risk : Risk
        Not weighed yet.
    weights : mapping of source to float
        >= 0; a source without one counts fully. The highest of the observed sources counts as 1, so equal
        weights change nothing.

    Returns
    -------
    Risk
        `risk`, `earlier` and risk of the periods ahead scaled, one more part of
        each source that counts less, and `source_weights`.
    """
    given = {source: float(weights.get(source, 1.0)) for source in risk.observed}
    most = max(given.values(), default=0.0)
    shares = {source: weight / most for source, weight in given.items()} if most > 0 else {}
    if all(share == 1.0 for share in shares.values()):
        return risk
    return replace(
        risk,
        risk=_scaled(risk.risk, shares),
        earlier=_scaled(risk.earlier, shares),
        parts={source: (*risk.parts.get(source, ()), *_part(risk, source, shares)) for source in shares},
        forecast=None if risk.forecast is None else _weighed_ahead(risk.forecast, shares),
        source_weights=MappingProxyType(shares),
    )


def _weighed_ahead(forecast: Forecast, shares: Mapping[Source, float]) -> Forecast:
    periods = [replace(period, risk=_scaled(period.risk, shares)) for period in forecast.periods]
    return replace(forecast, periods=tuple(periods))


def _scaled(
    surfaces: Mapping[Source, NDArray[np.float64]], shares: Mapping[Source, float]
) -> Mapping[Source, NDArray[np.float64]]:
    made = {source: values * shares[source] for source, values in surfaces.items()}
    for values in made.values():
        values.setflags(write=False)
    return MappingProxyType(made)


def _part(risk: Risk, source: Source, shares: Mapping[Source, float]) -> tuple[Part, ...]:
    if shares[source] == 1.0 or source not in risk.bare:
        return ()
    parts = risk.parts.get(source, ())
    before = parts[-1].after if parts else risk.bare[source]
    return (Part(WEIGHT_NAME, "source_weight", "", "", before * shares[source]),)
