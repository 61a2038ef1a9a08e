"""A mission made ready for changes by hand: everything that does not depend on the change, computed once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo_poc.asked_values import check_call, check_kinds
from geo_poc.assembling import assembled, demand_of, means_of, scales_of
from geo_poc.control import NO_CONTROL, Control
from geo_poc.evaluator import present_choice
from geo_poc.ground import Ground, naming
from geo_poc.hand_hosts import all_hosts
from geo_poc.locks import may_close, resolve_locks, within_reach_of
from geo_poc.mission import Mission
from geo_poc.short_forms import mission_words
from geo_poc.siting import prepare_ground
from layers.errors import error
from maps.wording import people_words
from optimisation.assemble import Assembly, open_assets
from optimisation.assets import Asset, Scale
from optimisation.by_hand import lay_out
from optimisation.constraints import Constraints
from optimisation.demand import with_weights
from optimisation.options import Lock
from optimisation.prepare_travel import site_positions
from optimisation.problem import NEED, CoverProblem
from optimisation.reaches import Reaches
from optimisation.releases import with_decisions
from optimisation.sketch import Sketch, sketch
from optimisation.tally import Tally, tally, unique_assets
from optimisation.weigh import Weights

TODAY = "today"
_RUN = {"run": ((str, Path, type(None)), "give the folder of a run as text or Path, or leave it out")}


@dataclass(frozen=True, slots=True, eq=False)
class HandSession:
    """A mission with a plan to change by hand.

    Parameters
    ----------
    mission : Mission
    ground : Ground
    reaches : Reaches
    scale : Scale
    assembly : Assembly
    rules : CoverProblem
        The problem without rows and hosts: what a plan may break.
    hosting : CoverProblem
        The same with the hosts of each option, of those that stand today too.
    plan : str
        "today", or the folder of the run whose plan it is.
    chosen : ndarray of bool, shape (options,)
        That plan.
    counted : Tally
        What it reaches.
    as_is : Sketch
        What it comes to.
    earlier : mapping of source to ndarray of float64, by position
        Weights with the higher of recent and earlier intensity everywhere: what counts where a base closes.
    locks : tuple of Lock
        What the mission decides on sites.
    constraints : Constraints
    site_cells : ndarray of int64, shape (sites,)
        Demand position of each site, -1 outside the area.
    """

    mission: Mission
    ground: Ground
    reaches: Reaches
    scale: Scale
    assembly: Assembly
    rules: CoverProblem
    hosting: CoverProblem
    plan: str
    chosen: NDArray[np.bool_]
    counted: Tally
    as_is: Sketch
    earlier: Weights
    locks: tuple[Lock, ...]
    constraints: Constraints
    site_cells: NDArray[np.int64]

    def __repr__(self) -> str:
        """Return whose plan it is, and who is out of its reach: its arrays fill a notebook."""
        out = people_words(self.as_is.numbers.people_out_of_reach)
        return (
            f"HandSession of {mission_words(self.mission)}, plan {self.plan}: "
            f"{out} people at risk out of reach, {int(self.chosen.sum())} assets open"
        )

    def opened(self, chosen: NDArray[np.bool_]) -> tuple[Asset, ...]:
        """Return the assets of a choice, each once."""
        return unique_assets(open_assets(self.assembly, chosen))

    def when_closing(self, sites: Sequence[int]) -> Reaches:
        """Return travel and demand when bases in place close: within their reach earlier risk counts too.

        Parameters
        ----------
        sites : sequence of int
            Positions of the bases.
        """
        near = within_reach_of(sites, self.ground, self.ground.tools)
        if near is None:
            return self.reaches
        demand = self.reaches.demand
        inside = near[demand.cells]
        weights = {
            source: np.where(inside, self.earlier[source], weight)
            for source, weight in demand.weights.items()
        }
        return replace(self.reaches, demand=with_weights(demand, weights))


def prepare_what_if(
    mission: Mission,
    *,
    run: str | Path | None = None,
    control: Control = NO_CONTROL,
    ground: Ground | None = None,
) -> HandSession:
    """Make a mission ready for changes by hand; nothing is placed.

    Parameters
    ----------
    mission : Mission
    run : str, Path or None
        A run folder of this mission whose plan is changed; None = what stands today.
    control : Control
    ground : Ground or None
        Of :func:`geo_poc.prepare_ground`, to save reading it again.

    Returns
    -------
    HandSession
        For :func:`geo_poc.what_if`, as often as wanted.

    Raises
    ------
    InputError
        When the folder is no run of this mission; and as :func:`geo_poc.plan` does.
    """
    check_call(mission, control, ground)
    check_kinds({"run": run}, _RUN)
    ids = None if run is None else _placed(Path(run))
    ground = ground or prepare_ground(mission, control)
    with naming(mission):
        locks = resolve_locks(mission, ground.sites)
        made = assembled(mission, ground, locks)
        sites = tuple(n for n, site in enumerate(ground.sites) if site.kind == "base")
        closing = may_close(mission, ground.sites, locks)
        earlier = demand_of(mission, ground, tuple(sorted({*sites, *closing}))).weights
    assembly, reaches, scale = made.assembly, made.reaches, scales_of(mission, ground)[0]
    chosen = present_choice(assembly) if ids is None else _chosen(assembly, ids, Path(str(run)))
    chosen = with_decisions(assembly.problem, assembly.assets, chosen)
    opened = unique_assets(open_assets(assembly, chosen))
    counted = tally(opened, reaches)
    sides = _own_words(lay_out(assembly.problem).sides, assembly.assets)
    means = means_of(mission, ground, assembly.demand, locks)
    return HandSession(
        mission=mission,
        ground=ground,
        reaches=reaches,
        scale=scale,
        assembly=assembly,
        rules=replace(sides, requires=((),) * len(sides.option_ids)),
        hosting=replace(sides, requires=all_hosts(assembly, means, reaches, assembly.hosts)),
        plan=TODAY if run is None else Path(run).name,
        chosen=chosen,
        counted=counted,
        as_is=sketch(opened, reaches, scale, found=counted),
        earlier=earlier,
        locks=locks,
        constraints=made.constraints,
        site_cells=site_positions(ground.landscape, assembly.demand, ground.site_cells),
    )


def _own_words(problem: CoverProblem, assets: Sequence[Asset]) -> CoverProblem:
    """Return a problem without what stands for hubs and distances: these are told in words of their own."""
    held = [not name.startswith(NEED) for name in problem.resource_names]
    names = tuple(name for name, own in zip(problem.resource_names, held, strict=True) if own)
    # Only distances exclude what stands at different sites.
    alone = tuple(s for s in problem.exclusive if len({assets[n].site for n in s if assets[n].site >= 0}) < 2)
    return replace(
        problem, resource_names=names, use=problem.use[held], stock=problem.stock[held], exclusive=alone
    )


def _placed(run: Path) -> frozenset[str]:
    """Return the ids of all that the plan of a run holds."""
    try:
        document = json.loads((run / "plan.json").read_text(encoding="utf-8"))
        parts = (document[name] for name in ("placements", "routes", "engagements"))
        return frozenset(str(item["id"]) for part in parts for item in part)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        remedy = "give a folder that geo-poc plan wrote"
        raise error(
            "this is not a run folder with a plan", remedy, file=run.name, column="--run", value=str(run)
        ) from fault


def _chosen(assembly: Assembly, ids: frozenset[str], run: Path) -> NDArray[np.bool_]:
    """Return the options that a plan's ids stand for; patrols that bases keep going follow their bases."""
    numbers = {asset.id: n for n, asset in enumerate(assembly.assets)}
    carried = {route.id for _, route in assembly.carried}
    unknown = sorted(one for one in ids if one not in numbers and one not in carried)
    if unknown:
        raise error(
            f"the plan has {len(unknown)} assets that this mission cannot place",
            "give the run of this mission file, with the same scenario and settings",
            file=run.name,
            column="--run",
            value=", ".join(unknown[:5]),
        )
    partners = [asset.tool.startswith("partner:") for asset in assembly.assets]
    chosen = np.array(partners, dtype=np.bool_)
    chosen[[numbers[one] for one in ids if one in numbers]] = True
    return chosen
