"""One file of a folder that serves as a layer of a mission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.found.sight import Sight


@dataclass(frozen=True, slots=True)
class Used:
    """A file that serves as a layer.

    Parameters
    ----------
    sight : Sight
    key : str
        "area" or "layers.NAME".
    keys : mapping of str to object
        What the mission file says of it besides its path.
    assumption : str
    """

    sight: Sight
    key: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    assumption: str = ""
