"""From reach to rows: levels of credit, by hour, by alert, by repeated visit.

Inside a service tools are substitutes: a cell's credit for a source is share x W x the best
q = effectiveness x band value among the open assets that reach it. Sorting the distinct q turns that
into nested levels; level l has weight share x W x (q_l - q_{l-1}) and is covered by every asset with
q >= q_l, so that gradual coverage stays linear (Berman and Krass 2002, generalised maximal covering).
Levels of different sources that the same (tool, limit) pairs cover share their rows.

Response is worth less where nobody can call it: a level of response is one row with the part that counts
without alert, and one joint row with the rest, which counts only where an alert tool reaches too. Presence
counts every visit, each worth less than the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimisation.assets import ANYWHERE, Scale, Tool

Limits = tuple[tuple[str, float], ...]
"""Which tool covers a block of rows within how many minutes: ((tool, minutes), ...), sorted by tool."""


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
    hours : str
        "day" or "night": when the tools must act; :data:`optimisation.assets.OWN_HOURS`: each in its own.
    alert : bool
        Joint rows: they count only where an alert tool reaches too.
    most : int
        How many covering assets count.
    source : str
        The source of threat that engagements on a threat area must act on; "" where the limits hold none.
    """

    limits: Limits
    cells: NDArray[np.int64]
    weights: NDArray[np.float64]
    hours: str = "day"
    alert: bool = False
    most: int = 1
    source: str = ""


def credit_blocks(
    weights: Mapping[str, NDArray[np.float64]],
    *,
    cells: NDArray[np.int64],
    tools: Sequence[Tool],
    scale: Scale,
    same_by_night: bool = True,
    engaged: Mapping[str, NDArray[np.bool_]] | None = None,
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
    same_by_night : bool
        Response reaches by night what it reaches by day: both halves share their rows.
    engaged : mapping of source to ndarray of bool by position, or None
        Where an engagement on a threat area could act on that source.

    Returns
    -------
    tuple of Block
        In a fixed order; their weights, times `most`, sum to the credit of a plan that does everything.
    """
    found: dict[tuple[str, str, bool, int, str, Limits], NDArray[np.float64]] = {}
    for part in _parts(weights, tools, scale, same_by_night, engaged or {}):
        for limits, rise in _levels(part.tools, part.source, scale):
            for alert, most, value in _ways(part.service, scale):
                own = part.source if part.engaged else ""
                key = (part.service, part.hours, alert, most, own, limits)
                block = found.setdefault(key, np.zeros(cells.size))
                block += value * rise * part.weight[cells]
    blocks = []
    for (_, hours, alert, most, own, limits), block in sorted(found.items(), key=lambda item: item[0]):
        # Of a source that weighs nothing any cell may weigh something in a view.
        held = np.flatnonzero(block > 0) if own and block.any() else slice(None)
        blocks.append(Block(limits, cells[held], block[held], hours, alert, most, own))
    return tuple(blocks)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One summand of credit: a service against a source at some hours, with its weight by position."""

    service: str
    tools: list[Tool]
    hours: str
    source: str
    weight: NDArray[np.float64]
    engaged: bool = False


def _parts(
    weights: Mapping[str, NDArray[np.float64]],
    tools: Sequence[Tool],
    scale: Scale,
    same_by_night: bool,
    engaged: Mapping[str, NDArray[np.bool_]],
) -> Iterator[_Part]:
    """Yield what credit is summed from; where an engagement could act its tools count, elsewhere not."""
    for service in sorted({tool.service for tool in tools} - {"alert"}):
        members = [tool for tool in tools if tool.service == service]
        placed = [tool for tool in members if tool.stands != "threat"]
        hours = scale.hours(service)
        if service == "response" and same_by_night:
            hours = (("day", 1.0),)
        for source, weight in weights.items():
            marked = engaged.get(source) if len(placed) < len(members) else None
            for when, share in hours:
                acting = [tool for tool in placed if when in tool.hours]
                w = scale.services[service] * share * weight
                if acting:
                    yield _Part(service, acting, when, source, w if marked is None else w * ~marked)
                if marked is not None:
                    able = [tool for tool in members if when in tool.hours]
                    yield _Part(service, able, when, source, w * marked, engaged=True)


def _ways(service: str, scale: Scale) -> tuple[tuple[bool, int, float], ...]:
    """Return (needs alert, visits that count, part of the level) of the rows that a level becomes."""
    if service == "presence":
        return tuple((False, most, part) for most, part in scale.repeats())
    if service == "response" and scale.alert_without < 1:
        ways = ((False, 1, scale.alert_without), (True, 1, 1.0 - scale.alert_without))
        return tuple(way for way in ways if way[2] > 0)
    return ((False, 1, 1.0),)


def _levels(tools: Sequence[Tool], source: str, scale: Scale) -> list[tuple[Limits, float]]:
    """Return (limits, rise in q) of each level of one source in one service, best first."""
    pairs = [
        (scale.effectiveness[tool.name][source] * value, tool.name, limit)
        for tool in tools
        for limit, value in _steps(tool, scale)
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


def _steps(tool: Tool, scale: Scale) -> tuple[tuple[float, float], ...]:
    """Return the steps of a tool's credit: what has cells of its own has one, whatever the minutes."""
    own_cells = tool.stands in ("route", "threat", "district")
    return ((ANYWHERE, 1.0),) if own_cells else scale.steps(tool.reach_min)


def reach_limits(tools: Sequence[Tool], *, tier: int) -> Limits:
    """Return the limits of raw reach: every tool of a tier that stands at a site within its own reach."""
    return tuple(
        sorted((tool.name, tool.reach_min) for tool in tools if tool.tier == tier and tool.stands == "site")
    )
