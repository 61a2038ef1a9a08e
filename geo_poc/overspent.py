"""Locks that open more than the budget has: told before anything is solved."""

from __future__ import annotations

from collections.abc import Sequence

from geo_poc import troops
from geo_poc.assembling import movable
from geo_poc.mission import Mission
from geo_poc.option_words import tool_words, units_words
from layers.errors import Finding
from layers.landscape import Landscape
from optimisation.options import Lock
from optimisation.plan import Site


def overspent_locks(
    mission: Mission, landscape: Landscape, sites: Sequence[Site], locks: Sequence[Lock]
) -> tuple[Finding, ...]:
    """Return a warning for each tool that locks open at more new sites than its budget has.

    Nothing is told of a class of base of which one may move: that one needs no budget.

    Parameters
    ----------
    mission : Mission
    landscape : Landscape
    sites : sequence of Site
    locks : sequence of Lock
    """
    there, budget = set(troops.standing(landscape)), mission.keys.budget.model_dump()
    free, found = movable(mission, landscape, sites), []
    for tool in dict.fromkeys(lock.tool for lock in locks if lock.open and lock.tool not in free):
        new = {
            lock.site for lock in locks if lock.open and lock.tool == tool and (lock.site, tool) not in there
        }
        allowed = budget.get(tool)
        if allowed is None or len(new) <= allowed:
            continue
        words = tool_words(tool) if len(new) == 1 else units_words(tool)
        message = f"locks open {len(new)} new {words}, and the budget has {allowed}: no plan holds them"
        remedy = "raise the budget, or remove a lock"
        found.append(Finding("warning", message, remedy, column=f"budget.{tool}", value=str(allowed)))
    return tuple(found)
