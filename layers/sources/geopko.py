"""Geo-PKO: UN deployments by place, as published (by map) and as its dashboard gives them (by year).

Source: Cil, Fjelde, Hultman and Nilsson 2020, Mapping blue helmets, Journal of Peace Research 57(2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from layers.errors import Finding
from layers.fields import plain
from layers.positions import POSITION, BBox
from layers.sources.base_history import Layout, read_history
from layers.sources.base_layer import BaseLayer

RAW = Layout(
    "Geo-PKO as published: a row for each place and map",
    MappingProxyType(
        {
            "name": ("location",),
            "mission": ("mission",),
            "year": ("year",),
            "month": ("month",),
            **POSITION,
            "personnel": ("no.troops",),
            "unpol": ("unpol..dummy.", "unpol"),
            "unmo": ("unmo..dummy.", "unmo"),
            "hq": ("hq",),
        }
    ),
)

DASHBOARD = Layout(
    "Geo-PKO as its dashboard gives it: rows for each place and year",
    MappingProxyType(
        {
            "name": ("location",),
            "mission": ("mission",),
            "year": ("year",),
            **POSITION,
            "personnel": ("NoTroops",),
            "personnel_mean": ("ave.no.troops",),
            "unpol": ("UNPOL",),
            "unmo": ("UNMO",),
            "hq": ("hq",),
        }
    ),
)

_SHARED = frozenset({"mission", "year", "location", "notroops", "hq"})


def geopko_layout(names: Iterable[str]) -> Layout | None:
    """Return which Geo-PKO table has such columns, None where neither has."""
    have = {plain(name) for name in names}
    if not have >= _SHARED:
        return None
    return RAW if "month" in have else DASHBOARD


def read_geopko(
    path: Path,
    layout: Layout,
    *,
    role: str = "layers.bases",
    columns: Mapping[str, str] | None = None,
    as_of: date,
    near: BBox | None = None,
    year: int | None = None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Read the bases of one day.

    Several rows of one place in one state are one base: with the mean of the year where the file has it
    (ave.no.troops, the dashboard's), else the greatest number of troops. "unknown" troops are NaN.
    unpol and unmo are the file's dummies; hq is its level, 0 for none, 3 for the mission's headquarters.

    Parameters
    ----------
    path : Path
    layout : Layout
        Of :func:`geopko_layout`.
    role, columns, as_of, near, year, missions
        As in :func:`layers.sources.base_file.read_base_layer`.
    """
    return read_history(
        path, layout, role=role, columns=columns or {}, as_of=as_of, near=near, year=year, missions=missions
    )
