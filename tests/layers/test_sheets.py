"""Reading xlsx as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.sheets import is_workbook, read_any_table, read_sheet
from tests.layers.sources.written import errors, table, told
from tests.layers.workbooks import cell, rows_xml, workbook

ROWS = [["name", "people"], ["Goma", 3], ["Béni", 2.5]]


def test_a_sheet_is_a_table_of_text(tmp_path: Path) -> None:
    """Whole numbers lose their point, the index is the sheet's row."""
    frame, findings = read_sheet(workbook(tmp_path / "t.xlsx", {"one": ROWS}), role="r")
    assert frame.to_numpy().tolist() == [["Goma", "3"], ["Béni", "2.5"]]
    assert (frame.index.tolist(), frame.index.name) == ([2, 3], "row")
    assert not findings


def test_rows_are_those_of_the_sheet(tmp_path: Path) -> None:
    """Leading blank rows and columns and blank rows between do not shift the row that a finding names."""
    xml = (
        f'<row r="3">{cell("name", 3, 2)}{cell("people", 3, 3)}</row>'
        f'<row r="4"/><row r="7">{cell("Goma", 7, 2)}{cell(True, 7, 3)}</row>'
    )
    frame, _ = read_sheet(workbook(tmp_path / "t.xlsx", {"one": xml}), role="r")
    assert frame.index.tolist() == [7]
    assert frame.to_numpy().tolist() == [["Goma", "true"]]


def test_dates_are_iso(tmp_path: Path) -> None:
    """A real date is written as csv would hold it, with a time of day only where there is one."""
    xml = rows_xml([["day", "moment"]]) + (
        '<row r="2"><c r="A2" t="d"><v>2020-01-02T00:00:00</v></c>'
        '<c r="B2" t="d"><v>2020-01-02T13:45:00</v></c></row>'
    )
    frame, _ = read_sheet(workbook(tmp_path / "t.xlsx", {"one": xml}), role="r")
    assert frame.iloc[0].str.replace("T", " ").str.slice(0, 16).tolist() in (
        ["2020-01-02", "2020-01-02 13:45"],
        ["2020-01-02 00:00", "2020-01-02 13:45"],
    )


def test_titles_and_tags_are_skipped(tmp_path: Path) -> None:
    """A merged title above the header and a row of HXL tags under it are no data, and that is told."""
    rows = [["Incidents of May", "", ""], ["name", "people", "x"], ["#loc", "#affected", ""], ["Goma", 3, ""]]
    path = workbook(tmp_path / "t.xlsx", {"one": rows}, merged=["A1:C1"])
    frame, findings = read_sheet(path, role="r")
    assert frame.columns.tolist() == ["name", "people", "x"]
    assert frame.index.tolist() == [4]
    assert told(findings, "info", "1 rows above the header").row == 2
    assert told(findings, "info", "HXL").row == 3


def test_merged_cells_hold_what_they_show(tmp_path: Path) -> None:
    """A date over three rows is the date of each, with a warning."""
    rows = [["date", "name"], ["2020-01-01", "a"], ["", "b"], ["", "c"]]
    frame, findings = read_sheet(workbook(tmp_path / "t.xlsx", {"one": rows}, merged=["A2:A4"]), role="r")
    assert frame["date"].tolist() == ["2020-01-01"] * 3
    assert told(findings, "warning", "1 merged cells")


def test_merged_headers_name_one_column(tmp_path: Path) -> None:
    """Under a header over two columns the second has no name and is told when it holds something."""
    rows = [["date", "position", ""], ["2020-01-01", 1, 2]]
    frame, findings = read_sheet(workbook(tmp_path / "t.xlsx", {"one": rows}, merged=["B1:C1"]), role="r")
    assert frame.columns.tolist() == ["date", "position"]
    assert told(findings, "warning", "no name").row == 1


@pytest.mark.parametrize(("others", "severity"), [({"empty": ""}, "info"), ({"more": ROWS}, "warning")])
def test_the_first_sheet_that_holds_something_is_read(
    tmp_path: Path, others: dict[str, object], severity: str
) -> None:
    """Which sheet was read is said, as a warning when another one holds something too."""
    path = workbook(tmp_path / "t.xlsx", {"blank": "", "here": ROWS, **others})  # type: ignore[dict-item]
    frame, findings = read_sheet(path, role="r")
    assert len(frame) == 2
    assert "'here'" in told(findings, severity, "was read").message


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    """A hidden sheet before the visible one is passed over."""
    path = workbook(tmp_path / "t.xlsx", {"old": [["a", "b"], [1, 2]], "new": ROWS}, hidden=["old"])
    assert read_sheet(path, role="r")[0].columns.tolist() == ["name", "people"]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    """Without a row of two cells the first row is the header and the others are kept."""
    frame, _ = read_sheet(workbook(tmp_path / "t.xlsx", {"one": [["name"], ["a"], ["b"]]}), role="r")
    assert frame["name"].tolist() == ["a", "b"]


def test_columns_and_rows_are_limited(tmp_path: Path) -> None:
    """Only asked columns come back, and more rows than allowed are refused."""
    path = workbook(tmp_path / "t.xlsx", {"one": ROWS})
    assert read_sheet(path, role="r", keep=["people", "zz"])[0].columns.tolist() == ["people"]
    assert told(read_sheet(path, role="r", max_rows=1)[1], "error", "more than 1 rows")


def test_sheets_without_a_header_can_be_recognised(tmp_path: Path) -> None:
    """Where the first row is data, the given names are used and the row is kept."""
    path = workbook(tmp_path / "t.xlsx", {"one": [["1", "2"], ["3", "4"]]})
    frame, _ = read_sheet(path, role="r", headerless=lambda first: ["x", "y"] if first[0] == "1" else None)
    assert frame["y"].tolist() == ["2", "4"]


def test_broken_workbooks_are_errors(tmp_path: Path) -> None:
    """Cut-off, empty, old and absent workbooks and headers alone: one error each, with a remedy."""
    whole = workbook(tmp_path / "w.xlsx", {"one": ROWS}).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    cases = [
        (tmp_path / "cut.xlsx", "cannot be read"),
        (tmp_path / "old.xls", "no xlsx"),
        (tmp_path / "none.xlsx", "does not exist"),
        (workbook(tmp_path / "e.xlsx", {"one": ""}), "no visible sheet"),
        (workbook(tmp_path / "h.xlsx", {"one": [["a", "b"]]}), "a header and no rows"),
        (workbook(tmp_path / "d.xlsx", {"one": [["a", "a", "b"], [1, 2, 3]]}), "two columns have one name"),
    ]
    for path, part in cases:
        finding = told(read_sheet(path, role="layers.x")[1], "error", part)
        assert finding.file == path.name
        assert finding.remedy


def test_tables_are_told_apart_by_their_first_bytes(tmp_path: Path) -> None:
    """A workbook called csv and a csv called xlsx are both read."""
    book = workbook(tmp_path / "book.csv", {"one": ROWS})
    text = table(tmp_path / "text.xlsx", ROWS[0], ROWS[1:])  # type: ignore[arg-type]
    assert (is_workbook(book), is_workbook(text)) == (True, False)
    for path in (book, text):
        assert read_any_table(path, role="r")[0]["name"].tolist() == ["Goma", "Béni"]


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8).filter(
    lambda text: not text.startswith(("#", "_x"))
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(WORD, st.integers(-(10**9), 10**9)), min_size=1, max_size=5))
def test_whatever_is_written_is_read(tmp_path: Path, rows: list[tuple[str, int]]) -> None:
    """Texts and numbers come back as they were."""
    path = workbook(tmp_path / "p.xlsx", {"one": [["first", "second"], *rows]})
    frame, findings = read_sheet(path, role="r")
    assert frame.to_numpy().tolist() == [[word, str(number)] for word, number in rows]
    assert not errors(findings)


def test_the_sheet_that_fits_best_is_read_where_a_rank_is_given(tmp_path: Path) -> None:
    """The smallest rank wins, the first sheet where none fits, and titles above a header are no header."""
    sheets = {
        "one": ROWS,
        "two": [["A title"], *ROWS[:1], ["x", 1]],
        "three": [["where", "people"], ["y", 2]],
    }
    path = workbook(tmp_path / "t.xlsx", sheets)

    def rank(names: Sequence[str]) -> int | None:
        return 0 if "where" in names else 1 if names[0] == "name" else None

    frame, findings = read_sheet(path, role="r", rank=rank)
    assert frame["where"].tolist() == ["y"]
    assert "'three' was read, these were not: one; two" in told(findings, "warning", "sheet").message
    assert read_sheet(path, role="r", rank=lambda _: None)[0].index.tolist() == [2, 3]
    del sheets["three"]
    assert len(read_sheet(workbook(path, sheets), role="r", rank=rank)[0]) == 2


@pytest.mark.parametrize("ranked", [False, True])
def test_a_sheet_whose_cells_hold_empty_text_is_told(tmp_path: Path, ranked: bool) -> None:
    """A formula may give an empty text: such a sheet has cells and no row."""
    xml = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t></t></is></c><c r="B1" t="str"><f>""</f><v></v></c></row>'
    )
    path = workbook(tmp_path / "t.xlsx", {"one": xml, "two": ROWS})
    frame, findings = read_sheet(path, role="r", rank=(lambda _: 0) if ranked else None)
    assert len(frame) == 2 or errors(findings)
