"""The forecast: events of the next months by source and cell, with intervals, and how far it is validated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.landscape import Source
from layers.risk.density import SourceSurfaces
from layers.risk.forecast_interval import chance_of_any, interval
from layers.risk.forecast_places import AREAS, PlaceRange, place_room
from layers.risk.learned import Learned

MONTHS = (1.0, 3.0, 6.0)
"""How far ahead products look."""

BLOCK_M = 10_000.0
"""Counts scatter together within blocks of about this side: the cells that the scatter was learned on."""


Cells = NDArray[np.int64] | NDArray[np.bool_] | None
"""Flat cells, or which they are; None = all."""


@dataclass(frozen=True, slots=True)
class Skill:
    """How a forecast did on past windows that it had not seen.

    Parameters
    ----------
    model : str
        A candidate of `forecast_rolling`; "kde_decay", the kernel, where none that was learned did better.
    months : float
        Length of the windows.
    nats, kernel_nats : float
        Of the model and of the kernel, nats per event over uniform; NaN where too few windows could be tried.
    windows : int
        How many they are.
    beyond_noise : bool
        Whether the model was ahead of the kernel by more than these windows scatter.
    """

    model: str
    months: float
    nats: float
    kernel_nats: float
    windows: int
    beyond_noise: bool = False

    @property
    def learned(self) -> bool:
        """Whether a learned model did better than the kernel."""
        return self.model != "kde_decay"


@dataclass(frozen=True, slots=True)
class Count:
    """Events expected, the ends that they lie between in eight cases of ten, and the chance of any."""

    low: float
    expected: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """Events expected within some months of the record's end, on demand cells.

    Parameters
    ----------
    skill : Skill
    begins, ends : date
        First and last day.
    expected : mapping of source to ndarray of float64, demand shape
        Weighted events in the part of the cell in the area; absent for a source without events to go by.
    risk : mapping of source to ndarray of float64, demand shape
        People x events per 100 km2 and year and factors, if the rate of the period went on.
    scatter : float
        Excess variance of a cell's count, in squares of what is expected there.
    together : mapping of source, and "total", to float
        Excess variance that all cells of a source share, because the level of the whole is not known.
    tried, held : int
        Past windows whose total was given an interval, and those in which it lay.
    reason : str
        Why there is no forecast; "" where there is one.
    places : mapping of kind to PlaceRange
        How ranges of threat areas and of each level of districts did, and what is added to them.
    """

    skill: Skill
    begins: date
    ends: date
    expected: Mapping[Source, NDArray[np.float64]] = field(default_factory=dict)
    risk: Mapping[Source, NDArray[np.float64]] = field(default_factory=dict)
    scatter: float = 0.0
    together: Mapping[str, float] = field(default_factory=dict)
    tried: int = 0
    held: int = 0
    reason: str = ""
    places: Mapping[str, PlaceRange] = field(default_factory=dict)

    @property
    def months(self) -> float:
        """How far it reaches."""
        return self.skill.months

    def total(self) -> NDArray[np.float64]:
        """Return expected events of all sources that are here, demand shape."""
        return np.asarray(np.sum(list(self.expected.values()), axis=0), dtype=np.float64)

    def ends_of(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return 10 % and 90 % of each cell's count of a source or "total": whole, mostly 0 at the low."""
        return interval(self.surface(name), self.scatter + self._together(name))

    def chance(self, name: str) -> NDArray[np.float64]:
        """Return the chance of one event or more in each cell, of a source or "total"."""
        return chance_of_any(self.surface(name), self.scatter + self._together(name))

    def count(
        self,
        name: str,
        cells: Cells,
        cell_m: float,
        kind: str = AREAS,
    ) -> Count:
        """Return the events of some cells together.

        Parameters
        ----------
        name : str
            A source, or "total".
        cells : ndarray of int64 or bool, or None
            Flat cells; None = all.
        cell_m : float
            Side of a cell: those of a block of about 10 km scatter as one, each apart, all share `together`.
        kind : str
            Of place, a key of `places`; what past windows of such places lacked is added to the range.
        """
        return self.counts(name, (cells,), cell_m, kind)[0]

    def counts(
        self, name: str, groups: Sequence[Cells], cell_m: float, kind: str = AREAS
    ) -> tuple[Count, ...]:
        """Return the events of each of several groups of cells, as :meth:`count` does of one."""
        surface, shared = self.surface(name), self._together(name)
        everything = float(surface.sum())
        place = self.places.get(kind, PlaceRange()).scatter
        side = max(1, round(BLOCK_M / cell_m))
        found = []
        for cells in groups:
            whole, evenness = _sums(surface, cells, side)
            if whole <= 0:
                found.append(Count(0.0, whole, 0.0, 0.0))
                continue
            excess = self.scatter * evenness + shared
            if cells is not None and place > 0:
                excess += place * place_room(whole, evenness, everything)
            low, high = interval(whole, excess)
            found.append(Count(float(low), whole, float(high), float(chance_of_any(whole, excess))))
        return tuple(found)

    def surface(self, name: str) -> NDArray[np.float64]:
        """Return expected events of a source or "total", demand shape."""
        found = {str(source): values for source, values in self.expected.items()}
        return self.total() if name == "total" else found[name]

    def _together(self, name: str) -> float:
        """Return the shared scatter; of a total not known by itself, as if its sources moved as one."""
        if name in self.together or name != "total":
            return self.together[name]
        sums = {source: float(values.sum()) for source, values in self.expected.items()}
        whole = sum(sums.values())
        if whole <= 0:
            return 0.0
        return float(sum(part * self.together[str(name)] ** 0.5 for name, part in sums.items()) / whole) ** 2


@dataclass(frozen=True, slots=True, eq=False)
class Workings:
    """What a forecast in place of the kernel leaves for one that looks ahead; no product shows it.

    Parameters
    ----------
    learned : Learned
    kernel : mapping of source to SourceSurfaces
        What the kernel gave.
    """

    learned: Learned
    kernel: Mapping[Source, SourceSurfaces]


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What is expected next, by source of threat.

    Parameters
    ----------
    skill : Skill or None
        Of the forecast that likelihood was asked to be; None where it was not.
    periods : tuple of Period
        Shortest first; empty until somebody looks ahead (:mod:`layers.risk.forecast_ahead`).
    workings : Workings or None
    """

    skill: Skill | None = None
    periods: tuple[Period, ...] = ()
    workings: Workings | None = None

    @property
    def replaces(self) -> bool:
        """Whether likelihood is the learned forecast."""
        return self.skill is not None and self.skill.learned


def skill_of(learned: Learned) -> Skill:
    """Return how what was learned did."""
    return Skill(
        learned.model,
        learned.months,
        learned.nats,
        learned.kernel_nats,
        learned.windows,
        learned.beyond_noise,
    )


def block_sums(values: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Return sums over square blocks of cells, those at the end cut."""
    ny, nx = values.shape
    rows, columns = np.arange(0, ny, side), np.arange(0, nx, side)
    return np.asarray(np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1))


def _sums(surface: NDArray[np.float64], cells: Cells, side: int) -> tuple[float, float]:
    """Return the sum over cells, and the sum of squares of their blocks over its square."""
    ny, nx = surface.shape
    chosen = np.arange(ny * nx) if cells is None else np.asarray(cells)
    if chosen.dtype == np.bool_:
        chosen = np.flatnonzero(chosen)
    values = surface.ravel()[chosen]
    whole = float(values.sum())
    if whole <= 0:
        return whole, 1.0
    row, column = np.divmod(chosen, nx)
    blocks = np.bincount(row // side * (nx // side + 1) + column // side, values)
    return whole, float(blocks @ blocks) / whole**2
