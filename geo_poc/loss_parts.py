"""What separates two plans, part by part, as documents and words have it: people, musts, floors, money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.floor_words import BACKUP, FLOOR, TIER, floor_words
from geo_poc.must_words import pair_words
from maps.style import number_text
from maps.wording import people_words, share_words
from optimisation.margins import Difference

TOO_LITTLE = 1e-9
"""Share of the worse plan's credit below which a difference of credit is rounding."""


def parts_document(found: Difference, better: Mapping[str, Any], worse: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the worse of two plans lacks, part by part.

    Parameters
    ----------
    found : Difference
        From the better plan to the worse.
    better, worse : mapping
        Their three numbers.
    """
    return part_rows(found, worse["people_out_of_reach"] - better["people_out_of_reach"])


def part_rows(found: Difference, people: float | None) -> dict[str, Any]:
    """Return what the worse of two plans lacks, the people counted already.

    Parameters
    ----------
    found : Difference
    people : float or None
        More people at risk out of reach of the worse plan; None = not counted.
    """
    return {
        "credit": found.credit,
        "penalties": found.penalties,
        "people_out_of_reach": people,
        "musts": [floor_words(name) for name in found.musts],
        "musts_met": [floor_words(name) for name in found.musts_met],
        "floors": [
            {
                "name": floor_words(one.name),
                "wanted": one.wanted,
                "before": one.before,
                "after": one.after,
            }
            for one in found.floors
        ],
        "cost": found.cost,
    }


def parts_words(parts: Mapping[str, Any], credit: float, *, gains: bool = False) -> str:
    """Return what the worse plan lacks in words: people and musts first, then floors, credit and money.

    Parameters
    ----------
    parts : mapping
        Of :func:`parts_document`.
    credit : float
        Of the plan that is explained; shares are of it.
    gains : bool
        Whether the better plan is the other one: what it lacks is then told as gained.
    """
    told = [_people(parts["people_out_of_reach"], gains=gains)]
    for key, less, more in (("musts", "not met any more", "met"), ("musts_met", "met in return", "lost")):
        told += [f"{name} {more if gains else less}" for name in parts[key]]
    told += [_floor(floor, gains=gains) for floor in parts["floors"]]
    told.append(_credit(parts["credit"], credit, gains=gains))
    if parts["cost"]:
        told.append(f"{abs(parts['cost']):g} of cost {'saved' if (parts['cost'] > 0) != gains else 'more'}")
    return "; ".join(words for words in told if words) or "nothing"


def _people(people: float | None, *, gains: bool) -> str:
    if people is None or abs(people) < 0.5:
        return ""
    way = "come within reach" if (people > 0) == gains else "more out of reach"
    return f"{people_words(abs(people))} people at risk {way}"


def _floor(floor: Mapping[str, Any], *, gains: bool) -> str:
    before, after = (floor["after"], floor["before"]) if gains else (floor["before"], floor["after"])
    now, then = share_words(after), share_words(before)
    if now == then:
        now, then = f"{after * 100:.1f} %", f"{before * 100:.1f} %"
    if now == then:
        return ""
    nearly, asked = pair_words(max(after, before), floor["wanted"])
    if asked != share_words(floor["wanted"]):  # it falls short by so little that whole percents would hide it
        now, then = (nearly, then) if after > before else (now, nearly)
    share = f"{now} instead of {then}, {asked} asked for"
    name = str(floor["name"])
    kind = "" if name.startswith((BACKUP, TIER)) else "floor of "
    return f"{kind}{name.removeprefix(FLOOR)} {share}"


def _credit(part: float, credit: float, *, gains: bool) -> str:
    if abs(part) <= TOO_LITTLE * abs(credit):
        return ""
    way = "more" if (part > 0) == gains else "less"
    share = "" if credit <= 0 else f" ({tenths_words(abs(part) / credit)} of the plan's)"
    return f"{number_text(abs(part))} {way} weighted reach{share}"


def tenths_words(share: float) -> str:
    """Return a share to a tenth of a percent, so that plans nearly as good are told apart.

    Parameters
    ----------
    share : float
        Above 0.
    """
    return "under 0.1 %" if share < 0.001 else f"{share * 100:.1f} %"
