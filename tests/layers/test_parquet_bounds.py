"""Parquet files that are small to send and would be very large to read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from layers import parquet_bounds
from layers.parquet_bounds import (
    DamagedError,
    TooLargeError,
    all_rows,
    first_rows,
    is_flat,
    is_parquet,
    open_parquet,
    refuse_large,
)


def _repeated(path: Path, rows: int, length: int) -> Path:
    """Write one long text many times; the file holds it once."""
    text = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array(["x" * length])).cast(
        pa.string()
    )
    pq.write_table(pa.table({"t": text, "n": range(rows)}), path)
    return path


def test_repeated_texts_are_counted_as_written_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One text of a kilobyte in a thousand rows is a megabyte."""
    path = _repeated(tmp_path / "a", 1_000, 1_000)
    assert path.stat().st_size < 20_000
    monkeypatch.setattr(parquet_bounds, "MAX_TEXT_BYTES", 999_999)
    with open_parquet(path) as opened, pytest.raises(TooLargeError, match="texts"):
        refuse_large(path, opened, ["t"])
    monkeypatch.setattr(parquet_bounds, "MAX_TEXT_BYTES", 1_000_000)
    with open_parquet(path) as opened:
        assert all_rows(path, opened, ["t", "n"]).num_rows == 1_000


def test_columns_that_are_not_read_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A layer with one huge column that nobody asks for is read."""
    path = _repeated(tmp_path / "a", 1_000, 1_000)
    monkeypatch.setattr(parquet_bounds, "MAX_TEXT_BYTES", 1_000)
    with open_parquet(path) as opened:
        assert all_rows(path, opened, ["n"]).column("n").to_pylist()[-1] == 999


@pytest.mark.parametrize(
    ("bound", "value", "said"),
    [("MAX_VALUES", 1_999, "2,000 values"), ("MAX_UNPACKED_BYTES", 500, "unpacks to")],
)
def test_sizes_are_taken_from_the_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int, said: str
) -> None:
    """Values and unpacked bytes of all row groups count, before any data are read."""
    pq.write_table(pa.table({"a": range(1_000), "b": range(1_000)}), tmp_path / "a", row_group_size=100)
    monkeypatch.setattr(parquet_bounds, bound, value)
    with open_parquet(tmp_path / "a") as opened, pytest.raises(TooLargeError, match=said):
        all_rows(tmp_path / "a", opened, ["a", "b"])


def test_wide_files_and_long_metadata_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are counted once the footer is known to be short."""
    pd.DataFrame({f"c{number}": [1] for number in range(9)}).to_parquet(tmp_path / "a")
    monkeypatch.setattr(parquet_bounds, "MAX_COLUMNS", 8)
    with pytest.raises(TooLargeError, match="8 columns"):
        open_parquet(tmp_path / "a")
    monkeypatch.setattr(parquet_bounds, "_MAX_FOOTER_BYTES", 100)
    with pytest.raises(TooLargeError, match="metadata"):
        open_parquet(tmp_path / "a")


def test_lists_and_records_are_not_flat() -> None:
    """A row of a list may hold any number of values: its bound is not in the metadata."""
    flat = (pa.string(), pa.dictionary(pa.int32(), pa.string()), pa.decimal128(9, 2), pa.timestamp("us"))
    deep = (pa.list_(pa.int64()), pa.struct({"a": pa.int64()}), pa.map_(pa.string(), pa.string()))
    assert all(is_flat(kind) for kind in flat)
    assert not any(is_flat(kind) for kind in deep)


def test_first_rows_come_without_the_others(tmp_path: Path) -> None:
    """A look at a file reads one batch."""
    path = tmp_path / "a"
    pq.write_table(pa.table({"a": range(1_000)}), path, row_group_size=100)
    with open_parquet(path) as opened:
        assert first_rows(path, opened, ["a"], 3).column("a").to_pylist() == [0, 1, 2]
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    with open_parquet(path) as opened:
        assert first_rows(path, opened, ["a"], 3).num_rows == 0


def test_first_rows_have_bounds_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few rows of very long texts do not fit either."""
    path = _repeated(tmp_path / "a", 1_000, 1_000)
    monkeypatch.setattr(parquet_bounds, "MAX_TEXT_BYTES", 10_000)
    with open_parquet(path) as opened:
        assert first_rows(path, opened, ["t"], 10).num_rows == 10
        with pytest.raises(TooLargeError, match="texts"):
            first_rows(path, opened, ["t"], 11)


def test_what_is_no_parquet(tmp_path: Path) -> None:
    """A file is Parquet by its first bytes, and whole by its last."""
    (tmp_path / "a").write_bytes(b"PAR1" + bytes(50))
    assert is_parquet(tmp_path / "a")
    assert not is_parquet(tmp_path / "none")
    with pytest.raises(DamagedError, match="cut off"):
        open_parquet(tmp_path / "a")
