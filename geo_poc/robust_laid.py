"""A plan made for a future, and a future laid out to count any plan in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo_poc.assembling import assembled, demand_of, reaches_of, scales_of
from geo_poc.futures import RECORDED, Future
from geo_poc.ground import naming
from geo_poc.locks import may_close, resolve_locks
from geo_poc.posed import Posed
from geo_poc.robust_rules import FutureRules
from geo_poc.uncovered_record import uncovered_part
from geo_poc.view_weights import mixed_weights
from optimisation.assemble import Assembly, opened
from optimisation.assets import Asset, Scale
from optimisation.credit import recorded_credit
from optimisation.openable import openable
from optimisation.reaches import Reaches
from optimisation.releases import DECIDED
from optimisation.robust import left_standing
from optimisation.sketch import sketch
from optimisation.tally import tally
from optimisation.three_numbers import Conditions, ThreeNumbers, numbers_under
from optimisation.what_if import standing_under


@dataclass(frozen=True, slots=True, eq=False)
class Could:
    """What could stand in a future: its options, without the rows that they cover.

    Parameters
    ----------
    assets : tuple of Asset
    carried : tuple of (option, Asset)
        See :class:`optimisation.assemble.Assembly`.
    requires : tuple of tuple of int
        What an option cannot act without.
    forbidden, fixed_open : ndarray of bool, shape (options,)
    able : ndarray of bool, shape (options,)
        What some plan may open.
    barred : tuple of int
        Forbidden options that a constraint alone keeps from opening: they may stand.
    released : tuple of tuples of int
        What stands today and may go: the option, then the decisions by which its base closes or moves.
    """

    assets: tuple[Asset, ...]
    carried: tuple[tuple[int, Asset], ...]
    requires: tuple[tuple[int, ...], ...]
    forbidden: NDArray[np.bool_]
    fixed_open: NDArray[np.bool_]
    able: NDArray[np.bool_]
    barred: tuple[int, ...]
    released: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, assembly: Assembly) -> Could:
        """Return the options of an assembly."""
        problem, assets = assembly.problem, assembly.assets
        return cls(
            assets,
            assembly.carried,
            assembly.hosts,
            problem.forbidden,
            problem.fixed_open,
            openable(problem),
            tuple(assembly.barred),
            tuple(own for own, asset in zip(problem.requires, assets, strict=True) if asset.tool == DECIDED),
        )

    def standing(self, ids: frozenset[str]) -> tuple[Asset, ...]:
        """Return what of a plan can act: what stands today stands, what has lost its hosts goes with them."""
        wanted = np.array([asset.id in ids for asset in self.assets], dtype=np.bool_)
        for option, *ways in self.released:  # a plan made where the base is lost decides nothing about it
            wanted[option] |= not wanted[ways].any()
        may = ~self.forbidden
        may[list(self.barred)] = True
        return opened(self.assets, self.carried, left_standing(wanted & may, self.requires, self.fixed_open))

    @property
    def options(self) -> tuple[Asset, ...]:
        """What a plan of this future may open, what stands, and the patrols that they keep going."""
        return opened(self.assets, self.carried, self.able)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What is kept of a future while others are planned for: its plan, not the ground it was made on.

    Parameters
    ----------
    future : Future
    could : Could or None
        None where nothing was laid out.
    ids : frozenset of str
        Options that the plan opens; none where no plan was made.
    placed : tuple of mapping
        What it places that does not stand today, as a document has it.
    found : bool
        Whether a plan was made for this future.
    distance : float or None
        From the best possible plan of this future, as a share of what can be gained over what is fixed.
    reproducible : bool
    """

    future: Future
    could: Could | None = None
    ids: frozenset[str] = frozenset()
    placed: tuple[Mapping[str, Any], ...] = ()
    found: bool = False
    distance: float | None = None
    reproducible: bool = True


def made_of(future: Future, posed: Posed) -> Made:
    """Return what is kept of a future that was planned for.

    Parameters
    ----------
    future : Future
    posed : Posed
    """
    chosen, assets = posed.plan.chosen, posed.assembly.assets
    return Made(
        future,
        Could.of(posed.assembly),
        frozenset(assets[n].id for n in np.flatnonzero(chosen)),
        tuple(posed.placed(chosen)),
        posed.plan.objective is not None,
        posed.plan.gap_of_gain,
        posed.plan.reproducible,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A future laid out: what could stand there, and how plans are counted under it.

    Parameters
    ----------
    future : Future
    could : Could
    reaches : Reaches
        With the mission's own weights.
    valued : Reaches
        The same with the weights that plans are made for: those of views, where the mission plans for any.
    scale : Scale
    rules : FutureRules
    """

    future: Future
    could: Could
    reaches: Reaches
    valued: Reaches
    scale: Scale
    rules: FutureRules

    def score(self, ids: frozenset[str]) -> tuple[float, ThreeNumbers]:
        """Return the credit and the three numbers of what of a plan can act in this future."""
        assets = self.could.standing(ids)
        numbers = numbers_under(assets, self.reaches, Conditions())
        if self.future.name == RECORDED:
            found = tally(assets, self.valued)
            return recorded_credit(assets, found, self.valued, self.scale, 1), numbers
        return standing_under(assets, self.valued, self.scale).credit, numbers

    def uncovered(self, ids: frozenset[str]) -> dict[str, Any]:
        """Return the uncovered areas that a plan leaves in this future, as documents have them."""
        return uncovered_part(sketch(self.could.standing(ids), self.reaches, self.scale).uncovered)

    def against(self, ids: frozenset[str]) -> list[str]:
        """Return in words what a plan goes against, or falls short of, in this future."""
        return self.rules.against(self.could.standing(ids))


def lay_out(future: Future, could: Could | None = None) -> Laid:
    """Return a future laid out, no plan made for it.

    Parameters
    ----------
    future : Future
    could : Could or None
        What could stand there, where that is known: the rows need not be laid out again.

    Raises
    ------
    InputError
        Where it cannot be planned on.
    """
    ground, mission = future.ground(), future.mission
    with naming(mission):
        locks = resolve_locks(mission, ground.sites)
        closing = may_close(mission, ground.sites, locks)
        if could is None:
            there = assembled(mission, ground, locks)
            could, reaches = Could.of(there.assembly), there.reaches
        else:
            reaches = reaches_of(mission, ground, demand_of(mission, ground, closing))
        rules = FutureRules.of(mission, ground, locks, reaches, could.options)
        mixed = mixed_weights(mission, ground, reaches.demand, closing)
    valued = reaches
    if mixed is not None:
        valued = replace(reaches, demand=replace(reaches.demand, weights=mixed))
    return Laid(future, could, reaches, valued, scales_of(mission, ground)[0], rules)
