"""Plain Parquet tables as text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import tables
from layers.parquet import read_parquet_table
from tests.layers.sources.written import errors, told

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8).filter(lambda text: "#" not in text)


def _read(path: Path, **how: object) -> tuple[pd.DataFrame, tuple]:
    return read_parquet_table(path, role="layers.bases", **how)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(TEXTS, st.integers(-(2**53), 2**53), st.floats(allow_infinity=False, allow_nan=False)),
        min_size=1,
        max_size=20,
    ),
    group=st.integers(1, 7),
)
def test_what_is_written_is_read_back(tmp_path: Path, rows: list[tuple[str, int, float]], group: int) -> None:
    """Texts come back to the letter and numbers in value, whatever the row groups."""
    names = ("text", "whole", "part")
    written = pa.table(
        {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    )
    pq.write_table(written, tmp_path / "a", row_group_size=group)
    frame, findings = _read(tmp_path / "a")
    assert not findings
    assert frame.index.tolist() == list(range(1, len(rows) + 1))
    back = [(text, int(whole), float(part)) for text, whole, part in frame.itertuples(index=False)]
    assert back == rows


def test_types_become_what_a_csv_would_hold(tmp_path: Path) -> None:
    """Days, times, flags, categories, decimals and gaps."""
    table = pa.table(
        {
            "day": pa.array([dt.date(2025, 1, 2), None]),
            "stamp": pa.array([dt.datetime(2025, 1, 2), dt.datetime(2025, 1, 2, 3)], pa.timestamp("us")),  # noqa: DTZ001
            "flag": pa.array([True, None]),
            "class": pa.array(["town", None]).dictionary_encode(),
            "sum": pa.array([Decimal("1.50"), None]),
            "gap": pa.array([1.0, None]),
        }
    )
    pq.write_table(table, tmp_path / "a")
    frame, findings = _read(tmp_path / "a")
    assert not findings
    assert frame.iloc[0].tolist() == [
        "2025-01-02",
        "2025-01-02",
        "true",
        "town",
        "1.50",
        "1",
    ]
    assert frame.iloc[1].tolist() == ["", "2025-01-02 03:00:00", "", "", "", ""]


def test_bytes_lists_and_records_are_left_out_with_a_word(tmp_path: Path) -> None:
    """A geometry without GeoParquet's metadata is bytes: the finding says what to write."""
    table = pa.table({"name": ["A"], "geometry": [b"\1"], "more": [{"a": 1}], "who": [["police"]]})
    pq.write_table(table, tmp_path / "a")
    frame, findings = _read(tmp_path / "a")
    assert list(frame.columns) == ["name"]
    finding = told(findings, "warning", "geometry, more, who")
    assert "GeoParquet" in finding.remedy


def test_only_wanted_columns_are_read(tmp_path: Path) -> None:
    """Kept columns stay in their order; the index that pandas writes is no column."""
    pd.DataFrame({"b": [1], "a": [2]}, index=pd.Index([7])).to_parquet(tmp_path / "a")
    assert list(_read(tmp_path / "a")[0].columns) == ["b", "a"]
    assert list(_read(tmp_path / "a", keep=["a", "z"])[0].columns) == ["a"]


def test_hxl_tags_are_skipped(tmp_path: Path) -> None:
    """A first row of tags, as converted files have, is no data."""
    pd.DataFrame({"a": ["#date", "2025-01-01"]}).to_parquet(tmp_path / "a")
    frame, findings = _read(tmp_path / "a")
    assert frame["a"].tolist() == ["2025-01-01"]
    assert told(findings, "info", "HXL")


def test_two_columns_of_one_name_are_an_error(tmp_path: Path) -> None:
    """Neither is guessed to be the right one."""
    pq.write_table(pa.table([[1], [2], [3]], names=["a", "a", "b"]), tmp_path / "a")
    frame, findings = _read(tmp_path / "a")
    assert told(findings, "error", "one name").column == "a"
    assert list(frame.columns) == ["b"]


def test_no_rows_and_too_many_are_errors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are counted by the metadata; who asks for the first rows alone gets them."""
    pd.DataFrame({"a": []}).to_parquet(tmp_path / "none")
    assert told(_read(tmp_path / "none")[1], "error", "no rows")
    pd.DataFrame({"a": range(9)}).to_parquet(tmp_path / "a")
    frame, findings = _read(tmp_path / "a", max_rows=2)
    assert frame["a"].tolist() == ["0", "1"]
    assert told(findings, "error", "more than 2 rows").remedy
    monkeypatch.setattr("layers.parquet.MAX_ROWS", 5)
    assert tables.MAX_ROWS > 5
    assert _read(tmp_path / "a", max_rows=5)[0].empty


@pytest.mark.parametrize("size", [4, 20, 200, -9])
def test_cut_off_files_are_an_error_with_a_remedy(tmp_path: Path, size: int) -> None:
    """Wherever a file ends, the finding names it and says what to do."""
    pd.DataFrame({"a": [f"row {number}" for number in range(99)]}).to_parquet(tmp_path / "a")
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:size])
    frame, findings = _read(tmp_path / "a")
    assert frame.empty
    finding = errors(findings)[0]
    assert (finding.file, finding.column) == ("a", "layers.bases")
    assert "write it again" in finding.remedy


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(4, 600), value=st.integers(0, 255))
def test_a_changed_byte_raises_nothing(tmp_path: Path, place: int, value: int) -> None:
    """A damaged file gives rows or a finding, never an exception."""
    whole = tmp_path / "whole"
    if not whole.exists():
        pd.DataFrame({"a": ["x", "y"] * 20, "b": range(40)}).to_parquet(whole)
    data = bytearray(whole.read_bytes())
    data[place % (len(data) - 4)] = value
    (tmp_path / "a").write_bytes(bytes(data))
    frame, findings = _read(tmp_path / "a")
    assert len(frame) or errors(findings)
