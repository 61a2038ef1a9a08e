"""Reading xlsx as it comes: title rows, HXL tags, merged cells, several sheets, real dates.

A sheet becomes the same kind of table as a csv (:mod:`layers.tables`): text, with the physical row of the
sheet as index, so that a finding names the row that a person sees.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from layers.cell_text import cell_text, is_hxl
from layers.errors import Finding
from layers.parquet import read_parquet_table
from layers.parquet_bounds import is_parquet
from layers.tables import MAX_ROWS, Headerless, read_table
from layers.workbook_bounds import TooLargeError, filled_sheets

Row = tuple[int, list[str], list[str]]
"""Number of the row, its cells as they are, and with merged cells filled."""

Rank = Callable[[Sequence[str]], int | None]
"""How well the columns of a sheet or layer fit: the smallest fits best, None not at all."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_RANGE_CELLS = 2_000_000
_TITLE_ROWS = 50


def is_workbook(path: Path) -> bool:
    """Return whether a file begins as a spreadsheet does (a zip archive or an old Excel file)."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) in (_ZIP, _OLE)


def read_any_table(
    path: Path,
    *,
    role: str,
    keep: Collection[str] | None = None,
    headerless: Headerless | None = None,
    max_rows: int = MAX_ROWS,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read a csv, an xlsx or a Parquet table, told apart by their first bytes; see :func:`read_table`."""
    reader = read_sheet if is_workbook(path) else read_parquet_table if is_parquet(path) else read_table
    return reader(path, role=role, keep=keep, headerless=headerless, max_rows=max_rows)


def read_sheet(
    path: Path,
    *,
    role: str,
    keep: Collection[str] | None = None,
    headerless: Headerless | None = None,
    max_rows: int = MAX_ROWS,
    rank: Rank | None = None,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read the first visible sheet that holds something, or the one that fits best, as text.

    Parameters
    ----------
    path : Path
        An xlsx or xlsm file. The header is the first row with two filled cells (with one, where no row has
        two); rows above it are skipped. A second row of HXL tags, hidden or not, is skipped.
    role : str
        Key of the mission file, for findings that concern no column.
    keep : collection of str, optional
        Only these columns are returned; those that the sheet lacks are simply absent.
    headerless : callable, optional
        Recognises sheets without a header row, see :data:`layers.tables.Headerless`.
    max_rows : int
        More rows are refused.
    rank : callable, optional
        Chooses among the visible sheets by their columns; the first where none fits.

    Returns
    -------
    DataFrame of str
        Index "row": the row of the sheet, from 1. Whole numbers come without a point, dates as YYYY-MM-DD
        (with a time of day where there is one), true and false in words. Merged cells all hold the value
        that they show. No columns when nothing was read.
    tuple of Finding
        Nothing is raised: what cannot be read gives an empty table and an error.
    """
    empty = pd.DataFrame(index=pd.Index([], dtype=int, name="row"))
    name = path.name

    def refused(message: str, remedy: str) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
        return empty, (Finding("error", message, remedy, name, None, role),)

    if not path.is_file():
        return refused(
            "the file does not exist", f"correct {role}.path in the mission file, or put the file there"
        )
    if not _begins(path, _ZIP):
        return refused("the file is no xlsx workbook", "save it as xlsx or as csv (UTF-8, comma-separated)")
    try:
        filled = filled_sheets(path)
        with CalamineWorkbook.from_path(path) as book:
            return _read(book, filled, name, role, keep, headerless, max_rows, rank)
    except TooLargeError as problem:
        remedy = "delete stray cells, copy the table to a new workbook, or save it as csv"
        return refused(f"the workbook is too large to open: {problem}", remedy)
    except (CalamineError, ValueError, OSError) as problem:
        return refused(f"the workbook cannot be read: {problem}", "save it anew as xlsx, without a password")


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(mark)) == mark


def _read(
    book: CalamineWorkbook,
    filled: int,
    file: str,
    role: str,
    keep: Collection[str] | None,
    headerless: Headerless | None,
    max_rows: int,
    rank: Rank | None,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    empty = pd.DataFrame(index=pd.Index([], dtype=int, name="row"))
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    held = (book.get_sheet_by_name(name) for name in names)
    sheets: Iterator[CalamineSheet] = (sheet for sheet in held if _holds_something(sheet))
    if rank is not None:
        sheets = iter(_by_rank(list(sheets), rank))
    for sheet in sheets:
        table, findings = _table(sheet, file, role, headerless, max_rows)
        if len(book.sheet_names) > 1:
            others = "; ".join(name for name in book.sheet_names if name != sheet.name)
            message = f"the sheet {sheet.name!r} was read, these were not: {others}"
            remedy = "put the sheet to be read first, or save it to a file of its own"
            found = Finding("warning" if filled > 1 else "info", message, remedy, file, None, role)
            findings = (found, *findings)
        if keep is not None:
            table = table.loc[:, [column for column in table.columns if column in keep]]
        return table, findings
    message = "no visible sheet of the workbook holds anything"
    return empty, (Finding("error", message, "give a sheet with rows", file, None, role),)


def _holds_something(sheet: CalamineSheet) -> bool:
    """Return whether a sheet has a row: cells may hold empty text alone."""
    return sheet.start is not None and next(_rows(sheet, {}), None) is not None


def _by_rank(sheets: list[CalamineSheet], rank: Rank) -> list[CalamineSheet]:
    """Return sheets, those whose header fits best first."""
    ranks = []
    for sheet in sheets:
        head, _, _ = _header(_rows(sheet, {}))
        number = rank([cell.strip() for cell in head[1]])
        ranks.append(math.inf if number is None else number)
    return [sheets[position] for position in np.argsort(ranks, kind="stable")]


def _table(
    sheet: CalamineSheet, file: str, role: str, headerless: Headerless | None, max_rows: int
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    merged, spans = _spans(sheet)
    head, rows, skipped = _header(_rows(sheet, spans))
    given = headerless(head[1]) if headerless else None
    width = len(head[1])
    names = [cell.strip() for cell in head[1]] if given is None else list(given)
    names += [""] * (width - len(names))
    findings: list[Finding] = []
    if skipped:
        message = f"{skipped} rows above the header were skipped"
        findings.append(Finding("info", message, "", file, head[0]))
    body = rows if given is None else itertools.chain([head], rows)
    frame, found = _frame(body, width, file, role, max_rows)
    findings += found
    table, found = _named(frame, names, file, head[0])
    findings += found
    if merged:
        message = f"{merged:,} merged cells: each row and column they span was given their value"
        findings.append(Finding("warning", message, "unmerge them and fill in each row", file, None, role))
    if not len(frame):
        message = "the sheet has a header and no rows"
        findings.append(Finding("error", message, "give a sheet with rows", file, None, role))
    return table, tuple(findings)


def _frame(
    body: Iterable[Row], width: int, file: str, role: str, max_rows: int
) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the rows below the header as they are, numbered as in the sheet, without a row of HXL tags."""
    findings: list[Finding] = []
    lines: list[int] = []
    cells: list[list[str]] = []
    for line, _, row in body:
        if not lines and is_hxl(row):
            findings.append(Finding("info", "a row of HXL tags was skipped", "", file, line))
            continue
        if len(lines) >= max_rows:
            message = f"the sheet has more than {max_rows:,} rows"
            remedy = "cut it to the area and the years that are planned for"
            findings.append(Finding("error", message, remedy, file, None, role))
            break
        lines.append(line)
        cells.append(row)
    index = pd.Index(lines, dtype=int, name="row")
    frame = pd.DataFrame(cells or None, index=index, columns=pd.RangeIndex(width), dtype=object)
    return frame, findings


def _named(frame: pd.DataFrame, names: list[str], file: str, line: int) -> tuple[pd.DataFrame, list[Finding]]:
    """Give columns their names; columns without one go, and one name twice is an error."""
    findings: list[Finding] = []
    seen: set[str] = set()
    chosen: list[int] = []
    nameless = 0
    for position, name in enumerate(names):
        if not name:
            nameless += bool((frame[position] != "").any()) if len(frame) else 0
        elif name in seen:
            findings.append(
                Finding("error", "two columns have one name", "rename or remove one", file, line, name)
            )
        else:
            seen.add(name)
            chosen.append(position)
    if nameless:
        message = f"{nameless} columns have values but no name and were left out"
        findings.append(Finding("warning", message, "name them in the header row", file, line))
    table = frame.loc[:, chosen]
    table.columns = pd.Index([names[position] for position in chosen])
    return table, findings


def _spans(sheet: CalamineSheet) -> tuple[int, dict[tuple[int, int], tuple[int, int]]]:
    """Return how many merged ranges there are, and for each cell under one the cell that holds its value."""
    ranges = [((r0, c0), (r1, c1)) for (r0, c0), (r1, c1) in sheet.merged_cell_ranges or []]
    start, end = sheet.start, sheet.end
    if start is None or end is None:
        return 0, {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in ranges:
        for row in range(max(top, start[0]), min(bottom, end[0]) + 1):
            for column in range(max(left, start[1]), min(right, end[1]) + 1):
                if (row, column) != (top, left):
                    spans[(row, column)] = (top, left)
            if len(spans) > _RANGE_CELLS:
                raise TooLargeError(f"merged cells span more than {_RANGE_CELLS:,} cells")
    return len(ranges), spans


def _rows(sheet: CalamineSheet, spans: Mapping[tuple[int, int], tuple[int, int]]) -> Iterator[Row]:
    """Yield every row that is not blank."""
    first_column = 0 if sheet.start is None else sheet.start[1]
    holders = set(spans.values())
    held: dict[tuple[int, int], str] = {}
    under: dict[int, list[int]] = {}
    for row, column in spans:
        under.setdefault(row, []).append(column)
    for number, values in enumerate(sheet.iter_rows()):
        texts = [cell_text(value) for value in values]
        whole = texts
        if holders:
            whole = texts.copy()
            for position, text in enumerate(texts):
                if (number, first_column + position) in holders:
                    held[(number, first_column + position)] = text
            for column in under.get(number, ()):
                whole[column - first_column] = held.get(spans[(number, column)], "")
        if any(whole):
            yield number + 1, texts, whole


def _header(rows: Iterator[Row]) -> tuple[Row, Iterator[Row], int]:
    """Return the header row, those below it, and how many rows above it were skipped.

    A title that spans the table is one text; a header has two at least, in a table of several columns.
    """
    above: list[Row] = []
    for row in rows:
        if len({text for text in row[1] if text}) > 1:
            return row, rows, len(above)
        above.append(row)
        if len(above) > _TITLE_ROWS:
            break
    return above[0], itertools.chain(above[1:], rows), 0
