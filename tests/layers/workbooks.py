"""Workbooks written by hand, good ones and bombs, without an office library."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell(value: object, row: int, column: int) -> str:
    """Return the XML of one cell; numbers as numbers, "" as nothing, all else as text."""
    place = f'r="{letters(column)}{row}"'
    if value == "":
        return f"<c {place}/>"
    if isinstance(value, bool):
        return f'<c {place} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c {place}><v>{value!r}</v></c>"
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def rows_xml(rows: Sequence[Sequence[object]], *, first: int = 1) -> str:
    """Return the XML of rows."""
    return "".join(
        f'<row r="{first + number}">'
        + "".join(cell(value, first + number, column) for column, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows)
    )


def workbook(
    path: Path,
    sheets: Mapping[str, str | Sequence[Sequence[object]]],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
    shared: str = "",
) -> Path:
    """Write a workbook; a sheet is rows of values or the XML of its rows."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"' if name in hidden else "")
        + "/>"
        for n, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_DOC}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    if shared:
        links += f'<Relationship Id="rId99" Type="{_DOC}/sharedStrings" Target="sharedStrings.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        target = f'<Relationship Id="rId1" Type="{_DOC}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_RELS}">{target}</Relationships>')
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELS}">{links}</Relationships>'
        )
        if shared:
            archive.writestr("xl/sharedStrings.xml", shared)
        spans = "".join(f'<mergeCell ref="{span}"/>' for span in merged)
        spans = f"<mergeCells>{spans}</mergeCells>" if spans else ""
        for number, rows in enumerate(sheets.values(), start=1):
            body = rows if isinstance(rows, str) else rows_xml(rows)
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">'
                f"<sheetData>{body}</sheetData>{spans}</worksheet>",
            )
    return path
