"""What the columns of a table or of points say it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from layers.fields import resolve, words
from layers.found.sight import Kind
from layers.landscape import SOURCES
from layers.positions import POSITION
from layers.sources.contingent_rows import CAVEATS
from layers.sources.contingent_rows import WANTED as CAVEAT_COLUMNS
from layers.sources.generic_incidents import WANTED
from layers.sources.other_actors import KINDS

Wanted = Mapping[str, Sequence[str]]

ACTORS: Wanted = {
    "name": ("name", "actor", "actor_name", "group"),
    "source": ("source", "threat_source", "source_of_threat"),
}
CONTINGENTS: Wanted = {name: CAVEAT_COLUMNS[name] for name in ("name", "caveat")}
OTHERS: Wanted = {
    "name": ("name", "actor", "unit", "organisation", "organization"),
    "kind": ("kind", "actor_kind", "actor_type", "type"),
}
DISPLACED: Wanted = {
    "people": ("people", "individuals", "population", "idps", "persons"),
    "date": ("date", "as_of", "date_of_count", "updated"),
}
BASES: Wanted = {
    "name": ("name", "location", "base", "site", "base_name", "site_name"),
    "personnel": ("personnel", "troops", "troops_mean", "NoTroops", "No.troops", "strength", "untrp"),
    "tool": ("tool", "base_class"),
    "unpol": ("unpol", "un_police"),
    "unmo": ("unmo", "unmob", "military_observers", "observers"),
    "hq": ("hq", "headquarters"),
}
PLACES: Wanted = {
    "name": ("name", "name_en", "place_name", "town", "village", "agglosName", "facility name"),
    "class": ("place", "fclass", "class", "FEATURECLA", "type", "facility type"),
}
GRID: Wanted = {"mgrs": ("mgrs", "mgrs_position", "grid", "grid_reference", "grid_ref", "utm_mgrs")}
YEAR: Wanted = {"year": ("year",)}

_HARM = ("best", "perpetrator", "kind", "source", "harm")
_SETTLEMENT = (
    r"\b(?:city|town|village|hamlet|suburb|neighbourhood|quarter|isolated_dwelling|locality|settlement|"
    r"populated place|capital|ppl\w*)\b"
)
_MOST = 0.5


def marks(names: Iterable[str], wanted: Wanted) -> dict[str, str]:
    """Return our names that the usual names of columns give, and the file's."""
    return resolve(names, wanted, columns={}, required=(), file="", role="")[0]


def kind_of(names: Sequence[str], sample: pd.DataFrame, *, placed: bool) -> tuple[Kind, str, dict[str, str]]:
    """Return what a table without a publisher's header is.

    Parameters
    ----------
    names : sequence of str
    sample : DataFrame
        Some rows, for words that must be of a known list.
    placed : bool
        Whether its features have a geometry; else a position is looked for among the columns.

    Returns
    -------
    kind : str
    words : str
        What it is, or why it is nothing that serves.
    found : dict of str to str
        Our names to the file's.
    """
    position = marks(names, {**POSITION, **GRID})
    sited = placed or set(POSITION) <= set(position) or "mgrs" in position
    found = marks(names, ACTORS)
    if not sited and len(found) == len(ACTORS) and _of(sample, found["source"], SOURCES):
        return "actors", "table of actors", found
    found = marks(names, CONTINGENTS)
    if not sited and len(found) == len(CONTINGENTS) and _of(sample, found["caveat"], (*CAVEATS, "")):
        return "contingents", "table of contingents", found
    found = marks(names, OTHERS)
    if sited and len(found) == len(OTHERS) and _of(sample, found["kind"], KINDS):
        return "other_actors", "other actors in place", found
    incident = marks(names, WANTED)
    known_place = sited or "pcode" in incident or "district" in incident
    found = marks(names, DISPLACED)
    if sited and len(found) == len(DISPLACED) and "best" not in incident:
        return "displaced", "sites of displaced people", found
    if known_place and "date" in incident and any(mark in incident for mark in _HARM):
        return "incidents", "a mission's own incidents", incident
    found = marks(names, BASES)
    if sited and "name" in found and len(found) > 1:
        return "bases", "a list of bases", {**found, **marks(names, YEAR)}
    found = marks(names, PLACES)
    if sited and "name" in found:
        return "places", "named points", found
    have = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    lacks = "its columns are those of no layer" if sited else "no position, and no actor table"
    return "", f"{lacks} (it has: {have})", {}


def settlements(sample: pd.DataFrame, found: Mapping[str, str]) -> float:
    """Return which part of named points are settlements by their class, 0 without one."""
    if "class" not in found or sample.empty:
        return 0.0
    return float(words(sample[found["class"]]).str.contains(_SETTLEMENT, case=False, regex=True).mean())


def _of(sample: pd.DataFrame, column: str, known: Iterable[str]) -> bool:
    """Return whether most words of a column are of a list."""
    text = words(sample[column]).str.lower().str.replace(r"[\s\-]+", "_", regex=True)
    return len(text) > 0 and float(text.isin(tuple(known)).mean()) > _MOST
