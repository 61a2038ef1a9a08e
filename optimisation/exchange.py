"""Plans improved by swaps, for cores whose options differ by what they cover alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.exchange_kernel import compiled_exchange
from optimisation.neighbours import neighbours, two_steps
from optimisation.presolve import Core

GRAIN = 2.0**-50
"""Weights are rounded to multiples of this share of all weight; up to 4 wholes, sums are then exact."""

SLICE = 100
"""Restarts between two looks at the clock."""

CYCLE = 1_600
"""Restarts in which the search cools down, at first."""

ELITE = 8
"""Plans that are kept to be crossed; the first as many cycles make them."""

CROSSED = 32
"""Crossings after which cycles are twice as long."""

HEAT = 0.001
"""Share of all weight by which a plan may at first be worse than the best and still be gone on from."""

MOST = 10
"""Most options closed at once."""

LEAST = 1e-11
"""Share of all weight below which a gain is none."""


def places(core: Core) -> int | None:
    """Return how many options can be open where any so many can; None where options are not alike.

    Parameters
    ----------
    core : Core
    """
    plain = core.also is None and core.most is None and not (core.wanted > 0).any()
    loose = not (core.needing.size or core.exclusive.shape[0] or core.must_host.shape[0])
    if not (plain and loose and core.size and core.cover.nnz):
        return None
    limited = core.use.any(axis=1)
    use, left = core.use[limited], core.left[limited]
    if not use.size or (use != use[:, :1]).any() or (use[:, 0] <= 0).any():
        return None
    count = int(np.floor((left / use[:, 0]).min() * (1 + 1e-9) + 1e-9))
    return count if 0 < count < core.size else None


class Exchange:
    """A search in cycles, each of which cools down; it can be stopped and gone on with.

    The first cycle starts from the best plan and some from plans drawn at random; later ones from what two
    good plans have in common and a random half of what they have not.

    Parameters
    ----------
    core : Core
    count : int
        How many options are open, as `places` gives it.
    seed : int
    heat : float
        In the place of `HEAT`.

    Notes
    -----
    `links`, csr_array of shape (n, n), has 1 where two options share a row.
    """

    def __init__(self, core: Core, count: int, seed: int, heat: float = HEAT) -> None:
        self.core, self.count, self._size, self._heat = core, count, core.size, heat
        self._rng = np.random.default_rng(seed)
        columns, near = core.cover.tocsc(), neighbours(core)
        self.links = sparse.csr_array((np.ones(near[1].size), near[1], near[0]), shape=(core.size,) * 2)
        self._core = (
            core.cover.indptr.astype(np.uint32),
            core.cover.indices.astype(np.uint32),
            columns.indptr.astype(np.uint32),
            columns.indices.astype(np.uint32),
            np.round(core.gains[:, 0] / GRAIN) * GRAIN,
            near[0],
            near[1].astype(np.uint32),
            two_steps(*near),
        )
        self._held = np.empty(0, dtype=np.int64)
        self._elite: list[tuple[float, NDArray[np.int64]]] = []
        self._cycle, self._done = 0, 0

    def search(self, plan: NDArray[np.bool_], rounds: int, stop: Callable[[], bool]) -> NDArray[np.bool_]:
        """Return the best plan found from a plan on, at least as good; fewer open options are filled up.

        Parameters
        ----------
        plan : ndarray of bool, shape (n,)
        rounds : int
            Restarts.
        stop : callable
            Asked between slices of the search.
        """
        kept = np.flatnonzero(plan)[: self.count]
        spare = np.flatnonzero(~plan)[: self.count - kept.size]
        kept = np.concatenate([kept, spare]).astype(np.int64)
        while rounds > 0 and not stop():
            length = CYCLE << min(max(self._cycle - ELITE, 0) // CROSSED, 6)
            if self._done == 0:
                self._held = self._beginning(kept)
            step = min(SLICE, rounds, length - self._done)
            worth = self._step(kept, step, self._done / length, (self._done + step) / length)
            rounds -= step
            self._done += step
            if self._done >= length:
                self._keep(worth)
                self._cycle, self._done = self._cycle + 1, 0
        found = np.zeros(self._size, dtype=bool)
        found[kept] = True
        return found

    def anneal(
        self,
        start: NDArray[np.int64],
        rounds: int,
        heat: float,
        rng: np.random.Generator,
        stop: Callable[[], bool],
    ) -> tuple[float, NDArray[np.int64]]:
        """Return the best plan of one cycle and what it is worth; the search itself is left as it is.

        Parameters
        ----------
        start : ndarray of int64, shape (count,)
        rounds : int
        heat : float
        rng : numpy.random.Generator
        stop : callable
            Asked between slices of the cycle.
        """
        held, kept, best = start.copy(), start.copy(), 0.0
        for done in range(0, rounds, SLICE):
            step = min(SLICE, rounds - done)
            heats = (heat * (1 - done / rounds), heat * (1 - (done + step) / rounds), LEAST)
            seed = rng.integers(1, 2**63, dtype=np.uint64)
            best, _ = compiled_exchange()(self._core, held, kept, seed, step, self._most(), heats)
            if stop():
                break
        return float(best), np.sort(kept)

    def _most(self) -> int:
        return max(2, min(MOST, self.count // 4))

    def _beginning(self, kept: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the plan that a cycle starts from."""
        if self._cycle == 0:
            return kept.copy()
        if self._cycle < ELITE or len(self._elite) < 2:
            return self._rng.choice(self._size, self.count, replace=False).astype(np.int64)
        one, two = self._rng.choice(len(self._elite), 2, replace=False)
        first, second = self._elite[one][1], self._elite[two][1]
        common = np.intersect1d(first, second)
        either = np.setxor1d(first, second)
        rest = self._rng.choice(either, self.count - common.size, replace=False)
        return np.concatenate([common, rest]).astype(np.int64)

    def _keep(self, worth: float) -> None:
        """Keep what a cycle ended with if it is good and new."""
        if all(abs(worth - other) > LEAST for other, _ in self._elite):
            self._elite.append((worth, self._held.copy()))
            self._elite.sort(key=lambda plan: -plan[0])
            del self._elite[ELITE:]

    def _step(self, kept: NDArray[np.int64], rounds: int, begin: float, end: float) -> float:
        """Search for some rounds of a cycle; return what the plan to go on from is worth."""
        seed = self._rng.integers(1, 2**63, dtype=np.uint64)
        hot = self._heat if self._cycle < ELITE else self._heat / 2
        heat = (hot * (1 - begin), hot * (1 - end), LEAST)
        worth = compiled_exchange()(self._core, self._held, kept, seed, rounds, self._most(), heat)
        return float(worth[1])
