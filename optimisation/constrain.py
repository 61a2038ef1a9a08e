"""From constraints on sites to the one problem form: what is barred, needed, excluded, decided, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from optimisation.area_floors import with_mixes
from optimisation.assets import Asset
from optimisation.called import standing_words
from optimisation.constraints import Constraints
from optimisation.options import Means
from optimisation.plan import Site
from optimisation.problem import NEED, CoverProblem
from optimisation.reaches import Reaches
from optimisation.releases import with_releases
from optimisation.requirements import requirements
from optimisation.spacing import spaced
from optimisation.support import supported


@dataclass(frozen=True, slots=True, eq=False)
class Constrained:
    """A problem under constraints.

    Parameters
    ----------
    problem : CoverProblem
    assets : tuple of Asset
        Its options.
    in_place : ndarray of bool, shape (options,)
    closed : tuple of str
        Options that constraints bar, in words.
    told : tuple of str
        What is decided already and breaks a constraint: it is kept.
    whys : mapping of option to str
        Why constraints bar it.
    hosts : tuple of tuples of int
        What each option requires without hubs: what it cannot act without.
    """

    problem: CoverProblem
    assets: tuple[Asset, ...]
    in_place: NDArray[np.bool_]
    closed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    whys: Mapping[int, str] = field(default_factory=dict)
    hosts: tuple[tuple[int, ...], ...] = ()


def constrained(
    problem: CoverProblem,
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    constraints: Constraints,
    *,
    means: Means,
    sites: Sequence[Site],
    reaches: Reaches,
    carried: Sequence[tuple[int, Asset]] = (),
) -> Constrained:
    """Return a problem under everything but the floors over cells, which have rows of their own already.

    Parameters
    ----------
    problem : CoverProblem
    assets : sequence of Asset
        Its options.
    in_place : ndarray of bool, shape (options,)
    constraints : Constraints
    means : Means
        With the cell of each site, where any constraint looks at travel or areas.
    sites : sequence of Site
    reaches : Reaches
    carried : sequence of (option, Asset)
        Patrols that open bases keep going unasked.
    """
    count = len(assets)
    site_cells = means.site_cells if means.site_cells is not None else np.full(len(sites), -1, dtype=np.int64)
    problem = with_mixes(
        problem, assets, constraints.mixes, site_cells=site_cells, reaches=reaches, carried=carried
    )
    if constraints.releases:
        needed = requirements(assets, np.zeros(count, dtype=np.bool_), means, reaches)
        bases = frozenset(tool.name for tool in reaches.tools.values() if tool.base)
        problem, assets, in_place = with_releases(
            problem,
            assets,
            in_place,
            bases=bases,
            hosts=needed,
            releases=constraints.releases,
            moves=constraints.moves,
            sites=sites,
        )
    hosts = problem.requires
    made = _Made(problem, assets[:count], in_place[:count], constraints, sites, site_cells, reaches)
    made.bars()
    made.supports()
    made.spacings()
    return Constrained(
        made.problem, tuple(assets), in_place, tuple(made.closed), tuple(made.told), made.whys, hosts
    )


class _Made:
    """A problem that constraints are laid on, one kind after the other."""

    def __init__(
        self,
        problem: CoverProblem,
        assets: Sequence[Asset],
        in_place: NDArray[np.bool_],
        constraints: Constraints,
        sites: Sequence[Site],
        site_cells: NDArray[np.int64],
        reaches: Reaches,
    ) -> None:
        self.problem, self.closed, self.told = problem, list[str](), list[str]()
        self.whys: dict[int, str] = {}
        self._assets, self._in_place, self._sites = assets, in_place, sites
        self._constraints, self._cells, self._reaches = constraints, site_cells, reaches

    def bars(self) -> None:
        """Bar what constraints rule out at a site; what is decided already is kept and told."""
        reasons = {(bar.site, bar.tool, bar.escort): bar.reason for bar in self._constraints.bars}
        barred = []
        for number, asset in enumerate(self._assets):
            reason = reasons.get((asset.site, asset.tool, asset.escort))
            if reason is None or self._in_place[number] or self.problem.forbidden[number]:
                continue
            what = standing_words(asset, self._sites, self._reaches.tools)
            if self.problem.fixed_open[number]:
                self.told.append(f"{what} is locked open all the same: {reason}")
            else:
                barred.append((number, f"{what}: {reason}"))
        self._bar(barred)

    def supports(self) -> None:
        """Bar what no hub supports, and let others need one that is open."""
        released = [release.site for release in self._constraints.releases]
        for support in self._constraints.supports:
            found = supported(
                support,
                self._assets,
                self.problem.requires,
                in_place=self._in_place,
                fixed=self.problem.fixed_open[: len(self._assets)],
                forbidden=self.problem.forbidden,
                sites=self._sites,
                site_cells=self._cells,
                reaches=self._reaches,
                released=released,
            )
            self._bar(found.barred)
            self.told += found.told
            for option, able in sorted(found.needs.items()):
                self._need(option, able, f"{NEED}{support.name} of {self._assets[option].id}")

    def spacings(self) -> None:
        """Exclude what would stand too near to each other."""
        for spacing in self._constraints.spacing:
            found = spaced(
                spacing,
                self._assets,
                in_place=self._in_place,
                fixed=self.problem.fixed_open[: len(self._assets)],
                forbidden=self.problem.forbidden,
                sites=self._sites,
                site_cells=self._cells,
                reaches=self._reaches,
            )
            self._bar(found.barred)
            self.told += found.told
            sets = (*self.problem.exclusive, *found.exclusive)
            self.problem = replace(self.problem, exclusive=sets)

    def _bar(self, barred: Sequence[tuple[int, str]]) -> None:
        if barred:
            forbidden = self.problem.forbidden.copy()
            forbidden[[number for number, _ in barred]] = True
            self.problem = replace(self.problem, forbidden=forbidden)
            self.closed += [words for _, words in barred]
            for number, words in barred:
                what = standing_words(self._assets[number], self._sites, self._reaches.tools)
                self.whys[number] = words.removeprefix(f"{what}: ")

    def _need(self, option: int, able: tuple[int, ...], name: str) -> None:
        """Let an option need one of some others, beside what it requires.

        Where neither set holds the other, the second is a resource of which the option spends one unit and
        each of the others supplies one.
        """
        problem, mine = self.problem, set(self.problem.requires[option])
        if not mine or set(able) <= mine:
            requires = list(problem.requires)
            requires[option] = able
            self.problem = replace(problem, requires=tuple(requires))
        elif not mine <= set(able):
            line = np.zeros((1, len(problem.option_ids)))
            line[0, list(able)] = -1.0
            line[0, option] = 1.0
            self.problem = replace(
                problem,
                resource_names=(*problem.resource_names, name),
                use=np.vstack([problem.use, line]),
                stock=np.append(problem.stock, 0.0),
            )
