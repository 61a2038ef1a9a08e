"""Civilians cut off: bases that close, and ground that restrictions wall in."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from geo_poc.case import Case
from geo_poc.handover_record import taker_words
from geo_poc.harm_flag import Flag, site_flag
from layers.barriers import denied_cells
from optimisation.assets import Asset
from optimisation.handover import soonest

EIGHT = np.ones((3, 3), dtype=np.bool_)


def closed_bases(case: Case) -> Iterator[Flag]:
    """Yield each base of today that closes: who loses reach, and who takes over."""
    after = soonest(case.assets, case.reaches)
    for base in case.closed():
        tool = case.reaches.tools[base.tool]
        held = np.zeros(case.demand.cells.size, dtype=np.bool_)
        held[case.reaches.within(base, tool.reach_min)] = True
        lost = float(case.demand.people[held & (after < 0)].sum())
        yield site_flag(
            "cut_off",
            case.sites[base.site],
            lost,
            "people",
            f"the base closes: {lost:,.0f} people within its reach of {tool.reach_min:g} minutes are then "
            f"out of reach of all that stays; {_takers(case, held, after)}",
        )


def walled_in(case: Case) -> Iterator[Flag]:
    """Yield the people whom restrictions keep troops away from: inside, and enclosed between them.

    Enclosed is ground that troops could walk on, beside a closed area, with no open base in it.
    """
    season = case.mission.keys.travel.season
    table, travel = case.landscape.restrictions, case.landscape.travel
    people = np.nan_to_num(case.landscape.travel_people)
    pockets = _pockets(case)
    for number in range(len(table)):
        closed, _ = denied_cells(table.iloc[[number]], travel, ("military",), season)
        cells = closed.get("military")
        if cells is None:
            continue
        beside = np.unique(pockets[ndimage.binary_dilation(cells, EIGHT)])
        enclosed = np.isin(pockets, beside[beside > 0])
        inside, behind = float(people[cells].sum()), float(people[enclosed & ~cells].sum())
        if inside + behind > 0:
            row = table.iloc[number]
            middle = shapely.point_on_surface(row["geometry"])
            yield Flag(
                "cut_off",
                f"restriction-{number + 1}",
                str(row["name"]) or f"restriction {number + 1}",
                float(shapely.get_x(middle)),
                float(shapely.get_y(middle)),
                inside + behind,
                "people",
                f"troops are denied passage: {inside:,.0f} people live inside and {behind:,.0f} on ground "
                "that it encloses with no base in it; ask for access, or reach them through others",
            )


def _takers(case: Case, held: NDArray[np.bool_], after: NDArray[np.int64]) -> str:
    """Return in words what takes over the people of some cells."""
    assets = case.assets
    people = np.bincount(after[held] + 1, case.demand.people[held], len(assets) + 1)[1:]
    order = sorted(np.flatnonzero(people).tolist(), key=lambda n: (-people[n], assets[n].id))
    named = [f"{taker_words(_taker(case, assets[n]))} ({people[n]:,.0f} people)" for n in order[:5]]
    return f"{', '.join(named) or 'nobody'} {'take' if len(named) > 1 else 'takes'} over"


def _taker(case: Case, asset: Asset) -> dict[str, str]:
    return {"id": asset.id, "name": case.sites[asset.site].name}


def _pockets(case: Case) -> NDArray[np.int32]:
    """Return labels of connected ground that troops can pass and that holds no open base, 0 elsewhere."""
    travel = case.landscape.travel
    passable = np.isfinite(case.landscape.friction[("military", case.mission.keys.travel.season)])
    labels, _ = ndimage.label(passable & travel.mask, structure=EIGHT)
    inside = labels.ravel()[_travel_cells(case)]
    return np.where(np.isin(labels, inside[inside > 0]), 0, labels).astype(np.int32)


def _travel_cells(case: Case) -> NDArray[np.int64]:
    """Return the travel cells of the open bases, those in place where they were snapped to."""
    own = np.asarray(case.landscape.bases["travel_cell"], dtype=np.int64)
    cells = []
    for base in case.bases():
        site = case.sites[base.site]
        at = int(case.landscape.travel.cell_of(*case.landscape.travel.project(site.lon, site.lat)))
        cells.append(int(own[base.site]) if base.site < own.size else at)
    return np.array([cell for cell in cells if cell >= 0], dtype=np.int64)
