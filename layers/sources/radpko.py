"""RADPKO: UN personnel by base, as means of a year or by month, with 377 columns of contributing countries.

Source: Hunnicutt and Nomikos 2020, Nationality, gender, and deployments at the local level: introducing the
RADPKO dataset, International Peacekeeping 27(4).
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

LAYOUT = Layout(
    "RADPKO: rows for each base",
    MappingProxyType(
        {
            "name": ("base",),
            "mission": ("mission",),
            "year": ("year",),
            "month": ("month", "date"),
            **POSITION,
            "personnel": ("untrp",),
            "unpol": ("unpol",),
            "unmo": ("unmob",),
        }
    ),
    yearly_unless_repeated=True,
)

_MARKS = frozenset({"mission", "base", "year", "untrp", "unpol", "unmob", "pkodeployed"})


def is_radpko(names: Iterable[str]) -> bool:
    """Return whether a table with such columns is RADPKO's."""
    return {plain(name) for name in names} >= _MARKS


def read_radpko(
    path: Path,
    *,
    role: str = "layers.bases",
    columns: Mapping[str, str] | None = None,
    as_of: date,
    near: BBox | None = None,
    year: int | None = None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Read the bases of one day.

    Personnel is untrp, troops, a mean of the year; unpol and unmo are 1 from a mean of one half on. The
    table knows no headquarters. Bases of several names on one coordinate are kept, with a warning. A file
    in which some base has rows of several dates in one year is taken by month.

    Parameters
    ----------
    path : Path
    role, columns, as_of, near, year, missions
        As in :func:`layers.sources.base_file.read_base_layer`.
    """
    return read_history(
        path, LAYOUT, role=role, columns=columns or {}, as_of=as_of, near=near, year=year, missions=missions
    )
