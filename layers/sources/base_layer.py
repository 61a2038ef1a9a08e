"""What every reader of bases returns, and the ids of its bases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import Finding
from layers.fields import flags, numbers, rows_finding, written
from layers.vectors import empty_frame

DEFAULT_TOOL = "cob"
"""A base is a company operating base unless the file says otherwise."""

COLUMNS = ("id", "name", "tool", "personnel", "unpol", "unmo", "hq", "contingent", "cla")
UNNAMED = "unnamed base"

_NO = frozenset({"false", "f", "no", "n"})


@dataclass(frozen=True, slots=True, eq=False)
class BaseLayer:
    """Bases in place on one day, and what became of every row of their file.

    Parameters
    ----------
    frame : GeoDataFrame
        EPSG:4326. id (made from the name, unique, in the order of the file), name (as given), tool (small
        letters, "cob" where not given), personnel (float64, NaN where unknown), unpol and unmo (float64: 1
        where UN police or military observers are there, 0 where not, NaN where unknown), hq (float64: the
        level of a headquarters as the file has it, 0 for none, NaN where unknown), contingent (text, ""
        where not given), cla (float64: community liaison assistants at the base, NaN where not said), row
        (of the file), geometry (points).
    recognised : str
        What the file was taken for, in words.
    year, month : int or None
        The state that was taken, of a history; None where the file is none.
    rows_read : int
        Rows that were read; rows of a broken csv that could not be split into fields are not among them.
    rows_dropped : mapping of str to int
        How many rows are no base of their own, by reason. They and the bases add up to `rows_read`.
    """

    frame: gpd.GeoDataFrame
    recognised: str
    year: int | None = None
    month: int | None = None
    rows_read: int = 0
    rows_dropped: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def empty_layer(recognised: str) -> BaseLayer:
    """Return a layer without bases."""
    return BaseLayer(empty_frame((*COLUMNS, "row")), recognised)


def finished(
    rows: gpd.GeoDataFrame,
    fate: pd.Series,
    *,
    recognised: str,
    year: int | None = None,
    month: int | None = None,
) -> BaseLayer:
    """Return the layer of those rows that nothing speaks against.

    Parameters
    ----------
    rows : GeoDataFrame
        All columns of :data:`COLUMNS` but id; its index is among that of `fate`.
    fate : Series of str
        For each row of the file, why it is no base; "" for bases.
    recognised, year, month
        As in :class:`BaseLayer`.
    """
    kept = rows.loc[fate.loc[rows.index] == ""]
    kept = kept.assign(row=kept.index.astype(np.int64)).reset_index(drop=True)
    kept.insert(0, "id", unique_ids(kept["name"]))
    counts = fate.loc[fate != ""].value_counts(sort=False)
    dropped = MappingProxyType({str(reason): int(count) for reason, count in counts.items()})
    frame = gpd.GeoDataFrame(kept[[*COLUMNS, "row", "geometry"]], geometry="geometry", crs=4326)
    return BaseLayer(frame, recognised, year, month, len(fate), dropped)


def unique_ids(names: Iterable[str], *, otherwise: str = "base") -> list[str]:
    """Return an id of small letters, digits and hyphens for each name: "bunia", then "bunia-2".

    Names without a Latin letter or a digit become `otherwise`.
    """
    taken: set[str] = set()
    last: dict[str, int] = {}
    ids: list[str] = []
    for name in names:
        ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or otherwise
        number = last.get(stem, 0) + 1
        candidate = stem if number == 1 else f"{stem}-{number}"
        while candidate in taken:
            number += 1
            candidate = f"{stem}-{number}"
        last[stem] = number
        taken.add(candidate)
        ids.append(candidate)
    return ids


def presence(values: pd.Series, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return 1 where somebody is there, 0 where nobody is, NaN where the file does not say.

    Numbers count from one half on (RADPKO's are means of a year); yes and no are understood too. A word for
    no value is told, here and below; where a feed has such words, pass :func:`layers.fields.words` of it.
    """
    text = written(values)
    yes, no = flags(text), text.str.lower().isin(_NO).to_numpy()
    plain, faults = numbers(text.mask(yes | no, ""), file=file, column=column, low=0, unreadable="warning")
    number = pd.Series(np.where(yes, 1.0, np.where(no, 0.0, plain)), index=values.index)
    return (number >= 0.5).astype(float).where(number.notna()), faults


def level(values: pd.Series, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the level of a headquarters: the file's number, 1 for yes, 0 for no, NaN for no value."""
    text = written(values).str.lower()
    text = text.mask(text.isin(_NO), "0").mask(text.isin({"true", "t", "yes", "y"}), "1")
    return numbers(text, file=file, column=column, low=0, unreadable="warning")


def assistants(values: pd.Series, *, file: str, column: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return how many community liaison assistants there are, NaN where the file does not say.

    What is no whole number is an error that does not repeat it: it may be the name of a person.
    """
    text = written(values)
    number = pd.to_numeric(text, errors="coerce").astype(float)
    whole = (number >= 0) & (number % 1 == 0)  # infinity leaves NaN
    findings = rows_finding(
        "error",
        "the number of community liaison assistants is not a whole number of at least 0",
        "write how many there are; no names of assistants belong in a layer",
        file=file,
        column=column,
        bad=(text != "") & ~whole,
    )
    return number.where(whole), findings


def idle(rows: pd.DataFrame, *, file: str, column: str) -> tuple[Finding, ...]:
    """Tell which bases have no troops: they count as bases all the same."""
    bad = (rows["personnel"] == 0) & (rows["tool"] == DEFAULT_TOOL)
    listed = ", ".join(rows.loc[bad, "name"].astype(str).head(8))
    return rows_finding(
        "info",
        f"the site has no troops and is taken as a company operating base all the same: {listed}",
        "leave it out, or give it another tool, if no company is there",
        file=file,
        column=column,
        bad=bad,
    )
