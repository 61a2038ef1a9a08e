"""What a plan places, and what it changes of another, in words that stay short: places gathered by tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo_poc.option_words import option_words, units_words

Options = Sequence[Mapping[str, Any]]


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
