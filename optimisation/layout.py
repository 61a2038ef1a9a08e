"""A plan under construction: which options are open, what they cover, and what each other one would add."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.hits import Hits, JointHits
from optimisation.partners import find_pairs
from optimisation.presolve import Core

BREACH = 1e4
"""Value lost per whole hard floor or unmet requirement, in wholes of the objective: more than any gain."""

TOLERANCE = 1e-9
"""Relative slack of a stock."""


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A copy of a layout's state, to return to."""

    state: tuple[NDArray[np.generic], ...]

    @property
    def open(self) -> NDArray[np.generic]:
        """The open options of the copy."""
        return self.state[0]


class Layout:
    """Options open in a core, kept consistent with the side constraints by its callers' use of `addable`.

    Parameters
    ----------
    core : Core
    """

    def __init__(self, core: Core) -> None:
        self.core = core
        self.floors = np.flatnonzero(core.wanted > 0)
        weights = np.ascontiguousarray(core.gains[:, np.concatenate([[0], self.floors + 1])])
        self._wanted = core.wanted[self.floors]
        self._price = np.where(core.hard[self.floors], BREACH * (1 + core.penalty), core.penalty)
        self._hosts_t = sparse.csr_array(core.hosts.T)
        self._exclusive_t = sparse.csr_array(core.exclusive.T)
        self._must_t = sparse.csr_array(core.must_host.T)
        self._slack = TOLERANCE * np.maximum(1.0, np.abs(core.left))
        self.pairs = find_pairs(core)
        self.hits = Hits(core, weights) if core.also is None else JointHits(core, weights, self.pairs)
        self.open = np.zeros(core.size, dtype=bool)
        self.used = np.zeros(core.left.size)
        self._host_count = np.zeros(core.needing.size)
        self._set_count = np.zeros(core.exclusive.shape[0])
        self._must_count = np.zeros(core.must_host.shape[0])

    @property
    def covered(self) -> NDArray[np.float64]:
        """What the open options cover: of the objective, then of each floor that is short."""
        return self.hits.covered

    def save(self) -> Saved:
        """Return a copy of the state."""
        return Saved(tuple(part.copy() for part in self._parts()))

    def restore(self, saved: Saved) -> None:
        """Return to a saved state."""
        for part, kept in zip(self._parts(), saved.state, strict=True):
            part[...] = kept

    def _parts(self) -> tuple[NDArray[np.generic], ...]:
        return (
            self.open,
            self.used,
            *self.hits.parts(),
            self._host_count,
            self._set_count,
            self._must_count,
        )

    def add(self, option: int) -> None:
        """Open an option, whatever the constraints say."""
        self._change(option, 1)

    def drop(self, option: int) -> None:
        """Close an option, the dependants that lose their last host, and spending that loses its supply."""
        self._change(option, -1)
        while True:
            orphans = self.core.needing[(self._host_count == 0) & self.open[self.core.needing]]
            if orphans.size:
                self._change(int(orphans[-1]), -1)
                continue
            over = np.flatnonzero(self.used > self.core.left + self._slack)
            spenders = np.flatnonzero(self.open & (self.core.use[over[:1]] > 0).any(axis=0))
            if not spenders.size:
                return
            self._change(int(spenders[-1]), -1)

    def _change(self, option: int, sign: int) -> None:
        core = self.core
        self.open[option] = sign > 0
        self.used += sign * core.use[:, option]
        self.hits.change(option, sign)
        for matrix, count in (
            (self._hosts_t, self._host_count),
            (self._exclusive_t, self._set_count),
            (self._must_t, self._must_count),
        ):
            count[matrix.indices[matrix.indptr[option] : matrix.indptr[option + 1]]] += sign

    def value(self) -> float:
        """Return the objective beyond the fixed options, less what breaches of hard limits cost."""
        return float(self.worth(self.covered)) - BREACH * (1 + self.core.penalty) * float(
            np.sum(self._must_count == 0)
        )

    def worth(self, covered: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the objective of covered weights, shape (..., columns) to (...)."""
        short = np.maximum(0.0, self._wanted - covered[..., 1:])
        return np.asarray(covered[..., 0] - short @ self._price)

    def shortfall(self) -> float:
        """Return what elastic floors lack, in sum of shares."""
        short = np.maximum(0.0, self._wanted - self.covered[1:])
        return float(short[~self.core.hard[self.floors]].sum())

    def feasible(self) -> bool:
        """Return whether all constraints and hard floors hold."""
        core = self.core
        hard = core.hard[self.floors]
        return bool(
            (self.used <= core.left + self._slack).all()
            and (self._must_count > 0).all()
            and (self._set_count < 1.5).all()
            and (self._host_count[self.open[core.needing]] > 0).all()
            and (self.covered[1:][hard] >= self._wanted[hard] - TOLERANCE).all()
        )

    def addable(self) -> NDArray[np.bool_]:
        """Return the closed options that could be opened alone."""
        able = self.unblocked()
        able[self.core.needing[self._host_count == 0]] = False
        room = (self.core.left + self._slack - self.used)[:, None]
        return np.asarray(able & ((self.core.use <= room) | (self.core.use <= 0)).all(axis=0))

    def unblocked(self) -> NDArray[np.bool_]:
        """Return the closed options that no open one excludes."""
        return np.asarray(~self.open & ~((self._exclusive_t @ (self._set_count > 0).astype(float)) > 0))

    def addable_pairs(self) -> NDArray[np.int64]:
        """Return which pairs, as positions in `pairs`, could open together and had better.

        Either the first could not open alone, or they complete joint rows that each alone would not.
        """
        if not self.pairs.size:
            return np.empty(0, dtype=np.int64)
        able, unblocked = self.addable(), self.unblocked()
        one, two = self.pairs.T
        worth = unblocked[one] & ~able[one]
        more = self.hits.pair_more(slice(None))
        if more is not None:
            worth |= able[one] & (more.max(axis=1) > 0)
        which = np.flatnonzero(worth & able[two])
        pairs = self.pairs[which]
        if not which.size:
            return which
        room = (self.core.left + self._slack - self.used)[:, None]
        both = self.core.use[:, pairs[:, 0]] + self.core.use[:, pairs[:, 1]]
        needs = self._missing_host()
        hosted = ~needs[pairs[:, 0]] | self._hosts(pairs)
        good = ((both <= room) | (both <= 0)).all(axis=0) & hosted & ~self._exclude(pairs)
        return np.asarray(which[good])

    def _missing_host(self) -> NDArray[np.bool_]:
        missing = np.zeros(self.core.size, dtype=bool)
        missing[self.core.needing[self._host_count == 0]] = True
        return missing

    def _hosts(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        line = np.full(self.core.size, -1)
        line[self.core.needing] = np.arange(self.core.needing.size)
        if not self.core.needing.size:
            return np.zeros(len(pairs), dtype=bool)
        return np.asarray(self.core.hosts[line[pairs[:, 0]], pairs[:, 1]] > 0).ravel() & (
            line[pairs[:, 0]] >= 0
        )

    def _exclude(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        if not self.core.exclusive.shape[0]:
            return np.zeros(len(pairs), dtype=bool)
        shared = self._exclusive_t[pairs[:, 0]].multiply(self._exclusive_t[pairs[:, 1]])
        return np.asarray(shared.sum(axis=1) > 0).ravel()

    def gains(self) -> NDArray[np.float64]:
        """Return what each option would add to the value alone, shape (n,)."""
        return self._delta(self.hits.gain) + self._met()

    def pair_gains(self, which: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return at least what each of some pairs would add; rows that both cover count twice.

        Parameters
        ----------
        which : ndarray of int64
            Positions in `pairs`.
        """
        pairs, met, gain = self.pairs[which], self._met(), self.hits.gain
        added = gain[pairs[:, 0]] + gain[pairs[:, 1]]
        more = self.hits.pair_more(which)
        if more is not None:
            added += more
        return self._delta(added) + met[pairs[:, 0]] + met[pairs[:, 1]]

    def _delta(self, more: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.worth(self.covered + more) - self.worth(self.covered)

    def _met(self) -> NDArray[np.float64]:
        unmet = (self._must_count == 0).astype(float)
        return np.asarray(BREACH * (1 + self.core.penalty) * (self._must_t @ unmet))
