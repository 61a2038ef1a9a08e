"""What options and resources of a document are called in a sentence: their tool in words, never its key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.defaults_assets import ASSETS
from geo_poc.placed_words import PLACED

CHANGES = ("closing", "moving")
"""What may stand before a tool in the name of an option."""

SINGLE = {
    "cla": "post of community liaison assistants",
    "cvr": "project of community violence reduction",
    "engagements": "engagement",
    "escorts": "escort",
    "helicopter hours": "helicopter hour",
    "moves": "move",
}
"""One of a tool or another resource whose name in words is of several."""

DAYS = "patrol-days "
"""How the names of what each base has for escorts begin."""

PATROL = "patrol"
"""How the names of all patrols end."""


def tool_words(tool: str) -> str:
    """Return what a tool is called; a tool of the mission's own keeps its name.

    Parameters
    ----------
    tool : str
    """
    return str(ASSETS[tool]["label"]) if tool in ASSETS else tool


def units_words(resource: str) -> str:
    """Return what several of a resource are called: "company operating bases", "engagements".

    Parameters
    ----------
    resource : str
        A tool, or what else there is a stock of.
    """
    if resource in PLACED:
        return PLACED[resource].removeprefix("new ")
    words = tool_words(resource)
    return f"{words}s" if resource in ASSETS and words.endswith(PATROL) else words


def one_more_words(resource: str) -> str:
    """Return what one more of a resource is called: "one more company operating base".

    Parameters
    ----------
    resource : str
    """
    if resource.startswith(DAYS):
        return f"one more patrol-day {resource.removeprefix(DAYS)}"
    if resource not in ASSETS and resource not in SINGLE:
        return f"one more of {resource}"
    return f"one more {SINGLE.get(resource, tool_words(resource))}"


def named_words(name: str) -> str:
    """Return the name of an option with its tool in words: "joint protection team at Graudel".

    Parameters
    ----------
    name : str
        As :func:`geo_poc.conflicts.option_name` makes it.
    """
    first, _, rest = name.partition(" ")
    if first in CHANGES and rest:
        return f"{first} {named_words(rest)}"
    return f"{tool_words(first)} {rest}" if rest and first in ASSETS else name


def option_words(option: Mapping[str, Any]) -> str:
    """Return what an option is called: "joint protection team at Graudel".

    Parameters
    ----------
    option : mapping
        With `tool` and `name`, as documents list what a plan opens.
    """
    return named_words(str(option["name"]))


def eased_words(kind: str, name: str) -> str:
    """Return what is eased, in words: one more of a stock, or leave to close or to open an option.

    Parameters
    ----------
    kind : str
        "stock", "open" or "shut", as :class:`optimisation.relief.Relief` has it.
    name : str
        Of the resource, of the option to close, or of the site that a lock shuts.
    """
    if kind == "stock":
        return one_more_words(name)
    return f"leave to {'close' if kind == 'open' else 'open'} {named_words(name)}"
