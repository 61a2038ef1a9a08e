"""What a plan places, and what it changes of another, in words that stay short: places gathered by tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.option_words import option_words, tool_words, units_words

Options = Sequence[Mapping[str, Any]]
Counts = Counter[tuple[str, str]]
"""How many patrols, by tool and the name of their base."""

NAMED = 6
"""Bases whose patrols a sentence tells apart."""


def options_words(options: Options) -> str:
    """Return options in words, those of a tool together: "2 joint protection teams at Selvane and Graudel".

    Parameters
    ----------
    options : sequence of mapping
        With `tool` and `name`, as documents list what a plan places.
    """
    places: dict[str, list[str]] = {}
    alone: list[str] = []
    for option in options:
        tool, name = str(option["tool"]), str(option["name"])
        if name.startswith(f"{tool} at "):
            places.setdefault(tool, []).append(name.removeprefix(f"{tool} at "))
        else:  # an engagement on a threat, a base that closes or moves
            alone.append(option_words(option))
    told = [_gathered(tool, names) for tool, names in places.items()]
    return "; ".join([*told, *alone]) or "nothing new"


def plan_words(plan: Mapping[str, Any]) -> str:
    """Return what a plan places, and its patrols where those are a choice of the plan.

    Parameters
    ----------
    plan : mapping
        With `placed`, and `patrols` where they may be left out.
    """
    patrols = _patrols(plan)
    if len(patrols) <= NAMED:
        told = [f"{_units(tool, count)} from {name}" for (tool, name), count in patrols.items()]
    else:
        told = [f"{_units(tool, count)} from all bases" for (tool, _), count in _by_tool(patrols).items()]
    placed = [options_words(plan["placed"])] if plan["placed"] or not told else []
    return "; ".join([*placed, *told])


def plan_beside(plan: Mapping[str, Any], other: Mapping[str, Any], named: str) -> str:
    """Return what a plan places by what it changes of another, with how many patrols change.

    Parameters
    ----------
    plan, other : mapping
        See :func:`plan_words`.
    named : str
        What the other plan is called.
    """
    mine, theirs = _patrols(plan), _patrols(other)
    changes = _changes(mine, theirs, " from ")
    if len(changes) > NAMED:
        changes = _changes(_by_tool(mine), _by_tool(theirs), "") or ["as many patrols from other bases"]
    same = {one["id"] for one in plan["placed"]} == {one["id"] for one in other["placed"]}
    told = beside_words(plan["placed"], other["placed"], named)
    if not changes:
        return told
    return f"as {named}, but {', '.join(changes)}" if same else "; ".join([told, *changes])


def _patrols(plan: Mapping[str, Any]) -> Counts:
    return Counter({(one["tool"], one["name"]): one["count"] for one in plan.get("patrols", ())})


def _by_tool(patrols: Counts) -> Counts:
    """Return the patrols of all bases together, by tool and no name."""
    found: Counts = Counter()
    for (tool, _), count in patrols.items():
        found[tool, ""] += count
    return found


def _changes(mine: Counts, theirs: Counts, joint: str) -> list[str]:
    return [
        f"{mine[key]} instead of {_units(key[0], theirs[key])}{joint}{key[1]}"
        for key in sorted({*mine, *theirs})
        if mine[key] != theirs[key]
    ]


def _units(tool: str, count: int) -> str:
    return f"{count} {tool_words(tool) if count == 1 else units_words(tool)}"


def counted_words(names: Sequence[str]) -> list[str]:
    """Return names once each in their order, with how often where that is more than once.

    Parameters
    ----------
    names : sequence of str
    """
    return [name if count == 1 else f"{name} ({count})" for name, count in Counter(names).items()]


def _gathered(tool: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return option_words({"tool": tool, "name": f"{tool} at {names[0]}"})
    return f"{len(names)} {units_words(tool)} at {', '.join(names[:-1])} and {names[-1]}"


def beside_words(options: Options, other: Options, named: str) -> str:
    """Return what a plan places by what it changes of another, or in full where that is shorter.

    Parameters
    ----------
    options : sequence of mapping
        That the plan places.
    other : sequence of mapping
        That the other places.
    named : str
        What the other plan is called.
    """
    mine, theirs = {one["id"] for one in options}, {one["id"] for one in other}
    taken = [one for one in options if one["id"] not in theirs]
    left = [one for one in other if one["id"] not in mine]
    if not taken and not left:
        return f"the same as {named}"
    if len(taken) + len(left) >= len(options):
        return options_words(options)
    parts = [f"{word} {options_words(part)}" for word, part in (("with", taken), ("without", left)) if part]
    return f"as {named}, but {', and '.join(parts)}"
