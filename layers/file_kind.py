"""What kind of file it is: this shows in its first bytes and parts, never in its name."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from layers.geoparquet import is_geoparquet
from layers.parquet_bounds import MARK

FileKind = Literal["table", "sheet", "parquet", "vector"]

_SHEET_PARTS = ("xl/", "content.xml")
_FIRST_PARTS = (b"[Content_Types].xml", b"_rels/", b"xl/")
_OLE = b"\xd0\xcf\x11\xe0"
_VECTOR_MARKS = (b"SQLite format 3\0", b"\x00\x00\x27\x0a", b"fgb")
_UTF16, _UTF8 = (b"\xff\xfe", b"\xfe\xff"), b"\xef\xbb\xbf"


def file_kind(path: object) -> FileKind:
    """Return what a file is; one that is missing, closed, empty or strange counts as a table.

    Parameters
    ----------
    path : Path
        Anything else, such as a layer of a database, counts as vector, and so does a folder.

    Returns
    -------
    {"table", "sheet", "parquet", "vector"}
        "parquet" is a table without geometry; GeoParquet is vector.
    """
    if not isinstance(path, Path) or path.is_dir():
        return "vector"
    try:
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError:
        return "table"  # its reader tells why
    if head.startswith(MARK):
        return "vector" if is_geoparquet(path) else "parquet"
    if head.startswith(b"PK"):
        names = members(path)
        # A damaged archive has no list of members, but its first one is named where the file begins.
        damaged = not names and any(part in head for part in _FIRST_PARTS)
        return "sheet" if damaged or any(name.startswith(_SHEET_PARTS) for name in names) else "vector"
    if head.startswith(_OLE):
        return "sheet"
    if head.startswith(_UTF16):
        return "table"
    text = head.removeprefix(_UTF8).lstrip()
    return "vector" if head.startswith(_VECTOR_MARKS) or text[:1] in (b"{", b"<") else "table"


def members(path: Path) -> dict[str, int]:
    """Return the names and unpacked sizes of an archive; nothing for any other file."""
    with path.open("rb") as stream:
        if stream.read(2) != b"PK":
            return {}
    try:
        with zipfile.ZipFile(path) as archive:
            return {member.filename: member.file_size for member in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return {}
