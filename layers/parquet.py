"""Reading plain Parquet tables, those without geometry, as the text that a csv of them would hold."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from layers.cell_text import cell_text, is_hxl
from layers.errors import Finding
from layers.fields import shorten
from layers.parquet_bounds import (
    DamagedError,
    TooLargeError,
    all_rows,
    first_rows,
    is_flat,
    open_parquet,
)
from layers.tables import MAX_ROWS, Headerless

_INDEX = "__index_level_"
_CUT = "cut it to the area and the years that are planned for"


def read_parquet_table(
    path: Path,
    *,
    role: str,
    keep: Collection[str] | None = None,
    headerless: Headerless | None = None,
    max_rows: int = MAX_ROWS,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read a Parquet table as text.

    Parameters
    ----------
    path : Path
    role : str
        Key of the mission file, for findings that concern no column.
    keep : collection of str, optional
        Only these columns are read; those that the file lacks are simply absent.
    headerless : callable, optional
        Is shown the names of the columns, for they are what a csv's first row is; they stay as they are.
    max_rows : int
        More rows are refused, by the metadata.

    Returns
    -------
    DataFrame of str
        Index "row": the number of the row, from 1. Values as :func:`layers.cell_text.cell_text` writes them.
        Columns of bytes, lists or records are left out with a warning. No columns when nothing was read.
    tuple of Finding
        Nothing is raised: what cannot be read gives an empty table and an error.
    """
    empty = pd.DataFrame(index=pd.Index([], dtype=int, name="row"))
    try:
        opened = open_parquet(path)
        with opened:
            names, findings = _columns(opened, path.name, role, keep)
            if headerless is not None:
                headerless(opened.schema_arrow.names)
            rows = int(opened.metadata.num_rows)
            if rows > max_rows:
                message, remedy = f"the file has more than {max_rows:,} rows", _CUT
                findings += (Finding("error", message, remedy, path.name, None, role),)
                # As in a csv: who asks for the first rows alone gets them.
                if max_rows >= MAX_ROWS:
                    return empty, findings
            if not rows:
                message, remedy = "the file has columns and no rows", "give a file with rows"
                return empty, (*findings, Finding("error", message, remedy, path.name, None, role))
            whole = rows <= max_rows
            table = all_rows(path, opened, names) if whole else first_rows(path, opened, names, max_rows)
            columns = {name: _words(table.column(name)) for name in names}
    except (DamagedError, TooLargeError) as problem:
        return empty, (refusal(path, role, problem),)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(1, table.num_rows + 1, name="row"), dtype=object)
    if len(names) and len(frame) and is_hxl(frame.iloc[0]):
        findings += (Finding("info", "a row of HXL tags was skipped", "", path.name, 1),)
        frame = frame.iloc[1:]
    return frame, findings


def refusal(path: Path, role: str, problem: DamagedError | TooLargeError) -> Finding:
    """Return the finding for a file that is damaged or too large."""
    told = shorten(str(problem).replace(str(path), path.name), limit=200)
    if isinstance(problem, TooLargeError):
        return Finding("error", f"the file is too large to read: {told}", _CUT, path.name, None, role)
    remedy = "write it again; it may be cut off"
    return Finding("error", f"the Parquet file cannot be read: {told}", remedy, path.name, None, role)


def _columns(
    opened: pq.ParquetFile, file: str, role: str, keep: Collection[str] | None
) -> tuple[list[str], tuple[Finding, ...]]:
    """Return the names of the columns that can be text, and what is wrong with the others."""
    schema: pa.Schema = opened.schema_arrow
    findings: list[Finding] = []
    chosen: list[str] = []
    bare: list[str] = []
    for name, several in itertools.groupby(sorted(schema.names)):
        if len(list(several)) > 1:
            message, remedy = "two columns have one name", "rename or remove one"
            findings.append(Finding("error", message, remedy, file, None, name))
        elif not (name and (keep is None or name in keep)) or name.startswith(_INDEX):
            continue
        elif can_be_text(schema.field(name).type):
            chosen.append(name)
        else:
            bare.append(name)
    if bare:
        message = f"columns of bytes, lists or records were left out: {', '.join(bare[:8])}"
        remedy = "write lists as text joined by ';', and a geometry as GeoParquet, as geopandas and QGIS do"
        findings.append(Finding("warning", message, remedy, file, None, role))
    return sorted(chosen, key=schema.names.index), tuple(findings)


def can_be_text(kind: pa.DataType) -> bool:
    """Return whether values of a type can be written as text: no bytes, lists, records or maps."""
    raw = pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind)
    return is_flat(kind) and not raw


def _words(column: pa.ChunkedArray) -> NDArray[np.object_]:
    kind = column.type
    words = np.empty(len(column), dtype=object)
    try:
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
        if pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
            column = column.cast(pa.string())
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            words[:] = column.fill_null("").to_numpy()
        else:
            words[:] = [cell_text(value) for value in column.to_pylist()]
    except (pa.ArrowException, ValueError, OverflowError) as problem:
        raise DamagedError(f"values are not of their type: {problem}") from problem
    return words
