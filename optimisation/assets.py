"""Tools of protection as values: what one reaches, for whom it travels, what it needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


def whole_tenths(minutes: float) -> int:
    """Return the whole tenths of a minute in a limit; stored minutes are rounded up to tenths."""
    return math.floor(round(minutes * 10, 6))


@dataclass(frozen=True, slots=True)
class Tool:
    """A kind of asset that can stand at a site.

    Parameters
    ----------
    name : str
        Short name: "cob", "jpt".
    label : str
        The name in words.
    tier : int
        1 dialogue and engagement, 2 physical protection, 3 protective environment.
    service : str
        The service it gives credit in: "response", "dialogue" or "presence".
    persona : str
        Whose travel time counts: "military" or "civilian".
    reach_min : float
        Its own reach, minutes; credit is 0 beyond it.
    personnel : int
        People in one such asset.
    hosts : tuple of str
        Tools of which one must be open at the same site; () = none.
    visits_per_month : int
        Visits that one asset makes; 0 where the word does not apply.
    """

    name: str
    label: str
    tier: int
    service: str
    persona: str
    reach_min: float
    personnel: int
    hosts: tuple[str, ...] = ()
    visits_per_month: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """How credit is counted: bands, shares of services, effectiveness.

    Parameters
    ----------
    bands_min : tuple of float
        Upper edges of the time bands, minutes, rising; a band includes its edge.
    band_values : tuple of float
        Value of being reached within each band, falling.
    services : mapping of service to share
        Shares of the services, summing to 1 with those that are not modelled yet.
    effectiveness : mapping of tool to mapping of source to float
        Effect of a tool on a source of threat, 0 to 1.
    """

    bands_min: tuple[float, ...]
    band_values: tuple[float, ...]
    services: Mapping[str, float]
    effectiveness: Mapping[str, Mapping[str, float]]

    def steps(self, reach_min: float) -> tuple[tuple[float, float], ...]:
        """Return (limit in minutes, value) of each step of a tool's credit, cut at its own reach."""
        steps: list[tuple[float, float]] = []
        for band, value in zip(self.bands_min, self.band_values, strict=True):
            if steps and steps[-1][0] >= reach_min:
                break
            steps.append((min(band, reach_min), value))
        return tuple(steps)
