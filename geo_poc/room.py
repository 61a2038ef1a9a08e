"""What leaves a plan no room, as a document tells it: rules that say the same at many sites are told once."""

from __future__ import annotations

from typing import Any

from geo_poc.binding_words import binding_words
from geo_poc.option_words import tool_words
from geo_poc.posed import Posed
from optimisation.binding import Binding, binding


def room_part(posed: Posed) -> list[dict[str, Any]]:
    """Return the constraints without room; one class of base a site is one row for all its sites.

    Parameters
    ----------
    posed : Posed
        With a plan.
    """
    ids, assets = posed.problem.option_ids, posed.assembly.assets
    members = {", ".join(ids[n] for n in some): some for some in posed.problem.exclusive}
    rows: list[dict[str, Any]] = []
    at_sites: dict[tuple[str, ...], list[str]] = {}
    names = posed.names()
    for found in binding(posed.problem, posed.plan.chosen):
        one = _row(found, binding_words(found, names))
        here = [assets[n] for n in members[found.name]] if found.kind == "exclusion" else []
        classes = tuple(sorted(asset.tool for asset in here))
        if not here or here[0].site < 0 or len({asset.site for asset in here}) > 1:
            rows.append(one | {"sites": []})
            continue
        first = classes not in at_sites
        sites = at_sites.setdefault(classes, [])
        sites.append(posed.ground.sites[here[0].site].name)
        if first:
            called = ", ".join(map(tool_words, classes))
            rows.append(one | {"words": f"only one of {called} may be open at a site", "sites": sites})
    return rows


def _row(one: Binding, words: str) -> dict[str, Any]:
    return {"kind": one.kind, "words": words, "has": one.has, "limit": one.limit}
