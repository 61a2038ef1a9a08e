"""Bombs in workbooks are refused before anything opens them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from layers import workbook_bounds
from layers.sheets import read_sheet
from layers.workbook_bounds import TooLargeError, filled_sheets
from tests.layers.sources.written import told
from tests.layers.workbooks import rows_xml, workbook

HEAD = rows_xml([["a", "b"], [1, 2]])
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
FORMATTED = '<row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'


def test_a_stray_cell_is_refused_with_its_place(tmp_path: Path) -> None:
    """One filled cell in the last corner would need half a terabyte: an error that names it, in no time."""
    path = workbook(tmp_path / "t.xlsx", {"one": HEAD + FAR})
    finding = told(read_sheet(path, role="layers.x")[1], "error", "too large")
    assert "row 1,048,576, column 16,384" in finding.message
    assert "stray cells" in finding.remedy


def test_formatted_but_empty_cells_do_no_harm(tmp_path: Path) -> None:
    """A format laid on whole columns down to the last row is no value."""
    path = workbook(tmp_path / "t.xlsx", {"one": HEAD + FORMATTED})
    frame, findings = read_sheet(path, role="r")
    assert frame.to_numpy().tolist() == [["1", "2"]]
    assert not findings


@pytest.mark.parametrize(
    "xml",
    [
        '<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c x:r="A1" r="XFD1048576"><v>1</v></c></row>',
        """<row r="1"><c a=" r='A1' " r="XFD1048576"><v>1</v></c></row>""",
        """<row r="1"><f a='<c "'/><c r="XFD1048576"><v>1</v></c></row>""",
        '<!-- <c " --><row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        '<?x <c " ?><row r="1"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        '<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        """<row r='1'><c r='XFD1048576'><v>1</v></c></row>""",
    ],
)
def test_no_way_of_writing_hides_a_stray_cell(tmp_path: Path, xml: str) -> None:
    """Whatever the XML does to confuse, a far cell is found or the sheet is refused."""
    with pytest.raises(TooLargeError):
        filled_sheets(workbook(tmp_path / "t.xlsx", {"one": HEAD + xml}))


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    """A part that unpacks to hundreds of megabytes is refused by its stated size."""
    path = workbook(tmp_path / "t.xlsx", {"one": HEAD})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as part:
        for _ in range(130):
            part.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert told(read_sheet(path, role="r")[1], "error", "unpacks to 130 MB")


def test_too_many_tags_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Millions of empty tags pack well and would take minutes to look through."""
    path = workbook(tmp_path / "t.xlsx", {"one": HEAD + "<row/>" * 1000})
    assert filled_sheets(path) == 1
    monkeypatch.setattr(workbook_bounds, "MAX_TAGS", 1000)
    with pytest.raises(TooLargeError, match="tags"):
        filled_sheets(path)


def test_a_part_that_lies_about_its_size_is_damaged(tmp_path: Path) -> None:
    """When the archive states fewer bytes than a part holds, the workbook cannot be read."""
    path = workbook(tmp_path / "t.xlsx", {"one": HEAD})
    data = bytearray(path.read_bytes())
    entry = data.rfind(b"PK\x01\x02")
    size = int.from_bytes(data[entry + 24 : entry + 28], "little")
    data[entry + 24 : entry + 28] = (size // 2).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert told(read_sheet(path, role="r")[1], "error", "cannot be read")


def test_repeated_long_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One long shared text in many cells would be written out in each."""
    shared = f"<sst><si><t>{'x' * 30_000}</t></si><si><t>b</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{n % 2}</v></c></row>' for n in range(1, 101))
    path = workbook(tmp_path / "t.xlsx", {"one": rows}, shared=shared)
    assert filled_sheets(path) == 1
    monkeypatch.setattr(workbook_bounds, "MAX_TEXT_BYTES", 2_000_000)
    assert filled_sheets(path) == 1  # 50 copies of 30 kB
    monkeypatch.setattr(workbook_bounds, "MAX_TEXT_BYTES", 1_000_000)
    with pytest.raises(TooLargeError, match="texts"):
        filled_sheets(path)


def test_sheets_that_hold_something_are_counted(tmp_path: Path) -> None:
    """Empty and merely formatted sheets do not count."""
    path = workbook(tmp_path / "t.xlsx", {"a": HEAD, "b": "", "c": FORMATTED, "d": HEAD})
    assert filled_sheets(path) == 2
