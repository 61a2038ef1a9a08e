"""Every flag of harm of a case, kind after kind; they are separate and never summed."""

from __future__ import annotations

from geo_poc.case import Case
from geo_poc.harm_cut_off import closed_bases, walled_in
from geo_poc.harm_flag import Flag
from geo_poc.harm_of_bases import attacks_drawn, displacement, exploitation, keep_away
from geo_poc.harm_of_presence import informants, substitution


def harm_flags(case: Case) -> tuple[Flag, ...]:
    """Return the flags of a case.

    Thresholds are the mission's `harm` keys. The present has no new and no closed bases.
    """
    return (
        *displacement(case),
        *attacks_drawn(case),
        *exploitation(case),
        *informants(case),
        *substitution(case),
        *closed_bases(case),
        *walled_in(case),
        *keep_away(case),
    )
