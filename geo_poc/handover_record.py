"""Who loses reach when bases close, and who takes over, as documents have it and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.defaults_assets import ASSETS
from geo_poc.option_lists import counted_words
from geo_poc.option_words import named_words, option_words
from maps.wording import people_words
from optimisation.assets import Asset
from optimisation.handover import handover
from optimisation.plan import Site
from optimisation.reaches import Reaches


def handover_rows(
    gone: Sequence[Asset], staying: Sequence[Asset], sites: Sequence[Site], reaches: Reaches
) -> list[dict[str, Any]]:
    """Return for each base that closes who loses reach, near which places, and who takes over.

    Parameters
    ----------
    gone : sequence of Asset
        Bases.
    staying : sequence of Asset
        All that stays and can act.
    sites : sequence of Site
    reaches : Reaches
    """
    return [
        {
            "id": base.id,
            "name": sites[base.site].name,
            "people": one.people,
            "lose_reach": one.lost,
            "near": [{"name": name, "people": people} for name, people in one.places],
            "taken_over_by": [
                {"id": staying[n].id, "name": sites[staying[n].site].name, "people": people}
                for n, people in one.taken_over
            ],
        }
        for base, one in zip(gone, handover(gone, staying, reaches), strict=True)
    ]


def handover_line(base: Mapping[str, Any]) -> str:
    """Return one of these rows in words, with what closes with the base where the row says so."""
    near = ", ".join(f"{one['name']} ({people_words(one['people'])})" for one in base["near"])
    takers = ", ".join(
        f"{taker_words(one)} ({people_words(one['people'])})" for one in base["taken_over_by"][:5]
    )
    lost = f"{people_words(base['lose_reach'])} of {people_words(base['people'])} people near lose reach"
    where = f", most near {near}" if near else ""
    many = len(base["taken_over_by"]) > 1
    takes = f"{takers or 'nobody'} {'take' if many else 'takes'} over."
    return f"{base['name']} closes: {lost}{where}; {takes}{_with_it(base)}"


def taker_words(taker: Mapping[str, Any]) -> str:
    """Return who takes over: a base by the name of its site, all else with its tool.

    Parameters
    ----------
    taker : mapping
        Of `taken_over_by`, with an id like "cob:west".
    """
    tool, name = str(taker["id"]).partition(":")[0], str(taker["name"])
    return name if ASSETS.get(tool, {}).get("base") else named_words(f"{tool} at {name}")


def _with_it(base: Mapping[str, Any]) -> str:
    """Return what closes with a base, and how many lose reach in all where they are more; "" for nothing."""
    others = base.get("closes_with", ())
    if not others:
        return ""
    named = ", ".join(counted_words([option_words(one) for one in others]))
    in_all = people_words(base["lose_reach_in_all"])
    if in_all == people_words(base["lose_reach"]):
        return f" It takes with it {named}."
    return f" It takes with it {named}: {in_all} people lose reach in all."
