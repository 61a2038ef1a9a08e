"""Zipped vector files: an archive is measured, and the one shapefile in it chosen, before GDAL unpacks it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from layers.errors import InputError, error

MAX_UNPACKED = 2_000_000_000
"""Bytes of all that an archive holds; GDAL reads zipped files as they are."""

MAX_MEMBERS = 5_000
MAX_RATIO = 200
"""Unpacked to packed bytes; columns of blanks in a shapefile's table reach some fifty."""

_SMALL = 100_000_000
"""Archives that unpack to less are opened whatever their ratio."""

_NEEDED = (".shx", ".dbf")


def gdal_path(path: Path, *, role: str) -> Path | str:
    """Return what GDAL is to open for a file: the file itself, or what lies in an archive.

    Parameters
    ----------
    path : Path
    role : str
        Key of the mission file, named in findings.

    Raises
    ------
    InputError
        When an archive is damaged or too large, has a password, or holds several shapefiles or half of one.
    """
    if not zipfile.is_zipfile(path):
        if _begins_as_archive(path):
            remedy = "zip or download it again; it may be cut off"
            raise error("the archive is damaged", remedy, file=path.name, column=role)
        return path
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    _refuse_bombs(members, path, role)
    if any(member.flag_bits & 1 for member in members):
        raise error("the archive has a password", "unpack it", file=path.name, column=role)
    inside = f"/vsizip/{{{path.resolve()}}}"
    names = [name for member in members if not _is_hidden(name := member.filename)]
    shapes = [name for name in names if name.lower().endswith(".shp")]
    if not shapes:
        return inside
    if len(shapes) > 1:
        listed = ", ".join(shapes[:10]) + (", ..." if len(shapes) > 10 else "")
        remedy = f"give an archive with one shapefile; it has: {listed}"
        raise error(f"the archive holds {len(shapes)} shapefiles", remedy, file=path.name, column=role)
    lack = _lacking(shapes[0], names)
    if lack:
        remedy = "zip all files of the shapefile: .shp, .shx, .dbf and .prj"
        message = f"the shapefile in the archive lacks {' and '.join(lack)}"
        raise error(message, remedy, file=path.name, column=role, value=shapes[0])
    return f"{inside}/{shapes[0]}"


def _begins_as_archive(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _refuse_bombs(members: Sequence[zipfile.ZipInfo], path: Path, role: str) -> None:
    """Refuse an archive by what it says it holds."""

    def refused(message: str) -> InputError:
        return error(message, "unpack it and cut it to the area", file=path.name, column=role)

    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > MAX_MEMBERS:
        raise refused(f"the archive holds {len(members):,} files, more than {MAX_MEMBERS:,}")
    if size > MAX_UNPACKED:
        raise refused(f"the archive holds {size / 1e9:,.1f} GB, more than {MAX_UNPACKED / 1e9:,.0f}")
    if size > _SMALL and size / packed > MAX_RATIO:
        raise refused(f"the archive unpacks to {size / packed:,.0f} times its size, as no data do")


def _is_hidden(name: str) -> bool:
    """Return whether a member is a folder or what macOS writes beside each file."""
    return name.endswith("/") or any(part == "__MACOSX" or part.startswith(".") for part in name.split("/"))


def _lacking(shape: str, names: Sequence[str]) -> list[str]:
    there = {name.lower() for name in names}
    stem = shape[: -len(".shp")]
    return [PurePosixPath(stem + end).name for end in _NEEDED if (stem + end).lower() not in there]
