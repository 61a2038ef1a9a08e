"""Threats of the register in whose area nobody lives: told, since their centre may have been mistyped."""

from __future__ import annotations

from layers.errors import Finding
from optimisation.demand import Demand


def empty_threats(demand: Demand) -> tuple[Finding, ...]:
    """Return a warning for each threat whose area holds nobody, as far as people are known.

    Parameters
    ----------
    demand : Demand
    """
    return tuple(
        Finding(
            "warning",
            f"nobody lives in the area of threat {threat.id} ({threat.name}), as far as people are known: "
            "meeting it reaches no one",
            "correct its centre, radius_km, outline or district, or the layer of population",
            column=f"threat.{threat.id}",
        )
        for threat in demand.threats
        if not demand.people[threat.cells].sum() > 0
    )
