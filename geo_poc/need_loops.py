"""Tools that need each other around, so that none of them could be the first to open: every loop is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from layers.errors import Finding

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile

MOST_LOOPS = 500
"""Loops looked for: tools that all need each other have more than anybody could list."""

SHOWN = 6
"""Loops that one finding tells; of more it tells how many."""

Need = tuple[str, str]
Loop = tuple[str, ...]


def need_loops(mission: MissionFile) -> list[Finding]:
    """Return an error for each need that closes loops of hosts and support from near; it tells each loop.

    Loops that share a need are one error, of the need that lies on most of them: a mission file with one
    need too many is told one mistake, and with every way round that it closes.

    Parameters
    ----------
    mission : MissionFile
    """
    needs = {
        name: tuple(dict.fromkeys(other for other in (*asset.hosts, *asset.near) if other in mission.assets))
        for name, asset in mission.assets.items()
    }
    return [_fault(mission, need, loops) for need, loops in _by_need(loops_of(needs))]


def _fault(mission: MissionFile, need: Need, loops: Sequence[Loop]) -> Finding:
    tool, other = need
    key = "near" if other in mission.assets[tool].near else "hosts"
    told = "; ".join(" needs ".join([*loop, loop[0]]) for loop in loops[:SHOWN])
    more = f"; and {len(loops) - SHOWN} more" if len(loops) > SHOWN else ""
    around = f"{len(loops)} loops with this need" if len(loops) > 1 else "directly or around"
    remedy = "let one of them stand without the others"
    if len(loops) > 1:
        remedy = f"take {other} out of {key} of {tool}, which is on each loop, or end each of them elsewhere"
    return Finding(
        "error",
        f"a tool needs itself, {around}, and none could be the first to open: {told}{more}",
        remedy,
        column=f"assets.{tool}.{key}",
        value=f"{tool} needs {other}",
    )


def _by_need(loops: Sequence[Loop]) -> Iterator[tuple[Need, list[Loop]]]:
    """Yield needs with the loops that they lie on, each loop once, the need on most of the rest first."""
    left = list(loops)
    while left:
        counted = Counter(need for loop in left for need in _steps(loop))
        need = max(counted, key=lambda one: counted[one])  # of several the first that was met
        yield need, [loop for loop in left if need in _steps(loop)]
        left = [loop for loop in left if need not in _steps(loop)]


def _steps(loop: Loop) -> list[Need]:
    return list(zip(loop, [*loop[1:], loop[0]], strict=True))


def loops_of(needs: Mapping[str, Sequence[str]], *, most: int = MOST_LOOPS) -> list[Loop]:
    """Return the ways from a name over its needs back to itself, shortest first; no name is on one twice.

    Parameters
    ----------
    needs : mapping of name to names
    most : int
        Loops to look for.
    """
    names = list(needs)
    place = {name: number for number, name in enumerate(names)}
    lines, columns = (
        np.array([place[pair[end]] for pair in _pairs(needs)], dtype=np.int64) for end in (0, 1)
    )
    graph = sparse.csr_array((np.ones(lines.size), (lines, columns)), shape=(len(names), len(names)))
    _, part = connected_components(graph, directed=True, connection="strong")
    found: list[Loop] = []
    for start, name in enumerate(names):
        inside = {
            one: [
                other for other in needs[one] if part[place[other]] == part[start] and place[other] >= start
            ]
            for one in names
            if part[place[one]] == part[start]
        }
        found += islice(_ways_back(name, inside), most - len(found))
    return sorted(found, key=len)


def _pairs(needs: Mapping[str, Sequence[str]]) -> list[Need]:
    return [(name, other) for name, others in needs.items() for other in others]


def _ways_back(start: str, needs: Mapping[str, Sequence[str]]) -> Iterator[Loop]:
    """Yield the ways from a name over its needs to itself, each without its end."""
    way, open_needs = [start], [iter(needs[start])]
    while way:
        other = next(open_needs[-1], None)
        if other is None:
            way.pop()
            open_needs.pop()
        elif other == start:
            yield tuple(way)
        elif other not in way:
            way.append(other)
            open_needs.append(iter(needs[other]))
