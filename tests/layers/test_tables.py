"""Reading csv as it comes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import tables
from layers.tables import read_table
from tests.layers.sources.written import errors, table, told


def _write(folder: Path, data: bytes) -> Path:
    path = folder / "t.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        "name,people\nGoma,é\n".encode(),
        "\ufeffname,people\r\nGoma,é\r\n".encode(),
        "name;people\nGoma;é\n".encode(),
        "name\tpeople\nGoma\té".encode(),
        "name\tpeople\nGoma\té\n".encode("utf-16"),
        "name,people,\nGoma,é,\n".encode(),
        " name ,people\n\nGoma,é,,,\n\n".encode(),
    ],
)
def test_every_dress_gives_the_same_table(tmp_path: Path, data: bytes) -> None:
    """Byte-order marks, delimiters, line ends, blank lines and trailing commas do not matter."""
    frame, findings = read_table(_write(tmp_path, data), role="layers.x")
    assert frame[["name", "people"]].to_numpy().tolist() == [["Goma", "é"]]
    assert not findings


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are read as Windows-1252, and that is told."""
    frame, findings = read_table(_write(tmp_path, "name\nBéni\n".encode("cp1252")), role="layers.x")
    assert frame["name"].tolist() == ["Béni"]
    assert told(findings, "warning", "Windows-1252").file == "t.csv"


def test_lines_are_physical(tmp_path: Path) -> None:
    """A record after a quoted newline carries the line that an editor shows."""
    frame, _ = read_table(_write(tmp_path, b'a,b\n1,"x\ny\nz"\n\n2,w\n'), role="r")
    assert frame.index.tolist() == [2, 6]
    assert frame["b"].tolist() == ["x\ny\nz", "w"]


def test_hxl_row_is_skipped(tmp_path: Path) -> None:
    """A second row of tags is not data, and that is told."""
    frame, findings = read_table(_write(tmp_path, b"a,b,c\n#date,,#geo+lat\n1,2,3\n"), role="r")
    assert frame.to_numpy().tolist() == [["1", "2", "3"]]
    assert told(findings, "info", "HXL").row == 2


def test_ragged_rows_are_one_error(tmp_path: Path) -> None:
    """Rows of another width are counted, the first is named, and none is read."""
    frame, findings = read_table(_write(tmp_path, b"a,b\n1,2\n1,2,3\n1\n"), role="r")
    finding = told(findings, "error", "3 fields where the header has 2")
    assert finding.row == 3
    assert "2 rows" in finding.message
    assert len(frame) == 1


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n", "a header and no rows"),
        (b'a,b\n1,"never closed\n2,3\n', "never closed"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"a,b\n\0\0,1\n", "not text"),
        (b"a,a\n1,2\n", "two columns have one name"),
    ],
)
def test_broken_files_are_errors_not_exceptions(tmp_path: Path, data: bytes, part: str) -> None:
    """Each broken file gives one error with the file's name and a remedy."""
    _, findings = read_table(_write(tmp_path, data), role="layers.x")
    finding = told(findings, "error", part)
    assert finding.file == "t.csv"
    assert finding.remedy


def test_missing_file_names_the_key(tmp_path: Path) -> None:
    """A file that is not there is told with the mission's key; a folder is no file."""
    for path in (tmp_path / "none.csv", tmp_path):
        frame, findings = read_table(path, role="layers.bases")
        assert "does not exist" in errors(findings)[0].message
        assert "layers.bases.path" in errors(findings)[0].remedy
        assert frame.empty


def test_sloppy_quotes_are_read_with_a_warning(tmp_path: Path) -> None:
    """Text after a closing quote breaks the rules of csv and is still read."""
    frame, findings = read_table(_write(tmp_path, b'a,b\n"x"y,2\n'), role="r")
    assert frame.to_numpy().tolist() == [["xy", "2"]]
    assert told(findings, "warning", "leniently")


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    """Above the limit the file is refused; at the limit it is read."""
    path = table(tmp_path / "t.csv", ["a"], [[1], [2], [3]])
    assert not read_table(path, role="r", max_rows=3)[1]
    assert told(read_table(path, role="r", max_rows=2)[1], "error", "more than 2 rows")


def test_only_asked_columns_are_kept(tmp_path: Path) -> None:
    """Columns that are not asked for take no memory."""
    path = table(tmp_path / "t.csv", ["a", "b", "c"], [[1, 2, 3]])
    assert read_table(path, role="r", keep=["c", "zz"])[0].to_numpy().tolist() == [["3"]]


def test_headerless_files_can_be_recognised(tmp_path: Path) -> None:
    """Where the first row is data, the given names are used and the row is kept."""
    path = table(tmp_path / "t.csv", None, [[1, 2], [3, 4]])
    frame, findings = read_table(
        path, role="r", headerless=lambda first: ["x", "y"] if first[0] == "1" else None
    )
    assert frame["y"].tolist() == ["2", "4"]
    assert frame.index.tolist() == [1, 2]
    assert not findings


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=12
).filter(lambda text: not text.startswith("#"))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    """Commas, quotes and newlines inside fields come back as they were."""
    frame, findings = read_table(table(tmp_path / "p.csv", ["first", "second"], rows), role="r")
    assert frame.to_numpy().tolist() == [list(row) for row in rows]
    assert not errors(findings)


def test_wide_tables_may_have_fewer_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are bounded besides rows; columns that are not kept do not count."""
    monkeypatch.setattr(tables, "MAX_CELLS", 6)
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n" + "1,2,3\n" * 3)
    frame, findings = read_table(path, role="r")
    assert frame.empty
    assert told(findings, "error", "more than 2 rows of 3 columns").remedy
    assert len(read_table(path, role="r", keep=["a"])[0]) == 3
