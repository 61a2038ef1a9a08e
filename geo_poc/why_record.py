"""Why the risk of a place is what it is: each part of it, by source, and what of it is checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo_poc.asked_place import REMEDY, AskedPlace, find_place
from geo_poc.asked_values import check_call, check_kinds
from geo_poc.classification import classification, watermark
from geo_poc.control import NO_CONTROL, Control
from geo_poc.mission import Mission
from geo_poc.references import mgrs_of
from geo_poc.risk_bands import RISK_UNIT
from geo_poc.risk_surfaces import Surfaces, estimate_surfaces
from geo_poc.run import attributions
from geo_poc.words import data_banners, lowered_banner
from layers.landscape import Source
from layers.risk.place_names import naming_of
from layers.risk.why import Cause
from layers.risk.why import why as why_cells

SCHEMA_VERSION = 1


def why(mission: Mission, where: str, *, control: Control = NO_CONTROL) -> dict[str, Any]:
    """Return what the risk of the cell at a place is made of, as docs/schemas/why.schema.json says.

    Parameters
    ----------
    mission : Mission
        With at most one scenario applied.
    where : str
        "LON,LAT" in degrees, an MGRS reference, or the name of a place of the mission.
    control : Control

    Returns
    -------
    dict
        docs/schemas/why.schema.json: each part of the risk by source, and what of it is checked.

    Raises
    ------
    InputError
        With every finding, when the estimate would rest on a guess or the place cannot be found in the area.
    """
    check_call(mission, control)
    check_kinds({"where": where}, {"where": (str, f'{REMEDY}, as text: "29.35,-1.62"')})
    found = estimate_surfaces(mission, control=control)
    return why_document(found, find_place(where, found.landscape))


def why_document(found: Surfaces, place: AskedPlace) -> dict[str, Any]:
    """Return the document for a place of an estimate.

    Parameters
    ----------
    found : Surfaces
        As insiders see it.
    place : AskedPlace
    """
    mission, risk = found.mission, found.risk
    keys = mission.keys
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "why",
        "mission": keys.name,
        "scenario": mission.scenario_name,
        "as_of": keys.as_of.isoformat(),
        "classification": classification(mission),
        "watermark": watermark(mission),
        "attributions": list(attributions(mission)),
        "banners": [*lowered_banner(keys, found.withheld), *data_banners(keys, risk.decay_from)],
        "place": _place(found, place),
        "people": float(risk.people.ravel()[place.cell]),
        "people_known": bool(risk.people_known.ravel()[place.cell]),
        "unknown": bool(found.unknown.ravel()[place.cell]),
        "presence": {
            "within_reach_of_base": bool(found.reached.ravel()[place.cell]),
            "low_with_presence": bool(found.low_with_presence(risk.total()).ravel()[place.cell]),
        },
        "unit": RISK_UNIT,
        "breaks": list(found.breaks),
        "combination": risk.combination,
        "validated": risk.validated,
        "risk": float(risk.total().ravel()[place.cell]),
        "not_observed": list(found.not_observed),
        "sources": [_source(found, source, place.cell) for source in risk.observed],
        "threat_areas": [
            {"id": spot.id, "rank": spot.rank, "source": spot.source, "name": spot.name}
            for spot in found.hotspots
            if place.cell in spot.cells
        ],
        "register": [entry.id for entry in keys.threat if found.threats[entry.id][place.cell]],
    }


def _place(found: Surfaces, place: AskedPlace) -> dict[str, Any]:
    grid = found.landscape.grid
    x, y = grid.centre(np.array([place.cell]))
    naming = naming_of(found.landscape)
    return {
        "asked": place.asked,
        "longitude": round(place.lon, 5),
        "latitude": round(place.lat, 5),
        "mgrs": mgrs_of(place.lon, place.lat),
        "name": naming.name(float(x[0]), float(y[0]), np.array([place.cell])),
        "district": naming.district(*(float(value) for value in grid.project(place.lon, place.lat))),
        "cell_km": grid.cell_m / 1000.0,
    }


def _source(found: Surfaces, source: Source, cell: int) -> dict[str, Any]:
    """Return a source's risk at a cell and its parts; their product, or sum, with the prior is the risk."""
    risk = found.risk
    told = why_cells(risk, source, np.array([cell]))
    surface = risk.risk[source]
    inside = found.landscape.grid.mask & ~risk.unknown
    return {
        "source": source,
        "risk": told.risk,
        "class": _class(found, source, cell),
        "share_of_cells_below": float((surface[inside] < told.risk).mean()) if inside.any() else 0.0,
        "earlier": float(risk.earlier[source].ravel()[cell]),
        "bare": told.bare,
        "parts": [_part(cause) for cause in told.causes],
        "from_prior": told.from_prior,
        "missing_roles": list(told.missing),
        "data_poor": risk.data_poor.get(source),
    }


def _class(found: Surfaces, source: Source, cell: int) -> int | None:
    """Return the class that maps draw, 0 for no estimate above 0, None where nobody observes."""
    if found.unknown.ravel()[cell]:
        return None
    return int(found.classes(found.risk.risk[source]).ravel()[cell])


def _part(cause: Cause) -> dict[str, Any]:
    return {
        "name": cause.name,
        "role": cause.role,
        "times": cause.value,
        "adds": cause.adds,
        "rests_on": cause.rests_on,
        "reliability": cause.reliability,
        "citation": cause.citation,
        "missing": cause.missing,
    }
