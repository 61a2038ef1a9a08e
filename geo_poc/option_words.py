"""What an option of a document is called in a sentence: its tool in words, as plans name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo_poc.defaults_assets import ASSETS


def tool_words(tool: str) -> str:
    """Return what a tool is called; a tool of the mission's own keeps its name.

    Parameters
    ----------
    tool : str
    """
    return str(ASSETS[tool]["label"]) if tool in ASSETS else tool


def option_words(option: Mapping[str, Any]) -> str:
    """Return what an option is called: "joint protection team at Graudel".

    Parameters
    ----------
    option : mapping
        With `tool` and `name`, as documents list what a plan opens.
    """
    tool, name = str(option["tool"]), str(option["name"])
    return f"{tool_words(tool)}{name.removeprefix(tool)}" if name.startswith(f"{tool} ") else name
