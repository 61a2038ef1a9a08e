"""Which asset covers which row: the cover sets of the blocks, cells with equal sets in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.assets import OWN_HOURS, Asset, whole_tenths
from optimisation.cover_sets import clipped, same_sets
from optimisation.coverage import Block
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Merged rows of the cells of some blocks: what the same assets cover, and counts alike, is one row.

    Parameters
    ----------
    blocks : tuple of Block
    starts : ndarray of int64, shape (blocks + 1,)
        Number of the first cell of each block, where the cells of all blocks are numbered one after another.
    group : ndarray of int32, shape (cells of all blocks,)
        Row that each cell of each block is part of.
    cover : csr_array, shape (rows, assets)
        How often an asset covers a row, bool where never more than once.
    also : csr_array of bool or None, shape (rows, assets)
        Alert tools that reach the cells of joint rows; None where no row is joint.
    joint : ndarray of bool, shape (rows,)
        Which rows count only where an alert tool reaches too.
    most : ndarray of int64, shape (rows,)
        How many covering assets count in each row.
    """

    blocks: tuple[Block, ...]
    starts: NDArray[np.int64]
    group: NDArray[np.int32]
    cover: sparse.csr_array
    also: sparse.csr_array | None
    joint: NDArray[np.bool_]
    most: NDArray[np.int64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """Objective weight of each row."""
        every = np.concatenate([np.empty(0), *(block.weights for block in self.blocks)])
        return np.asarray(np.bincount(self.group, every, self.cover.shape[0]), dtype=np.float64)

    def of(self, number: int) -> NDArray[np.int32]:
        """Return the row of each cell of one block."""
        return self.group[self.starts[number] : self.starts[number + 1]]

    def summed(self, number: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what cells of one block are worth as weights of the rows, shape (rows,).

        Parameters
        ----------
        number : int
            Of the block.
        values : ndarray of float64
            Of its cells.
        """
        return np.asarray(np.bincount(self.of(number), values, self.cover.shape[0]), dtype=np.float64)


def lay_rows(
    blocks: Sequence[Block],
    assets: Sequence[Asset],
    reaches: Reaches,
    carried: Sequence[tuple[int, Asset]] = (),
) -> Rows:
    """Return the rows of blocks with the assets that cover them.

    Each block is merged before the next is laid out, so that all cells are never held at once.

    Parameters
    ----------
    blocks : sequence of Block
    assets : sequence of Asset
        Columns, in this order.
    reaches : Reaches
    carried : sequence of (column, Asset)
        What an asset does beside itself: the patrols that a base keeps going. An asset that covers a row
        several times so has that number in `cover`.
    """
    starts = np.concatenate([[0], np.cumsum([block.cells.size for block in blocks])]).astype(np.int64)
    entries = _Entries([*enumerate(assets), *carried], reaches)
    width = len(assets)
    none = sparse.csr_array((0, width), dtype=np.bool_)
    covers, alerts, local = [none], [none], []
    for block in blocks:
        shape = (block.cells.size, width)
        cover = clipped(_matrix(entries.of_block(block), shape), np.full(block.cells.size, block.most))
        also = _matrix(entries.of_alert(block) if block.alert else _joined([]), shape)
        first, group = same_sets([cover, also])
        covers.append(cover[first])
        alerts.append(also[first])
        local.append(group)
    return _merged(tuple(blocks), starts, local, _stacked_rows(covers), _stacked_rows(alerts))


def _merged(
    blocks: tuple[Block, ...],
    starts: NDArray[np.int64],
    local: Sequence[NDArray[np.int32]],
    cover: sparse.csr_array,
    also: sparse.csr_array,
) -> Rows:
    """Return the rows of blocks that are merged each by itself: `local` numbers the rows of each."""
    sizes = [int(group.max(initial=-1)) + 1 for group in local]
    joint = np.repeat(np.array([block.alert for block in blocks], dtype=np.bool_), sizes)
    most = np.repeat(np.array([block.most for block in blocks], dtype=np.int64), sizes)
    kinds, kind = np.unique(2 * most + joint, return_inverse=True)
    ones = np.ones(kind.size, dtype=np.bool_)
    marks = sparse.csr_array((ones, (np.arange(kind.size), kind)), shape=(kind.size, kinds.size))
    first, group = same_sets([cover, also, marks])
    before = np.cumsum([0, *sizes])
    return Rows(
        blocks=blocks,
        starts=starts,
        group=np.concatenate(
            [np.empty(0, np.int32), *(group[low + own] for low, own in zip(before[:-1], local, strict=True))]
        ),
        cover=_plain(cover[first]),
        also=also[first] if joint.any() else None,
        joint=joint[first],
        most=most[first],
    )


Entries = tuple[NDArray[np.int32], NDArray[np.int32]]
"""Cells, by position or number in a block, and columns."""


class _Entries:
    """Cover entries, each (tool, limit, hours) looked up once."""

    def __init__(self, assets: Sequence[tuple[int, Asset]], reaches: Reaches) -> None:
        self._reaches = reaches
        self._by_tool: dict[str, list[tuple[int, Asset]]] = {}
        for column, asset in assets:
            self._by_tool.setdefault(asset.tool, []).append((column, asset))
        self._pairs: dict[tuple[str, str], tuple[Entries, NDArray[np.uint16]]] = {}
        self._alert: Entries | None = None

    def of_block(self, block: Block) -> Entries:
        return self._local(block, [self._within(block, *limit) for limit in block.limits])

    def of_alert(self, block: Block) -> Entries:
        if self._alert is None:
            tools = [tool for tool in self._reaches.tools.values() if tool.service == "alert"]
            parts = [self._cut(tool.name, tool.reach_min, "day") for tool in tools]
            self._alert = _joined(parts)
        return self._local(block, [self._alert])

    def _within(self, block: Block, tool: str, limit: float) -> Entries:
        if block.source and self._reaches.tools[tool].stands == "threat":
            held = [
                (column, asset)
                for column, asset in self._by_tool.get(tool, [])
                if asset.source in ("", block.source)
            ]
            return _stacked([(column, self._reaches.within(asset, limit)) for column, asset in held])
        return self._cut(tool, limit, block.hours)

    def _cut(self, tool: str, limit: float, hours: str) -> Entries:
        if (tool, hours) not in self._pairs:
            self._pairs[(tool, hours)] = self._all(tool, hours)
        (positions, columns), tenths = self._pairs[(tool, hours)]
        near = tenths <= whole_tenths(limit)
        return positions[near], columns[near]

    def _all(self, tool: str, hours: str) -> tuple[Entries, NDArray[np.uint16]]:
        hours = self._reaches.tools[tool].own_hours if hours == OWN_HOURS else hours
        found = [
            (column, *self._reaches.pairs(asset, hours)) for column, asset in self._by_tool.get(tool, [])
        ]
        entries = _stacked([(column, positions) for column, positions, _ in found])
        tenths = np.concatenate([np.empty(0, dtype=np.uint16), *(t for _, _, t in found)])
        return entries, tenths

    def _local(self, block: Block, parts: list[Entries]) -> Entries:
        # Number of each position in this block, -1 for cells that the block leaves out.
        local = np.full(self._reaches.demand.cells.size, -1, dtype=np.int32)
        local[block.cells] = np.arange(block.cells.size, dtype=np.int32)
        positions, columns = _joined(parts)
        rows = local[positions]
        held = rows >= 0
        return (rows, columns) if held.all() else (rows[held], columns[held])


def _stacked(parts: Sequence[tuple[int, NDArray[np.int64]]]) -> Entries:
    columns = np.repeat(
        np.array([column for column, _ in parts], dtype=np.int32), [rows.size for _, rows in parts]
    )
    empty = np.empty(0, dtype=np.int32)
    return np.concatenate([empty, *(rows.astype(np.int32) for _, rows in parts)]), columns


def _joined(parts: Sequence[Entries]) -> Entries:
    if len(parts) == 1:
        return parts[0]
    return (
        np.concatenate([np.empty(0, dtype=np.int32), *(rows for rows, _ in parts)]),
        np.concatenate([np.empty(0, dtype=np.int32), *(columns for _, columns in parts)]),
    )


def _matrix(entries: Entries, shape: tuple[int, int]) -> sparse.csr_array:
    rows, columns = entries
    times = sparse.csr_array((np.ones(rows.size, dtype=np.int8), (rows, columns)), shape=shape)
    return _plain(times)


def _plain(times: sparse.csr_array) -> sparse.csr_array:
    """Return a matrix as bool where nothing counts more than once."""
    return times if times.data.max(initial=0) > 1 else times.astype(np.bool_)


def _stacked_rows(parts: Sequence[sparse.csr_array]) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack(parts, format="csr"))
