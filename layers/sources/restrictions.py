"""Areas where someone may not, or not without asking, go: who, in what state, by whose authority and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import numbers, resolve, rows_finding, words
from layers.landscape import Persona
from layers.positions import BBox
from layers.vectors import empty_frame, only, read_vector

PERSONAS: tuple[str, ...] = get_args(Persona)
STATES = ("free", "notify", "authorise", "seasonal", "denied")
"""From no restriction to no access."""

_COLUMNS = ("name", "applies_to", "state", "probability", "authority", "reason")
_WANTED: Mapping[str, tuple[str, ...]] = {name: (name,) for name in _COLUMNS}


def read_restrictions(
    path: Path,
    *,
    role: str = "layers.restrictions",
    columns: Mapping[str, str] | None = None,
    bbox: BBox | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Read restrictions of access.

    Parameters
    ----------
    path : Path
        A vector file of polygons.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        Our names to the file's: "name", "applies_to" (a list, or text such as "civilian;police"),
        "state" (free, notify, authorise, seasonal or denied), "probability" (of denial, 0 to 1; 1 where
        empty), "authority", "reason". The file must have applies_to and state.
    bbox : tuple of float, optional
        West, south, east, north in degrees.

    Returns
    -------
    GeoDataFrame
        EPSG:4326; the six columns (applies_to as a tuple of personas in a fixed order), geometry. Rows
        with an unknown persona or state are left out; the findings hold an error for them.
    tuple of Finding
    """
    file = path.name
    frame, findings = read_vector(path, role=role, bbox=bbox)
    frame, dropped = only(frame, "polygon", file=file, role=role)
    findings += dropped
    if frame.empty:
        return empty_frame(_COLUMNS), findings
    found, faults = resolve(
        [name for name in frame.columns if name != "geometry"],
        _WANTED,
        columns=columns or {},
        required=("applies_to", "state"),
        file=file,
        role=role,
    )
    findings += faults
    if not {"applies_to", "state"} <= set(found):
        return empty_frame(_COLUMNS), findings
    named = frame[found["applies_to"]].map(_split)
    state = words(frame[found["state"]]).str.lower()
    probability, faults = _probability(frame, found, file)
    good, unknown = _unknown(named, state, found, file)
    text = {
        name: words(frame[found[name]]) if name in found else "" for name in ("name", "authority", "reason")
    }
    table = pd.DataFrame({**text, "state": state, "probability": probability}, index=frame.index)
    table["applies_to"] = named.map(lambda names: tuple(name for name in PERSONAS if name in names))
    restrictions = gpd.GeoDataFrame(table[list(_COLUMNS)], geometry=frame.geometry, crs=4326)
    return restrictions.loc[good].reset_index(drop=True), (*findings, *faults, *unknown)


def _split(value: object) -> tuple[str, ...]:
    """Return the words of a list, a list written as JSON, or text with separators."""
    parts: Iterable[object]
    if isinstance(value, (list, tuple, np.ndarray)):
        parts = value
    else:
        text = str(value).strip() if isinstance(value, str) else ""  # else None or NaN
        if text.startswith("["):
            try:
                parts = json.loads(text)
            except ValueError:
                parts = (text,)
        else:
            parts = text.replace(",", ";").replace("|", ";").split(";")
    return tuple(word for word in (str(part).strip().lower() for part in parts) if word)


def _probability(
    frame: gpd.GeoDataFrame, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    if "probability" not in found:
        return pd.Series(1.0, index=frame.index), ()
    column = found["probability"]
    values, faults = numbers(frame[column], file=file, column=column, low=0, high=1)
    return values.fillna(1.0), faults


def _unknown(
    named: pd.Series, state: pd.Series, found: Mapping[str, str], file: str
) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return which rows can be used, and errors for the others."""
    who = named.map(lambda names: not names or any(name not in PERSONAS for name in names)).astype(bool)
    what = ~state.isin(STATES)
    return ~(who | what), (
        *rows_finding(
            "error",
            "the restriction does not say to whom it applies, or names somebody unknown",
            f"list one or more of {', '.join(PERSONAS)}, separated by ';'",
            file=file,
            column=found["applies_to"],
            bad=who,
            values=named.map(";".join),
        ),
        *rows_finding(
            "error",
            "the state of the restriction is unknown",
            f"use one of {', '.join(STATES)}",
            file=file,
            column=found["state"],
            bad=what,
            values=state,
        ),
    )
