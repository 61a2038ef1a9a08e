"""What leaves a plan no room, as a document tells it: rules that say the same at many sites are told once."""

from __future__ import annotations

from typing import Any

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
    for one in binding(posed.problem, posed.plan.chosen):
        here = [assets[n] for n in members[one.name]] if one.kind == "exclusion" else []
        classes = tuple(sorted(asset.tool for asset in here))
        if not here or here[0].site < 0 or len({asset.site for asset in here}) > 1:
            rows.append(_row(one, []))
            continue
        first = classes not in at_sites
        sites = at_sites.setdefault(classes, [])
        sites.append(posed.ground.sites[here[0].site].name)
        if first:
            rows.append(
                _row(one, sites) | {"words": f"only one of {', '.join(classes)} may be open at a site"}
            )
    return rows


def _row(one: Binding, sites: list[str]) -> dict[str, Any]:
    return {"kind": one.kind, "words": one.words, "has": one.has, "limit": one.limit, "sites": sites}
