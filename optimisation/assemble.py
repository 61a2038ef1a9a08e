"""From demand, sites and means to one cover problem: assets, rows, budgets, locks, floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.errors import raise_errors
from optimisation.area_floors import area_floors, floor_blocks, with_reachable
from optimisation.assets import ANYWHERE, ESCORT, OWN_HOURS, Asset, Scale, Tool
from optimisation.called import site_labels
from optimisation.constrain import constrained
from optimisation.constraints import NO_CONSTRAINTS, Constraints
from optimisation.cover_sets import row_any
from optimisation.coverage import Block, credit_blocks, reach_limits
from optimisation.decisions import decisions
from optimisation.demand import Demand, ThreatArea
from optimisation.options import Means, carried_routes, going_today, possible_assets
from optimisation.plan import Site
from optimisation.problem import CoverProblem, Floor
from optimisation.reaches import Reaches
from optimisation.refusals import hostless, unusable
from optimisation.releases import is_decision
from optimisation.requirements import exclusions, requirements
from optimisation.resources import uses
from optimisation.rows import Rows, lay_rows


@dataclass(frozen=True, slots=True, eq=False)
class Assembly:
    """The cover problem with what its options and rows mean.

    Parameters
    ----------
    problem : CoverProblem
        Without source floors.
    demand : Demand
    assets : tuple of Asset
        What each option is; decisions about bases that may close or move come last.
    in_place : ndarray of bool, shape (options,)
        Standing today.
    carried : tuple of (option, Asset)
        Patrols that open bases keep going without being options.
    today : ndarray of bool, shape (options,)
        Patrols among the options that bases in place keep going today.
    rows : Rows
    reach : int
        Number of the block that is raw reach.
    closed : tuple of str
        Options forbidden, with reasons, in words.
    told : tuple of str
        What is decided already and breaks a constraint: it is kept.
    whys : mapping of option to str
        Why an option is forbidden or locked open, as far as anybody gave a reason.
    barred : frozenset of int
        Options that constraints forbid: where one stands all the same it acts.
    hosts : tuple of tuples of int
        What each option cannot act without; `problem.requires` has the hubs that constraints ask for too.
    credited : int
        How many blocks of the rows, the first, are credit: the others only floors use.
    """

    problem: CoverProblem
    demand: Demand
    assets: tuple[Asset, ...]
    in_place: NDArray[np.bool_]
    carried: tuple[tuple[int, Asset], ...]
    today: NDArray[np.bool_]
    rows: Rows
    reach: int
    closed: tuple[str, ...]
    told: tuple[str, ...] = ()
    whys: Mapping[int, str] = field(default_factory=dict)
    barred: frozenset[int] = frozenset()
    hosts: tuple[tuple[int, ...], ...] = ()
    credited: int = 0


def assemble(
    *,
    demand: Demand,
    sites: Sequence[Site],
    reaches: Reaches,
    scale: Scale,
    means: Means,
    shortfall_penalty: float,
    constraints: Constraints = NO_CONSTRAINTS,
) -> Assembly:
    """Build the cover problem, with must floors and constraints, and without source floors.

    Parameters
    ----------
    demand : Demand
    sites : sequence of Site
        In the order of the travel tables.
    reaches : Reaches
    scale : Scale
    means : Means
    shortfall_penalty : float
        Objective lost per unit of share short, as a multiple of the total weight of all rows.
    constraints : Constraints

    Raises
    ------
    InputError
        With every base that stands as something unknown, and every lock that opens what has no access, no
        host, or another class of base beside it.
    """
    raise_errors(unusable(means, sites, reaches))
    assets, escorts = possible_assets(means, sites, demand, reaches)
    standing = set(means.standing)
    in_place = np.array(
        [(a.site, a.tool) in standing and a.route is None and a.escort < 0 for a in assets], dtype=np.bool_
    )
    requires = requirements(assets, in_place, means, reaches, escorts)
    raise_errors(hostless(assets, requires, means, sites, reaches))
    fixed, forbidden, closed, whys = decisions(assets, in_place, requires, means, sites, reaches)
    carried = carried_routes(assets, means, reaches, escorts)
    active = (*assets, *(route for _, route in carried))
    laid = _laid(assets, carried, demand=demand, reaches=reaches, scale=scale, constraints=constraints)
    rows = laid.rows
    names, use, stock = uses(assets, in_place, means, reaches, escorts=escorts, labels=site_labels(sites))
    problem = CoverProblem(
        option_ids=tuple(asset.id for asset in assets),
        cover=rows.cover,
        weights=rows.weights,
        floors=laid.floors,
        resource_names=names,
        use=use,
        stock=stock,
        requires=tuple(() if fixed[n] and in_place[n] else hosts for n, hosts in enumerate(requires)),
        exclusive=exclusions(assets, reaches),
        fixed_open=fixed,
        forbidden=forbidden,
        cost=np.where((fixed & in_place) | _kept_going(assets, means), 0.0, 1.0),
        shortfall_penalty=_penalty(shortfall_penalty, rows, active, demand, reaches, scale),
        also=rows.also,
        joint=rows.joint if rows.joint.any() else None,
        most=rows.most if (rows.most > 1).any() else None,
    )
    today = going_today(assets, in_place, means, reaches)
    found = constrained(
        problem,
        assets,
        in_place,
        constraints,
        means=means,
        sites=sites,
        reaches=reaches,
        carried=carried,
    )
    today = np.append(today, np.zeros(len(found.assets) - len(assets), dtype=np.bool_))
    return Assembly(
        with_reachable(found.problem, constraints.floors),
        demand,
        found.assets,
        found.in_place,
        carried,
        today,
        rows,
        laid.reach,
        (*closed, *found.closed),
        found.told,
        {**whys, **found.whys},
        frozenset(found.whys),
        found.hosts,
        laid.credited,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """The rows of credit, of promises and of constraints, the block of raw reach, and the floors on them."""

    rows: Rows
    credited: int
    reach: int
    floors: tuple[Floor, ...]


def _laid(
    assets: Sequence[Asset],
    carried: Sequence[tuple[int, Asset]],
    *,
    demand: Demand,
    reaches: Reaches,
    scale: Scale,
    constraints: Constraints,
) -> _Laid:
    """Lay out all rows that the options cover, and the floors of musts and constraints on them."""
    active = (*assets, *(route for _, route in carried))
    reached = reachable(active, reaches)
    blocks, credited, reach = _blocks(demand, np.flatnonzero(reached), active, reaches, scale)
    promised = [*_musts(demand, reaches), *_revisits(demand, reaches)]
    asked = floor_blocks(constraints.floors, reached)
    rows = lay_rows(
        [*blocks, *(promise.block for promise in promised), *asked.values()], assets, reaches, carried
    )
    floors = [_floor(promise, rows, number) for number, promise in enumerate(promised, start=len(blocks))]
    numbers = {key: number for number, key in enumerate(asked, start=len(blocks) + len(promised))}
    return _Laid(rows, credited, reach, (*floors, *area_floors(constraints.floors, rows, numbers)))


def _penalty(
    multiple: float,
    rows: Rows,
    active: Sequence[Asset],
    demand: Demand,
    reaches: Reaches,
    scale: Scale,
) -> float:
    """Return a penalty in multiples of the weight of all rows, those that nobody can reach included."""
    everything = sum(
        float(block.weights.sum()) * block.most
        for block in credit_rows(demand, np.arange(demand.cells.size), active, reaches, scale)
    )
    # The problem's own multiple is of the rows that it has.
    stated = float(rows.weights.sum())
    return multiple * everything / stated if stated > 0 else multiple


def _kept_going(assets: Sequence[Asset], means: Means) -> NDArray[np.bool_]:
    """Return the patrols that go on unasked unless an escort takes their place: they cost nothing."""
    return np.array([a.route is not None and means.kept(a.tool) for a in assets], dtype=np.bool_)


def reachable(assets: Sequence[Asset], reaches: Reaches) -> NDArray[np.bool_]:
    """Return the positions that some asset reaches at all."""
    reached = np.zeros(reaches.demand.cells.size + 1, dtype=np.bool_)
    # Whole tables where they are shared: what reaches furthest is what is asked.
    travelled = {asset.tool if asset.escort < 0 else ESCORT for asset in assets if asset.cells is None}
    for tool in sorted(travelled):
        reached[reaches.demand.position[reaches.tables[tool].cells]] = True
    for asset in assets:
        if asset.cells is not None:
            reached[asset.cells] = True
    return reached[:-1]


def credit_rows(
    demand: Demand, cells: NDArray[np.int64], assets: Sequence[Asset], reaches: Reaches, scale: Scale
) -> tuple[Block, ...]:
    """Return the blocks of credit of the tools that could be open."""
    used = {asset.tool for asset in assets}
    tools = [tool for tool in reaches.tools.values() if tool.name in used]
    engaged: dict[str, NDArray[np.bool_]] = {}
    for asset in assets:
        if reaches.tools[asset.tool].stands == "threat" and asset.cells is not None:
            marked = engaged.setdefault(asset.source, np.zeros(demand.cells.size, dtype=np.bool_))
            marked[asset.cells] = True
    response = [tool for tool in tools if tool.service == "response"]
    return credit_blocks(
        demand.weights,
        cells=cells,
        tools=tools,
        scale=scale,
        same_by_night=reaches.same_by_night(response),
        engaged=engaged,
    )


def _blocks(
    demand: Demand, reached: NDArray[np.int64], assets: Sequence[Asset], reaches: Reaches, scale: Scale
) -> tuple[list[Block], int, int]:
    """Return the blocks of credit, how many they are, and which is raw reach: one more where none is."""
    weighted = reached[demand.total()[reached] > 0]
    blocks = list(credit_rows(demand, weighted, assets, reaches, scale))
    used = {asset.tool for asset in assets}
    limits = reach_limits([tool for tool in reaches.tools.values() if tool.name in used], tier=2)
    for number, block in enumerate(blocks):
        if (block.limits, block.hours, block.alert, block.most) == (limits, "day", False, 1):
            return blocks, len(blocks), number
    reach = Block(limits, weighted, np.zeros(weighted.size))
    return [*blocks, reach], len(blocks), len(blocks)


@dataclass(frozen=True, slots=True, eq=False)
class _Promise:
    """What the register asks of an area: its floor's name, the threat, the rows of its cells."""

    name: str
    threat: ThreatArea
    block: Block


def _musts(demand: Demand, reaches: Reaches) -> list[_Promise]:
    """Return the must threats with the rows of their areas: an acceptable tool within its limit."""
    return [
        _Promise(
            f"must: {threat.name}",
            threat,
            Block(must_limits(threat, reaches.tools), threat.cells, np.zeros(threat.cells.size), OWN_HOURS),
        )
        for threat in demand.threats
        if threat.priority == "must"
    ]


def must_limits(threat: ThreatArea, tools: Mapping[str, Tool]) -> tuple[tuple[str, float], ...]:
    """Return within how many minutes each acceptable tool meets a threat; engagements never do."""
    found = []
    for name in sorted(threat.tools):
        tool = tools.get(name)
        if tool is not None and tool.timely:
            found.append((name, ANYWHERE if tool.stands == "route" else threat.limit_min))
    return tuple(found)


def _revisits(demand: Demand, reaches: Reaches) -> list[_Promise]:
    """Return the threats that patrols must visit again and again, with counted rows of their areas."""
    patrols = sorted(
        tool.name for tool in reaches.tools.values() if tool.stands == "route" and "day" in tool.hours
    )
    limits = tuple((name, ANYWHERE) for name in patrols)
    return [
        _Promise(
            f"visits: {threat.name}",
            threat,
            Block(limits, threat.cells, np.zeros(threat.cells.size), most=threat.revisits),
        )
        for threat in demand.threats
        if threat.revisits > 0
    ]


def _floor(promise: _Promise, rows: Rows, number: int) -> Floor:
    threat = promise.threat
    weights = rows.summed(number, threat.weights)
    base = float(threat.weights.sum()) * promise.block.most
    return Floor(promise.name, weights, base, threat.share, threat.hard, "must")


def source_floors(assembly: Assembly, demand: Demand, *, share: float) -> tuple[Floor, ...]:
    """Return one elastic floor for each observed source with risk: raw reach of at least `share`.

    A source's base is its raw weighted risk in the must and should areas, where the register has any and
    the source has risk there, else all its risk.
    """
    block = assembly.rows.blocks[assembly.reach]
    floors = []
    for source, weight in demand.weights.items():
        counted = floor_weight(demand, weight)
        base = float(counted.sum())
        if base <= 0:
            continue
        weights = assembly.rows.summed(assembly.reach, counted[block.cells])
        weights = np.append(weights, np.zeros(assembly.problem.weights.size - weights.size))
        floors.append(Floor(f"reach for threats from {source}", weights, base, share, False, "source"))
    return tuple(floors)


def floor_weight(demand: Demand, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of a weight that floors count: in must and should areas, else everywhere."""
    inside = np.where(demand.priority_area, weight, 0.0)
    return inside if inside.sum() > 0 else weight


def raw_reach(assembly: Assembly, demand: Demand, chosen: NDArray[np.bool_]) -> float:
    """Return S: the share of raw must-and-should risk (all, where there is none) in reach of a choice."""
    where, block = assembly.rows.of(assembly.reach), assembly.rows.blocks[assembly.reach]
    counted = floor_weight(demand, demand.total())
    reached = row_any(assembly.problem.cover, chosen)[where]
    whole = float(counted.sum())
    return float(counted[block.cells][reached].sum()) / whole if whole > 0 else 0.0


def open_assets(assembly: Assembly, chosen: NDArray[np.bool_]) -> tuple[Asset, ...]:
    """Return the assets of a choice, with the patrols that its bases keep going, each once."""
    return opened(assembly.assets, assembly.carried, chosen)


def opened(
    assets: Sequence[Asset], carried: Sequence[tuple[int, Asset]], chosen: NDArray[np.bool_]
) -> tuple[Asset, ...]:
    """Return the same of options alone: see :class:`Assembly` for what each argument is."""
    standing = [asset for asset, is_open in zip(assets, chosen, strict=True) if is_open]
    kept = {route.id: route for number, route in carried if chosen[number]}
    return (*(asset for asset in standing if not is_decision(asset)), *kept.values())
