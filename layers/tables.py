"""Reading csv files as they come: encodings, delimiters, quoted newlines, ragged rows, HXL tags.

A table is a DataFrame of text whose index is the physical line (header = 1) on which each record begins.
"""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from layers.cell_text import is_hxl
from layers.errors import Finding

MAX_ROWS = 2_000_000
"""More rows than this do not fit the memory of an ordinary machine."""

MAX_CELLS = 16_000_000
"""Nor do more values, each of which is an object of its own; wide tables may have fewer rows."""

Headerless = Callable[[Sequence[str]], Sequence[str] | None]
"""Given the first record, the column names to use when it is data already, None when it is a header."""

_DELIMITERS = (",", ";", "\t")
_EXCEL_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SAVE_AS = "save it as csv (UTF-8, comma-separated)"


@dataclass(slots=True)
class _Rows:
    """What a pass over the file collects."""

    names: list[str]
    lines: list[int] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    hxl: bool = False
    too_many: bool = False
    most: int = MAX_ROWS


def read_table(
    path: Path,
    *,
    role: str,
    keep: Collection[str] | None = None,
    headerless: Headerless | None = None,
    max_rows: int = MAX_ROWS,
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Read a csv file as text.

    Parameters
    ----------
    path : Path
        UTF-8 with or without a byte-order mark, UTF-16 with one, else read as Windows-1252 with a
        warning; separated by comma, semicolon or tab. A second row of HXL tags is skipped.
    role : str
        Key of the mission file, for findings that concern no column.
    keep : collection of str, optional
        Only these columns are held in memory; those that the file lacks are simply absent.
    headerless : callable, optional
        Recognises files without a header row, see :data:`Headerless`.
    max_rows : int
        More rows are refused.

    Returns
    -------
    DataFrame of str
        Index "line": the physical line on which each record begins. No columns when nothing was read.
    tuple of Finding
        Nothing is raised: an unreadable file gives an empty table and an error.
    """
    empty = pd.DataFrame(index=pd.Index([], dtype=int, name="line"))
    encoding, findings = _encoding(path, role)
    if encoding is None:
        return empty, findings
    strict = True
    try:
        rows, delimiter = _scan(path, encoding, headerless, keep, max_rows, strict=True)
    except csv.Error as problem:
        if "unexpected end" in str(problem) or "field larger" in str(problem):
            return empty, (*findings, _unclosed(path, role))
        strict = False
        rows, delimiter = _scan(path, encoding, headerless, keep, max_rows, strict=False)
    if not strict:
        message = "some quotes do not follow the csv rules; the file was read leniently"
        findings += (Finding("warning", message, "check fields that hold quotes", path.name, None, role),)
    if rows is None:
        return empty, (
            *findings,
            Finding("error", "the file is empty", "give a file with rows", path.name, None, role),
        )
    findings += _row_findings(rows, path.name, role, delimiter, max_rows, keep)
    # Reading on would take minutes to end in the same error; who asks for the first rows alone gets them.
    if rows.too_many and max_rows >= MAX_ROWS:
        return empty, findings
    return _table(rows, keep), findings


def _encoding(path: Path, role: str) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the encoding, or None with the reason why the file cannot be read."""

    def refused(message: str, remedy: str) -> tuple[None, tuple[Finding, ...]]:
        return None, (Finding("error", message, remedy, path.name, None, role),)

    if not path.is_file():
        return refused(
            "the file does not exist", f"correct {role}.path in the mission file, or put the file there"
        )
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16", ()
            if head in _EXCEL_MARKS:
                return refused("the file is a spreadsheet or an archive, not csv", _SAVE_AS)
            stream.seek(0)
            for block in iter(lambda: stream.read(1 << 20), b""):
                if b"\0" in block:
                    return refused("the file is not text", _SAVE_AS)
                utf8 = utf8 and _decodes(decoder, block)
            utf8 = utf8 and _decodes(decoder, b"", final=True)
    except OSError as problem:
        return refused(f"the file cannot be opened: {problem.strerror}", "check that you may read it")
    if utf8:
        return "utf-8-sig", ()
    message = "the file is not UTF-8 and was read as Windows-1252; names may show wrong letters"
    return "cp1252", (Finding("warning", message, "save it as UTF-8", path.name, None, role),)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _records(path: Path, encoding: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """Yield the first physical line and the fields of each record that is not blank."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=strict)
        line = 1
        for record in reader:
            if record:
                yield line, record
            line = reader.line_num + 1


def _scan(
    path: Path,
    encoding: str,
    headerless: Headerless | None,
    keep: Collection[str] | None,
    max_rows: int,
    *,
    strict: bool,
) -> tuple[_Rows | None, str]:
    """Read all records; None when there is none."""
    delimiter = max(
        _DELIMITERS, key=lambda mark: len(next(_records(path, encoding, mark, strict=False), (0, []))[1])
    )
    records = _records(path, encoding, delimiter, strict=strict)
    head = next(records, None)
    if head is None:
        return None, delimiter
    given = headerless(head[1]) if headerless else None
    rows = _Rows([name.strip() for name in (head[1] if given is None else given)])
    width = len(rows.names)
    chosen = _chosen(rows.names, keep)
    rows.most = min(max_rows, max(1, MAX_CELLS // max(1, len(chosen))))
    following = records if given is None else itertools.chain([head], records)
    for number, (line, record) in enumerate(following):
        if number == 0 and is_hxl(record):
            rows.hxl = True
            continue
        if len(record) > width and not any(cell.strip() for cell in record[width:]):
            del record[width:]  # commas at the end of a line hold nothing
        if len(record) != width:
            rows.ragged.append((line, len(record)))
            continue
        if len(rows.cells) >= rows.most:
            rows.too_many = True
            break
        rows.lines.append(line)
        rows.cells.append(tuple(record[position] for position in chosen))
    return rows, delimiter


def _chosen(names: Sequence[str], keep: Collection[str] | None) -> list[int]:
    return [position for position, name in enumerate(names) if keep is None or name in keep]


def _table(rows: _Rows, keep: Collection[str] | None) -> pd.DataFrame:
    names = [rows.names[position] for position in _chosen(rows.names, keep)]
    index = pd.Index(rows.lines, dtype=int, name="line")
    # pandas would read an empty list of tuples as a table without columns
    table = pd.DataFrame(rows.cells or None, index=index, columns=pd.Index(names), dtype=object)
    return table.loc[:, ~table.columns.duplicated()]


def _row_findings(
    rows: _Rows, file: str, role: str, delimiter: str, max_rows: int, keep: Collection[str] | None
) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if rows.too_many:
        message = f"the file has more than {rows.most:,} rows"
        if rows.most < max_rows:
            message += f" of {len(_chosen(rows.names, keep))} columns"
        findings.append(
            Finding(
                "error", message, "cut it to the area and the years that are planned for", file, None, role
            )
        )
    if rows.ragged:
        line, count = rows.ragged[0]
        many = f" ({len(rows.ragged):,} rows; this is the first)" if len(rows.ragged) > 1 else ""
        message = f"the row has {count} fields where the header has {len(rows.names)}{many}"
        remedy = f"quote fields that hold {'a tab' if delimiter == chr(9) else delimiter!r}, or mend the row"
        findings.append(Finding("error", message, remedy, file, line, role))
    seen: set[str] = set()
    for position in _chosen(rows.names, keep):
        name = rows.names[position]
        if name and name in seen:
            findings.append(
                Finding("error", "two columns have one name", "rename or remove one", file, 1, name)
            )
        seen.add(name)
    if not rows.cells and not rows.ragged:
        findings.append(
            Finding("error", "the file has a header and no rows", "give a file with rows", file, None, role)
        )
    if rows.hxl:
        findings.append(Finding("info", "a row of HXL tags was skipped", "", file, 2))
    return tuple(findings)


def _unclosed(path: Path, role: str) -> Finding:
    return Finding(
        "error",
        "a quote is opened and never closed, so the rest of the file is one field",
        f"close the quote, or open the file in a spreadsheet and {_SAVE_AS}",
        path.name,
        None,
        role,
    )
