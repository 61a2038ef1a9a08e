"""The table of contingents: what each may not do, how long it takes to leave, how reliably it responds.

Caveats are at least Confidential. The notes of the table are not kept, and no finding repeats them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import resolve
from layers.sources.contingent_rows import RELIABILITY, WANTED, contradictions, read_caveats
from layers.sources.placed import read_rows

__all__ = ["COLUMNS", "RELIABILITY", "empty_contingents", "read_contingents"]

_TYPES: Mapping[str, str] = {
    "name": "object",
    "no_night": "bool",
    "max_distance_m": "float64",
    "no_go": "object",
    "no_joint": "bool",
    "suspected": "object",
    "no_go_suspected": "object",
    "preparation_min": "float64",
    **dict.fromkeys(RELIABILITY, "float64"),
    "rows": "int64",
}
COLUMNS = tuple(_TYPES)


def empty_contingents() -> pd.DataFrame:
    """Return a table of no contingents, with the columns of :func:`read_contingents`."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _TYPES.items()})


def read_contingents(
    path: Path, *, role: str = "layers.contingents", columns: Mapping[str, str] | None = None
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read a table of contingents.

    Parameters
    ----------
    path : Path
        A csv or xlsx with a row for each contingent and caveat: contingent, caveat (none, no_night,
        maximum_distance, no_go, no_joint; none where empty), value (kilometres, or sectors joined by ";"),
        declared (declared or suspected; declared where empty), preparation_min, reliability_low, _mid and
        _high (0 to 1). Figures need to stand in one row of a contingent only.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str, optional
        "name", "caveat", "value", "declared", "preparation_min", "reliability_low", "reliability_mid" and
        "reliability_high" to the file's columns.

    Returns
    -------
    DataFrame
        One row for each contingent, in the order of the file: name (as first written), no_night (bool),
        max_distance_m (float64, inf where there is no limit), no_go (tuple of str: sectors), no_joint
        (bool), suspected (tuple of str: its caveats that no row declares), no_go_suspected (tuple of str:
        its sectors that no row declares), preparation_min and reliability_low, _mid, _high (float64, NaN
        where not given), rows (int: of the file). A caveat binds here whether declared or suspected.
    tuple of Finding
        Errors for every value that cannot be used, each with its row; nothing is raised.
    """
    file = path.name
    table, findings = read_rows(path, role=role)
    if table.empty:
        return empty_contingents(), findings
    found, faults = resolve(
        table.columns, WANTED, columns=columns or {}, required=("name", "caveat"), file=file, role=role
    )
    findings += faults
    if not {"name", "caveat"} <= set(found):
        return empty_contingents(), findings
    caveats, faults = read_caveats(table, found, file=file)
    findings += (*faults, *contradictions(caveats, found, file=file))
    named = caveats.loc[caveats["key"] != ""]
    entries = [_combined(rows) for _, rows in named.groupby("key", sort=False)]
    if not entries:
        return empty_contingents(), findings
    return pd.DataFrame(entries, columns=list(COLUMNS)).astype(dict(_TYPES)), findings


def _combined(rows: pd.DataFrame) -> dict[str, object]:
    """Return one contingent from its rows."""
    caveat = rows["caveat"]
    sectors = rows.loc[caveat == "no_go", ["sectors", "suspected"]]
    declared = _names(sectors.loc[~sectors["suspected"], "sectors"])
    every = _names(sectors["sectors"])
    known = {name.casefold() for name in declared}
    binding = [name for name in dict.fromkeys(caveat) if name not in ("none", "")]
    limit = rows.loc[caveat == "maximum_distance", "metres"].min()
    figures = {name: _first(rows[name]) for name in ("preparation_min", *RELIABILITY)}
    return {
        "name": rows["name"].iloc[0],
        "no_night": "no_night" in binding,
        "max_distance_m": math.inf if pd.isna(limit) else float(limit),
        "no_go": every,
        "no_joint": "no_joint" in binding,
        "suspected": tuple(name for name in binding if rows.loc[caveat == name, "suspected"].all()),
        "no_go_suspected": tuple(name for name in every if name.casefold() not in known),
        **figures,
        "rows": len(rows),
    }


def _names(sectors: pd.Series) -> tuple[str, ...]:
    """Return the sectors of some rows, each once whatever its case."""
    seen: dict[str, str] = {}
    for names in sectors:
        for name in names:
            seen.setdefault(name.casefold(), name)
    return tuple(seen.values())


def _first(values: pd.Series) -> float:
    given = values.dropna()
    return float(given.iloc[0]) if len(given) else np.nan
