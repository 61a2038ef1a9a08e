"""Is a workbook small enough to open? Its parts are measured before any reader allocates for them.

The reader of sheets lays out the box around all filled cells at once and aborts the whole process when that
does not fit: one stray cell in the last corner of a small file asks for half a terabyte. Compressed parts and
repeated long texts can do the same. So the parts are scanned as bytes first, and what cannot be scanned
safely is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAX_CELLS = 8_000_000
"""Cells of the box around the filled ones."""

MAX_PART_BYTES = 80_000_000
"""Unpacked size of one part; all parts together may have half as much again."""

MAX_TAGS = 12_000_000
"""Tags of all sheets: about three million cells."""

MAX_TEXT_BYTES = 400_000_000
"""Bytes of text once every cell holds its own copy."""

_MAX_PARTS = 10_000
_TAG = re.compile(
    rb"""<(/?)(?:[\w.-]+:)?([^\s:/<>"']+)((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>(?:\s*\+?(\d+)\s*(?=<))?+"""
)
_REF = re.compile(rb"""(?:^|\s)r\s*=\s*["']([^"']*)["']""")
_SHARED = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,3})(\d{1,7})")
_ANY_REF = re.compile(rb"""[\s"']r\s*=\s*["']([A-Za-z]{0,3})(\d{1,7})["']""")
_ANY_R = re.compile(rb"""[\s"']r\s*=""")
_ANY_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ANY_SHARED = re.compile(rb"""[\s"']t\s*=\s*["']s["']""")
_ANY_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:v|is)[\s/>]")
_TEXT_ITEM = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")
_ODD = "a sheet is written as no office suite does, so that its size cannot be told"


class TooLargeError(ValueError):
    """The workbook would not fit; the text says why, for a finding."""


def filled_sheets(path: Path) -> int:
    """Return how many sheets of a workbook (xlsx, xlsm) hold something.

    Parameters
    ----------
    path : Path

    Returns
    -------
    int

    Raises
    ------
    TooLargeError
        When the workbook is too large, or is written so that its size cannot be told.
    ValueError
        When the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _measured(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as problem:
        raise ValueError(str(problem) or type(problem).__name__) from problem


def _measured(archive: zipfile.ZipFile) -> int:
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS:
        raise TooLargeError(f"it has {len(parts):,} parts")
    total = sum(part.file_size for part in parts)
    largest = max((part.file_size for part in parts), default=0)
    if largest > MAX_PART_BYTES or total > 1.5 * MAX_PART_BYTES:
        raise TooLargeError(f"it unpacks to {total / 1e6:,.0f} MB")
    lengths = np.zeros(0)
    sheets: list[bytes] = []
    for part in parts:
        # Reading to the end checks the stated size against the bytes: a part that lies is damaged.
        data = archive.read(part)
        if b"sst" in data and _TEXT_ITEM.search(data):
            lengths = _longer(lengths, _text_lengths(data))
        if b"sheetData" in data:
            sheets.append(data)
    tags = sum(data.count(b"<") for data in sheets)
    if tags > MAX_TAGS:
        raise TooLargeError(f"its sheets have {tags:,} tags")
    filled, text = 0, 0.0
    for data in sheets:
        if _plainly_small(data, float(lengths.max(initial=0.0)) * len(sheets)):
            filled += _ANY_VALUE.search(data) is not None
            continue
        count, used = _cells(data)
        filled += count > 0
        # A text that could not be told counts as the longest.
        known = (used >= 0) & (used < len(lengths))
        text += float(lengths[used[known]].sum())
        text += int((used < 0).sum()) * float(lengths.max(initial=0.0))
    if text > MAX_TEXT_BYTES:
        raise TooLargeError("its texts, written out in every cell, do not fit the memory")
    return filled


def _plainly_small(data: bytes, longest_text: float) -> bool:
    """Return whether a sheet fits even if each thing that looks like a reference were a filled cell.

    Much faster than telling filled cells from empty ones; most sheets need no more.
    """
    if b"\0" in data or b"<!" in data:
        return False
    found = _ANY_REF.findall(data)
    letters = {text.upper() for text, _ in found}
    if len(found) != len(_ANY_R.findall(data)) or len(_ANY_CELL.findall(data)) > sum(
        1 for text, _ in found if text
    ):
        return False
    bottom = max((int(number) for number in {number for _, number in found}), default=1)
    right = max((_column(text) for text in letters), default=1)
    copies = len(_ANY_SHARED.findall(data)) * longest_text
    return bottom * right <= MAX_CELLS and copies <= MAX_TEXT_BYTES


def _longer(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the larger of each pair; the shorter array counts as zero beyond its end."""
    size = max(len(first), len(second))
    both = [np.pad(lengths, (0, size - len(lengths))) for lengths in (first, second)]
    return np.maximum(*both)


def _text_lengths(data: bytes) -> NDArray[np.float64]:
    """Return the bytes of each shared text, in order."""
    if b"<!" in data:
        raise TooLargeError(_ODD)
    starts = np.fromiter((match.start() for match in _TEXT_ITEM.finditer(data)), dtype=np.int64)
    if len(starts) > MAX_CELLS:
        raise TooLargeError(f"it has {len(starts):,} texts")
    return np.diff(np.append(starts, len(data))).astype(np.float64)


def _cells(data: bytes) -> tuple[int, NDArray[np.int64]]:
    """Return the number of filled cells and the shared texts they use (-1 where that cannot be told).

    Every tag must be understood, so that none can hide a cell: comments, declarations and whatever puts the
    count of tags out are refused.
    """
    body = data[data.find(b"?>") + 2 :] if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") else data
    if b"\0" in body or b"<!" in body or b"<?" in body:
        raise TooLargeError(_ODD)
    tags = row = column = filled = 0
    top = left = 1 << 40
    bottom = right = -1
    shared = False
    used: list[int] = []
    for match in _TAG.finditer(body):
        closing, tag, attributes, number = match.groups()
        tags += 1
        if closing:
            continue
        if tag == b"row":
            row, column = _row(attributes, row), 0
        elif tag == b"c":
            row, column = _place(attributes, row, column)
            shared = _SHARED.search(attributes) is not None
        elif tag in (b"v", b"is"):
            filled += 1
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, column)
            if (bottom - top + 1) * (right - left + 1) > MAX_CELLS:
                raise TooLargeError(
                    f"a cell with a value stands at row {row:,}, column {column:,}, so that the sheet spans "
                    f"more than {MAX_CELLS:,} cells"
                )
            if shared:
                used.append(-1 if number is None else min(int(number[:9]), MAX_CELLS + 1))
    if tags != body.count(b"<"):
        raise TooLargeError(_ODD)
    return filled, np.array(used, dtype=np.int64)


def _row(attributes: bytes, last: int) -> int:
    given = _REF.findall(attributes)
    if not given:
        return last + 1
    if len(given) > 1 or not given[0].isdigit():
        raise TooLargeError(_ODD)
    return int(given[0][:9])


def _place(attributes: bytes, row: int, column: int) -> tuple[int, int]:
    """Return row and column of a cell, from 1; without a reference it follows the one before."""
    given = _REF.findall(attributes)
    if not given:
        return max(row, 1), column + 1
    reference = _REFERENCE.fullmatch(given[0])
    if len(given) > 1 or reference is None:
        raise TooLargeError(_ODD)
    return int(reference.group(2)), _column(reference.group(1).upper())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
