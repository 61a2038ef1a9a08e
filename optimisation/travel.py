"""Travel time: the demand cells within reach of each site and the minutes to them, for one persona."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from layers.errors import Finding, PocError, raise_errors
from optimisation.travel_cache import WORK, SiteKeys, TravelCache
from optimisation.travel_checks import shape_findings, site_findings, value_findings
from optimisation.travel_reach import Pairs, ReachGrid, SharedGrid, reach, reach_shared, shared

_CHUNK = 8
_POLL_S = 0.1


class TravelCancelledError(PocError, RuntimeError):
    """The user stopped the computation of travel times; what was finished is in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class TravelTable:
    """Demand cells within the limit of each site, for one persona, about six bytes a pair.

    Parameters
    ----------
    site_ids : tuple of str, length sites
    indptr : ndarray of int64, shape (sites + 1,)
        Pairs of site s are those from `indptr[s]` to `indptr[s + 1]`.
    cells : ndarray of int32, shape (pairs,)
        Flat demand cells, ascending within a site.
    tenths : ndarray of uint16, shape (pairs,)
        Tenths of a minute, rounded up: ``tenths <= 10 * band`` is exact for bands of whole tenths.
    limit_min : float
        Minutes beyond which nothing is held.
    notes : tuple of Finding
        What did not go as asked, although the table is right.
    """

    site_ids: tuple[str, ...]
    indptr: NDArray[np.int64]
    cells: NDArray[np.int32]
    tenths: NDArray[np.uint16]
    limit_min: float
    notes: tuple[Finding, ...] = field(default=())

    def minutes(self, site: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Return the flat demand cells within reach of a site (its position) and the minutes to each."""
        pairs = slice(int(self.indptr[site]), int(self.indptr[site + 1]))
        return self.cells[pairs], self.tenths[pairs] / 10.0

    def within(self, minutes: float) -> NDArray[np.bool_]:
        """Return which pairs lie within a band, its edge included, shape (pairs,)."""
        inside: NDArray[np.bool_] = self.tenths <= math.floor(round(minutes * 10.0, 6))
        return inside

    def sites(self) -> NDArray[np.int64]:
        """Return the position of the site of each pair, shape (pairs,)."""
        return np.repeat(np.arange(len(self.site_ids), dtype=np.int64), np.diff(self.indptr))


def travel_table(
    friction: NDArray[np.float64],
    *,
    cell_m: float,
    people: NDArray[np.float64],
    factor: int,
    demand_mask: NDArray[np.bool_],
    site_ids: Sequence[str],
    site_cells: NDArray[np.int64],
    limit_min: float,
    executor: Executor | None = None,
    cache_dir: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> TravelTable:
    """Compute the minutes from each site to the demand cells within the limit.

    A move between two of eight neighbours costs the mean of their friction times the distance between their
    centres, as in scikit-image's ``MCP_Geometric``; a diagonal move is refused where both cells beside it
    are impassable. The minutes of a demand cell are the smallest within which at least half of its people
    are reached (their weighted median); where it has no people, at least half of its passable travel cells.
    Minutes are rounded to 1e-4, then compared with the limit (<=), and only then rounded up to tenths.

    Parameters
    ----------
    friction : ndarray of float64, shape (ny, nx)
        Minutes per metre, > 0; inf = impassable.
    cell_m : float
        Side of a travel cell, metres.
    people : ndarray of float64, shape (ny, nx)
        People per travel cell; NaN counts as none.
    factor : int
        Travel cells along the side of a demand cell.
    demand_mask : ndarray of bool, shape (ny / factor, nx / factor)
        Demand cells to keep.
    site_ids : sequence of str
        Unique.
    site_cells : ndarray of int64
        Flat travel cell of each site; several sites may share one.
    limit_min : float
        > 0, at most 6500.
    executor : Executor or None
        Where to compute; None = in this process. When it breaks, the rest is computed in this process and
        noted.
    cache_dir : Path or None
        Folder of earlier results; a cluster's workers must see it. None = keep nothing.
    progress : callable or None
        Called with the number of sites done and of all sites.
    cancel : callable or None
        Asked between chunks of sites; True stops.

    Returns
    -------
    TravelTable
        The same bytes with any executor and any state of the cache.

    Raises
    ------
    InputError
        With all findings: shapes, values, site cells outside the grid, sites in impassable cells.
    TravelCancelledError
        When `cancel` said so.
    """
    site_cells = np.asarray(site_cells, dtype=np.int64)
    raise_errors(shape_findings(friction, people, factor, demand_mask, site_ids, site_cells))
    raise_errors(
        [
            *value_findings(friction, people, cell_m, limit_min),
            *site_findings(friction, site_ids, site_cells),
        ]
    )
    grid = ReachGrid(
        np.ascontiguousarray(friction, dtype=np.float64),
        np.nan_to_num(np.ascontiguousarray(people, dtype=np.float64), nan=0.0) + 0.0,
        np.ascontiguousarray(demand_mask, dtype=np.bool_),
        factor,
        float(cell_m),
        float(limit_min),
        float(friction.min(initial=np.inf)),
    )
    job = _Job(grid, executor, None if cache_dir is None else TravelCache(cache_dir), cancel)
    unique, position, shares = np.unique(site_cells, return_inverse=True, return_counts=True)
    found: dict[int, Pairs] = {}
    done = 0
    for cell, pairs in job.run(unique.tolist()):
        found[cell] = pairs
        done += int(shares[np.searchsorted(unique, cell)])
        if progress is not None:
            progress(done, len(site_ids))
    return _table(site_ids, [found[int(unique[p])] for p in position], float(limit_min), job.notes)


@dataclass(slots=True, eq=False)
class _Job:
    """One computation: the cache first, then the executor, then this process."""

    grid: ReachGrid
    executor: Executor | None
    cache: TravelCache | None
    cancel: Callable[[], bool] | None
    own_notes: list[Finding] = field(default_factory=list)

    @property
    def notes(self) -> tuple[Finding, ...]:
        return (*self.own_notes, *(self.cache.notes if self.cache else ()))

    def run(self, cells: Sequence[int]) -> Iterator[tuple[int, Pairs]]:
        """Yield the result of each cell, in no order that matters."""
        if self.cache is None:
            yield from self._compute(cells)
            return
        grid = self.grid
        settings = repr((grid.friction.shape, grid.factor, grid.cell_m, grid.limit_ticks))
        keys = SiteKeys(grid.friction, grid.people, grid.demand_mask, factor=grid.factor, settings=settings)
        names = {cell: keys.key(cell, grid.window(cell)) for cell in cells}
        missing = []
        for cell in cells:
            self._check()
            kept = self.cache.get(names[cell])
            if kept is None:
                missing.append(cell)
            else:
                yield cell, kept
        for cell, pairs in self._compute(missing):
            self.cache.put(names[cell], *pairs)
            yield cell, pairs
        self.cache.prune()

    def _compute(self, cells: Sequence[int]) -> Iterator[tuple[int, Pairs]]:
        size = max(1, min(_CHUNK, len(cells) // 16))
        chunks = [cells[k : k + size] for k in range(0, len(cells), size)]
        done = 0
        if self.executor is not None and len(chunks) > 1:
            try:
                for result in self._from_workers(self.executor, chunks):
                    yield from zip(chunks[done], result, strict=True)
                    done += 1
            except (BrokenExecutor, OSError) as problem:
                self.own_notes.append(_broken(problem))
        for chunk in chunks[done:]:
            self._check()
            yield from zip(chunk, reach(self.grid, chunk), strict=True)

    def _from_workers(self, executor: Executor, chunks: Sequence[Sequence[int]]) -> Iterator[list[Pairs]]:
        """Yield the results of the chunks in the order of submission."""
        # Compiled before the workers start: forked ones inherit it, others find it on disk.
        reach(self.grid, [])
        with ExitStack() as stack:
            grid = self._laid_down(stack)
            futures = [executor.submit(reach_shared, grid, chunk) for chunk in chunks]
            stack.callback(lambda: [future.cancel() for future in futures])
            for future in futures:
                self._wait(future)
                yield future.result()

    def _laid_down(self, stack: ExitStack) -> SharedGrid:
        """Lay the grid down in the cache, which a cluster's workers see too, else where this machine can."""
        if self.cache is not None and self.cache.writable:
            with suppress(OSError):  # full or read-only
                return stack.enter_context(shared(self.grid, self.cache.folder, prefix=WORK))
        return stack.enter_context(shared(self.grid, prefix=WORK))

    def _wait(self, future: Future[list[Pairs]]) -> None:
        self._check()
        while not wait([future], timeout=_POLL_S).done:
            self._check()

    def _check(self) -> None:
        if self.cancel is not None and self.cancel():
            raise TravelCancelledError("the computation of travel times was stopped")


def _table(
    site_ids: Sequence[str], pairs: Sequence[Pairs], limit_min: float, notes: tuple[Finding, ...]
) -> TravelTable:
    indptr = np.zeros(len(pairs) + 1, dtype=np.int64)
    np.cumsum([cells.size for cells, _ in pairs], out=indptr[1:])
    cells = np.concatenate([np.empty(0, np.int32), *(found for found, _ in pairs)])
    tenths = np.concatenate([np.empty(0, np.uint16), *(found for _, found in pairs)])
    for array in (indptr, cells, tenths):
        array.flags.writeable = False
    return TravelTable(tuple(site_ids), indptr, cells, tenths, limit_min, notes)


def _broken(problem: Exception) -> Finding:
    cause = str(problem) or type(problem).__name__
    return Finding(
        "warning",
        f"the worker processes failed ({cause}); the rest of travel was computed in one process",
        "free memory and disk space, or ask for fewer workers; the results are not affected",
    )
