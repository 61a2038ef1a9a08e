"""Looking at the files of a folder, tables and shapes before rasters."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from layers.errors import Finding
from layers.found import Sight, look
from layers.found.look import SUFFIXES, is_raster
from layers.found.sight import unclear
from layers.positions import BBox

MAX_FILES = 500
MAX_ENTRIES = 100_000
_MARGIN = 0.5
_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".xml", ".qmd")
"""Parts of shapefiles and notes that programs leave beside files: not told of."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of a folder at a glance.

    Parameters
    ----------
    root : Path
    sights : tuple of Sight
        In the order of their paths.
    other : int
        Files of other kinds, not looked at.
    findings : tuple of Finding
    """

    root: Path
    sights: tuple[Sight, ...]
    other: int
    findings: tuple[Finding, ...]


def gather(root: Path, *, today: date, skip: Path | None = None) -> Gathered:
    """Look at the files of a folder and the folders in it.

    Parameters
    ----------
    root : Path
        Resolved. Hidden files and folders, and links to folders, are passed over.
    today : date
    skip : Path or None
        A folder in it that is not looked into.
    """
    files, entries = [], 0
    for file in _walk(root, skip):
        entries += 1
        if entries > MAX_ENTRIES:
            break
        files.append(file)
    given = sorted(file for file in files if file.suffix.lower() in SUFFIXES)
    other = sum(file.suffix.lower() not in (*SUFFIXES, *_PARTS) for file in files)
    findings: tuple[Finding, ...] = ()
    if len(given) > MAX_FILES or entries > MAX_ENTRIES:
        message = (
            f"the folder holds more than {MAX_FILES} files: the first {MAX_FILES} by name were looked at"
        )
        remedy = "name a folder that holds the mission's files alone"
        findings = (Finding("warning", message, remedy, column="--from-folder", value=str(root)),)
    chosen = given[:MAX_FILES]
    rasters = [file for file in chosen if is_raster(file)]
    sights = {file: _see(file, today, None) for file in chosen if file not in set(rasters)}
    near = _about(list(sights.values()))
    sights |= {file: _see(file, today, near) for file in rasters}
    return Gathered(root, tuple(sights[file] for file in chosen), other, findings)


def printable(text: object) -> str:
    """Return text on one line without anything that a terminal or a file could not show."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in str(text))
    return shown.encode("utf-8", "replace").decode("utf-8")


def _see(file: Path, today: date, near: BBox | None) -> Sight:
    try:
        str(file).encode("utf-8")
    except UnicodeEncodeError:
        return unclear(file, "its name is no text: rename it")
    return look(file, today=today, near=near)


def _walk(root: Path, skip: Path | None) -> Iterator[Path]:
    for place, folders, names in os.walk(root):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and here / name != skip)
        for name in sorted(names):
            if not name.startswith(".") and (here / name).is_file():
                yield here / name


def _about(sights: Sequence[Sight]) -> BBox | None:
    """Return the box of the incidents, else the bases, else the outlines, widened by half a degree."""
    for kinds in (("incidents",), ("bases",), ("area", "districts", "polygons")):
        boxes = [sight.box for sight in sights if sight.kind in kinds and sight.box is not None]
        if boxes:
            west, south, east, north = zip(*boxes, strict=True)
            return min(west) - _MARGIN, min(south) - _MARGIN, max(east) + _MARGIN, max(north) + _MARGIN
    return None
