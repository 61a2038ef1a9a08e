"""Which asset covers which row: the cover sets of the blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.assets import Asset, whole_tenths
from optimisation.coverage import Block
from optimisation.reaches import Reaches


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Blocks of rows one after another, each in the order of its cells.

    Parameters
    ----------
    blocks : tuple of Block
    starts : ndarray of int64, shape (blocks + 1,)
        First row of each block.
    cover : csr_array, shape (rows, assets)
        How often an asset covers a row, bool where never more than once.
    also : csr_array of bool or None, shape (rows, assets)
        Alert tools that reach the cells of joint rows; None where no row is joint.
    """

    blocks: tuple[Block, ...]
    starts: NDArray[np.int64]
    cover: sparse.csr_array
    also: sparse.csr_array | None

    @property
    def weights(self) -> NDArray[np.float64]:
        """Objective weight of each row."""
        return np.concatenate([np.empty(0), *(block.weights for block in self.blocks)])

    @property
    def joint(self) -> NDArray[np.bool_]:
        """Which rows count only where an alert tool reaches too."""
        return np.repeat([block.alert for block in self.blocks], np.diff(self.starts)).astype(np.bool_)

    @property
    def most(self) -> NDArray[np.int64]:
        """How many covering assets count in each row."""
        return np.repeat([block.most for block in self.blocks], np.diff(self.starts)).astype(np.int64)

    def of(self, number: int) -> slice:
        """Return the rows of one block."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))


def lay_rows(
    blocks: Sequence[Block],
    assets: Sequence[Asset],
    reaches: Reaches,
    carried: Sequence[tuple[int, Asset]] = (),
) -> Rows:
    """Return the rows of blocks with the assets that cover them.

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
    shape = (int(starts[-1]), len(assets))
    cover = _matrix(
        [entries.of_block(block, int(start)) for block, start in zip(blocks, starts[:-1], strict=True)], shape
    )
    also = None
    if any(block.alert for block in blocks):
        parts = [
            entries.of_alert(block, int(start))
            for block, start in zip(blocks, starts[:-1], strict=True)
            if block.alert
        ]
        also = _matrix(parts, shape)
    return Rows(tuple(blocks), starts, cover, also)


Entries = tuple[NDArray[np.int64], NDArray[np.int32]]


class _Entries:
    """Cover entries, each (tool, limit, hours) looked up once."""

    def __init__(self, assets: Sequence[tuple[int, Asset]], reaches: Reaches) -> None:
        self._reaches = reaches
        self._by_tool: dict[str, list[tuple[int, Asset]]] = {}
        for column, asset in assets:
            self._by_tool.setdefault(asset.tool, []).append((column, asset))
        self._pairs: dict[tuple[str, str], tuple[Entries, NDArray[np.uint16]]] = {}
        self._alert: Entries | None = None

    def of_block(self, block: Block, start: int) -> Entries:
        return self._local(block, start, [self._within(block, *limit) for limit in block.limits])

    def of_alert(self, block: Block, start: int) -> Entries:
        if self._alert is None:
            tools = [tool for tool in self._reaches.tools.values() if tool.service == "alert"]
            parts = [self._cut(tool.name, tool.reach_min, "day") for tool in tools]
            self._alert = _joined(parts)
        return self._local(block, start, [self._alert])

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
        found = [
            (column, *self._reaches.pairs(asset, hours)) for column, asset in self._by_tool.get(tool, [])
        ]
        entries = _stacked([(column, positions) for column, positions, _ in found])
        tenths = np.concatenate([np.empty(0, dtype=np.uint16), *(t for _, _, t in found)])
        return entries, tenths

    def _local(self, block: Block, start: int, parts: list[Entries]) -> Entries:
        # Row of each position in this block, -1 for cells that the block leaves out.
        local = np.full(self._reaches.demand.cells.size, -1, dtype=np.int64)
        local[block.cells] = start + np.arange(block.cells.size)
        positions, columns = _joined(parts)
        rows = local[positions]
        held = rows >= 0
        return (rows, columns) if held.all() else (rows[held], columns[held])


def _stacked(parts: Sequence[tuple[int, NDArray[np.int64]]]) -> Entries:
    columns = np.repeat(
        np.array([column for column, _ in parts], dtype=np.int32), [rows.size for _, rows in parts]
    )
    return np.concatenate([np.empty(0, dtype=np.int64), *(rows for _, rows in parts)]), columns


def _joined(parts: Sequence[Entries]) -> Entries:
    if len(parts) == 1:
        return parts[0]
    return (
        np.concatenate([np.empty(0, dtype=np.int64), *(rows for rows, _ in parts)]),
        np.concatenate([np.empty(0, dtype=np.int32), *(columns for _, columns in parts)]),
    )


def _matrix(parts: Sequence[Entries], shape: tuple[int, int]) -> sparse.csr_array:
    rows, columns = _joined(parts)
    times = sparse.csr_array((np.ones(rows.size, dtype=np.int8), (rows, columns)), shape=shape)
    return times if times.data.max(initial=0) > 1 else times.astype(np.bool_)
