"""From minutes to rows: levels of credit, and raw reach for the floors.

Inside a service tools are substitutes: a cell's credit for a source is share x W x the best
q = effectiveness x band value among the open options that reach it. Sorting the distinct q turns that
into nested levels; level l has weight share x W x (q_l - q_{l-1}) and is covered by every option with
q >= q_l, so that gradual coverage stays linear (Berman and Krass 2002, generalised maximal covering).
Levels of different sources that the same (tool, limit) pairs cover share their rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from optimisation.assets import Scale, Tool, whole_tenths
from optimisation.travel import TravelTable

Limits = tuple[tuple[str, float], ...]
"""Which tool covers a block of rows within how many minutes: ((tool, minutes), ...), sorted by tool."""


@dataclass(frozen=True, slots=True)
class SiteOption:
    """A tool at a site: its option id, and the position of the site in the travel tables."""

    id: str
    tool: str
    site: int


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows with one meaning: each of `cells` is covered by the tools of `limits`.

    Parameters
    ----------
    limits : Limits
    cells : ndarray of int64
        Positions of the demand cells, rising.
    weights : ndarray of float64
        Objective weight of each; 0 for rows that only floors use.
    """

    limits: Limits
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]


def credit_blocks(
    weights: Mapping[str, NDArray[np.float64]],
    *,
    cells: NDArray[np.int64],
    tools: Sequence[Tool],
    scale: Scale,
) -> tuple[Block, ...]:
    """Return the blocks of rows whose covered weight is the credit.

    Parameters
    ----------
    weights : mapping of source to ndarray
        W of each demand cell by position: source weight x risk x priority.
    cells : ndarray of int64
        Positions to make rows for.
    tools : sequence of Tool
    scale : Scale

    Returns
    -------
    tuple of Block
        In a fixed order; their weights sum to the credit of a plan that reaches everything at once.
    """
    blocks: dict[Limits, NDArray[np.float64]] = {}
    for service in sorted({tool.service for tool in tools}):
        share = scale.services[service]
        members = [tool for tool in tools if tool.service == service]
        for source, w in weights.items():
            for limits, rise in _levels(members, source, scale):
                block = blocks.setdefault(limits, np.zeros(cells.size))
                block += share * rise * w[cells]
    return tuple(Block(limits, cells, block) for limits, block in sorted(blocks.items()))


def _levels(tools: Sequence[Tool], source: str, scale: Scale) -> list[tuple[Limits, float]]:
    """Return (limits, rise in q) of each level of one source in one service, best first."""
    pairs = [
        (scale.effectiveness[tool.name][source] * value, tool.name, limit)
        for tool in tools
        for limit, value in scale.steps(tool.reach_min)
    ]
    levels: list[tuple[Limits, float]] = []
    values = sorted({q for q, _, _ in pairs if q > 0}, reverse=True)
    for position, q in enumerate(values):
        widest: dict[str, float] = {}
        for other, name, limit in pairs:
            if other >= q:
                widest[name] = max(widest.get(name, 0.0), limit)
        lower = values[position + 1] if position + 1 < len(values) else 0.0
        levels.append((tuple(sorted(widest.items())), q - lower))
    return levels


def reach_limits(tools: Sequence[Tool], *, tier: int) -> Limits:
    """Return the limits of raw reach: every tool of a tier within its own reach."""
    return tuple(sorted((tool.name, tool.reach_min) for tool in tools if tool.tier == tier))


def cover_matrix(
    blocks: Sequence[Block],
    *,
    options: Sequence[SiteOption],
    tables: Mapping[str, TravelTable],
    position: NDArray[np.int64],
    positions: int,
) -> sparse.csr_array:
    """Return which option covers which row; rows run block after block, in the order of their cells.

    Parameters
    ----------
    blocks : sequence of Block
    options : sequence of SiteOption
    tables : mapping of tool to TravelTable
        The table of the tool's persona.
    position : ndarray of int64, demand grid flattened
        Position of each demand cell, -1 outside the area.
    positions : int
        Number of positions.

    Returns
    -------
    csr_array of bool, shape (rows of all blocks, options)
    """
    offsets = np.concatenate([[0], np.cumsum([block.cells.size for block in blocks])]).astype(np.int64)
    row_parts: list[NDArray[np.int64]] = []
    column_parts: list[NDArray[np.int32]] = []
    for number, block in enumerate(blocks):
        # One spare entry at the end takes position -1, cells outside the area.
        local = np.full(positions + 1, -1, dtype=np.int64)
        local[block.cells] = offsets[number] + np.arange(block.cells.size)
        limits = dict(block.limits)
        for column, option in enumerate(options):
            if option.tool not in limits:
                continue
            table = tables[option.tool]
            start, stop = table.indptr[option.site], table.indptr[option.site + 1]
            near = table.cells[start:stop][table.tenths[start:stop] <= whole_tenths(limits[option.tool])]
            rows = local[position[near]]
            rows = rows[rows >= 0]
            row_parts.append(rows)
            column_parts.append(np.full(rows.size, column, dtype=np.int32))
    rows = np.concatenate(row_parts) if row_parts else np.empty(0, dtype=np.int64)
    columns = np.concatenate(column_parts) if column_parts else np.empty(0, dtype=np.int32)
    shape = (int(offsets[-1]), len(options))
    return sparse.csr_array((np.ones(rows.size, dtype=np.bool_), (rows, columns)), shape=shape)
