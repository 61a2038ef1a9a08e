"""Tables as sheets of an Excel workbook: the same bytes every time, and no text that would be computed."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would compute."""

WIDTH = 15
"""Of a column, characters."""

_FROZEN = (
    b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    b'state="frozen"/></sheetView></sheetViews>'
)


def plain_text(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for a formula: those that begin like one get a mark."""
    safe = table.copy()
    for column in safe.columns:
        if pd.api.types.is_string_dtype(safe[column]) or safe[column].dtype == object:
            safe[column] = [plain_cell(value) for value in safe[column]]
    return safe


def plain_cell(value: Any) -> Any:
    """Return the value of a cell, with a mark before a text that a spreadsheet would take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame], *, dated: date) -> None:
    """Write tables as the sheets of one workbook.

    Parameters
    ----------
    path : Path
    sheets : mapping of str to DataFrame
        Names of sheets, 31 characters at most, and their tables; columns of numbers stay numbers.
    dated : date
        Of the parts of the file, instead of the time of writing.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".writing-") as folder:
        draft = Path(folder) / "draft.xlsx"
        for name, table in sheets.items():
            pyogrio.write_dataframe(
                plain_text(table), draft, layer=name, driver="XLSX", append=draft.exists()
            )
        path.write_bytes(_dated(draft.read_bytes(), dated))


def _dated(content: bytes, dated: date) -> bytes:
    """Return a zip file with every part of one date."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in given.infolist():
            info = zipfile.ZipInfo(part.filename, (max(dated.year, 1980), dated.month, dated.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, _headed(part.filename, given.read(part)))
    return stream.getvalue()


def _headed(name: str, content: bytes) -> bytes:
    """Return a sheet whose heading stays in view and whose columns do not overlap; others as given."""
    columns = re.search(rb"<cols>.*?</cols>", content, re.DOTALL)
    if not name.startswith("xl/worksheets/") or columns is None or b"<sheetViews>" in content:
        return content
    count = columns.group().count(b"<col ")
    widths = b'<cols><col min="1" max="%d" width="%d" customWidth="1"/></cols>' % (count, WIDTH)
    return content[: columns.start()] + _FROZEN + widths + content[columns.end() :]
