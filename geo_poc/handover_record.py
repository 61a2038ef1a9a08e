"""Who loses reach when bases close, and who takes over, as documents have it and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
    gone, staying : sequence of Asset
        Bases.
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
    """Return one of these rows in words."""
    near = ", ".join(f"{one['name']} ({people_words(one['people'])})" for one in base["near"])
    takers = ", ".join(f"{one['name']} ({people_words(one['people'])})" for one in base["taken_over_by"][:5])
    lost = f"{people_words(base['lose_reach'])} of {people_words(base['people'])} people near lose reach"
    where = f", most near {near}" if near else ""
    many = len(base["taken_over_by"]) > 1
    takes = f"{takers or 'nobody'} {'take' if many else 'takes'} over."
    return f"{base['name']} closes: {lost}{where}; {takes}"
