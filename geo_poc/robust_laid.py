"""A plan made for a future, and a future laid out to count any plan in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo_poc.assembling import assembled, scales_of
from geo_poc.futures import RECORDED, Future
from geo_poc.ground import naming
from geo_poc.locks import resolve_locks
from geo_poc.posed import Posed
from geo_poc.uncovered_record import uncovered_rows
from optimisation.assemble import Assembly, open_assets
from optimisation.assets import Asset, Scale
from optimisation.credit import recorded_credit
from optimisation.reaches import Reaches
from optimisation.robust import left_standing
from optimisation.sketch import sketch
from optimisation.tally import tally
from optimisation.three_numbers import Conditions, ThreeNumbers, numbers_under
from optimisation.what_if import standing_under


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What is kept of a future while others are planned for: its plan, not the ground it was made on.

    Parameters
    ----------
    future : Future
    ids : frozenset of str
        Options that the plan opens; none where no plan was made.
    placed : tuple of mapping
        What it places that does not stand today, as a document has it.
    found : bool
        Whether a plan was made for this future.
    reproducible : bool
    """

    future: Future
    ids: frozenset[str] = frozenset()
    placed: tuple[Mapping[str, Any], ...] = ()
    found: bool = False
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
        frozenset(assets[n].id for n in np.flatnonzero(chosen)),
        tuple(posed.placed(chosen)),
        posed.plan.objective is not None,
        posed.plan.reproducible,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A future laid out: what could stand there, and how plans are counted under it."""

    future: Future
    assembly: Assembly
    reaches: Reaches
    scale: Scale

    def score(self, ids: frozenset[str]) -> tuple[float, ThreeNumbers]:
        """Return the credit and the three numbers of what of a plan can act in this future.

        What stands today stands here too, unless it is lost; what has lost its hosts goes with them.
        """
        assets = self._standing(ids)
        numbers = numbers_under(assets, self.reaches, Conditions())
        if self.future.name == RECORDED:
            found = tally(assets, self.reaches)
            return recorded_credit(assets, found, self.reaches, self.scale, 1), numbers
        return standing_under(assets, self.reaches, self.scale).credit, numbers

    def uncovered(self, ids: frozenset[str]) -> list[dict[str, Any]]:
        """Return the uncovered areas that a plan leaves in this future."""
        return uncovered_rows(sketch(self._standing(ids), self.reaches, self.scale).uncovered)

    def _standing(self, ids: frozenset[str]) -> tuple[Asset, ...]:
        assembly, problem = self.assembly, self.assembly.problem
        wanted = np.array([asset.id in ids for asset in assembly.assets], dtype=np.bool_)
        standing = left_standing(wanted & ~problem.forbidden, problem.requires, problem.fixed_open)
        return open_assets(assembly, standing)


def lay_out(future: Future) -> Laid:
    """Return a future laid out, no plan made for it.

    Parameters
    ----------
    future : Future

    Raises
    ------
    InputError
        Where it cannot be planned on.
    """
    ground, mission = future.ground(), future.mission
    with naming(mission):
        there = assembled(mission, ground, resolve_locks(mission, ground.sites))
    return Laid(future, there.assembly, there.reaches, scales_of(mission, ground)[0])
