"""Tables as workbooks."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
from python_calamine import CalamineWorkbook

from layers.workbook_out import plain_text, write_workbook

TABLE = pd.DataFrame({"rank": [1, 2], "name": ["Ostvarel", "=1+1"], "share": [0.25, None]})


def test_numbers_stay_numbers_and_nothing_is_computed(tmp_path: Path) -> None:
    """What is read back is what was written; a text that begins like a formula is marked as text."""
    write_workbook(tmp_path / "a.xlsx", {"hotspots": TABLE, "more": TABLE}, dated=date(2025, 6, 30))
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    assert book.sheet_names == ["hotspots", "more"]
    rows = book.get_sheet_by_name("hotspots").to_python()
    assert rows == [["rank", "name", "share"], [1.0, "Ostvarel", 0.25], [2.0, "'=1+1", ""]]
    assert plain_text(TABLE)["share"].tolist()[0] == 0.25
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    """Parts are dated by the mission, not by the clock; another date shows."""
    for name, day in (("a", 30), ("b", 30), ("c", 29)):
        write_workbook(tmp_path / f"{name}.xlsx", {"hotspots": TABLE}, dated=date(2025, 6, day))
    first = (tmp_path / "a.xlsx").read_bytes()
    assert first == (tmp_path / "b.xlsx").read_bytes()
    assert first != (tmp_path / "c.xlsx").read_bytes()


def test_heading_stays_in_view(tmp_path: Path) -> None:
    """Every sheet has its first row frozen, before its columns, whose ranges do not overlap."""
    write_workbook(tmp_path / "a.xlsx", {"hotspots": TABLE, "more": TABLE}, dated=date(2025, 6, 30))
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        sheets = [ET.fromstring(book.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2)]  # noqa: S314 - made here
    for sheet in sheets:
        assert [part.tag.split("}")[1] for part in sheet][:3] == ["sheetViews", "cols", "sheetData"]
        pane, column = sheet.find(".//{*}pane"), sheet.findall(".//{*}col")
        assert pane is not None
        assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
        assert [(part.get("min"), part.get("max")) for part in column] == [("1", "3")]
