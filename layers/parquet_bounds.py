"""Is a Parquet file small enough to read? Its metadata and repeated texts are measured before its data.

A Parquet file of a few kilobytes can hold a thousand million rows (runs are stored once) or a million copies
of one long text (texts are stored once). So rows, columns and unpacked bytes are taken from the metadata
first, and texts are then counted as they would be written out, without writing them out.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MARK = b"PAR1"
"""First and last bytes of a Parquet file."""

MAX_COLUMNS = 5_000
MAX_VALUES = 40_000_000
"""Values of all columns that are read."""

MAX_UNPACKED_BYTES = 1_000_000_000
"""Unpacked size of all columns, as the metadata state it."""

MAX_TEXT_BYTES = 400_000_000
"""Bytes of text once every row holds its own copy."""

_MAX_FOOTER_BYTES = 20_000_000
_BATCH = 65_536


class TooLargeError(ValueError):
    """The file would not fit the memory; the text says why, for a finding."""


class DamagedError(ValueError):
    """The file cannot be read; the text says why, for a finding."""


def is_parquet(path: Path) -> bool:
    """Return whether a file begins as a Parquet file does."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def open_parquet(path: Path) -> pq.ParquetFile:
    """Open a file whose metadata are of a sound size; the data stay unread.

    Raises
    ------
    TooLargeError
        When it has more metadata or columns than any table has.
    DamagedError
        When it is cut off or damaged.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 8))
        tail = stream.read()
    if size < 12 or not tail.endswith(MARK):
        raise DamagedError("it is cut off: a Parquet file ends in PAR1")
    footer = int.from_bytes(tail[:4], "little")
    if footer > _MAX_FOOTER_BYTES:
        raise TooLargeError(f"its metadata are {footer / 1e6:,.0f} MB")
    try:
        opened = pq.ParquetFile(path, memory_map=False, pre_buffer=False)
    except (pa.ArrowException, OSError, ValueError) as problem:
        raise DamagedError(str(problem)) from problem
    if opened.metadata.num_columns > MAX_COLUMNS:
        raise TooLargeError(f"it has more than {MAX_COLUMNS:,} columns")
    return opened


def is_flat(kind: pa.DataType) -> bool:
    """Return whether a type has one value in each row; how many a list has only its data would tell."""
    if pa.types.is_dictionary(kind):
        return is_flat(kind.value_type)
    return not pa.types.is_nested(kind)


def refuse_large(
    path: Path, opened: pq.ParquetFile, columns: Collection[str], *, rows: int | None = None
) -> None:
    """Refuse columns that would not fit the memory when read.

    Parameters
    ----------
    path : Path
    opened : ParquetFile
        Of the same path.
    columns : collection of str
        Flat ones, see :func:`is_flat`.
    rows : int, optional
        Only so many rows are to be read; all where not given.

    Raises
    ------
    TooLargeError, DamagedError
    """
    meta = opened.metadata
    # The metadata of single columns are not looked at: pyarrow ends the whole process where they are damaged.
    unpacked = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    if unpacked > MAX_UNPACKED_BYTES:
        raise TooLargeError(f"it unpacks to {unpacked / 1e6:,.0f} MB")
    values = (meta.num_rows if rows is None else min(rows, meta.num_rows)) * len(columns)
    if values > MAX_VALUES:
        raise TooLargeError(f"it holds {values:,} values, more than {MAX_VALUES:,}")
    leaves = [opened.schema.column(position) for position in range(meta.num_columns)]
    texts = [leaf.path for leaf in leaves if leaf.physical_type == "BYTE_ARRAY" and leaf.path in columns]
    if not texts:
        return
    total = 0
    try:
        with pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as once:
            batches = once.iter_batches(batch_size=rows or _BATCH, columns=texts, use_threads=False)
            for batch in itertools.islice(batches, None if rows is None else 1):
                total += sum(_text_bytes(column) for column in batch.columns)
                if total > MAX_TEXT_BYTES:
                    raise TooLargeError("its texts, written out in every row, do not fit the memory")
    except (pa.ArrowException, OSError) as problem:
        raise DamagedError(str(problem)) from problem


def all_rows(path: Path, opened: pq.ParquetFile, columns: Collection[str]) -> pa.Table:
    """Return whole columns once they are known to fit; raises as :func:`refuse_large` does."""
    refuse_large(path, opened, columns)
    try:
        # One thread: several would each hold a row group unpacked.
        return opened.read(columns=list(columns), use_threads=False)
    except (pa.ArrowException, OSError) as problem:
        raise DamagedError(str(problem)) from problem


def first_rows(path: Path, opened: pq.ParquetFile, columns: Collection[str], rows: int) -> pa.Table:
    """Return the first few rows once they are known to fit; raises as :func:`refuse_large` does."""
    refuse_large(path, opened, columns, rows=rows)
    try:
        batches = opened.iter_batches(batch_size=rows, columns=list(columns), use_threads=False)
        first = next(batches, None)
    except (pa.ArrowException, OSError) as problem:
        raise DamagedError(str(problem)) from problem
    if first is None:
        return opened.schema_arrow.empty_table().select(list(columns))
    return pa.Table.from_batches([first])


def _text_bytes(array: pa.Array) -> int:
    """Return how many bytes the texts of an array have, each as often as it occurs."""
    if not pa.types.is_dictionary(array.type):
        return int(array.nbytes)
    lengths = pc.binary_length(array.dictionary)
    return int(pc.sum(pc.cast(lengths.take(array.indices), pa.int64())).as_py() or 0)
