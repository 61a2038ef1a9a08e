"""Bases in place from whatever file there is: Geo-PKO, RADPKO, or a list of the mission's own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from layers.errors import Finding
from layers.file_kind import file_kind
from layers.positions import BBox
from layers.sources.base_layer import BaseLayer
from layers.sources.bases import generic_layer
from layers.sources.geopko import geopko_layout, read_geopko
from layers.sources.placed import read_rows
from layers.sources.radpko import is_radpko, read_radpko
from layers.vectors import Feed

__all__ = ["BaseLayer", "read_base_layer"]


def read_base_layer(
    path: Path | Feed,
    *,
    role: str,
    columns: Mapping[str, str],
    as_of: date,
    near: BBox | None,
    year: int | None = None,
    missions: Collection[str] = (),
) -> tuple[BaseLayer, tuple[Finding, ...]]:
    """Read the bases in place on one day, from a file recognised by its columns.

    Parameters
    ----------
    path : Path or Feed
        Csv, spreadsheet or vector file, or a layer of a database.
    role : str
        Key of the mission file, named in findings.
    columns : mapping of str to str
        Our names to the file's, where the usual ones do not serve.
    as_of : date
        Of a history the latest state not after this day is taken, for each mission in the area. What has
        no row in it is closed. Bases of a list that were opened later or closed by then are left out.
    near : tuple of float or None
        West, south, east, north in degrees: the area and what is near it. Bases outside are left out.
    year : int, optional
        This year of a history instead of the latest.
    missions : collection of str, optional
        Only these missions of a history, as it writes them but for case; all with a site in `near` where
        empty.

    Returns
    -------
    BaseLayer
        No bases where the file could not be used.
    tuple of Finding
        What the file was taken for is among them, as an info.
    """
    read: Callable[..., tuple[BaseLayer, tuple[Finding, ...]]] = partial(generic_layer, path)
    if isinstance(path, Path) and file_kind(path) != "vector":
        head, _ = read_rows(path, role=role, max_rows=1)
        layout = geopko_layout(head.columns)
        if layout is not None:
            read = partial(read_geopko, path, layout)
        elif is_radpko(head.columns):
            read = partial(read_radpko, path)
    layer, findings = read(role=role, columns=columns, as_of=as_of, near=near, year=year, missions=missions)
    return layer, (*_summary(layer, path.name, role), *findings)


def _summary(layer: BaseLayer, file: str, role: str) -> tuple[Finding, ...]:
    """Say what the file was taken for, and what became of its rows."""
    if not layer.rows_read:
        return ()
    text = f"read as {layer.recognised}: {len(layer.frame):,} bases from {layer.rows_read:,} rows"
    if layer.rows_dropped:
        reasons = (f"{count:,} {reason}" for reason, count in layer.rows_dropped.items())
        text += f"; not used: {', '.join(reasons)}"
    return (Finding("info", text, "", file, None, role),)
