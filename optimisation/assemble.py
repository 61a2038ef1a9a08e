"""From demand, sites and tools to one cover problem: options, rows, budgets, locks, floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, raise_errors
from optimisation.assets import Scale, Tool
from optimisation.coverage import Block, SiteOption, cover_matrix, credit_blocks, reach_limits
from optimisation.demand import Demand
from optimisation.plan import Site
from optimisation.problem import CoverProblem, Floor
from optimisation.travel import TravelTable


@dataclass(frozen=True, slots=True)
class Lock:
    """A decision taken before solving: a tool at a site, with its written reason."""

    site: int
    tool: str
    open: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """The cover problem with what its options and rows mean.

    Parameters
    ----------
    problem : CoverProblem
        Without source floors.
    options : tuple of SiteOption
    in_place : ndarray of bool, shape (options,)
        Standing today.
    reach_rows : ndarray of int64
        First row of the block of raw reach, and its number of rows.
    reach_block : Block
    closed : tuple of str
        Options forbidden, with reasons, in words.
    """

    problem: CoverProblem
    options: tuple[SiteOption, ...]
    in_place: NDArray[np.bool_]
    reach_start: int
    reach_block: Block
    closed: tuple[str, ...]


def assemble(
    *,
    demand: Demand,
    sites: Sequence[Site],
    tools: Sequence[Tool],
    scale: Scale,
    tables: Mapping[str, TravelTable],
    standing: Mapping[int, str],
    locks: Sequence[Lock],
    budget: Mapping[str, int],
    shortfall_penalty: float,
) -> Assembly:
    """Build the cover problem, with must floors and without source floors.

    Parameters
    ----------
    demand : Demand
    sites : sequence of Site
        In the order of the travel tables.
    tools : sequence of Tool
    scale : Scale
    tables : mapping of tool to TravelTable
    standing : mapping of site position to tool
        What stands today; kept open unless a lock closes it.
    locks : sequence of Lock
    budget : mapping of tool to int
        How many new ones may be placed.
    shortfall_penalty : float
        Objective lost per unit of share short, as a multiple of the total weight of all rows.

    Raises
    ------
    InputError
        With every base that stands as something unknown, and every lock that opens what has no access.
    """
    raise_errors(_unusable(sites, tools, tables, standing, locks))
    options = tuple(
        SiteOption(f"{tool.name}:{site.id}", tool.name, i) for tool in tools for i, site in enumerate(sites)
    )
    place = {(option.tool, option.site): number for number, option in enumerate(options)}
    in_place = np.zeros(len(options), dtype=np.bool_)
    in_place[[place[(tool, site)] for site, tool in standing.items()]] = True
    fixed, forbidden, closed = _decisions(options, place, in_place, locks, sites, tables)
    reached = _reached(demand, options, tables)
    blocks, reach_number = _blocks(demand, reached, tools, scale)
    musts = [threat for threat in demand.threats if threat.priority == "must"]
    must_blocks = [
        Block(
            tuple((tool, threat.limit_min) for tool in sorted(threat.tools)),
            threat.cells,
            np.zeros(threat.cells.size),
        )
        for threat in musts
    ]
    every = [*blocks, *must_blocks]
    starts = np.concatenate([[0], np.cumsum([block.cells.size for block in every])]).astype(np.int64)
    cover = cover_matrix(
        every, options=options, tables=tables, position=demand.position, positions=demand.cells.size
    )
    floors = []
    for number, threat in enumerate(musts, start=len(blocks)):
        weights = np.zeros(int(starts[-1]))
        weights[starts[number] : starts[number + 1]] = threat.weights
        base = float(threat.weights.sum())
        floors.append(Floor(f"must: {threat.name}", weights, base, threat.share, threat.hard, "must"))
    row_weights = np.concatenate([block.weights for block in every])
    everything = sum(
        float(block.weights.sum())
        for block in credit_blocks(
            demand.weights, cells=np.arange(demand.cells.size), tools=tools, scale=scale
        )
    )
    stated = float(row_weights.sum())
    names = tuple(tool.name for tool in tools)
    new = ~in_place
    use = np.array([[float(option.tool == name) for option in options] for name in names]) * new
    problem = CoverProblem(
        option_ids=tuple(option.id for option in options),
        cover=cover,
        weights=row_weights,
        floors=tuple(floors),
        resource_names=names,
        use=use,
        stock=np.array([float(budget[name]) for name in names]),
        requires=_hosts(options, place, tools),
        exclusive=(),
        fixed_open=fixed,
        forbidden=forbidden,
        cost=np.where(new, 1.0, 0.0),
        # Rows nobody can reach are left out; the penalty still counts the weight of all of them.
        shortfall_penalty=shortfall_penalty * everything / stated if stated > 0 else shortfall_penalty,
    )
    return Assembly(problem, options, in_place, int(starts[reach_number]), every[reach_number], closed)


def _unusable(
    sites: Sequence[Site],
    tools: Sequence[Tool],
    tables: Mapping[str, TravelTable],
    standing: Mapping[int, str],
    locks: Sequence[Lock],
) -> list[Finding]:
    """Return the standing tools nobody knows, and the locks that open a site its personnel may not enter."""
    known = [tool.name for tool in tools]
    found = [
        Finding(
            "error",
            f"{sites[site].name} stands as a tool that this mission does not know",
            f"use one of {', '.join(known)} in the column tool of the bases",
            column="layers.bases",
            value=tool,
        )
        for site, tool in standing.items()
        if tool not in known
    ]
    found += [
        Finding(
            "error",
            f"{sites[lock.site].name} is locked open for {lock.tool}, whose personnel have no access there",
            "remove the lock, or the restriction",
            column="site",
            value=lock.reason,
        )
        for lock in locks
        if lock.open and standing.get(lock.site) != lock.tool and not _access(tables[lock.tool], lock.site)
    ]
    return found


def _access(table: TravelTable, site: int) -> bool:
    return bool(table.indptr[site] < table.indptr[site + 1])


def _decisions(
    options: Sequence[SiteOption],
    place: Mapping[tuple[str, int], int],
    in_place: NDArray[np.bool_],
    locks: Sequence[Lock],
    sites: Sequence[Site],
    tables: Mapping[str, TravelTable],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], tuple[str, ...]]:
    """Return the fixed and forbidden options and the forbidden ones in words."""
    fixed = in_place.copy()
    forbidden = np.zeros(len(options), dtype=np.bool_)
    closed: list[str] = []
    for number, option in enumerate(options):
        if not _access(tables[option.tool], option.site) and not in_place[number]:
            forbidden[number] = True
            closed.append(f"{option.id}: no access for its personnel at {sites[option.site].name}")
    for lock in locks:
        if lock.open:
            fixed[place[(lock.tool, lock.site)]] = True
            continue
        for number, option in enumerate(options):
            if option.site == lock.site:
                forbidden[number], fixed[number] = True, False
        closed.append(f"{sites[lock.site].name}: {lock.reason}")
    return fixed, forbidden, tuple(closed)


def _reached(
    demand: Demand, options: Sequence[SiteOption], tables: Mapping[str, TravelTable]
) -> NDArray[np.int64]:
    """Return the positions that some option reaches at all."""
    reached = np.zeros(demand.cells.size + 1, dtype=np.bool_)
    for tool in {option.tool for option in options}:
        reached[demand.position[tables[tool].cells]] = True
    return np.flatnonzero(reached[:-1])


def _blocks(
    demand: Demand, reached: NDArray[np.int64], tools: Sequence[Tool], scale: Scale
) -> tuple[list[Block], int]:
    """Return the blocks of credit and the number of the one that is raw reach, added where missing."""
    weighted = reached[demand.total()[reached] > 0]
    blocks = list(credit_blocks(demand.weights, cells=weighted, tools=tools, scale=scale))
    limits = reach_limits(tools, tier=2)
    for number, block in enumerate(blocks):
        if block.limits == limits:
            return blocks, number
    blocks.append(Block(limits, weighted, np.zeros(weighted.size)))
    return blocks, len(blocks) - 1


def _hosts(
    options: Sequence[SiteOption], place: Mapping[tuple[str, int], int], tools: Sequence[Tool]
) -> tuple[tuple[int, ...], ...]:
    hosts = {tool.name: tool.hosts for tool in tools}
    return tuple(tuple(place[(host, option.site)] for host in hosts[option.tool]) for option in options)


def source_floors(assembly: Assembly, demand: Demand, *, share: float) -> tuple[Floor, ...]:
    """Return one elastic floor for each observed source with risk: raw reach of at least `share`.

    A source's base is its raw weighted risk in the must and should areas, where the register has any and
    the source has risk there, else all its risk.
    """
    rows = assembly.problem.weights.size
    start, block = assembly.reach_start, assembly.reach_block
    floors = []
    for source, weight in demand.weights.items():
        counted = floor_weight(demand, weight)
        base = float(counted.sum())
        if base <= 0:
            continue
        weights = np.zeros(rows)
        weights[start : start + block.cells.size] = counted[block.cells]
        floors.append(Floor(f"reach for threats from {source}", weights, base, share, False, "source"))
    return tuple(floors)


def floor_weight(demand: Demand, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of a weight that floors count: in must and should areas, else everywhere."""
    inside = np.where(demand.priority_area, weight, 0.0)
    return inside if inside.sum() > 0 else weight


def raw_reach(assembly: Assembly, demand: Demand, chosen: NDArray[np.bool_]) -> float:
    """Return S: the share of raw must-and-should risk (all, where there is none) in reach of a choice."""
    start, block = assembly.reach_start, assembly.reach_block
    counted = floor_weight(demand, demand.total())
    reached = assembly.problem.cover[start : start + block.cells.size] @ chosen.astype(np.int32) > 0
    whole = float(counted.sum())
    return float(counted[block.cells][reached].sum()) / whole if whole > 0 else 0.0
