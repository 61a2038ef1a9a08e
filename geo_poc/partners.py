"""Credit for others in place: whom it is given, whom the due diligence policy withholds it from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo_poc.mission import Mission
from geo_poc.schema_means import Partner
from layers.errors import Finding, raise_errors
from layers.landscape import Landscape
from layers.snapping import snap_sites
from optimisation.assets import Asset, Scale, Tool
from optimisation.demand import Demand
from optimisation.plan import Site

LIKE = "cob"
"""Whose effectiveness a partner's credit is a part of."""


@dataclass(frozen=True, slots=True, eq=False)
class Partnership:
    """An actor in place whose credit counts.

    Parameters
    ----------
    id, name, kind : str
        Of the actor.
    tool : Tool
        One of its own, so that its effect is its own.
    credit : float
        Part of a company operating base's effect.
    geometry : shapely geometry
        EPSG:4326.
    """

    id: str
    name: str
    kind: str
    tool: Tool
    credit: float
    geometry: Any


def partnerships(
    mission: Mission, landscape: Landscape
) -> tuple[tuple[Partnership, ...], tuple[Finding, ...]]:
    """Return the actors whose credit counts, and why that of others does not.

    Support to forces outside the United Nations counts only where their assessment under the human rights
    due diligence policy is cleared, or cleared with mitigations, and has not expired. Presence that nobody
    supports counts as the mission says, with its reason. Humanitarians are never tasked.

    Raises
    ------
    InputError
        For partners that no actor has the name of, and humanitarians.
    """
    found: list[Partnership] = []
    findings: list[Finding] = []
    for number, partner in enumerate(mission.keys.partner, start=1):
        row, told = actor_row(landscape.other_actors, partner.actor)
        if row is None:
            findings.append(_at(mission, number, *told))
            continue
        if row["never_tasked"] and partner.credit > 0:
            message = f"{row['name']} is humanitarian: it is shown, never tasked, and earns no credit"
            findings.append(_at(mission, number, message, "remove this partner", partner.actor))
            continue
        if partner.activity != "none" and not row["supportable"]:
            findings.append(_withheld(mission, number, partner, row))
            continue
        if partner.credit > 0:
            found.append(_partnership(partner, row))
    raise_errors(findings)
    return tuple(found), tuple(findings)


def actor_row(table: gpd.GeoDataFrame, name: str) -> tuple[Any, tuple[str, str, str]]:
    """Return another actor by name or id; None, with message, remedy and value, where there is no such."""
    wanted = name.casefold()
    names = [] if not len(table) else [*table["id"], *table["name"]]
    for _, row in table.iterrows():
        if wanted in (str(row["id"]).casefold(), str(row["name"]).casefold()):
            return row, ("", "", "")
    known = ", ".join(sorted({str(name) for name in names})[:12]) or "none: add layers.other_actors"
    return None, ("no other actor has this name", f"use one of: {known}", name)


def _at(mission: Mission, number: int, message: str, remedy: str, value: str) -> Finding:
    return Finding(
        "error", message, remedy, file=mission.path.name, column=f"partner[{number}].actor", value=value
    )


def _withheld(mission: Mission, number: int, partner: Partner, row: Any) -> Finding:
    return replace(
        _at(
            mission,
            number,
            f"{row['name']} earns no credit: {partner.activity.replace('_', ' ')} is support under the human "
            f"rights due diligence policy, and its assessment is {assessment_words(row, mission.keys.as_of)}",
            "have it assessed, or plan without it",
            partner.actor,
        ),
        severity="warning",
    )


def assessment_words(row: Any, as_of: date) -> str:
    """Return in which state the assessment of an actor that may not be supported is, in words.

    Parameters
    ----------
    row : mapping
        An actor of `layers.other_actors`.
    as_of : date
        What was cleared may have expired by then.
    """
    state = (str(row["hrddp"]) or "missing").replace("_", " ")
    last = row["hrddp_expiry"].date() if _is_date(row["hrddp_expiry"]) else None
    if state not in ("cleared", "mitigations"):
        return state if last is None else f"{state}, valid to {last.isoformat()}"
    if last is None:
        return f"{state}, without the last day on which it holds"
    if last < as_of:
        return f"{state} but has expired: it was valid to {last.isoformat()}"
    return f"{state}, valid to {last.isoformat()}" + (
        "" if row["hrddp_reference"] else ", without a reference"
    )


def _is_date(value: Any) -> bool:
    return value is not None and value == value and hasattr(value, "date")


def _partnership(partner: Partner, row: Any) -> Partnership:
    persona = "military" if row["component"] in ("military", "police", "") else "civilian"
    tool = Tool(
        name=f"partner:{row['id']}",
        label=str(row["name"]),
        tier=3,
        service="response",
        persona=persona,
        reach_min=partner.reach_min,
        personnel=0,
        stands="partner",
    )
    return Partnership(
        str(row["id"]), str(row["name"]), str(row["kind"]), tool, partner.credit, row["geometry"]
    )


def partner_sites(
    found: tuple[Partnership, ...], landscape: Landscape, season: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Return the partners that are points as sites, snapped to where one can pass, and who could not be."""
    points = [item for item in found if item.geometry.geom_type == "Point"]
    frame = gpd.GeoDataFrame(
        {"id": [item.tool.name for item in points], "name": [item.name for item in points]},
        geometry=[item.geometry for item in points],
        crs=4326,
    )
    if not points:
        frame["travel_cell"] = np.empty(0, dtype=np.int64)
        return frame, ()
    x, y = landscape.grid.project(frame.geometry.x, frame.geometry.y)
    passable = np.isfinite(landscape.friction[("military", season)])
    cells, _ = snap_sites(x, y, landscape.travel, passable)
    frame["travel_cell"] = cells
    lost = [str(name) for name in frame["name"][cells < 0]]
    findings = tuple(
        Finding(
            "warning",
            f"{name} is further than 3 km from where anybody can pass: it earns no credit",
            "correct its position",
            column="layers.other_actors",
            value=name,
        )
        for name in lost
    )
    return frame[cells >= 0].reset_index(drop=True), findings


def partner_assets(
    found: tuple[Partnership, ...], sites: tuple[Site, ...], demand: Demand
) -> tuple[Asset, ...]:
    """Return the partners as assets in place: by travel from a point, or over the cells of their area."""
    place = {site.id: number for number, site in enumerate(sites) if site.kind == "partner"}
    assets: list[Asset] = []
    for item in found:
        if item.tool.name in place:
            assets.append(Asset(item.tool.name, item.tool.name, place[item.tool.name]))
        elif item.geometry.geom_type != "Point":
            shapely.prepare(item.geometry)
            inside = shapely.contains_xy(item.geometry, demand.lon, demand.lat)
            assets.append(Asset(item.tool.name, item.tool.name, cells=np.flatnonzero(inside)))
    return tuple(assets)


def with_partners(scale: Scale, found: tuple[Partnership, ...]) -> Scale:
    """Return a scale that knows each partner's effect; no threat source counters its own violence."""
    if not found:
        return scale
    like: Mapping[str, float] = scale.effectiveness[LIKE]
    own = {
        item.tool.name: {
            source: 0.0 if (source == "state" and item.kind == "host_state") else item.credit * effect
            for source, effect in like.items()
        }
        for item in found
    }
    return replace(scale, effectiveness={**scale.effectiveness, **own})
