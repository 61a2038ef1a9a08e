"""How incidents become mass: the choices that a mission may make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from layers.risk.screening import Screening

SpreadBy = Literal["people", "people_and_incidents"]


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """Choices of the incident model.

    Parameters
    ----------
    screening : Screening
        Doubles, pile-ups, and what patrols found.
    whole_interval : bool
        Whether an event decays over all its days instead of from its first.
    spread_by : {"people", "people_and_incidents"}
        What an event known to a district is spread by.
    reporting_half_m : float or None
        Distance over which reporting halves, metres; None where likelihood is not corrected.
    """

    screening: Screening = field(default_factory=Screening)
    whole_interval: bool = True
    spread_by: SpreadBy = "people_and_incidents"
    reporting_half_m: float | None = None
