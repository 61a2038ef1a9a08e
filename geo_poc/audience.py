"""Whom a risk product is for, and what it leaves out for them.

The host authority may be the threat: its product has no state surface, no threat of that source, no access
conditions, and its total is the sum of what it shows, or the state's share could be subtracted from it. What
the public reads the host reads too; it is generalised besides, and names no site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo_poc.classification import classification
from geo_poc.mission import Mission
from geo_poc.risk_surfaces import Surfaces, breaks_of
from layers.errors import error

GENERALISED_M = 25_000.0
"""Side of the blocks that the public product is averaged over."""


@dataclass(frozen=True, slots=True)
class Audience:
    """What a product for somebody holds.

    Parameters
    ----------
    key, words : str
    withheld : tuple of str
        Sources of threat that it does not show, nor count in any sum.
    inner : bool
        It holds the mission as used, findings, and what the run was made from.
    left_out : tuple of str
        Tables that it does not have.
    generalised : bool
    """

    key: str
    words: str
    withheld: tuple[str, ...] = ()
    inner: bool = False
    left_out: tuple[str, ...] = ()
    generalised: bool = False


AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        one.key: one
        for one in (
            Audience("internal", "internal", inner=True),
            Audience("un", "United Nations"),
            Audience("humanitarian", "humanitarian partners", left_out=("restrictions",)),
            Audience("host_authority", "host authority", ("state",), left_out=("restrictions",)),
            Audience(
                "public", "public", ("state",),
                left_out=("restrictions", "bases", "displaced", "threats", "hotspots"),
                generalised=True,
            ),
        )
    }
)  # fmt: skip


def audience_of(key: str, mission: Mission) -> Audience:
    """Return an audience by its key.

    Raises
    ------
    InputError
        When there is none of that name, or the mission's marking does not allow it.
    """
    if key not in AUDIENCES:
        raise error(
            "there is no such audience",
            f"choose one of {', '.join(AUDIENCES)}",
            column="--audience",
            value=key,
        )
    mark = classification(mission)
    if key == "public" and mark != "Unclassified":
        raise error(
            f"a product for the public cannot be {mark}",
            "give the layers a lower classification if their owners agree, or choose another audience",
            column="--audience",
            value=key,
        )
    return AUDIENCES[key]


def for_audience(found: Surfaces, audience: Audience) -> Surfaces:
    """Return the surfaces as an audience may see them; sums and classes are made anew from what is left."""
    if not audience.withheld and not audience.generalised:
        return found
    hidden = frozenset(audience.withheld)
    risk = found.risk
    kept = {
        name: MappingProxyType({s: v for s, v in getattr(risk, name).items() if s not in hidden})
        for name in ("likelihood", "risk", "earlier", "events_per_year")
    }
    shown: dict[str, Any] = dict(kept)
    if audience.generalised:
        block = max(1, round(GENERALISED_M / found.landscape.grid.cell_m))
        mask = found.landscape.grid.mask
        for name in ("likelihood", "risk", "earlier"):
            shown[name] = MappingProxyType(
                {s: block_means(values, mask, block) for s, values in kept[name].items()}
            )
        shown["people"] = block_means(risk.people, mask, block)
    less = replace(risk, **shown)
    breaks, likelihood_breaks = breaks_of(less, found.landscape)
    threats = {
        entry.id: found.threats[entry.id] & (entry.source not in hidden)
        for entry in found.mission.keys.threat
        if entry.id in found.threats
    }
    return replace(
        found,
        risk=less,
        breaks=breaks,
        likelihood_breaks=likelihood_breaks,
        threats=threats,
        withheld=audience.withheld,
    )


def block_means(values: NDArray[np.float64], mask: NDArray[np.bool_], block: int) -> NDArray[np.float64]:
    """Return values averaged over blocks of cells, of the cells in the area alone; their sum stays.

    Parameters
    ----------
    values : ndarray of float64, demand shape
    mask : ndarray of bool, demand shape
    block : int
        Cells along a side.
    """
    ny, nx = values.shape
    number = (np.arange(ny)[:, None] // block) * (-(-nx // block)) + np.arange(nx)[None, :] // block
    count = np.bincount(number.ravel(), mask.ravel().astype(float))
    total = np.bincount(number.ravel(), np.where(mask, values, 0.0).ravel())
    mean = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    made = np.where(mask, mean[number], 0.0)
    made.setflags(write=False)
    return made


def without(tables: Mapping[str, gpd.GeoDataFrame], audience: Audience) -> dict[str, gpd.GeoDataFrame]:
    """Return tables with those that an audience does not get emptied."""
    return {name: table.iloc[:0] if name in audience.left_out else table for name, table in tables.items()}
