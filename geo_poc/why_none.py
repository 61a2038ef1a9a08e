"""Why an answer about plans has none: the demands that conflict, as `explain` and `plan` name them."""

from __future__ import annotations

from collections.abc import Sequence

from geo_poc.conflicts import NOTHING_CONFLICTS, conflict_of, reasons_words
from geo_poc.control import Control
from geo_poc.posed import Posed


def why_none(
    posed: Posed, reasons: Sequence[str], *, effort: int, seconds: float | None, control: Control
) -> list[str]:
    """Return the reasons of an answer in words, where the mission has no plan with what conflicts first.

    Parameters
    ----------
    posed : Posed
    reasons : sequence of str
        Of the answer.
    effort : int
    seconds : float or None
        That the search for a conflict may take; None = :data:`geo_poc.conflicts.MOST_S`.
    control : Control
    """
    sites = posed.ground.sites
    told = reasons_words(reasons, posed.problem, posed.assembly, sites)
    if posed.plan.objective is not None:
        return list(told)
    found = conflict_of(
        posed.problem, posed.assembly, sites, effort=effort, time_limit_s=seconds, control=control
    )
    if found is None:
        return [NOTHING_CONFLICTS, *told]
    return [*(found.words if found.demands or found.relaxation else ()), *told]
