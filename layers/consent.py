"""A landscape after an authority has withdrawn its consent, or has lifted all that it denies."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.barriers import denied_cells
from layers.landscape import Landscape, Persona


def authorities(landscape: Landscape) -> tuple[str, ...]:
    """Return the authorities, by name, with a restriction that does not deny passage already."""
    table = landscape.restrictions
    if not len(table) or "authority" not in table:
        return ()
    asked = table[table["state"] != "denied"]
    return tuple(sorted({str(name) for name in asked["authority"] if str(name).strip()}))


def without_consent(landscape: Landscape, authority: str) -> Landscape:
    """Return the landscape in which every restriction of an authority is denied.

    What was free, notified, authorised or seasonal is closed to the personas that the restriction applies to;
    everything else is as it was.

    Parameters
    ----------
    landscape : Landscape
    authority : str
        As :func:`authorities` names it.
    """
    table = landscape.restrictions
    its = table["authority"].astype(str) == authority
    closed = table[its].assign(state="denied")
    personas = sorted({persona for persona, _ in landscape.friction})
    denied, _ = denied_cells(closed, landscape.travel, personas, "")
    friction = {
        (persona, season): _closed(minutes, denied.get(persona))
        for (persona, season), minutes in landscape.friction.items()
    }
    state = table["state"].where(~its, "denied")
    return replace(landscape, friction=friction, restrictions=table.assign(state=state))


def denying(landscape: Landscape, season: str) -> tuple[str, ...]:
    """Return the authorities, by name, with a restriction that closes something in a season.

    Parameters
    ----------
    landscape : Landscape
    season : str

    Returns
    -------
    tuple of str
        "" among them where a restriction names no authority.
    """
    table = landscape.restrictions
    if not len(table):
        return ()
    return tuple(sorted(set(_authority(table[_closing(table, season)]))))


def denials(landscape: Landscape, authority: str, season: str) -> gpd.GeoDataFrame:
    """Return the restrictions of an authority that close something in a season.

    Parameters
    ----------
    landscape : Landscape
    authority : str
        As :func:`denying` names it.
    season : str
    """
    table = landscape.restrictions
    return table[_closing(table, season) & (_authority(table) == authority)]


def without_restrictions(
    landscape: Landscape,
    free: Mapping[tuple[Persona, str], NDArray[np.float64]],
    labels: Iterable[Hashable],
    season: str,
) -> Landscape:
    """Return the landscape in which some restrictions, denied or closed in this season, are free.

    What all others close stays closed.

    Parameters
    ----------
    landscape : Landscape
    free : mapping of (persona, season) to ndarray of float64, travel shape
        Minutes per metre without any restriction.
    labels : iterable of hashable
        In the index of the table of restrictions: those of :func:`denials`, or some of them.
    season : str
    """
    table = landscape.restrictions
    lifted = table.index.isin(list(labels))
    personas = sorted({persona for persona, _ in landscape.friction})
    denied, _ = denied_cells(table[~lifted], landscape.travel, personas, season)
    friction = {
        (persona, when): _closed(minutes, denied.get(persona)) for (persona, when), minutes in free.items()
    }
    state = table["state"].where(~lifted, "free")
    return replace(landscape, friction=friction, restrictions=table.assign(state=state))


def _authority(table: gpd.GeoDataFrame) -> pd.Series:
    if "authority" not in table:
        return pd.Series("", index=table.index, dtype=object)
    names: pd.Series = table["authority"].fillna("").astype(str).str.strip()
    return names


def _closing(table: gpd.GeoDataFrame, season: str) -> pd.Series:
    """Return which restrictions close something, as :func:`layers.barriers.denied_cells` counts them."""
    closes: pd.Series = table["state"] == "denied"
    if "season" in table:
        closes |= (table["state"] == "seasonal") & (table["season"] == season)
    return closes


def _closed(minutes: NDArray[np.float64], denied: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    if denied is None:
        return minutes
    shut = np.where(denied, np.inf, minutes)
    shut.flags.writeable = False
    return shut
