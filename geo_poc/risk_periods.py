"""The periods that a risk product shows: what is recent, and what was the average before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo_poc.risk_surfaces import TOTAL, Surfaces
from layers.landscape import Source

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
    """

    key: str
    words: str
    risk: Mapping[str, NDArray[np.float64]]


def periods_of(found: Surfaces) -> tuple[Period, ...]:
    """Return the periods in the order of time, the one that maps open with last; at most 12."""
    recent = f"recent, to {found.risk.decay_from.isoformat()} (older incidents count less)"
    return (
        Period(EARLIER, "average of the whole record", _with_total(found.risk.earlier)),
        Period(RECENT, recent, found.surfaces),
    )[-MOST_PERIODS:]


def _with_total(surfaces: Mapping[Source, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    made = {str(name): values for name, values in surfaces.items()}
    return {**made, TOTAL: np.asarray(np.sum(list(made.values()), axis=0), dtype=np.float64)}
