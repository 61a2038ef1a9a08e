"""Which must threats are not met, in words: uncovered first, with the time reached and the time asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.range_words import PLANNED, ranged
from maps.wording import share_words

SHOWN = 3
"""Must threats that a line names; of more it tells how many."""

Must = Mapping[str, Any]
"""One that is not met, as :mod:`geo_poc.must_record` has it; older runs know its name and share alone."""


def not_met_of(threats: Sequence[Mapping[str, Any]]) -> list[Must]:
    """Return the must threats of an evaluation that are not met, in the order of the register.

    Parameters
    ----------
    threats : sequence of mapping
        The `threats` of evaluation.json.
    """
    return [threat for threat in threats if threat["priority"] == "must" and not threat["met"]]


def musts_line(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return how many must threats a plan meets, and which it does not.

    Parameters
    ----------
    then, now : mapping
        The evaluation of the plan, and of the present, as evaluation.json has them.
    """
    number = then["three_numbers"]["must_met"]
    met, today = ranged(number, str, f" of {number['of']}"), now["three_numbers"]["must_met"]["met"]
    missed = not_met_words(not_met_of(then.get("threats", ())))
    case = f" {PLANNED}" if met.endswith(PLANNED) else ""
    return f"Must threats met: {met} (today {today})." + (f" Not met{case}: {missed}." if missed else "")


def not_met_words(musts: Sequence[Must], *, shown: int = SHOWN) -> str:
    """Return must threats that are not met in words, uncovered first; "" where there are none.

    "Raids (nobody who may answer reaches it, 60 minutes asked for) and 4 more".

    Parameters
    ----------
    musts : sequence of mapping
    shown : int
        How many are named.
    """
    told = [
        f"{must['name']} ({how})" if (how := how_words(must)) else must["name"] for must in by_need(musts)
    ]
    if len(told) <= shown + 1:  # "and 1 more" would take the place of its name
        return ", ".join(told)
    return f"{', '.join(told[:shown])} and {len(told) - shown} more"


def by_need(musts: Sequence[Must]) -> list[Must]:
    """Return must threats that are not met by what they lack: nobody comes, too little is reached, too late.

    Parameters
    ----------
    musts : sequence of mapping
    """
    return sorted(musts, key=_need)


def _need(must: Must) -> tuple[float, ...]:
    if "reached" not in must:
        return (0.0, must["share"])
    if must["within_min"] is None:
        return (0.0, must["reached"])
    return (1.0, must["limit_min"] / must["within_min"]) if _late(must) else (2.0,)


def how_words(must: Must) -> str:
    """Return in what time a must threat is reached, beside the time asked for; "" where a run does not know.

    Parameters
    ----------
    must : mapping
    """
    if "reached" not in must:
        return ""
    limit, wanted = f"{must['limit_min']:g}", must["wanted"]
    if must["within_min"] is None:
        if must["reached"] == 0:
            return f"nobody who may answer reaches it, {limit} minutes asked for"
        got, asked = pair_words(must["reached"], wanted)
        return f"{got} of it reached at all, {asked} asked for in {limit} minutes"
    if not _late(must):
        return f"reached in time, visited less than the {must['visits_wanted']} times asked for"
    what = "reached" if wanted == 1 else f"{share_words(wanted)} of it reached"
    return f"{what} in {math.ceil(must['within_min'])} minutes, {limit} asked for"


def _late(must: Must) -> bool:
    return bool(must["share"] < must["wanted"] - 1e-9)


def pair_words(got: float, wanted: float) -> tuple[str, str]:
    """Return two shares in words that rounding does not make the same.

    Parameters
    ----------
    got, wanted : float
    """
    if share_words(got) == share_words(wanted) and got != wanted:
        return f"{got * 100:.2f} %", f"{wanted * 100:.2f} %"
    return share_words(got), share_words(wanted)
