"""Floors over areas, groups and strategic threats, backup by distinct sites, tiers that areas must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.assets import HOURS, OWN_HOURS, Asset
from optimisation.constraints import AreaFloor, Mix, Part
from optimisation.cover_sets import canonical, row_count
from optimisation.coverage import Block, Limits
from optimisation.openable import openable
from optimisation.problem import CoverProblem, Floor
from optimisation.reaches import Reaches
from optimisation.rows import Rows

_Key = tuple[Limits, int]


def floor_blocks(floors: Sequence[AreaFloor], reached: NDArray[np.bool_]) -> dict[_Key, Block]:
    """Return rows without objective weight for what some floors look at, one block for each set of limits.

    Parameters
    ----------
    floors : sequence of AreaFloor
    reached : ndarray of bool, by demand position
        Cells that some asset reaches: no other cell needs a row.
    """
    cells: dict[_Key, list[NDArray[np.int64]]] = {}
    for floor in floors:
        for part in floor.parts:
            held = part.cells[(part.weights > 0) & reached[part.cells]]
            cells.setdefault((part.limits, floor.most), []).append(held)
    blocks = {}
    for (limits, most), found in sorted(cells.items(), key=lambda item: item[0]):
        every = np.unique(np.concatenate(found))
        if every.size:
            blocks[(limits, most)] = Block(limits, every, np.zeros(every.size), OWN_HOURS, most=most)
    return blocks


def area_floors(floors: Sequence[AreaFloor], rows: Rows, numbers: Mapping[_Key, int]) -> tuple[Floor, ...]:
    """Return the floors on the rows that were laid for them.

    A floor without any weight is left out: there is nothing that it could ask for.

    Parameters
    ----------
    floors : sequence of AreaFloor
    rows : Rows
    numbers : mapping of (limits, most) to int
        Number of the block of :func:`floor_blocks`.
    """
    found = []
    for floor in floors:
        weights = np.zeros(rows.cover.shape[0])
        base = 0.0
        for part in floor.parts:
            base += float(part.weights.sum()) * floor.most
            number = numbers.get((part.limits, floor.most))
            if number is not None:
                weights += rows.summed(number, _laid(rows.blocks[number].cells, part))
        if base > 0:
            found.append(Floor(floor.name, weights, base, floor.share, floor.hard, floor.kind))
    return tuple(found)


def with_reachable(problem: CoverProblem, floors: Sequence[AreaFloor]) -> CoverProblem:
    """Return the problem with floors on what is reachable held against what its options could reach.

    What no plan may open is no option: a share of what it alone would reach could not be met. A floor that no
    option could add to is left out.

    Parameters
    ----------
    problem : CoverProblem
        Under all constraints, with :func:`area_floors` of `floors`.
    floors : sequence of AreaFloor
    """
    asked = {floor.name: floor.most for floor in floors if floor.reachable}
    if not asked:
        return problem
    able = row_count(canonical(problem.cover), openable(problem))
    bases = [
        float((floor.weights * np.minimum(able, asked[floor.name])).sum())
        if floor.name in asked
        else floor.base
        for floor in problem.floors
    ]
    held = [replace(f, base=base) for f, base in zip(problem.floors, bases, strict=True) if base > 0]
    return replace(problem, floors=tuple(held))


def _laid(cells: NDArray[np.int64], part: Part) -> NDArray[np.float64]:
    """Return the weights of a part on the cells of its block, which rise."""
    laid = np.zeros(cells.size)
    at = np.minimum(np.searchsorted(cells, part.cells), cells.size - 1)
    held = cells[at] == part.cells
    np.add.at(laid, at[held], part.weights[held])
    return laid


def with_mixes(
    problem: CoverProblem,
    assets: Sequence[Asset],
    mixes: Sequence[Mix],
    *,
    site_cells: NDArray[np.int64],
    reaches: Reaches,
    carried: Sequence[tuple[int, Asset]] = (),
) -> CoverProblem:
    """Return the problem with one counted row and one floor for each tier that an area must have.

    An activity is in an area by its site, an engagement by a cell of its threat, a patrol by one it visits.

    Parameters
    ----------
    problem : CoverProblem
    assets : sequence of Asset
        Its first options.
    mixes : sequence of Mix
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    reaches : Reaches
    carried : sequence of (option, Asset)
        Patrols that open bases keep going unasked: a base counts with its own.
    """
    if not mixes:
        return problem
    rows, options = problem.cover.shape
    active = [*enumerate(assets), *carried]
    times = np.zeros((len(mixes), options), dtype=np.int64)
    for line, mix in enumerate(mixes):
        for number in acting(mix, [asset for _, asset in active], site_cells, reaches):
            times[line, active[number][0]] += 1
        np.minimum(times[line], mix.least, out=times[line])
    added = times.astype(np.int8 if (times > 1).any() else problem.cover.dtype)
    nothing = np.zeros(len(mixes))
    floors = [replace(floor, weights=np.append(floor.weights, nothing)) for floor in problem.floors]
    for line, mix in enumerate(mixes):
        weights = np.zeros(rows + len(mixes))
        weights[rows + line] = 1.0
        floors.append(Floor(mix.name, weights, float(mix.least), 1.0, mix.hard, "tier"))
    most = np.ones(rows, dtype=np.int64) if problem.most is None else problem.most
    most = np.append(most, [mix.least for mix in mixes])
    empty = sparse.csr_array((len(mixes), options), dtype=np.bool_)
    return replace(
        problem,
        cover=sparse.csr_array(sparse.vstack([problem.cover, sparse.csr_array(added)], format="csr")),
        also=None if problem.also is None else sparse.csr_array(sparse.vstack([problem.also, empty])),
        joint=None if problem.joint is None else np.append(problem.joint, np.zeros(len(mixes), np.bool_)),
        most=most if (most > 1).any() else None,
        weights=np.append(problem.weights, nothing),
        floors=tuple(floors),
    )


def acting(mix: Mix, assets: Sequence[Asset], site_cells: NDArray[np.int64], reaches: Reaches) -> list[int]:
    """Return the options of a tier that act in an area; what its troops may not do acts nowhere."""
    found = []
    for number, asset in enumerate(assets):
        tool = reaches.tools[asset.tool]
        if tool.tier != mix.tier or tool.stands == "partner":
            continue
        if asset.cells is not None:
            inside = any(bool(mix.inside[reaches.pairs(asset, hours)[0]].any()) for hours in HOURS)
        else:
            inside = (
                asset.site >= 0 and site_cells[asset.site] >= 0 and bool(mix.inside[site_cells[asset.site]])
            )
        if inside:
            found.append(number)
    return found
