"""Bases in place that may close or move: keeping one is an option, and closing or moving it is another.

For a base that may go one of "keep", "close" and "move" is open: a decision that is always open requires one
of them, and they exclude each other. A move supplies one of the base's class, to be placed elsewhere or not
at all. What stands at the site and is no base goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.assets import Asset
from optimisation.constraints import Release
from optimisation.plan import Site
from optimisation.problem import CoverProblem
from optimisation.scoring import TOLERANCE

DECIDED, CLOSE, MOVE = "decided", "close", "move"
"""Tools of the assets that are decisions about a base; nothing of the kind stands anywhere."""

MOVES = "moves"
"""Resource of bases that close or move."""


def is_decision(asset: Asset) -> bool:
    """Return whether an asset is a decision about a base and no means of protection."""
    return asset.tool in (DECIDED, CLOSE, MOVE)


def gone_words(
    assets: Sequence[Asset],
    chosen: NDArray[np.bool_],
    sites: Sequence[Site],
    called: Callable[[str], str] = str,
) -> tuple[str, ...]:
    """Return in words which bases close or move by a choice.

    Parameters
    ----------
    assets : sequence of Asset
        The options.
    chosen : ndarray of bool, shape (options,)
    sites : sequence of Site
    called : callable
        Turns a tool into words.
    """
    names = {site.id: site.name for site in sites}
    told = []
    for asset, is_open in zip(assets, chosen, strict=True):
        if is_open and asset.tool in (CLOSE, MOVE):
            _, tool, site = asset.id.split(":", 2)
            freed = f": one {called(tool)} is free to be placed elsewhere" if asset.tool == MOVE else ""
            told.append(f"The base {names.get(site, site)} closes{freed}.")
    return tuple(told)


def with_decisions(
    problem: CoverProblem, assets: Sequence[Asset], chosen: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return a choice with the decisions that it amounts to: each base that may go stays, closes or moves.

    A base that is gone closes where it may, and moves where it may not close; further ones move, the cheapest
    first, where the rest of the choice needs another of their class than the stock has.

    Parameters
    ----------
    problem : CoverProblem
        Of :func:`with_releases`; its rows and requirements are not looked at.
    assets : sequence of Asset
        Its options.
    chosen : ndarray of bool, shape (options,)
        What it says of decisions does not count.
    """
    found = chosen.copy()
    decisions = np.array([is_decision(asset) for asset in assets], dtype=np.bool_)
    found[decisions] = problem.fixed_open[decisions]
    could_move: list[tuple[int, int]] = []
    for base, *ways in problem.exclusive:
        if found[base] or not ways or not all(assets[way].tool in (CLOSE, MOVE) for way in ways):
            continue
        found[ways[0]] = True  # to close comes before to move
        if assets[ways[0]].tool == CLOSE and len(ways) > 1:
            could_move.append((ways[0], ways[1]))
    for close, move in sorted(
        could_move, key=lambda pair: float(problem.cost[pair[1]] - problem.cost[pair[0]])
    ):
        supplied = problem.use[:, move] < 0
        if (problem.use[supplied] @ found > problem.stock[supplied] + TOLERANCE).any():
            found[[close, move]] = False, True
    return found


def with_releases(
    problem: CoverProblem,
    assets: Sequence[Asset],
    in_place: NDArray[np.bool_],
    *,
    bases: frozenset[str],
    hosts: Sequence[tuple[int, ...]],
    releases: Sequence[Release],
    moves: int | None,
    sites: Sequence[Site],
) -> tuple[CoverProblem, tuple[Asset, ...], NDArray[np.bool_]]:
    """Return the problem in which some bases in place may close or move, with its assets.

    Parameters
    ----------
    problem : CoverProblem
    assets : sequence of Asset
        Its options.
    in_place : ndarray of bool, shape (options,)
    bases : frozenset of str
        Tools that are classes of base.
    hosts : sequence of tuples of int
        For each option those of its site that it would need if it did not stand already.
    releases : sequence of Release
        Of sites with a base in place.
    moves : int or None
        How many may close or move; None = all of them.
    sites : sequence of Site

    Returns
    -------
    problem, assets, in_place
        The decisions are the last options; what is always open of them counts as in place.
    """
    if not releases:
        return problem, tuple(assets), in_place
    made = _Decisions(problem, assets, in_place, bases, hosts, sites)
    for release in releases:
        made.add(release)
    return made.finished(len(releases) if moves is None else moves)


class _Decisions:
    """Options added to a problem, one base after the other."""

    def __init__(
        self,
        problem: CoverProblem,
        assets: Sequence[Asset],
        in_place: NDArray[np.bool_],
        bases: frozenset[str],
        hosts: Sequence[tuple[int, ...]],
        sites: Sequence[Site],
    ) -> None:
        self._problem, self._bases, self._hosts, self._sites = problem, bases, hosts, sites
        self.assets, self.in_place = list(assets), in_place.tolist()
        self._requires, self._exclusive = list(problem.requires), list(problem.exclusive)
        self._fixed, self._cost = problem.fixed_open.tolist(), problem.cost.tolist()
        self._moves: list[int] = []
        self._supply: list[tuple[str, int]] = []

    def add(self, release: Release) -> None:
        """Let the base of one site go; a base that a lock closes stays closed."""
        here = [
            n
            for n, asset in enumerate(self.assets)
            if asset.site == release.site and self.in_place[n] and self._fixed[n]
        ]
        base = next((n for n in here if self.assets[n].tool in self._bases), None)
        if base is None:
            return
        name, tool = self._sites[release.site].id, self.assets[base].tool
        ways = [
            self._option(Asset(f"{what}:{tool}:{name}", what), cost=cost)
            for what, cost in ((CLOSE, release.close_cost), (MOVE, release.move_cost))
            if cost is not None
        ]
        self._moves += ways
        self._supply += [(tool, n) for n in ways if self.assets[n].tool == MOVE]
        self._exclusive.append((base, *ways))
        for kept in here:
            self._fixed[kept] = False
            self._cost[kept] = release.keep_cost if kept == base else 0.0
            self._requires[kept] = () if kept == base else self._hosts[kept]
            decided = f"{DECIDED}:{self.assets[kept].id}"
            number = self._option(Asset(decided, DECIDED), fixed=True)
            self._requires[number] = (kept, *ways)

    def _option(self, asset: Asset, *, cost: float = 0.0, fixed: bool = False) -> int:
        self.assets.append(asset)
        self.in_place.append(fixed)
        self._requires.append(())
        self._fixed.append(fixed)
        self._cost.append(cost)
        return len(self.assets) - 1

    def finished(self, moves: int) -> tuple[CoverProblem, tuple[Asset, ...], NDArray[np.bool_]]:
        """Return the problem with its assets."""
        problem, count = self._problem, len(self.assets)
        added = count - len(problem.option_ids)
        use = np.hstack([problem.use, np.zeros((len(problem.resource_names), added))])
        for tool, number in self._supply:
            if tool in problem.resource_names:
                use[problem.resource_names.index(tool), number] = -1.0
        spent = np.zeros((1, count))
        spent[0, self._moves] = 1.0
        changed = replace(
            problem,
            option_ids=tuple(asset.id for asset in self.assets),
            cover=_wider(problem.cover, count),
            also=None if problem.also is None else _wider(problem.also, count),
            resource_names=(*problem.resource_names, MOVES),
            use=np.vstack([use, spent]),
            stock=np.append(problem.stock, float(moves)),
            requires=tuple(self._requires),
            exclusive=tuple(self._exclusive),
            fixed_open=np.array(self._fixed, dtype=np.bool_),
            forbidden=np.append(problem.forbidden, np.zeros(added, dtype=np.bool_)),
            cost=np.array(self._cost),
        )
        return changed, tuple(self.assets), np.array(self.in_place, dtype=np.bool_)


def _wider(matrix: sparse.csr_array, columns: int) -> sparse.csr_array:
    """Return a matrix with further empty columns; its entries are shared."""
    return sparse.csr_array(
        (matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], columns), copy=False
    )
