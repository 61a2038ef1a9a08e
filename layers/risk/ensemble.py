"""Uncertainty of risk: what an ensemble of members says of each cell.

Members are streamed through a file on disk, which is removed; what is kept is the median, the range that
eight of ten members lie in, and the share of members in which a cell is among the area's top tenth.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from layers.errors import error
from layers.landscape import Landscape, Source
from layers.risk.members import Member, draws_of
from layers.risk.surface import Risk

MEMBERS = 100
TOTAL = "total"
TOP = 0.1
LOW, HIGH = 0.1, 0.9
_CELLS_AT_ONCE = 20_000

Surfaces = Mapping[str, NDArray[np.float64]]
Ends = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class AreaRange:
    """What the members say of an area: 10 % end, median and 90 % end.

    Parameters
    ----------
    source : Source
    events_per_year : tuple of float
        Events of its source against civilians.
    deaths_per_year : tuple of float or None
        Expected deaths in them: a mean over many such years, not what a year may bring. None where deaths
        are not known.
    mass_casualty : tuple of float or None
        Probability of at least one mass-casualty event within a year.
    """

    source: Source
    events_per_year: Ends
    deaths_per_year: Ends | None
    mass_casualty: Ends | None


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """What the members say of each cell, by source and for the "total".

    Parameters
    ----------
    count, seed : int
    median, low, high : mapping of source to ndarray of float64, demand shape
        Risk: the middle, and the 10 % and 90 % ends over members; 0 outside the area.
    top_decile : mapping of source to ndarray of float64, demand shape
        Share of members in which the cell is among the tenth of the area's known cells with the highest risk.
    mass_casualty : mapping of source to tuple of float
        10 %, middle and 90 % of the probability that an event against civilians is a mass casualty.
    bandwidths_m : tuple of float
        Those drawn from.
    kept : tuple of Member
        The members, where they were asked for.
    areas : mapping of str to AreaRange
        Of the areas that were asked for.
    """

    count: int
    seed: int
    median: Surfaces
    low: Surfaces
    high: Surfaces
    top_decile: Surfaces
    mass_casualty: Mapping[Source, tuple[float, float, float]]
    bandwidths_m: tuple[float, ...]
    kept: tuple[Member, ...] = ()
    areas: Mapping[str, AreaRange] = field(default_factory=dict)


def ensemble_of(
    landscape: Landscape,
    risk: Risk,
    *,
    count: int = MEMBERS,
    seed: int = 0,
    keep: bool = False,
    areas: Mapping[str, tuple[Source, NDArray[np.int64]]] = MappingProxyType({}),
    scratch: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Ensemble:
    """Draw members and sum them up.

    Parameters
    ----------
    landscape : Landscape
    risk : Risk
        The estimate, with its events.
    count : int
        Members, >= 2.
    seed : int
    keep : bool
        Keep every member, 16 bytes a cell, source and member.
    areas : mapping of name to (Source, ndarray of int64)
        Flat demand cells of areas, and whose violence in them is asked for: events, deaths, mass casualties.
    scratch : Path, optional
        Folder for the file through which members are streamed; the system's own for temporary files else.
    progress : callable, optional
        Takes members done and members wanted.
    cancel : callable, optional
        Says whether to stop with the members drawn so far, two at least.

    Raises
    ------
    InputError
        When fewer than two members are asked for.
    """
    if count < 2:
        raise error("an ensemble needs two members", "ask for 2 or more", column="members", value=str(count))
    draws = draws_of(landscape, risk, seed=seed, areas=areas)
    names = (*risk.observed, TOTAL)
    cells = np.flatnonzero(landscape.grid.mask)
    known = ~risk.unknown.ravel()[cells]
    top = np.zeros((len(names), cells.size))
    drawn: list[Member] = []
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        stored = np.memmap(Path(folder, "members"), np.float32, "w+", shape=(count, len(names), cells.size))
        for number in range(count):
            member = draws.member(number)
            values = _values(member, cells)
            stored[number] = values
            top += [_in_top(row, known) for row in values]
            drawn.append(member if keep else replace(member, likelihood={}, risk={}))
            if progress is not None:
                progress(len(drawn), count)
            if cancel is not None and len(drawn) >= 2 and cancel():
                break
        middle = _quantiles(stored[: len(drawn)])
        del stored  # closes the file before its folder goes
    shape = landscape.grid.shape
    low, median, high = (_laid(names, middle[number], cells, shape) for number in range(3))
    return Ensemble(
        count=len(drawn),
        seed=seed,
        median=median,
        low=low,
        high=high,
        top_decile=_laid(names, top / len(drawn), cells, shape),
        mass_casualty=_tail_ranges([member.mass_casualty for member in drawn]),
        bandwidths_m=draws.bandwidths_m,
        kept=tuple(drawn) if keep else (),
        areas=MappingProxyType(
            {area.name: area_range(area.name, area.source, drawn) for area in draws.areas}
        ),
    )


def area_range(name: str, source: Source, drawn: Sequence[Member]) -> AreaRange:
    """Return what members say of an area.

    Parameters
    ----------
    name : str
        Of the area.
    source : Source
        Whose violence it is.
    drawn : sequence of Member
        With `area_events` of it.
    """
    events = np.array([member.area_events[name] for member in drawn])
    if not all(source in member.deaths_per_event for member in drawn):
        return AreaRange(source, _ends(events), None, None)
    deaths = events * [member.deaths_per_event[source] for member in drawn]
    chance = -np.expm1(-events * [member.mass_casualty[source] for member in drawn])
    return AreaRange(source, _ends(events), _ends(deaths), _ends(chance))


def _ends(values: NDArray[np.float64]) -> Ends:
    low, middle, high = np.quantile(values, (LOW, 0.5, HIGH))
    return float(low), float(middle), float(high)


def _values(member: Member, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the risk of each source and their total at some cells, shape (sources + 1, cells)."""
    rows = [surface.ravel()[cells] for surface in member.risk.values()]
    return np.vstack([*rows, np.sum(rows, axis=0)])


def _in_top(values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the tenth of the known cells with the highest values; cells of zero are in none."""
    wanted = int(np.ceil(TOP * known.sum()))
    if wanted == 0:
        return np.zeros(values.size, dtype=np.bool_)
    limit = np.partition(values[known], -wanted)[-wanted]
    return np.asarray((values >= limit) & (values > 0) & known)


def _quantiles(stored: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the low end, median and high end over members, shape (3, sources + 1, cells)."""
    _, rows, size = stored.shape
    found = np.zeros((3, rows, size))
    for first in range(0, size, _CELLS_AT_ONCE):
        part = np.array(stored[:, :, first : first + _CELLS_AT_ONCE], dtype=np.float64)
        found[:, :, first : first + _CELLS_AT_ONCE] = np.quantile(part, (LOW, 0.5, HIGH), axis=0)
    return found


def _laid(
    names: tuple[str, ...], rows: NDArray[np.float64], cells: NDArray[np.int64], shape: tuple[int, int]
) -> Surfaces:
    laid: dict[str, NDArray[np.float64]] = {}
    for name, row in zip(names, rows, strict=True):
        surface = np.zeros(shape)
        surface.ravel()[cells] = row
        surface.setflags(write=False)
        laid[name] = surface
    return MappingProxyType(laid)


def _tail_ranges(
    tails: list[Mapping[Source, float]],
) -> Mapping[Source, tuple[float, float, float]]:
    sources = dict.fromkeys(source for tail in tails for source in tail)
    found = {}
    for source in sources:
        found[source] = _ends(np.array([tail[source] for tail in tails if source in tail]))
    return MappingProxyType(found)
