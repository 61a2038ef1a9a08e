"""The patrols of a given plan: the stops of each, and the base that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from geo_poc.evaluating_plan import PlanRow, Told
from geo_poc.evaluating_sites import PlacedRows
from geo_poc.mission import Mission


@dataclass(frozen=True, slots=True)
class Patrol:
    """A patrol as a plan gives it.

    Parameters
    ----------
    row : PlanRow
        Its first.
    base : int
        The site it names as its base; -1 = none.
    stops : tuple of int
        Travel cells, in order.
    drawn : bool
        From a line: its ends at the base are no stops.
    """

    row: PlanRow
    base: int
    stops: tuple[int, ...]
    drawn: bool


def plan_patrols(
    mission: Mission, rows: Sequence[PlanRow], placed: PlacedRows, told: Told
) -> tuple[Patrol, ...]:
    """Return the patrols among the rows of a plan, in their order; faults go to `told`, errors among them.

    The rows of one route are its stops. The site that a row with a position names is the base. A row without
    a position halts at the site it names, but for a first or last row at the base, which is only where
    the patrol starts and ends.
    """
    numbers = [n for n, row in enumerate(rows) if mission.keys.assets[row.tool].stands == "route"]
    found = []
    for _, members in groupby(numbers, key=lambda n: (rows[n].tool, rows[n].route or rows[n].id)):
        group = list(members)
        first = rows[group[0]]
        bases = list(dict.fromkeys(int(placed.site[n]) for n in group if rows[n].placed and rows[n].site))
        if len(bases) > 1:
            told.add(
                "error",
                "the stops of one route name more than one base",
                "give the base once, or always the same",
                row=first.row,
                column="site",
                value=first.label,
            )
        base = bases[0] if bases else -1
        if not bases and not first.placed:
            base = int(placed.site[group[0]])
        stops = _stops(group, rows, placed, base)
        if not stops:
            told.add(
                "error",
                "the route has no stop beside its base",
                "give at least one place to halt at",
                row=first.row,
                column="route",
                value=first.label,
            )
        drawn = len(group) > 1 and len({rows[n].row for n in group}) == 1
        found.append(Patrol(first, base, stops, drawn))
    return tuple(found)


def _stops(group: Sequence[int], rows: Sequence[PlanRow], placed: PlacedRows, base: int) -> tuple[int, ...]:
    stops = []
    for place, n in enumerate(group):
        end = place in (0, len(group) - 1)
        if rows[n].placed:
            stops.append(int(placed.stop[n]))
        elif not (end and placed.site[n] == base):
            site = int(placed.site[n])
            stops.append(int(placed.cells[site]) if site >= 0 else -1)
    return tuple(stops)
