"""Factors of risk: judgements about places, each with its weight, source, date, author and reliability.

A factor lies in [0.05, 1] and lowers what it judges; 1 is neutral. A driver lies in [0, 1]: against civilians
it raises risk, for their protection it lowers it. What several analysts gave is pooled by its median, and its
lowest and highest are kept. A place without a value counts as 1 (for a driver 0): never lower than a place
that somebody judged, and marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Source

_Given = Literal[
    "nature", "intent", "capacity", "opportunity", "vulnerability", "impact", "driver_against", "driver_for"
]
Role = Literal[_Given, "source_weight"]
LIKELIHOOD_ROLES: tuple[Role, ...] = ("nature", "intent", "capacity", "opportunity")
FACTOR_ROLES: tuple[Role, ...] = (*LIKELIHOOD_ROLES, "vulnerability", "impact")
DRIVER_ROLES: tuple[Role, ...] = ("driver_against", "driver_for")
ROLES: tuple[Role, ...] = (*FACTOR_ROLES, *DRIVER_ROLES)
LOWEST, HIGHEST = 0.05, 1.0

Combination = Literal["multiplicative", "additive"]


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """One factor on the travel cells.

    Parameters
    ----------
    name : str
    role : Role
    sources : tuple of Source
        Sources of threat that it judges; empty for all.
    groups : tuple of str
        Groups whose vulnerability it is; empty for everybody.
    weight : float
        In (0, 1].
    citation, author, reliability : str
        Where it comes from, whose judgement it is, its grade.
    dated : date
    analysts : int
        How many values were pooled where there were most.
    mid, low, high : ndarray of float64, travel shape
        Median, lowest and highest; neutral where nobody gave a value.
    missing : ndarray of bool, demand shape
        Cells of the area where nobody gave a value.
    actor : str
        Local capacity that a driver for protection counts, "" where none.
    """

    name: str
    role: Role
    sources: tuple[Source, ...]
    groups: tuple[str, ...]
    weight: float
    citation: str
    author: str
    reliability: str
    dated: date
    analysts: int
    mid: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    missing: NDArray[np.bool_]
    actor: str = ""

    def judges(self, source: Source) -> bool:
        """Return whether it holds for a source of threat."""
        return not self.sources or source in self.sources

    def at(self, quantile: float) -> NDArray[np.float64]:
        """Return values between the lowest (0), the median (0.5) and the highest (1), travel shape."""
        if quantile == 0.5 or self.analysts < 2:
            return self.mid
        end = self.low if quantile < 0.5 else self.high
        return np.asarray(self.mid + (end - self.mid) * abs(2.0 * quantile - 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One multiplier of risk.

    Parameters
    ----------
    name : str
    role : Role
    factors : tuple of Factor
        What it rests on: one factor, or all of one role for groups.
    field : ndarray of float64, window shape
        What it multiplies the steps before it with.
    """

    name: str
    role: Role
    factors: tuple[Factor, ...]
    field: NDArray[np.float64]


def neutral(role: Role) -> float:
    """Return the value that changes nothing."""
    return 0.0 if role in DRIVER_ROLES else 1.0


def missing_roles(factors: Sequence[Factor], source: Source) -> tuple[Role, ...]:
    """Return the roles that no factor of a source fills; they are neutral."""
    given = {factor.role for factor in factors if factor.judges(source)}
    return tuple(role for role in ROLES if role not in given)


def role_name(role: Role) -> str:
    """Return a role as a reader knows it."""
    words = {
        "driver_against": "drivers against",
        "driver_for": "drivers for protection",
        "source_weight": "source weight",
    }
    return words.get(role, role)
