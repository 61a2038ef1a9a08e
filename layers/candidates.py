"""Candidate sites: named places near much prioritised risk, reachable, and apart from each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.signal import fftconvolve
from scipy.spatial import cKDTree

from layers.errors import Finding, Severity
from layers.grid import Grid
from layers.snapping import snap_sites

MAX_SNAP_M = 3000.0
"""A place farther than this from every passable cell is no candidate."""

_DISCOUNT = 0.5
"""Share of the weight within its radius that a pick takes away, so that picks spread."""


def candidate_sites(
    places: gpd.GeoDataFrame,
    *,
    weight: NDArray[np.float64],
    grid: Grid,
    travel: Grid,
    passable: NDArray[np.bool_],
    taken_xy: tuple[ArrayLike, ArrayLike],
    maximum: int,
    spacing_m: float = 5000.0,
    radius_m: float = 20000.0,
    always: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Choose candidate sites among places, greedily by the weight around them.

    Each pick is the place with most weight within the radius, and halves the weight there; equal places go
    by name, then from west to east and south to north.

    Parameters
    ----------
    places : GeoDataFrame
        Columns name, class, geometry (points, EPSG:4326), optionally file, role and row: where each comes
        from, for findings.
    weight : ndarray of float64, shape of `grid`
        Prioritised risk; NaN counts as nothing.
    grid, travel : Grid
        Demand and travel cells.
    passable : ndarray of bool, travel shape
    taken_xy : tuple of array_like
        x and y of the bases in place, metres.
    maximum : int
        How many sites are wanted.
    spacing_m : float
        Sites closer than this to a base or to each other are left out, metres.
    radius_m : float
        Weight counts within this distance of a place, metres.
    always : collection of str
        Ids or names (in any case) of places that are candidates whatever their weight and spacing, as long as
        they can be reached; they come first.

    Returns
    -------
    sites : GeoDataFrame
        Columns id ("c-" and the name, the same for every weight), name, travel_cell, demand_cell (flat),
        snapped_m, geometry (where the place was given), in the order of choice.
    findings : tuple of Finding
        Places that cannot be reached (an error where `always` names one), sites that were moved (a warning
        where `always` names one), and whether there were fewer than wanted.
    """
    table, x, y = _inside(places, travel)
    cells, moved = snap_sites(x, y, travel, passable, max_m=MAX_SNAP_M)
    reached = cells >= 0
    apart = reached & _apart(x, y, taken_xy, spacing_m)
    wanted = {name.casefold() for name in always}
    called = [{id_.casefold(), name.casefold()} for id_, name in zip(table["id"], table["name"], strict=True)]
    named = reached & np.array([bool(names & wanted) for names in called], dtype=np.bool_)
    open_ = np.flatnonzero(apart | named)
    first = np.flatnonzero(named[open_])
    picked = open_[_pick(x[open_], y[open_], weight, grid, maximum, spacing_m, radius_m, first)]
    centre = travel.centre(cells[picked])
    sites = gpd.GeoDataFrame(
        {
            "id": table["id"].to_numpy()[picked],
            "name": table["name"].to_numpy()[picked],
            "travel_cell": cells[picked],
            "demand_cell": grid.cell_of(*centre),
            "snapped_m": moved[picked],
        },
        geometry=table.geometry.to_numpy()[picked],
        crs=4326,
    )
    met = set().union(*(ours for ours, near in zip(called, reached, strict=True) if near))
    asked = np.array([bool(ours & wanted - met) for ours in called], dtype=np.bool_)
    findings = (
        *_unreached(table[~reached & asked], table[~reached & ~asked]),
        *_moved(table.iloc[picked], moved[picked], named[picked]),
        *_too_few(len(open_), len(picked), maximum),
    )
    return sites, findings


def _inside(
    places: gpd.GeoDataFrame, travel: Grid
) -> tuple[gpd.GeoDataFrame, NDArray[np.float64], NDArray[np.float64]]:
    """Return the places inside the area with their ids, in the order of ties, and their x and y."""
    table = places[~(places.geometry.isna() | places.geometry.is_empty)]
    points = table.geometry.to_crs(4326)
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    x, y = travel.project(lon, lat)
    cell = travel.cell_of(x, y)
    names = _named(table["name"].fillna("").astype(str).str.strip().to_numpy(), x, y)
    order = np.array(sorted(range(len(table)), key=lambda i: (names[i], lon[i], lat[i])), dtype=np.int64)
    kept = order[(cell[order] >= 0) & travel.mask.ravel()[cell[order]]]
    inside = gpd.GeoDataFrame({"name": names[kept]}, geometry=points.to_numpy()[kept], crs=4326)
    inside["id"] = _ids(names[kept])
    for column, otherwise in (("file", ""), ("role", "layers.places"), ("row", None)):
        inside[column] = table[column].to_numpy()[kept] if column in table else otherwise
    return inside, x[kept], y[kept]


def _named(names: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the names, those of nameless places made from the nearest place with one."""
    bare, told = np.flatnonzero(names == ""), np.flatnonzero(names != "")
    filled = names.astype(object)
    if len(bare) and len(told):
        nearest = cKDTree(np.column_stack([x, y])[told]).query(np.column_stack([x, y])[bare])[1]
        filled[bare] = [f"near {name}" for name in names[told[nearest]]]
    return filled


def _ids(names: Iterable[str]) -> list[str]:
    """Return a unique id for each name: plain letters and digits, numbered from the second on."""
    used: set[str] = set()
    ids = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = "c-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "site")
        number, unique = 1, stem
        while unique in used:
            number += 1
            unique = f"{stem}-{number}"
        used.add(unique)
        ids.append(unique)
    return ids


def _apart(
    x: NDArray[np.float64], y: NDArray[np.float64], taken_xy: tuple[ArrayLike, ArrayLike], spacing_m: float
) -> NDArray[np.bool_]:
    """Return which places keep their distance from every base."""
    taken = np.column_stack([np.atleast_1d(np.asarray(axis, dtype=float)) for axis in taken_xy])
    taken = taken[np.isfinite(taken).all(axis=1)]
    if len(taken) == 0 or len(x) == 0:
        return np.ones(len(x), dtype=bool)
    nearest = np.asarray(cKDTree(taken).query(np.column_stack([x, y]))[0], dtype=float)
    return nearest >= spacing_m


def _pick(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weight: NDArray[np.float64],
    grid: Grid,
    maximum: int,
    spacing_m: float,
    radius_m: float,
    first: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the positions of the places picked, in order, those of `first` before any other."""
    if len(x) == 0:
        return np.empty(0, dtype=np.int64)
    reach = int(radius_m // grid.cell_m)
    steps = np.arange(-reach, reach + 1) * grid.cell_m
    disc = (np.hypot(steps[:, None], steps) <= radius_m).astype(float)
    # A frame of empty cells spares every case at the edges.
    left = np.pad(np.nan_to_num(np.asarray(weight, dtype=float)), 2 * reach)
    around = fftconvolve(left, disc, mode="same")
    row, column = np.divmod(grid.cell_of(x, y), grid.shape[1])
    row, column = row + 2 * reach, column + 2 * reach
    unit = float(around.max()) * 1e-9 or 1.0
    near = cKDTree(np.column_stack([x, y]))
    free = np.ones(len(x), dtype=bool)
    picked: list[int] = []
    while len(picked) < max(maximum, first.size) and (free.any() or len(picked) < first.size):
        # Sums that agree to nine digits are equal, whatever the rounding of the transform.
        heaviest = int(np.argmax(np.where(free, np.round(around[row, column] / unit), -np.inf)))
        best = int(first[len(picked)]) if len(picked) < first.size else heaviest
        picked.append(best)
        close = np.array(near.query_ball_point([x[best], y[best]], spacing_m), dtype=np.int64)
        free[close[np.hypot(x[close] - x[best], y[close] - y[best]) < spacing_m]] = False
        free[best] = False
        _discount(left, around, disc, int(row[best]), int(column[best]))
    return np.array(picked, dtype=np.int64)


def _discount(
    left: NDArray[np.float64], around: NDArray[np.float64], disc: NDArray[np.float64], row: int, column: int
) -> None:
    """Take half the weight within a disc away, and correct the sums of all discs that meet it (in place)."""
    reach = disc.shape[0] // 2
    inner = np.s_[row - reach : row + reach + 1, column - reach : column + reach + 1]
    outer = np.s_[row - 2 * reach : row + 2 * reach + 1, column - 2 * reach : column + 2 * reach + 1]
    lost = _DISCOUNT * left[inner] * disc
    left[inner] -= lost
    around[outer] -= fftconvolve(lost, disc, mode="full")


def _unreached(asked: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> tuple[Finding, ...]:
    """Return an error for each place out of reach that the mission names, a warning for the others."""
    far = f"over {MAX_SNAP_M / 1000:g} km from every passable cell, in a lake say or where troops are denied"
    remedy = "check their positions, layers.lakes and layers.restrictions"
    findings = [
        _told(
            "error",
            f"the mission names this place, and it is {far}: no site can be there",
            "correct its position, layers.lakes or layers.restrictions, or name another place",
            asked.iloc[[number]],
        )
        for number in range(len(asked))
    ]
    if len(others):
        message = f"{len(others)} places are {far}: no candidates"
        findings.append(_told("warning", message, remedy, others))
    return tuple(findings)


def _moved(
    sites: gpd.GeoDataFrame, moved_m: NDArray[np.float64], named: NDArray[np.bool_]
) -> tuple[Finding, ...]:
    """Return findings on the sites whose own cell nobody can pass: one for each that the mission names."""
    astray = moved_m > 0
    findings = [
        _told(
            "warning",
            "the mission names this place, and it lies where nobody can pass, in a lake say: the site is "
            f"taken at the nearest passable cell, {moved_m[number]:,.0f} m away",
            "check its position, layers.lakes and layers.restrictions",
            sites.iloc[[number]],
        )
        for number in np.flatnonzero(astray & named).tolist()
    ]
    others = astray & ~named
    if others.any():
        count = int(others.sum())
        lie = "1 candidate site lies" if count == 1 else f"{count:,} candidate sites lie"
        message = (
            f"{lie} where nobody can pass, in a lake say: each is taken at the nearest passable cell, at "
            f"most {moved_m[others].max():,.0f} m away"
        )
        remedy = "check their positions, layers.lakes and layers.restrictions"
        findings.append(_told("info", message, remedy, sites[others]))
    return tuple(findings)


def _told(severity: Severity, message: str, remedy: str, places: gpd.GeoDataFrame) -> Finding:
    """Return a finding that stands at the first of some places, and lists them."""
    first = places.iloc[0]
    row = None if pd.isna(first["row"]) else int(first["row"])
    shown = _shown([str(name) for name in places["name"]])
    return Finding(severity, message, remedy, str(first["file"]), row, str(first["role"]), shown)


def _too_few(usable: int, got: int, maximum: int) -> tuple[Finding, ...]:
    if got >= maximum:
        return ()
    message = f"{got} candidate sites were found where {maximum} were wanted ({usable} places could be used)"
    remedy = "add places or sites of your own, or lower candidates.spacing_m or candidates.max"
    return (Finding("info", message, remedy),)


def _shown(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
