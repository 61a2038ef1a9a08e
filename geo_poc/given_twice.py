"""Names that must be an entry's own, and are given to several."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from layers.errors import Finding

if TYPE_CHECKING:
    from geo_poc.schema import MissionFile


def given_twice(mission: MissionFile, key: str) -> Iterator[Finding]:
    """Yield an error where entries of a mission file share what each must have of its own.

    Parameters
    ----------
    mission : MissionFile
    key : str
        Of tables and the field of their entries: "threat.id", "constraints.hub.name".
    """
    *tables, field = key.split(".")
    entries = reduce(getattr, tables, mission)
    names = [str(getattr(entry, field)) for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = "this is given more than once"
        yield Finding("error", message, "give each its own", column=key, value=", ".join(twice)[:80])
